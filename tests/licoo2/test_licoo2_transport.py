"""Diffusion, disproportionation and crystallisation."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit.api import Law, Material, Transformation
from annealkit_materials import licoo2

SITE = 5.15e4
CELSIUS = 273.15


@pytest.fixture(scope="module")
def diffusivity(lco: Material) -> Law:
    one = next(one for one in licoo2.annealkit_diffusivities(lco, "Li") if one.name == "vacancy")
    assert (one.name, one.slot, one.law.unit) == ("vacancy", "Li.diffusivity", "m^2/s")
    return one.law


def transformation(material: Material, kind: str) -> Transformation:
    """The default of a slot."""
    (name,) = material.defaults[f"host.{kind}"]
    return next(one for one in licoo2.annealkit_transformations(material) if (one.kind, one.name) == (kind, name))


# °C: stoichiometric, what v = 0.05 and v = 0.30 add; m²/s, printed to two figures.
TABLE = {
    25: (2.5e-24, 1.8e-14, 1.1e-13),
    150: (2.4e-19, 8.8e-13, 5.3e-12),
    400: (6.5e-15, 2.8e-11, 1.7e-10),
    600: (3.3e-13, 1.1e-10, 6.5e-10),
    700: (1.3e-12, 1.7e-10, 1.0e-9),
    900: (1.0e-11, 3.4e-10, 2.1e-9),
}


@pytest.mark.parametrize("celsius", TABLE)
def test_diffusivity_table(diffusivity: Law, celsius: float) -> None:
    D = np.asarray(diffusivity(T=celsius + CELSIUS, c=SITE * np.array([1.0, 0.95, 0.7]), eta=np.zeros(3)))
    assert D[0] == pytest.approx(TABLE[celsius][0], rel=0.05)
    assert D[1:] - D[0] == pytest.approx(np.array(TABLE[celsius][1:]), rel=0.05)


def test_prefactor_is_that_of_the_lattice(lco: Material) -> None:
    jump, attempts = 2.82e-10, 1e13
    for term in ("deficient", "stoichiometric"):
        assert lco[f"Li.D.{term}.prefactor"].value == pytest.approx(jump**2 * attempts / 4, rel=0.01)


def test_disproportionated_vacancies_carry_nothing(diffusivity: Law) -> None:
    c = np.full(4, 0.9 * SITE)
    D = np.asarray(diffusivity(T=900.0, c=c, eta=np.array([0.0, np.log(2), 60.0, np.inf])))
    full = diffusivity(T=900.0, c=SITE, eta=0.0)
    assert D[1] - full == pytest.approx((D[0] - full) / 2, rel=1e-9)
    assert D[2:] == pytest.approx([full, full], rel=1e-12)


def test_lithium_rich_diffuses_as_stoichiometric(diffusivity: Law) -> None:
    D = np.asarray(diffusivity(T=900.0, c=SITE * np.array([1.0, 1.1, 1.3]), eta=np.zeros(3)))
    assert np.ptp(D) == 0.0


def test_every_anneal_temperature_is_outside_the_evidence(diffusivity: Law) -> None:
    valid = diffusivity.ranges()["T"]
    assert valid.contains(np.array([370.0]))[0]
    assert not np.any(valid.contains(np.array([473.15, 973.15, 1173.15])))


def test_disproportionation_rate(lco: Material) -> None:
    change = transformation(lco, "disproportionation")
    state = change.state
    assert (state.name, state.initial, state.rate.unit) == ("eta", 0.0, "1/s")
    rate = np.asarray(state.rate(T=300 + CELSIUS, c=SITE * np.array([0.9, 1 - 1e-6, 1.0, 1.1])))
    assert rate[0] == pytest.approx(1e-3, rel=0.02)
    assert rate[1:] == pytest.approx(rate[0] * np.array([1.0, 0.0, 0.0]), rel=2e-3, abs=0)


def test_disproportionation_is_of_first_order(lco: Material) -> None:
    """The progress is the integral of the rate, so the share obeys dξ/dt = k (1 − ξ)."""
    output = transformation(lco, "disproportionation").outputs["disproportionated"]
    eta = np.array([0.2, 1.3, 5.0])
    slope = (np.asarray(output(eta=eta + 1e-6)) - np.asarray(output(eta=eta - 1e-6))) / 2e-6
    assert slope == pytest.approx(1 - np.asarray(output(eta=eta)), rel=1e-8)
    assert np.array_equal(output(eta=np.array([-1e-9, 0.0, np.inf])), [0.0, 0.0, 1.0])


# °C, s, printed X and its tolerance: two figures, or one.
X_TABLE = [(350, 3600, 0.007, 5e-4), (400, 3600, 0.19, 0.005), (450, 3600, 0.99, 0.006)]
X_TABLE += [(500, 100, 0.23, 0.005), (650, 900, 1.0, 1e-6), (680, 100, 1.0, 1e-6)]


@pytest.mark.parametrize(("celsius", "time", "expected", "tolerance"), X_TABLE)
def test_crystallised_fraction(lco: Material, celsius: float, time: float, expected: float, tolerance: float) -> None:
    change = transformation(lco, "crystallisation")
    assert (change.name, change.state.name, change.state.rate.unit) == ("JMAK", "w", "1/s")
    w = change.state.rate(T=celsius + CELSIUS) * time
    assert change.outputs["crystallised_fraction"](w=w) == pytest.approx(expected, abs=tolerance)


def test_crystallised_fraction_of_a_rounding_error(lco: Material) -> None:
    X = transformation(lco, "crystallisation").outputs["crystallised_fraction"]
    assert np.array_equal(X(w=np.array([-1e-12, 0.0])), [0.0, 0.0])
    # 1 − exp(−w^1.5) without cancellation.
    assert X(w=1e-12) == pytest.approx(1e-18, rel=1e-12)


def test_crystallisation_does_not_reach_the_other_laws(lco: Material) -> None:
    offered = [*licoo2.annealkit_diffusivities(lco, "Li"), *licoo2.annealkit_activities(lco)]
    amounts = [rule.amount for rule in licoo2.annealkit_phase_rules(lco)]
    assert len(offered) >= 3
    assert len(amounts) >= 2
    for law in (*(one.law for one in offered), *amounts):
        assert "w" not in law.arguments
