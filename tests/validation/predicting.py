"""A computed value to hold against an observation, and the band that the error bars of its records make."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from annealkit.provenance import Record

if TYPE_CHECKING:
    import annealkit as ak

__all__ = ["Predicted", "Prediction", "band"]


def _records(value: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(value)


@frozen
class Predicted:
    """What was computed for a case.

    Attributes:
        value: In ``unit``; None where the case is an order.
        unit: Of the value.
        records: Every record the computation used.
        agrees: For an order, whether it is as observed.
        text: What was found, in words.
    """

    value: float | None = None
    unit: str = "1"
    records: tuple[Record, ...] = field(default=(), converter=_records)
    agrees: bool | None = None
    text: str = ""

    @classmethod
    def of(
        cls,
        result: ak.Result,
        value: float | None = None,
        unit: str = "1",
        *,
        agrees: bool | None = None,
        text: str = "",
    ) -> Predicted:
        """What was read off one result, with the records it used."""
        return cls(value, unit, tuple(result.sources), agrees, text)

    @classmethod
    def joined(
        cls,
        results: Iterable[ak.Result],
        value: float | None = None,
        unit: str = "1",
        *,
        agrees: bool | None = None,
        text: str = "",
    ) -> Predicted:
        """What was read off several results, with the records of all."""
        records = {record.key: record for one in results for record in one.sources}
        return cls(value, unit, tuple(records.values()), agrees, text)


#: Spread of an axis along which correlated errors cannot move.
_NOTHING = 1e-9

#: Computes a case with records overridden: values as text by full id.
Prediction = Callable[[Mapping[str, str]], Predicted]


def band(predict: Prediction, central: Predicted, vary: Collection[str] | None = None) -> tuple[float, float]:
    """Between which values the records' error bars put a prediction (one standard deviation).

    Records whose errors are correlated move together, along the principal axes of their correlation; each such axis
    (of a record without correlations, the record itself) is put one standard deviation up and down, and what that
    moves adds in squares, on the side to which it moves.

    Args:
        predict: Computes the case.
        central: The same without an override.
        vary: Full ids of the records to vary; None: every one with an error bar.
    """
    assert central.value is not None  # only numbers have a band
    uncertain = [
        one
        for one in central.records
        if one.uncertainty is not None and not one.overridden and (vary is None or one.key in vary)
    ]
    down = up = 0.0
    for shift in _axes(uncertain):
        moved = [_moved(predict, central, shift, sign) for sign in (-1.0, 1.0)]
        down += min(0.0, *moved) ** 2
        up += max(0.0, *moved) ** 2
    return central.value - math.sqrt(down), central.value + math.sqrt(up)


def _axes(records: Sequence[Record]) -> Iterator[dict[Record, float]]:
    """Independent directions of the records' errors: standard deviations by record."""
    left = list(records)
    while left:
        group = _together(left[0], left)
        left = [one for one in left if one not in group]
        matrix = np.array([[1.0 if a is b else a.correlated.get(b.key, 0.0) for b in group] for a in group])
        for spread, direction in zip(*np.linalg.eigh(matrix), strict=True):
            if spread > _NOTHING:
                yield {one: math.sqrt(spread) * float(part) for one, part in zip(group, direction.T, strict=True)}


def _together(first: Record, records: Sequence[Record]) -> list[Record]:
    """The records that are correlated with one, directly or through others."""
    found = [first]
    for one in found:  # grows while it is walked through
        found += [other for other in records if other not in found and other.key in one.correlated]
    return found


def _moved(predict: Prediction, central: Predicted, shift: Mapping[Record, float], sign: float) -> float:
    """By how much the value moves with records some standard deviations away."""
    assert central.value is not None
    found = predict({record.key: shifted(record, sign * amount) for record, amount in shift.items()}).value
    assert found is not None
    return found - central.value


def shifted(record: Record, amount: float) -> str:
    """A record's value some standard deviations away, as text with its SI unit."""
    assert record.uncertainty is not None
    value, bar = float(record.value), record.uncertainty
    moved = value * bar.factor**amount if bar.factor is not None else value + amount * (bar.deviation or 0.0)
    return f"{moved!r} {record.unit}" if record.unit != "1" else f"{moved!r}"
