"""Finding a catalogue item by name, and saying why it is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annealkit.errors import PluginUnavailableError, UnknownNameError
from annealkit.plugins.records import Offered, PluginRecord
from annealkit.plugins.vetting import Candidate

__all__ = ["find", "missing", "shelve", "standing"]


def shelve(kind: str, candidates: Iterable[Candidate]) -> dict[str, Offered[Any]]:
    """What the usable plugins offer of one kind, by name."""
    offered = [
        Offered(item, one.record)
        for one in candidates
        if one.record.state == "ok"
        for item in one.catalogue.get(kind, ())
    ]
    return {one.item.name: one for one in sorted(offered, key=lambda one: one.item.name.casefold())}


def find(kind: str, asked: str, shelf: Mapping[str, Offered[Any]], candidates: Iterable[Candidate]) -> Offered[Any]:
    """The item with this name or alias, compared without case.

    Raises:
        UnknownNameError: Nothing has it; says which plugins are not in use, and why.
        PluginUnavailableError: A plugin that is not in use offers it, or is named like it.
    """
    names = {name: one for one in shelf.values() for name in _names(one.item)}
    by_fold = {name.casefold(): one for name, one in names.items()}
    found = by_fold.get(asked.strip().casefold())
    if found is None:
        raise missing(kind.removesuffix("s"), asked, names, candidates, kind=kind)
    return found


def missing(
    what: str, asked: str, known: Iterable[str], candidates: Iterable[Candidate], *, kind: str = ""
) -> UnknownNameError:
    """The error for a name that nothing in use has.

    Args:
        what: The field, for the message.
        asked: The name that was given.
        known: Every valid name.
        candidates: All plugins; those not in use are told of.
        kind: The catalogue that was searched, empty for none.
    """
    unused = [one for one in candidates if one.record.state != "ok"]
    likely = [one for one in unused if _offers(one, kind, asked) or _resembles(one.record, asked)]
    base = UnknownNameError.of(what, asked, known)
    cause = PluginUnavailableError if likely else UnknownNameError
    return cause(" ".join([str(base), *standing(one.record for one in likely or unused)]))


def standing(records: Iterable[PluginRecord]) -> Iterator[str]:
    """Every quarantined plugin in full, those left out by whoever runs this in one sentence."""
    blocked = []
    for record in records:
        if record.state == "blocked":
            blocked.append(f"{record.id!r} of {record.distribution}")
        else:
            yield f"Not in use is {record}: {record.reason}"
    if blocked:
        yield f"Left out by ANNEALKIT_PLUGINS or annealkit.plugins.block: {', '.join(blocked)}."


def _names(item: Any) -> tuple[str, ...]:
    return (item.name, *item.aliases)


def _offers(candidate: Candidate, kind: str, asked: str) -> bool:
    wanted = asked.strip().casefold()
    return any(name.casefold() == wanted for item in candidate.catalogue.get(kind, ()) for name in _names(item))


def _resembles(record: PluginRecord, asked: str) -> bool:
    """Whether a part of the plugin's id, module or distribution is the name, punctuation aside."""
    parts = {_letters(part) for part in re.split(r"[\W_]+", f"{record.module} {record.distribution}")}
    return _letters(asked) in {*parts, *re.split(r"[\W_]+", record.id.casefold()), _letters(record.id)} - {""}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
