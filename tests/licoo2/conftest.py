from __future__ import annotations

from collections.abc import Callable

import pytest

from annealkit.api import Face, Law, Material
from annealkit_materials import licoo2


@pytest.fixture(scope="session")
def lco() -> Material:
    (material,) = licoo2.annealkit_materials()
    return material


@pytest.fixture(scope="session")
def laws_of() -> Callable[[Material], dict[str, Law]]:
    """Every law the plugin offers for a material but those of protons, by a name of this test's own."""

    def collect(material: Material) -> dict[str, Law]:
        face = Face("gas", None, "outer")
        found = {f"D {one.name}": one.law for one in licoo2.annealkit_diffusivities(material, "Li")}
        found |= {f"a {one.name}": one.law for one in licoo2.annealkit_activities(material)}
        found |= {f"R {one.name}": one.law for one in licoo2.annealkit_resistances(material, face)}
        found.pop("R protons", None)
        for change in licoo2.annealkit_transformations(material):
            if change.kind == "protons":
                continue
            assert change.state is not None
            found |= {f"rate {change.name}": change.state.rate, **change.outputs}
        for rule in licoo2.annealkit_phase_rules(material):
            found |= {f"margin {rule.name}": rule.margin, f"amount {rule.name}": rule.amount}
            found[f"volume {rule.name}"] = rule.volume_ratio
        for flux in licoo2.annealkit_boundary_fluxes(material, face):
            assert flux.law is not None
            found[f"J {flux.name}"] = flux.law
        found |= {f"O {one.name}": one.law for one in licoo2.annealkit_observables(material)}
        return found

    return collect
