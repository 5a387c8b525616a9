"""Moments that an integration locates: roots of a function of the solution."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from annealkit.errors import InputError

if TYPE_CHECKING:
    from annealkit.pde.solution import Solution

__all__ = ["Event"]


def _direction(value: int) -> int:
    if value not in (-1, 0, 1):
        raise InputError(f"Event direction: {value!r} was given; expected 1 (rising), -1 (falling) or 0 (both).")
    return value


@frozen
class Event:
    """A root that the integration locates to its tolerance.

    Attributes:
        name: Under which ``solution.events`` keeps the times.
        function: Of a :class:`~annealkit.pde.Solution` at one time; the root of its result is located, for example
            ``lambda now: now.surface("outer")[0] - 10.0``.
        direction: 1: only where it rises, -1: only where it falls, 0: both.
        terminal: The solution ends at the first root.
    """

    name: str
    function: Callable[[Solution], float]
    direction: Literal[-1, 0, 1] = field(default=0, converter=_direction)
    terminal: bool = False
