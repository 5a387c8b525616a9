"""Single fields of what plugins give: what is wrong, as the rest of a sentence that begins with the item's name.

Each generator yields nothing where the field is as it should be.
"""

from __future__ import annotations

import math
import numbers
import reprlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from annealkit.provenance import Record
from annealkit.units import normal

__all__ = [
    "distinct_names",
    "instance",
    "is_name",
    "is_number",
    "mapping",
    "name",
    "number",
    "record",
    "text",
    "values",
    "wrong",
]


def wrong(field: str, given: object, due: str) -> str:
    """The sentence for a field that is not what is due."""
    return f"has {field}={reprlib.repr(given)} where {due} is due"


def is_name(value: object) -> bool:
    """Whether a value is text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def is_number(value: object) -> bool:
    """Whether a value is a finite number; True and False are none."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)


def instance(field: str, given: object, kind: type) -> Iterator[str]:
    """A field of one class."""
    if not isinstance(given, kind):
        yield wrong(field, given, f"a {kind.__name__}")


def text(field: str, given: object) -> Iterator[str]:
    """Text, which may be empty."""
    if not isinstance(given, str):
        yield wrong(field, given, "text")


def name(field: str, given: object) -> Iterator[str]:
    """Text that is not blank."""
    if not is_name(given):
        yield wrong(field, given, "a name")


def distinct_names(field: str, given: Any, *, least: int = 0) -> Iterator[str]:
    """A tuple of different names."""
    if not isinstance(given, tuple) or not all(is_name(one) for one in given):
        yield wrong(field, given, "a tuple of names")
    elif len(set(given)) != len(given):
        yield f"has {field}={given!r}, which names one twice"
    elif len(given) < least:
        yield wrong(field, given, f"a tuple of at least {least}")


def mapping(field: str, given: Any, *, least: int = 0) -> Iterator[str]:
    """A mapping whose keys are names."""
    if not isinstance(given, Mapping) or not all(is_name(one) for one in given):
        yield wrong(field, given, "a mapping by name")
    elif len(given) < least:
        yield wrong(field, given, f"a mapping of at least {least}")


def number(
    field: str, given: Any, unit: str, *, above: float | None = None, least: float | None = None
) -> Iterator[str]:
    """A finite number, perhaps bounded below."""
    if not is_number(given):
        yield wrong(field, given, f"a finite number{_unit(' in', unit)}")
    elif above is not None and given <= above:
        yield wrong(field, given, f"a number above {above:g}{_unit('', unit)}")
    elif least is not None and given < least:
        yield wrong(field, given, f"at least {least:g}{_unit('', unit)}")


def values(field: str, given: Any, unit: str) -> Iterator[str]:
    """A finite number, or an array of them (a study varies it along leading axes)."""
    array = isinstance(given, np.ndarray) and given.dtype.kind == "f" and bool(np.isfinite(given).all())
    if not (array or is_number(given)):
        yield wrong(field, given, f"a finite number{_unit(' in', unit)}")


def record(field: str, given: object, unit: str) -> Iterator[str]:
    """A record in a unit."""
    if not isinstance(given, Record):
        yield wrong(field, given, f"a record in {unit}")
    elif normal(given.unit) != normal(unit):
        yield f"has the record {given.key} in {given.unit!r} as {field} where {unit!r} is due"


def _unit(before: str, unit: str) -> str:
    """A unit behind a number in words, nothing for a number without one."""
    return "" if unit in ("", "1") else f"{before} {unit}"
