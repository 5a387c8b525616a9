"""Where laws left the range of their records, as a share of space-time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from attrs import frozen

from annealkit.pde.mesh import Array
from annealkit.provenance import Range, Record
from annealkit.result.states import Histories

__all__ = ["Excursion", "excursions", "outside_of_temperature", "sentences"]


@frozen
class Excursion:
    """One record used outside its range.

    Attributes:
        key: Full id of the record.
        argument: The argument that left the range.
        low: Lower end of the range, SI.
        high: Upper end, SI.
        unit: SI unit of the argument.
        share: Share of space-time outside, 0 to 1.
        seen: Smallest and largest value met.
    """

    key: str
    argument: str
    low: float
    high: float
    unit: str
    share: float
    seen: tuple[float, float]


def excursions(records: Iterable[Record], histories: Histories) -> tuple[Excursion, ...]:
    """Records whose arguments left their range, by the share of time and volume outside."""
    found = []
    weight = _time_weights(histories.times)
    cache: dict[str, Array] = {}
    for record in records:
        for argument, valid in record.valid.items():
            values = cache.setdefault(argument, _values(argument, histories))
            if not values.size:
                continue
            share = float(weight @ (~valid.contains(values) @ histories.weights))
            if share > 0:
                seen = (float(values.min()), float(values.max()))
                found.append(Excursion(record.key, argument, valid.low, valid.high, valid.unit, share, seen))
    return tuple(found)


def outside_of_temperature(records: Iterable[Record], lowest: float, peak: float) -> tuple[tuple[str, Range], ...]:
    """Records whose temperature range does not cover a schedule, known before anything is solved."""
    return tuple(
        (record.key, record.valid["T"])
        for record in records
        if "T" in record.valid and (lowest < record.valid["T"].low or peak > record.valid["T"].high)
    )


def sentences(found: Iterable[Excursion]) -> tuple[str, ...]:
    """One sentence for each range that was left, naming the records that share it."""
    groups: dict[tuple[str, float, float], list[Excursion]] = {}
    for one in found:
        groups.setdefault((one.argument, one.low, one.high), []).append(one)
    worst_first = sorted(groups.values(), key=lambda own: (-own[0].share, own[0].key))
    return tuple(_sentence(own) for own in worst_first)


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


def _values(argument: str, histories: Histories) -> Array:
    """An argument at every time and cell, shape ``[time, cell]``; empty when laws never see it."""
    rows: list[Any] = [known.get(argument) for known in histories.each()]
    if any(row is None for row in rows):
        return np.empty(0)
    return np.stack([np.broadcast_to(np.asarray(row, dtype=float), (histories.cells,)) for row in rows])


def _time_weights(times: Array) -> Array:
    """Trapezoid weights that add up to one."""
    steps = np.diff(times)
    weights = np.zeros(len(times))
    weights[:-1] += 0.5 * steps
    weights[1:] += 0.5 * steps
    return np.asarray(weights / weights.sum())
