"""Lithium beyond one per Co: what it is, the activity it holds, and that it leaves first."""

from __future__ import annotations

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import Law, Material, PhaseRule
from annealkit_materials import licoo2

SITE = 5.15e4
R = 8.31446261815324
CELSIUS = 273.15
FORMS = ("Li2O", "LiOH", "Li2CO3")
AIR = {"p_O2": 21227.6, "p_CO2": 40.0, "p_H2O": 1e3}
DRY = {"p_O2": 101325.0, "p_CO2": 0.0, "p_H2O": 0.0}


@pytest.fixture(scope="module")
def rules(lco: Material) -> dict[str, PhaseRule]:
    return {rule.name: rule for rule in licoo2.annealkit_phase_rules(lco) if rule.name in FORMS}


@pytest.fixture(scope="module")
def activities(lco: Material) -> dict[str, Law]:
    return {one.name: one.law for one in licoo2.annealkit_activities(lco)}


def log_dissociation(salt: str, T: float) -> float:
    """log10 of the pressure (Pa) over Li2O beside its salt, written out here."""
    lines = {
        "LiOH": (11.22 - 6462 / T, 8.021 - 4074 / T),
        "Li2CO3": (11.98 - 10680 / T, 9.277 - 7976 / T),
    }
    return min(lines[salt])


def form(rules: dict[str, PhaseRule], T: float, gas: dict[str, float], x: float = 1.1) -> str:
    state = {"T": T, "c": SITE * x, **gas}
    held = {name: float(rule.amount.at(state)) for name, rule in rules.items()}
    (found,) = (name for name, share in held.items() if share > 0)
    return found


@pytest.mark.parametrize(
    ("T", "gas", "expected"),
    [
        (973.15, AIR, "Li2CO3"),
        (1100.0, AIR, "Li2O"),
        (700.0, AIR | {"p_CO2": 0.0}, "LiOH"),
        (900.0, AIR | {"p_CO2": 0.0}, "Li2O"),
        (298.15, DRY, "Li2O"),
        (700.0, AIR, "Li2CO3"),
    ],
)
def test_the_gas_decides_the_form(rules: dict[str, PhaseRule], T: float, gas: dict[str, float], expected: str) -> None:
    assert form(rules, T, gas) == expected
    margins = {name: float(rule.margin.at({"T": T, "c": SITE * 1.1, **gas})) for name, rule in rules.items()}
    assert [name for name, margin in margins.items() if margin > 0] == [expected]


@pytest.mark.parametrize(("T", "salt", "gas"), [(1040.0, "Li2CO3", 40.0), (699.0, "LiOH", 100.0)])
def test_carbonate_in_air_and_hydroxide_end_where_the_source_puts_them(salt: str, T: float, gas: float) -> None:
    """0.4 mbar of CO2 at 1040 K; 97 Pa of water at 700 K."""
    assert 10 ** log_dissociation(salt, T) == pytest.approx(gas, rel=0.15)


def test_margin_is_the_energy_of_making_the_salt(rules: dict[str, PhaseRule]) -> None:
    T = 900.0
    gained = -R * T * np.log(10) * (log_dissociation("Li2CO3", T) - np.log10(AIR["p_CO2"]))
    found = rules["Li2CO3"].margin.at({"T": T, "c": SITE * 1.1, **AIR})
    # Against Li2O: LiOH lies above it at 900 K in 1 kPa of water.
    assert log_dissociation("LiOH", T) > np.log10(AIR["p_H2O"])
    assert found == pytest.approx(gained, rel=1e-9)


def test_carbon_dioxide_attacks_the_host_itself_only_when_cold(rules: dict[str, PhaseRule]) -> None:
    """At x = 1 in 400 ppm of CO2: storage, not the anneal."""
    margin = [float(rules["Li2CO3"].margin.at({"T": t + CELSIUS, "c": SITE, **AIR})) for t in (25, 300, 700)]
    assert margin[0] > 0 > margin[1] > margin[2]


