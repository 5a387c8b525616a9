"""A mild anneal of coated powder, tuned: density and bonding of HfO2 against what the anneal does to NCM.

    python docs/examples/guide_b9.py [FOLDER]

Density and bonding rise together, so that they alone have no trade-off; one appears when the damage to the host counts.
With a folder the picture of the front is written there.
"""

import sys
from pathlib import Path

import annealkit as ak

OVER = {"schedule.hold.temperature": ("300 degC", "600 degC"), "schedule.hold.duration": ("10 min", "5 h", "log")}


def main(folder: Path | None = None) -> None:
    """Print both fronts."""
    anneal = ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="oxygen",
        schedule="25 degC -> 400 degC @ 5 K/min; hold 1 h",
    )
    for objectives in (["max HfO2.density", "max HfO2.bonding"], ["max HfO2.bonding", "min damage_indicator"]):
        # The same seed begins with the same trials; a study with store= would take them from there.
        found = ak.optimize(anneal, objectives, over=OVER, trials=8, seed=1, rtol=1e-2, cells=3)
        print(found.answer)
        if folder is not None:
            found.plot().savefig(folder / f"pareto-{len(found.front)}.png", dpi=150)
    print("Standing: consistent: a front of indicators whose rates are assumed; nothing here predicts cycle life.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
