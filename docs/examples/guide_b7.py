"""Is 400 °C mild? Resistance of NCM811 under 2 nm of HfO2 over the temperature of the anneal.

python docs/examples/guide_b7.py
"""

import annealkit as ak


def coated(celsius: float) -> ak.Result:
    """5 h in oxygen; what the gas takes is left out, for it is nothing below 600 °C in a bed."""
    return ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="O2",
        schedule=f"{celsius} degC; hold 5 h",
        models={"Li.loss": []},
    ).run(rtol=1e-3, cells=4, out_of_range="allow")


totals = {}
for celsius in (300, 350, 400, 500, 600):
    result = coated(celsius)
    totals[celsius] = result.resistance["total"].m_as("ohm cm^2")
    print(
        f"{celsius} °C: {totals[celsius]:5.0f} Ω·cm² of real surface, "
        f"rock salt {result.observed['rocksalt_fraction']:.1e}, "
        f"HfO2 {result.observed['HfO2.crystallised_fraction']:.1%} crystalline"
    )

least = [celsius for celsius, total in totals.items() if total <= 1.1 * min(totals.values())]
print(f"Least from {least[0]} to {least[-1]} °C.")
print("Standing: consistent. The conductivities of the film and the rates of the surface are chosen, not measured.")
