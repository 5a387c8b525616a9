"""Whether one plugin can be used, seen on its own."""

from __future__ import annotations

import functools
import importlib.metadata
import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen
from pluggy import HookImpl, PluginManager

from annealkit import hookspecs
from annealkit.errors import nearest
from annealkit.hookspecs import API_VERSION, GROUP, OLDEST_API, PROJECT
from annealkit.plugins.calling import Refused, called, guarded
from annealkit.plugins.records import PluginRecord
from annealkit.plugins.table import CATALOGUES, HOOKS, Hook

__all__ = ["Candidate", "inspected", "vetted"]

#: Options that would let the order of plugins change numbers.
_ORDERING = ("wrapper", "hookwrapper", "tryfirst", "trylast")


@frozen(eq=False)
class Candidate:
    """A plugin with what it implements and offers; both are empty when it could not be loaded.

    Attributes:
        record: The plugin and its standing.
        implementations: By hook name.
        catalogue: Catalogue items by kind.
    """

    record: PluginRecord
    implementations: Mapping[str, tuple[HookImpl, ...]] = field(factory=dict)
    catalogue: Mapping[str, tuple[Any, ...]] = field(factory=dict)

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
        record = evolve(record, api=guarded("Its ANNEALKIT_API cannot be read", lambda: _api(plugin)))
        implementations = guarded("Its hooks cannot be read", lambda: _implementations(plugin))
        catalogue = {
            kind: items
            for kind, hook in CATALOGUES.items()
            if (items := _items(kind, hook, implementations[hook.name]))
        }
    except Refused as refusal:
        return Candidate(record).refused(str(refusal))
    record = evolve(record, contributes=_contributes(implementations, catalogue))
    return Candidate(record, implementations, catalogue)


def _api(plugin: object) -> int:
    speaks = f"{OLDEST_API} to {API_VERSION}" if OLDEST_API < API_VERSION else f"{API_VERSION}"
    given = getattr(plugin, "ANNEALKIT_API", None)
    if given is None:
        raise Refused(f"It does not declare ANNEALKIT_API; this annealkit speaks {speaks}.")
    if type(given) is not int or not OLDEST_API <= given <= API_VERSION:
        newer = type(given) is int and given > API_VERSION
        remedy = "Upgrade annealkit." if newer else "Look for a newer version of the plugin."
        raise Refused(f"It declares ANNEALKIT_API = {given!r}; this annealkit speaks {speaks}. {remedy}")
    return given


def _implementations(plugin: object) -> dict[str, tuple[HookImpl, ...]]:
    manager = PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    for name in dir(plugin):
        options: Mapping[str, Any] | None = manager.parse_hookimpl_opts(plugin, name)
        if options is not None:
            _check_implementation(name, options, getattr(plugin, name))
        elif name.startswith(f"{PROJECT}_") and inspect.isfunction(getattr(plugin, name)):
            raise Refused(f"It defines {name} without @hookimpl, so the function would never be called.")
    manager.register(plugin)
    return {name: tuple(getattr(manager.hook, name).get_hookimpls()) for name in HOOKS}


def _check_implementation(name: str, options: Mapping[str, Any], function: Callable[..., object]) -> None:
    asked = options.get("specname") or name
    hook = HOOKS.get(asked)
    if hook is None:
        close = nearest(asked, HOOKS)
        hint = f" Did you mean {close}?" if close else ""
        raise Refused(f"It implements {asked}, which is no hook of this annealkit.{hint}")
    ordering = [option for option in _ORDERING if options.get(option)]
    if ordering:
        raise Refused(f"Its {name} asks for {ordering[0]}; the order of plugins must not change numbers.")
    for parameter in _signature(function).parameters.values():
        _check_parameter(hook, parameter)


def _signature(function: Callable[..., object]) -> inspect.Signature:
    if sys.version_info >= (3, 14):  # annotations may name what is imported for type checkers only
        from annotationlib import Format

        return inspect.signature(function, annotation_format=Format.FORWARDREF)
    return inspect.signature(function)


def _check_parameter(hook: Hook, parameter: inspect.Parameter) -> None:
    takes = ", ".join(hook.arguments) or "none"
    if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD or parameter.default is not parameter.empty:
        raise Refused(
            f"Its {hook.name} takes {str(parameter)!r}; name the arguments you want plainly, without * and "
            f"without defaults. The hook's arguments: {takes}."
        )
    if parameter.name not in hook.arguments:
        close = nearest(parameter.name, hook.arguments)
        hint = f" Did you mean {close!r}?" if close else ""
        raise Refused(
            f"Its {hook.name} names the argument {parameter.name!r}, which the hook does not have.{hint} "
            f"The hook's arguments: {takes}."
        )


def _items(kind: str, hook: Hook, implementations: tuple[HookImpl, ...]) -> tuple[Any, ...]:
    items = tuple(item for one in implementations for item in called(hook, one, {}))
    owners: dict[str, Any] = {}
    for item in items:
        for name in (item.name, *item.aliases):
            if owners.setdefault(name.casefold(), item) is not item:
                raise Refused(f"{hook.name} offers {name!r} twice among its {kind}.")
    return items


def _contributes(
    implementations: Mapping[str, tuple[HookImpl, ...]], catalogue: Mapping[str, tuple[Any, ...]]
) -> dict[str, tuple[str, ...]]:
    names = {kind: tuple(item.name for item in items) for kind, items in catalogue.items()}
    hooks = tuple(name for name, found in implementations.items() if found and HOOKS[name].kind != "catalogue")
    return {**names, **({"hooks": hooks} if hooks else {})}
