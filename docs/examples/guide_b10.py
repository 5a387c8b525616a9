"""Before and after 400 °C in oxygen: the five properties of the guide's table, out of result.summary().

python docs/examples/guide_b10.py
"""

import annealkit as ak

#: What the guide calls it, and the row of the summary that says it.
PROPERTIES = {
    "density": "HfO2.density",
    "structure": "HfO2.crystallised fraction",
    "smoothness": "HfO2.roughness ratio",
    "bonding": "HfO2.bonding",
    "transport of lithium": "HfO2.conductivity",
}


def main() -> None:
    """Print the table of five, then the whole summary."""
    result = ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="O2",
        schedule="25 degC -> 400 degC @ 5 K/min; hold 5 h; -> 25 degC @ 5 K/min",
        models={"Li.loss": []},
    ).run(rtol=1e-3, cells=4)
    summary = result.summary()
    lines = summary.splitlines()
    print(f"{'':24}{lines[0]}")
    for said, row in PROPERTIES.items():
        print(f"{said:24}{next(line for line in lines if line.strip().startswith(row))}")
    print("\nThe whole of it:")
    print(summary)
    print("\nSaid with it:")
    for warning in result.warnings:
        print(f"- {warning}")
    print("Standing: consistent: four of five change as told; crystalline does not, and no value was found to compare.")


if __name__ == "__main__":
    main()
