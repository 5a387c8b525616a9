"""What missing lithium costs a cell: resistance of the interface, capacity, and how fast lithium gets through.

    python docs/examples/guide_a7.py

500 nm of LiCoO2 on SiO2 at 700 °C, the loss by the calibrated rate of A3; on Pt almost nothing is lost, so nothing is
paid. Capacity and diffusion time are indicators: sound films gave 61 to 89 % of the capacity computed for them.
"""

import annealkit as ak

CASES = (("SiO2", 10), ("SiO2", 60), ("Pt", 60))


def film(substrate: str, minutes: int) -> ak.Result:
    """A hold at 700 °C in air with 1 kPa of water."""
    sink = "substrate-calibrated" if substrate == "SiO2" else "substrate"
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate=substrate),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule=f"700 degC; hold {minutes} min",
        models={"Li.loss": ["vaporisation", sink]},
    ).run(rtol=1e-3, cells=4)


def main() -> None:
    """Print loss, resistance by part, capacity and diffusion time."""
    print(f"{'on':6}{'hold':>8}{'Li lost':>10}{'interface':>14}{'of it Li-poor':>16}{'capacity':>22}{'h²/D':>9}")
    for substrate, minutes in CASES:
        result = film(substrate, minutes)
        total, layer = (result.resistance[part].m_as("ohm cm^2") for part in ("total", "deficient-layer"))
        capacity, share = result.observe("capacity").m_as("uAh/cm^2"), result.observe("capacity_share").m_as("")
        print(
            f"{substrate:6}{minutes:4} min{result.lost['Li'].m_as(''):10.2%}{total:8.1f} Ω·cm²{layer:10.3f} Ω·cm²"
            f"{capacity:9.1f} µAh/cm² ({share:.0%}){result.observe('diffusion_time').m_as('s'):7.2f} s"
        )
    print(
        "Standing: consistent: the signs are as claimed; the conductivity of a Li-poor layer is assumed and the loss "
        "is calibrated."
    )


if __name__ == "__main__":
    main()
