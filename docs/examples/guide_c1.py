"""annealkit as a library in another program: imports, a host's loop, worker processes, values for a battery model.

python docs/examples/guide_c1.py
"""

import subprocess
import sys

import annealkit as ak

#: Says in a fresh process what importing annealkit changed in it.
IMPORT = """
import locale, logging, os, signal, sys, threading, warnings

def seen():
    signals = {one: signal.getsignal(one) for one in signal.Signals}
    loggers = (list(logging.root.handlers), logging.root.level)
    process = (dict(os.environ), os.getcwd(), list(sys.path), locale.setlocale(locale.LC_ALL), signals)
    return process, loggers, list(warnings.filters), threading.active_count(), os.listdir(".")

before = seen()
import annealkit
changed = "nothing" if seen() == before else "something"
heavy = {"scipy", "fipy", "pint", "pluggy", "matplotlib", "xarray", "sksundae", "annealkit_materials"}
heavy &= set(sys.modules)
print(f"{changed} changed; of solvers, units, plugins and figures loaded: {', '.join(heavy) or 'none'}")
"""


def film(minutes: float = 30) -> ak.Anneal:
    """500 nm of LiCoO2 on Pt at 800 °C in moist air."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt"),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule=f"800 degC; hold {minutes} min",
    )


def stepped(anneal: ak.Anneal, enough: float) -> tuple[int, float]:
    """Minutes and share of Li lost when a host that looks every minute has seen enough leave."""
    problem = anneal.built.problem(cells=4)
    minute, lost = 0, 0.0
    while lost < enough:
        ledger = problem.step("1 min", rtol=1e-3).balance
        minute, lost = minute + 1, sum(ledger.left.values()) / ledger.initial
        # Here the host does its own: its furnace, its neighbouring cells, its display.
    return minute, lost


def main() -> None:
    """Import, loop, workers, battery model."""
    told = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    print(f"import annealkit: {told.stdout.strip()}")

    minutes, lost = stepped(film(), 2e-4)
    whole = film(minutes).run(rtol=1e-3, cells=4)
    once = whole.lost["Li"].m_as("")
    print(f"a host's loop: {lost:.4e} of the Li lost after {minutes} steps of 1 min; one run says {once:.4e}")

    axes = {"schedule.hold.temperature": ["700 degC", "800 degC"]}
    here = ak.sweep(film(), axes, rtol=1e-3, cells=4)
    there = ak.sweep(film(), axes, rtol=1e-3, cells=4, workers=2)
    for title, study in (("this process", here), ("two workers", there)):
        print(f"{title}: {study.dataset['lost_Li'].to_numpy()}")
    for name, value in whole.to_pybamm(resistance="contact", area="1 cm^2").items():
        print(f"for a battery model: {name} = {value:.6g}")
    print("Standing: consistent: stepped, run and swept agree, importing touches nothing, a battery model is fed.")


if __name__ == "__main__":
    main()
