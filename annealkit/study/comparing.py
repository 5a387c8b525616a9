"""Comparing anneals: given by name, or one with some of its inputs varied."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from annealkit.anneal import Anneal
from annealkit.study.comparison import Comparison
from annealkit.study.running import Progress, run_points
from annealkit.study.store import Store
from annealkit.study.sweeping import Engine, options_of
from annealkit.study.variants import variants

__all__ = ["compare"]


def compare(
    anneals: Mapping[str, Anneal] | Anneal,
    *,
    models: Any = None,
    materials: Any = None,
    atmospheres: Any = None,
    schedules: Any = None,
    parameters: Any = None,
    engine: Engine = "auto",
    rtol: float = 1e-5,
    cells: int | None = None,
    out_of_range: str = "warn",
    executor: Executor | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run several anneals and set what they give beside each other.

    Args:
        anneals: Anneals by name; or one, of which every combination of what follows is made.
        models: A list of ``models=`` mappings, or such by name.
        materials: A list of materials, or such by name.
        atmospheres: A list of atmospheres, or such by name.
        schedules: A list of schedules, or such by name.
        parameters: A list of ``parameters=`` mappings, or such by name.
        engine: As for :func:`annealkit.sweep`, like all that follows.
        rtol: As for ``Anneal.run``.
        cells: As for ``Anneal.run``.
        out_of_range: As for ``Anneal.run``.
        executor: Any ``concurrent.futures.Executor``.
        store: Folder of finished anneals.
        workers: Processes to start on this machine.
        progress: Called with the share done and what was done.

    Returns:
        The comparison; an anneal that failed is a row with its reason.

    Raises:
        InputError: Fewer than two anneals, or one that cannot be written down.
    """
    varied = {
        "models": models,
        "materials": materials,
        "atmospheres": atmospheres,
        "schedules": schedules,
        "parameters": parameters,
    }
    inputs = variants(anneals, varied)
    options = options_of(engine, rtol, cells, out_of_range)
    kept = None if store is None else Store.open(store)
    points = dict(enumerate(inputs.values()))
    outcomes = run_points(points, options, store=kept, executor=executor, workers=workers, progress=progress)
    return Comparison(inputs, {name: outcomes[number] for number, name in enumerate(inputs)}, options, kept)
