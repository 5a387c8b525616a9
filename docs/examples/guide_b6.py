"""Better transport of lithium through the coating: the conductivity by what the film is after the anneal.

python docs/examples/guide_b6.py
"""

from typing import Any

import annealkit as ak


def film(celsius: int, **asked: Any) -> ak.Result:
    """5 nm of HfO2 on NCM811, 5 h in oxygen."""
    return ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "5 nm")),
        atmosphere="O2",
        schedule=f"{celsius} degC; hold 5 h",
        **{**asked, "models": {"Li.loss": [], **asked.get("models", {})}},
    ).run(rtol=1e-3, cells=2, out_of_range="allow")


def main() -> None:
    """Print the table."""
    assisted = {"models": {"coating.host.crystallisation": "JMAK-assisted"}}
    cases: dict[str, tuple[int, dict[str, Any]]] = {
        "400 °C": (400, {}),
        "400 °C, no uptake": (400, {"parameters": {"HfO2.Li.reach": "0"}}),
        "400 °C, up to Li2HfO3": (400, {"parameters": {"HfO2.Li.reach": "0.99"}}),
        "400 °C, crystalline (calibrated)": (400, assisted),
        "600 °C": (600, {}),
    }
    print(f"{'5 nm, 5 h in oxygen':34}{'Li/Hf':>8}{'crystalline':>13}{'S/m at 25 °C':>16}{'over as deposited':>19}")
    for name, (celsius, asked) in cases.items():
        result = film(celsius, **asked)
        before = result.manifest["observables_start"]["HfO2.conductivity"]["value"]
        after = result.observe("HfO2.conductivity").m_as("S/m")
        lithium = result.manifest["coating"]["ratio_end"]
        share = result.observed["HfO2.crystallised_fraction"]
        print(f"{name:34}{lithium:8.3f}{share:13.1%}{after:16.2e}{after / before:19.3g}")
    print("No conductivity of HfO2 was found, with lithium or without: 2e-9 and 1e-7 S/m are assumed within 30.")
    print("Calculated for ZrO2: lithium moves worse in crystals. Crystalline and conducting better exclude each other.")
    print("Standing: consistent: in sign for an amorphous film that takes up lithium; every conductivity is assumed.")


if __name__ == "__main__":
    main()
