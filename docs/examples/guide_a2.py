"""Hotter crystallises better and loses more: temperatures at one time, and times at one temperature.

python docs/examples/guide_a2.py
"""

import annealkit as ak


def film(celsius: int, minutes: float) -> ak.Result:
    """500 nm on Pt in air with 1 kPa of water."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt"),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule=f"{celsius} degC; hold {minutes} min",
        models={"host.crystallisation": "JMAK-RTA"},
    ).run(rtol=1e-3, cells=4)


for celsius in (400, 500, 600, 700):
    result = film(celsius, 30)
    crystalline, lost = result.observed["crystallised_fraction"], result.lost["Li"].m_as("")
    print(f"{celsius} °C, 30 min: {crystalline:6.1%} crystalline, {lost:.1e} of the Li lost")
for minutes in (1, 3, 10, 30):
    result = film(650, minutes)
    crystalline, lost = result.observed["crystallised_fraction"], result.lost["Li"].m_as("")
    print(f"650 °C, {minutes} min: {crystalline:6.1%} crystalline, {lost:.1e} of the Li lost")

print(
    "Standing: consistent in sign. The rate of crystallisation is calibrated on one film (99 % after 900 s at 650 °C)."
)
