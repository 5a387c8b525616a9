"""From the tables of ``parameters.toml`` to records and data points, checked field by field."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from attrs import field, fields_dict, frozen

from annealkit.errors import RecordError
from annealkit.provenance.bibliography import Source
from annealkit.provenance.linking import linked
from annealkit.provenance.place import Place, joined
from annealkit.provenance.points import Points
from annealkit.provenance.points_entry import points_of
from annealkit.provenance.record import Record
from annealkit.provenance.record_entry import check_id, record_of
from annealkit.provenance.tables import ParametersFile, PointsTable, RecordTable
from annealkit.tables import read, read_toml

__all__ = ["Content", "content_of", "read_content", "read_parameters", "refuse_odd_ids"]

Table = TypeVar("Table", RecordTable, PointsTable)
Item = TypeVar("Item", Record, Points)

#: What the key's name alone does not tell, after the reader's own sentence.
_HINTS = {
    "unit": 'Write "1" for a plain number.',
    "uncertainty": "Write { factor = 2 } or { deviation = 0.1 }.",
    "valid": 'Write { T = ["298 K", "1273 K"] }.',
    "annealkit": "'annealkit = 1' is the only format there is.",
}


@frozen
class Content:
    """What a file of parameters holds.

    Attributes:
        records: Records by short id, in the file's order.
        points: Data points by short id, likewise.
    """

    records: Mapping[str, Record] = field(factory=dict)
    points: Mapping[str, Points] = field(factory=dict)


def read_parameters(text: str, *, file: str, owner: str, sources: Mapping[str, Source]) -> Content:
    """Read a ``parameters.toml``.

    Args:
        text: The file's content; ``annealkit = 1``, ``[record."<id>"]`` and ``[points."<id>"]`` tables.
        file: Its name, for messages.
        owner: First part of every full id, for example ``"LiCoO2"``.
        sources: The bibliography by key.

    Raises:
        RecordError: Anything is missing, unknown, implausible or contradicts itself; names file, record and field,
            each mistake on a line of its own.
    """
    return read_content(read_toml(text, where=file), file=file, owner=owner, sources=sources)


def read_content(data: Mapping[str, Any], *, file: str, owner: str, sources: Mapping[str, Source]) -> Content:
    """Read tables already parsed; arguments and errors as :func:`read_parameters`."""
    refuse_odd_ids(data, file)
    try:
        tables = read(ParametersFile, data, where=file)
    except RecordError as error:
        raise RecordError("\n".join(_hinted(line) for line in str(error).splitlines())) from None
    return content_of(tables.record, tables.points, file=file, owner=owner, sources=sources)


def content_of(
    records: Mapping[str, RecordTable],
    points: Mapping[str, PointsTable],
    *,
    file: str,
    owner: str,
    sources: Mapping[str, Source],
) -> Content:
    """Records and points from tables of any file that holds them; arguments and errors as :func:`read_parameters`."""
    known = _each("record", records, file, lambda place, short, one: record_of(place, owner, short, one, sources))
    read_points = _each("points", points, file, lambda place, short, one: points_of(place, owner, short, one, sources))
    whole = linked(records, points, known, read_points, file=file, owner=owner)
    return Content(whole, read_points)


def _each(
    kind: str, tables: Mapping[str, Table], file: str, make: Callable[[Place, str, Table], Item]
) -> dict[str, Item]:
    """Every table as what it describes; the first mistake of each is told."""
    made: dict[str, Item] = {}
    errors: list[RecordError] = []
    for short, table in tables.items():
        try:
            made[short] = make(Place(file, (kind, short)), short, table)
        except RecordError as error:
            errors.append(error)
    if errors:
        raise joined(errors)
    return made


def refuse_odd_ids(data: Mapping[str, Any], file: str) -> None:
    """Refuse ids that nothing could name, and ``[record.Li.D]``, which TOML reads as a table in a table."""
    for kind, table in (("record", RecordTable), ("points", PointsTable)):
        known = fields_dict(table)
        for short, content in _entries(data.get(kind)):
            place = Place(file, (kind, short))
            check_id(place, short)
            for name in _unquoted(content, known):
                raise place.fail(name, f'the key is not known. Ids with points need quotes: [{kind}."{short}.{name}"].')


def _unquoted(content: Any, known: Container[str]) -> Iterator[str]:
    """Paths to tables in a record's table that are records themselves."""
    for name, one in _entries(content):
        if name not in known and isinstance(one, Mapping):
            if any(inner in known for inner in one):
                yield name
            yield from (f"{name}.{inner}" for inner in _unquoted(one, known))


def _entries(table: Any) -> Iterable[tuple[str, Any]]:
    """Keys and values of a table; none of what is no table, which the reader refuses."""
    return table.items() if isinstance(table, Mapping) else ()


def _hinted(line: str) -> str:
    """A reader's sentence, with what its key's name does not tell."""
    place, _, _ = line.partition(": ")
    hint = _HINTS.get(place.rpartition(" ")[2].rpartition(".")[2])
    return f"{line} {hint}" if hint else line
