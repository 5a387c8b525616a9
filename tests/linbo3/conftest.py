from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from attrs import evolve

import annealkit as ak
from annealkit.api import Face, Law, Material
from annealkit_materials import linbo3

GAS = Face("gas", None, "outer")
#: Hours of the long hold at 1100 °C.
HOURS = 170


@pytest.fixture(scope="session")
def ln() -> Material:
    first, _ = linbo3.annealkit_materials()
    return first


@pytest.fixture(scope="session")
def laws_of() -> Callable[[Material], dict[str, Law]]:
    """Every law the plugin offers for a material, by a name of this test's own."""

    def collect(material: Material) -> dict[str, Law]:
        found = {f"{one.slot} {one.name}": one.law for one in linbo3.annealkit_diffusivities(material, "Li")}
        found |= {f"a {one.name}": one.law for one in linbo3.annealkit_activities(material)}
        found |= {one.name: one.law for one in linbo3.annealkit_observables(material)}
        for change in linbo3.annealkit_transformations(material):
            found |= {f"rate {change.name}": change.state.rate, **change.outputs}
        for rule in linbo3.annealkit_phase_rules(material):
            found |= {f"margin {rule.name}": rule.margin, f"amount {rule.name}": rule.amount}
            found[f"volume {rule.name}"] = rule.volume_ratio
        for cut in ("X", "Z"):
            for flux in linbo3.annealkit_boundary_fluxes(evolve(material, orientation=cut), GAS):
                assert flux.law is not None
                found[f"J {flux.name} {cut if 'damaged' not in flux.name else ''}"] = flux.law
                found |= {f"rate {state.name}": state.rate for state in flux.states}
        return found

    return collect


def wafer_at_1100(hours: int, **more) -> ak.Result:
    usual = {
        "material": "LiNbO3",
        "body": ak.Wafer("1 mm", cut="X", composition={"Li2O": "48.62 mol%"}),
        "atmosphere": "air",
        "schedule": f"1100 degC; hold {hours} h",
        "models": {"Li.loss": "constant flux"},
    }
    return ak.Anneal(**{**usual, **more}).run(rtol=1e-4, cells=80)


@pytest.fixture(scope="session")
def equilibrated() -> ak.Result:
    """1 mm, X-cut, 48.62 mol%, Li-poor vapour, 170 h at 1100 °C."""
    return wafer_at_1100(HOURS)


@pytest.fixture(scope="session")
def hours(equilibrated: ak.Result) -> np.ndarray:
    return equilibrated.dataset["time"].to_numpy() / 3600


@pytest.fixture(scope="session")
def mean(equilibrated: ak.Result) -> np.ndarray:
    """mol% Li2O of the whole plate over time, from lithium over niobium."""
    data = equilibrated.dataset
    ratio = data["Li_ratio"].to_numpy() @ data["thickness"].to_numpy() / 0.5e-3
    return 100 * ratio / (1 + ratio)


@pytest.fixture(scope="session")
def surface(equilibrated: ak.Result) -> np.ndarray:
    """mol% Li2O of the cell at the face over time."""
    return equilibrated.dataset["Li2O_mol_percent"].isel(depth=0).to_numpy()
