from __future__ import annotations

from collections.abc import Callable

import pytest

from annealkit.api import Face, Law, Material
from annealkit_materials import ncm


@pytest.fixture(scope="session")
def four() -> dict[str, Material]:
    """The four compositions, by name."""
    return {material.name: material for material in ncm.annealkit_materials()}


@pytest.fixture(scope="session")
def ncm811(four: dict[str, Material]) -> Material:
    return four["NCM811"]


@pytest.fixture(scope="session")
def laws_of() -> Callable[[Material], dict[str, Law]]:
    """Every law the plugin offers for a material, by a name of this test's own."""

    def collect(material: Material) -> dict[str, Law]:
        face = Face("gas", None, "outer", form="sphere", length=1e-5)
        found = {f"D {one.name}": one.law for one in ncm.annealkit_diffusivities(material, "Li")}
        found |= {f"a {one.name}": one.law for one in ncm.annealkit_activities(material)}
        found |= {f"R {one.name}": one.law for one in ncm.annealkit_resistances(material, face)}
        found |= {f"observable {one.name}": one.law for one in ncm.annealkit_observables(material)}
        for change in ncm.annealkit_transformations(material):
            found |= {f"rate {change.kind}": change.state.rate, **change.outputs}
        for flux in ncm.annealkit_boundary_fluxes(material, face):
            assert flux.law is not None
            found[f"J {flux.name}"] = flux.law
        return found

    return collect
