"""One file of records for four materials: what belongs to one composition bears its name in front."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from attrs import evolve

from annealkit.api import Book, Record
from annealkit_materials.ncm.composition import COMPOSITIONS

__all__ = ["book_of"]

_PACKAGE = "annealkit_materials.ncm"
_ANY = "NCM"

Item = TypeVar("Item", bound=Any)


@functools.cache
def _whole() -> Book:
    return Book.load(_PACKAGE, _ANY)


def book_of(name: str) -> Book:
    """The records of one composition: the shared ones and its own, under its name.

    Args:
        name: For example ``"NCM811"``.
    """
    whole = _whole()
    records = {short: _renamed(one, name) for short, one in _own(whole.records, name).items()}
    points = {short: evolve(one, key=f"{name}.{short}") for short, one in _own(whole.points, name).items()}
    return Book(name, records, whole.sources, points)


def _own(items: Mapping[str, Item], name: str) -> dict[str, Item]:
    """Items by the short ids they have for one composition."""
    return {_short(full, name): one for full, one in items.items() if full.partition(".")[0] not in _others(name)}


def _others(name: str) -> set[str]:
    return set(COMPOSITIONS) - {name}


def _short(full: str, name: str) -> str:
    return full.removeprefix(f"{name}.")


def _renamed(record: Record, name: str) -> Record:
    """A record under the name of one composition, as are those that it refers to."""

    def full(key: str) -> str:
        return f"{name}.{_short(key.removeprefix(f'{_ANY}.'), name)}"

    def each(keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(full, keys))

    return evolve(
        record,
        key=full(record.key),
        correlated={full(key): coefficient for key, coefficient in record.correlated.items()},
        derived_from=each(record.derived_from),
        superseded_by=full(record.superseded_by) if record.superseded_by else "",
    )
