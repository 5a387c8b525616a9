"""The flux between a surface and the gas: limits, signs, scaling, the water's root, the source's caps."""

from __future__ import annotations

import pickle
from collections.abc import Callable as Function
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from annealkit.api import Constant, Law, R
from annealkit_vaporisation.carbonate import Carbonate, source_activity
from annealkit_vaporisation.equilibrium import BAR, ln_k, vapour_pressures
from annealkit_vaporisation.exchange import WaterSupply
from annealkit_vaporisation.transport import MOLAR_MASS

Make = Function[..., Law]
SPECIES = ("Li", "LiO", "LiOH", "Li2O2H2", "Li2O", "Li2O2")
LITHIUM = np.array([1, 1, 1, 2, 2, 2])
LIOH, DIMER = 2, 3
MODELS = ("vaporisation", "free-evaporation")


def _free(T: float, pressures: np.ndarray) -> np.ndarray:
    """Hertz-Knudsen flux of Li, written out."""
    masses = np.array([MOLAR_MASS[name] for name in SPECIES])
    return LITHIUM * pressures / np.sqrt(2 * np.pi * masses * R * T)


def test_free_evaporation_is_hertz_knudsen(flux: Make, air: dict[str, float]) -> None:
    law = flux(1e-6, model="free-evaporation")
    expected = _free(air["T"], vapour_pressures(air["T"], 1e-6, air["p_O2"], air["p_H2O"]))
    np.testing.assert_allclose(law.at(air), expected / (1 + 1e-3), rtol=1e-9)


def test_vacuum_has_no_film_but_can_run_short_of_water(flux: Make, air: dict[str, float]) -> None:
    vacuum = air | {"p_O2": 1e-4, "p_N2": 0.0, "p_H2O": 1e-6, "boundary_layer": 0.0}
    flux_out, upper = flux(1e-3).at(vacuum), flux(1e-3, model="free-evaporation").at(vacuum)
    dry = [0, 1, 4, 5]
    np.testing.assert_allclose(flux_out[dry], upper[dry], rtol=1e-12)
    assert 0.5 * upper[LIOH] < flux_out[LIOH] < upper[LIOH]
    # However active the surface, it cannot use more water than hits it.
    greedy = flux(1.0).at(vacuum | {"T": 1400.0})
    hitting = 1e-6 / np.sqrt(2 * np.pi * MOLAR_MASS["H2O"] * R * 1400.0)
    assert greedy[LIOH] / 2 + greedy[DIMER] / 2 < hitting


def test_film_limits_the_flux_at_one_atmosphere(flux: Make, air: dict[str, float]) -> None:
    """With a small vapour pressure it is (D/δ) p/(RT), D near the 1.3e-4 m²/s of the table."""
    law = flux(1e-6)
    pressure = vapour_pressures(air["T"], 1e-6, air["p_O2"], air["p_H2O"])[LIOH]
    velocity = law.at(air)[LIOH] * R * air["T"] / pressure
    assert velocity == pytest.approx(1.32e-4 / 7e-3, rel=0.05)
    doubled = law.at(air | {"boundary_layer": 14e-3})
    assert doubled[LIOH] / law.at(air)[LIOH] == pytest.approx(0.5, rel=0.01)


def test_free_evaporation_is_the_upper_bound(flux: Make, air: dict[str, float]) -> None:
    for T in (400.0, 973.15, 1300.0):
        state = air | {"T": T, "p_H2O": 100.0}
        assert np.all(flux(0.1).at(state) <= flux(0.1, model="free-evaporation").at(state))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("activity", [1e-6, 0.3, 1.0])
def test_nothing_moves_at_equal_activity(flux: Make, air: dict[str, float], model: str, activity: float) -> None:
    T = np.linspace(1000.0, 1700.0, 57)
    found = flux(activity, model=model).at(air | {"T": T, "a_source": activity, "p_H2O": 3.7})
    assert found.shape == (6, 57)
    assert not found.any()


def test_sign_follows_the_activities(flux: Make, air: dict[str, float]) -> None:
    for source, sign in ((0.0, 1), (1e-8, 1), (1e-4, -1), (1.0, -1)):
        assert np.all(np.sign(flux(1e-6).at(air | {"a_source": source})) == sign), source


