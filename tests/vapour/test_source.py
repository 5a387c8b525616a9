"""A source of lithium in the furnace: at the body's temperature or its own, weakened by carbonate and hydroxide."""

from __future__ import annotations

from collections.abc import Callable as Function

import numpy as np
import pytest

from annealkit.api import Atmosphere, Face, Law, Material, R
from annealkit_vaporisation import annealkit_boundary_fluxes
from annealkit_vaporisation.equilibrium import BAR, LITHIUM, SPECIES, ln_k, vapour_pressures
from annealkit_vaporisation.transport import MOLAR_MASS

LIOH = SPECIES.index("LiOH")


@pytest.fixture
def apart(oxide: Function[..., Material]) -> Function[..., Law]:
    """Factory of a law where some gas of the run has a source at a temperature of its own."""

    def make(activity: float, model: str = "vaporisation") -> Law:
        gas = Atmosphere("test", "", {"O2": 2e4}, 101325.0, "N2", 7e-3, source=1.0, source_temperature=900.0)
        offered = annealkit_boundary_fluxes(oxide(activity), gas, Face("gas", None, "outer"))
        law = {one.name: one.law for one in offered}[model]
        assert law is not None
        return law

    return make


@pytest.mark.parametrize("model", ["vaporisation", "free-evaporation"])
def test_at_the_temperature_of_the_body_nothing_changes(
    apart: Function[..., Law], flux: Function[..., Law], air: dict[str, float], model: str
) -> None:
    state = air | {"a_source": 0.2, "p_CO2": 40.0, "p_H2O": 50.0}
    found = apart(1e-3, model).at(state | {"T_source": air["T"]})
    np.testing.assert_array_equal(found, flux(1e-3, model=model).at(state))


@pytest.mark.parametrize("source", [700.0, 1300.0])
def test_what_arrives_is_the_vapour_over_the_source_at_its_own_temperature(
    apart: Function[..., Law], air: dict[str, float], source: float
) -> None:
    """Hertz-Knudsen between two surfaces of one activity: n (p(T) − p(T_source))/sqrt(2π M R T)."""
    state = air | {"a_source": 0.5, "T_source": source}
    found = apart(0.5, "free-evaporation").at(state)
    here, there = (vapour_pressures(T, 0.5, air["p_O2"], air["p_H2O"]) for T in (air["T"], source))
    masses = np.array([MOLAR_MASS[name] for name in SPECIES])
    expected = LITHIUM * (here - there) / np.sqrt(2 * np.pi * masses * R * air["T"])
    left = 1 / (1 + 1e-3) if source < air["T"] else 1.0
    np.testing.assert_allclose(found, left * expected, rtol=1e-9)


def test_a_hotter_source_feeds_and_a_colder_one_drains(apart: Function[..., Law], air: dict[str, float]) -> None:
    T = np.linspace(700.0, 1300.0, 25)
    net = apart(0.5).at(air | {"a_source": 0.5, "T_source": T}).sum(axis=0)
    assert np.all(np.diff(net) < 0)
    assert np.all((net > 0) == (air["T"] > T))


def test_a_li_poor_source_holds_a_body_of_its_own_activity(apart: Function[..., Law], air: dict[str, float]) -> None:
    law, state = apart(1e-5), air | {"T_source": air["T"]}
    assert not law.at(state | {"a_source": 1e-5}).any()
    assert np.all(law.at(state | {"a_source": 1e-7}) > 0)
    assert np.all(law.at(state | {"a_source": 1e-3}) < 0)


def test_carbon_dioxide_caps_the_source_at_its_own_temperature(
    apart: Function[..., Law], air: dict[str, float]
) -> None:
    """Where the body is hot and the source cool, it is the source that turns into carbonate."""
    law = apart(1e-12, "free-evaporation")
    state = air | {"T": 1300.0, "a_source": 1.0, "T_source": 1000.0}
    clean, dirty = (law.at(state | {"p_CO2": p})[SPECIES.index("Li2O")] for p in (0.0, 40.0))
    assert dirty / clean == pytest.approx(20.0 / 40.0, rel=1e-6)  # 2.0e-4 bar over Li2CO3 at 1000 K
    hot = law.at(state | {"p_CO2": 40.0, "T_source": 1300.0}) / law.at(state | {"T_source": 1300.0})
    np.testing.assert_allclose(hot, 1.0, rtol=1e-12)


def test_water_caps_the_source_at_its_own_temperature(apart: Function[..., Law], air: dict[str, float]) -> None:
    law = apart(1e-30, "free-evaporation")
    oxide = SPECIES.index("Li2O")
    state = air | {"T": 1300.0, "a_source": 1.0, "T_source": 800.0}
    decomposition = BAR * np.exp(ln_k(800.0)[-1])
    dry, wet = (law.at(state | {"p_H2O": p})[oxide] for p in (0.0, 4 * decomposition))
    assert wet / dry == pytest.approx(0.25, rel=1e-6)


def test_the_range_of_the_thermochemistry_holds_for_the_source_too(
    apart: Function[..., Law], flux: Function[..., Law]
) -> None:
    assert (apart(0.5).ranges()["T_source"].low, apart(0.5).ranges()["T_source"].high) == (200.0, 1726.0)
    assert "T_source" not in flux(0.5).ranges()


def test_arrays_of_source_temperatures_equal_scalars(apart: Function[..., Law], air: dict[str, float]) -> None:
    law = apart(1e-3)
    warm, body = np.array([[600.0], [1100.0]]), np.array([900.0, 1000.0, 1200.0])
    found = law.at(air | {"a_source": 0.5, "T_source": warm, "T": body})
    assert found.shape == (6, 2, 3)
    one = law.at(air | {"a_source": 0.5, "T_source": 1100.0, "T": 1000.0})
    np.testing.assert_allclose(found[:, 1, 1], one, rtol=1e-13)
