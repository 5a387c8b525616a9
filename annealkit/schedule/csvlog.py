"""Furnace logs: two columns of a table, with their units."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np
from attrs import frozen

from annealkit import units
from annealkit.errors import InputError, UnitError, UnknownNameError
from annealkit.schedule.log import Log

__all__ = ["read"]

_HEADER = re.compile(r"(?P<name>.*?)\s*(?:\[(?P<square>[^\]]*)\]|\((?P<round>.*)\)|/\s*(?P<slash>\S+))\s*")


@frozen
class _Column:
    """A column that was asked for."""

    header: str
    unit: str
    place: int
    where: str  # for messages: file and column


def read(path: str | PathLike[str], time: str | tuple[str, str], temperature: str | tuple[str, str]) -> Log:
    """The log in a table.

    Args:
        path: The file.
        time: Header with its unit, or ``(header, unit)``.
        temperature: Likewise.

    Raises:
        InputError: See ``Schedule.from_csv``.
    """
    file = Path(path)
    (_, header), *rows = _table(file)
    t, kelvin = (_column(one, header, file, field) for one, field in ((time, "time"), (temperature, "temperature")))
    if len(rows) < 2:
        raise InputError(f"{file}: expected a header and two rows or more, found {len(rows)} rows of numbers.")
    seconds = _values(rows, t, "s")
    _refuse_going_back(seconds, rows, t)
    return Log((seconds, "s"), (_values(rows, kelvin, "K"), "K"), origin=file.name)


def _table(file: Path) -> list[tuple[int, list[str]]]:
    """Line number and cells of every line that holds anything."""
    lines = [(number, line) for number, line in enumerate(_text(file).splitlines(), 1) if line.strip()]
    kept = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    if not kept:
        raise InputError(f"{file}: the file is empty. Expected a header row and rows of numbers.")
    separator = max(",;\t", key=kept[0][1].count)
    return [(number, _cells(line, separator)) for number, line in kept]


def _cells(line: str, separator: str) -> list[str]:
    # One reader a line: a quotation mark left open must not swallow the rows below it.
    row = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
    return [cell.strip() for cell in row]


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}). Give the path of a furnace log.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # how loggers on Windows write the degree sign


def _column(asked: str | tuple[str, str], header: Sequence[str], file: Path, field: str) -> _Column:
    name, unit = (asked, None) if isinstance(asked, str) else asked
    places = [i for i, cell in enumerate(header) if cell == name] or [
        i for i, cell in enumerate(header) if _in_header(cell)[0] == name
    ]
    if not places:
        raise UnknownNameError.of(f"{file}, {field} column", name, header)
    if len(places) > 1:
        raise InputError(f"{file}, {field} column: {name!r} is the header of several columns. Rename one of them.")
    found = header[places[0]]
    unit = unit or _in_header(found)[1]
    if not unit:
        raise UnitError(
            f"{file}, column {found!r}: it has no unit. Write it in the header, like '{found} "
            f"[{'min' if field == 'time' else 'degC'}]', or give {field}=({found!r}, unit)."
        )
    return _Column(found, unit, places[0], f"{file}, column {found!r}")


def _in_header(cell: str) -> tuple[str, str]:
    """Name and unit of ``"time [min]"``, ``"T (degC)"`` or ``"T / °C"``."""
    match = _HEADER.fullmatch(cell)
    if match is None:
        return cell, ""
    return match["name"], next((match[one].strip() for one in ("square", "round", "slash") if match[one]), "")


def _values(rows: list[tuple[int, list[str]]], column: _Column, unit: str) -> np.ndarray:
    """The column in SI."""
    numbers = [_number(line, row, column) for line, row in rows]
    units.si((numbers[0], column.unit), unit, name=f"{column.where}, row {rows[0][0]}")
    try:
        return np.asarray(units.si_array((numbers, column.unit), unit, name=column.where))
    except UnitError:  # some row is below absolute zero or not finite: find it
        for (line, _), number in zip(rows, numbers, strict=True):
            units.si((number, column.unit), unit, name=f"{column.where}, row {line}")
        raise


def _number(line: int, row: Sequence[str], column: _Column) -> float:
    cell = row[column.place] if column.place < len(row) else ""
    try:
        return float(cell)
    except ValueError:
        given = f"got {cell!r}" if cell else "the cell is empty"
        comma = " Write the decimal sign as a point." if re.fullmatch(r"-?[0-9]+,[0-9]+", cell) else ""
        raise InputError(f"{column.where}, row {line}: {given}; expected a number.{comma}") from None


def _refuse_going_back(seconds: np.ndarray, rows: list[tuple[int, list[str]]], column: _Column) -> None:
    later = np.diff(seconds) > 0.0
    if not later.all():
        place = int(np.argmin(later)) + 1
        (_, before), (line, row) = rows[place - 1], rows[place]
        raise InputError(
            f"{column.where}, row {line}: time {row[column.place]} is not later than "
            f"{before[column.place]} in the row before; times must increase. Remove the row or correct it."
        )
