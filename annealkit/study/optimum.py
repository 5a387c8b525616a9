"""What came out of an optimisation: every trial, the best one or the Pareto front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from annealkit import units
from annealkit.errors import RunError
from annealkit.stated import anneal_of
from annealkit.study.criteria import Criterion, margin
from annealkit.study.reading import measure_of, unit_of
from annealkit.study.stages import Preference
from annealkit.study.study import Point, Study
from annealkit.study.telling import criteria_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annealkit.anneal import Anneal

__all__ = ["Optimum"]


@frozen(eq=False)
class Optimum(Study):
    """A study over trials, in the order in which they were made.

    Attributes:
        objectives: What is made small or large.
        criteria: What a trial must reach.
        seed: Of the suggestions.
        front: Trials that meet the criteria and that no other such trial beats in every objective; of one objective
            the best.
    """

    objectives: tuple[Preference, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    seed: int = 0
    front: tuple[Point, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        values = np.array([self.costs(one) for one in self.points]).reshape(len(self.points), -1)
        meets = np.array([self.meets(one) for one in self.points], dtype=bool)
        self.dataset["feasible"] = ("trial", meets.astype(float), {"units": "1", "long_name": "meets every criterion"})
        on = np.zeros(len(meets), dtype=bool)
        seen: set[tuple[float, ...]] = set()
        for number in np.flatnonzero(meets):
            others = values[meets]
            better = np.all(others <= values[number], axis=1) & np.any(others < values[number], axis=1)
            on[number] = not better.any() and tuple(values[number]) not in seen
            seen.add(tuple(values[number]))
        self.dataset["front"] = ("trial", on.astype(float), {"units": "1", "long_name": "on the Pareto front"})
        object.__setattr__(self, "front", tuple(self.points[number] for number in np.flatnonzero(on)))

    def costs(self, point: Point) -> tuple[float, ...]:
        """The objectives of a trial, the smaller the better; infinity where it has no result."""
        return tuple(one.cost(point.outcome.measured) for one in self.objectives)

    def meets(self, point: Point) -> bool:
        """Whether a trial has a result that meets every criterion."""
        found = point.outcome.measured
        return found is not None and (not self.criteria or margin(self.criteria, found) >= 0.0)

    @property
    def best(self) -> Point | None:
        """Of one objective, the best trial; None where none meets the criteria.

        Raises:
            RunError: There are several objectives, of which none is the best.
        """
        if len(self.objectives) > 1:
            raise RunError("optimize: several objectives have a front and no best trial. Read .front, and choose.")
        return self.front[0] if self.front else None

    @property
    def anneal(self) -> Anneal | None:
        """The anneal of the best trial."""
        return None if self.best is None else anneal_of(self.best.anneal)

    @property
    def answer(self) -> str:
        """The best trial or the front, or that no trial meets the criteria and which is nearest."""
        wanted = " and ".join(map(str, self.objectives))
        if self.front:
            return "\n".join([f"For {wanted}:", *(f"  {self._told(one)}" for one in self.front)])
        known = [one for one in self.points if one.outcome.measured is not None]
        if not known:
            return "No trial has a result."
        nearest = max(known, key=lambda one: margin(self.criteria, one.outcome.measured))
        found = nearest.outcome.measured or {}
        lacking = "; ".join(f"{one}, it has {one.told(found)}" for one in self.criteria if one.margin(found) < 0.0)
        return f"No trial meets the criteria. Nearest: {self._told(nearest)}. It misses {lacking}."

    def text(self) -> str:
        """Warnings, the answer, and the counts."""
        return "\n".join(self.head(self.answer))

    def to_json(self) -> dict[str, Any]:
        """The answer, the trials on the front by number from 0, and every trial; SI."""
        return {
            "answer": self.answer,
            "objectives": [str(one) for one in self.objectives],
            "criteria": criteria_json(self.criteria),
            "front": [int(number) for number in np.flatnonzero(self.dataset["front"].to_numpy())],
            "seed": self.seed,
            **super().to_json(),
        }

    def plot(self) -> Figure:
        """The objective over the trials, or two objectives against each other with the front.

        Raises:
            InputError: No trial has a result.
        """
        from annealkit.figures.trials import trials

        return trials(self)

    def _told(self, point: Point) -> str:
        found = point.outcome.measured or {}
        values = ", ".join(self._value(one.measure, found) for one in self.objectives)
        return f"{point.name}: {values}"

    @staticmethod
    def _value(name: str, found: Mapping[str, Any]) -> str:
        return f"{name.replace('_', ' ')} {units.text(float(f'{measure_of(found, name):.4g}'), unit_of(found, name))}"
