"""Solid sinks: what is offered where, thresholds of the reactions, parabolic growth, nonsense kept out."""

from __future__ import annotations

import pickle
from collections.abc import Callable as Function

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import annealkit_substrates
from annealkit.api import Book, BoundaryFlux, Face, Law, Material, R, Substrate
from annealkit.units import normal

Offered = Function[..., dict[str, BoundaryFlux]]
SITE, HOT = 5.15e4, 973.15
REACTIVE, INERT = ("SiO2", "Al2O3", "steel"), ("Pt", "Au", "MgO")


def _high(fluxes: dict[str, BoundaryFlux]) -> Law:
    bracket = fluxes["substrate"].bracket
    assert bracket is not None
    return bracket.high


def _calibrated(fluxes: dict[str, BoundaryFlux]) -> tuple[Law, Law]:
    """Flux and growth rate."""
    one = fluxes["substrate-calibrated"]
    assert one.law is not None
    return one.law, one.states[0].rate


# -- the catalogue -------------------------------------------------------------------------------------


def test_catalogue(substrates: dict[str, Substrate]) -> None:
    assert {name: one.reactive for name, one in substrates.items()} == dict.fromkeys(REACTIVE, True) | dict.fromkeys(
        INERT, False
    )
    aliases = {alias for one in substrates.values() for alias in one.aliases}
    assert {"silica", "quartz", "sapphire", "alumina", "stainless steel"} < aliases
    assert {"platinum", "gold", "magnesia"} < aliases
    assert all(one.product for one in substrates.values() if one.reactive)
    assert annealkit_substrates.ANNEALKIT_API == 1


@pytest.mark.parametrize("name", [*REACTIVE, *INERT])
def test_the_default_exists_on_every_substrate_and_moves_nothing(offered: Offered, name: str) -> None:
    one = offered(name)["substrate"]
    assert (one.slot, one.channels, one.law) == ("Li.loss", ("substrate",), None)
    assert (one.bracket is None) == (name in INERT)
    assert "inert" in one.note or one.bracket is not None


def test_only_silica_has_a_calibrated_rate(offered: Offered) -> None:
    assert {name: set(offered(name)) for name in (*REACTIVE, *INERT)} == {
        "SiO2": {"substrate", "substrate-calibrated"}
    } | {name: {"substrate"} for name in (*REACTIVE[1:], *INERT)}


def test_nothing_elsewhere(oxide: Function[..., Material], substrates: dict[str, Substrate]) -> None:
    hook, silica = annealkit_substrates.annealkit_boundary_fluxes, substrates["SiO2"]
    foreign = Substrate("SiO2", "of another plugin", reactive=True, book=Book("foreign"))
    assert not list(hook(oxide(1e-6), Face("gas", None, "outer")))
    assert not list(hook(oxide(1e-6), Face("interface", None, "outer")))
    assert not list(hook(oxide(1e-6), Face("substrate", foreign, "inner")))
    assert not list(hook(oxide(1e-6).with_activities({}), Face("substrate", silica, "inner")))


@pytest.mark.parametrize("name", [*REACTIVE, *INERT])
def test_a_crucible_offers_at_a_particle_what_a_substrate_does_under_a_film(
    offered: Offered, oxide: Function[..., Material], substrates: dict[str, Substrate], name: str
) -> None:
    face = Face("substrate", substrates[name], "outer")
    at_particle = annealkit_substrates.annealkit_boundary_fluxes(oxide(1e-6), face)
    assert [(one.name, one.bracket is None, one.law is None) for one in at_particle] == [
        (one.name, one.bracket is None, one.law is None) for one in offered(name).values()
    ]


# -- thresholds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "T", "gain"),
    [
        ("Al2O3", 298.15, 108e3),
        ("Al2O3", 673.15, 115e3),
        ("Al2O3", 973.15, 121e3),
        ("SiO2", 298.15, 140e3),
        ("SiO2", 673.15, 140e3),
        ("SiO2", 1073.15, 139e3),
    ],
)
def test_uptake_begins_where_the_gain_pays(offered: Offered, name: str, T: float, gain: float) -> None:
    """Sign of the drive on both sides of RT ln a = -gain, the tabulated gain being good to 1 kJ/mol."""
    state = {"T": T, "c": SITE}
    below, above = (np.exp(-(gain + shift) / (R * T)) for shift in (1e3, -1e3))
    assert _high(offered(name, float(below))).at(state) == 0
    assert _high(offered(name, float(above))).at(state) > 0


