"""Whether one plugin can be used, seen on its own."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from annealkit.hookspecs import GROUP
from annealkit.plugins.calling import Implementation, Refused, called, guarded
from annealkit.plugins.compat import deprecations
from annealkit.plugins.implementing import declared_api, implementations
from annealkit.plugins.records import PluginRecord
from annealkit.plugins.table import CATALOGUES, HOOKS

__all__ = ["Candidate", "inspected", "vetted"]


@frozen(eq=False)
class Candidate:
    """A plugin with what it implements and offers; both are empty when it could not be loaded.

    Attributes:
        record: The plugin and its standing.
        implementations: By hook name.
        catalogue: Catalogue items by kind.
        advice: What the plugin has to change before long though it works today, full sentences.
    """

    record: PluginRecord
    implementations: Mapping[str, tuple[Implementation, ...]] = field(factory=dict)
    catalogue: Mapping[str, tuple[Any, ...]] = field(factory=dict)
    advice: tuple[str, ...] = ()

    def refused(self, reason: str) -> Candidate:
        """This candidate in quarantine; what it would offer is kept for messages."""
        record = evolve(self.record, state="quarantined", reason=reason, contributes={})
        return evolve(self, record=record)


@functools.cache
def inspected(record: PluginRecord) -> Candidate:
    """An installed plugin, imported once per process and checked."""
    entry = importlib.metadata.EntryPoint(record.id, record.module, GROUP)
    return vetted(record, entry.load)


def vetted(record: PluginRecord, load: Callable[[], object]) -> Candidate:
    """A plugin, loaded and checked; a defect is its state, never an exception.

    Args:
        record: What is known before loading.
        load: Gives the plugin: a module or an object.
    """
    try:
        plugin = guarded("It cannot be imported", load)
        api = guarded("Its ANNEALKIT_API cannot be read", lambda: declared_api(plugin))
        record = evolve(record, api=api)
        found = guarded("Its hooks cannot be read", lambda: implementations(plugin, api))
        catalogue = {kind: items for kind, hook in CATALOGUES.items() if (items := _items(kind, found[hook.name]))}
    except Refused as refusal:
        return Candidate(record).refused(str(refusal))
    record = evolve(record, contributes=_contributes(found, catalogue))
    return Candidate(record, found, catalogue, tuple(deprecations(api, _wanted(found))))


def _wanted(found: Mapping[str, tuple[Implementation, ...]]) -> dict[str, tuple[str, ...]]:
    """The hooks a plugin implements, with the arguments it wants of each, all by today's names."""
    return {name: tuple(n for one in own for n in one.wanted) for name, own in found.items() if own}


def _items(kind: str, own: tuple[Implementation, ...]) -> tuple[Any, ...]:
    items = tuple(item for one in own for item in called(one, {}))
    owners: dict[str, Any] = {}
    for item in items:
        for name in (item.name, *item.aliases):
            if owners.setdefault(name.casefold(), item) is not item:
                raise Refused(f"{own[0].spoken.name} offers {name!r} twice among its {kind}.")
    return items


def _contributes(
    found: Mapping[str, tuple[Implementation, ...]], catalogue: Mapping[str, tuple[Any, ...]]
) -> dict[str, tuple[str, ...]]:
    names = {kind: tuple(item.name for item in items) for kind, items in catalogue.items()}
    hooks = tuple(name for name, own in found.items() if own and HOOKS[name].kind != "catalogue")
    return {**names, **({"hooks": hooks} if hooks else {})}
