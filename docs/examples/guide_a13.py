"""LiNbO3, also doped with Mg, in different atmospheres: who takes lithium, who gives it, and what that is known by.

    python docs/examples/guide_a13.py

A wafer of 1 mm for 10 h at 1100 degC: in dry and in moist air, in Li-poor and Li-rich vapour of two-phase powders, and
by the flux that was calibrated on Li-poor vapour; the last also with Mg, which changes nothing.

Standing: consistent in sign. Sizes rest on an assumed activity within a factor of 100, the constant flux on one
crucible; Mg is taken as uniformly doped, for no source gives a profile.
"""

from __future__ import annotations

from typing import Any

import annealkit as ak

SCHEDULE = "1100 degC; hold 10 h"


def source(content: str) -> Any:
    """The vapour of a powder of LiNbO3 and a second phase, in moist air."""
    return ak.atmosphere("source", activity="LiNbO3", composition={"Li2O": content}, H2O="1 kPa")


def cases() -> dict[str, dict[str, Any]]:
    """What each row asks for."""
    flux = {"Li.loss": "constant flux"}
    return {
        "dry air": {"atmosphere": "air"},
        "moist air": {"atmosphere": ak.atmosphere("air", H2O="1 kPa")},
        "Li-poor powder": {"atmosphere": source("46 mol%")},
        "Li-rich powder": {"atmosphere": source("50.5 mol%")},
        "constant flux": {"atmosphere": "air", "models": flux},
        "constant flux, with Mg": {"atmosphere": "air", "models": flux, "material": "MgO:LiNbO3"},
    }


def main() -> None:
    """Print the table."""
    print(f"{'':24}{'mean':>9}{'surface':>9}   mol% Li2O after {SCHEDULE}")
    for name, asked in cases().items():
        anneal = ak.Anneal(**{"material": "LiNbO3", "body": ak.Wafer("1 mm"), "schedule": SCHEDULE, **asked})
        result = anneal.run(rtol=1e-3, cells=40)
        mean, surface = (float(result.observe(f"Li2O_mol_percent_{where}").magnitude) for where in ("mean", "surface"))
        print(f"{name:24}{mean:9.3f}{surface:9.3f}")
    print("Standing: consistent in sign; the sizes rest on an assumed activity and on one crucible.")


if __name__ == "__main__":
    main()
