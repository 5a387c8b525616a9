"""Axes of a study: values with units along dotted paths, each on its own or several together."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen

from annealkit import units
from annealkit.errors import InputError, UnitError
from annealkit.files import absent
from annealkit.units import QuantityLike
from annealkit.units.scales import converted

__all__ = ["Axis", "as_axes", "from_table", "geomspace", "linspace", "points", "zipped"]


def _tuple(value: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(value)


def _rows(value: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in value)


@frozen
class Axis:
    """One axis of a study.

    Attributes:
        name: Name of the dimension.
        paths: What it varies, one or several inputs together.
        rows: The values of each of its points, one a path.
    """

    name: str
    paths: tuple[str, ...] = field(converter=_tuple)
    rows: tuple[tuple[Any, ...], ...] = field(converter=_rows)

    def __len__(self) -> int:
        return len(self.rows)

    def inputs(self, index: int) -> dict[str, Any]:
        """The inputs of one of its points, by path."""
        return dict(zip(self.paths, self.rows[index], strict=True))


@frozen
class Together:
    """Values of several paths that go together; made by :func:`zipped` and :func:`from_table`."""

    values: Mapping[str, tuple[Any, ...]]


def linspace(start: QuantityLike, stop: QuantityLike, number: int) -> tuple[str, ...]:
    """Evenly spaced values, both ends included.

    Args:
        start: First value with its unit, for example ``"500 degC"``; the values are in this unit.
        stop: Last value, in any unit of that dimension.
        number: How many, at least 2.

    Raises:
        InputError: Fewer than two.
        UnitError: A value without a unit, or units of two dimensions.
    """
    low, high, unit = _ends("linspace", start, stop, number)
    return _texts(np.linspace(low, high, number), unit)


def geomspace(start: QuantityLike, stop: QuantityLike, number: int) -> tuple[str, ...]:
    """Values with a constant ratio, both ends included; arguments and errors as :func:`linspace`.

    Raises:
        InputError: Also when an end is not above zero.
    """
    low, high, unit = _ends("geomspace", start, stop, number)
    if low <= 0.0 or high <= 0.0:
        raise InputError(f"geomspace: got {start!r} and {stop!r}; expected values above zero. Use linspace for others.")
    return _texts(np.geomspace(low, high, number), unit)


def _ends(name: str, start: QuantityLike, stop: QuantityLike, number: int) -> tuple[float, float, str]:
    """Both ends in the unit of the first."""
    if isinstance(number, bool) or not isinstance(number, int) or number < 2:
        raise InputError(f"{name}: number = {number!r} was given; expected a whole number of at least 2.")
    (low, first), (high, second) = (units.split(units.given_text(one), name=name) for one in (start, stop))
    if not first or not second:
        raise UnitError(f"{name}: got {start!r} and {stop!r}; expected both with a unit, such as '500 degC'.")
    end = converted(high, second, first)
    if end is None:
        raise UnitError(f"{name}: got {start!r} and {stop!r}; expected both in units of one dimension.")
    return low, end, first


def _texts(values: Sequence[float] | np.typing.NDArray[np.float64], unit: str) -> tuple[str, ...]:
    # Twelve digits: 0.1 and not 0.10000000000000001 as a coordinate.
    return tuple(f"{float(f'{value:.12g}')!r} {unit}" for value in values)


def zipped(values: Mapping[str, Sequence[Any]]) -> Together:
    """Several inputs that vary together, as one axis.

    Args:
        values: Values by dotted path, all of one length.

    Raises:
        InputError: Nothing, or lengths that differ.
    """
    if not values:
        raise InputError("zipped: nothing was given; expected values by path.")
    lengths = {path: len(own) for path, own in values.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{path!r} has {length}" for path, length in lengths.items())
        raise InputError(
            f"zipped: the axes have unequal lengths ({told}). What goes together needs one value each; for every "
            "combination give the axes without zipped."
        )
    return Together({path: tuple(own) for path, own in values.items()})


def from_table(path: str | PathLike[str]) -> Together:
    """Points from a CSV table, as one axis.

    Args:
        path: A table with a header row: dotted paths, with a unit in brackets where the numbers have one
            (``schedule.hold.temperature [degC]``).

    Raises:
        InputError: The file is missing, empty, or a row is not complete; names file and row.
    """
    where = Path(path)
    if not where.is_file():
        raise InputError(absent("table", where, ".csv"))
    with where.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in csv.reader(stream) if line and not line[0].startswith("#")]
    if len(lines) < 2:
        raise InputError(f"table: {where} holds no point; expected a header row of paths, and a row for each point.")
    heads = [_head(text) for text in lines[0]]
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(heads) or not all(cell.strip() for cell in line):
            raise InputError(f"table: {where}, row {number}: {len(line)} cells, expected {len(heads)}, none empty.")
    return Together(
        {
            name: tuple(f"{line[place].strip()} {unit}".strip() for line in lines[1:])
            for place, (name, unit) in enumerate(heads)
        }
    )


def _head(text: str) -> tuple[str, str]:
    name, _, unit = text.strip().partition("[")
    return name.strip(), unit.strip().removesuffix("]").strip()


def as_axes(given: Mapping[str, Any] | Together) -> tuple[Axis, ...]:
    """Axes from what the user gives.

    Args:
        given: Values by dotted path, each an axis of its own; ``zipped`` values under a name of your choice are one
            axis together; a table alone is one axis named ``point``.

    Raises:
        InputError: No axis, an axis without values, or a path that is varied twice.
    """
    if isinstance(given, Together):
        given = {"point": given}
    if not isinstance(given, Mapping) or not given:
        raise InputError(
            f"axes: {given!r} was given; expected values by path, such as {{'body.thickness': ['100 nm', '1 um']}}."
        )
    axes = tuple(_axis(name, values) for name, values in given.items())
    seen: set[str] = set()
    for path in (path for axis in axes for path in axis.paths):
        if path in seen:
            raise InputError(f"axes: {path!r} is varied twice. Name each input in one axis.")
        seen.add(path)
    return axes


def _axis(name: str, values: Any) -> Axis:
    if isinstance(values, Together):
        return Axis(name, tuple(values.values), tuple(zip(*values.values.values(), strict=True)))
    if isinstance(values, str) or not isinstance(values, Sequence | np.ndarray) or not len(values):
        raise InputError(
            f"axes[{name!r}]: {values!r} was given; expected a list of values with units, such as ['100 nm', '1 um'], "
            "or ak.linspace('100 nm', '1 um', 5)."
        )
    return Axis(name, (name,), tuple((one,) for one in values))


def points(axes: Sequence[Axis]) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
    """Every combination: the index on each axis, and the inputs by path; the last axis runs fastest."""
    for index in itertools.product(*(range(len(axis)) for axis in axes)):
        found: dict[str, Any] = {}
        for axis, place in zip(axes, index, strict=True):
            found |= axis.inputs(place)
        yield index, found