@pytest.mark.parametrize(
    ("change", "exponents"),
    [
        ({"p_H2O": (0.1, 10.0)}, {LIOH: 0.5, DIMER: 1.0, 0: 0.0, 4: 0.0}),
        ({"p_O2": (1e2, 1e4)}, {0: -0.25, 1: 0.25, LIOH: 0.0, 5: 0.5}),
    ],
)
def test_scaling_of_the_fluxes(
    flux: Make, air: dict[str, float], change: dict[str, tuple[float, float]], exponents: dict[int, float]
) -> None:
    (name, ends), law = next(iter(change.items())), flux(1e-9, model="free-evaporation")
    low, high = (law.at(air | {name: value}) for value in ends)
    for channel, power in exponents.items():
        assert np.log(high[channel] / low[channel]) / np.log(ends[1] / ends[0]) == pytest.approx(power, abs=1e-9)


def test_alpha_to_zero_stops_the_loss(flux: Make, air: dict[str, float]) -> None:
    vacuum = air | {"p_N2": 0.0, "boundary_layer": 0.0}
    whole = flux(1e-6).at(vacuum)[0]
    assert flux(1e-6, vaporisation__alpha=1e-3).at(vacuum)[0] == pytest.approx(1e-3 * whole, rel=1e-12)
    assert not flux(1e-6, vaporisation__alpha=0.0).at(air).any()
    # At one atmosphere the gas limits: a thousandth of the evaporation coefficient takes little.
    assert flux(1e-6, vaporisation__alpha=1e-3).at(air).sum() > 0.9 * flux(1e-6).at(air).sum()


def test_no_water_uptake_means_no_new_hydroxide(flux: Make, air: dict[str, float]) -> None:
    found = flux(1e-3, vaporisation__alpha_H2O=0.0).at(air)
    assert found[LIOH] + found[DIMER] == pytest.approx(0.0, abs=1e-12 * flux(1e-3).at(air)[LIOH])


def _balance(y: float, supply: WaterSupply) -> float:
    monomer, dimer, water = supply.conductances
    used = 0.5 * monomer * (supply.unit[0] * y - supply.away[0])
    used += dimer * (supply.unit[1] * y**2 - supply.away[1])
    return float(water * (supply.root**2 - y**2) - used)


@pytest.mark.parametrize("seed", range(40))
def test_water_quadratic_against_a_bracketed_root(seed: int) -> None:
    rng = np.random.default_rng(seed)
    unit, away, root = 10 ** rng.uniform(-12, 2, 2), 10 ** rng.uniform(-14, -2, 2), 10 ** rng.uniform(-6, 0)
    if seed % 2:
        away = 0 * away
    g = 10 ** rng.uniform(-3, 2.5, 3)
    rise = (unit[0] * root - away[0], unit[1] * root**2 - away[1])
    supply = WaterSupply(tuple(g), tuple(unit), tuple(away), rise, np.asarray(root))
    top = root + np.sqrt((g[0] * away[0] + g[1] * away[1]) / g[2]) + 1.0
    expected = brentq(_balance, 0.0, top, args=(supply,), xtol=1e-300, rtol=1e-15, maxiter=500)
    assert root + float(supply.shift()) == pytest.approx(expected, rel=1e-9, abs=1e-15 * root)


def test_flux_uses_exactly_the_water_that_arrives(flux: Make, air: dict[str, float]) -> None:
    """The surface pressure found from the monomer's flux gives the dimer's flux and the water's supply."""
    state = air | {"T": 1300.0, "p_H2O": 5.0, "boundary_layer": 0.0}
    x = 1 / (1 + 1e-3)
    found = flux(1.0).at(state) / x
    speed = {name: np.sqrt(R * 1300.0 / (2 * np.pi * MOLAR_MASS[name])) for name in ("LiOH", "Li2O2H2", "H2O")}
    monomer, dimer = np.exp(ln_k(1300.0)[LIOH] / 2) * BAR, np.exp(ln_k(1300.0)[DIMER])
    root = found[LIOH] * R * 1300.0 / (speed["LiOH"] * monomer)  # sqrt(p_H2O/bar) at the surface
    water = root**2 * BAR
    assert water < 0.9 * 5.0
    assert found[DIMER] == pytest.approx(2 * speed["Li2O2H2"] * dimer * water / (R * 1300.0), rel=1e-9)
    arriving = speed["H2O"] * (5.0 - water) / (R * 1300.0)
    assert 0.5 * found[LIOH] + 0.5 * found[DIMER] == pytest.approx(arriving, rel=1e-9)


