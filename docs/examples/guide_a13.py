"""LiNbO3, also with Mg, in different atmospheres: who takes lithium, who gives it, and what that is known by.

    python docs/examples/guide_a13.py

A wafer of 1 mm for 10 h at 1100 °C and 1 h at 700 °C: in dry and in moist air, in Li-poor and Li-rich vapour of
two-phase powders, and by the flux that was calibrated on Li-poor vapour. By thermochemistry water carries lithium off;
reports say that it keeps it in, which is `wet-suppressed`. Mg is uniformly doped and changes no number: no source gives
a profile.
"""

from typing import Any

import annealkit as ak

SCHEDULE = "1100 degC; hold 10 h; -> 700 degC @ 5 K/min; hold 1 h"
MOIST = ak.atmosphere("air", H2O="1 kPa")


def source(content: str) -> Any:
    """The vapour of a powder of LiNbO3 and a second phase, in moist air."""
    return ak.atmosphere("source", activity="LiNbO3", composition={"Li2O": content}, H2O="1 kPa")


def cases() -> dict[str, dict[str, Any]]:
    """What each row asks for."""
    flux = {"Li.loss": "constant flux"}
    return {
        "dry air": {"atmosphere": "air"},
        "moist air": {"atmosphere": MOIST},
        "Li-poor powder": {"atmosphere": source("46 mol%")},
        "Li-rich powder": {"atmosphere": source("50.5 mol%")},
        "constant flux": {"atmosphere": "air", "models": flux},
        "constant flux, with Mg": {"atmosphere": "air", "models": flux, "material": "MgO:LiNbO3"},
        "wet-suppressed, dry air": {"atmosphere": "air", "models": {"Li.loss": "wet-suppressed"}},
        "wet-suppressed, moist air": {"atmosphere": MOIST, "models": {"Li.loss": "wet-suppressed"}},
    }


def main() -> None:
    """Print the table."""
    print(f"{'':26}{'mean':>9}{'surface':>9}{'LiNb3O8':>9}   mol% Li2O; share of Nb in LiNb3O8, at most")
    for name, asked in cases().items():
        anneal = ak.Anneal(**{"material": "LiNbO3", "body": ak.Wafer("1 mm"), "schedule": SCHEDULE, **asked})
        result = anneal.run(rtol=1e-3, cells=20)
        mean, surface = (float(result.observe(f"Li2O_mol_percent_{where}").magnitude) for where in ("mean", "surface"))
        niobate = next(one.amount for one in result.phases if one.product == "LiNb3O8")
        print(f"{name:26}{mean:9.3f}{surface:9.3f}{niobate:9.1e}")
    print(
        "Standing: consistent: poor vapour takes and rich gives; sizes rest on an assumed activity and one crucible, "
        "water has either sign, and Mg-diffused crystals are not shown."
    )


if __name__ == "__main__":
    main()
