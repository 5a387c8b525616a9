"""Stronger bonding, no delamination: an indicator, and the resistance of the contact that goes with it.

python docs/examples/guide_b4.py
"""

import annealkit as ak


def bonded(celsius: int, hours: int, model: str) -> ak.Result:
    """2 nm of HfO2 on NCM811 in oxygen."""
    return ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="O2",
        schedule=f"{celsius} degC; hold {hours} h",
        models={"Li.loss": [], "coating.host.bonding": model},
    ).run(rtol=1e-3, cells=2, out_of_range="allow")


def main() -> None:
    """Print the table."""
    print("2 nm of HfO2 in oxygen; as deposited: indicator 0, contact 200 Ω·cm² of real surface (assumed, 0 to 1000)")
    for celsius, hours in ((250, 1), (400, 1), (400, 5)):
        for model in ("condensation", "calibrated"):
            result = bonded(celsius, hours, model)
            indicator = result.observe("HfO2.bonding").m_as("")
            contact = result.resistance["contact"].m_as("ohm cm^2")
            print(f"{celsius} °C, {hours} h, {model:13} indicator {indicator:.3f}, contact {contact:8.3g} Ω·cm²")
    print("The indicator runs from 0 to 1 at the rate at which pores close, for want of its own. It is no energy of")
    print("adhesion, and nothing here can delaminate; films that break into islands are another matter (B3).")
    print("Standing: consistent: in the direction of an indicator; neither a work of adhesion nor a rate was found.")


if __name__ == "__main__":
    main()
