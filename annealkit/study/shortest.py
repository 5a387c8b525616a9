"""What came out of the search for the shortest hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from annealkit import units
from annealkit.schedule.wording import duration_text
from annealkit.stated import anneal_of
from annealkit.study.criteria import Criterion, met
from annealkit.study.study import Point, Study
from annealkit.study.telling import criteria_json, finite

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annealkit.anneal import Anneal

__all__ = ["ShortestHold", "rounded"]


@frozen(eq=False)
class ShortestHold(Study):
    """The shortest hold that meets every criterion, or why there is none: a study over the times that were tried.

    Attributes:
        criteria: What an anneal must reach.
        seconds: The shortest time that meets them all, s; None where there is none.
        low: The longest shorter time that was tried and does not, s; None where there is none.
        reason: Why it is this time, or why there is none.
    """

    criteria: tuple[Criterion, ...] = ()
    seconds: float | None = None
    low: float | None = None
    reason: str = ""
    found: bool = field(init=False)

    @found.default
    def _is_found(self) -> bool:
        return self.seconds is not None

    @property
    def time(self) -> Any:
        """The shortest time as a Quantity; None where there is none."""
        return None if self.seconds is None else units.quantity(self.seconds, "s")

    @property
    def runs(self) -> int:
        """Anneals that were looked at."""
        return len(self.points)

    @property
    def anneal(self) -> Anneal | None:
        """The anneal with this hold; None where there is none."""
        point = self._point()
        return None if point is None else anneal_of(point.anneal)

    @property
    def margins(self) -> dict[str, float]:
        """How far each criterion is inside its limit at that time, as a share of the limit; empty without a time."""
        point = self._point()
        if point is None or point.outcome.measured is None:
            return {}
        return {str(one): one.margin(point.outcome.measured) for one in self.criteria}

    def text(self) -> str:
        """Warnings, the answer with its reason, and what was measured at every time that was tried."""
        lines = self.head(self.reason)
        for one in self.points:
            if one.outcome.measured is not None:
                lines.append(self._line(one, one.outcome.measured))
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The time in s or null, the reason, the margins, and every time tried; SI."""
        time = None if self.seconds is None else {"value": self.seconds, "unit": "s"}
        margins = {name: finite(one) for name, one in self.margins.items()}
        told = {"time": time, "reason": self.reason, "runs": self.runs, "margins": margins}
        return {**told, "criteria": criteria_json(self.criteria), **super().to_json()}

    def plot(self) -> Figure:
        """Every criterion's measure over the time of the hold.

        Raises:
            InputError: No time has a result.
        """
        from annealkit.figures.holds import holds

        return holds(self)

    def _line(self, point: Point, found: Mapping[str, Any]) -> str:
        values = ", ".join(f"{one.measure.replace('_', ' ')} {one.told(found)}" for one in self.criteria)
        time = rounded(units.duration(next(iter(point.inputs.values())), name="time"))
        return f"  {time}: {values}{'' if met(self.criteria, found) else ' - not met'}"

    def _point(self) -> Point | None:
        own = (one for one in self.points if self.seconds is not None and _seconds(one) == self.seconds)
        return next(own, None)


def _seconds(point: Point) -> float:
    return units.duration(next(iter(point.inputs.values())), name="time")


def rounded(seconds: float) -> str:
    """A time in three digits, for people."""
    return duration_text(float(f"{seconds:.3g}")) if seconds < 60.0 else _minutes(seconds)


def _minutes(seconds: float) -> str:
    return f"{seconds / 3600.0:.3g} h" if seconds >= 7200.0 else f"{seconds / 60.0:.3g} min"
