"""What is inside a contribution: its laws, its states, its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from annealkit.contributions import State
from annealkit.laws import Law
from annealkit.provenance import Record

__all__ = ["laws_of", "records_of", "states_of"]


def laws_of(item: Any) -> dict[str, Law]:
    """Every law of a contribution by its place, ``"bracket.high"`` or ``"outputs['fraction']"``."""
    return dict(_found(item, "", Law))


def states_of(item: Any) -> tuple[State, ...]:
    """Every local state of a contribution."""
    return tuple(one for _, one in _found(item, "", State))


def records_of(item: Any) -> dict[str, Record]:
    """Every record that a contribution or one of its laws uses, by full id."""
    found = {one.key: one for _, one in _found(item, "", Record)}
    for law in laws_of(item).values():
        found.update(law.records)
    return found


def _found(value: Any, place: str, kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """Everything of a kind inside a frozen value, with its place; laws are not looked into."""
    if isinstance(value, kind):
        yield place, value
    if isinstance(value, Law | Record):
        return
    if attrs.has(type(value)):
        for one in attrs.fields(type(value)):
            yield from _found(getattr(value, one.name), f"{place}.{one.name}" if place else one.name, kind)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _found(one, f"{place}[{key!r}]", kind)
    elif isinstance(value, tuple | list):
        for number, one in enumerate(value):
            yield from _found(one, f"{place}[{number}]", kind)
