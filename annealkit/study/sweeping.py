"""A sweep: one anneal over axes, every point with a status of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Literal

from annealkit.anneal import Anneal
from annealkit.errors import AnnealkitError, InputError
from annealkit.stated import anneal_of, stated
from annealkit.study.asking import one_anneal
from annealkit.study.axes import Axis, as_axes, points
from annealkit.study.paths import changed
from annealkit.study.running import Progress, run_points
from annealkit.study.store import Store
from annealkit.study.study import Point, Study
from annealkit.study.work import Outcome

__all__ = ["Engine", "at", "options_of", "sweep", "swept"]

Engine = Literal["auto", "sundials", "fipy"]


def sweep(
    anneal: Anneal,
    axes: Mapping[str, Any],
    *,
    engine: Engine = "auto",
    rtol: float = 1e-5,
    cells: int | None = None,
    out_of_range: str = "warn",
    executor: Executor | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Study:
    """Run an anneal at every point of axes.

    A point that fails is a row with its reason. With ``store`` every point is written when it finishes, and a study
    that was stopped goes on from there: what is stored is not computed again.

    Args:
        anneal: What the points have in common.
        axes: Values by dotted path, each an axis of its own (``{"body.thickness": ["100 nm", "1 um"],
            "schedule.hold.temperature": ak.linspace("500 degC", "700 degC", 5)}``); ``ak.zipped({...})`` under a name
            is one axis of inputs that go together, ``ak.from_table("points.csv")`` one of a table's rows.
        engine: ``"auto"`` is SUNDIALS.
        rtol: As for ``Anneal.run``.
        cells: As for ``Anneal.run``.
        out_of_range: As for ``Anneal.run``.
        executor: Any ``concurrent.futures.Executor``; what crosses to its workers is text.
        store: Folder of finished points.
        workers: Processes to start on this machine; None computes in this process.
        progress: Called with the share done and what was done.

    Raises:
        InputError: An axis or a path that cannot be, an anneal that cannot be written down, or a store that cannot be
            used. What only a single point cannot be is that point's row.
    """
    options = options_of(engine, rtol, cells, out_of_range)
    return swept(anneal, as_axes(axes), options, executor=executor, store=store, workers=workers, progress=progress)


def swept(
    anneal: Anneal,
    found: tuple[Axis, ...],
    options: Mapping[str, Any],
    *,
    executor: Executor | None,
    store: str | Path | None,
    workers: int | None,
    progress: Progress | None,
) -> Study:
    """A study over axes; arguments and errors as for :func:`sweep`, with options as :func:`options_of` gives them."""
    base = stated(one_anneal(anneal, "sweep"))
    _refuse_axes(base, found)
    kept = None if store is None else Store.open(store)
    inputs = [given for _, given in points(found)]
    data, outcomes = _stated(base, inputs)
    outcomes |= run_points(data, options, store=kept, executor=executor, workers=workers, progress=progress)
    every = tuple(Point(given, data.get(n, {}), outcomes[n]) for n, given in enumerate(inputs))
    return Study(found, every, options, kept)


def options_of(engine: str, rtol: float, cells: int | None, out_of_range: str) -> dict[str, Any]:
    """Options of every run of a study.

    Raises:
        InputError: An engine that does not exist.
    """
    engines = {"auto": "sundials", "sundials": "sundials", "fipy": "fipy"}
    if engine not in engines:
        raise InputError(f"engine: {engine!r} was given; expected 'auto', 'sundials' or 'fipy'.")
    return {"engine": engines[engine], "rtol": rtol, "cells": cells, "out_of_range": out_of_range}


def _stated(
    base: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]]
) -> tuple[dict[int, dict[str, Any]], dict[int, Outcome]]:
    """The points as plain data by number, and the outcomes of those that cannot be."""
    data, failed = {}, {}
    for number, given in enumerate(inputs):
        try:
            data[number] = at(base, given)
        except InputError as error:
            failed[number] = Outcome(number, "failed", f"{type(error).__name__}: {error}")
    return data, failed


def at(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """An anneal as plain data with inputs replaced, by path.

    Raises:
        InputError: As :func:`annealkit.study.paths.changed`.
    """
    found = dict(base)
    for path, value in given.items():
        found = changed(found, path, value)
    return found


def _refuse_axes(base: Mapping[str, Any], axes: Sequence[Axis]) -> None:
    """Refuse before anything is computed what no point of an axis can be."""
    for axis in axes:
        mistakes = []
        for index in range(len(axis)):
            try:
                anneal_of(at(base, axis.inputs(index)))
            except AnnealkitError as error:
                mistakes.append(error)
            else:
                break
        if len(mistakes) == len(axis):
            raise type(mistakes[0])(f"axes[{axis.name!r}]: {mistakes[0]}")
