"""The gas around a body: partial pressures, boundary layer, and a lithium source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from annealkit.errors import InputError
from annealkit.provenance import Record
from annealkit.units import QuantityLike

__all__ = ["GASES", "Atmosphere"]

#: Gases whose partial pressure a law may ask for as ``p_<name>``.
GASES = ("O2", "N2", "Ar", "H2O", "CO2")
#: Attributes that preset records other than partial pressures fill, by the record's field.
_FIELDS = {"pressure": "total", "boundary_layer": "boundary_layer", "source": "source"}


@frozen
class Atmosphere:
    """A furnace atmosphere.

    Attributes:
        name: Catalogue name, for example ``"air"``.
        title: One line for people.
        partial: Partial pressure (Pa) of every gas but the balance gas.
        total: Total pressure, Pa.
        balance: The gas that fills up to the total, or None (vacuum: the residual gases are all there is).
        boundary_layer: Thickness (m) of the stagnant gas layer over the body, None in vacuum.
        source: Activity of Li2O held by a source in the furnace at the body's
            temperature, before carbonate and hydroxide caps; 0 without one.
        records: Preset records by field (``"H2O"``, ``"boundary_layer"`` ...) that still hold, in the order to print.
        given: What the user set, as text by field, for views.
        aliases: Other names, compared without case.
    """

    name: str
    title: str
    partial: Mapping[str, float]
    total: float
    balance: str | None
    boundary_layer: float | None
    source: float = 0.0
    records: Mapping[str, Record] = field(factory=dict)
    given: Mapping[str, str] = field(factory=dict)
    aliases: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        used = sum(self.partial.values())
        if used > self.total * (1 + 1e-12):
            parts = ", ".join(f"{gas} {value:.6g} Pa" for gas, value in self.partial.items())
            raise InputError(
                f"atmosphere {self.name!r}: the partial pressures ({parts}) add up to {used:.6g} Pa, more than "
                f"the total pressure of {self.total:.6g} Pa. Lower them or raise pressure=."
            )

    @property
    def is_vacuum(self) -> bool:
        """Whether there is no carrier gas, hence no boundary layer."""
        return self.balance is None

    @property
    def pressures(self) -> dict[str, float]:
        """Partial pressure (Pa) of every gas in ``GASES``, the balance gas included."""
        full = {gas: float(self.partial.get(gas, 0.0)) for gas in GASES}
        if self.balance is not None:
            full[self.balance] += self.total - sum(self.partial.values())
        return full

    def with_gas(self, **given: QuantityLike) -> Atmosphere:
        """This atmosphere with some of its inputs set by the user.

        Args:
            **given: ``O2=``, ``H2O=``, ``CO2=`` (pressure, ``ppm`` or ``%`` of the total),
                ``dew_point=`` (temperature; sets H2O), ``pressure=`` (total; presets keep
                their fractions), ``boundary_layer=`` (length).

        Raises:
            InputError: A pressure is negative, the partial pressures exceed the total,
                a keyword is unknown, both ``H2O`` and ``dew_point`` are given, or vacuum
                is given a boundary layer.
            UnitError: A value without the right unit.
        """
        from annealkit.domain.gas_input import amended

        return amended(self, given)

    def with_overrides(self, overrides: Mapping[str, QuantityLike]) -> Atmosphere:
        """This atmosphere with those of its preset records replaced that the run overrides."""
        changed = {
            name: record.with_value(overrides[record.key])
            for name, record in self.records.items()
            if record.key in overrides
        }
        partial = {gas: float(changed[gas].value) if gas in changed else p for gas, p in self.partial.items()}
        direct: dict[str, Any] = {
            _FIELDS[name]: float(record.value) for name, record in changed.items() if name in _FIELDS
        }
        if self.is_vacuum:  # the residual gases are all there is
            direct["total"] = sum(partial.values())
        return evolve(self, partial=partial, records={**self.records, **changed}, **direct)

    def replace(self, **changes: Any) -> Atmosphere:
        """A copy with fields replaced (for plugins)."""
        return evolve(self, **changes)
