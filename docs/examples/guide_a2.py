"""Hotter crystallises better and keeps less lithium: a window over temperature and time, and the shortest hold in it.

    python docs/examples/guide_a2.py [FOLDER]

500 nm of LiCoO2 on SiO2, crystallisation by the rate that was calibrated on one sputtered film, loss by a first-order
rate that was calibrated on claim A3. By evaporation alone, as on Pt, nothing worth telling is lost, and by the rate of
a solution precursor (JMAK) seconds are enough: there is then no conflict to solve. With FOLDER a finer map is drawn
into it.
"""

import sys
from pathlib import Path

import annealkit as ak

CRITERIA = {"crystallised_fraction": ">= 0.95", "lost": "<= 0.05"}
TEMPERATURES, HOLDS = (600, 700), ("10 min", "2 h")
QUICK = {"rtol": 1e-3, "cells": 3}


def film(loss: str, crystallisation: str) -> ak.Anneal:
    """10 min at 650 °C in air."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="SiO2"),
        atmosphere="air",
        schedule="650 degC; hold 10 min",
        models={"Li.loss": loss, "host.crystallisation": crystallisation},
    )


def main(folder: Path | None = None) -> None:
    """Print the map, the shortest hold at two temperatures, and what opposes the claim."""
    anneal = film("first-order", "JMAK-RTA")
    coarse = ak.window(anneal, [f"{one} degC" for one in TEMPERATURES], list(HOLDS), limits=CRITERIA, **QUICK)
    print(f"{'':8}{'hold':>13}{'crystalline':>14}{'Li lost':>10}   both met")
    share, lost = coarse.measure("crystallised_fraction"), coarse.measure("lost")
    for row, celsius in enumerate(TEMPERATURES):
        for column, hold in enumerate(HOLDS):
            met = "yes" if coarse.feasible.values[row, column] else "no"
            print(f"{celsius:5} °C{hold:>13}{share.values[row, column]:14.1%}{lost.values[row, column]:10.2%}   {met}")
    for celsius in (450, 650):
        found = ak.shortest_hold(
            anneal, f"{celsius} degC", criteria=CRITERIA, between=("1 min", "4 h"), tolerance=0.2, **QUICK
        )
        print(f"{celsius} °C: {found.reason}")
    for model in ("JMAK-RTA", "JMAK"):
        result = film("vaporisation", model).run(**QUICK)
        crystalline, gone = result.observed["crystallised_fraction"], result.lost["Li"].m_as("")
        print(f"by evaporation alone and {model}, 650 °C, 10 min: {crystalline:.1%} crystalline, {gone:.0e} lost")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        fine = ak.window(anneal, ("500 degC", "750 degC", 6), ("2 min", "4 h", 6), limits=CRITERIA, **QUICK)
        fine.plot().savefig(folder / "guide-a2.png", dpi=150)
    print(
        "Standing: consistent: hotter crystallises and loses more, and a shortest hold exists or not as the limits "
        "say; both rates are calibrated, and their rivals see no conflict."
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
