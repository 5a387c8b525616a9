"""The gas around a body: partial pressures, boundary layer or flow, a sealed vessel, and a lithium source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from annealkit.domain.material import Material
from annealkit.errors import InputError
from annealkit.provenance import Record
from annealkit.units import QuantityLike

__all__ = ["GASES", "Atmosphere"]

#: Gases whose partial pressure a law may ask for as ``p_<name>``.
GASES = ("O2", "N2", "Ar", "H2O", "CO2")
#: Attributes that preset records other than partial pressures fill, by the record's field.
_FIELDS = {"pressure": "total", "boundary_layer": "boundary_layer", "tube": "tube", "source": "source"}


@frozen
class Atmosphere:
    """A furnace atmosphere.

    Attributes:
        name: Catalogue name, for example ``"air"``.
        title: One line for people.
        partial: Partial pressure (Pa) of every gas but the balance gas.
        total: Total pressure, Pa.
        balance: The gas that fills up to the total, or None (vacuum: the residual gases are all there is).
        boundary_layer: Thickness (m) of the stagnant gas layer over the body, None in vacuum and where the gas flows.
        source: Activity of Li2O held by a source in the furnace, before carbonate and hydroxide caps; 0 without one.
        source_material: What the source is made of, where its activity follows from that; ``source`` is 0 then.
        source_composition: Of that material, as for a body; None is the catalogue's.
        source_temperature: Of the source, K; None: that of the body.
        flow: Gas that flows along the body, mol/s; None: it is stagnant behind the boundary layer.
        tube: Inner diameter (m) of the tube that it flows through; None without a flow.
        vessel: Volume (m³) that the gas is sealed in; None: an open furnace.
        boat: Depth (m) of the boat that the body lies in, whose gas is stagnant; None without one.
        carrier: Name of the preset whose gas is around its source; None: it holds no source.
        requires: Keywords without which it cannot be used, such as the activity of a source.
        records: Preset records by field (``"H2O"``, ``"boundary_layer"`` ...) that still hold, in the order to print.
        reserve: Preset records that come to hold when the gas flows (``"tube"``).
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
    source_material: Material | None = None
    source_composition: Mapping[str, Any] | None = None
    source_temperature: float | None = None
    flow: float | None = None
    tube: float | None = None
    vessel: float | None = None
    boat: float | None = None
    carrier: str | None = None
    requires: tuple[str, ...] = ()
    records: Mapping[str, Record] = field(factory=dict)
    reserve: Mapping[str, Record] = field(factory=dict)
    given: Mapping[str, str] = field(factory=dict)
    aliases: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Atmosphere({', '.join([repr(self.name), *(f'{name}={text!r}' for name, text in self.given.items())])})"

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
    def holds_source(self) -> bool:
        """Whether a source of given activity or material is in the furnace."""
        return self.source > 0.0 or self.source_material is not None

    @property
    def pressures(self) -> dict[str, float]:
        """Partial pressure (Pa) of every gas in ``GASES``, the balance gas included."""
        full = {gas: float(self.partial.get(gas, 0.0)) for gas in GASES}
        if self.balance is not None:
            full[self.balance] += self.total - sum(self.partial.values())
        return full

    def with_gas(self, **given: Any) -> Atmosphere:
        """This atmosphere with some of its inputs set by the user.

        Args:
            **given: ``O2=``, ``H2O=``, ``CO2=`` (pressure, ``ppm`` or ``%`` of the total),
                ``dew_point=`` (temperature; sets H2O), ``pressure=`` (total; presets keep
                their fractions), ``boundary_layer=`` (length) or ``flow=`` (``"100 sccm"``, ``"100 mL/min"`` at
                25 degC and 1 atm, ``"1 mmol/s"``) with ``tube=`` (inner diameter), ``vessel=`` (volume),
                ``boat=`` (depth), and of a source ``activity=`` (a number, ``"Li2O"`` or a Material, then with
                ``composition=``) and ``temperature=``.

        Raises:
            InputError: A pressure is negative, the partial pressures exceed the total, a keyword is unknown, two
                keywords exclude each other (``H2O`` and ``dew_point``, ``flow`` and ``boundary_layer``, ``flow`` and
                ``vessel``), or vacuum is given what needs a gas.
            UnitError: A value without the right unit.
        """
        from annealkit.domain.gas_input import amended

        return amended(self, given)

    def with_carrier(self, other: Atmosphere) -> Atmosphere:
        """This source in the gas of another atmosphere.

        Args:
            other: The gas around the source; what it says of pressures, flow and vessel holds.

        Raises:
            InputError: This atmosphere holds no source, or the other one does.
        """
        if self.carrier is None:
            raise InputError(
                f"atmosphere {self.name!r}: carrier= was given, but there is no source that a gas could carry from. "
                "Use ak.atmosphere('source', activity=..., carrier=...)."
            )
        if other.carrier is not None:
            raise InputError(
                f"atmosphere {self.name!r}, carrier: {other.name!r} holds a source of its own; expected a plain gas "
                "such as 'air' or 'O2'."
            )
        own = {name: record for name, record in self.records.items() if name == "source"}
        ours = {key: text for key, text in self.given.items() if key in ("activity", "composition", "temperature")}
        return evolve(
            other,
            name=self.name,
            title=f"{self.title.partition(', in ')[0]}, in {other.name}",
            source=self.source,
            source_material=self.source_material,
            source_composition=self.source_composition,
            source_temperature=self.source_temperature,
            carrier=other.name,
            requires=self.requires,
            records={**own, **other.records},
            given={"carrier": other.name, **ours, **other.given},
            aliases=self.aliases,
        )

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
