"""A law read off a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from attrs import frozen

from annealkit import units
from annealkit.errors import InputError
from annealkit.laws.function import by_key
from annealkit.laws.law import Law, Values
from annealkit.provenance import Range, Record
from annealkit.provenance.arguments import unit_of
from annealkit.provenance.given import as_written
from annealkit.provenance.record import Array

__all__ = ["Tabulated"]


@frozen(init=False, eq=False)
class Tabulated(Law):
    """Points joined by monotone cubics (PCHIP), which never overshoot them.

    Outside the table the value is that of the nearest end; :meth:`ranges` tells where the table ends, so
    that a run warns or stops there.
    """

    argument: str
    points: Array
    values: Array
    log: bool
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str
    _argument_unit: str
    _curve: Any

    def __init__(
        self,
        argument: str,
        points: Any,
        values: Any,
        *,
        unit: str,
        log: bool = False,
        records: Mapping[str, Record] | Iterable[Record] = (),
        name: str = "",
    ) -> None:
        """Make a table.

        Args:
            argument: The argument the table is of.
            points: Increasing values of the argument: SI numbers, or ``(array, unit)``.
            values: The law's value at each point: numbers in ``unit``, or ``(array, unit)``.
            unit: Unit of the values, any of its dimension.
            log: Whether the logarithm of the values is interpolated, for values over many decades.
            records: The records the table comes from.
            name: What messages call it.

        Raises:
            InputError: Fewer than two points, points that do not increase, unequal lengths,
                or values that are not positive with ``log``.
            UnitError: A value of another dimension, or one that is not finite.
        """
        called = name or f"Tabulated({argument})"
        at, axis = _points(argument, points, called)
        normal = units.normal(unit)
        of = _column(values if _has_unit(values) else (values, unit), normal, f"{called} values")
        _check(at, of, log, called)
        from scipy.interpolate import PchipInterpolator  # slow to import, needed by tables only

        curve = PchipInterpolator(at, np.log(of) if log else of, extrapolate=True)
        self.__attrs_init__(argument, at, of, log, normal, (argument,), by_key(records), name, axis, curve)

    @property
    def identity(self) -> str:
        """Every point and value."""
        return (
            f"Tabulated({self.argument} {self._argument_unit}, {self.points.tolist()!r}, "
            f"{self.values.tolist()!r}, {self.unit}, log={self.log})"
        )

    def __call__(self, **state: Values) -> Values:
        """The interpolated value, of the argument's shape."""
        # Twice as fast as np.clip, and this runs in the integrator's inner loop.
        inside = np.minimum(np.maximum(state[self.argument], self.points[0]), self.points[-1])
        value: Array = self._curve(inside)
        return np.exp(value) if self.log else value

    def describe(self) -> str:
        """Argument, number of points and their span, and the span of the values."""
        ends = [units.text(float(x), self._argument_unit) for x in (self.points[0], self.points[-1])]
        span = [units.text(float(y), self.unit) for y in (np.min(self.values), np.max(self.values))]
        how = "logarithms of the values" if self.log else "values"
        return (
            f"table over {self.argument} ({len(self.points)} points, {ends[0]} to {ends[1]}; "
            f"{how} joined by monotone cubics, {span[0]} to {span[1]})"
        )

    def ranges(self) -> dict[str, Range]:
        """The records' ranges, narrowed to the table."""
        found = super().ranges()
        table = Range(float(self.points[0]), float(self.points[-1]), self._argument_unit)
        held = found.get(self.argument)
        return found | {self.argument: table if held is None else table.overlap(held)}


def _has_unit(given: Any) -> bool:
    return hasattr(given, "magnitude") or (
        isinstance(given, tuple | list) and len(given) == 2 and isinstance(given[1], str)
    )


def _points(argument: str, given: Any, name: str) -> tuple[Array, str]:
    """The points in SI, and their unit."""
    known = unit_of(argument)
    if not _has_unit(given):
        axis = known or "1"
        return _column((given, axis), axis, f"{name} points"), axis
    axis = known or units.normal(as_written(given, name=name)[1])
    return _column(given, axis, f"{name} points"), axis


def _column(given: Any, unit: str, name: str) -> Array:
    if isinstance(given, tuple | list):
        given = (np.asarray(given[0], dtype=np.float64), given[1])
    return np.atleast_1d(np.array(units.si_array(given, unit, name=name), dtype=np.float64))


def _check(points: Array, values: Array, log: bool, name: str) -> None:
    if points.ndim != 1 or points.shape != values.shape or len(points) < 2:
        raise InputError(
            f"{name}: got points of shape {points.shape} and values of shape {values.shape}; "
            "expected two lists of one length, at least 2."
        )
    if np.any(np.diff(points) <= 0.0):
        raise InputError(f"{name} points: they do not increase. Sort the table and merge equal points.")
    if log and np.any(values <= 0.0):
        raise InputError(f"{name} values: some are not positive, so they have no logarithm. Leave out log=True.")
