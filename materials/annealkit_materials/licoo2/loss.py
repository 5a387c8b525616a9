"""A first-order loss of lithium calibrated to make a claim come true; used only where a run names it."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import BoundaryFlux, Callable, Material, R
from annealkit_materials.licoo2.composition import Array, Parameter, identity

__all__ = ["FirstOrder", "first_order"]


@frozen(eq=False)
class FirstOrder:
    """J = k(T) c with an Arrhenius law that passes through a given point.

    Attributes:
        coefficient: k at the reference temperature, m/s.
        energy: Activation energy, J/mol.
        reference: Reference temperature, K.
    """

    coefficient: Parameter
    energy: Parameter
    reference: Parameter

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """Flux out of the body, mol/(m² s), at ``T`` (K) and surface concentration ``c`` (mol/m³)."""
        cooler = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.reference
        return np.asarray(self.coefficient * np.exp(-self.energy / R * cooler) * np.maximum(c, 0.0))


def first_order(material: Material) -> BoundaryFlux:
    """The flux named "first-order"."""
    records = [material[f"Li.loss.{name}"] for name in ("coefficient", "energy", "temperature")]
    coefficient, energy, reference = records
    law = Callable(
        FirstOrder(coefficient.per_cell, energy.per_cell, reference.per_cell),
        "mol/m^2/s",
        arguments=("T", "c"),
        records=records,
        text=f"{coefficient.text} · exp(−{energy.text}/R · (1/T − 1/({reference.text}))) · c",
        name="first-order loss",
        identity=identity("first-order loss"),
    )
    return BoundaryFlux(
        name="first-order",
        species="Li",
        channels=("first-order loss",),
        law=law,
        standing="calibrated on guide claim A3; not a measurement",
        note="J = k c: one number for whatever took the lithium in one laboratory (gas, substrate, deposit).",
    )