def test_steel_takes_at_any_activity(offered: Offered) -> None:
    assert _high(offered("steel", 1e-30)).at({"T": HOT, "c": SITE}) == pytest.approx(1e-3 * SITE)


def test_the_high_end_is_as_fast_as_said(offered: Offered) -> None:
    threshold = np.exp((-140.7e3 + 1.6 * HOT) / (R * HOT))
    law = _high(offered("SiO2", 1e-6))
    assert law.unit == normal("mol/m^2/s")
    for c in (SITE, 1e-3 * SITE):
        expected = 1e-3 * c * (1 - threshold / 1e-6)
        assert law.at({"T": HOT, "c": c}) == pytest.approx(expected, rel=1e-12)
    assert law.at({"T": HOT, "c": 0.0}) == 0


def test_no_lithium_activity_no_uptake(offered: Offered) -> None:
    with np.errstate(all="raise"):
        for name in REACTIVE[:2]:
            for T in (298.15, 1400.0):
                assert _high(offered(name, 0.0)).at({"T": T, "c": SITE}) == 0


# -- parabolic growth ----------------------------------------------------------------------------------


def _layer(offered: Offered, seconds: float, *, T: float = HOT, **overrides: tuple[float, str]) -> float:
    """Thickness (m) after a time at full supply."""
    _, rate = _calibrated(offered("SiO2", 1.0, **overrides))

    def grow(_: float, y: np.ndarray) -> np.ndarray:
        return np.asarray(rate.at({"T": T, "c": SITE * 1e9, "L_SiO2": y}))

    return float(solve_ivp(grow, (0, seconds), [0.0], method="LSODA", rtol=1e-10, atol=1e-20).y[0, -1])


def test_growth_is_parabolic_beyond_the_first_nanometre(offered: Offered) -> None:
    """(L + L0)² = L0² + 2 k_p t at full supply, so 23 nm in 30 min at 700 °C."""
    for seconds in (60.0, 1800.0, 7200.0):
        expected = np.sqrt((1e-9) ** 2 + 2 * 1.5e-19 * seconds) - 1e-9
        assert _layer(offered, seconds) == pytest.approx(expected, rel=1e-6)
    thin = {"substrates.SiO2.calibrated.L0": (1e-3, "nm")}
    assert _layer(offered, 1800.0, **thin) == pytest.approx(23.2e-9, rel=1e-2)
    assert _layer(offered, 7200.0, **thin) / _layer(offered, 1800.0, **thin) == pytest.approx(2.0, rel=1e-3)


def test_rate_follows_its_energy(offered: Offered) -> None:
    _, rate = _calibrated(offered("SiO2", 1.0))
    state = {"c": SITE * 1e9, "L_SiO2": 9e-9}
    assert rate.at({**state, "T": HOT}) == pytest.approx(1.5e-19 / 10e-9, rel=1e-6)
    slope = np.log(rate.at({**state, "T": 1000.0}) / rate.at({**state, "T": 900.0}))
    assert slope == pytest.approx(200e3 / R * (1 / 900.0 - 1 / 1000.0), rel=1e-6)


def test_flux_is_the_lithium_of_the_layer(offered: Offered) -> None:
    flux, rate = _calibrated(offered("SiO2", 1e-6))
    for thickness in (0.0, 5e-9, 1e-7):
        state = {"T": HOT, "c": 4e4, "L_SiO2": thickness}
        assert flux.at(state) == pytest.approx(2 / 3.57e-5 * rate.at(state), rel=1e-12)
    assert rate.unit == normal("m/s")
    one = offered("SiO2")["substrate-calibrated"]
    assert (one.states[0].name, one.states[0].initial, one.states[0].unit) == ("L_SiO2", 0.0, "m")
    # The calibration's own arithmetic: 23 nm of silicate hold 5 % of the Li of 500 nm.
    assert pytest.approx(0.05, rel=0.02) == 2 / 3.57e-5 * 23e-9 / (SITE * 500e-9)


