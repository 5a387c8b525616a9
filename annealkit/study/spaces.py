"""What an optimiser may vary: ranges with units, and choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from annealkit import units
from annealkit.errors import InputError, UnitError
from annealkit.study.table import label
from annealkit.units.scales import converted

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

__all__ = ["Choices", "Span", "as_space"]


@frozen
class Span:
    """A range of one input.

    Attributes:
        low: Smallest value, in ``unit``.
        high: Largest value.
        unit: As given with the smallest.
        log: Whether every factor counts alike.
    """

    low: float
    high: float
    unit: str
    log: bool = False

    def ends(self) -> tuple[str, ...]:
        """Both ends as inputs."""
        return tuple(self.value(one) for one in (self.low, self.high))

    def distribution(self) -> BaseDistribution:
        """For optuna."""
        from optuna.distributions import FloatDistribution

        return FloatDistribution(self.low, self.high, log=self.log)

    def value(self, number: float) -> str:
        """A suggestion as an input, of six digits: a millikelvin is more than any furnace keeps."""
        told = min(max(float(f"{number:.6g}"), self.low), self.high)
        return f"{told!r} {self.unit}".strip()


@frozen
class Choices:
    """Values of which one is taken.

    Attributes:
        values: What an anneal takes at that path.
    """

    values: tuple[Any, ...] = field(converter=tuple)

    def ends(self) -> tuple[Any, ...]:
        """All of them."""
        return self.values

    def distribution(self) -> BaseDistribution:
        """For optuna; by number, as values may be tables."""
        from optuna.distributions import CategoricalDistribution

        return CategoricalDistribution(tuple(range(len(self.values))))

    def value(self, number: int) -> Any:
        """A suggestion as an input."""
        return self.values[number]


def as_space(given: Any) -> dict[str, Span | Choices]:
    """What may be varied, by path.

    Args:
        given: ``{path: (low, high)}``, ``{path: (low, high, "log")}`` or ``{path: [choice, choice]}``.

    Raises:
        InputError: Nothing, or an entry that is none of these.
        UnitError: Ends of two dimensions, or without a unit where one has it.
    """
    if not isinstance(given, Mapping) or not given:
        raise InputError(
            f"optimize: over = {given!r} was given; expected ranges as tuples and choices as lists, by path, such as "
            "{'schedule.hold.temperature': ('500 degC', '800 degC'), 'atmosphere': ['air', 'O2']}."
        )
    return {str(path): _entry(str(path), one) for path, one in given.items()}


def _entry(path: str, given: Any) -> Span | Choices:
    if isinstance(given, tuple) and (len(given) == 2 or (len(given) == 3 and given[2] == "log")):
        return _span(path, given)
    if isinstance(given, list) and len({label(one) for one in given}) == len(given) > 1:
        return Choices(given)
    raise InputError(
        f"over[{path!r}]: {given!r} was given; expected a range as a tuple, ('500 degC', '800 degC') or ('1 min', "
        "'4 h', 'log'), or a list of at least two choices."
    )


def _span(path: str, given: Sequence[Any]) -> Span:
    name = f"over[{path!r}]"
    (low, unit), (high, other) = (units.split(units.given_text(one), name=name) for one in given[:2])
    end = high if unit == other else converted(high, other or "1", unit or "1")
    if end is None or bool(unit) != bool(other):
        raise UnitError(f"{name}: got {given[0]!r} and {given[1]!r}; expected both in units of one dimension.")
    if not low < end:
        raise InputError(f"{name}: got {given[0]!r} and {given[1]!r}; expected the smaller one first.")
    log = len(given) == 3
    if log and low <= 0.0:
        raise InputError(f"{name}: got {given[0]!r} with 'log'; expected a value above zero.")
    return Span(low, end, unit, log)
