"""In what two anneals differ: inputs, models with their plugins, and records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import frozen

from annealkit.build import Built
from annealkit.provenance import Record
from annealkit.study.table import label

__all__ = ["Difference", "differing", "inputs_apart"]

Kind = Literal["input", "model", "record"]


@frozen
class Difference:
    """One thing in which two anneals differ.

    Attributes:
        kind: ``"input"``, ``"model"`` or ``"record"``.
        name: Path of the input, slot of the model (with the face where it has one), or id of the record.
        one: What the first has, with the plugin that offers it; empty where it has none.
        other: What the second has.
    """

    kind: Kind
    name: str
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.name}: {self.one or 'none'} | {self.other or 'none'}"


def differing(one: Built, other: Built, inputs: tuple[Mapping[str, Any], Mapping[str, Any]]) -> list[Difference]:
    """Everything in which two anneals differ, in reading order.

    Args:
        one: The first anneal.
        other: The second.
        inputs: Both as plain data.
    """
    found = [Difference("input", path, *map(_told, pair)) for path, pair in inputs_apart(*inputs).items()]
    found += _apart("model", _models(one), _models(other))
    found += _apart("record", *({key: _record(r) for key, r in b.records.items()} for b in (one, other)))
    return found


def inputs_apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Inputs that differ, by the shortest path at which they do.

    Where both are tables of one kind their entries are compared; a body of another type is one input.

    Args:
        one: An anneal as plain data.
        other: Another.
    """
    return dict(_walk("", one, other))


def _walk(path: str, one: Any, other: Any) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if one == other:
        return
    tables = isinstance(one, Mapping) and isinstance(other, Mapping) and path != "schedule"
    if not tables or any(one.get(name) != other.get(name) for name in ("type", "gas")):
        yield path, (one, other)
        return
    for key in dict.fromkeys([*one, *other]):
        yield from _walk(f"{path}.{key}" if path else key, one.get(key), other.get(key))


def _told(value: Any) -> str:
    return "" if value is None else label(value) if not isinstance(value, Mapping) else _table(value)


def _table(value: Mapping[str, Any]) -> str:
    if "segments" in value:
        from annealkit.schedule import Schedule

        return Schedule.from_json(value).text
    return label({key: one for key, one in value.items() if one is not None})


def _models(built: Built) -> dict[str, str]:
    chosen = built.chosen
    found = {slot: _offers(own) for slot, own in chosen.by_slot.items()}
    faces = {f"{one.item.slot} at the {face}": own for face, own in chosen.fluxes.items() for one in own}
    return {**found, **{name: _offers(own) for name, own in faces.items()}}


def _offers(own: Any) -> str:
    return " + ".join(f"{one.item.name} ({one.plugin.id})" for one in own)


def _record(record: Record) -> str:
    return f"{record.text} ({'set by the run' if record.overridden else record.basis})"


def _apart(kind: Kind, one: Mapping[str, str], other: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(kind, name, one.get(name, ""), other.get(name, ""))
        for name in dict.fromkeys([*one, *other])
        if one.get(name, "") != other.get(name, "")
    ]
