"""Crystallisation by thickness and temperature."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from annealkit.api import InputError, Law, Material, UnknownNameError
from annealkit_materials import hfo2
from annealkit_materials.hfo2 import crystallisation_temperature, phase

Film = Callable[..., Material]
R = 8.31446261815324
CELSIUS = 273.15


def rate(material: Material, model: str = "JMAK") -> Law:
    (state,) = (one.state for one in hfo2.annealkit_transformations(material) if one.name == model)
    assert state is not None
    return state.rate


def after(material: Material, celsius: float, seconds: float, model: str = "JMAK") -> float:
    """Crystallised share after a hold."""
    w = float(np.squeeze(rate(material, model)(T=celsius + CELSIUS))) * seconds
    return float(-np.expm1(-(w**2)))


# The two films that the law was fitted to, on Pt, in a calorimeter.
@pytest.mark.parametrize(("nanometres", "celsius"), [(25, 388), (20, 417)])
def test_the_two_films_crystallise_where_they_did(nanometres: float, celsius: float) -> None:
    found = crystallisation_temperature(f"{nanometres} nm", "10 K/min")
    assert found.m_as("degC") == pytest.approx(celsius, abs=2)


@pytest.mark.parametrize(
    ("model", "nanometres"), [("JMAK", 20), ("JMAK", 3), ("JMAK-assisted", 5), ("JMAK-reciprocal", 8)]
)
def test_the_peak_is_that_of_the_integrated_ramp(film: Film, model: str, nanometres: float) -> None:
    heating = 0.5
    law = rate(film(nanometres), model)
    T = np.linspace(400.0, 1600.0, 240001)
    k = np.asarray(law(T=T))
    w = np.concatenate([[0.0], np.cumsum((k[1:] + k[:-1]) / 2 * np.diff(T) / heating)])
    speed = 2 * w * k * np.exp(-(np.minimum(w, 1e3) ** 2))
    peak = T[np.argmax(speed)]
    found = crystallisation_temperature(f"{nanometres} nm", "0.5 K/s", model=model).m_as("K")
    assert found == pytest.approx(peak, abs=0.02)


def test_faster_heating_crystallises_later_by_kissinger() -> None:
    slow, fast = (crystallisation_temperature("20 nm", f"{beta} K/min").m_as("K") for beta in (1, 100))
    assert fast > slow
    # E/R (1/T1 - 1/T2) = ln(β2 T1²/(β1 T2²)), exact but for the width of the peak.
    energy = R * np.log(100 * slow**2 / fast**2) / (1 / slow - 1 / fast)
    assert energy == pytest.approx(212.1e3, rel=3e-3)


# °C: energy (kJ/mol), k(400 °C) 1/s, and temperature of the peak, as printed for the law.
TABLE = [(15, 224, 4.3e-4, 454), (12, 233, 8.3e-5, 483), (10, 240, 2.2e-5, 507), (8, 250, 4.2e-6, 536)]
TABLE += [(5, 269, 1.3e-7, 597), (3, 290, 3.1e-9, 664), (2, 307, 1.5e-10, 716)]


@pytest.mark.parametrize(("nanometres", "energy", "k", "peak"), TABLE)
def test_the_table_of_thicknesses(film: Film, nanometres: float, energy: float, k: float, peak: float) -> None:
    law = rate(film(nanometres))
    two = [float(np.squeeze(law(T=T))) for T in (600.0, 700.0)]
    assert R * np.log(two[1] / two[0]) / (1 / 600 - 1 / 700) / 1e3 == pytest.approx(energy, abs=0.6)
    # The energies are printed to 1 kJ/mol, which is 20 % of k.
    assert float(np.squeeze(law(T=673.15))) == pytest.approx(k, rel=0.2)
    assert crystallisation_temperature(f"{nanometres} nm").m_as("degC") == pytest.approx(peak, abs=8)


def test_thinner_films_crystallise_hotter_without_exception() -> None:
    thin = [crystallisation_temperature(f"{h} nm").m_as("K") for h in (1, 1.5, 2, 3, 5, 8, 12, 16, 20, 25)]
    assert np.all(np.diff(thin) < 0)


def test_films_thicker_than_the_limit_count_as_the_limit(film: Film) -> None:
    assert rate(film(100))(T=650.0) == rate(film(25))(T=650.0)
    assert rate(film(24.9))(T=650.0) < rate(film(25))(T=650.0)


def test_a_film_below_the_critical_thickness_stays_amorphous(film: Film) -> None:
    assert after(film(0.9), 1050, 3600) == 0.0
    assert after(film(1.8), 1050, 10) >= 0.5
    assert after(film(0.9, crystallisation__critical_thickness="0.7 nm"), 1050, 10) >= 0.5
    with pytest.raises(InputError, match="critical_thickness"):
        crystallisation_temperature("0.9 nm")
    assert crystallisation_temperature("0.9 nm", model="JMAK-reciprocal").m_as("K") > 3000


def test_five_nanometres_stay_amorphous_at_400_degrees(film: Film) -> None:
    assert after(film(5), 400, 5 * 3600) < 1e-2
    assert phase(after(film(5), 400, 5 * 3600)) == "amorphous"


def test_five_nanometres_are_crystalline_with_the_flagged_shift(film: Film) -> None:
    shifted = film(5, crystallisation__dT_substrate="-105 delta K")
    assert after(shifted, 400, 5 * 3600) >= 0.5
    assert phase(after(shifted, 400, 5 * 3600)) == "crystalline"
    assert after(film(5), 400, 5 * 3600, "JMAK-assisted") == after(shifted, 400, 5 * 3600)


def test_the_shift_moves_the_temperature_and_nothing_else(film: Film) -> None:
    shifted = film(8, crystallisation__dT_substrate="-40 delta K")
    T = np.linspace(500.0, 1100.0, 7)
    assert rate(shifted)(T=T) == pytest.approx(rate(film(8))(T=T + 40.0), rel=1e-13)
    moved = crystallisation_temperature("8 nm", parameters={"HfO2.crystallisation.dT_substrate": "-40 delta K"})
    assert moved.m_as("K") == pytest.approx(crystallisation_temperature("8 nm").m_as("K") - 40.0, abs=1e-6)


def test_the_straight_line_in_one_over_thickness_contradicts_what_was_seen(film: Film) -> None:
    for nanometres, celsius in ((25, 388), (20, 417), (5, 852)):
        found = crystallisation_temperature(f"{nanometres} nm", model="JMAK-reciprocal").m_as("degC")
        assert found == pytest.approx(celsius, abs=2)
    # Islands of 1.8 nm were crystalline after 1050 °C, 4 nm after 1000 °C.
    assert after(film(1.8), 1050, 10, "JMAK-reciprocal") < 1e-2
    assert after(film(1.8), 1050, 10) >= 0.5


def test_the_order_with_thickness_and_temperature(film: Film) -> None:
    at_700 = [after(film(h), 700, 60) for h in (0.9, 1.4, 1.8, 4.0)]
    assert at_700[0] == 0.0
    assert np.all(np.diff(at_700) > 0)
    at_1000 = [after(film(h), 1000, 10) for h in (0.9, 1.4, 1.8, 4.0)]
    assert np.all(np.diff(at_1000) >= 0)
    assert np.all(np.array(at_1000) >= at_700)


def test_any_programme_adds_up(film: Film, laws_of: Callable[[Material], dict[str, Law]]) -> None:
    """Integrated over a ramp, X is what the closed form gives: w = (k0/β) T E2(E/RT)."""
    from scipy.special import expn

    law, heating, end = rate(film(20)), 1 / 6, 690.0
    solved = solve_ivp(
        lambda t, w: [float(law(T=300.0 + heating * t))], (0, (end - 300) / heating), [0.0], rtol=1e-9, atol=1e-14
    )
    energy, k0 = 212.1e3, 1e14
    closed = k0 / heating * (end * expn(2, energy / (R * end)) - 300 * expn(2, energy / (R * 300)))
    assert solved.y[0, -1] == pytest.approx(closed, rel=1e-6)
    X = laws_of(film(20))["output crystallised_fraction"]
    assert X(crystal_time=solved.y[0, -1]) == pytest.approx(1 - np.exp(-(closed**2)), rel=1e-6)


def test_the_share_stays_between_nothing_and_all(
    laws_of: Callable[[Material], dict[str, Law]], hafnia: Material
) -> None:
    X = laws_of(hafnia)["output crystallised_fraction"]
    values = np.asarray(X(crystal_time=np.array([-1e-12, 0.0, 1e-8, 1.0, 1e3])))
    assert values[:2].tolist() == [0.0, 0.0]
    assert values[2] == pytest.approx(1e-16, rel=1e-7)
    assert values[-1] == 1.0


def test_words_for_a_share(hafnia: Material) -> None:
    assert [phase(x) for x in (0.0, 0.0099, 0.01, 0.4999, 0.5, 1.0)] == [
        "amorphous",
        "amorphous",
        "partly crystalline",
        "partly crystalline",
        "crystalline",
        "crystalline",
    ]
    assert phase(0.4, hafnia.with_overrides({"HfO2.state.crystalline": 0.3})) == "crystalline"


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(InputError, match="above zero"):
        crystallisation_temperature("0 nm")
    with pytest.raises(InputError, match="above zero"):
        crystallisation_temperature("5 nm", "-1 K/min")
    with pytest.raises(UnknownNameError, match="JMAK-reciprocal"):
        crystallisation_temperature("5 nm", model="JMAK-reciproc")
