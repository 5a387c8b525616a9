"""Resistance of the interface to an electrolyte put on the annealed face: parts in series; protons add one more.

A resistance belongs to a face, so these laws take whole profiles ``[..., cell]`` and give back ``[...]``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, Resistance
from annealkit_materials.licoo2.composition import SITE, Array, Parameter, deficit, identity
from annealkit_materials.licoo2.phases import SecondPhase, second_phases
from annealkit_materials.licoo2.thermodynamics import RECORDS

__all__ = ["Covered", "DeficientLayer", "Pristine", "resistances"]

#: Coverage is cut off here: a face covered whole would have no finite resistance.
FULL = 0.999


@frozen(eq=False)
class Pristine:
    """Resistance of an undamaged interface.

    Attributes:
        value: Ω m², a number or ``[batch]``.
    """

    value: Parameter

    def __call__(self) -> Array:
        """The same whatever the anneal did."""
        return np.asarray(self.value)


@frozen(eq=False)
class DeficientLayer:
    """L/σ of the layer that the missing lithium would make if it lay at the interface, fully delithiated.

    Attributes:
        conductivity: σ, S/m, a number or ``[batch]``.
        site: Concentration at one Li per Co, mol/m³.
    """

    conductivity: Parameter
    site: Parameter

    def __call__(self, c: ArrayLike, dx: ArrayLike) -> Array:
        """Ω m² for profiles ``c`` (mol/m³) on cells of thickness ``dx`` (m)."""
        thickness = np.sum(np.atleast_1d(deficit(c, self.site) * np.asarray(dx, dtype=float)), axis=-1)
        return np.asarray(thickness / self.conductivity)


@frozen(eq=False)
class Covered:
    """R0/(1 − f) − R0 of a face of which the share f is a second phase.

    Attributes:
        pristine: R0, Ω m², a number or ``[batch]``.
        phases: The second phases; f is their volume fraction in the cell nearest to the face.
    """

    pristine: Parameter
    phases: tuple[SecondPhase, ...]

    def __call__(self, T: ArrayLike, c: ArrayLike, p_O2: ArrayLike, eta: ArrayLike, depth: ArrayLike) -> Array:
        """Ω m².

        Args:
            T: Final temperature, K.
            c: Final profile, mol/m³.
            p_O2: Final pressure of oxygen, Pa.
            eta: Progress of disproportionation, −ln(1 − ξ).
            depth: Distance of each cell from the face, m.
        """
        amounts = [phase.amount(T, c, p_O2, eta) for phase in self.phases]
        volume = sum((y * phase.ratio() for y, phase in zip(amounts, self.phases, strict=True)), np.zeros(()))
        fraction = volume / (1.0 - np.sum(amounts, axis=0) + volume)
        f = np.minimum(_nearest(fraction, depth), FULL)
        return np.asarray(self.pristine * f / (1.0 - f))


def _nearest(values: Array, depth: ArrayLike) -> Array:
    """Values of the cell nearest to the face, ``[..., cell]`` to ``[...]``."""
    cells, depths = np.broadcast_arrays(np.atleast_1d(values), np.asarray(depth, dtype=float))
    first = np.argmin(depths, axis=-1, keepdims=True)
    return np.asarray(np.take_along_axis(cells, first, axis=-1)[..., 0])


def resistances(material: Material) -> Iterator[Resistance]:
    """The three parts."""
    yield Resistance("pristine", _pristine(material), _PRISTINE)
    yield Resistance("deficient-layer", _layer(material), _LAYER)
    yield Resistance("secondary-phase", _covered(material), _COVERED)


_PRISTINE = "As measured on a cold cell that had neither a Li-deficient layer nor a second phase."
_LAYER = (
    "All missing lithium, wherever it left from, counted as a fully delithiated layer at the interface; "
    "its conductivity is assumed."
)
_COVERED = (
    "R0/(1 − f) − R0; f is the volume fraction of Co3O4 or CoO in the cell at the face, taken as the share "
    "of the area that is covered."
)


def _pristine(material: Material) -> Law:
    record = material["interface.pristine"]
    return Callable(
        Pristine(record.value),
        "ohm m^2",
        arguments=(),
        records=[record],
        text=record.text,
        name="pristine interface",
        identity=identity("pristine interface"),
    )


def _layer(material: Material) -> Law:
    conductivity, site = material["interface.layer_conductivity"], material[SITE]
    return Callable(
        DeficientLayer(conductivity.value, site.per_cell),
        "ohm m^2",
        arguments=("c", "dx"),
        records=[conductivity, site],
        text=f"Σ max(0, 1 − x) dx / {conductivity.text}",
        name="deficient layer",
        identity=identity("deficient layer"),
    )


def _covered(material: Material) -> Law:
    pristine, phases = material["interface.pristine"], second_phases(material)
    used = [name for name in RECORDS if name != "Li.activity.width"]
    volumes = {key: record for phase in phases for key, record in phase.ratio.records.items()}
    return Callable(
        Covered(pristine.value, phases),
        "ohm m^2",
        arguments=("T", "c", "p_O2", "eta", "depth"),
        records=[pristine, *(material[name] for name in used), *volumes.values()],
        text=f"{pristine.text} · f/(1 − f), f = y r/(1 − y + y r) at the face",
        name="second phase at the interface",
        identity=identity("second phase at the interface"),
    )
