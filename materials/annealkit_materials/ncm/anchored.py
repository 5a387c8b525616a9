"""An Arrhenius law that passes through a value at a temperature, as most numbers of NCM are told."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, R, Record
from annealkit_materials.ncm.composition import Array, Parameter, identity

__all__ = ["ROOM", "Anchored", "anchored"]

#: Where no record says otherwise, K.
ROOM = 298.15


@frozen(eq=False)
class Anchored:
    """value · exp(−E/R (1/T − 1/T0)).

    Attributes:
        value: At the temperature T0, in any unit.
        energy: E, J/mol.
        temperature: T0, K.
    """

    value: Parameter
    energy: Parameter
    temperature: Parameter

    def __call__(self, T: ArrayLike) -> Array:
        """At ``T``, K."""
        cooler = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.temperature
        return np.asarray(self.value * np.exp(-self.energy / R * cooler))


def anchored(value: Record, energy: Record, temperature: Record | None, *, unit: str, name: str) -> Law:
    """The law of T.

    Args:
        value: Record at the temperature.
        energy: Record of the activation energy.
        temperature: Record of the temperature, None for 25 °C.
        unit: SI unit text of the value.
        name: What messages call it.
    """
    at = ROOM if temperature is None else temperature.per_cell
    printed = f"{ROOM} K" if temperature is None else temperature.text
    return Callable(
        Anchored(value.per_cell, energy.per_cell, at),
        unit,
        arguments=("T",),
        records=[value, energy, *([] if temperature is None else [temperature])],
        text=f"{value.text} · exp(−{energy.text}/R · (1/T − 1/({printed})))",
        name=name,
        identity=identity(name),
    )
