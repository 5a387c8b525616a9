"""One points table as data points: what types alone cannot tell."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from annealkit import units
from annealkit.provenance.arguments import unit_of
from annealkit.provenance.bibliography import Source
from annealkit.provenance.place import Place
from annealkit.provenance.plausible import implausible
from annealkit.provenance.points import Column, Points
from annealkit.provenance.record import Array
from annealkit.provenance.record_entry import check_id, cited, si_unit_of, si_value
from annealkit.provenance.tables import AxisTable, PointsTable, ValuesTable

__all__ = ["points_of"]


def points_of(place: Place, owner: str, short: str, table: PointsTable, sources: Mapping[str, Source]) -> Points:
    """Data points, but for what refers to records.

    Args:
        place: Where they stand.
        owner: First part of the full id.
        short: Short id.
        table: What the file says.
        sources: The bibliography by key.

    Raises:
        RecordError: A point cannot be, or a field contradicts another.
    """
    check_id(place, short)
    x, y = _column(place, "x", table.x), _column(place, "y", table.y)
    if len(x) != len(y):
        raise place.fail("y.values", f"{len(y)} were given for {len(x)} in x.values; expected one for each.")
    factor, deviation = _bars(place, table.y, y)
    return Points(
        key=f"{owner}.{short}",
        x=x,
        y=y,
        factor=factor,
        deviation=deviation,
        fits=tuple(f"{owner}.{one}" for one in table.fits),
        basis=table.basis,
        sources=table.sources,
        where=table.where,
        note=table.note,
        cited=cited(place, table.sources, table.basis, sources),
    )


def _column(place: Place, axis: str, table: AxisTable | ValuesTable) -> Column:
    name = f"{axis}.values"
    if not table.values:
        raise place.fail(name, "no number is given. Give at least one.")
    unit = si_unit_of(place, f"{axis}.unit", table.unit)
    known = unit_of(table.name)
    if known is not None and units.normal(unit) != units.normal(known):
        raise place.fail(f"{axis}.unit", f"{table.unit!r} was given; {table.name} is told in {known!r} or its like.")
    values = [si_value(place, name, one, table.unit, unit) for one in table.values]
    for printed, value in zip(table.values, values, strict=True):
        odd = implausible("", printed, table.unit, value, unit)
        if odd:
            raise place.fail(name, odd)
    return Column(name=table.name, unit=unit, values=values, printed_values=list(table.values), printed_unit=table.unit)


def _bars(place: Place, table: ValuesTable, y: Column) -> tuple[Array | None, Array | None]:
    """Error bars of each point: factors, or deviations in SI."""
    if table.factor is not None and table.deviation is not None:
        raise place.fail("y", "expected at most one of factor and deviation, got both. Keep the one that was printed.")
    if table.factor is not None:
        factors = _each(place, "factor", table.factor, len(y))
        if np.any(factors < 1.0):
            raise place.fail("y.factor", f"{float(factors.min())!r} was given; expected at least 1.")
        if np.any(y.values <= 0.0):
            raise place.fail("y.factor", "a value that is not positive has none. Give deviations.")
        return factors, None
    if table.deviation is not None:
        spread = "delta K" if y.unit == "K" else y.unit
        printed = _each(place, "deviation", table.deviation, len(y))
        if np.any(printed <= 0.0):
            raise place.fail("y.deviation", f"{float(printed.min())!r} was given; expected deviations above 0.")
        return None, np.array([si_value(place, "y.deviation", float(one), table.unit, spread) for one in printed])
    return None, None


def _each(place: Place, name: str, given: float | tuple[float, ...], count: int) -> Array:
    """A value for each point, of one for all or one for each."""
    if isinstance(given, tuple) and len(given) != count:
        raise place.fail(f"y.{name}", f"{len(given)} were given for {count} points; expected one, or one for each.")
    return np.broadcast_to(np.asarray(given, dtype=np.float64), (count,)).copy()
