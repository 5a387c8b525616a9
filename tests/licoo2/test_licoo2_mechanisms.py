"""Rival mechanisms and paths of diffusion: what each makes of vacancies, excess lithium, boundaries and voltage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from annealkit.api import Law, Material
from annealkit_materials import licoo2
from annealkit_materials.licoo2.grains import boundary_share
from annealkit_materials.licoo2.opencircuit import CURVE, FARADAY, slope

SITE = 5.15e4
R = 8.31446261815324
EV = 1.602176634e-19 * 6.02214076e23
T = 700.0


@pytest.fixture(scope="module")
def D(lco: Material) -> dict[str, Law]:
    return {one.name: one.law for one in licoo2.annealkit_diffusivities(lco, "Li")}


def at(law: Law, x: object, *, T: float = T, eta: float = 0.0, grain: float = 1e-7) -> np.ndarray:
    c = SITE * np.asarray(x, dtype=float)
    return np.asarray(law.at({"T": T, "c": c, "eta": np.full(c.shape, eta), "grain": np.full(c.shape, grain)}))


def order(law: Law, v: np.ndarray) -> np.ndarray:
    """Slope of ln(D − D of the full lattice) over ln v: the order of the rate in the vacancies."""
    hops = at(law, 1 - v) - at(law, 1.0)
    return np.diff(np.log(hops)) / np.diff(np.log(v))


def test_the_hop_rate_is_proportional_to_the_vacancies(D: dict[str, Law]) -> None:
    v = np.array([1e-3, 1e-2, 0.05, 0.1, 0.2, 0.4])
    assert order(D["vacancy"], v) == pytest.approx(np.ones(5), abs=1e-5)
    assert order(D["vacancy-bare"], v) == pytest.approx(np.ones(5), abs=1e-5)


def test_a_hop_of_two_vacancies_goes_with_their_square_until_every_one_has_a_neighbour(D: dict[str, Law]) -> None:
    assert order(D["divacancy"], np.array([0.01, 0.05, 0.1, 0.2])) == pytest.approx(2.0, abs=1e-3)
    crowded = np.array([0.2, 0.3, 0.5])
    assert at(D["divacancy"], 1 - crowded) == pytest.approx(at(D["vacancy"], 1 - crowded), rel=1e-12)


def test_interstitials_answer_to_excess_and_not_to_deficiency(D: dict[str, Law], lco: Material) -> None:
    full = at(D["interstitial"], 1.0)
    assert at(D["interstitial"], [0.5, 0.9, 0.999]) == pytest.approx(np.full(3, full), rel=1e-12)
    hops = at(D["interstitial"], [1.001, 1.002, 1.01]) - full
    assert hops / hops[0] == pytest.approx([1.0, 2.0, 10.0], rel=1e-6)
    # What is no longer dissolved carries nothing.
    width = float(lco["Li.activity.width"].value)
    assert at(D["interstitial"], 1 + 3 * width) == pytest.approx(at(D["interstitial"], 1 + width), rel=1e-9)


def test_the_mechanisms_differ_in_sign(D: dict[str, Law]) -> None:
    poor, rich = np.array([0.95, 1.01])
    assert at(D["vacancy"], poor) > 1e2 * at(D["vacancy"], rich)
    assert at(D["interstitial"], rich) > 1e2 * at(D["interstitial"], poor)


def test_without_a_polaron_the_barrier_is_lower_by_what_was_calculated(D: dict[str, Law]) -> None:
    hops = [float(at(D[name], 0.9) - at(D[name], 1.0)) for name in ("vacancy-bare", "vacancy")]
    assert hops[0] / hops[1] == pytest.approx(np.exp(0.13 * EV / (R * T)), rel=1e-6)


def test_across_the_layers_everything_is_slower_by_one_ratio(D: dict[str, Law]) -> None:
    x = [0.5, 0.9, 1.0, 1.1]
    assert at(D["vacancy-c"], x) == pytest.approx(1e-3 * at(D["vacancy"], x), rel=1e-12)


def test_the_share_of_boundaries_is_that_of_cubes(D: dict[str, Law]) -> None:
    assert boundary_share(np.array([0.0, 1e-9, 1e-3]), 1e-9) == pytest.approx([1.0, 7 / 8, 3e-6], rel=1e-5)


def test_boundaries_carry_between_nothing_and_all(D: dict[str, Law]) -> None:
    grain = at(D["vacancy"], 0.9)
    assert at(D["grain-boundary"], 0.9, grain=1.0) == pytest.approx(grain, rel=1e-4)
    assert at(D["grain-boundary"], 0.9, grain=0.0) == pytest.approx(1e4 * grain, rel=1e-9)
    g = 1 - (100 / 101) ** 3
    assert at(D["grain-boundary"], 0.9, grain=1e-7) == pytest.approx(grain * (1 - g + 1e4 * g), rel=1e-9)


def test_a_basal_film_is_carried_by_its_boundaries(D: dict[str, Law]) -> None:
    """Grains that stand on their basal plane are shut across; 3 % of boundaries make up for it."""
    film = at(D["grain-boundary-c"], 0.9, grain=1e-7)
    assert film == pytest.approx(at(D["grain-boundary"], 0.9, grain=1e-7), rel=5e-3)
    assert film > 1e4 * at(D["vacancy-c"], 0.9)


# -- the thermodynamic factor ----------------------------------------------------------------------------


def test_the_slope_integrates_to_the_curve(lco: Material) -> None:
    curve, readings = slope(lco), lco.book.points[CURVE]
    x, U = readings.x.values, readings.y.values
    for start, end in ((1, 10), (5, 20), (10, 27)):
        nodes = [one for one in curve.ratios if x[start] < one < x[end]]
        fallen = quad(lambda one: float(curve(one)), x[start], x[end], points=nodes, limit=200)[0]
        assert fallen == pytest.approx(U[start] - U[end], rel=0.03)


def test_the_curve_falls_everywhere(lco: Material) -> None:
    assert np.all(slope(lco)(np.linspace(0.0, 1.2, 500)) > 0)


def test_the_flux_is_driven_by_the_chemical_potential(D: dict[str, Law], lco: Material) -> None:
    """Θ D_self ∂c/∂x = D_self c/(RT) ∂μ/∂x with μ = −F U, between two neighbouring places."""
    curve, room = slope(lco), 298.15
    x, step = 0.62, 1e-6
    # U falls by the slope; μ/F rises by as much.
    rise = FARADAY * float(curve(x)) * step
    own = at(D["vacancy"], x, T=room)
    driven = own * SITE * x / (R * room) * rise
    assert at(D["open-circuit"], x, T=room) * SITE * step == pytest.approx(driven, rel=1e-9)


def test_two_phases_side_by_side_have_no_factor(D: dict[str, Law]) -> None:
    x = np.array([0.5, 0.7, 0.9])
    assert at(D["open-circuit"], x, eta=60.0) == pytest.approx(at(D["vacancy"], x, eta=60.0), rel=1e-9)
    half = np.log(2.0)
    mixed, none = (at(D["open-circuit"], x, eta=eta) / at(D["vacancy"], x, eta=eta) for eta in (half, 0.0))
    assert mixed - 1 == pytest.approx((none - 1) / 2, rel=1e-9)


def test_the_factor_is_small_on_the_plateau_and_large_beside_it(D: dict[str, Law]) -> None:
    x = np.array([0.5, 0.81, 0.98])
    factor = at(D["open-circuit"], x, T=298.15) / at(D["vacancy"], x, T=298.15)
    assert factor[1] < 5 < 20 < factor[0]
    # Dilute vacancies that do not feel each other have 1/(1 − x).
    assert factor[2] == pytest.approx(50, rel=3)
    assert factor[2] > factor[0]


# -- error bars -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stem", "T", "factor"),
    [
        ("Li.D.deficient", 973.15, 10.0),
        ("Li.D.stoichiometric", 973.15, 100.0),
        ("disproportionation", 573.15, 10.0),
        ("crystallisation", 673.15, 10.0),
    ],
)
def test_prefactor_and_energy_together_are_known_as_well_as_the_rate(
    lco: Material, stem: str, T: float, factor: float
) -> None:
    """s² = s_A² + (s_E/RT)² − 2 ρ s_A s_E/RT at the temperature where the rate itself is bounded."""
    prefactor, energy = lco[f"{stem}.prefactor"], lco[f"{stem}.energy"]
    assert prefactor.uncertainty is not None
    assert prefactor.uncertainty.factor is not None
    assert energy.uncertainty is not None
    assert energy.uncertainty.deviation is not None
    a, e = np.log(prefactor.uncertainty.factor), energy.uncertainty.deviation / (R * T)
    rho = prefactor.correlated[energy.key]
    assert np.exp(np.sqrt(a**2 + e**2 - 2 * rho * a * e)) == pytest.approx(factor, rel=0.1)
    assert energy.correlated[prefactor.key] == rho


def test_both_reaction_enthalpies_carry_one_error(lco: Material) -> None:
    spinel, rocksalt = (lco[f"{oxide}.reaction.enthalpy"] for oxide in ("Co3O4", "CoO"))
    assert spinel.correlated[rocksalt.key] == 1.0
    assert spinel.uncertainty is not None
    assert rocksalt.uncertainty is not None
    assert spinel.uncertainty.deviation == pytest.approx(3 * (rocksalt.uncertainty.deviation or 0.0))
