"""Each material at its own temperatures and body in six atmospheres, and rival models of each.

python docs/examples/studies.py
"""

import annealkit as ak

GASES = ["air", "oxygen", "nitrogen", "argon", "vacuum", "Li2O-rich"]
STUDIES = {
    "LiCoO2": (ak.Film("500 nm", substrate="Pt"), ak.linspace("500 degC", "800 degC", 4), "Li.loss"),
    "LiNbO3": (ak.Wafer("0.5 mm"), ak.linspace("1000 degC", "1150 degC", 4), "Li.diffusivity"),
    "NCM811": (ak.Powder(ak.Particle(diameter="10 um")), ak.linspace("300 degC", "600 degC", 4), "Li.diffusivity"),
}

for material, (body, temperatures, slot) in STUDIES.items():
    ramp = f"25 degC -> {temperatures[-1]} @ 10 K/min; hold 1 h"
    anneal = ak.Anneal(material=material, body=body, atmosphere="air", schedule=ramp)
    axes = {"schedule.hold.temperature": temperatures, "atmosphere": GASES}
    print(material, ak.sweep(anneal, axes, rtol=1e-2, cells=6), sep="\n")
    rivals = [{slot: [one.name]} for one in ak.models(material)[slot]]
    if len(rivals) > 1:
        print(ak.compare(anneal, models=rivals, rtol=1e-2, cells=6))
