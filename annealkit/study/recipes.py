"""What came out of a protocol: its stages, the recipe it recommends, and the runner-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from annealkit.errors import RunError
from annealkit.stated import anneal_of
from annealkit.study.axes import Axis
from annealkit.study.criteria import Criterion, met
from annealkit.study.stages import Preference, Recipe, Stage, because, rank
from annealkit.study.store import Store
from annealkit.study.study import Point, Study
from annealkit.study.telling import criteria_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annealkit.anneal import Anneal

__all__ = ["Protocol"]


@frozen(eq=False)
class Protocol(Study):
    """Stages towards a recipe: a study over every recipe that was tried, in the order of the stages.

    Attributes:
        stages: Temperature, time, atmosphere; it ends with a stage that has no result at all.
        criteria: What a recipe must reach.
        prefer: What decides between recipes that do.
        best: The recipe that meets the criteria, or is nearest to them; None where none has a result.
        runner_up: The next of all recipes tried; None where there is no other.
    """

    stages: tuple[Stage, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    prefer: Preference = Preference("lost")
    best: Recipe | None = None
    runner_up: Recipe | None = None

    @classmethod
    def of(
        cls,
        stages: Sequence[Stage],
        paths: Sequence[str],
        options: Mapping[str, Any],
        store: Store | None,
        criteria: tuple[Criterion, ...],
        prefer: Preference,
    ) -> Protocol:
        """Put stages together.

        Args:
            stages: In their order.
            paths: Of temperature, time and atmosphere.
            options: Of every run.
            store: Where results are kept, or None.
            criteria: What a recipe must reach.
            prefer: What decides between recipes that do.
        """
        tried = [(stage.name, one) for stage in stages for one in stage.recipes]
        rows = tuple((name, *one.inputs.values()) for name, one in tried)
        axis = Axis("recipe", ("stage", *paths), rows)
        points = tuple(Point(axis.inputs(n), one.anneal, one.outcome) for n, (_, one) in enumerate(tried))
        distinct = {str(one): one for _, one in tried if one.outcome.measured is not None}
        ranked = sorted(distinct.values(), key=lambda one: rank(one, criteria, prefer))
        best, second = (*ranked, None, None)[:2]
        return cls((axis,), points, options, store, tuple(stages), criteria, prefer, best, second)

    @property
    def found(self) -> bool:
        """Whether the best recipe meets every criterion."""
        return self.best is not None and met(self.criteria, self.best.outcome.measured)

    @property
    def recommended(self) -> Anneal | None:
        """The anneal of the recipe that meets every criterion; None where none does."""
        return anneal_of(self.best.anneal) if self.found and self.best is not None else None

    @property
    def answer(self) -> str:
        """The recipe, or that there is none and which is nearest."""
        if self.best is None:
            return f"No recipe has a result. {self.stages[-1].reason}"
        known = [one for stage in self.stages for one in stage.recipes if one.outcome.measured is not None]
        distinct = list({str(one): one for one in known}.values())
        told = because(evolve(self.best, name="It"), _whole(self.runner_up), distinct, self.criteria, self.prefer)
        return f"{'Recommended' if self.found else 'No recipe meets the criteria. Nearest'}: {self.best}. {told}"

    def summary(self) -> str:
        """Before and after of the best recipe.

        Raises:
            RunError: No recipe has a result.
        """
        for number, point in enumerate(self.points):
            if self.best is not None and point.anneal == self.best.anneal:
                return self.result(recipe=number).summary()
        raise RunError(f"protocol: no recipe has a result. {self.stages[-1].reason}")

    def text(self) -> str:
        """Warnings, the answer, then a table and the reason of every stage."""
        named = "; ".join(map(str, self.criteria))
        asked = f"Criteria: {named}. Among those that meet them: {self.prefer}."
        parts = self.head(self.answer, asked)
        for number, one in enumerate(self.stages, start=1):
            parts += ["", f"Stage {number}: {one.name}", one.table.text(gather=False), one.reason]
        return "\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """The answer, every stage's choice with its reason, and every recipe tried; SI."""
        return {
            "answer": self.answer,
            "found": self.found,
            "best": None if self.best is None else dict(self.best.inputs),
            "runner_up": None if self.runner_up is None else dict(self.runner_up.inputs),
            "criteria": criteria_json(self.criteria),
            "stages": [
                {
                    "name": one.name,
                    "chosen": None if one.chosen is None else one.chosen.name,
                    "runner_up": None if one.runner_up is None else one.runner_up.name,
                    "reason": one.reason,
                }
                for one in self.stages
            ],
            **super().to_json(),
        }

    def plot(self) -> Figure:
        """A row for each stage: every criterion's measure, its limit, and what was chosen.

        Raises:
            InputError: No recipe has a result.
        """
        from annealkit.figures.recipes import recipes

        return recipes(self)


def _whole(recipe: Recipe | None) -> Recipe | None:
    """A recipe that calls itself by all its inputs."""
    return None if recipe is None else evolve(recipe, name=str(recipe))
