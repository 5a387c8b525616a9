"""Anneals computed in rounds, where a next round depends on the last: one pool for all, and none computed twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from annealkit.study.running import Progress, opened, run_points
from annealkit.study.store import Store
from annealkit.study.work import Outcome

__all__ = ["Rounds", "rounds"]


@frozen(eq=False)
class Rounds:
    """Computes anneals round by round.

    Attributes:
        options: Of every run.
        store: Where finished ones are kept, or None.
        executor: Who computes them; None for this process.
        expected: How many there may be, for the progress told.
        progress: Called with the share done and what was done.
        known: Outcomes so far, by the anneal as text.
    """

    options: Mapping[str, Any]
    store: Store | None
    executor: Executor | None
    expected: int
    progress: Progress | None
    known: dict[str, Outcome] = field(factory=dict, init=False)

    def __call__(self, anneals: Sequence[Mapping[str, Any]]) -> list[Outcome]:
        """Outcomes of anneals as plain data, in their order; what was asked for before is reused."""
        names = [json.dumps(one, sort_keys=True) for one in anneals]
        fresh = {name: one for name, one in zip(names, anneals, strict=True) if name not in self.known}
        before = len(self.known)
        found = run_points(
            dict(enumerate(fresh.values(), start=before)),
            self.options,
            store=self.store,
            executor=self.executor,
            workers=None,
            progress=self._told(before, len(fresh)),
        )
        self.known.update(zip(fresh, found.values(), strict=True))
        return [self.known[name] if name in fresh else _again(self.known[name]) for name in names]

    def _told(self, before: int, count: int) -> Progress | None:
        if self.progress is None:
            return None
        whole, tell = max(self.expected, before + count), self.progress
        return lambda share, what: tell((before + share * count) / whole, what)


def _again(outcome: Outcome) -> Outcome:
    return evolve(outcome, reused=outcome.status == "ok", seconds=0.0)


@contextmanager
def rounds(
    options: Mapping[str, Any],
    *,
    store: str | Path | None,
    executor: Executor | None,
    workers: int | None,
    expected: int,
    progress: Progress | None,
) -> Iterator[Rounds]:
    """Rounds with their store and their processes, which end with the block.

    Args:
        options: Of every run.
        store: Folder of finished points, or None.
        executor: Any ``concurrent.futures.Executor``.
        workers: Processes to start.
        expected: How many anneals there may be.
        progress: Called with the share done and what was done.

    Raises:
        InputError: Both an executor and workers, or a store that cannot be used.
    """
    kept = None if store is None else Store.open(store)
    with opened(executor, workers) as pool:
        yield Rounds(options, kept, pool, expected, progress)
