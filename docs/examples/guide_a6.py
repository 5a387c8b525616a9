"""Materials that oxygen harms: inert gas first, then shorter and cooler. LiFePO4, described by a file of data alone.

    python docs/examples/guide_a6.py

LiFePO4 turns into Li3Fe2(PO4)3 and Fe2O3 where there is oxygen. LiCoO2 stands beside it, for it wants the opposite: the
argon that spares one takes more lithium from the other, and more of its oxygen.
"""

import annealkit as ak

GASES = {
    "air": "air",
    "nitrogen": "nitrogen",
    "argon": "argon",
    "argon, 0.01 ppm O2": ak.atmosphere("Ar", O2="0.01 ppm"),
}
HOLDS = ("600 degC; hold 2 h", "600 degC; hold 15 min", "400 degC; hold 2 h", "300 degC; hold 15 min")


def phosphate(gas: object, schedule: str) -> ak.Result:
    """1 µm of LiFePO4; what evaporates from it is another matter."""
    anneal = ak.Anneal(
        material="LiFePO4", body=ak.Film("1 um"), atmosphere=gas, schedule=schedule, models={"Li.loss": []}
    )
    return anneal.run(rtol=1e-3, cells=3)


def cobaltate(gas: object) -> ak.Result:
    """500 nm of LiCoO2 on Pt at 600 °C for 2 h."""
    body = ak.Film("500 nm", substrate="Pt")
    return ak.Anneal(material="LiCoO2", body=body, atmosphere=gas, schedule=HOLDS[0]).run(rtol=1e-3, cells=3)


def main() -> None:
    """Print what is oxidised by gas and hold, then what LiCoO2 says to the same gases."""
    print("LiFePO4, share of the iron that is oxidised")
    print(f"{'':22}" + "".join(f"{hold.replace(' degC; hold', ' °C,'):>18}" for hold in HOLDS) + f"{'drive':>14}")
    for name, gas in GASES.items():
        every = [phosphate(gas, hold) for hold in HOLDS]
        drive = every[0].phases[0].margin.m_as("kJ/mol")
        print(
            f"{name:22}"
            + "".join(f"{one.observed['oxidised_fraction']:18.2e}" for one in every)
            + f"{drive:7.0f} kJ/mol"
        )
    print("(drive: what the oxidation sets free by mol of Fe2O3 at 600 °C, known within 100 kJ/mol)")
    print("LiCoO2, 600 °C, 2 h: lithium lost")
    for name in ("air", "argon"):
        print(f"{name:22}{cobaltate(GASES[name]).lost['Li'].m_as(''):18.2e}")
    print(
        "Standing: consistent: inert gas slows the oxidation, shorter and cooler do the rest; every number of LiFePO4 "
        "is assumed, and argon of a bottle does not make it stable."
    )


if __name__ == "__main__":
    main()
