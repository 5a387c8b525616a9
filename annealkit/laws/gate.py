"""The gate through which whatever a user gives becomes a law of the right unit."""

from __future__ import annotations

from typing import Any, Protocol

from annealkit import units
from annealkit.errors import InputError, UnitError
from annealkit.laws.constant import Constant
from annealkit.laws.function import Callable
from annealkit.laws.law import Law
from annealkit.provenance import Record
from annealkit.units import QuantityLike

__all__ = ["LawLike", "as_law"]


class LawLike(Protocol):
    """What can stand for a law: a schedule, a law of another package."""

    @property
    def unit(self) -> str:
        """SI unit text of the result."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names it is called with."""

    def __call__(self, *args: Any, **state: Any) -> Any:
        """The result (SI)."""


def as_law(value: Law | LawLike | QuantityLike | Record, unit: str, *, name: str) -> Law:
    """A law of this unit.

    Args:
        value: A law, a scalar with a unit, a record, or an object that can be called and has
            ``unit`` and ``arguments`` (a schedule); ``records`` are taken over where it has them.
        unit: SI unit text of what is expected.
        name: The argument, for messages.

    Raises:
        UnitError: A law or value of another dimension, or a bare number where a unit is due.
        InputError: A function without a unit.
    """
    if isinstance(value, Law):
        return _checked(value, unit, name)
    if callable(value):
        return _checked(_wrapped(value, unit, name), unit, name)
    return Constant(value, unit, name=name)


def _checked(law: Law, unit: str, name: str) -> Law:
    if units.normal(law.unit) != units.normal(unit):
        raise UnitError(
            f"{name}: got a law in {law.unit!r} ({law.describe()}); expected {unit!r}. Give a law of that unit."
        )
    return law


def _wrapped(value: Any, unit: str, name: str) -> Law:
    if not hasattr(value, "unit") or not hasattr(value, "arguments"):
        raise InputError(
            f"{name}: got the function {getattr(value, '__name__', repr(value))!r} without a unit. "
            f"Write laws.Callable(function, {unit!r})."
        )
    records = getattr(value, "records", {})
    return Callable(value, value.unit, arguments=value.arguments, records=records, name=name)
