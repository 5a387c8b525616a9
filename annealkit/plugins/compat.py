"""Plugins of older API numbers under today's hooks, and what is about to go.

A plugin declares the number of the contract it was written for. Where that is an older one, each step up
to today's is an :class:`Adapter`: data, no code of the plugin's. ``docs/compatibility.md`` is the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen
from pluggy import PluginManager

from annealkit import hookspecs
from annealkit.plugins.table import HOOKS, Hook

__all__ = ["ADAPTERS", "Adapter", "Spoken", "contract", "deprecations"]


@frozen
class Adapter:
    """What changed from one API number to the next.

    A hook or argument that is gone without a successor needs no entry: a plugin that has it cannot be used,
    since leaving its contribution out would be a wrong answer.

    Attributes:
        hooks: Renamed hooks, the old name to the new one.
        arguments: Renamed arguments, the old name to the new one, by the new name of their hook.
        items: What makes an item of the next number from one of this, where a unit or a meaning changed; by
            the new name of the hook.
    """

    hooks: Mapping[str, str] = field(factory=dict)
    arguments: Mapping[str, Mapping[str, str]] = field(factory=dict)
    items: Mapping[str, Callable[[Any], Any]] = field(factory=dict)


#: How plugins of an API number are lifted to the next, by the lower number. Every number from ``OLDEST_API``
#: to the one before ``API_VERSION`` has an entry; there is one number so far.
ADAPTERS: dict[int, Adapter] = {}


@frozen
class Spoken:
    """A hook as plugins of one API number know it.

    Attributes:
        name: The hook's name at that number.
        hook: The hook as it is today.
        arguments: Today's name of each argument, by its name at that number.
        lifts: What is applied to each item in turn, to make it one of today's.
    """

    name: str
    hook: Hook
    arguments: Mapping[str, str]
    lifts: tuple[Callable[[Any], Any], ...] = ()

    def lifted(self, item: Any) -> Any:
        """The item as today's hook wants it."""
        for lift in self.lifts:
            item = lift(item)
        return item


def contract(api: int) -> dict[str, Spoken]:
    """The hooks as plugins of an API number know them, by their names at that number.

    Args:
        api: A number from ``OLDEST_API`` to ``API_VERSION``.
    """
    known = [Spoken(hook.name, hook, {name: name for name in hook.arguments}) for hook in HOOKS.values()]
    for number in range(hookspecs.API_VERSION - 1, api - 1, -1):
        known = [_before(one, ADAPTERS[number]) for one in known]
    return {one.name: one for one in known}


def deprecations(api: int, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What a working plugin has to change before long, a sentence each, without the plugin's name.

    Args:
        api: The number it declares.
        names: Today's names of the hooks it implements, each with today's names of the arguments it wants.
    """
    if api < hookspecs.API_VERSION:
        yield (
            f"It declares ANNEALKIT_API = {api}, which this annealkit still adapts to its own "
            f"{hookspecs.API_VERSION}; the next number ends that. Look for a newer version of the plugin "
            "(authors: docs/compatibility.md says how to move up)."
        )
    for hook, arguments in names.items():
        options: Mapping[str, Any] = PluginManager(hookspecs.PROJECT).parse_hookspec_opts(hookspecs, hook) or {}
        if options.get("warn_on_impl"):
            yield f"Its {hook} is deprecated: {options['warn_on_impl']}"
        of_arguments: Mapping[str, Warning] = options.get("warn_on_impl_args") or {}
        for name in (one for one in arguments if one in of_arguments):
            yield f"The argument {name!r} of its {hook} is deprecated: {of_arguments[name]}"


def _before(one: Spoken, adapter: Adapter) -> Spoken:
    """The same hook one API number earlier."""
    old_hooks = {new: old for old, new in adapter.hooks.items()}
    old_arguments = {new: old for old, new in adapter.arguments.get(one.name, {}).items()}
    lift = adapter.items.get(one.name)
    return evolve(
        one,
        name=old_hooks.get(one.name, one.name),
        arguments={old_arguments.get(name, name): today for name, today in one.arguments.items()},
        lifts=one.lifts if lift is None else (lift, *one.lifts),
    )
