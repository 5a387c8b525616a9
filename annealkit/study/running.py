"""Points handed to an executor in chunks, and gathered as they finish; a pool that breaks loses no finished point."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any, Protocol

from annealkit.errors import InputError
from annealkit.study.store import Store
from annealkit.study.versions import installed
from annealkit.study.work import Outcome, work

__all__ = ["Progress", "opened", "run_points"]

Progress = Callable[[float, str], None]
#: A point's number and its anneal as plain data.
Numbered = tuple[int, Mapping[str, Any]]

#: Points of a chunk at most: what a worker that dies can lose, where there is no store.
_CHUNK = 8


class Future(Protocol):
    """What every executor's submit gives back."""

    def result(self) -> Any:
        """The value, or what was raised."""

    def cancel(self) -> bool:
        """Take it back where it has not begun."""


def run_points(
    points: Mapping[int, Mapping[str, Any]],
    options: Mapping[str, Any],
    *,
    store: Store | None,
    executor: Executor | None,
    workers: int | None,
    progress: Progress | None,
) -> dict[int, Outcome]:
    """Compute anneals, in this process or by an executor.

    Args:
        points: Anneals as plain data, by their number.
        options: Of their runs.
        store: Where finished points are kept, or None.
        executor: Any ``concurrent.futures.Executor``; None for ``workers`` processes.
        workers: Processes to start; None or 1 computes here.
        progress: Called with the share done and what was done.

    Returns:
        One outcome a point, by number.

    Raises:
        InputError: Both an executor and workers, or a number of workers that is none.
    """
    with opened(executor, workers) as pool:
        if pool is None:
            gathered = _here(points, options, store)
        else:
            gathered = _there(pool, list(points.items()), options, store, workers)
        return {one.number: one for one in _told(gathered, len(points), progress)}


def _refuse_workers(executor: Executor | None, workers: int | None) -> None:
    if executor is not None and workers is not None:
        raise InputError("workers: both executor= and workers= were given; an executor has its own workers.")
    if executor is not None and not hasattr(executor, "submit"):
        raise InputError(
            f"executor: {executor!r} was given; expected a concurrent.futures.Executor or its like, such as "
            "dask's client.get_executor()."
        )
    if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or workers < 1):
        raise InputError(f"workers: {workers!r} was given; expected a whole number of at least 1, or None.")


def _here(
    points: Mapping[int, Mapping[str, Any]], options: Mapping[str, Any], store: Store | None
) -> Iterator[Outcome]:
    for one in points.items():
        yield from work(_chunk([one], options, store, []))


@contextmanager
def opened(executor: Executor | None, workers: int | None) -> Iterator[Executor | None]:
    """Who computes: the executor given, processes that end with the block, or None for this process.

    Args:
        executor: Any ``concurrent.futures.Executor``, or None.
        workers: Processes to start; None or 1 computes here.

    Raises:
        InputError: Both an executor and workers, or a number of workers that is none.
    """
    _refuse_workers(executor, workers)
    if executor is not None or workers in (None, 1):
        yield executor
        return
    # Forked children would inherit the threads of BLAS and of the host program in an unknown state.
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawned, initializer=_begin) as own:
        yield own


def _begin() -> None:
    """What a process of ours does first."""
    # Standard output belongs to the process that began the study.
    sys.stdout = sys.stderr
    threading.Thread(target=_end_with_parent, name="annealkit-parent", daemon=True).start()


def _end_with_parent() -> None:
    """End when the process that began the study is killed.

    Nobody waits for the numbers then; a worker that went on would wait for work for ever, or compute the same points
    beside a study that was started again. The store is written whole or not at all, so it may end anywhere.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _there(
    pool: Executor,
    points: Sequence[Numbered],
    options: Mapping[str, Any],
    store: Store | None,
    workers: int | None,
) -> Iterator[Outcome]:
    """Outcomes chunk by chunk, in the order of the points."""
    size = max(1, min(_CHUNK, len(points) // (4 * (workers or 4))))
    expected = installed()
    parts = [points[start : start + size] for start in range(0, len(points), size)]
    futures: list[tuple[Sequence[Numbered], Future | None, str]] = []
    for part in parts:
        try:
            futures.append((part, pool.submit(work, _chunk(part, options, store, expected)), ""))
        except Exception as error:  # a pool that broke takes nothing more; what it did is kept
            futures.append((part, None, _broken(error, store)))
    for part, future, reason in futures:
        yield from _gathered(part, future, reason, store)


def _gathered(part: Sequence[Numbered], future: Future | None, reason: str, store: Store | None) -> Iterator[Outcome]:
    if future is not None:
        try:
            yield from future.result()
            return
        except Exception as error:  # whatever an executor raises when a worker dies; each has its own classes
            reason = _broken(error, store)
    for number, _ in part:
        yield Outcome(number, "not computed", reason)


def _broken(error: Exception, store: Store | None) -> str:
    again = (
        f"Start the study again with the same store ({str(store.path)!r}): finished points are not computed again."
        if store is not None
        else "Start the study again; with store=FOLDER finished points would not be computed again."
    )
    return f"The executor gave no result ({type(error).__name__}: {error}). {again}"


def _chunk(
    points: Sequence[Numbered],
    options: Mapping[str, Any],
    store: Store | None,
    expected: Sequence[Mapping[str, Any]],
) -> str:
    folder = None if store is None else str(store.path.absolute())
    return json.dumps({"points": points, "options": options, "store": folder, "code": expected})


def _told(outcomes: Iterator[Outcome], total: int, progress: Progress | None) -> Iterator[Outcome]:
    for done, outcome in enumerate(outcomes, start=1):
        if progress is not None:
            progress(done / total, f"point {done} of {total}: {'reused' if outcome.reused else outcome.status}")
        yield outcome
