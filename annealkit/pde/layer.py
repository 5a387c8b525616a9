"""A layer of a body, and the interface between two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from attrs import field, frozen

from annealkit import units
from annealkit.errors import InputError
from annealkit.laws import Law, as_law
from annealkit.pde.medium import Medium, by_species
from annealkit.pde.mesh import Array, stretched
from annealkit.units import QuantityLike

__all__ = ["Interface", "Layer"]

Grading = Literal["auto", "uniform"] | tuple[Literal["inner", "outer", "both"], float]
Ends = Literal["none", "inner", "outer", "both"]
Initial = QuantityLike | Callable[[Array], Array]


def _positive_length(value: QuantityLike) -> float:
    return units.length(value, name="Layer thickness")


def _diffusivities(value: Any) -> dict[str, Law]:
    return _laws(value, "m^2/s", "diffusivity")


def _partitions(value: Any) -> dict[str, Law]:
    return _laws(value, "1", "partition")


def _isotherms(value: Any) -> dict[str, Law]:
    return _laws(value, "mol/m^3", "isotherm")


def _factors(value: Any) -> dict[str, Law]:
    return _laws(value, "1", "thermodynamic_factor")


def _laws(value: Any, unit: str, what: str) -> dict[str, Law]:
    """One value or a mapping by species as laws."""
    given = {} if value is None else by_species(value)
    return {s: as_law(v, unit, name=f"Layer {what}") for s, v in given.items()}


def _velocities(value: Any) -> dict[str, tuple[Law, ...]]:
    given = {} if value is None else by_species(value)
    return {s: (as_law(v, "m/s", name="Layer velocity"),) for s, v in given.items()}


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
        partition: K by species, dimensionless, c = K u; laws of T and t.
        isotherm: Instead of a partition: c (mol/m³) as a rising law of ``u`` (mol/m³) and T, 0 at u = 0.
        thermodynamic_factor: Multiplies the diffusivity; dimensionless laws, for a self-diffusivity and
            its Θ(c).
        velocity: m/s, outwards; what carries the species (a field, a flow): J = -D ∂c/∂x + v c.
        initial: mol/m³ by species, a number or a function of x (m) that is averaged over each cell.
        cells: Number of cells, used exactly; None lets ``rtol`` choose.
        grading: ``"auto"`` (finer towards exchanging faces, interfaces and breakpoints), ``"uniform"`` or
            ``(ends, largest over smallest cell)``.
        edges: Cell edges from the layer's inner side (m), instead of cells and grading.
        breakpoints: Positions x (m) where ``initial`` jumps; averages are split there.
    """

    thickness: float = field(converter=_positive_length)
    diffusivity: Mapping[str, Law] = field(converter=_diffusivities)
    partition: Mapping[str, Law] = field(default=None, converter=_partitions, kw_only=True)
    isotherm: Mapping[str, Law] = field(default=None, converter=_isotherms, kw_only=True)
    thermodynamic_factor: Mapping[str, Law] = field(default=None, converter=_factors, kw_only=True)
    velocity: Mapping[str, tuple[Law, ...]] = field(default=None, converter=_velocities, kw_only=True)
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
        if self.partition and self.isotherm and set(self.partition) & set(self.isotherm):
            raise InputError("Layer isotherm: a partition is given for the same species; give one of the two.")
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

    def medium(self, species: Sequence[str]) -> Medium:
        """The laws of the layer, put together for these species."""
        return Medium.of(
            species,
            diffusivity=self.diffusivity,
            partition=self.partition,
            isotherm=self.isotherm,
            factor=self.thermodynamic_factor,
            velocity=self.velocity,
        )

    def mesh_edges(self, default_cells: int, ends: Ends, halvings: int = 0, origin: float = 0.0) -> Array:
        """Edges of the layer's cells from its inner side, m.

        Args:
            default_cells: Number of cells where the layer gives none.
            ends: Where automatic grading is fine.
            halvings: How often each cell is halved.
            origin: Position x of the layer's inner side, m; breakpoints are given in x.
        """
        if self.edges is not None:
            edges = self.edges
            for _ in range(halvings):
                edges = np.insert(edges, np.arange(1, len(edges)), 0.5 * (edges[1:] + edges[:-1]))
            return edges
        cells = self.cells if self.cells is not None else default_cells
        if self.grading == "uniform":
            unit = stretched(cells * 2**halvings, "none", 1.0)
        elif isinstance(self.grading, tuple):
            unit = stretched(cells * 2**halvings, *self.grading)
        else:
            unit = self._graded(cells, ends, halvings, origin)
        return unit * self.thickness

    def _graded(self, cells: int, ends: Ends, halvings: int, origin: float) -> Array:
        """Edges of a unit layer, fine at its named ends and at jumps of the start."""
        given = () if self.breakpoints is None else (self.breakpoints - origin) / self.thickness
        jumps = [float(place) for place in given if 1e-9 < place < 1.0 - 1e-9]
        marks = [0.0, *sorted(jumps), 1.0]
        shares = _shares(cells, np.diff(marks))
        edges = [np.array([0.0])]
        for number, (low, high) in enumerate(zip(marks, marks[1:], strict=False)):
            fine = number > 0 or ends in ("inner", "both"), high < 1.0 or ends in ("outer", "both")
            where: Ends = "both" if all(fine) else "inner" if fine[0] else "outer" if fine[1] else "none"
            piece = stretched(shares[number] * 2**halvings, where, AUTO_RATIO)
            edges.append(low + (high - low) * piece[1:])
        return np.concatenate(edges)


def _shares(cells: int, lengths: Array) -> list[int]:
    """Cells of each piece, together ``cells``: by length, but no piece below a third of an even share."""
    least = max(1, cells // (3 * len(lengths)))
    counts = np.maximum(least, np.floor(cells * lengths)).astype(int)
    counts[int(np.argmax(counts))] += cells - int(counts.sum())
    if counts.min() < 1:
        raise InputError(
            f"Layer cells: {cells} cells are too few for {len(lengths)} pieces between breakpoints; give more."
        )
    return [int(count) for count in counts]


#: Largest over smallest cell of an automatically graded layer.
AUTO_RATIO = 30.0


def _resistance(value: Any) -> Law:
    return as_law(value, "s/m", name="Interface resistance")


@frozen
class Interface:
    """The interface between two layers.

    Attributes:
        resistance: s/m; J = (u_inner - u_outer) / resistance.
    """

    resistance: Law = field(converter=_resistance)
