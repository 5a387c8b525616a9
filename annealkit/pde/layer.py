"""A layer of a body, the interface between two, and the local states of cells and faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from attrs import field, frozen

from annealkit import units
from annealkit.errors import InputError
from annealkit.laws import Law, as_law
from annealkit.pde.mesh import Array, stretched
from annealkit.units import QuantityLike

__all__ = ["Interface", "Layer", "LocalState", "Source"]

#: The name of the species when a problem has only one.
SINGLE = "c"

Grading = Literal["auto", "uniform"] | tuple[Literal["inner", "outer", "both"], float]
Initial = QuantityLike | Callable[[Array], Array]


def by_species(value: Any) -> dict[str, Any]:
    """The long form of an argument that may be one value or a mapping by species."""
    return dict(value) if isinstance(value, Mapping) else {SINGLE: value}


def _positive_length(value: QuantityLike) -> float:
    return units.length(value, name="Layer thickness")


def _diffusivities(value: Any) -> dict[str, Law]:
    return {s: as_law(v, "m^2/s", name="Layer diffusivity") for s, v in by_species(value).items()}


def _partitions(value: Any) -> dict[str, Law]:
    return {s: as_law(v, "1", name="Layer partition") for s, v in by_species(value).items()}


def _initial(value: Any) -> dict[str, Any]:
    return {s: v if callable(v) else units.si(v, "mol/m^3", name="Layer initial") for s, v in by_species(value).items()}


def _edges(value: Sequence[QuantityLike] | Array | None) -> Array | None:
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        return np.asarray(value, dtype=float)
    return np.array([units.si(v, "m", name="Layer edges") for v in value])


@frozen(eq=False)
class Layer:
    """One layer of a body.

    Attributes:
        thickness: m.
        diffusivity: m²/s by species; laws of T, x, t, c, other species and local states.
        partition: K by species, dimensionless, c = K u; laws of T.
        initial: mol/m³ by species, a number or a function of x (m) that is averaged over each cell.
        cells: Number of cells, used exactly; None lets ``rtol`` choose.
        grading: ``"auto"`` (finer towards exchanging faces and interfaces), ``"uniform"`` or
            ``(ends, largest over smallest cell)``.
        edges: Cell edges from the layer's inner side (m), instead of cells and grading.
        breakpoints: Positions x (m) where ``initial`` jumps; averages are split there.
    """

    thickness: float = field(converter=_positive_length)
    diffusivity: Mapping[str, Law] = field(converter=_diffusivities)
    partition: Mapping[str, Law] = field(default=1.0, converter=_partitions, kw_only=True)
    initial: Mapping[str, Any] = field(default="0 mol/m^3", converter=_initial, kw_only=True)
    cells: int | None = field(default=None, kw_only=True)
    grading: Grading = field(default="auto", kw_only=True)
    edges: Array | None = field(default=None, converter=_edges, kw_only=True)
    breakpoints: Array | None = field(default=None, converter=_edges, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.cells is not None and (not isinstance(self.cells, int) or self.cells < 1):
            raise InputError(f"Layer cells: {self.cells!r} was given; expected a whole number of at least 1, or None.")
        if self.edges is not None:
            self._check_edges(self.edges)
        if isinstance(self.grading, tuple):
            ends, ratio = self.grading
            if ends not in ("inner", "outer", "both") or not ratio >= 1.0:
                raise InputError(
                    f"Layer grading: {self.grading!r} was given; expected ('inner' | 'outer' | 'both', ratio >= 1)."
                )
        elif self.grading not in ("auto", "uniform"):
            raise InputError(f"Layer grading: {self.grading!r} was given; expected 'auto', 'uniform' or (ends, ratio).")

    def _check_edges(self, edges: Array) -> None:
        if edges.ndim != 1 or len(edges) < 2 or edges[0] != 0.0 or np.any(np.diff(edges) <= 0):
            raise InputError("Layer edges: expected increasing positions (m) that start at 0.")
        if abs(edges[-1] - self.thickness) > 1e-9 * self.thickness:
            raise InputError(f"Layer edges: they end at {edges[-1]:g} m but the layer is {self.thickness:g} m thick.")

    def mesh_edges(self, default_cells: int, ends: Literal["none", "inner", "outer", "both"]) -> Array:
        """Edges of the layer's cells from its inner side, m."""
        if self.edges is not None:
            return self.edges
        cells = self.cells if self.cells is not None else default_cells
        if self.grading == "uniform":
            unit = stretched(cells, "none", 1.0)
        elif isinstance(self.grading, tuple):
            unit = stretched(cells, *self.grading)
        else:
            unit = stretched(cells, ends, AUTO_RATIO)
        return unit * self.thickness


#: Largest over smallest cell of an automatically graded layer.
AUTO_RATIO = 30.0


def _resistance(value: Any) -> Law:
    return as_law(value, "s/m", name="Interface resistance")


def _source(value: Any) -> Law:
    return as_law(value, "mol/m^3/s", name="Source")


@frozen
class Interface:
    """The interface between two layers.

    Attributes:
        resistance: s/m; J = (u_inner - u_outer) / resistance.
    """

    resistance: Law = field(converter=_resistance)


@frozen
class LocalState:
    """A number of every cell, or of a face, that follows an ordinary differential equation.

    Attributes:
        name: The argument by which laws see it.
        rate: Its time derivative; a law of T, t, c, p_* and local states, in ``unit`` per second.
        initial: Value at the start, in ``unit``.
        where: ``"cell"``, ``"inner"`` or ``"outer"``.
        scale: Typical magnitude; sets the absolute tolerance.
    """

    name: str
    rate: Law
    initial: float = 0.0
    where: Literal["cell", "inner", "outer"] = "cell"
    scale: float = 1.0


@frozen
class Source:
    """A volume source.

    Attributes:
        law: mol/(m³ s), positive when it creates; a law of T, x, t, c and local states.
        species: Symbol of the species, None for the only one.
        name: Its name in the balance.
    """

    law: Law = field(converter=_source)
    species: str | None = None
    name: str = "source"
