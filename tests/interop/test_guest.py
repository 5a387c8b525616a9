"""annealkit as a guest in another program: what it leaves as it was, and workers that the host starts."""

from __future__ import annotations

import importlib.util
import itertools
import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

#: What a program may have set up for itself, and two inputs for FiPy, which reads the command line.
SEEN = """
import json, locale, logging, os, random, signal, sys, threading, warnings
import numpy as np
import pint

sys.argv = ["host.py", "--trilinos", "--inline", "run"]
logging.basicConfig(level=logging.ERROR)
logging.getLogger("host").setLevel(logging.DEBUG)
mine = pint.UnitRegistry()
mine.define("parrot = 3 * meter")
pint.set_application_registry(mine)

def seen():
    return {
        "argv": list(sys.argv),
        "path": list(sys.path),
        "environment": dict(os.environ),
        "folder": (os.getcwd(), sorted(os.listdir("."))),
        "logging": (list(map(repr, logging.root.handlers)), logging.root.level, logging.root.disabled),
        "threads": sorted(one.name for one in threading.enumerate()),
        "signals": {int(one): repr(signal.getsignal(one)) for one in signal.Signals},
        "locale": locale.setlocale(locale.LC_ALL),
        "warnings": [repr(one) for one in warnings.filters],
        "registry": (pint.get_application_registry().get() is mine, hasattr(mine, "sccm")),
        "errors": np.geterr(),
        "printing": {key: repr(value) for key, value in np.get_printoptions().items()},
        "chance": (repr(random.getstate()), repr(np.random.get_state(legacy=True))),
        "recursion": sys.getrecursionlimit(),
        "hooks": (sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__),
        "pyplot": "matplotlib.pyplot" in sys.modules,
    }

def changed(before):
    now = seen()
    return [name for name in before if before[name] != now[name]]
"""

IMPORT = """
before = seen()
import annealkit
print(json.dumps(changed(before)))
"""

WORK = """
def wafer():
    return ak.Anneal(material="LiNbO3", body=ak.Wafer("0.5 mm"), atmosphere="air", schedule="1000 degC; hold 5 min")

def sweep():
    return ak.sweep(wafer(), {"body.thickness": ["0.5 mm", "1 mm"]}, rtol=1e-2, cells=4)
"""

RUN = """
# What these two do when they are first imported is theirs: scipy adds filters of warnings, rich draws a random number.
import rich.console, scipy.sparse, scipy.special

before = seen()
import annealkit as ak
from annealkit import pde
study = sweep()
assert study.dataset["lost_Li"].notnull().all()
pde.Problem(
    shape="planar",
    layers=[pde.Layer("1 um", "1e-14 m^2/s", initial="100 mol/m^3", cells=4)],
    outer=pde.FixedConcentration("0 mol/m^3"),
    temperature="973 K",
).solve(["10 s"], rtol=1e-2, engine="fipy")
result = ak.Anneal(
    material="LiCoO2", body=ak.Film("100 nm", substrate="Pt"), atmosphere="air", schedule="700 degC; hold 5 min"
).run(rtol=1e-2, cells=4)
result.to_pybamm()
str(result), result.summary(), result.cite(), str(result.explain())
result.plot()
print(json.dumps(changed(before)))
"""

SPAWN = f"""
import json, multiprocessing
import annealkit as ak
{WORK}
def lost(minutes):
    anneal = ak.Anneal(
        material="LiCoO2", body=ak.Film("100 nm"), atmosphere="vacuum", schedule=f"700 degC; hold {{minutes}} min"
    )
    return float(anneal.run(rtol=1e-2, cells=4).lost["Li"].m_as("")).hex()

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        there = pool.map(lost, [5, 10])
    print(json.dumps([there, [lost(5), lost(10)]]))
"""

BESIDE = f"""
import importlib, json, sys
import pint

asked, late = sys.argv[1].split(","), sys.argv[2] == "late"
other = None
for name in asked:
    importlib.import_module(name)
    if name == "annealkit":
        import annealkit as ak
{textwrap.indent(WORK, "        ")}
        early = sweep() if late else wafer()  # units are at work before the others come
    else:
        other = pint.get_application_registry().get()
study = early if late else sweep()
kept = other is pint.get_application_registry().get()
quantity = wafer().run(rtol=1e-2, cells=4).lost["Li"]
print(json.dumps({{
    "lost": [float(one).hex() for one in study.dataset["lost_Li"].to_numpy()],
    "kept": kept,
    "speaks": (quantity + pint.get_application_registry().Quantity(1, "")).magnitude > 0,
}}))
"""

#: They replace pint's application registry when they are imported.
REPLACING = ("cantera.with_units", "pycalphad", "h_transport_materials")


def told(folder: Path, program: str, *arguments: str) -> Any:
    """The last line that a program prints in a process of its own."""
    path = folder / "host.py"
    path.write_text(program, encoding="utf-8")
    done = subprocess.run([sys.executable, str(path), *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_importing_changes_nothing_of_the_host(tmp_path: Path) -> None:
    assert told(tmp_path, SEEN + IMPORT) == []


@pytest.mark.slow  # some four seconds of imports
def test_runs_and_a_sweep_change_nothing_of_the_host(tmp_path: Path) -> None:
    assert told(tmp_path, SEEN + WORK + RUN) == []


@pytest.mark.slow  # two processes that import all
def test_a_worker_that_the_host_spawns_computes_the_same_to_the_last_bit(tmp_path: Path) -> None:
    there, here = told(tmp_path, SPAWN)
    assert there == here
    assert there[0] != there[1]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The numbers of a sweep in a process of its own."""
    found = told(tmp_path_factory.mktemp("alone"), BESIDE, "annealkit", "early")["lost"]
    assert len(found) == 2
    return list(found)


def beside(folder: Path, order: tuple[str, ...], when: str) -> Any:
    missing = [name for name in order if importlib.util.find_spec(name.partition(".")[0]) is None]
    if missing:
        pytest.skip(f"needs the extra 'interop': {', '.join(missing)} not installed")
    return told(folder, BESIDE, ",".join(order), when)


@pytest.mark.slow  # a process for each order, with packages of the extra interop
@pytest.mark.parametrize("order", list(itertools.permutations(("annealkit", *REPLACING))), ids="-".join)
def test_studies_go_on_beside_packages_that_replace_the_registry(
    tmp_path: Path, alone: list[str], order: tuple[str, ...]
) -> None:
    assert beside(tmp_path, order, "early") == {"lost": alone, "kept": True, "speaks": True}


@pytest.mark.slow  # likewise
def test_they_may_come_after_a_study(tmp_path: Path, alone: list[str]) -> None:
    assert beside(tmp_path, ("annealkit", *REPLACING), "late") == {"lost": alone, "kept": True, "speaks": True}
