"""Which mechanism carries lithium: its order in the vacancies, the force that drives it, and what it decides.

    python docs/examples/guide_a10.py

Vacancies alone and in pairs, interstitials, and the single phase with the thermodynamic factor of its open-circuit
curve: laws that a run chooses by name. `vacancy-c` is across the layers. The last column is a film of 20 µm without
grain boundaries whose surface is kept at x = 0.9 for a minute at 600 °C: a tenth is all that can leave.
"""

import numpy as np

import annealkit as ak
from annealkit.api import Law
from annealkit_materials import licoo2

NAMES = ("vacancy", "divacancy", "interstitial", "vacancy-c")


def D(law: Law, x: float, T: float = 973.15) -> float:
    """m²/s of the single phase at x Li per Co."""
    (material,) = licoo2.annealkit_materials()
    site = material.species["Li"].reference
    return float(np.squeeze(law.at({"T": T, "c": site * x, "eta": 0.0})))


def emptied(name: str) -> float:
    """Share of the lithium that leaves through a surface at x = 0.9 within a minute."""
    anneal = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("20 um"),
        atmosphere="air",
        schedule="600 degC; hold 1 min",
        models={"Li.diffusivity": name, "Li.loss": ["fixed-surface"]},
        parameters={"vaporisation.fixed_surface.ratio": 0.9},
    )
    return float(anneal.run(rtol=1e-3, cells=10).lost["Li"].m_as(""))


def main() -> None:
    """Print orders, thermodynamic factors, and what leaves."""
    (material,) = licoo2.annealkit_materials()
    laws = {one.name: one.law for one in licoo2.annealkit_diffusivities(material, "Li")}
    print(f"{'700 °C':14}{'order in v':>12}{'D(1.01)/D(1)':>14}{'left in 1 min':>15}")
    for name in NAMES:
        full = D(laws[name], 1.0)
        few, many = D(laws[name], 0.99) - full, D(laws[name], 0.90) - full
        order = f"{np.log10(many / few):.2f}" if few > 0 else "none"
        print(f"{name:14}{order:>12}{D(laws[name], 1.01) / full:14.3g}{emptied(name):15.2%}")
    print("What drives it is the chemical potential: chemical over self-diffusion at 25 °C")
    for x in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        theta = D(laws["open-circuit"], x, 298.15) / D(laws["vacancy"], x, 298.15)
        print(f"    x = {x:.2f}: {theta:.3g}")
    print(
        "Standing: consistent: the orders are those of the laws; that vacancies carry LiCoO2 is calculation, pairs of "
        "them are its rival, and no source supports interstitials."
    )


if __name__ == "__main__":
    main()
