"""What installed plugins cost: at `import annealkit`, at discovery, and at the first use of the host.

    python tests/benchmarks/plugins.py

Distributions are made in a temporary folder that comes first on the path, each with one plugin of the size of a
small real one (a material with its records, a diffusivity, an activity). Every line is a fresh interpreter; its
time is the shortest of a few, less that of an interpreter that runs nothing. The ratios matter; the seconds are
this machine's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

#: What is measured, and the code that does it.
CASES = {
    "import annealkit": "import annealkit",
    "find them": "from annealkit.plugins.discovery import installed; installed()",
    "first use of the host": "from annealkit import plugins; plugins.host()",
    "ak.models('LiCoO2')": "import annealkit as ak; ak.models('LiCoO2')",
}
COUNTS = (0, 10, 50)
ROUNDS = 6
PLUGIN = '''
"""A plugin to measure with."""

from annealkit.api import Activity, Arrhenius, Book, Constant, Diffusivity, Material, Species, hookimpl

ANNEALKIT_API = 1
NAME = "Bench{number}O2"


@hookimpl
def annealkit_materials():
    book = Book.load(__name__, NAME)
    yield Material(
        NAME, "A material to measure with", book, {{"Li": Species("Li", book["site"], "Co", "Li2O")}},
        {{"Li": 1.0, "Co": 1.0}}, {{"Li.diffusivity": ("bench",), "Li.activity": ("bench",)}},
    )


@hookimpl
def annealkit_diffusivities(material, species):
    if material.name == NAME:
        yield Diffusivity("bench", species, Arrhenius(material["D0"], material["energy"]))


@hookimpl
def annealkit_activities(material):
    if material.name == NAME:
        yield Activity("bench", "Li", "Li2O", Constant("1e-6"))
'''
HEAD = "annealkit = 1\n"
RECORD = """
[record."{short}"]
value = {value}
unit = "{unit}"
basis = "assumed"
note = "Made up to measure with."
"""
RECORDS = (("site", 5e4, "mol/m^3"), ("D0", 1e-9, "m^2/s"), ("energy", 90.0, "kJ/mol"))


def install(folder: Path, count: int) -> Path:
    """Put some distributions into a folder of their own."""
    site = folder / f"site-{count}"
    site.mkdir()
    for number in range(count):
        package, info = site / f"annealkit_bench_{number}", site / f"annealkit_bench_{number}-1.0.dist-info"
        package.mkdir()
        info.mkdir()
        (package / "__init__.py").write_text(PLUGIN.format(number=number))
        text = HEAD + "".join(RECORD.format(short=short, value=value, unit=unit) for short, value, unit in RECORDS)
        (package / "parameters.toml").write_text(text)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: annealkit-bench-{number}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[annealkit.plugins]\nbench{number} = annealkit_bench_{number}\n")
    return site


def seconds(code: str, site: Path) -> float:
    """Wall time of a fresh interpreter that runs the code."""
    environment = {**os.environ, "PYTHONPATH": str(site), "ANNEALKIT_STRICT": "1"}
    environment.pop("ANNEALKIT_PLUGINS", None)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        sites = {count: install(Path(folder), count) for count in COUNTS}
        taken: dict[tuple[str, int], list[float]] = defaultdict(list)
        for _ in range(ROUNDS):  # one after the other, so that a busy minute falls on all of them
            for name, code in {"": "pass", **CASES}.items():
                for count, site in sites.items():
                    taken[name, count].append(seconds(code, site))
    # The first round compiles.
    best = {key: min(own[1:]) - min(taken["", key[1]][1:]) for key, own in taken.items()}
    print(f"{'':<24}" + "".join(f"{f'{count} plugins':>24}" for count in COUNTS))
    for name in CASES:
        cells = (f"{best[name, count]:7.3f} s {best[name, count] / best[name, 0]:6.2f} times" for count in COUNTS)
        print(f"{name:<24}" + "".join(f"{cell:>24}" for cell in cells))


if __name__ == "__main__":
    main()
