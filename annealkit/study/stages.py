"""One stage of a protocol: recipes tried beside each other, the one that is chosen, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from annealkit.errors import InputError, UnknownNameError
from annealkit.study.criteria import Criterion, margin
from annealkit.study.layout import Rows
from annealkit.study.reading import measure_of
from annealkit.study.work import Outcome

__all__ = ["Preference", "Recipe", "Stage", "as_preference", "because", "rank", "stage"]

#: Preferred values closer than this share of their limit say nothing about which is better.
_TELLING = 0.01


@frozen
class Preference:
    """What decides between recipes that meet every criterion.

    Attributes:
        measure: Name of the measure.
        largest: Whether more of it is better.
    """

    measure: str
    largest: bool = False

    def __str__(self) -> str:
        return f"the {'most' if self.largest else 'least'} {self.measure.replace('_', ' ')}"

    def cost(self, found: Mapping[str, Any] | None) -> float:
        """The smaller the better; infinity without a number."""
        value = math.nan if found is None else measure_of(found, self.measure)
        return math.inf if math.isnan(value) else -value if self.largest else value


def as_preference(given: Any, known: Mapping[str, str], field: str) -> Preference:
    """``"min lost"`` or ``"max capacity"`` read.

    Args:
        given: What the user gives.
        known: Unit by measure.
        field: For messages.

    Raises:
        InputError: It is neither.
        UnknownNameError: The anneal measures nothing of the name.
    """
    words = given.split(maxsplit=1) if isinstance(given, str) else []
    if len(words) != 2 or words[0] not in ("min", "max"):
        raise InputError(f"{field}: {given!r} was given; expected 'min' or 'max' and a measure, such as 'min lost'.")
    name = words[1].strip()
    name = name if name in known else name.replace(" ", "_")
    if name not in known:
        raise UnknownNameError.of(f"{field}: measure", name, known)
    return Preference(name, words[0] == "max")


@frozen
class Recipe:
    """One recipe that was tried.

    Attributes:
        name: What is special about it in its stage, for example ``"650 degC"``.
        inputs: Temperature, time and atmosphere, in words.
        anneal: The anneal as plain data.
        outcome: What became of it.
    """

    name: str
    inputs: Mapping[str, str]
    anneal: Mapping[str, Any]
    outcome: Outcome

    def __str__(self) -> str:
        return ", ".join(self.inputs.values())


@frozen(eq=False)
class Stage:
    """Recipes of one stage.

    Attributes:
        name: What is varied.
        recipes: In the order tried.
        criteria: What they must reach.
        chosen: The recipe the protocol goes on with; None where none has a result.
        runner_up: The next one; None where there is no other.
        reason: Why, one sentence or two.
    """

    name: str
    recipes: tuple[Recipe, ...]
    criteria: tuple[Criterion, ...]
    chosen: Recipe | None
    runner_up: Recipe | None
    reason: str

    @property
    def table(self) -> Rows:
        """Every criterion's measure for each recipe, and what was decided."""
        heads = (self.name, *map(str, self.criteria), "met", "")
        return Rows(heads, [self._row(one) for one in self.recipes])

    def _row(self, recipe: Recipe) -> tuple[str, ...]:
        found = recipe.outcome.measured
        decided = "chosen" if recipe is self.chosen else "runner-up" if recipe is self.runner_up else ""
        if found is None:
            return (recipe.name, *("–" for _ in self.criteria), recipe.outcome.status, "")
        values = (one.told(found) + ("" if one.margin(found) >= 0.0 else " ✗") for one in self.criteria)
        return (recipe.name, *values, "yes" if margin(self.criteria, found) >= 0.0 else "no", decided)


def stage(name: str, recipes: Sequence[Recipe], criteria: tuple[Criterion, ...], prefer: Preference) -> Stage:
    """Choose among recipes: those that meet every criterion first, then by the preference, then by their order.

    Args:
        name: What is varied.
        recipes: In the order tried, the gentlest first.
        criteria: What they must reach.
        prefer: What decides between those that do.
    """
    known = [one for one in recipes if one.outcome.measured is not None]
    ranked = sorted(known, key=lambda one: rank(one, criteria, prefer))
    if not ranked:
        reasons = "; ".join(dict.fromkeys(one.outcome.reason for one in recipes))
        return Stage(name, tuple(recipes), criteria, None, None, f"No recipe has a result. {reasons}")
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    return Stage(name, tuple(recipes), criteria, best, second, because(best, second, known, criteria, prefer))


def rank(recipe: Recipe, criteria: Sequence[Criterion], prefer: Preference) -> tuple[float, float]:
    """Order of recipes, the best first: how far outside the criteria, then the preference."""
    found = recipe.outcome.measured
    return max(0.0, -margin(criteria, found)), prefer.cost(found)


def because(
    best: Recipe,
    second: Recipe | None,
    known: Sequence[Recipe],
    criteria: Sequence[Criterion],
    prefer: Preference,
) -> str:
    """Why a recipe is the best of some, and what the next one lacks."""
    own = best.outcome.measured or {}
    meeting = [one for one in known if margin(criteria, one.outcome.measured) >= 0.0]
    if not meeting:
        lacking = "; ".join(f"{one}, it has {one.told(own)}" for one in criteria if one.margin(own) < 0.0)
        return f"None of {len(known)} meets every criterion; {best.name} is nearest: it misses {lacking}."
    if len(meeting) == 1:
        lacking = "" if second is None else f" {second.name} comes next; {_lacks(second, criteria)}"
        return f"{best.name} alone meets every criterion.{lacking}"
    assert second is not None  # two of them meet the criteria
    values = [measure_of(one.outcome.measured or {}, prefer.measure) for one in (best, second)]
    told = f"{values[0]:.3g} against {values[1]:.3g} of {second.name}"
    said = f"{best.name} has {prefer} of the {len(meeting)} that meet every criterion: {told}."
    about = (prefer.measure, f"most_{prefer.measure}")
    limit = next((abs(one.limit) for one in criteria if one.measure in about and one.limit), None)
    if limit is not None and abs(values[0] - values[1]) < _TELLING * limit:
        said += " The difference is below 1 % of the limit: either will do."
    return said


def _lacks(recipe: Recipe, criteria: Sequence[Criterion]) -> str:
    found = recipe.outcome.measured or {}
    return "it misses " + "; ".join(f"{one} ({one.told(found)})" for one in criteria if one.margin(found) < 0.0) + "."
