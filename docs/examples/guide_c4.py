"""Models compared by a script: rivals by name, and what makes the difference, down to record and plugin.

    python docs/examples/guide_c4.py

500 nm of LiCoO2 on SiO2 for 30 min at 700 °C: two readings of the loss that were calibrated on one claim, so that
they agree where they were calibrated; 100 K below they do not. Which input made the difference, and through which
records, is told by running the first with one input of the second at a time.
"""

import warnings

import annealkit as ak


def film(celsius: int, loss: str) -> ak.Anneal:
    """30 min in air."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="SiO2"),
        atmosphere="air",
        schedule=f"{celsius} degC; hold 30 min",
        models={"Li.loss": loss},
    )


def main() -> None:
    """Print the table, the differences and their effects."""
    warnings.simplefilter("ignore", ak.OutOfRangeWarning)
    anneals = {
        "parabolic, 700 °C": film(700, "substrate-calibrated"),
        "first order, 700 °C": film(700, "first-order"),
        "parabolic, 600 °C": film(600, "substrate-calibrated"),
        "first order, 600 °C": film(600, "first-order"),
    }
    found = ak.compare(anneals, rtol=1e-3, cells=3)
    print(found.table.text())
    first, last = "parabolic, 700 °C", "first order, 600 °C"
    print(f"{first} | {last}")
    for one in found.differences(first, last):
        if one.kind != "record":
            print(f"    {one}")
    print("What each does alone to the share of Li lost")
    for effect in found.attribute(first, last):
        print(f"    {effect}")
    print(
        "Standing: consistent: differences are attributed to inputs, models with their plugins, and records; which of "
        "the rivals is right no comparison tells."
    )


if __name__ == "__main__":
    main()
