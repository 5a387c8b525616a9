"""The plugins in use: their catalogues, and what they contribute to one anneal."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from attrs import evolve, field, frozen

from annealkit.domain import Atmosphere, Material, Substrate
from annealkit.errors import PluginError, PluginWarning, UnknownNameError
from annealkit.plugins.calling import Implementation, Refused, called, guarded
from annealkit.plugins.conflicts import refuse_ambiguous, refuse_claimed, refuse_repeated
from annealkit.plugins.lookup import find, missing, shelve, standing
from annealkit.plugins.records import FROM_FILE, IN_MEMORY, Offered, PluginRecord
from annealkit.plugins.table import CATALOGUES, HOOKS, Hook
from annealkit.plugins.vetting import Candidate

__all__ = ["PluginHost"]


@frozen(eq=False)
class PluginHost:
    """Every plugin with its standing, and what the usable ones offer. It never changes.

    Attributes:
        candidates: The plugins, sorted by id and distribution.
        notices: Sentences on what is wrong with the selection of plugins.
    """

    candidates: tuple[Candidate, ...]
    notices: tuple[str, ...] = ()
    _shelves: Mapping[str, Mapping[str, Offered[Any]]] = field(init=False)

    @_shelves.default
    def _filled(self) -> Mapping[str, Mapping[str, Offered[Any]]]:
        return {kind: MappingProxyType(shelve(kind, self.candidates)) for kind in CATALOGUES}

    @property
    def records(self) -> tuple[PluginRecord, ...]:
        """Every plugin, usable or not, sorted by id and distribution."""
        return tuple(one.record for one in self.candidates)

    @property
    def quarantined(self) -> tuple[PluginRecord, ...]:
        """The plugins that cannot be used."""
        return tuple(record for record in self.records if record.state == "quarantined")

    @property
    def advice(self) -> tuple[str, ...]:
        """One sentence or more for each working plugin that relies on what will go."""
        working = (one for one in self.candidates if one.record.state == "ok" and one.advice)
        return tuple(f"{one.record} works, and needs an update. {' '.join(one.advice)}" for one in working)

    def plugin(self, plugin_id: str) -> PluginRecord:
        """The plugin with this id, a usable one rather than a quarantined rival.

        Raises:
            UnknownNameError: No plugin has the id.
        """
        found = [record for record in self.records if record.id == plugin_id]
        if not found:
            raise UnknownNameError.of("plugin", plugin_id, (record.id for record in self.records))
        return min(found, key=lambda record: record.state != "ok")

    def with_file(self, candidate: Candidate) -> PluginHost:
        """This host with a data-only material that somebody named by its path.

        Raises:
            InputError: A plugin in use offers one of its names too.
        """
        refuse_claimed(candidate, self.candidates)
        joined = sorted((*self.candidates, candidate), key=lambda one: (one.record.id, one.record.key))
        return evolve(self, candidates=tuple(joined))

    def materials(self) -> Mapping[str, Offered[Material]]:
        """Materials by name."""
        return self._shelves["materials"]

    def atmospheres(self) -> Mapping[str, Offered[Atmosphere]]:
        """Atmospheres by name."""
        return self._shelves["atmospheres"]

    def coatings(self) -> Mapping[str, Offered[Material]]:
        """Coating materials by name."""
        return self._shelves["coatings"]

    def substrates(self) -> Mapping[str, Offered[Substrate]]:
        """Substrates by name."""
        return self._shelves["substrates"]

    def material(self, name: str) -> Offered[Material]:
        """The material with this name or alias, compared without case.

        Raises:
            UnknownNameError: Nothing installed has it.
            PluginUnavailableError: A plugin that is not in use offers it, or is named like it.
        """
        return self._find("materials", name)

    def atmosphere(self, name: str) -> Offered[Atmosphere]:
        """The atmosphere with this name or alias; errors as for :meth:`material`."""
        return self._find("atmospheres", name)

    def coating(self, name: str) -> Offered[Material]:
        """The coating with this name or alias; errors as for :meth:`material`."""
        return self._find("coatings", name)

    def substrate(self, name: str) -> Offered[Substrate]:
        """The substrate with this name or alias; errors as for :meth:`material`."""
        return self._find("substrates", name)

    def _find(self, kind: str, name: str) -> Offered[Any]:
        return find(kind, name, self._shelves[kind], self.candidates)

    def unknown(self, what: str, asked: str, known: Iterable[str]) -> UnknownNameError:
        """The error for a name that no plugin in use offers, with the plugins that are not in use and why.

        Args:
            what: The field, for example ``"models['Li.loss']"``.
            asked: The name that was given.
            known: Every valid name.

        Returns:
            A PluginUnavailableError where a plugin that is not in use is named like what was asked for.
        """
        return missing(what, asked, known, self.candidates)

    def unused(self) -> str:
        """Which plugins are not in use and why, as sentences; empty when all are."""
        return " ".join(standing(one for one in self.records if one.state != "ok"))

    def gather(self, hook_name: str, **arguments: object) -> tuple[Offered[Any], ...]:
        """What all plugins in use contribute to a physics hook, in the order of their ids.

        Args:
            hook_name: Name of a physics hook, for example ``"annealkit_diffusivities"``.
            **arguments: Every argument of the hook; each implementation gets those it names.

        Raises:
            PluginError: An implementation raised or gave something invalid. One line with plugin id,
                distribution, version, hook, cause and remedy.
            AmbiguousModelError: Two plugins gave the same name to one slot.
            UnknownNameError: There is no such physics hook.
            TypeError: The arguments are not those of the hook.
        """
        hook = _physics(hook_name)
        if set(arguments) != set(hook.arguments):
            raise TypeError(f"{hook_name} takes {list(hook.arguments)}, and gather was given {list(arguments)}.")
        offered = [
            Offered(item, one.record) for one in self._usable(hook) for item in self._asked(one, hook, arguments)
        ]
        refuse_ambiguous(offered)
        return tuple(offered)

    def _asked(self, one: Candidate, hook: Hook, arguments: Mapping[str, object]) -> list[Any]:
        try:
            items = [
                item for implementation in one.implementations[hook.name] for item in called(implementation, arguments)
            ]
            refuse_repeated(hook.name, items)
            _refuse_foreign(hook, items, arguments)
        except Refused as refusal:
            raise PluginError(f"{one.record}: {refusal} {self._remedy(one.record)}") from refusal.__cause__
        return items

    def _remedy(self, record: PluginRecord) -> str:
        if record.distribution == IN_MEMORY:
            return "It was registered with annealkit.plugins.temporary; mend it there."
        if record.distribution == FROM_FILE:
            return f"Correct {record.module}."
        unlisted = (IN_MEMORY, FROM_FILE)
        usable = (one for one in self.records if one.state == "ok" and one.distribution not in unlisted)
        others = ",".join(one.id for one in usable if one != record)
        return f"To run without it, set ANNEALKIT_PLUGINS={others}"

    def notify(self, result: object) -> tuple[str, ...]:
        """Show a finished result to every observer.

        Returns:
            One sentence for each observer that failed; each is also a PluginWarning.
        """
        failures = tuple(self._observed(result))
        for failure in failures:
            warnings.warn(failure, PluginWarning, stacklevel=2)
        return failures

    def _observed(self, result: object) -> Iterator[str]:
        hook = HOOKS["annealkit_run_completed"]
        for one in self._usable(hook):
            for implementation in one.implementations[hook.name]:
                try:
                    guarded(f"{hook.name} failed", partial(_show, implementation, result))
                except Refused as refusal:
                    yield f"{one.record}: {refusal} The result stands."

    def _usable(self, hook: Hook) -> Iterator[Candidate]:
        return (one for one in self.candidates if one.record.state == "ok" and one.implementations[hook.name])

    def used_by(self, offered: Iterable[Offered[Any]]) -> tuple[PluginRecord, ...]:
        """The plugins that some of the offered things come from, sorted, each once."""
        return tuple(sorted({one.plugin for one in offered}, key=lambda record: (record.id, record.key)))


def _physics(name: str) -> Hook:
    known = {hook.name: hook for hook in HOOKS.values() if hook.kind == "physics"}
    if name not in known:
        raise UnknownNameError.of("physics hook", name, known)
    return known[name]


def _refuse_foreign(hook: Hook, items: Iterable[Any], arguments: Mapping[str, object]) -> None:
    """Dropping what was not asked for could drop a misspelt species, so it is refused."""
    asked = arguments.get("species")
    for item in items:
        if asked is not None and item.species != asked:
            raise Refused(
                f"{hook.name} gave {item.name!r} for the species {item.species!r} when asked for {asked!r}; "
                "name the argument 'species' and compare it."
            )


def _show(implementation: Implementation, result: object) -> None:
    implementation({"result": result})
