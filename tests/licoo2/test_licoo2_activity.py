"""Activity of Li2O over LiCoO2."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from annealkit.api import Activity, Law, Material
from annealkit_materials import licoo2
from annealkit_materials.licoo2.thermodynamics import P_O2_FLOOR, equilibria

SITE = 5.15e4
BAR = 1e5
CELSIUS = 273.15


def default(material: Material) -> Activity:
    return next(one for one in licoo2.annealkit_activities(material) if one.name == "decomposition")


@pytest.fixture(scope="module")
def activity(lco: Material) -> Law:
    one = default(lco)
    assert (one.name, one.species, one.oxide, one.law.unit) == ("decomposition", "Li", "Li2O", "1")
    return one.law


# Temperature (°C), oxygen (bar), stable oxide, activity: printed to two figures.
TABLE = [
    (700, 1.0, "Co3O4", 9.5e-7),
    (700, 0.21, "Co3O4", 1.2e-6),
    (600, 0.21, "Co3O4", 1.3e-7),
    (700, 1e-5, "CoO", 1.0e-5),
    (900, 0.21, "CoO", 3.4e-5),
    (1000, 0.21, "CoO", 3.7e-4),
    (600, 1e-9, "CoO", 1.6e-5),
    (700, 1e-9, "CoO", 1.0e-3),
    (900, 1e-9, "CoO", 0.49),
]


@pytest.mark.parametrize(("celsius", "bar", "oxide", "expected"), TABLE)
def test_table(activity: Law, lco: Material, celsius: float, bar: float, oxide: str, expected: float) -> None:
    T = celsius + CELSIUS
    assert activity(T=T, c=SITE, p_O2=bar * BAR) == pytest.approx(expected, rel=0.05)
    spinel = float(equilibria(lco).makes_spinel(T, bar * BAR))
    # At 900 °C in air the two are within a kelvin of each other.
    if (celsius, bar) != (900, 0.21):
        assert spinel == (oxide == "Co3O4")


@pytest.mark.parametrize(("bar", "celsius"), [(0.2095 * 1.01325, 900), (1e-5, 675), (1.0, 946), (1e-9, 532)])
def test_switch_between_the_oxides(lco: Material, bar: float, celsius: float) -> None:
    both = equilibria(lco)

    def difference(T: float) -> float:
        return float(both.spinel.log_activity(T, bar * BAR) - both.rocksalt.log_activity(T, bar * BAR))

    switch = brentq(difference, 700.0, 1400.0)
    assert switch == pytest.approx(celsius + CELSIUS, abs=3.0)
    assert difference(switch - 1) > 0 > difference(switch + 1)


@pytest.mark.parametrize(("T", "high", "slope"), [(973.15, 1e5, -1 / 6), (973.15, 1e-3, -1 / 2)])
def test_slope_with_oxygen(activity: Law, T: float, high: float, slope: float) -> None:
    p = np.array([high, high / 2])
    a = np.asarray(activity(T=T, c=0.9 * SITE, p_O2=p))
    assert np.log(a[0] / a[1]) / np.log(2) == pytest.approx(slope, abs=1e-9)


def test_lost_lithium_does_not_change_it(activity: Law) -> None:
    a = np.asarray(activity(T=900.0, c=SITE * np.array([1e-6, 0.3, 0.99, 1.0]), p_O2=1e4))
    assert np.ptp(a) <= 1e-12 * a[0]


def test_smoothstep_of_the_lithium_rich_side(activity: Law, lco: Material) -> None:
    width = float(lco["Li.activity.width"].value)
    x = np.array([1.0, 1 + width / 4, 1 + width / 2, 1 + width, 1.3])
    a = np.asarray(activity(T=973.15, c=SITE * x, p_O2=21e3))
    share = np.log(a) / np.log(a[0])
    assert share == pytest.approx([1.0, 1 - (3 / 16 - 2 / 64), 0.5, 0.0, 0.0], abs=1e-9)
    # Flat at both ends: no kink for the integrator to trip over.
    for end in (1.0, 1 + width):
        near = np.asarray(activity(T=973.15, c=SITE * (end + width * np.array([-1e-4, 1e-4])), p_O2=21e3))
        assert abs(np.diff(np.log(near))[0]) < 1e-6 * abs(np.log(a[0]))


def test_never_above_pure_oxide(activity: Law) -> None:
    # Without oxygen and hot, LiCoO2 falls apart by itself: at 1e-9 bar above 928 °C.
    T = np.array([925.0, 931.0, 1100.0]) + CELSIUS
    a = np.asarray(activity(T=T, c=SITE, p_O2=1e-9 * BAR))
    assert a[0] < 1
    assert a[1:] == pytest.approx([1.0, 1.0], abs=0)


def test_oxygen_has_a_floor(activity: Law) -> None:
    a = np.asarray(activity(T=700.0, c=SITE, p_O2=np.array([0.0, P_O2_FLOOR, 1e-13])))
    assert np.all(np.isfinite(a))
    assert a[0] == a[1] > a[2]


def test_uncertainty_of_the_enthalpies_is_the_factor_twelve(activity: Law, lco: Material) -> None:
    """10 kJ/mol of LiCoO2 is one thing, told twice: both records move the activity by the same factor."""
    for product, p_O2 in (("Co3O4", 21e3), ("CoO", 1.0)):
        record = lco[f"{product}.reaction.enthalpy"]
        assert record.uncertainty is not None
        assert record.uncertainty.deviation is not None
        less = float(record.value) - record.uncertainty.deviation
        moved = lco.with_overrides({record.key: (less, "J/mol")})
        other = default(moved)
        state = {"T": 973.15, "c": SITE, "p_O2": p_O2}
        factor = np.exp(2 * 10e3 / (8.31446 * 973.15))
        assert factor == pytest.approx(12, rel=0.02)
        assert other.law(**state) / activity(**state) == pytest.approx(factor, rel=1e-3)
