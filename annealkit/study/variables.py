"""What can be read off the numbers of many points: variables over the points and at most one more dimension."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

__all__ = ["Variable", "variables"]

#: The numbers of a point as :func:`annealkit.study.measures.measures` gives them; None where it has none.
Cell = Mapping[str, Any] | None
_NAN = float("nan")

_OF_PHASES = {
    "amount": ("1", "share of the metal in the phase at the end"),
    "peak": ("1", "largest share of the metal in the phase"),
    "stable": ("1", "1 where the phase is stable in the hottest stretch"),
    "margin": ("J/mol", "Gibbs energy by which the phase is stable"),
}


@frozen
class Variable:
    """One variable of a study.

    Attributes:
        name: Its name.
        unit: SI unit of its numbers.
        about: What it is.
        rows: A number a point, or one a point and column.
        dimension: Name of the dimension that the columns are; empty without one.
        columns: The coordinate along it.
    """

    name: str
    unit: str
    about: str
    rows: list[Any]
    dimension: str = ""
    columns: tuple[str, ...] = ()


def variables(cells: Sequence[Cell]) -> Iterator[Variable]:
    """Every variable that any of the points has; NaN where a point has none of it.

    Args:
        cells: The numbers of the points.
    """
    for symbol in _names(cells, "lost"):
        yield from _losses(cells, symbol)
    yield from _phases(cells)
    yield from _columned(cells, "observed", "state", "1", "mean of the inner state at the end")
    for name in _names(cells, "observables"):
        unit = next(one["observables"][name]["unit"] for one in cells if one and name in one["observables"])
        yield Variable(f"observable_{name}", unit, name, [_at(one, "observables", name, "value") for one in cells])
    yield from _columned(cells, "resistance", "part", "ohm m^2", "area-specific resistance by part")
    yield Variable("closure", "1", "gap of the mass balance", [_at(one, "closure") for one in cells])


def _losses(cells: Sequence[Cell], symbol: str) -> Iterator[Variable]:
    said = f"share of the {symbol} that"
    yield Variable(f"lost_{symbol}", "1", f"{said} left", [_at(one, "lost", symbol) for one in cells])
    for place, (end, about) in enumerate({"low": "at least left", "high": "at most left"}.items()):
        rows = [_end(one, symbol, place) for one in cells]
        if not all(np.isnan(rows)):
            yield Variable(f"lost_{symbol}_{end}", "1", f"{said} {about}", rows)
    channels = _names([one["budget"].get(symbol) if one else None for one in cells])
    parts = [[_at(one, "budget", symbol, channel) for channel in channels] for one in cells]
    yield Variable(f"budget_{symbol}", "1", f"{said} left by channel", parts, f"channel_{symbol}", channels)


def _phases(cells: Sequence[Cell]) -> Iterator[Variable]:
    products = _names(cells, "phases")
    if not products:
        return

    def one(name: str, unit: str, about: str, *way: str) -> Variable:
        rows = [[_at(cell, "phases", product, *way) for product in products] for cell in cells]
        return Variable(f"phase_{name}", unit, about, rows, "phase", products)

    for name, (unit, about) in _OF_PHASES.items():
        yield one(name, unit, about, name)
    instruments = dict.fromkeys(i for cell in cells if cell for p in cell["phases"].values() for i in p["detectable"])
    for seen_by in instruments:
        yield one(f"detectable_{seen_by}", "1", f"1 where {seen_by} detects it at the end", "detectable", seen_by)
        yield one(f"onset_{seen_by}", "s", f"when {seen_by} first detects it", "onset", seen_by)


def _columned(cells: Sequence[Cell], key: str, dimension: str, unit: str, about: str) -> Iterator[Variable]:
    columns = _names(cells, key)
    if columns:
        rows = [[_at(one, key, column) for column in columns] for one in cells]
        yield Variable(key, unit, about, rows, dimension, columns)


def _names(cells: Iterable[Cell], key: str | None = None) -> tuple[str, ...]:
    """Names that any of the points has, in the order in which they turn up."""
    return tuple(dict.fromkeys(name for one in cells if one for name in (one if key is None else one[key])))


def _at(cell: Cell, *way: str) -> float:
    """A number of a point; NaN where the point has none of it."""
    found: Any = cell
    for step in way:
        if not isinstance(found, Mapping) or step not in found:
            return _NAN
        found = found[step]
    return _NAN if found is None else float(found)


def _end(cell: Cell, symbol: str, place: int) -> float:
    ends = cell["bounds"].get(symbol) if cell else None
    return _NAN if ends is None else float(ends[place])
