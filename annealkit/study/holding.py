"""The shortest hold that crystallises within the limits, with "no such time" as an answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from attrs import field, frozen

from annealkit import units
from annealkit.anneal import Anneal
from annealkit.errors import InputError, RunError
from annealkit.stated import anneal_of, stated
from annealkit.study.axes import Axis
from annealkit.study.bracketing import Bracket, narrowed
from annealkit.study.criteria import Criterion, as_criteria, default_criteria, margin, refuse_unmeasurable
from annealkit.study.evaluating import Rounds, rounds
from annealkit.study.holds import hold_path
from annealkit.study.measurable import measurable
from annealkit.study.paths import changed
from annealkit.study.running import Progress
from annealkit.study.shortest import ShortestHold, rounded
from annealkit.study.study import Point
from annealkit.study.sweeping import Engine, options_of
from annealkit.study.work import Outcome

__all__ = ["shortest_hold"]

#: Margins smaller than the smaller one at both ends by this factor count in proportion, larger ones by their logarithm.
_STRETCH = 10.0


def shortest_hold(
    anneal: Anneal,
    temperature: Any = None,
    *,
    criteria: Mapping[str, Any] | Iterable[Criterion] | None = None,
    between: Any = ("1 s", "24 h"),
    tolerance: float = 0.02,
    hold: int | None = None,
    engine: Engine = "auto",
    rtol: float = 1e-5,
    cells: int | None = None,
    out_of_range: str = "warn",
    executor: Executor | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> ShortestHold:
    """Search the shortest hold that meets every criterion.

    Each criterion is taken to be met from some time on, or until some time; this holds for what grows or is lost
    steadily. The answer is a time that was run and meets them all, and at most ``tolerance`` longer than one that does
    not.

    Args:
        anneal: Whose hold is varied.
        temperature: Of the hold; None keeps it.
        criteria: Limits by measure, ``{"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.05",
            "detectable_XRD": False}``; None takes those of these three that the anneal measures.
        between: Shortest and longest hold to look at.
        tolerance: Relative width to which the time is found.
        hold: Which hold, from 0, where the schedule has several.
        engine: As for :func:`annealkit.sweep`, like all that follows.
        rtol: As for ``Anneal.run``.
        cells: As for ``Anneal.run``.
        out_of_range: As for ``Anneal.run``.
        executor: Any ``concurrent.futures.Executor``.
        store: Folder of finished anneals.
        workers: Processes to start; they look at as many times at once.
        progress: Called with the share done and what was done.

    Returns:
        The search: ``.time`` (None where there is no such time), ``.reason``, ``.runs``, ``.margins``, ``.anneal``.

    Raises:
        InputError: No such hold, or limits that cannot be.
        RunError: An anneal of the search failed.
    """
    path = hold_path(anneal, hold, "shortest_hold")
    known = measurable(anneal.built)
    asked = default_criteria(known) if criteria is None else as_criteria(criteria)
    refuse_unmeasurable(asked, known)
    ends = _ends(between)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 1e-4 <= tolerance <= 1.0:
        raise InputError(f"shortest_hold: tolerance = {tolerance!r} was given; expected a number from 1e-4 to 1.")
    options = options_of(engine, rtol, cells, out_of_range)
    base = stated(anneal)
    base = base if temperature is None else changed(base, f"{path}.temperature", temperature)
    anneal_of(base)
    most = 3 + math.ceil(math.log2(math.log(ends[1] / ends[0]) / math.log1p(tolerance)))
    with rounds(options, store=store, executor=executor, workers=workers, expected=most, progress=progress) as evaluate:
        trials = _Trials(base, f"{path}.duration", asked, evaluate)
        seconds, low, reason = _searched(trials, ends, math.log1p(tolerance), workers or 1)
        return trials.study(seconds, low, reason)


def _ends(between: Any) -> tuple[float, float]:
    if isinstance(between, str) or not isinstance(between, Sequence) or len(between) != 2:
        raise InputError(f"shortest_hold: between = {between!r} was given; expected two times, ('1 s', '24 h').")
    low, high = (units.duration(one, name="shortest_hold, between") for one in between)
    if not 0.0 < low < high:
        raise InputError(f"shortest_hold: between = {between!r} was given; expected the shorter time first, above 0 s.")
    return low, high


@frozen(eq=False)
class _Trials:
    """Times that were run, and what came of each."""

    base: Mapping[str, Any]
    path: str
    criteria: tuple[Criterion, ...]
    evaluate: Rounds
    tried: dict[float, tuple[Mapping[str, Any], Outcome]] = field(factory=dict, init=False)

    def run(self, times: Sequence[float]) -> None:
        """Run the anneal with each of these holds (s).

        Raises:
            RunError: One failed.
        """
        anneals = [changed(self.base, self.path, f"{one!r} s") for one in times]
        for time, data, outcome in zip(times, anneals, self.evaluate(anneals), strict=True):
            if outcome.status != "ok":
                raise RunError(
                    f"shortest_hold: the anneal with a hold of {rounded(time)} {outcome.status}: {outcome.reason}"
                )
            self.tried[time] = (data, outcome)

    def failing(self, time: float) -> tuple[Criterion, ...]:
        """Criteria that are not met at a time that was run."""
        return tuple(one for one in self.criteria if one.margin(self.measured(time)) < 0.0)

    def measured(self, time: float) -> Mapping[str, Any]:
        """Numbers of a time that was run."""
        return self.tried[time][1].measured or {}

    def study(self, seconds: float | None, low: float | None, reason: str) -> ShortestHold:
        """All of it as a study over the times, shortest first."""
        times = sorted(self.tried)
        axis = Axis("time", (self.path,), tuple((f"{one!r} s",) for one in times))
        points = tuple(Point(axis.inputs(n), *self.tried[one]) for n, one in enumerate(times))
        options, store = self.evaluate.options, self.evaluate.store
        return ShortestHold((axis,), points, options, store, self.criteria, seconds, low, reason)


def _searched(
    trials: _Trials, ends: tuple[float, float], width: float, together: int
) -> tuple[float | None, float | None, str]:
    """The shortest time, the longest that is too short, and the reason."""
    shortest, longest = ends
    trials.run(ends)
    late = trials.failing(shortest)
    never = [one for one in late if one in trials.failing(longest)]
    if not late:
        return shortest, None, f"Every criterion is met after {rounded(shortest)}, the shortest hold looked at."
    if never:
        return None, longest, _never(trials, never, ends)

    scale = min(max(abs(margin(late, trials.measured(one))), 1e-6) for one in ends) / _STRETCH

    def value(time: float) -> float:
        # What saturates is a margin of -1 on one side and of 0.05 on the other: interpolation wants them alike.
        return math.asinh(margin(late, trials.measured(time)) / scale)

    def values(logs: Sequence[float]) -> list[float]:
        trials.run([math.exp(one) for one in logs])
        return [value(math.exp(one)) for one in logs]

    begin, end = map(value, ends)
    bracket = Bracket(math.log(shortest), math.log(longest), begin, end)
    found = narrowed(bracket, values, width=width, together=together)
    time = longest if found.high == bracket.high else math.exp(found.high)
    low = shortest if found.low == bracket.low else math.exp(found.low)
    passed = trials.failing(time)
    if passed:
        return None, low, _too_late(trials, late, passed, time)
    by = " and ".join(str(one) for one in trials.failing(low))
    return time, low, f"Shortest hold: {rounded(time)}. With {rounded(low)} it is not so that {by}."


def _never(trials: _Trials, never: Sequence[Criterion], ends: tuple[float, float]) -> str:
    told = "; ".join(
        f"{one}: {one.told(trials.measured(ends[0]))} after {rounded(ends[0])}, "
        f"{one.told(trials.measured(ends[1]))} after {rounded(ends[1])}"
        for one in never
    )
    return f"No such time from {rounded(ends[0])} to {rounded(ends[1])}. Not met at either end: {told}."


def _too_late(trials: _Trials, late: Sequence[Criterion], passed: Sequence[Criterion], time: float) -> str:
    """Which limit was passed before the rest was reached, and between which of the times that were run."""
    told = []
    for one in passed:
        good = [t for t in trials.tried if t < time and one.margin(trials.measured(t)) >= 0.0]
        bad = [t for t in trials.tried if t <= time and one.margin(trials.measured(t)) < 0.0]
        if one in late or not good:
            told.append(f"{one} is not met there either ({one.told(trials.measured(time))})")
        else:
            told.append(
                f"by then {one} does not hold any more: it ends between {rounded(max(good))} and {rounded(min(bad))}"
            )
    needed = " and ".join(str(one) for one in late if one not in passed) or "what grows"
    return f"No such time: {needed} takes {rounded(time)}, and {'; '.join(told)}."
