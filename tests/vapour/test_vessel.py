"""The flux into the gas of a sealed vessel: stoichiometry, equal activity, what is short, arrays."""

from __future__ import annotations

from collections.abc import Callable as Function
from collections.abc import Mapping

import numpy as np
import pytest

import annealkit_atmospheres
import annealkit_vaporisation
from annealkit.api import BoundaryFlux, Face, Material
from annealkit_vaporisation.equilibrium import LITHIUM, SPECIES, vapour_pressures
from annealkit_vaporisation.exchange import WaterSupply
from annealkit_vaporisation.fluxes import CHANNELS
from annealkit_vaporisation.vessel import HELD, RELEASES

ATOMS = {
    "Li": {"Li": 1},
    "LiO": {"Li": 1, "O": 1},
    "LiOH": {"Li": 1, "O": 1, "H": 1},
    "Li2O2H2": {"Li": 2, "O": 2, "H": 2},
    "Li2O": {"Li": 2, "O": 1},
    "Li2O2": {"Li": 2, "O": 2},
    "O2": {"O": 2},
    "H2O": {"H": 2, "O": 1},
}
MODELS = ("vaporisation", "free-evaporation")


@pytest.fixture
def sealed(oxide: Function[..., Material]) -> Function[..., BoundaryFlux]:
    """Factory of one of the models in a vessel of argon."""
    argon = next(one for one in annealkit_atmospheres.annealkit_atmospheres() if one.name == "argon")

    def make(activity: object = 1e-3, model: str = "vaporisation", vessel: float | None = 1e-6) -> BoundaryFlux:
        place = argon.replace(vessel=vessel), Face("gas", None, "outer")
        offered = annealkit_vaporisation.annealkit_boundary_fluxes(oxide(activity), *place)
        return next(one for one in offered if one.name == model)

    return make


def with_gas(state: Mapping[str, float], pressures: np.ndarray) -> dict[str, float]:
    return {**state, **dict(zip(HELD, pressures, strict=True))}


@pytest.mark.parametrize("name", SPECIES)
def test_a_vapour_takes_the_atoms_of_half_a_mole_of_lithium_oxide_for_each_lithium(name: str) -> None:
    gained = RELEASES[name]
    total = {atom: sum(n * ATOMS[gas].get(atom, 0) for gas, n in gained.items()) for atom in ("Li", "O", "H")}
    assert total == pytest.approx({"Li": 1.0, "O": 0.5, "H": 0.0}, abs=1e-15)


@pytest.mark.parametrize("model", MODELS)
def test_both_models_say_what_the_gas_gains(sealed: Function[..., BoundaryFlux], model: str) -> None:
    flux = sealed(model=model)
    assert set(flux.releases) == set(CHANNELS) == set(flux.channels)
    assert flux.releases["LiOH gas"] == {"LiOH": 1.0, "H2O": -0.5}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("T", [700.0, 973.15, 1400.0])
def test_flux_is_zero_at_equal_activity(
    sealed: Function[..., BoundaryFlux], air: dict[str, float], model: str, T: float
) -> None:
    law = sealed(1e-3, model).law
    assert law is not None
    state = air | {"T": T}
    equal = vapour_pressures(T, 1e-3, state["p_O2"], state["p_H2O"])
    away = np.abs(law.at(with_gas(state, np.zeros(6))))
    assert np.all(np.abs(law.at(with_gas(state, equal))) <= 1e-14 * away)


@pytest.mark.parametrize("model", MODELS)
def test_an_empty_vessel_takes_what_an_open_furnace_takes(
    sealed: Function[..., BoundaryFlux], air: dict[str, float], model: str
) -> None:
    closed, furnace = sealed(model=model).law, sealed(model=model, vessel=None).law
    assert closed is not None
    assert furnace is not None
    assert not set(HELD) & set(furnace.arguments)
    np.testing.assert_array_equal(closed.at(with_gas(air, np.zeros(6))), furnace.at(air))


def test_a_vapour_above_its_equilibrium_comes_back(sealed: Function[..., BoundaryFlux], air: dict[str, float]) -> None:
    law = sealed().law
    assert law is not None
    equal = vapour_pressures(air["T"], 1e-3, air["p_O2"], air["p_H2O"])
    assert np.all(np.asarray(law.at(with_gas(air, 2 * equal))) < 0)


def test_amounts_a_little_below_zero_are_borne(sealed: Function[..., BoundaryFlux], air: dict[str, float]) -> None:
    law = sealed().law
    assert law is not None
    below = with_gas(air | {"p_H2O": -1e-12, "p_O2": -1e-12, "T": 400.0}, np.full(6, -1e-20))
    assert np.all(np.isfinite(law.at(below)))
    one = np.array([1.0])
    supply = WaterSupply((one, one, one), (0 * one, 0 * one), (-1e-30 * one, 0 * one), (0 * one, 0 * one), 0 * one)
    assert np.isfinite(supply.shift()).all()


def test_laws_take_any_leading_axes(sealed: Function[..., BoundaryFlux], air: dict[str, float]) -> None:
    """As the solver calls them: temperature a number, gases over a last axis of one, the surface over faces."""
    law = sealed().law
    assert law is not None
    equal = vapour_pressures(air["T"], 1e-4, air["p_O2"], air["p_H2O"])
    batch = {name: np.array([[[value]], [[2 * value]]]) for name, value in with_gas(air, equal).items()}
    found = np.asarray(law.at({**batch, "T": air["T"], "c": np.full((2, 3, 4), air["c"])}))
    assert found.shape == (6, 2, 3, 4)
    alone = np.asarray(law.at(with_gas(air, equal)))
    np.testing.assert_allclose(found[:, 0, 1, 2], alone, rtol=1e-12)


def test_lithium_atoms_are_those_of_the_formulas() -> None:
    assert [ATOMS[name]["Li"] for name in SPECIES] == LITHIUM.tolist()
