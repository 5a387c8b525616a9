"""Which mechanism carries lithium: the order of the rate in the vacancies, and the force that drives it.

python docs/examples/guide_a10.py
"""

import numpy as np

from annealkit.api import Law
from annealkit_materials import licoo2

(material,) = licoo2.annealkit_materials()
laws = {one.name: one.law for one in licoo2.annealkit_diffusivities(material, "Li")}
site = material.species["Li"].reference


def D(law: Law, x: float, T: float = 973.15) -> float:
    """m²/s of the single phase at x Li per Co."""
    return float(np.squeeze(law.at({"T": T, "c": site * x, "eta": 0.0, "grain": 1e-7})))


print("x = 0.99 to 0.90 at 700 °C")
for name in ("vacancy", "divacancy", "interstitial"):
    full = D(laws[name], 1.0)
    few, many = D(laws[name], 0.99) - full, D(laws[name], 0.90) - full
    order = f"order {np.log10(many / few):.2f} in the vacancies" if few > 0 else "no answer to vacancies"
    print(f"    {name}: {order}; D(1.01)/D(1) = {D(laws[name], 1.01) / full:.3g}")

print("Thermodynamic factor at 25 °C: chemical over self-diffusion, from the open-circuit curve")
for x in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
    theta = D(laws["open-circuit"], x, 298.15) / D(laws["vacancy"], x, 298.15)
    print(f"    x = {x:.2f}: {theta:.3g}")

print("Standing: consistent. The laws have these orders built in, and which of them LiCoO2 follows is calculation, not")
print("measurement: vacancies alone or in pairs; no source supports interstitials. The curve is a measurement.")
