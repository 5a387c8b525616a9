"""A computed value to hold against an observation, and the band that the error bars of its records make."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from annealkit.provenance import Record
from annealkit.units import si

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


#: Computes a case with records overridden: values as text by full id.
Prediction = Callable[[Mapping[str, str]], Predicted]


def band(predict: Prediction, central: Predicted, vary: Collection[str] | None = None) -> tuple[float, float]:
    """Between which values the records' error bars put a prediction (one standard deviation).

    Each uncertain record is put one standard deviation up and down; what that moves adds in squares, on the side to
    which it moves. Correlations between records are left out.

    Args:
        predict: Computes the case.
        central: The same without an override.
        vary: Full ids of the records to vary; None: every one with an error bar.
    """
    assert central.value is not None  # only numbers have a band
    down = up = 0.0
    for record in central.records:
        if record.uncertainty is None or record.overridden or (vary is not None and record.key not in vary):
            continue
        moved = [_moved(predict, central, record, sign) for sign in (-1, 1)]
        down += min(0.0, *moved) ** 2
        up += max(0.0, *moved) ** 2
    return central.value - math.sqrt(down), central.value + math.sqrt(up)


def _moved(predict: Prediction, central: Predicted, record: Record, sign: int) -> float:
    """By how much the value moves with a record one standard deviation up or down."""
    assert central.value is not None
    found = predict({record.key: shifted(record, sign)}).value
    assert found is not None
    return found - central.value


def shifted(record: Record, sign: int) -> str:
    """A record's value one standard deviation up (1) or down (-1), as text with its SI unit."""
    assert record.uncertainty is not None
    value = si((float(record.value), record.unit), record.unit, name=record.key)
    bar = record.uncertainty
    moved = value * bar.factor**sign if bar.factor is not None else value + sign * (bar.deviation or 0.0)
    return f"{moved!r} {record.unit}" if record.unit != "1" else f"{moved!r}"
