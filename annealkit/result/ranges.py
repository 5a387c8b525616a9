"""Where laws left the range of their records, as a share of space-time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from annealkit.laws import Law
from annealkit.pde.mesh import Array
from annealkit.provenance import Range, Record
from annealkit.result.states import Histories

__all__ = ["Excursion", "excursions", "outside_of_temperature", "sentences", "unjudged"]

#: The argument of ranges that is no argument of laws: moles of the species per mole of its metal.
_RATIO = "ratio"


@frozen
class Excursion:
    """One record used outside its range, in one of its arguments.

    Attributes:
        key: Full id of the record.
        argument: The argument that left the range.
        low: Lower end of the range, SI.
        high: Upper end, SI.
        unit: SI unit of the argument.
        share: Share of space-time where this argument was outside, 0 to 1.
        seen: Smallest and largest value met.
        box: Share of space-time where any of the record's arguments was outside; at least ``share``.
    """

    key: str
    argument: str
    low: float
    high: float
    unit: str
    share: float
    seen: tuple[float, float]
    box: float


def excursions(
    records: Iterable[Record],
    histories: Histories,
    *,
    reference: float | None = None,
    numbers: Mapping[str, Sequence[Law]] | None = None,
) -> tuple[Excursion, ...]:
    """Records whose arguments left their range, by the share of time and volume outside.

    Args:
        records: Those that the run uses.
        histories: What laws saw.
        reference: Concentration (mol/m³) at one mole of the species per mole of its metal, which ranges over ``ratio``
            are judged with; None where there is none.
        numbers: Dimensionless numbers by name, of every face that has them; all must lie inside.
    """
    seen = _Seen(histories, reference, numbers or {})
    return tuple(one for record in records for one in _of(record, seen))


def unjudged(
    records: Iterable[Record],
    histories: Histories,
    *,
    reference: float | None = None,
    numbers: Mapping[str, Sequence[Law]] | None = None,
) -> tuple[str, ...]:
    """One sentence for each argument of a range that nothing in the run tells, so that nobody judged it.

    Args:
        records: As for :func:`excursions`.
        histories: Likewise.
        reference: Likewise.
        numbers: Likewise.
    """
    seen = _Seen(histories, reference, numbers or {})
    groups: dict[str, list[str]] = {}
    for record in records:
        for argument in record.valid:
            if seen.values(argument) is None:
                groups.setdefault(argument, []).append(record.key)
    return tuple(
        f"{argument} is unknown to this run: the range over it of {', '.join(sorted(keys))} was not judged."
        for argument, keys in groups.items()
    )


def outside_of_temperature(records: Iterable[Record], lowest: float, peak: float) -> tuple[tuple[str, Range], ...]:
    """Records whose temperature range does not cover a schedule, known before anything is solved."""
    return tuple(
        (record.key, record.valid["T"])
        for record in records
        if "T" in record.valid and (lowest < record.valid["T"].low or peak > record.valid["T"].high)
    )


def sentences(found: Iterable[Excursion]) -> tuple[str, ...]:
    """Worst first: one sentence for each range that was left, and one for each record outside in several arguments."""
    every = tuple(found)
    groups: dict[tuple[str, float, float], list[Excursion]] = {}
    for one in every:
        groups.setdefault((one.argument, one.low, one.high), []).append(one)
    told = [(own[0].share, own[0].key, _sentence(own)) for own in groups.values()]
    told += list(_of_boxes(every))
    return tuple(text for _, _, text in sorted(told, key=lambda one: (-one[0], one[1])))


def _of(record: Record, seen: _Seen) -> Iterator[Excursion]:
    """The arguments in which a record was outside."""
    outside: dict[str, NDArray[np.bool_]] = {}
    for argument, valid in record.valid.items():
        where = seen.outside(argument, valid)
        if where is not None:
            outside[argument] = where
    if not outside:
        return
    box = seen.share(np.logical_or.reduce(list(outside.values())))
    for argument, where in outside.items():
        share = seen.share(where)
        if share > 0:
            valid, values = record.valid[argument], seen.values(argument)
            met = (float(np.nanmin(values)), float(np.nanmax(values)))  # type: ignore[arg-type]  # it was seen above
            yield Excursion(record.key, argument, valid.low, valid.high, valid.unit, share, met, box)


class _Seen:
    """What laws saw, argument by argument, each looked up once."""

    def __init__(self, histories: Histories, reference: float | None, numbers: Mapping[str, Sequence[Law]]) -> None:
        self._known = tuple(histories.each())
        self._cells = histories.cells
        self._times = _time_weights(histories.times)
        self._weights = histories.weights
        self._reference = reference
        self._numbers = numbers
        self._cache: dict[str, Array | None] = {}

    def values(self, argument: str) -> Array | None:
        """An argument at every time and cell, shape ``[time, cell]``; None when nothing tells it.

        Of a dimensionless number the second axis is over its values instead, NaN where it says nothing.
        """
        if argument not in self._cache:
            self._cache[argument] = self._stacked(argument)
        return self._cache[argument]

    def outside(self, argument: str, valid: Range) -> NDArray[np.bool_] | None:
        """Where an argument is outside a range, a mask ``[time, cell]``; None when nothing tells it."""
        values = self.values(argument)
        if values is None:
            return None
        where = np.asarray(~valid.contains(values) & ~np.isnan(values))
        if argument in self._numbers:
            where = np.broadcast_to(where.any(axis=1, keepdims=True), (len(where), self._cells))
        return where

    def share(self, where: NDArray[np.bool_]) -> float:
        """Share of space-time of a mask ``[time, cell]``."""
        return float(self._times @ (where @ self._weights))

    def _stacked(self, argument: str) -> Array | None:
        if argument in self._numbers:
            laws = self._numbers[argument]
            return np.stack([np.concatenate([np.ravel(law.at(known)) for law in laws]) for known in self._known])
        if argument == _RATIO and _RATIO not in self._known[0]:
            c = self._stacked("c")
            return None if c is None or self._reference is None else c / self._reference
        rows: list[Any] = [known.get(argument) for known in self._known]
        if any(row is None for row in rows):
            return None
        return np.stack([np.broadcast_to(np.asarray(row, dtype=float), (self._cells,)) for row in rows])


def _of_boxes(found: tuple[Excursion, ...]) -> Iterator[tuple[float, str, str]]:
    """Share, key and sentence of each record that was outside in several arguments."""
    groups: dict[tuple[str, ...], dict[str, float]] = {}
    by_record: dict[str, list[Excursion]] = {}
    for one in found:
        by_record.setdefault(one.key, []).append(one)
    for key, own in by_record.items():
        if len(own) > 1:
            groups.setdefault(tuple(one.argument for one in own), {})[key] = own[0].box
    for arguments, boxes in groups.items():
        for share in sorted(set(boxes.values())):
            keys = sorted(key for key, box in boxes.items() if box == share)
            text = f"{' or '.join(arguments)} was outside for {_percent(share)} of space-time: extrapolated "
            yield share, keys[0], f"{text}{', '.join(keys)}."


def _sentence(own: list[Excursion]) -> str:
    one = own[0]
    unit = "" if one.unit == "1" else f" {one.unit}"
    names = ", ".join(sorted({o.key for o in own}))
    return (
        f"{one.argument} was outside {one.low:.6g} to {one.high:.6g}{unit} for {_percent(one.share)} of space-time "
        f"({one.seen[0]:.6g} to {one.seen[1]:.6g}{unit} met): extrapolated {names}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share >= 0.0005 else f"{100 * share:.1g} %"


def _time_weights(times: Array) -> Array:
    """Trapezoid weights that add up to one."""
    steps = np.diff(times)
    weights = np.zeros(len(times))
    weights[:-1] += 0.5 * steps
    weights[1:] += 0.5 * steps
    return np.asarray(weights / weights.sum())
