"""Thermochemistry: Cantera as oracle, measurements, the published fits, and the spline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annealkit.errors import InputError
from annealkit_vaporisation.equilibrium import (
    COLDEST,
    HOTTEST,
    REACTIONS,
    SPECIES,
    exact_ln_k,
    ln_k,
    vapour_pressures,
)
from annealkit_vaporisation.nasa9 import Thermo, library, parse

R_KMOL = 8314.46261815324


def _yaml(one: Thermo) -> str:
    rows = "\n".join(f"    - {[*piece.a, *piece.b]}" for piece in one.pieces)
    composition = ", ".join(f"{element}: {count}" for element, count in one.composition.items())
    return (
        f"- name: '{one.name}'\n  composition: {{{composition}}}\n  thermo:\n    model: NASA9\n"
        f"    reference-pressure: 1 bar\n    temperature-ranges: {list(one.limits)}\n    data:\n{rows}\n"
    )


@pytest.fixture(scope="module")
def oracle() -> dict[str, Any]:
    ct = pytest.importorskip("cantera")
    text = "units: {quantity: mol}\nspecies:\n" + "".join(_yaml(one) for one in library().values())
    return {one.name: one.thermo for one in ct.Species.list_from_yaml(text, "species")}


def _oracle_ln_k(oracle: dict[str, Any], T: float) -> np.ndarray:
    hydroxide = "LiOH(cr)" if T <= 746 else "LiOH(L)"
    g = {name: (one.h(T) - T * one.s(T)) / (R_KMOL * T) for name, one in oracle.items()}
    g["LiOH(cr,L)"] = g[hydroxide]
    return np.array([-sum(n * g[name] for name, n in reaction.items()) for reaction in REACTIONS])


@pytest.mark.parametrize("T", [200.0, 298.15, 500.0, 745.9, 746.1, 799.0, 801.0, 973.15, 1001.0, 1373.15, 1726.0])
def test_equilibrium_constants_agree_with_cantera(oracle: dict[str, Any], T: float) -> None:
    # A relative error of 1e-6 in K is an absolute one in ln K. The fits meet to 2e-7 at their joints.
    np.testing.assert_allclose(ln_k(T), _oracle_ln_k(oracle, T), rtol=0, atol=1e-6)


def test_equilibrium_constants_agree_with_cantera_from_300_to_1500_K(oracle: dict[str, Any]) -> None:
    """Every 10 K, for all six vapours and the hydroxide: 1e-6 in K."""
    T = np.arange(300.0, 1500.1, 10.0)
    theirs = np.array([_oracle_ln_k(oracle, float(t)) for t in T]).T
    assert theirs.shape == (7, 121)
    assert np.abs(np.expm1(ln_k(T) - theirs)).max() < 1e-6


def test_spline_follows_the_polynomials_to_1e_9() -> None:
    # Odd numbers, so that no point is a knot; every stretch between joints of the data gets many.
    T = np.concatenate([np.linspace(COLDEST, 746, 1013)[1:-1], np.linspace(746, HOTTEST, 2027)[1:-1]])
    exact = np.array([exact_ln_k(float(t)) for t in T]).T
    assert np.abs(ln_k(T) - exact).max() < 1e-9


def test_ln_k_is_clamped_and_keeps_shapes() -> None:
    np.testing.assert_array_equal(ln_k(np.array([1.0, 5000.0])), ln_k(np.array([COLDEST, HOTTEST])))
    assert ln_k(np.full((3, 2), 900.0)).shape == (len(REACTIONS), 3, 2)
    assert ln_k(900.0).shape == (len(REACTIONS),)


def test_polynomials_refuse_temperatures_outside_their_data() -> None:
    lithia = library()["Li2O(cr)"]
    for T in (199.9, 1726.1, [300.0, 2000.0], np.nan):
        with pytest.raises(InputError, match=r"Li2O\(cr\).*200 K to 1726 K"):
            lithia.gibbs(T)
    with pytest.raises(InputError, match="LiOH"):
        library()["LiOH(L)"].piece(700.0)


def test_polynomials_are_continuous_where_their_ranges_meet() -> None:
    for one in library().values():
        for joint in one.limits[1:-1]:
            below, above = one.piece(joint), one.piece(joint + 1e-6)
            assert below is not above
            np.testing.assert_allclose(below.gibbs(joint), above.gibbs(joint), rtol=0, atol=2e-6)


def test_heat_capacity_is_the_derivative_of_enthalpy() -> None:
    """The three polynomials belong together: dG/dT = -S."""
    for one in library().values():
        piece, T, h = one.pieces[-1], 1100.0 if one.name != "LiOH(cr)" else 600.0, 0.1
        slope = ((T + h) * piece.gibbs(T + h) - (T - h) * piece.gibbs(T - h)) / (2 * h)
        np.testing.assert_allclose(slope, -piece.entropy(T), rtol=1e-8)


def test_formation_enthalpies_at_298_K() -> None:
    """kJ/mol, as tabulated for the NASA Glenn set."""
    expected = {"Li2O(cr)": -597.88, "Li2O": -167.34, "LiO": 72.91, "LiOH": -229.00, "Li2O2H2": -737.00}
    expected |= {"Li2O2": -279.40, "LiOH(cr)": -487.50, "O2": 0.0}
    for name, value in expected.items():
        enthalpy = library()[name].piece(298.15).enthalpy(298.15) * 8.31446261815324 * 298.15 / 1e3
        assert enthalpy == pytest.approx(value, abs=0.02), name


@pytest.mark.parametrize(("T", "above"), [(620.0, False), (700.0, False), (760.0, True), (820.0, True)])
def test_hydroxide_decomposition_agrees_with_measurement(T: float, above: bool) -> None:
    """Equilibrium pressure of water over Li2O + LiOH, 570 to 820 K: two measured lines, joint at 744 K."""
    measured = 10 ** (8.021 - 4074 / T if above else 11.22 - 6462 / T)
    assert 1e5 * np.exp(ln_k(T)[-1]) == pytest.approx(measured, rel=0.08)


@pytest.mark.parametrize(("T", "pascals"), [(620.0, 4.28), (700.0, 73.8), (760.0, 329.0), (820.0, 864.0)])
def test_hydroxide_decomposition_lies_a_third_above_a_second_measurement(T: float, pascals: float) -> None:
    """A flow method, 300 to 617 °C: ΔH 128.4 kJ and ΔS 123.4 J/K below the melting point, 83.3 and 61.9 above."""
    enthalpy, entropy = (128.4e3, 123.4) if T < 744 else (83.3e3, 61.9)
    measured = 1.01325e5 * np.exp(entropy / 8.314 - enthalpy / (8.314 * T))
    assert measured == pytest.approx(pascals, rel=0.05)
    assert 1.33 < 1e5 * np.exp(ln_k(T)[-1]) / pascals < 1.46


@pytest.mark.parametrize(
    ("reaction", "intercept", "slope"),
    [(4, 8.970, 21575), (0, 16.722, 46964), (2, 9.904, 19366), (3, 1.633, 4862), (1, 13.429, 37891)],
)
def test_convenience_fits(reaction: int, intercept: float, slope: float) -> None:
    T = np.linspace(900, 1500, 61)
    fit = intercept - slope / T
    assert np.abs(ln_k(T)[reaction] / np.log(10) - fit).max() <= 0.045


@pytest.mark.parametrize(
    ("T", "p_O2", "p_H2O", "name", "bar"),
    [
        (700.0, 1e5, 1.0, "Li", 5.0e-26),
        (900.0, 0.21e5, 2000.0, "LiO", 3.0e-15),
        (1000.0, 0.21e5, 2000.0, "Li", 1.12e-15),
        (1000.0, 1.0, 2000.0, "Li", 1.34e-14),
        (1000.0, 0.21e5, 2000.0, "LiOH", 2.6e-6),
        (1000.0, 0.21e5, 2000.0, "Li2O2H2", 1.2e-5),
        (1200.0, 0.21e5, 2000.0, "Li2O", 1.03e-9),
        (1400.0, 0.21e5, 2000.0, "LiOH", 1.52e-3),
    ],
)
def test_pressures_over_pure_oxide(T: float, p_O2: float, p_H2O: float, name: str, bar: float) -> None:
    """Rows of the table computed independently from the same compilation, printed to two digits."""
    found = vapour_pressures(T, 1.0, p_O2, p_H2O)[SPECIES.index(name)] / 1e5
    assert found == pytest.approx(bar, rel=0.02)


def test_scaling_of_each_vapour() -> None:
    """Exponents of activity, oxygen and water follow from the reactions alone."""
    base = vapour_pressures(973.15, 1e-6, 1e3, 10.0)
    powers = {
        "activity": (vapour_pressures(973.15, 1e-4, 1e3, 10.0) / base, 100, [0.5, 0.5, 0.5, 1, 1, 1]),
        "oxygen": (vapour_pressures(973.15, 1e-6, 1e5, 10.0) / base, 100, [-0.25, 0.25, 0, 0, 0, 0.5]),
        "water": (vapour_pressures(973.15, 1e-6, 1e3, 1000.0) / base, 100, [0, 0, 0.5, 1, 0, 0]),
    }
    for ratio, step, power in powers.values():
        np.testing.assert_allclose(np.log(ratio) / np.log(step), power, atol=1e-12)


def test_oxygen_has_a_floor() -> None:
    np.testing.assert_array_equal(vapour_pressures(973.15, 1.0, 0.0, 0.0), vapour_pressures(973.15, 1.0, 1e-15, 0.0))


def test_a_data_file_with_a_missing_row_is_refused() -> None:
    text = (
        'reference_pressure = "1 bar"\n[species."X"]\ncomposition = { Li = 1 }\n'
        "limits = [200.0, 1000.0, 6000.0]\n"
        'note = ""\ncoefficients = [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]]\n'
    )
    with pytest.raises(InputError, match="3 limits need 2 rows"):
        parse(text)
    with pytest.raises(InputError, match="reference_pressure"):
        parse(text.replace("1 bar", "1 atm"))
