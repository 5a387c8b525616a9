"""The usual way to a recipe: temperatures for 1 h in air, then times, then air, oxygen and argon, by named criteria.

    python docs/examples/guide_a12.py [FOLDER]

With a folder the picture of the stages is written there.
"""

import sys
from pathlib import Path

import annealkit as ak

CRITERIA = {"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.01", "detectable_XRD": False}


def main(folder: Path | None = None) -> None:
    """Print the recipe, the stages with their reasons, and what the recipe does."""
    anneal = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt"),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule="25 degC -> 600 degC @ 5 K/min; hold 1 h",
    )
    moist = [ak.atmosphere(gas, H2O="1 kPa") for gas in ("air", "O2", "Ar")]
    found = ak.protocol(anneal, atmospheres=moist, criteria=CRITERIA, rtol=1e-3, cells=4)
    print(found)
    print(found.summary())
    if folder is not None:
        found.plot().savefig(folder / "protocol.png", dpi=150)
    print("Standing: consistent: the stages are the claim's; crystallisation is calibrated on one film.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