def test_outflow_ends_with_the_lithium_and_inflow_does_not(flux: Make, air: dict[str, float]) -> None:
    empty = air | {"c": 0.0}
    assert not flux(1e-6).at(empty).any()
    inflow = flux(1e-6).at(empty | {"a_source": 1.0})
    np.testing.assert_allclose(inflow, flux(1e-6).at(air | {"a_source": 1.0}), rtol=1e-12)
    half = flux(1e-6).at(air | {"c": 1e-3 * air["c"]}) / flux(1e-6).at(air)
    np.testing.assert_allclose(half, 0.5 * (1 + 1e-3), rtol=1e-9)


def test_the_activity_law_is_evaluated_at_the_surface(flux: Make, air: dict[str, float]) -> None:
    law = flux(lambda T, c, p_O2: 1e-12 * T * c / p_O2, arguments=("T", "c", "p_O2"))
    value = 1e-12 * 973.15 * 2e4 / 21227.6
    assert law.at(air | {"c": 2e4})[4] == pytest.approx(flux(value).at(air | {"c": 2e4})[4], rel=1e-12)
    assert "c" in law.arguments


def _stress(air: dict[str, float]) -> dict[str, Any]:
    return {
        "T": np.array([298.15, 700.0, 1100.0])[:, None, None],
        "c": np.array([0.0, 3e4])[:, None],
        "p_O2": np.array([0.0, 1.0, 2e4]),
        "p_H2O": np.array([0.0, 1e-6, 2e3]),
        "p_CO2": 40.0,
        "p_N2": air["p_N2"],
        "p_Ar": 0.0,
        "a_source": np.array([0.0, 1.0])[:, None],
        "boundary_layer": 7e-3,
    }


@pytest.mark.parametrize("model", MODELS)
def test_arrays_equal_scalars(flux: Make, air: dict[str, float], model: str) -> None:
    law, state = flux(1e-4, model=model), _stress(air)
    found = law.at(state)
    assert found.shape == (6, 3, 2, 3)
    full = {name: np.broadcast_to(value, (3, 2, 3)) for name, value in state.items()}
    for index in np.ndindex(3, 2, 3):
        one = law.at({name: float(value[index]) for name, value in full.items()})
        np.testing.assert_allclose(found[(slice(None), *index)], one, rtol=1e-13)


def test_batched_records_equal_one_by_one(flux: Make, air: dict[str, float]) -> None:
    """A record varied over a batch [B] meets states [B, cell]."""
    values = np.array([1e-3, 0.1, 1.0])
    state = air | {"T": 1200.0, "c": np.full((3, 1), 4e4)}
    for name, unit in (("alpha", "1"), ("gas.LiOH.diameter", "angstrom"), ("pressure_factor.LiOH", "1")):
        scaled = values * (3.5 if unit == "angstrom" else 1.0)
        together = flux(1e-3, **{f"vaporisation.{name}": (scaled, unit)}).at(state)
        assert together.shape == (6, 3, 1)
        for i, value in enumerate(scaled):
            one = flux(1e-3, **{f"vaporisation.{name}": (float(value), unit)}).at(air | {"T": 1200.0, "c": 4e4})
            np.testing.assert_allclose(together[:, i, 0], one, rtol=1e-12)
        # The batch decides the shape also where the state is one number.
        alone = flux(1e-3, **{f"vaporisation.{name}": (scaled, unit)}).at(air | {"T": 1200.0, "c": 4e4})
        np.testing.assert_allclose(alone, together, rtol=1e-12)


