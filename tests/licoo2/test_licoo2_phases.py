"""Phase rules of Co3O4 and CoO."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit.api import Law, Material, PhaseRule
from annealkit_materials import licoo2

SITE = 5.15e4
R = 8.31446261815324
AIR = 0.2095 * 101325.0


@pytest.fixture(scope="module")
def rules(lco: Material) -> dict[str, PhaseRule]:
    """The oxides of cobalt; the forms of excess lithium have tests of their own."""
    every = {rule.name: rule for rule in licoo2.annealkit_phase_rules(lco)}
    return {name: every[name] for name in lco.defaults["host.phases"]}


@pytest.fixture(scope="module")
def activity(lco: Material) -> Law:
    return next(one.law for one in licoo2.annealkit_activities(lco) if one.name == "decomposition")


def reaction(product: str, T: float, p_O2: float) -> float:
    """Gibbs energy (J) of LiCoO2 giving one mole of the product, Li2O(s) and O2 at p_O2, written out here."""
    standard = {"Co3O4": 236.1e3 - 69.9 * T, "CoO": 146.7e3 - 79.1 * T}[product]
    return standard + 0.25 * R * T * np.log(p_O2 / 1e5)


@pytest.mark.parametrize(("T", "p_O2"), [(873.15, AIR), (973.15, AIR), (973.15, 1.0), (1223.15, AIR)])
def test_margin_below_stoichiometry_is_the_energy_between_the_oxides(
    rules: dict[str, PhaseRule], T: float, p_O2: float
) -> None:
    oxidation = reaction("Co3O4", T, p_O2) - 3 * reaction("CoO", T, p_O2)  # 3 CoO + 1/2 O2 = Co3O4
    margin = {name: float(rule.margin(T=T, c=0.99 * SITE, p_O2=p_O2)) for name, rule in rules.items()}
    assert margin["Co3O4"] == pytest.approx(-oxidation, rel=1e-9)
    assert margin["CoO"] == pytest.approx(oxidation / 3, rel=1e-9)


def test_exactly_one_oxide_is_stable_below_stoichiometry(rules: dict[str, PhaseRule]) -> None:
    T = np.linspace(400.0, 1400.0, 41)[:, None]
    state = {"T": T, "c": SITE * np.array([0.2, 0.9, 1 - 1e-12]), "p_O2": 1.0}
    stable = [np.asarray(rule.margin(**state)) > 0 for rule in rules.values()]
    assert np.all(stable[0] ^ stable[1])
    assert stable[0][0, 0]
    assert stable[1][-1, 0]


@pytest.mark.parametrize("x", [1.005, 1.02, 1.2])
def test_margin_above_stoichiometry_is_the_energy_of_giving_off_oxide(
    rules: dict[str, PhaseRule], activity: Law, x: float
) -> None:
    T, p_O2 = 973.15, AIR
    a = float(activity(T=T, c=x * SITE, p_O2=p_O2))
    for name, oxide in (("Co3O4", 1.5), ("CoO", 0.5)):
        expected = -(reaction(name, T, p_O2) + oxide * R * T * np.log(a))
        margin = rules[name].margin(T=T, c=x * SITE, p_O2=p_O2)
        assert margin == pytest.approx(expected, rel=1e-9)
        assert margin < 0


def test_stoichiometric_host_is_at_the_edge(rules: dict[str, PhaseRule]) -> None:
    margin = {name: float(rule.margin(T=973.15, c=SITE, p_O2=AIR)) for name, rule in rules.items()}
    assert margin["Co3O4"] == 0.0
    assert margin["CoO"] < 0


def test_stoichiometric_host_that_falls_apart_by_itself(rules: dict[str, PhaseRule]) -> None:
    T = 273.15 + np.array([925.0, 931.0])  # at 1e-9 bar it happens at 928 °C
    below, above = np.asarray(rules["CoO"].margin(T=T, c=SITE, p_O2=1e-4))
    assert below == 0.0
    assert above > 0.0


def test_amount_is_the_disproportionated_deficit_in_the_stable_oxide(rules: dict[str, PhaseRule]) -> None:
    c, eta = SITE * np.array([0.9, 0.9, 1.0, 1.1]), np.array([60.0, np.log(2), 60.0, 60.0])
    given_up = np.array([0.1, 0.05, 0.0, 0.0])
    for p_O2, stable, other in ((AIR, "Co3O4", "CoO"), (1.0, "CoO", "Co3O4")):
        state = {"T": 973.15, "c": c, "p_O2": p_O2, "eta": eta}
        assert rules[stable].amount(**state) == pytest.approx(given_up, rel=1e-12, abs=1e-15)
        assert np.array_equal(rules[other].amount(**state), np.zeros(4))


def test_amount_switches_at_675_celsius_in_ten_ppm_of_oxygen(rules: dict[str, PhaseRule]) -> None:
    state = {"T": np.array([670.0, 680.0]) + 273.15, "c": 0.9 * SITE, "p_O2": 1.0, "eta": 60.0}
    assert rules["Co3O4"].amount(**state) == pytest.approx([0.1, 0.0])
    assert rules["CoO"].amount(**state) == pytest.approx([0.0, 0.1])


# Share of the cobalt, volume fraction in percent as printed.
@pytest.mark.parametrize(("y", "percent"), [(0.005, 0.34), (0.01, 0.68), (0.02, 1.4), (0.05, 3.5), (0.1, 7.0)])
def test_volume_fraction_of_the_spinel(rules: dict[str, PhaseRule], y: float, percent: float) -> None:
    ratio = float(rules["Co3O4"].volume_ratio())
    fraction = y * ratio / (1 - y + y * ratio)
    assert 100 * fraction == pytest.approx(percent, rel=0.025)


def test_volume_ratio_per_cobalt(rules: dict[str, PhaseRule]) -> None:
    assert rules["Co3O4"].volume_ratio() == pytest.approx(3.96 / 3 / 1.94)
    assert rules["CoO"].volume_ratio() == pytest.approx(1.164 / 1.94)


def test_thresholds(rules: dict[str, PhaseRule]) -> None:
    for rule in rules.values():
        values = {instrument: record.value for instrument, record in rule.thresholds.items()}
        assert values == {"XRD": 0.05, "Raman": 0.01}
        assert rule.slot == "host.phases"
        assert rule.product in rule.reaction
