"""Densification, bonding, density, conduction, resistance and what is read of the film."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from annealkit.api import Face, Law, Material
from annealkit_materials import hfo2

Laws = Callable[[Material], dict[str, Law]]
Film = Callable[..., Material]
SITE = 4.37e4
#: Values that end a state: everything crystallised, every pore closed.
END = 50.0
N = 5


def state(**given: float) -> dict[str, np.ndarray | float]:
    """Five unequal cells of a film of 2 nm as deposited, the first at the host; states and c as given."""
    dx = np.array([0.2, 0.3, 0.5, 0.6, 0.4]) * 1e-9
    depth = dx[::-1].cumsum()[::-1] - dx / 2
    fresh = {"crystal_time": 0.0, "pore_closing": 0.0, "bond_making": 0.0, "c": 0.0}
    known: dict[str, np.ndarray | float] = {name: np.full(N, value) for name, value in (fresh | given).items()}
    known.update(T=298.15, dx=dx, depth=depth)
    return known


@pytest.fixture(scope="module")
def laws(film: Film, laws_of: Laws) -> dict[str, Law]:
    return laws_of(film(2))


def number(law: Law, **given: float) -> float:
    return float(np.squeeze(law.at(state(**given))))


# -- densification and bonding ---------------------------------------------------


def test_the_rate_is_that_of_the_deposition(laws: dict[str, Law]) -> None:
    share = 1 - np.exp(-float(np.squeeze(laws["rate densification deposition"](T=523.15))) * 3 * 3600)
    assert share == pytest.approx(0.1, rel=1e-12)


def test_the_calibrated_rate_makes_its_claim_true_and_is_no_default(hafnia: Material, laws: dict[str, Law]) -> None:
    rate = laws["rate densification calibrated"]
    assert 1 - np.exp(-float(np.squeeze(rate(T=673.15))) * 3600) == pytest.approx(0.9, abs=1e-3)
    assert {record.basis for record in rate.records.values()} == {"calibrated", "assumed"}
    for slot in ("host.densification", "host.bonding"):
        assert "calibrated" not in hafnia.defaults[slot]
    states = [one.state for one in hfo2.annealkit_transformations(hafnia) if one.name in hafnia.defaults[one.slot]]
    used = [record for one in states if one is not None for record in one.rate.records.values()]
    assert used
    assert not [record.key for record in used if record.basis == "calibrated"]


@pytest.mark.parametrize(
    ("celsius", "hours", "theta"), [(250, 3, 0.05), (300, 1, 0.11), (350, 1, 0.44), (400, 1, 0.90)]
)
def test_the_calibrated_rate_at_other_temperatures(
    laws: dict[str, Law], celsius: float, hours: float, theta: float
) -> None:
    rate = float(np.squeeze(laws["rate densification calibrated"](T=celsius + 273.15)))
    assert 1 - np.exp(-rate * hours * 3600) == pytest.approx(theta, abs=0.01)


def test_bonding_goes_as_densification_does(laws: dict[str, Law]) -> None:
    T = np.linspace(300.0, 900.0, 7)
    assert np.array_equal(laws["rate bonding condensation"](T=T), laws["rate densification deposition"](T=T))
    assert laws["output bonded"](bond_making=np.array([0.0, np.log(2)])) == pytest.approx([0.0, 0.5])
    assert number(laws["O bonding"], bond_making=np.log(4)) == pytest.approx(0.75)


# -- density and thickness -------------------------------------------------------


def test_density_rises_by_pores_and_then_by_crystals(laws: dict[str, Law]) -> None:
    law = laws["O density"]
    assert number(law) == pytest.approx(9200)
    assert number(law, pore_closing=END) == pytest.approx(9440)
    assert number(law, pore_closing=END, crystal_time=END) == pytest.approx(9440 * 1.025)
    assert number(law, pore_closing=np.log(2)) == pytest.approx(9320)


def test_a_film_crystallised_whole_has_the_handbook_density(laws: dict[str, Law]) -> None:
    # All densities are on one scale, whose upper end is 9.68 g/cm3.
    assert number(laws["O density"], pore_closing=END, crystal_time=END) == pytest.approx(9680, rel=1e-3)


def test_the_film_keeps_its_mass(laws: dict[str, Law]) -> None:
    for given in ({}, {"pore_closing": 1.3}, {"pore_closing": 0.4, "crystal_time": 0.8}):
        assert number(laws["O density"], **given) * number(laws["O thickness"], **given) == pytest.approx(9200 * 2e-9)


# -- roughness and coverage ------------------------------------------------------


def test_the_film_is_smoother_only_while_amorphous(laws: dict[str, Law]) -> None:
    law = laws["O roughness_ratio"]
    assert number(law) == 1.0
    assert number(law, pore_closing=END) == pytest.approx(0.9)
    assert number(law, crystal_time=END) == pytest.approx(16.40 / 6.13, rel=2e-3)
    tenth = np.sqrt(-np.log(0.9))  # X = 0.1
    assert number(law, pore_closing=END, crystal_time=tenth) == pytest.approx(1 + 1.68 * 0.1)


def test_only_a_film_thin_enough_breaks_up(film: Film, laws_of: Laws) -> None:
    covered = {h: number(laws_of(film(h))["O coverage"], crystal_time=END) for h in (1.2, 1.8, 2.7, 3.6, 5)}
    assert covered == pytest.approx({1.2: 0.5, 1.8: 0.5, 2.7: 0.75, 3.6: 1.0, 5: 1.0})
    assert number(laws_of(film(1.2))["O coverage"], pore_closing=END) == 1.0


def test_heat_is_that_of_the_crystallised_share(laws: dict[str, Law]) -> None:
    assert number(laws["O crystallisation_heat"]) == 0.0
    assert number(laws["O crystallisation_heat"], crystal_time=np.sqrt(np.log(2))) == pytest.approx(-19e3)


# -- conduction and resistance ---------------------------------------------------


def test_conductivity_by_state(laws: dict[str, Law]) -> None:
    law = laws["O conductivity"]
    assert number(law) == pytest.approx(2e-9)
    assert number(law, c=0.4 * SITE) == pytest.approx(1e-7)
    assert number(law, c=0.2 * SITE) == pytest.approx(np.sqrt(2e-9 * 1e-7))
    assert number(law, c=2.0 * SITE) == pytest.approx(1e-7)
    assert number(law, c=0.4 * SITE, crystal_time=END) == pytest.approx(1e-10)
    half = np.sqrt(np.log(2))
    assert number(law, c=0.4 * SITE, crystal_time=half) == pytest.approx(1e-7 * 0.5005)


def test_the_coatings_resistance_is_thickness_over_conductivity(laws: dict[str, Law]) -> None:
    assert number(laws["R coating"]) == pytest.approx(2e-9 / 2e-9)
    assert number(laws["R coating"], c=0.4 * SITE) == pytest.approx(2e-9 / 1e-7)
    closed = number(laws["R coating"], c=0.4 * SITE, pore_closing=END)
    assert closed == pytest.approx(2e-9 * (9200 / 9440) / 1e-7)
    assert number(laws["R coating"], c=0.4 * SITE, crystal_time=END) == pytest.approx(20 / 1.0256522, rel=1e-6)


def test_the_resistance_integrates_over_a_gradient(laws: dict[str, Law]) -> None:
    known = state()
    share = np.linspace(0.1, 0.9, N)
    sigma = 2e-9 ** (1 - share) * 1e-7**share
    assert laws["R coating"].at(known | {"c": share * 0.4 * SITE}) == pytest.approx(np.sum(known["dx"] / sigma))


def test_a_film_lithiated_by_the_cell_does_not_ask_for_the_anneals_lithium(laws: dict[str, Law]) -> None:
    law = laws["R coating-lithiated"]
    assert "c" not in law.arguments
    assert number(law) == pytest.approx(number(laws["R coating"], c=0.4 * SITE))


def test_the_contact_opens_with_bonding_at_the_host(laws: dict[str, Law]) -> None:
    law = laws["R contact"]
    assert number(law) == pytest.approx(0.02)
    assert number(law, bond_making=np.log(10)) == pytest.approx(0.002)
    bonds = np.zeros(N)
    bonds[0] = END  # the cell farthest from the face lies on the host
    known = state() | {"bond_making": bonds}
    assert law.at(known) == pytest.approx(0.0, abs=1e-15)
    turned = {name: value[::-1] if isinstance(value, np.ndarray) else value for name, value in known.items()}
    assert law.at(turned) == pytest.approx(0.0, abs=1e-15)


def test_resistance_falls_as_a_film_densifies_bonds_and_takes_up_lithium(laws: dict[str, Law]) -> None:
    def total(**given: float) -> float:
        return number(laws["R coating"], **given) + number(laws["R contact"], **given)

    fresh = total()
    assert total(pore_closing=1.0) < fresh
    assert total(bond_making=1.0) < fresh
    assert total(c=0.1 * SITE) < fresh
    assert total(crystal_time=END) > fresh


def test_faces(hafnia: Material) -> None:
    def at(kind: str) -> int:
        return len(list(hfo2.annealkit_resistances(hafnia, Face(kind, None, "outer"))))

    assert [at(kind) for kind in ("gas", "interface", "substrate")] == [3, 3, 0]


# -- diffusion -------------------------------------------------------------------


def test_diffusion_follows_from_conduction(laws: dict[str, Law]) -> None:
    law, F, R = laws["D amorphous"], 96485.33212, 8.31446261815324
    cold = float(np.squeeze(law(T=298.15, crystal_time=0.0)))
    assert cold * F**2 * 0.4 * SITE / (R * 298.15) == pytest.approx(1e-7)
    hot = float(np.squeeze(law(T=673.15, crystal_time=0.0)))
    assert np.log(hot / cold) == pytest.approx(0.6 * F / R * (1 / 298.15 - 1 / 673.15))
    assert float(np.squeeze(law(T=673.15, crystal_time=END))) == pytest.approx(1e-3 * hot)
    # Whatever the model, 5 nm are crossed in less than a second at 400 °C.
    for name in ("D amorphous", "D crystalline"):
        assert (5e-9) ** 2 / float(np.squeeze(laws[name].at({"T": 673.15, "crystal_time": 0.0}))) < 1.0