@pytest.mark.parametrize("T", [1.0, 150.0, 200.0, 298.15, 1726.0, 3000.0])
@pytest.mark.parametrize("model", MODELS)
def test_finite_at_any_temperature(flux: Make, air: dict[str, float], T: float, model: str) -> None:
    with np.errstate(all="raise", under="ignore"):
        for a in (0.0, 1e-6, 1.0):
            for change in (
                {},
                {"p_O2": 0.0},
                {"p_H2O": 0.0},
                {"p_CO2": 40.0, "a_source": 1.0},
                {"p_N2": 0.0},
            ):
                assert np.all(np.isfinite(flux(a, model=model).at(air | change | {"T": T})))


def test_range_of_the_thermochemistry_is_declared(flux: Make) -> None:
    found = flux(1e-6).ranges()["T"]
    assert (found.low, found.high) == (200.0, 1726.0)


# -- the source ----------------------------------------------------------------------------------------


@pytest.fixture
def carbonate() -> Carbonate:
    from annealkit_vaporisation.fluxes import book

    points = (900.0, 1000.0, 1100.0, 1200.0, 1400.0)
    return Carbonate(points, tuple(book()[f"carbonate.p_CO2.{T:.0f}K"].per_cell for T in points))


def test_carbonate_pressure_goes_through_its_table(carbonate: Carbonate) -> None:
    table = {900.0: 1.3, 1000.0: 20.0, 1100.0: 110.0, 1200.0: 460.0, 1400.0: 3800.0}
    np.testing.assert_allclose(carbonate(np.array(list(table))), list(table.values()), rtol=1e-12)
    T = np.linspace(250.0, 1720.0, 500)
    assert np.all(np.diff(carbonate(T)) > 0)
    # Between two points and beyond the ends, the straight line of ln p over 1/T.
    middle = 1 / (0.5 / 1200 + 0.5 / 1400)
    assert carbonate(middle) == pytest.approx(np.sqrt(460.0 * 3800.0), rel=1e-12)
    slope = np.log(20.0 / 1.3) / (1 / 1000 - 1 / 900)
    assert carbonate(600.0) == pytest.approx(1.3 * np.exp(slope * (1 / 600 - 1 / 900)), rel=1e-9)
    slope = np.log(3800.0 / 460.0) / (1 / 1400 - 1 / 1200)
    assert carbonate(1600.0) == pytest.approx(3800.0 * np.exp(slope * (1 / 1600 - 1 / 1400)), rel=1e-9)


def test_lithia_in_air_is_carbonate_below_1040_K(carbonate: Carbonate) -> None:
    T = brentq(lambda t: float(carbonate(t)) - 40.0, 900.0, 1200.0)
    assert pytest.approx(1040.0, abs=5.0) == T


def test_lithia_in_20_mbar_of_water_is_hydroxide_below_858_K() -> None:
    T = brentq(lambda t: 1e5 * np.exp(ln_k(t)[-1]) - 2000.0, 760.0, 1000.0)
    assert pytest.approx(858.0, abs=2.0) == T


def test_caps_take_the_lowest() -> None:
    caps = source_activity(np.array([0.0, 0.5, 1.0, 1.0, 2.0]), np.array([40, 40, 40, 40, 0.0]), 10.0, 20.0, 1e9)
    np.testing.assert_allclose(caps, [0.0, 0.5, 0.5, 0.5, 1.0])
    assert source_activity(1.0, 0.0, 1000.0, 1.0, 250.0) == pytest.approx(0.25)


def test_carbon_dioxide_weakens_a_source(flux: Make, air: dict[str, float]) -> None:
    with_source = air | {"a_source": 1.0}
    clean, dirty = (flux(1e-9).at(with_source | {"p_CO2": p})[LIOH] for p in (0.0, 40.0))
    cap = 10.15 / 40.0  # decomposition pressure at 973.15 K on the line between 900 and 1000 K
    assert dirty / clean == pytest.approx(np.sqrt(cap), rel=0.01)
    assert clean < dirty < 0


def test_law_survives_pickling(flux: Make, air: dict[str, float]) -> None:
    law = flux(Constant(1e-6, "1"))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(law)).at(air), law.at(air))


def test_identity_is_that_of_the_activity_too(flux: Make) -> None:
    laws = [flux(Constant(value, "1"), model=model) for value in (1e-6, 1e-5) for model in MODELS]
    assert len({law.identity for law in laws}) == 4
    assert None not in {law.identity for law in laws}
