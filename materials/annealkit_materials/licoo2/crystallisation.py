"""Crystallisation of amorphous LiCoO2 after Johnson, Mehl, Avrami and Kolmogorov (JMAK)."""

from __future__ import annotations

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


def crystallisation(material: Material) -> Transformation:
    """The transformation named "JMAK"."""
    rate = Arrhenius(material["crystallisation.prefactor"], material["crystallisation.energy"])
    return Transformation(
        name="JMAK",
        kind="crystallisation",
        state=State("w", rate),
        outputs={"crystallised_fraction": _fraction(material)},
        note="dw/dt = k(T), X = 1 − exp(−wⁿ). X does not enter diffusion, activity or phase rules.",
    )


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
