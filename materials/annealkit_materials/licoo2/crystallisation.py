"""Crystallisation of amorphous LiCoO2 after Johnson, Mehl, Avrami and Kolmogorov (JMAK)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Arrhenius, Callable, Law, Material, State, Transformation
from annealkit_materials.licoo2.composition import Array, Parameter, identity

__all__ = ["CrystallisedFraction", "crystallisation"]


@frozen(eq=False)
class CrystallisedFraction:
    """X = 1 − exp(−wⁿ).

    Attributes:
        exponent: n.
    """

    exponent: Parameter

    def __call__(self, w: ArrayLike) -> Array:
        """Between 0 and 1, for the time ``w`` counted in time constants of the moment."""
        # Rounding may leave w a trifle below zero, where a power has no value.
        return np.asarray(-np.expm1(-(np.maximum(w, 0.0) ** self.exponent)))


def crystallisation(material: Material) -> Iterator[Transformation]:
    """The alternatives of ``host.crystallisation``: "JMAK", and "JMAK-RTA" with a slower rate."""
    for name, stem, note in (("JMAK", "crystallisation", _PRECURSOR), ("JMAK-RTA", "crystallisation.RTA", _SPUTTERED)):
        rate = Arrhenius(material[f"{stem}.prefactor"], material["crystallisation.energy"])
        yield Transformation(
            name=name,
            kind="crystallisation",
            state=State("w", rate),
            outputs={"crystallised_fraction": _fraction(material)},
            note=note,
        )


_LAW = "dw/dt = k(T), X = 1 − exp(−wⁿ). X does not enter diffusion, activity or phase rules."
_PRECURSOR = f"{_LAW} The rate is that of a solution precursor."
_SPUTTERED = f"{_LAW} The rate is calibrated so that a sputtered film is 99 % crystalline after 900 s at 650 °C."


def _fraction(material: Material) -> Law:
    exponent = material["crystallisation.exponent"]
    return Callable(
        CrystallisedFraction(exponent.per_cell),
        "1",
        arguments=("w",),
        records=[exponent],
        text=f"1 − exp(−w^{exponent.text})",
        name="crystallised fraction",
        identity=identity("crystallised fraction"),
    )
