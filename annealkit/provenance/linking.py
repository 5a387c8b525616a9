"""What records of one file say of each other: correlations, origins, successors, fits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import evolve

from annealkit.errors import RecordError
from annealkit.provenance.place import Place, joined
from annealkit.provenance.points import Points
from annealkit.provenance.record import Record
from annealkit.provenance.tables import PointsTable, RecordTable

__all__ = ["linked"]

#: Rounding allowed to the smallest eigenvalue of a matrix of correlations as printed, two digits.
_ROUNDING = 0.02


def linked(
    tables: Mapping[str, RecordTable],
    points_tables: Mapping[str, PointsTable],
    records: Mapping[str, Record],
    points: Mapping[str, Points],
    *,
    file: str,
    owner: str,
) -> dict[str, Record]:
    """The records with their correlations and successors, by full id.

    Args:
        tables: What the file says of records, by short id.
        points_tables: What it says of data points.
        records: The records made of the former, by short id.
        points: The points made of the latter; only their ``fits`` are checked.
        file: Name of the file.
        owner: First part of the full ids.

    Raises:
        RecordError: An id does not resolve, a correlation is impossible, or a record replaces itself in the end.
    """
    errors: list[RecordError] = []
    for short, table in tables.items():
        place = Place(file, ("record", short))
        errors += _unresolved(place, "correlated", table.correlated, records)
        if table.superseded_by:
            errors += _unresolved(place, "superseded_by", [table.superseded_by], records)
        errors += _unresolved(place, "derived_from", table.derived_from, records)
        errors += _impossible(place, short, table, tables)
    for short, own in points_tables.items():
        if short in points:
            errors += _unresolved(Place(file, ("points", short)), "fits", own.fits, records)
    if errors:
        raise joined(errors)
    _refuse_circles(tables, file)
    inherited = _inherited(tables, file)
    coefficients = _both_ways(tables)
    _refuse_inconsistent(coefficients, file)
    return {
        short: evolve(
            record,
            correlated={f"{owner}.{other}": value for other, value in coefficients[short].items()},
            derived_from=tuple(f"{owner}.{other}" for other in tables[short].derived_from),
            inherited=inherited[short],
            superseded_by=f"{owner}.{tables[short].superseded_by}" if tables[short].superseded_by else "",
        )
        for short, record in records.items()
    }


def _unresolved(
    place: Place, name: str, given: Mapping[str, float] | list[str] | tuple[str, ...], records: Mapping[str, Record]
) -> list[RecordError]:
    return [
        place.unknown(
            name, one, records, missing="is no record of this file", remedy="Give the short id of one that is."
        )
        for one in given
        if one not in records
    ]


def _impossible(place: Place, short: str, table: RecordTable, tables: Mapping[str, RecordTable]) -> list[RecordError]:
    """Mistakes in the coefficients of one record."""
    found = []
    for other, value in table.correlated.items():
        name = f'correlated."{other}"' if "." in other else f"correlated.{other}"
        back = tables[other].correlated.get(short) if other in tables else None
        if other == short:
            found.append(place.fail(name, "a record is always correlated with itself. Leave it out."))
        elif not -1.0 <= value <= 1.0:
            found.append(place.fail(name, f"{value!r} was given; expected a coefficient from -1 to 1."))
        elif back is not None and back != value:
            found.append(place.fail(name, f"{value!r} was given, but {other!r} says {back!r}. Give one of them."))
        elif table.uncertainty is None or (other in tables and tables[other].uncertainty is None):
            bare = short if table.uncertainty is None else other
            found.append(place.fail(name, f"{bare!r} has no uncertainty that could be correlated. Give it one."))
    if table.superseded_by == short:
        found.append(place.fail("superseded_by", "a record cannot replace itself. Name the one that does."))
    return found


def _refuse_circles(tables: Mapping[str, RecordTable], file: str) -> None:
    for short in tables:
        way = [short]
        while tables[way[-1]].superseded_by:
            way.append(tables[way[-1]].superseded_by)
            if way[-1] in way[:-1]:
                told = " -> ".join(way)
                raise Place(file, ("record", short)).fail(
                    "superseded_by", f"the records replace each other in a circle ({told}). Leave one out."
                )


def _inherited(tables: Mapping[str, RecordTable], file: str) -> dict[str, tuple[str, ...]]:
    """By record, what the records behind it were fitted on, in reading order.

    Raises:
        RecordError: Records are derived from each other in a circle.
    """
    found: dict[str, tuple[str, ...]] = {}

    def visit(short: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if short in way:
            told = " -> ".join((*way[way.index(short) :], short))
            raise Place(file, ("record", short)).fail(
                "derived_from", f"the records are derived from each other in a circle ({told}). Leave one out."
            )
        if short not in found:
            behind = [(one, visit(one, (*way, short))) for one in tables[short].derived_from]
            found[short] = tuple(dict.fromkeys(case for one, more in behind for case in (*tables[one].spent, *more)))
        return found[short]

    return {short: visit(short, ()) for short in tables}


def _both_ways(tables: Mapping[str, RecordTable]) -> dict[str, dict[str, float]]:
    """Coefficients by both records, of a file that gives each once or twice."""
    found: dict[str, dict[str, float]] = {short: dict(table.correlated) for short, table in tables.items()}
    for short, table in tables.items():
        for other, value in table.correlated.items():
            found[other].setdefault(short, value)
    return found


def _refuse_inconsistent(coefficients: Mapping[str, Mapping[str, float]], file: str) -> None:
    """Refuse coefficients that no three errors can have together."""
    names = [short for short, own in coefficients.items() if own]
    if not names:
        return
    matrix = np.array([[1.0 if a == b else coefficients[a].get(b, 0.0) for b in names] for a in names])
    lowest, vectors = np.linalg.eigh(matrix)
    if lowest[0] < -_ROUNDING:
        worst = sorted(zip(np.abs(vectors[:, 0]), names, strict=True), reverse=True)
        told = ", ".join(name for size, name in worst if size > 0.1)
        raise Place(file, ("record", worst[0][1])).fail(
            "correlated",
            f"no errors can be correlated like those of {told}: the matrix of their coefficients has the eigenvalue "
            f"{lowest[0]:.3g}, below 0 (a coefficient not given is 0). Correct them, or give those that are missing.",
        )
