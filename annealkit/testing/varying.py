"""Contributions asked for again with other values of their records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from annealkit.domain import Material
from annealkit.plugins import host
from annealkit.provenance import Record
from annealkit.testing.contents import laws_of, records_of
from annealkit.testing.probing import Known
from annealkit.testing.scene import Answer, resolved
from annealkit.testing.subject import Subject
from annealkit.testing.trying import Tried

__all__ = ["Varied", "asked_again", "shifted", "variations"]

#: By how much values are changed: enough to be seen, too little to leave any range.
_SHIFT = 1e-3
#: Profiles that a batch is tried on.
_PROFILES = 8


@frozen(eq=False)
class Varied:
    """A law as it is, with other values, and with both as a batch.

    Attributes:
        one: The law as it is.
        other: The same law with every record's value changed.
        batch: The same law of records that hold both values.
    """

    one: Tried
    other: Tried
    batch: Tried

    @property
    def states(self) -> Iterator[Known]:
        """States for a batch, which takes the axis in front of the cells: all points at once, or single profiles."""
        known = self.one.known
        for row in range(_PROFILES) if self.one.of_profiles and known else ():
            yield {name: value[row] if value.ndim > 1 else value for name, value in known.items()}
        if not (self.one.of_profiles and known):
            yield known


def shifted(records: Mapping[str, Record], *, batch: bool = False) -> dict[str, Any]:
    """Overrides that change every record by a share of its own, so that no ratio of two stays.

    Args:
        records: By full id; those of value 0 are left alone.
        batch: Whether each override holds the old value and the new one.
    """
    found: dict[str, Any] = {}
    for number, key in enumerate(sorted(records)):
        old = float(np.ravel(records[key].value)[0])
        new = old * (1.0 + _SHIFT * (1.0 + 0.1 * number / len(records)))
        if old != 0.0:
            found[key] = (np.array([old, new]) if batch else new, records[key].unit)
    return found


def variations(subject: Subject) -> Iterator[Varied]:
    """Every law that uses records, with their values changed.

    Raises:
        Exception: Whatever the plugin's hooks raise when records hold other values.
    """
    laws = {(id(one.answer), one.place): one for one in subject.tried if one.law.records}
    for own in _by_scene(subject.answers):
        records = {key: record for answer in own for key, record in records_of(answer.item).items()}
        others = asked_again(own, shifted(records))
        batches = asked_again(own, shifted(records, batch=True))
        for answer, other, batch in zip(own, others, batches, strict=True):
            for place in laws_of(answer.item):
                if (id(answer), place) in laws:
                    one = laws[id(answer), place]
                    yield Varied(one, _of(one, other), _of(one, batch))


def asked_again(answers: Sequence[Answer], overrides: Mapping[str, Any]) -> list[Answer]:
    """The same contributions of one scene, made of records with overrides."""
    scene = answers[0].scene
    changed = resolved(scene.material.with_overrides(overrides), scene.atmosphere)
    found = []
    for answer in answers:
        arguments = {name: _changed(value, scene.material, changed) for name, value in answer.arguments.items()}
        offered = host().gather(answer.hook.name, **arguments)
        item = next(one.item for one in offered if one.item.name == answer.item.name and _slot(one) == _slot(answer))
        found.append(Answer(answer.hook, item, answer.scene, arguments))
    return found


def _changed(value: Any, material: Material, changed: Material) -> Any:
    """An argument of a hook with the overrides of the scene's material, which is one of them."""
    if value is material:
        return changed
    return value.with_overrides(changed.overrides) if isinstance(value, Material) else value


def _slot(one: Any) -> str:
    return str(getattr(one.item, "slot", getattr(one.item, "species", "")))


def _of(one: Tried, answer: Answer) -> Tried:
    return Tried(answer, one.place, laws_of(answer.item)[one.place], one.grid)


def _by_scene(answers: Sequence[Answer]) -> list[list[Answer]]:
    found: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[id(answer.scene)].append(answer)
    return list(found.values())
