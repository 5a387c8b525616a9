"""How the engines compare, as ratios measured in one run.

    python tests/benchmarks/engines.py

Prints seconds of a default anneal, of the same body on 30 cells by both engines, and of one right-hand side
against one Jacobian. The ratios matter; the seconds are this machine's.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import annealkit as ak
from annealkit.pde.jacobian import Differences


def seconds(call: Callable[[], object], repeat: int = 1) -> float:
    """Mean duration of a call."""
    start = time.perf_counter()
    for _ in range(repeat):
        call()
    return (time.perf_counter() - start) / repeat


def main() -> None:
    """Measure and print."""
    anneal = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt"),
        atmosphere="air",
        schedule="25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min",
    )
    print(f"a default anneal            {seconds(anneal.run):8.2f} s")
    problem, end = anneal.built.problem(30), np.array([anneal.schedule.duration])
    fast = seconds(lambda: problem.solve(end, rtol=1e-3))
    slow = seconds(lambda: problem.solve(end, rtol=1e-3, engine="fipy"))
    print(f"30 cells, sundials          {fast:8.2f} s")
    print(f"30 cells, fipy              {slow:8.2f} s   {slow / fast:.0f} times sundials")
    operator = anneal.built.problem().operator()
    state = operator.initial()
    jacobian = Differences(operator, operator.scales())
    one = seconds(lambda: operator.rate(9000.0, state), 100)
    whole = seconds(lambda: jacobian(9000.0, state), 20)
    print(f"one right-hand side         {one * 1e3:8.2f} ms")
    print(f"one Jacobian ({len(state)} unknowns) {whole * 1e3:7.2f} ms   {whole / one:.1f} right-hand sides")


if __name__ == "__main__":
    main()
