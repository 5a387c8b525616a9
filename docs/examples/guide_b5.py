"""Lower interface resistance after 400 °C in oxygen: by which part, and under which assumption it would not fall.

python docs/examples/guide_b5.py
"""

from typing import Any

import annealkit as ak

PARTS = ("charge-transfer", "rock-salt", "coating", "coating-lithiated", "contact", "total")


def coated(thickness: str = "2 nm", **asked: Any) -> ak.Result:
    """HfO2 on NCM811, 5 h at 400 °C in oxygen."""
    models = {"Li.loss": [], **asked.pop("models", {})}
    return ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", thickness)),
        atmosphere="O2",
        schedule="400 degC; hold 5 h",
        models=models,
        **asked,
    ).run(rtol=1e-3, cells=2, out_of_range="allow")


def main() -> None:
    """Print parts before and after."""
    cases: dict[str, dict[str, Any]] = {
        "2 nm": {},
        "2 nm that takes up no lithium": {"parameters": {"HfO2.Li.reach": "0"}},
        "2 nm, filled by the cell itself": {
            "models": {"coating.interface.resistance": ["coating-lithiated", "contact"]}
        },
        "5 nm": {"thickness": "5 nm"},
        "5 nm, crystalline (calibrated, B2)": {
            "thickness": "5 nm",
            "models": {"coating.host.crystallisation": "JMAK-assisted"},
        },
    }
    print("Ions only, Ω·cm² of real oxide surface at 25 °C; electrons through an insulator: not shown")
    for name, asked in cases.items():
        result = coated(**asked)
        before, after = result.manifest["resistance_start"], result.manifest["resistance"]
        print(name)
        for part in PARTS:
            if part in before:
                print(f"    {part:18} {before[part] * 1e4:10.4g} -> {after[part] * 1e4:10.4g}")
    print("Nearly all of the fall is lithium in the film, which is assumed (a fifth of its ceiling). Every")
    print("conductivity is assumed within a factor of 30. A thin coating of another oxide changed nothing in a cell.")
    print("Standing: consistent: in sign for ions, if the film takes up lithium; electrons are not shown.")


if __name__ == "__main__":
    main()
