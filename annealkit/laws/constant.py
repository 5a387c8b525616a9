"""A law that depends on nothing."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from annealkit.laws.law import Law, Values
from annealkit.laws.parameter import Parameter
from annealkit.provenance import Record
from annealkit.units import QuantityLike

__all__ = ["Constant"]


@frozen(init=False, eq=False)
class Constant(Law):
    """One value everywhere and always."""

    parameter: Parameter
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str

    def __init__(self, value: QuantityLike | Record, unit: str | None = None, *, name: str = "") -> None:
        """Make a constant.

        Args:
            value: A record or a scalar with a unit.
            unit: What it must be, None for the value's own dimension.
            name: What messages call it; the record's id by default.

        Raises:
            UnitError: A wrong dimension, or no unit where one is due.
        """
        parameter = Parameter.of(value, unit, name=name or "Constant")
        called = name or (parameter.record.key if parameter.record else "")
        self.__attrs_init__(parameter, parameter.unit, (), parameter.records, called)

    @property
    def identity(self) -> str:
        """The value and its unit."""
        return f"Constant({self.parameter.identity})"

    def __call__(self) -> Values:
        """The value; a batch has shape ``[batch, 1]``."""
        return self.parameter.value

    def describe(self) -> str:
        """The value as printed."""
        return self.parameter.text
