from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from annealkit.api import Face, Law, Material, QuantityLike
from annealkit_materials import hfo2


@pytest.fixture(scope="session")
def hafnia() -> Material:
    (material,) = hfo2.annealkit_coatings()
    return material


@pytest.fixture(scope="session")
def film(hafnia: Material) -> Callable[..., Material]:
    """HfO2 as the core hands it to the hooks: of a thickness (nm), with overrides."""

    def made(nanometres: float, **overrides: str | float) -> Material:
        parameters: dict[str, QuantityLike] = {f"HfO2.{n.replace('__', '.')}": v for n, v in overrides.items()}
        return evolve(hafnia.with_overrides(parameters), thickness=nanometres * 1e-9)

    return made


@pytest.fixture(scope="session")
def laws_of() -> Callable[[Material], dict[str, Law]]:
    """Every law the plugin offers for a film, by a name of this test's own."""

    def collect(material: Material) -> dict[str, Law]:
        face = Face("gas", None, "outer")
        found = {f"D {one.name}": one.law for one in hfo2.annealkit_diffusivities(material, "Li")}
        found |= {f"R {one.name}": one.law for one in hfo2.annealkit_resistances(material, face)}
        found |= {f"O {one.name}": one.law for one in hfo2.annealkit_observables(material)}
        for change in hfo2.annealkit_transformations(material):
            assert change.state is not None
            found[f"rate {change.kind} {change.name}"] = change.state.rate
            found |= {f"output {name}": law for name, law in change.outputs.items()}
        return found

    return collect
