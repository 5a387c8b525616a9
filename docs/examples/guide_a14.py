"""Lithium as a contamination: a vacuum takes it out of ZnO. Here the loss is what is wanted.

    python docs/examples/guide_a14.py

ZnO comes from a distribution of its own, plugins/examples/annealkit-zno; where it is not installed it is taken from its
folder for the length of this script. Every number in it is assumed.
"""

import importlib
import sys
from contextlib import ExitStack
from pathlib import Path

import annealkit as ak

FOLDER = Path(__file__).parents[2] / "plugins" / "examples" / "annealkit-zno"
CASES = (
    ("vacuum", "800 degC; hold 1 h"),
    ("vacuum", "800 degC; hold 10 h"),
    ("vacuum", "600 degC; hold 10 h"),
    ("argon", "800 degC; hold 10 h"),
    ("air", "800 degC; hold 10 h"),
)


def zno() -> ExitStack:
    """ZnO in use: as installed, or from its folder until the block ends."""
    stack = ExitStack()
    if not any(record.id == "zno" for record in ak.plugins.host().records):
        sys.path.insert(0, str(FOLDER))
        stack.enter_context(ak.plugins.temporary(importlib.import_module("annealkit_zno"), id="zno"))
    return stack


def main() -> None:
    """Print what is left of 1000 ppm."""
    with zno():
        print(f"{'1 µm, 1000 ppm Li per Zn':26}{'hold':>22}{'left':>12}   carried by")
        for gas, schedule in CASES:
            anneal = ak.Anneal(
                material="ZnO",
                body=ak.Film("1 um", composition={"Li": 1e-3, "Zn": 1}),
                atmosphere=gas,
                schedule=schedule,
            )
            result = anneal.run(rtol=1e-3, cells=10)
            carrier = max(result.budget["Li"].items(), key=lambda one: one[1].m_as(""))[0]
            ppm = 1e3 * (1.0 - result.lost["Li"].m_as(""))
            left = f"{ppm:.0f} ppm" if ppm > 1.0 else "< 1 ppm"
            print(f"{gas:26}{schedule:>22}{left:>12}   {carrier}")
        numbers = [one for one in result.sources if one.key.startswith("ZnO.")]
        print(f"{len(numbers)} records of ZnO, by basis: {', '.join(sorted({one.basis for one in numbers}))}")
    print(
        "Standing: consistent: vacuum takes most and hotter takes more, but every number of ZnO is an assumed order "
        "of magnitude."
    )


if __name__ == "__main__":
    main()
