"""LiCoO2 below 400 °C: how much is crystalline, by two rates that disagree.

python docs/examples/guide_a4.py
"""

import annealkit as ak

for model in ("JMAK", "JMAK-RTA"):
    for celsius in (350, 400, 450, 600):
        result = ak.Anneal(
            material="LiCoO2",
            body=ak.Film("500 nm", substrate="Pt"),
            atmosphere="air",
            schedule=f"{celsius} degC; hold 1 h",
            models={"host.crystallisation": model},
        ).run(rtol=1e-3, cells=4)
        grains = result.observe("grain_size").m_as("nm")
        print(f"{model}, {celsius} °C, 1 h: {result.observed['crystallised_fraction']:6.1%}, grains {grains:.0f} nm")

print("Standing: consistent. JMAK is a two-point estimate from a solution precursor, within a factor of 10 at 400 °C;")
print("JMAK-RTA is calibrated on one sputtered film. No kinetics of amorphous films were found.")
