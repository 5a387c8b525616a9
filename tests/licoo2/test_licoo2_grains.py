"""Growth of grains, and the slower crystallisation of sputtered films."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from annealkit.api import Law, Material
from annealkit_materials import licoo2

R = 8.31446261815324
CELSIUS = 273.15


def rate(material: Material, kind: str, name: str) -> Law:
    found = {(one.kind, one.name): one.state for one in licoo2.annealkit_transformations(material)}
    state = found[kind, name]
    assert state is not None
    return state.rate


def grown(law: Law, T: float, time: float, start: float = 0.0) -> float:
    """Size (m) after a hold, by an integrator of this test."""
    found = solve_ivp(
        lambda t, d: np.asarray(law(T=T, grain=d)), (0.0, time), [start], method="LSODA", rtol=1e-9, atol=1e-14
    )
    return float(found.y[0, -1])


def end(material: Material, T: float) -> float:
    d0, energy = material["grain.prefactor"].value, material["grain.energy"].value
    return float(d0 * np.exp(-energy / (R * T)))


def test_prefactor_and_energy_are_the_line_through_the_sizes(lco: Material) -> None:
    read = lco.book.points["grain.size"]
    gradient, intercept = np.polyfit(1 / read.x.values, np.log(read.y.values), 1)
    assert -R * gradient == pytest.approx(lco["grain.energy"].value, rel=5e-3)
    assert np.exp(intercept) == pytest.approx(lco["grain.prefactor"].value, rel=0.01)
    assert {name for name in ("grain.prefactor", "grain.energy") if "licoo2.V1-grains" in lco[name].spent} == {
        "grain.prefactor",
        "grain.energy",
    }
    for celsius, size in ((500, 60e-9), (600, 95e-9), (700, 125e-9)):
        assert end(lco, celsius + CELSIUS) == pytest.approx(size, rel=0.05)


def test_limited_grains_take_the_size_of_the_hottest_moment_and_keep_it(lco: Material) -> None:
    law = rate(lco, "grains", "limited")
    hot, cold = 700 + CELSIUS, 500 + CELSIUS
    one_hour, ten_hours = (grown(law, hot, 3600.0 * n) for n in (1, 10))
    assert one_hour == pytest.approx(end(lco, hot), rel=1e-6)
    assert ten_hours == pytest.approx(one_hour, rel=1e-6)
    assert grown(law, cold, 3600.0, start=one_hour) == one_hour


def test_steady_grains_grow_as_the_square_root_of_time(lco: Material) -> None:
    law, T = rate(lco, "grains", "steady"), 700 + CELSIUS
    hold = float(lco["grain.hold"].value)
    first, fourth = grown(law, T, hold), grown(law, T, 4 * hold)
    # The law counts from 1 nm: (d + 1 nm)² − (1 nm)² = d_end² t/t_hold.
    assert (first + 1e-9) ** 2 == pytest.approx(end(lco, T) ** 2 + 1e-18, rel=1e-6)
    assert fourth / first == pytest.approx(2.0, rel=0.01)


def test_the_slower_crystallisation_is_what_it_was_calibrated_on(lco: Material) -> None:
    law, n = rate(lco, "crystallisation", "JMAK-RTA"), float(lco["crystallisation.exponent"].value)
    fraction = -np.expm1(-((np.asarray(law(T=650 + CELSIUS)) * 900.0) ** n))
    assert fraction == pytest.approx(0.99, abs=0.002)
    assert "licoo2.V3" in lco["crystallisation.RTA.prefactor"].spent_on


def test_both_crystallisations_part_where_sources_do(lco: Material) -> None:
    """100 s at 680 °C: all crystalline by the precursor's rate, a third by the sputtered film's."""
    n = float(lco["crystallisation.exponent"].value)
    rates = [rate(lco, "crystallisation", name) for name in ("JMAK", "JMAK-RTA")]
    X = [float(-np.expm1(-((np.asarray(law(T=680 + CELSIUS)) * 100.0) ** n))) for law in rates]
    assert X[0] > 0.999
    assert 0.2 < X[1] < 0.5
