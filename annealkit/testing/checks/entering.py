"""Whether a plugin can be found, imported, vetted and taken into use."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from annealkit.hookspecs import API_VERSION
from annealkit.plugins.calling import Refused
from annealkit.plugins.implementing import declared_api, implementations
from annealkit.plugins.table import HOOKS
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.subject import Subject

__all__ = ["CHECKS"]


@check("found")
def is_found_by_its_entry_point(subject: Subject) -> Iterator[str]:
    """The installed plugin is found under its id, and Python can import what the entry point names.

    A plugin that is not announced, or announced under a wrong name, does not exist for anybody.
    """
    target = subject.target
    if target.kind == "object":
        raise Inapplicable("An object in memory has no entry point.")
    if target.load_failure:
        yield target.load_failure
    elif target.kind != "installed" and target.record.distribution.startswith("("):
        raise Inapplicable("It was given as a path or module; install its distribution and check the id.")


@check("loaded")
def declares_a_supported_api(subject: Subject) -> Iterator[str]:
    """It declares ANNEALKIT_API, a number that this annealkit speaks.

    The number lets annealkit explain a plugin of another age instead of calling it wrongly.
    """
    try:
        declared_api(subject.target.plugin)
    except Refused as refusal:
        yield str(refusal)


@check("loaded")
def is_light_to_import(subject: Subject) -> Iterator[str]:
    """Importing it loads neither fipy nor matplotlib nor xarray.

    Every installed plugin is imported by every program that looks up a material. Seconds are reported, not judged.
    """
    target = subject.target
    if not target.module:
        raise Inapplicable("It has no module of its own that another process could import.")
    found = subject.elsewhere
    if found.failure:
        yield found.failure
    if found.loaded:
        yield f"Importing {target.module} loads {', '.join(found.loaded)}; import it inside the function that needs it."


@check("loaded")
def implements_hooks_as_specified(subject: Subject) -> Iterator[str]:
    """Each function that implements a hook bears the name of one and takes arguments that the hook has.

    Pluggy ignores a misspelt hook in silence; the host therefore refuses the plugin.
    """
    plugin = subject.target.plugin
    try:
        implementations(plugin, getattr(plugin, "ANNEALKIT_API", API_VERSION))
    except Refused as refusal:
        yield str(refusal)
    except KeyError as error:  # no contract of a number that is not spoken
        raise Inapplicable(f"Its ANNEALKIT_API {error} names no contract to compare with.") from None


@check("loaded")
def is_used_by_the_host(subject: Subject) -> Iterator[str]:
    """The host takes it into use: its catalogues are valid and clash with no other plugin's id, names or aliases.

    A plugin is used whole or not at all; one that clashes would depend on the order of installation.
    """
    if subject.target.use_failure:
        yield subject.target.use_failure


@check("loaded")
def contributes_something(subject: Subject) -> Iterator[str]:
    """It offers at least one catalogue item, or implements a hook.

    A plugin that offers nothing was probably built without its functions.
    """
    own = subject.target.candidate
    if not own.record.reason and not own.catalogue and not any(own.implementations.values()):
        known = ", ".join(HOOKS)
        yield f"It implements no hook. Mark functions with annealkit.api.hookimpl; hooks are {known}."


@check("loaded")
def is_documented(subject: Subject) -> Iterator[str]:
    """The module and each implementation of a hook have a docstring.

    Whoever meets the plugin's numbers in a result looks there for what they rest on.
    """
    target = subject.target
    if target.kind == "data":
        raise Inapplicable("A data-only material has titles and notes instead of docstrings.")
    plugin = target.plugin
    named = f"module {plugin.__name__}" if isinstance(plugin, ModuleType) else f"class {type(plugin).__name__}"
    if not (getattr(plugin, "__doc__", None) or "").strip():
        yield f"The {named} has no docstring; say there what the plugin offers and what it rests on."
    for hook, own in target.candidate.implementations.items():
        for one in own:
            if not (getattr(one.function, "__doc__", None) or "").strip():
                yield f"The implementation of {hook} has no docstring; say what it offers, and for which materials."


CHECKS: tuple[Check, ...] = (
    is_found_by_its_entry_point,
    declares_a_supported_api,
    is_light_to_import,
    implements_hooks_as_specified,
    is_used_by_the_host,
    contributes_something,
    is_documented,
)
