"""Loss of lithium makes Co3O4: on a substrate that takes lithium, and on one that does not.

    python docs/examples/guide_a1.py

500 nm of LiCoO2 for 1 h at 700 °C in moist air. On SiO2 the rate of the sink is calibrated on another claim (A3); on Pt
only evaporation is left. Cobalt stays: each Li lost takes 2/3 O along and leaves 1/3 Co3O4.
"""

import annealkit as ak

CASES = {"SiO2": "substrate-calibrated", "Pt": "substrate"}


def film(substrate: str, sink: str) -> ak.Result:
    """1 h at 700 °C in air with 1 kPa of water."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate=substrate),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule="700 degC; hold 1 h",
        models={"Li.loss": ["vaporisation", sink]},
    ).run(rtol=1e-3, cells=4)


def main() -> None:
    """Print what is lost and what it makes."""
    print(f"{'on':6}{'Li lost':>10}{'Co in Co3O4':>13}{'zone':>9}   seen, and from when")
    for substrate, sink in CASES.items():
        result = film(substrate, sink)
        oxide = next(one for one in result.phases if one.product == "Co3O4")
        onset = {name: "never" if time is None else f"{time.m_as('min'):.0f} min" for name, time in oxide.onset.items()}
        seen = ", ".join(f"{name} {when}" for name, when in onset.items())
        lost, zone = result.lost["Li"].m_as(""), oxide.depth.m_as("nm")
        print(f"{substrate:6}{lost:10.2g}{oxide.amount:13.2g}{zone:6.0f} nm   {seen}")
        print(f"{'':6}stable by {oxide.margin.m_as('kJ/mol'):.0f} kJ/mol once lithium is missing: {oxide.reaction}")
    print(
        "Standing: consistent: that Co3O4 follows the loss is stoichiometry, and how fast on SiO2 is calibrated (A3)."
    )


if __name__ == "__main__":
    main()