def test_an_overshoot_below_zero_does_no_harm(offered: Offered) -> None:
    """An integrator may try a thickness just below zero; L + L0 must not vanish."""
    _, rate = _calibrated(offered("SiO2", 1.0))
    tries = rate.at({"T": HOT, "c": SITE, "L_SiO2": np.array([-1e-9, -1e-12, 0.0])})
    assert np.all(tries == tries[-1])


def test_calibrated_rate_says_so_and_keeps_the_bounds(offered: Offered) -> None:
    fluxes = offered("SiO2")
    one = fluxes["substrate-calibrated"]
    assert "not a measurement" in one.standing
    assert one.bracket is not None
    assert one.bracket.low is None
    record = _calibrated(fluxes)[0].records["substrates.SiO2.calibrated.k_p_ref"]
    assert record.basis == "calibrated"
    assert "A3" in record.spent[0]
    assert not record.sources


# -- shapes and records --------------------------------------------------------------------------------


def test_arrays_equal_scalars(offered: Offered) -> None:
    T = np.array([298.15, 700.0, 1100.0])[:, None]
    state = {"T": T, "c": np.array([0.0, 1e4, 5e4]), "L_SiO2": np.array([0.0, 1e-9, 1e-7])}
    for law in (*_calibrated(offered("SiO2")), _high(offered("Al2O3")), _high(offered("steel"))):
        found = law.at(state)
        assert found.shape == (3, 3)
        for i, j in np.ndindex(3, 3):
            one = law.at({"T": T[i, 0], "c": state["c"][j], "L_SiO2": state["L_SiO2"][j]})
            assert found[i, j] == pytest.approx(one, rel=1e-13)


def test_batched_records_equal_one_by_one(offered: Offered) -> None:
    values, key = np.array([100.0, 200.0, 280.0]), "substrates.SiO2.calibrated.energy"
    flux, _ = _calibrated(offered("SiO2", **{key: (values, "kJ/mol")}))
    found = flux.at({"T": 800.0, "c": np.full((3, 1), 4e4), "L_SiO2": np.zeros((3, 1))})
    assert found.shape == (3, 1)
    for i, value in enumerate(values):
        one, _ = _calibrated(offered("SiO2", **{key: (float(value), "kJ/mol")}))
        assert found[i, 0] == pytest.approx(one.at({"T": 800.0, "c": 4e4, "L_SiO2": 0.0}), rel=1e-12)


def test_laws_declare_exactly_the_records_they_use(offered: Offered) -> None:
    shared = {"oxide.site", "substrates.exhaustion"}
    high = {"oxide.site", "substrates.uptake_limit"}
    silica = {"substrates.SiO2.reaction.intercept", "substrates.SiO2.reaction.slope"}
    calibrated = {f"substrates.SiO2.calibrated.{name}" for name in ("k_p_ref", "energy", "L0", "molar_volume")}
    assert set(_high(offered("SiO2")).records) == high | silica
    assert set(_calibrated(offered("SiO2"))[0].records) == shared | silica | calibrated
    assert set(_high(offered("steel")).records) == high | {"substrates.steel.reaction.activity"}


def test_overrides_reach_the_laws(offered: Offered) -> None:
    state = {"T": HOT, "c": SITE}
    slow = _high(offered("SiO2", **{"substrates.uptake_limit": "1 um/s"}))
    assert slow.at(state) == pytest.approx(1e-3 * _high(offered("SiO2")).at(state))
    strong = _high(offered("SiO2", 1e-9, **{"substrates.SiO2.reaction.intercept": "-170 kJ/mol"}))
    assert _high(offered("SiO2", 1e-9)).at(state) == 0 < strong.at(state)


def test_laws_survive_pickling_and_are_told_apart(offered: Offered) -> None:
    laws = [*_calibrated(offered("SiO2")), *(_high(offered(name)) for name in REACTIVE)]
    assert len({law.identity for law in laws}) == len(laws)
    assert None not in {law.identity for law in laws}
    state = {"T": HOT, "c": 4e4, "L_SiO2": 2e-9}
    for law in laws:
        assert pickle.loads(pickle.dumps(law)).at(state) == law.at(state)
