"""The usual way to a recipe: temperatures at one time, times at the best of them, atmospheres at the best of those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from attrs import field, frozen

from annealkit import units
from annealkit.anneal import Anneal
from annealkit.schedule.wording import duration_text, temperature_text
from annealkit.stated import anneal_of, stated
from annealkit.study.criteria import Criterion, as_criteria, default_criteria, refuse_unmeasurable
from annealkit.study.evaluating import Rounds, rounds
from annealkit.study.holds import gases, hold_path, span
from annealkit.study.measurable import measurable
from annealkit.study.paths import changed
from annealkit.study.recipes import Protocol
from annealkit.study.running import Progress
from annealkit.study.stages import Preference, Recipe, Stage, as_preference, stage
from annealkit.study.sweeping import Engine, options_of
from annealkit.study.table import label

__all__ = ["protocol"]

_FIELDS = ("temperature", "time", "atmosphere")


def protocol(
    anneal: Anneal,
    *,
    temperatures: Any = ("500 degC", "550 degC", "600 degC", "650 degC", "700 degC", "750 degC"),
    time: Any = "1 h",
    times: Any = ("15 min", "30 min", "60 min", "120 min"),
    atmospheres: Any = ("air", "oxygen", "argon"),
    criteria: Mapping[str, Any] | Iterable[Criterion] | None = None,
    prefer: str = "min lost",
    hold: int | None = None,
    engine: Engine = "auto",
    rtol: float = 1e-5,
    cells: int | None = None,
    out_of_range: str = "warn",
    executor: Executor | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Protocol:
    """Find a recipe in three stages, each beginning from the choice of the one before.

    Temperatures for one time in the first atmosphere; times at the temperature chosen; atmospheres at both. A stage
    chooses among the recipes that meet every criterion by ``prefer``; where none does, it goes on with the nearest.

    Args:
        anneal: Material, body, ramps and models; its hold and its atmosphere are varied.
        temperatures: Of the hold: a list, or first, last and how many.
        time: Of the hold in the first stage.
        times: Of the hold in the second stage.
        atmospheres: Of the third stage; the first one is that of the stages before.
        criteria: Limits by measure, ``{"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.05",
            "detectable_XRD": False}``; None takes those of these three that the anneal measures.
        prefer: ``"min lost"``, ``"max capacity"``: what decides between recipes that meet all criteria.
        hold: Which hold, from 0, where the schedule has several.
        engine: As for :func:`annealkit.sweep`, like all that follows.
        rtol: As for ``Anneal.run``.
        cells: As for ``Anneal.run``.
        out_of_range: As for ``Anneal.run``.
        executor: Any ``concurrent.futures.Executor``.
        store: Folder of finished anneals.
        workers: Processes to start on this machine.
        progress: Called with the share done and what was done.

    Raises:
        InputError: No such hold, or values or limits that cannot be.
    """
    path = hold_path(anneal, hold, "protocol")
    known = measurable(anneal.built)
    asked = default_criteria(known) if criteria is None else as_criteria(criteria)
    refuse_unmeasurable(asked, known)
    preference = as_preference(prefer, known, "protocol, prefer")
    around = gases(anneal, atmospheres, "protocol")
    lists = (span("protocol, temperatures", temperatures), span("protocol, times", times), around)
    options = options_of(engine, rtol, cells, out_of_range)
    expected = sum(map(len, lists))
    with rounds(
        options, store=store, executor=executor, workers=workers, expected=expected, progress=progress
    ) as evaluate:
        trying = _Trying(stated(anneal), (f"{path}.temperature", f"{path}.duration", "atmosphere"), evaluate)
        trying.check(lists, time)
        found = _stages(trying, lists, time, asked, preference)
        return Protocol.of(found, trying.paths, options, evaluate.store, asked, preference)


@frozen(eq=False)
class _Trying:
    """Recipes run beside each other."""

    base: Mapping[str, Any]
    paths: tuple[str, str, str]
    evaluate: Rounds
    place: dict[str, Any] = field(factory=dict, init=False)

    def check(self, lists: Sequence[Sequence[Any]], time: Any) -> None:
        """Refuse before anything is computed a value that cannot be.

        Raises:
            InputError: Names the value.
        """
        for path, values in zip(self.paths, (lists[0], [time, *lists[1]], lists[2]), strict=True):
            for value in values:
                anneal_of(changed(self.base, path, value))

    def recipes(self, varied: str, values: Sequence[Any]) -> list[Recipe]:
        """One recipe a value of an input, the others as they were chosen."""
        given = [{**self.place, varied: value} for value in values]
        anneals = [self._anneal(one) for one in given]
        outcomes = self.evaluate(anneals)
        return [
            Recipe(_told(varied, one[varied]), {name: _told(name, one[name]) for name in _FIELDS}, data, outcome)
            for one, data, outcome in zip(given, anneals, outcomes, strict=True)
        ]

    def _anneal(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = self.base
        for name, path in zip(_FIELDS, self.paths, strict=True):
            found = changed(found, path, given[name])
        return found


def _stages(
    trying: _Trying,
    lists: Sequence[Sequence[Any]],
    time: Any,
    criteria: tuple[Criterion, ...],
    prefer: Preference,
) -> list[Stage]:
    trying.place.update(time=time, atmosphere=lists[2][0])
    found = []
    for name, values in zip(_FIELDS, lists, strict=True):
        recipes = trying.recipes(name, values)
        one = stage(name, recipes, criteria, prefer)
        found.append(one)
        if one.chosen is None:
            break
        trying.place[name] = values[recipes.index(one.chosen)]
    return found


def _told(name: str, value: Any) -> str:
    """An input in words."""
    if name == "temperature":
        return temperature_text(units.temperature(value, name=name))
    if name == "time":
        return duration_text(units.duration(value, name=name))
    return label(value)
