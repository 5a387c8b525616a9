"""Which hold of a schedule a study varies, and spans of values as people give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annealkit.anneal import Anneal
from annealkit.errors import InputError
from annealkit.schedule import Hold
from annealkit.study.asking import one_anneal
from annealkit.study.axes import geomspace, linspace

__all__ = ["gases", "hold_path", "span"]


def hold_path(anneal: Anneal, number: int | None, study: str) -> str:
    """Dotted path of the hold that is varied, ``schedule.hold`` or ``schedule.hold[1]``.

    Args:
        anneal: Whose schedule it is.
        number: Which hold, from 0; None where there is one.
        study: The study's name, for messages.

    Raises:
        InputError: No anneal was given; there is no such hold, or several and no number.
    """
    anneal = one_anneal(anneal, study)
    count = sum(isinstance(one, Hold) for one in anneal.schedule.segments)
    if not count:
        raise InputError(
            f"{study}: the schedule ({anneal.schedule}) has no hold to vary. Give it one, such as '25 degC -> 700 degC "
            "@ 5 K/min; hold 30 min'."
        )
    if number is None and count > 1:
        raise InputError(
            f"{study}: the schedule ({anneal.schedule}) has {count} holds. Say which one is varied with hold=0 to "
            f"hold={count - 1}."
        )
    if number is not None and (isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < count):
        raise InputError(f"{study}: hold = {number!r} was given; the schedule has {count}, numbered from 0.")
    return "schedule.hold" if number is None else f"schedule.hold[{number}]"


def span(name: str, given: Any, *, geometric: bool = False) -> tuple[Any, ...]:
    """Values of an axis: a list of them, or the first, the last and how many.

    Args:
        name: The field, for messages.
        given: ``("500 degC", "800 degC", 31)``, or values with units.
        geometric: Whether a span has a constant ratio.

    Raises:
        InputError: Neither of the two.
        UnitError: An end without a unit.
    """
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise InputError(
            f"{name}: {given!r} was given; expected the first value, the last and how many, such as ('500 degC', "
            "'800 degC', 31), or a list of values with units."
        )
    if len(given) == 3 and isinstance(given[2], int) and not isinstance(given[2], bool):
        return (geomspace if geometric else linspace)(*given)
    return tuple(given)


def gases(anneal: Anneal, given: Any, study: str) -> tuple[Any, ...]:
    """Atmospheres to vary; none where None is given.

    Raises:
        InputError: It is no list, or the schedule switches its gas so that they would not be used.
    """
    if given is None:
        return ()
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise InputError(f"{study}: atmospheres = {given!r} was given; expected a list, such as ['air', 'O2'].")
    if anneal.schedule.gas:
        raise InputError(
            f"{study}: atmospheres were given, but the schedule switches its gas, so that they would not be used. Take "
            "the gas out of the schedule, or leave atmospheres out."
        )
    return tuple(given)
