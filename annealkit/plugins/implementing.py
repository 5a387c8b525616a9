"""Which hooks a plugin implements, and whether they can be called as they should be."""

from __future__ import annotations

import inspect
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pluggy import PluginManager

from annealkit import hookspecs
from annealkit.errors import nearest
from annealkit.hookspecs import PROJECT
from annealkit.plugins.calling import Implementation, Refused
from annealkit.plugins.compat import Spoken, contract
from annealkit.plugins.table import HOOKS

__all__ = ["declared_api", "implementations"]

#: Options that would let the order of plugins change numbers.
_ORDERING = ("wrapper", "hookwrapper", "tryfirst", "trylast")


def declared_api(plugin: object) -> int:
    """The number of the contract that a plugin was written for.

    Raises:
        Refused: It declares none, or one that this annealkit does not speak.
    """
    oldest, newest = hookspecs.OLDEST_API, hookspecs.API_VERSION
    speaks = f"{oldest} to {newest}" if oldest < newest else f"{newest}"
    given = getattr(plugin, "ANNEALKIT_API", None)
    if given is None:
        raise Refused(
            f"It does not declare ANNEALKIT_API; this annealkit speaks {speaks}. "
            f"Write ANNEALKIT_API = {newest} into it."
        )
    if type(given) is not int:
        raise Refused(
            f"It declares ANNEALKIT_API = {given!r} where a whole number is due; this annealkit speaks {speaks}. "
            f"Write ANNEALKIT_API = {newest}."
        )
    if not oldest <= given <= newest:
        remedy = "Upgrade annealkit." if given > newest else "Look for a newer version of the plugin."
        raise Refused(f"It declares ANNEALKIT_API = {given!r}; this annealkit speaks {speaks}. {remedy}")
    return given


def implementations(plugin: object, api: int) -> dict[str, tuple[Implementation, ...]]:
    """A plugin's implementations by today's hook name; every hook has an entry.

    Args:
        plugin: A module, or an object with methods.
        api: The number it declares.

    Raises:
        Refused: A hook or argument that the contract of that number does not have, or an implementation that
            could not be called plainly.
    """
    spoken = contract(api)
    found: dict[str, list[Implementation]] = defaultdict(list)
    for name, options in _marked(plugin):
        function = getattr(plugin, name)
        hook = _spoken(options.get("specname") or name, spoken, api)
        ordering = [option for option in _ORDERING if options.get(option)]
        if ordering:
            raise Refused(f"Its {name} asks for {ordering[0]}; the order of plugins must not change numbers.")
        parameters = _signature(function).parameters.values()
        for parameter in parameters:
            _check_parameter(hook, parameter)
        found[hook.hook.name].append(Implementation(hook, function, tuple(one.name for one in parameters)))
    return {name: tuple(found[name]) for name in HOOKS}


def _marked(plugin: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The names that hookimpl marks, with its options."""
    manager = PluginManager(PROJECT)
    for name in dir(plugin):
        options: Mapping[str, Any] | None = manager.parse_hookimpl_opts(plugin, name)
        if options is not None:
            yield name, options
        elif name.startswith(f"{PROJECT}_") and callable(getattr(plugin, name)):
            raise Refused(
                f"It defines {name} without @hookimpl, or not as a plain function, so it would never be called. "
                "Write it with def, under @hookimpl."
            )


def _spoken(asked: str, spoken: Mapping[str, Spoken], api: int) -> Spoken:
    if asked not in spoken:
        close = nearest(asked, spoken)
        hint = f" Did you mean {close}?" if close else ""
        raise Refused(f"It implements {asked}, which is no hook of {_whose(api)}.{hint}")
    return spoken[asked]


def _whose(api: int) -> str:
    return "this annealkit" if api == hookspecs.API_VERSION else f"ANNEALKIT_API = {api}, which it declares"


def _signature(function: Callable[..., object]) -> inspect.Signature:
    if sys.version_info >= (3, 14):  # annotations may name what is imported for type checkers only
        from annotationlib import Format

        return inspect.signature(function, annotation_format=Format.FORWARDREF)
    return inspect.signature(function)


def _check_parameter(spoken: Spoken, parameter: inspect.Parameter) -> None:
    takes = ", ".join(spoken.arguments) or "none"
    if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD or parameter.default is not parameter.empty:
        raise Refused(
            f"Its {spoken.name} takes {str(parameter)!r}; name the arguments you want plainly, without * and "
            f"without defaults. The hook's arguments: {takes}."
        )
    if parameter.name not in spoken.arguments:
        close = nearest(parameter.name, spoken.arguments)
        hint = f" Did you mean {close!r}?" if close else ""
        raise Refused(
            f"Its {spoken.name} names the argument {parameter.name!r}, which the hook does not have.{hint} "
            f"The hook's arguments: {takes}."
        )
