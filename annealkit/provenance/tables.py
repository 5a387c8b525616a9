"""What ``parameters.toml`` may hold, as table classes: the reader and the JSON Schema both come from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

from annealkit.errors import nearest
from annealkit.provenance.record import Basis
from annealkit.tables import Wrong, choice, key

__all__ = [
    "AxisTable",
    "DeviationTable",
    "FactorTable",
    "ParametersFile",
    "PointsTable",
    "RecordTable",
    "UncertaintyTable",
    "ValuesTable",
]

#: The reader refuses blank text, and so does the schema.
_TEXT = {"pattern": r"\S"}
_ITEMS = {"items": {"type": "string", **_TEXT}}
_END = {"anyOf": [{"type": "string", **_TEXT}, {"type": "number"}]}
_RANGES = {"additionalProperties": {"type": "array", "items": _END, "minItems": 2, "maxItems": 2}}
_COEFFICIENTS = {"additionalProperties": {"type": "number", "minimum": -1, "maximum": 1}}
_FACTOR: dict[str, Any] = {"type": "number", "minimum": 1}
_DEVIATION: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0}


def _one_or_each(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


class UncertaintyTable:
    """The error bar of a record: a factor or a standard deviation."""


@frozen
class FactorTable(UncertaintyTable):
    """An error bar on the logarithm."""

    factor: float = key("The value may be this factor too high or too low, one standard deviation.", schema=_FACTOR)


@frozen
class DeviationTable(UncertaintyTable):
    """An error bar on the value."""

    deviation: float = key("Standard deviation, in the record's unit.", schema=_DEVIATION)


_BARS: dict[str, type[UncertaintyTable]] = {"factor": FactorTable, "deviation": DeviationTable}


def _bar(data: Mapping[str, Any]) -> type[UncertaintyTable]:
    for name in data:
        if name not in _BARS:
            close = nearest(str(name), _BARS)
            hint = f" Did you mean {close!r}?" if close else ""
            raise Wrong(f"the key {name!r} is not known.{hint} Known: {', '.join(_BARS)}.")
    if len(data) != 1:
        raise Wrong(f"expected exactly one of {' and '.join(_BARS)}, got {len(data)}.")
    return _BARS[next(iter(data))]


choice(UncertaintyTable, tuple(_BARS.values()), _bar)


@frozen
class RecordTable:
    """One number with its unit, error bar, range, standing and sources."""

    value: float = key("The number as printed in the source.")
    unit: str = key('Its unit as printed, "1" for a plain number.', schema=_TEXT)
    basis: Basis = key(
        "How the number came to be: measured, fitted to readings, derived from other knowledge, calibrated to make a "
        "claim come true, or assumed."
    )
    uncertainty: UncertaintyTable | None = key("The error bar; left out where nobody knows it.", default=None)
    correlated: Mapping[str, float] = key(
        "Correlation coefficients with the errors of other records of this file, by id; of the logarithms where the "
        "error bar is a factor.",
        factory=dict,
        schema=_COEFFICIENTS,
    )
    valid: Mapping[str, tuple[str | float, ...]] = key(
        "Where it holds: both ends by argument (T, p_O2, c, ratio ...). With several, inside all of them.",
        factory=dict,
        schema=_RANGES,
    )
    forms: tuple[str, ...] = key(
        'Forms of sample it was found on, such as "sintered pellet".', default=(), schema=_ITEMS
    )
    sources: tuple[str, ...] = key("Keys into the BibTeX file.", default=(), schema=_ITEMS)
    where: str = key("Table, figure or page in the source.", default="", schema=_TEXT)
    spent: tuple[str, ...] = key(
        "What it was fitted on or calibrated to; no test of the model may use that again.", default=(), schema=_ITEMS
    )
    derived_from: tuple[str, ...] = key(
        "Ids of the records of this file that a derived value was computed from; what those were fitted on is spent.",
        default=(),
        schema=_ITEMS,
    )
    superseded_by: str = key("Id of the record of this file that replaces it.", default="", schema=_TEXT)
    note: str = key("What a reader should know.", default="", schema=_TEXT)


@frozen
class AxisTable:
    """What was set, point by point."""

    name: str = key('The argument, "T" for temperature.', schema=_TEXT)
    unit: str = key("Unit of the values as printed.", schema=_TEXT)
    values: tuple[float, ...] = key("The numbers as printed.", schema={"minItems": 1})


@frozen
class ValuesTable:
    """What was read, point by point."""

    name: str = key('What it is, such as "D".', schema=_TEXT)
    unit: str = key("Unit of the values as printed.", schema=_TEXT)
    values: tuple[float, ...] = key("The numbers as printed, as many as on the other axis.", schema={"minItems": 1})
    factor: float | tuple[float, ...] | None = key(
        "Error bar of the logarithm, one standard deviation as a factor: for all points or one each.",
        default=None,
        schema=_one_or_each(_FACTOR),
    )
    deviation: float | tuple[float, ...] | None = key(
        "Standard deviation in the unit of the values: for all points or one each.",
        default=None,
        schema=_one_or_each(_DEVIATION),
    )


@frozen
class PointsTable:
    """Data points as printed, that may stand beside a fit."""

    x: AxisTable = key("What was set.")
    y: ValuesTable = key("What was read.")
    basis: Basis = key("How the points came to be, as for records.")
    fits: tuple[str, ...] = key("Ids of the records of this file that were fitted to them.", default=(), schema=_ITEMS)
    sources: tuple[str, ...] = key("Keys into the BibTeX file.", default=(), schema=_ITEMS)
    where: str = key("Table, figure or page in the source.", default="", schema=_TEXT)
    note: str = key("What a reader should know.", default="", schema=_TEXT)


@frozen
class ParametersFile:
    """The parameter records of one owner: a material, a gas, a mechanism."""

    annealkit: Literal[1] = key("Format of the file.")
    record: Mapping[str, RecordTable] = key(
        "Records by id; ids that hold points are quoted.",
        factory=dict,
        schema={"propertyNames": {"pattern": r"^\S+$"}},
    )
    points: Mapping[str, PointsTable] = key(
        "Data points by id.", factory=dict, schema={"propertyNames": {"pattern": r"^\S+$"}}
    )
