"""Calling a plugin's code without trusting it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from pluggy import HookImpl

from annealkit.errors import ParameterError
from annealkit.laws import Law
from annealkit.plugins.table import Hook
from annealkit.units import normal

__all__ = ["Refused", "called", "guarded", "said"]

_LONGEST = 400

ResultT = TypeVar("ResultT")


class Refused(Exception):  # noqa: N818 - never leaves this package; it carries a reason, not an error
    """Why a plugin, or what it gave, cannot be used; a full sentence without the plugin's name."""


def said(error: BaseException) -> str:
    """An exception in one line, even one whose text cannot be made."""
    text = " ".join("".join(traceback.format_exception_only(error)).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def guarded(failure: str, call: Callable[[], ResultT]) -> ResultT:
    """What the call gives.

    Raises:
        Refused: The call raised anything but KeyboardInterrupt, SystemExit included.
        ParameterError: The user's override does not fit the plugin's records; no fault of the plugin.
    """
    try:
        return call()
    except (KeyboardInterrupt, ParameterError, Refused):
        raise
    except BaseException as error:
        raise Refused(f"{failure}: {said(error).rstrip('.')}.") from error


def called(hook: Hook, implementation: HookImpl, arguments: Mapping[str, object]) -> tuple[Any, ...]:
    """The checked items of one implementation, given the arguments it names.

    Raises:
        Refused: It raised, or gave something else than is due.
    """
    given = [arguments[name] for name in implementation.argnames]
    result: Any = guarded(f"{hook.name} failed", lambda: implementation.function(*given))
    if result is None or isinstance(result, (str, bytes)):
        raise Refused(
            f"{hook.name} returned {result!r} where an iterable of {hook.item.__name__} is due; "
            "yield the items, or return an empty tuple for none."
        )
    items: tuple[Any, ...] = guarded(f"{hook.name} failed", lambda: tuple(result))
    for number, item in enumerate(items, 1):
        defect = guarded(f"{hook.name} gave an invalid item {number}", partial(_defect, hook, item))
        if defect:
            raise Refused(f"{hook.name} gave an invalid item {number}: {defect}.")
    return items


def _defect(hook: Hook, item: Any) -> str:
    """What is wrong with an item, empty when nothing is."""
    if not isinstance(item, hook.item):
        return f"{type(item).__name__} where {hook.item.__name__} is due"
    if not _is_name(item.name):
        return f"its name is {item.name!r} where non-empty text is due"
    aliases = getattr(item, "aliases", ())
    if isinstance(aliases, str) or not all(_is_name(alias) for alias in aliases):
        return f"{item.name!r} has aliases={aliases!r} where a tuple of names is due"
    return next(filter(None, (_law_defect(item, path, unit) for path, unit in hook.laws)), "")


def _law_defect(item: Any, path: str, unit: str) -> str:
    law: Any = item
    for part in path.split("."):
        law = getattr(law, part)
        if law is None:  # every law that may be missing is None, or belongs to a part that is
            return ""
    if not isinstance(law, Law):
        return f"{path} of {item.name!r} is {type(law).__name__} where a law is due"
    if unit and normal(law.unit) != normal(unit):
        return f"{path} of {item.name!r} is in {law.unit!r} where {unit!r} is due"
    return ""


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
