"""What a process window costs: 31 temperatures by 25 times of a film on Pt, with its picture.

python tests/benchmarks/window.py [temperatures] [times] [workers] [picture.png]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import annealkit as ak


def main(temperatures: int = 31, times: int = 25, workers: int | None = None, picture: str | None = None) -> None:
    """Measure and print; with a path, keep the picture."""
    workers = workers or os.cpu_count() or 1
    anneal = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt"),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule="25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min",
    )
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        window = ak.window(
            anneal,
            ("400 degC", "850 degC", temperatures),
            ("5 min", "4 h", times),
            limits={"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.001"},
            rtol=1e-3,
            workers=workers,
            store=Path(folder) / "store",
        )
        computed = time.perf_counter()
        window.plot().savefig(picture or Path(folder) / "window.png", dpi=120)
        drawn = time.perf_counter()
        count = len(window.points)
        alone = sum(point.outcome.seconds for point in window.points) / count
        print(window.text())
        taken = computed - began
        print(f"{count} anneals on {workers} processes: {taken:.0f} s, {count / taken:.2f} anneals a second")
        print(f"one anneal in its process: {alone:.2f} s; the picture: {drawn - computed:.1f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), *sys.argv[4:])
