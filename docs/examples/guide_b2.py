"""400 °C in oxygen makes the coating crystalline: from which thickness on, by three models.

python docs/examples/guide_b2.py
"""

import annealkit as ak
from annealkit_materials.hfo2 import crystallisation_temperature, phase

MODELS = ("JMAK", "JMAK-reciprocal", "JMAK-assisted")


def crystallised(thickness: str, model: str) -> float:
    """Share of a film on NCM811 that is crystalline after 5 h at 400 °C."""
    result = ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", thickness)),
        atmosphere="O2",
        schedule="400 degC; hold 5 h",
        models={"Li.loss": [], "coating.host.crystallisation": model},
    ).run(rtol=1e-3, cells=2, out_of_range="allow")
    return result.observed["HfO2.crystallised_fraction"]


def main() -> None:
    """Print both tables."""
    print(f"Peak of crystallisation at 10 K/min, °C:   {'':8}" + "".join(f"{one:>17}" for one in MODELS))
    for thickness in ("25 nm", "20 nm", "10 nm", "5 nm", "2 nm"):
        peaks = [crystallisation_temperature(thickness, model=one).m_as("degC") for one in MODELS]
        print(f"{thickness:>50} " + "".join(f"{one:17.0f}" for one in peaks))
    print("After 5 h at 400 °C")
    for thickness, model in (("20 nm", "JMAK"), *(("5 nm", one) for one in MODELS), ("2 nm", "JMAK-assisted")):
        share = crystallised(thickness, model)
        print(f"{thickness:>50} {model:>17} {share:9.1e} {phase(share)}")
    print("25 and 20 nm were measured (388 and 417 °C); thinner is extrapolated, within 75 K.")
    print("JMAK-assisted is shifted by -105 K so that 5 nm come out crystalline: nobody measured such a shift.")
    print("Standing: calibrated: by default 5 nm and less stay amorphous; only a shift chosen for this claim does it.")


if __name__ == "__main__":
    main()
