"""The Arrhenius law."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen

from annealkit.laws.law import Law, Values
from annealkit.laws.parameter import Parameter
from annealkit.provenance import Record
from annealkit.units import QuantityLike

__all__ = ["GAS_CONSTANT", "Arrhenius"]

#: J/(mol K), exact in the SI.
GAS_CONSTANT = 8.31446261815324


@frozen(init=False, eq=False)
class Arrhenius(Law):
    """``prefactor · exp(−energy / R T)``, a law of T."""

    prefactor: Parameter
    energy: Parameter
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str
    _slope: Values

    def __init__(
        self,
        prefactor: QuantityLike | Record,
        energy: QuantityLike | Record,
        unit: str | None = None,
        *,
        name: str = "",
    ) -> None:
        """Make an Arrhenius law.

        Args:
            prefactor: Value at infinite temperature; its unit is the law's.
            energy: Activation energy per particle (eV) or per mole (kJ/mol); negative where the value
                falls with temperature.
            unit: What the prefactor must be, None for its own dimension.
            name: What messages call it.

        Raises:
            UnitError: A wrong dimension, or no unit where one is due.
        """
        called = name or "Arrhenius"
        front = Parameter.of(prefactor, unit, name=f"{called} prefactor")
        barrier = Parameter.of(energy, "J/mol", name=f"{called} energy")
        records = front.records | barrier.records
        slope = -barrier.value / GAS_CONSTANT
        self.__attrs_init__(front, barrier, front.unit, ("T",), records, name, slope)

    @property
    def identity(self) -> str:
        """Both values and their units."""
        return f"Arrhenius({self.prefactor.identity}, {self.energy.identity})"

    def __call__(self, *, T: Values) -> Values:
        """The value at T, of T's shape; a batch adds its axes in front."""
        value: Values = self.prefactor.value * np.exp(self._slope / T)
        return value

    def describe(self) -> str:
        """For example ``2e-07 m²/s · exp(−0.34 eV/kT)``."""
        size = self.energy.text.removeprefix("-")
        sign = "−" if size == self.energy.text else "+"
        thermal = f"{size}/kT" if self.energy.per_particle else f"{size}/RT"
        return f"{self.prefactor.text} · exp({sign}{thermal})"
