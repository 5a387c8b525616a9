"""Optimisation of an anneal: one objective, or several and their Pareto front, under criteria."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from annealkit.anneal import Anneal
from annealkit.errors import AnnealkitError, InputError
from annealkit.stated import anneal_of, stated
from annealkit.study.asking import one_anneal
from annealkit.study.axes import Axis
from annealkit.study.criteria import Criterion, as_criteria, refuse_unmeasurable
from annealkit.study.evaluating import Rounds, rounds
from annealkit.study.measurable import measurable
from annealkit.study.optimum import Optimum
from annealkit.study.paths import changed
from annealkit.study.running import Progress
from annealkit.study.spaces import Choices, Span, as_space
from annealkit.study.stages import Preference, as_preference
from annealkit.study.study import Point
from annealkit.study.sweeping import Engine, at, options_of
from annealkit.study.work import Outcome

__all__ = ["optimize"]

#: Trials suggested before any of them is run. It is fixed, so that workers change the time and not the trials.
_TOGETHER = 4
#: Margins beyond this tell an optimiser no more.
_FAR = 1e6


def optimize(
    anneal: Anneal,
    objective: str | Sequence[str],
    *,
    over: Mapping[str, Any],
    constraints: Mapping[str, Any] | Iterable[Criterion] | None = None,
    trials: int = 40,
    seed: int = 0,
    engine: Engine = "auto",
    rtol: float = 1e-5,
    cells: int | None = None,
    out_of_range: str = "warn",
    executor: Executor | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Optimum:
    """Search the inputs that make a measure smallest or largest; needs the extra ``study``.

    The same seed gives the same trials, whatever the number of workers; with ``store`` they are taken from there.

    Args:
        anneal: What is varied.
        objective: ``"min lost"``; or several, ``["max HfO2.density", "max HfO2.bonding"]``, for a Pareto front.
        over: By path a range as a tuple, ``("500 degC", "800 degC")`` or ``("1 min", "4 h", "log")``, or a list of
            choices.
        constraints: Limits by measure, ``{"crystallised_fraction": ">= 0.95", "detectable_XRD": False}``.
        trials: How many anneals.
        seed: Of the suggestions.
        engine: As for :func:`annealkit.sweep`, like all that follows.
        rtol: As for ``Anneal.run``.
        cells: As for ``Anneal.run``.
        out_of_range: As for ``Anneal.run``.
        executor: Any ``concurrent.futures.Executor``.
        store: Folder of finished anneals.
        workers: Processes to start on this machine; up to 4 trials are run at once.
        progress: Called with the share done and what was done.

    Returns:
        Every trial, ``.best`` or ``.front``; a trial that failed is a row with its reason.

    Raises:
        InputError: An objective, a range or a limit that cannot be, or optuna is not installed.
    """
    _refuse_absent()
    known = measurable(one_anneal(anneal, "optimize").built)
    wanted = [objective] if isinstance(objective, str) else list(objective)
    objectives = tuple(as_preference(one, known, "optimize, objective") for one in wanted)
    if not objectives:
        raise InputError("optimize: no objective was given; expected one such as 'min lost'.")
    criteria = () if constraints is None else as_criteria(constraints)
    refuse_unmeasurable(criteria, known)
    for name, number, least in (("trials", trials, 1), ("seed", seed, 0)):
        if isinstance(number, bool) or not isinstance(number, int) or number < least:
            raise InputError(f"optimize: {name} = {number!r} was given; expected a whole number of at least {least}.")
    space = as_space(over)
    base = stated(anneal)
    _refuse_ends(base, space)
    options = options_of(engine, rtol, cells, out_of_range)
    with rounds(
        options, store=store, executor=executor, workers=workers, expected=trials, progress=progress
    ) as evaluate:
        points = _tried(base, space, objectives, criteria, trials, seed, evaluate)
        axis = Axis("trial", tuple(space), tuple(tuple(one.inputs.values()) for one in points))
        return Optimum((axis,), tuple(points), options, evaluate.store, objectives, criteria, seed)


def _refuse_absent() -> None:
    if find_spec("optuna") is None:
        raise InputError(
            "optimize: it needs optuna, which is not installed. Install it with: pip install 'annealkit[study]'."
        )


def _refuse_ends(base: Mapping[str, Any], space: Mapping[str, Span | Choices]) -> None:
    """Refuse before anything is computed a path that is not there, and a value that can never be."""
    for path, one in space.items():
        for value in one.ends():
            try:
                anneal_of(changed(base, path, value))
            except AnnealkitError as error:
                raise type(error)(f"over[{path!r}]: {error}") from None


def _tried(
    base: Mapping[str, Any],
    space: Mapping[str, Span | Choices],
    objectives: Sequence[Preference],
    criteria: Sequence[Criterion],
    count: int,
    seed: int,
    evaluate: Rounds,
) -> list[Point]:
    import optuna

    asked = {path: one.distribution() for path, one in space.items()}
    points: list[Point] = []
    with _quiet():
        search = optuna.create_study(
            directions=["minimize"] * len(objectives), sampler=optuna.samplers.TPESampler(seed=seed)
        )
        while len(points) < count:
            trials = [search.ask(asked) for _ in range(min(_TOGETHER, count - len(points)))]
            given = [{path: one.value(trial.params[path]) for path, one in space.items()} for trial in trials]
            for trial, point in zip(trials, _run(base, given, evaluate, len(points)), strict=True):
                _tell(search, trial, point.outcome, objectives, criteria)
                points.append(point)
    return points


def _run(base: Mapping[str, Any], given: Sequence[Mapping[str, Any]], evaluate: Rounds, before: int) -> Iterator[Point]:
    """Points of some inputs; those that cannot be together fail."""
    data: dict[int, Mapping[str, Any]] = {}
    failed: dict[int, Outcome] = {}
    for number, inputs in enumerate(given):
        try:
            data[number] = at(base, inputs)
        except InputError as error:
            failed[number] = Outcome(before + number, "failed", f"{type(error).__name__}: {error}")
    outcomes = failed | dict(zip(data, evaluate(list(data.values())), strict=True))
    for number, inputs in enumerate(given):
        yield Point(inputs, data.get(number, {}), outcomes[number])


def _tell(
    search: Any, trial: Any, outcome: Outcome, objectives: Sequence[Preference], criteria: Sequence[Criterion]
) -> None:
    from optuna.trial import TrialState

    costs = [one.cost(outcome.measured) for one in objectives]
    if not all(map(math.isfinite, costs)):
        search.tell(trial, state=TrialState.FAIL)
        return
    for one in criteria:
        trial.set_constraint(str(one), min(max(-one.margin(outcome.measured or {}), -_FAR), _FAR))
    search.tell(trial, costs)


@contextmanager
def _quiet() -> Iterator[None]:
    """Optuna tells every trial on standard error; what it was set to is put back."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield
    finally:
        optuna.logging.set_verbosity(before)
