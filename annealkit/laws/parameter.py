"""A number inside a law: from a record or straight from the user."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from annealkit import units
from annealkit.errors import UnitError
from annealkit.laws.law import Values
from annealkit.provenance import Record
from annealkit.provenance.given import as_written, is_per_particle, si_text
from annealkit.units import QuantityLike

__all__ = ["Parameter"]


@frozen(eq=False)
class Parameter:
    """A number ready to compute with.

    Attributes:
        value: SI; a record's batch array has an axis for cells behind it.
        unit: SI unit text.
        text: As printed, for people.
        per_particle: Whether it was printed per particle (eV) and not per mole.
        record: Where it comes from, or None when the user typed it.
    """

    value: Values
    unit: str
    text: str
    per_particle: bool
    record: Record | None

    @classmethod
    def of(cls, given: QuantityLike | Record, unit: str | None, *, name: str) -> Parameter:
        """Read a number.

        Args:
            given: A record, or a scalar with a unit.
            unit: What is expected, None for whatever it is.
            name: The argument, for messages.

        Raises:
            UnitError: A wrong dimension, or no unit where one is due.
        """
        if isinstance(given, Record):
            return cls._of_record(given, unit, name)
        number, printed = as_written(given, name=name)
        expected = si_text(printed if unit is None else unit)
        value = units.si(given, expected, name=name)
        return cls(value, units.normal(expected), units.text(float(number), printed), is_per_particle(printed), None)

    @classmethod
    def _of_record(cls, record: Record, unit: str | None, name: str) -> Parameter:
        given = units.normal(record.unit)
        if unit is not None and units.normal(unit) != given:
            raise UnitError(
                f"{name}: the record {record.key!r} is in {record.unit!r} ({record.text}); "
                f"expected {unit!r}. Use a record of that dimension."
            )
        return cls(record.per_cell, given, record.text, is_per_particle(record.printed_unit), record)

    @property
    def records(self) -> dict[str, Record]:
        """The record by full id, empty without one."""
        return {self.record.key: self.record} if self.record is not None else {}

    @property
    def identity(self) -> str:
        """The value without loss, and its unit."""
        value: Any = self.value if isinstance(self.value, float) else self.value.tolist()
        return f"{value!r} {self.unit}"
