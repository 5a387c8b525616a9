"""The usual way to a recipe: temperatures for 1 h in air, then times, then air, O2 and Ar, by named criteria.

python docs/examples/guide_a12.py
"""

import annealkit as ak

anneal = ak.Anneal(
    material="LiCoO2",
    body=ak.Film("500 nm", substrate="Pt"),
    atmosphere=ak.atmosphere("air", H2O="1 kPa"),
    schedule="25 degC -> 600 degC @ 5 K/min; hold 1 h",
)
moist = [ak.atmosphere(gas, H2O="1 kPa") for gas in ("air", "O2", "Ar")]
criteria = {"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.01", "detectable_XRD": False}
found = ak.protocol(anneal, atmospheres=moist, criteria=criteria, rtol=1e-2, cells=4)

print(found)
print(found.summary())
print(
    "Standing: consistent. The order of the stages is the guide's. How fast the film crystallises is calibrated on one "
    "film, and what it loses on Pt follows from the thermochemistry of the gases; the criteria are a choice."
)
