"""LiCoO2 at 700 °C: 30 minutes on SiO2, and the films on Pt that stay whole.

python docs/examples/guide_a3.py
"""

import annealkit as ak


def film(substrate: str, *loss: str) -> ak.Result:
    """500 nm, 2 h at 700 °C in air with 1 kPa of water."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate=substrate),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule="700 degC; hold 2 h",
        models={"Li.loss": list(loss)},
    ).run(rtol=1e-3, cells=4)


for substrate, sink in (("SiO2", "substrate-calibrated"), ("SiO2", "substrate"), ("Pt", "substrate")):
    result = film(substrate, "vaporisation", sink)
    onset = next(one for one in result.phases if one.product == "Co3O4").onset["XRD"]
    seen = "never" if onset is None else f"from {onset.m_as('min'):.0f} min"
    print(f"on {substrate} by {sink}: XRD sees Co3O4 {seen}")
    ends = result.bounds["Li"]
    if ends is not None:
        print(f"    with any rate of the reaction: between {ends[0].m_as(''):.1e} and {ends[1].m_as(''):.0%} of the Li")

print(
    "Standing: on SiO2 calibrated (to this claim, for an assumed 500 nm); on Pt predicted, and seen in films on Pt/Si."
)
