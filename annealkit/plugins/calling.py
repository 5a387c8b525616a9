"""Calling a plugin's code without trusting it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from attrs import frozen

from annealkit.errors import ParameterError
from annealkit.laws import Law
from annealkit.plugins.compat import Spoken
from annealkit.plugins.fields import is_name
from annealkit.plugins.items import defect
from annealkit.plugins.table import Hook
from annealkit.units import normal

__all__ = ["Implementation", "Refused", "called", "guarded", "said"]

_LONGEST = 400

ResultT = TypeVar("ResultT")


class Refused(Exception):  # noqa: N818 - never leaves this package; it carries a reason, not an error
    """Why a plugin, or what it gave, cannot be used; a full sentence without the plugin's name."""


@frozen(eq=False)
class Implementation:
    """One function of a plugin that implements a hook.

    Attributes:
        spoken: The hook as the plugin knows it.
        function: The plugin's function or bound method.
        argnames: The arguments it wants, as it names them.
    """

    spoken: Spoken
    function: Callable[..., Any]
    argnames: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """Today's names of the arguments it wants."""
        return tuple(self.spoken.arguments[name] for name in self.argnames)

    def __call__(self, arguments: Mapping[str, object]) -> Any:
        """What the function gives for today's arguments of the hook; nothing is checked."""
        return self.function(*(arguments[name] for name in self.wanted))


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


def called(implementation: Implementation, arguments: Mapping[str, object]) -> tuple[Any, ...]:
    """The checked items of one implementation, given the arguments it names.

    Raises:
        Refused: It raised, or gave something else than is due.
    """
    spoken = implementation.spoken
    result: Any = guarded(f"{spoken.name} failed", lambda: implementation(arguments))
    if result is None or isinstance(result, (str, bytes)):
        raise Refused(
            f"{spoken.name} returned {result!r} where an iterable of {spoken.hook.item.__name__} is due; "
            "yield the items, or return an empty tuple for none."
        )
    items: tuple[Any, ...] = guarded(f"{spoken.name} failed", lambda: tuple(result))
    return tuple(_checked(spoken, number, item) for number, item in enumerate(items, 1))


def _checked(spoken: Spoken, number: int, item: Any) -> Any:
    """An item as today's hook wants it."""
    failure = f"{spoken.name} gave an invalid item {number}"
    today = guarded(failure, partial(spoken.lifted, item))
    wrong = guarded(failure, partial(_defect, spoken.hook, today))
    if wrong:
        raise Refused(f"{failure}: {wrong}.")
    return today


def _defect(hook: Hook, item: Any) -> str:
    """What is wrong with an item, empty when nothing is."""
    if not isinstance(item, hook.item):
        return f"{type(item).__name__} where {hook.item.__name__} is due"
    if not is_name(item.name):
        return f"its name is {item.name!r} where non-empty text is due"
    return defect(hook.name, item) or next(
        filter(None, (_law_defect(item, path, unit) for path, unit in hook.laws)), ""
    )


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
