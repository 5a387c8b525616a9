"""Diffusion through the gas: a table computed elsewhere, a handbook value, limits of Blanc's law."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit.api import R
from annealkit_vaporisation.film import CARRIERS, VAPOURS, GasFilm, hertz_knudsen
from annealkit_vaporisation.fluxes import book
from annealkit_vaporisation.transport import MOLAR_MASS, collision_integral

ATM = 101325.0


@pytest.fixture(scope="module")
def film() -> GasFilm:
    return GasFilm.of(book().records)


def _diffusion(film: GasFilm, vapour: str, T: float, **pressures: float) -> float:
    gases = dict.fromkeys(CARRIERS, 0.0) | pressures
    return float(1 / film.resistance(T, gases, 0)[VAPOURS.index(vapour)])


@pytest.mark.parametrize(
    ("vapour", "gas", "at_1000", "at_1200", "at_1400", "power"),
    [
        ("Li", "N2", 2.3e-4, 3.2e-4, 4.2e-4, 1.77),
        ("LiOH", "N2", 1.4e-4, 1.9e-4, 2.4e-4, 1.72),
        ("LiOH", "O2", 1.4e-4, 1.9e-4, 2.4e-4, 1.72),
        ("LiOH", "Ar", 1.3e-4, 1.8e-4, 2.4e-4, 1.73),
        ("Li2O", "N2", 1.2e-4, 1.6e-4, 2.1e-4, 1.77),
        ("Li2O", "Ar", 1.1e-4, 1.5e-4, 2.0e-4, 1.78),
    ],
)
def test_diffusion_coefficients_of_the_table(
    film: GasFilm, vapour: str, gas: str, at_1000: float, at_1200: float, at_1400: float, power: float
) -> None:
    found = [_diffusion(film, vapour, T, **{gas: ATM}) for T in (1000.0, 1200.0, 1400.0)]
    # Two printed digits of numbers that begin with 1 are good to 5 %.
    assert found == pytest.approx([at_1000, at_1200, at_1400], rel=0.05)
    assert np.log(found[2] / found[0]) / np.log(1.4) == pytest.approx(power, abs=0.03)


def test_chapman_enskog_prefactor_is_the_textbook_number(film: GasFilm) -> None:
    """D = 0.0018583 sqrt(T³(1/M1 + 1/M2))/(p σ² Ω) in cm²/s, atm, Å, g/mol; old constants, good to 3e-4."""
    T, sigma = 1000.0, (3.5 + 3.798) / 2
    masses = 1 / (MOLAR_MASS["LiOH"] * 1e3) + 1 / (MOLAR_MASS["N2"] * 1e3)
    omega = collision_integral(T / np.sqrt(1000 * 71.4))
    expected = 0.0018583 * np.sqrt(T**3 * masses) / (sigma**2 * omega) * 1e-4
    assert _diffusion(film, "LiOH", T, N2=ATM) == pytest.approx(expected, rel=3e-4)


def test_water_in_air_is_near_the_handbook(film: GasFilm) -> None:
    """1.135 cm²/s at 673 K and 1 atm; spherical molecules give 13 % less, as the record says."""
    found = _diffusion(film, "H2O", 673.0, N2=0.79 * ATM, O2=0.21 * ATM)
    assert found == pytest.approx(1.135e-4, rel=0.15)


@pytest.mark.parametrize(
    ("reduced", "table"), [(0.3, 2.649), (1.0, 1.440), (2.6, 0.9890), (10.0, 0.7422), (100.0, 0.5180)]
)
def test_collision_integral_against_its_table(reduced: float, table: float) -> None:
    """Integrated values of Monchick and Mason as tabulated in textbooks; the fit is good to 0.4 %."""
    assert collision_integral(reduced) == pytest.approx(table, rel=5e-3)


def test_blanc_lies_between_its_gases_and_scales_with_pressure(film: GasFilm) -> None:
    argon, oxygen = (_diffusion(film, "Li2O", 900.0, **{gas: ATM}) for gas in ("Ar", "O2"))
    mixed = _diffusion(film, "Li2O", 900.0, Ar=0.3 * ATM, O2=0.7 * ATM)
    assert mixed == pytest.approx(1 / (0.3 / argon + 0.7 / oxygen), rel=1e-12)
    assert argon < mixed < oxygen
    assert _diffusion(film, "Li2O", 900.0, Ar=0.5 * ATM) == pytest.approx(2 * argon, rel=1e-12)


def test_no_gas_no_resistance(film: GasFilm) -> None:
    assert not film.resistance(900.0, dict.fromkeys(CARRIERS, 0.0), 0).any()


def test_shapes_broadcast(film: GasFilm) -> None:
    T = np.array([[700.0], [900.0]])
    gases = dict.fromkeys(CARRIERS, 0.0) | {"N2": np.array([1e4, 1e5, 2e5])}
    found = film.resistance(T, gases, 2)
    assert found.shape == (len(VAPOURS), 2, 3)
    one = film.resistance(900.0, dict.fromkeys(CARRIERS, 0.0) | {"N2": 1e5}, 0)
    np.testing.assert_allclose(found[:, 1, 1], one, rtol=1e-14)


def test_evaporation_velocity() -> None:
    lioh = 6.94e-3 + 15.999e-3 + 1.008e-3
    expected = np.sqrt(R * 1000 / (2 * np.pi * lioh))
    assert hertz_knudsen(1000.0, 0)[VAPOURS.index("LiOH")] == pytest.approx(expected, rel=1e-12)