def test_the_forms_share_what_exceeds_the_solution(rules: dict[str, PhaseRule], lco: Material) -> None:
    width = float(lco["Li.activity.width"].value)
    x = np.array([0.9, 1.0, 1 + width, 1.1, 1.5])
    for T in (300.0, 700.0, 1000.0, 1200.0):
        state = {"T": T, "c": SITE * x, **AIR}
        total = np.sum([rule.amount.at(state) for rule in rules.values()], axis=0)
        assert total == pytest.approx(np.maximum(0, x - 1 - width) / x, rel=1e-12, abs=1e-15)


def test_volume_per_lithium(rules: dict[str, PhaseRule]) -> None:
    found = {name: float(rule.volume_ratio()) for name, rule in rules.items()}
    assert found == pytest.approx({"Li2O": 1.48 / 2 / 1.94, "LiOH": 1.64 / 1.94, "Li2CO3": 3.5 / 2 / 1.94})


# -- the activity it holds --------------------------------------------------------------------------------


def test_capped_activity_is_the_plain_one_where_no_salt_is_stable(activities: dict[str, Law]) -> None:
    x = np.array([0.5, 1.0, 1.01, 1.02, 1.3])
    plain, capped = (
        np.asarray(activities[name].at({"T": 973.15, "c": SITE * x, **DRY}))
        for name in ("decomposition", "decomposition-capped")
    )
    assert capped == pytest.approx(plain, rel=1e-12)


def test_capped_activity_ends_at_that_over_the_salt(activities: dict[str, Law]) -> None:
    T, x = 900.0, np.array([0.9, 1.0, 1.02, 1.3])
    plain, capped = (
        np.asarray(activities[name].at({"T": T, "c": SITE * x, **AIR}))
        for name in ("decomposition", "decomposition-capped")
    )
    assert capped[:2] == pytest.approx(plain[:2], rel=1e-12)
    assert capped[2:] == pytest.approx(10 ** log_dissociation("Li2CO3", T) / AIR["p_CO2"], rel=1e-9)
    assert np.all(capped[2:] < plain[2:])


def test_capped_activity_never_falls_below_that_of_the_host(activities: dict[str, Law]) -> None:
    """Cold, the salt holds less Li2O than LiCoO2 does: the host's own reaction is not told."""
    state = {"T": 298.15, "c": SITE * np.array([1.0, 1.01, 1.1]), **AIR}
    capped = np.asarray(activities["decomposition-capped"].at(state))
    assert capped == pytest.approx(np.full(3, capped[0]), rel=1e-9)


# -- it leaves first --------------------------------------------------------------------------------------


def film() -> ak.Anneal:
    """6 % too much lithium at 900 °C in wet air."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt", composition={"Li": 1.06, "Co": 1}),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule="900 degC; hold 15 min",
    )


def test_excess_lithium_is_far_more_volatile() -> None:
    built = film().built
    law = built.fluxes()["outer"][0].law
    state = {name: one.at({"t": 0.0, "T": 1173.15}) for name, one in built.gas.items()}
    rich, poor = (float(np.sum(law.at(state | {"T": 1173.15, "c": SITE * x}))) for x in (1.06, 0.999))
    # p(LiOH) goes with the root of the activity, which is 1 over the excess and 3e-5 over LiCoO2.
    assert rich / poor == pytest.approx(1 / np.sqrt(3.4e-5), rel=1.0)


@pytest.mark.slow
def test_excess_leaves_first_and_then_almost_nothing() -> None:
    """The film comes down to x = 1 within minutes and then stays."""
    result = film().run(rtol=1e-3, cells=4)
    time = result.dataset["time"].to_numpy()
    ratio = result.dataset["Li"].mean("depth").to_numpy() / SITE
    early = (ratio[0] - np.interp(60.0, time, ratio)) / 60.0
    late = (np.interp(600.0, time, ratio) - ratio[-1]) / (time[-1] - 600.0)
    assert ratio[-1] == pytest.approx(1.0, abs=5e-3)
    assert early > 30 * late > 0
