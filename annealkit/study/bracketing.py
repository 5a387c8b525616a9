"""Where a quantity that rises with time passes zero, by few evaluations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from attrs import frozen

__all__ = ["Bracket", "narrowed"]

#: Evaluates several times at once.
Evaluate = Callable[[Sequence[float]], Sequence[float]]

#: Ends this little further apart, as a share, are as far apart as asked.
_ROUNDING = 1e-9


@frozen
class Bracket:
    """A zero between two places.

    Attributes:
        low: Where the value is negative.
        high: Where it is not.
        at_low: The value there.
        at_high: The value there.
    """

    low: float
    high: float
    at_low: float
    at_high: float


def narrowed(bracket: Bracket, evaluate: Evaluate, *, width: float, together: int = 1) -> Bracket:
    """The bracket with its ends at most ``width`` apart.

    One place at a time by the method of Oliveira and Takahashi (interpolate, truncate, project), which never takes
    more steps than bisection by more than one; several at once evenly between.

    Args:
        bracket: To begin with.
        evaluate: Values at several places.
        width: Largest distance of the ends at the end.
        together: Places that are evaluated at once.
    """
    span = bracket.high - bracket.low
    most = math.ceil(math.log2(max(span / width, 1.0))) + 1
    step = 0
    while bracket.high - bracket.low > width * (1.0 + _ROUNDING):
        if together == 1:
            places = [_itp(bracket, width, span, most - step)]
        else:
            gap = (bracket.high - bracket.low) / (together + 1)
            places = [bracket.low + gap * (number + 1) for number in range(together)]
        bracket = _closest(bracket, places, evaluate(places))
        step += 1
    return bracket


def _itp(bracket: Bracket, width: float, span: float, left: int) -> float:
    """The next place: regula falsi, moved towards the middle, and kept where bisection is not overtaken."""
    a, b = bracket.low, bracket.high
    middle, half = 0.5 * (a + b), 0.5 * width
    slack = max(half * 2.0**left - 0.5 * (b - a), 0.0)
    fall = bracket.at_high - bracket.at_low
    if not (math.isfinite(fall) and fall > 0.0):
        return middle
    falsi = (bracket.at_high * a - bracket.at_low * b) / fall
    towards = math.copysign(1.0, middle - falsi)
    shift = min(0.2 / span * (b - a) ** 2, abs(middle - falsi))
    moved = falsi + towards * shift if shift < abs(middle - falsi) else middle
    place = moved if abs(moved - middle) <= slack else middle - towards * slack
    inside = 0.25 * min(width, b - a)  # never an end again
    return min(max(place, a + inside), b - inside)


def _closest(bracket: Bracket, places: Sequence[float], values: Sequence[float]) -> Bracket:
    """The first step from negative to not negative."""
    low, at_low = bracket.low, bracket.at_low
    for place, value in zip(places, values, strict=True):
        if value >= 0.0:
            return Bracket(low, place, at_low, value)
        low, at_low = place, value
    return Bracket(low, bracket.high, at_low, bracket.at_high)
