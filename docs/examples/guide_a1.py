"""Loss of lithium makes Co3O4: with a sink in the substrate, and without.

python docs/examples/guide_a1.py
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


for substrate, sink in (("SiO2", "substrate-calibrated"), ("Pt", "substrate")):
    result = film(substrate, "vaporisation", sink)
    oxide = next(one for one in result.phases if one.product == "Co3O4")
    print(f"on {substrate}: {result.lost['Li'].m_as(''):.2g} of the Li lost, {oxide.amount:.2g} of the Co in Co3O4")
    print(f"    seen by Raman: {oxide.detectable['Raman']}, by XRD: {oxide.detectable['XRD']}; {oxide.reaction}")

print("Standing: consistent. That Co3O4 follows the loss is stoichiometry; the rate on SiO2 is calibrated (A3).")
