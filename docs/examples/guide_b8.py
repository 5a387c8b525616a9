"""Is oxygen needed? Rock salt and carbonate of NCM811 after 5 h at 400 °C in four gases, and what the coating notices.

python docs/examples/guide_b8.py
"""

import annealkit as ak

GASES = {
    "O2": "O2",
    "air": "air",
    "air without CO2": ak.atmosphere("air", CO2="0 Pa"),
    "argon": "argon",
}


def surface(gas: object, body: ak.Film) -> ak.Result:
    """5 h at 400 °C."""
    return ak.Anneal(
        material="NCM811", body=body, atmosphere=gas, schedule="400 degC; hold 5 h", models={"Li.loss": []}
    ).run(rtol=1e-3, cells=2, out_of_range="allow")


def main() -> None:
    """Print the table."""
    for name, gas in GASES.items():
        result = surface(gas, ak.Film("1 um"))
        print(
            f"{name:16} {result.observed['rocksalt_fraction']:.1e} of the metal in rock salt, "
            f"surface carbonate {result.observed['carbonate_fraction']:.1%} of what it can hold"
        )
    densities = {}
    for name in ("O2", "argon"):
        result = surface(GASES[name], ak.Film("1 um", coating=ak.Coating("HfO2", "2 nm")))
        densities[name] = result.observe("HfO2.density").m_as("g/cm^3")
    print("HfO2 after it: " + ", ".join(f"{value:.3f} g/cm³ in {name}" for name, value in densities.items()))
    print("Rock salt: how its rate depends on oxygen is assumed, and no amount here would be seen by XRD.")
    print("Carbonate comes from CO2, not from a lack of oxygen. What the gas does inside the coating is not shown.")
    print("Standing: consistent: in sign for the rock salt of NCM; for the coating the need of oxygen is not shown.")


if __name__ == "__main__":
    main()
