"""Handling before the electrolyte: moist air, dry room, nitrogen, argon glovebox.

python docs/examples/guide_a9.py
"""

import annealkit as ak

cell = ak.Anneal(
    material="LiCoO2",
    body=ak.Film("500 nm", closed=True),
    atmosphere="argon",
    schedule="150 degC; hold 1 h",
)
days = {
    "moist air, 50 %": {"humidity": "50 %"},
    "dry room, dew point -40 °C": {"dew_point": "-40 degC"},
    "nitrogen": {"atmosphere": "N2"},
    "argon glovebox, 0.1 ppm": {"atmosphere": "Ar", "H2O": "0.1 ppm"},
}
for name, given in days.items():
    day = ak.Exposure("25 degC", duration="24 h", **given)
    result = ak.Sequence([day, cell]).run(cells=4, rtol=1e-3)
    exposed, annealed = (step.resistance["total"].m_as("ohm cm^2") for step in result.steps)
    water = day.atmosphere.pressures["H2O"]
    print(f"{name}: {water:.3g} Pa of water, interface {exposed:.2f} -> {annealed:.2f} Ω·cm² after 150 °C, 1 h")

print("Standing: consistent in order. The rate of uptake is assumed within a factor of 20.")
