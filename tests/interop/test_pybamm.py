"""Annealed electrodes inside PyBaMM: cells whose voltage is known in closed form."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import annealkit as ak

pytestmark = pytest.mark.slow  # the extra interop

EXCHANGE = "Positive electrode exchange-current density [A.m-2]"
CONTACT = "Contact resistance [Ohm]"
INITIAL = "Initial concentration in positive electrode [mol.m-3]"
MAXIMUM = "Maximum concentration in positive electrode [mol.m-3]"
#: A; the host's cell takes 0.68 A in an hour.
CURRENT = 0.3
#: The host's electrode.
AREA = 0.137 * 0.207


@pytest.fixture(scope="module")
def pybamm() -> Any:
    return pytest.importorskip("pybamm", reason="needs the extra 'interop'")


def cell(pybamm: Any, values: dict[str, Any], *, model: str = "SPM", seconds: float = 60.0) -> Any:
    """A short discharge of a cell with a LiCoO2 electrode, half charged."""
    host = pybamm.ParameterValues("Marquis2019")
    half = {INITIAL: 0.6 * values.get(MAXIMUM, host[MAXIMUM])}
    host.update({**values, **half, "Current function [A]": CURRENT})
    kind = getattr(pybamm.lithium_ion, model)({"contact resistance": "true"})
    solver = pybamm.IDAKLUSolver(rtol=1e-9, atol=1e-9)
    simulation = pybamm.Simulation(kind, parameter_values=host, solver=solver)
    return simulation.solve([0.0, seconds], t_interp=np.linspace(0.0, seconds, 7))


def entries(solution: Any, name: str) -> np.ndarray:
    return np.asarray(solution[name].entries)


@pytest.mark.parametrize("model", ["SPM", "SPMe"])
def test_a_resistance_in_series_lowers_the_voltage_by_the_current_times_it(
    pybamm: Any, film: ak.Result, model: str
) -> None:
    asked: dict[str, Any] = {"resistance": "contact", "area": (AREA, "m^2")}
    fresh, annealed = (film.to_pybamm(when=when, **asked)[CONTACT] for when in ("before", "after"))
    drop = (film.resistance["total"].m_as("ohm * m^2") - 1e-3) / AREA
    assert annealed - fresh == pytest.approx(drop, rel=1e-9)
    voltages = [entries(cell(pybamm, {CONTACT: ohms}, model=model), "Voltage [V]") for ohms in (fresh, annealed)]
    np.testing.assert_allclose(voltages[0] - voltages[1], CURRENT * drop, rtol=1e-5)


def test_a_resistance_as_kinetics_gives_the_overpotential_of_the_closed_form(pybamm: Any, particle: ak.Result) -> None:
    """η = (2RT/F) asinh(j/2j0) with j the current over the surface of all particles, 3 ε V/r."""
    host = pybamm.ParameterValues("Marquis2019")
    fraction = host["Positive electrode active material volume fraction"]
    volume = AREA * host["Positive electrode thickness [m]"]
    found = []
    for when in ("before", "after"):
        values = particle.to_pybamm(when=when, resistance="exchange-current")
        surface = 3.0 * fraction * volume / values["Positive particle radius [m]"]
        scale = 2.0 * 8.314462618 * 298.15 / 96485.33212
        expected = -scale * math.asinh(CURRENT / surface / (2.0 * values[EXCHANGE]))
        solved = cell(pybamm, {**values, "Positive particle diffusivity [m2.s-1]": 1e-13})
        eta = entries(solved, "X-averaged positive electrode reaction overpotential [V]")
        np.testing.assert_allclose(eta, expected, rtol=1e-5)
        found.append(expected)
    assert found[1] < found[0] < 0


def test_all_entries_together_make_a_cell_that_holds_the_lithium_of_the_anneal(
    pybamm: Any, particle: ak.Result
) -> None:
    values = particle.to_pybamm(resistance="exchange-current")
    host = pybamm.ParameterValues("Marquis2019")
    fraction = host["Positive electrode active material volume fraction"]
    host.update(dict(values))
    negative = 0.02 * host["Maximum concentration in negative electrode [mol.m-3]"]
    charging = {"Current function [A]": -CURRENT / 10, "Lower voltage cut-off [V]": 0.0}
    host.update({**charging, "Initial concentration in negative electrode [mol.m-3]": negative})
    solution = pybamm.Simulation(pybamm.lithium_ion.SPM(), parameter_values=host).solve([0.0, 10.0])
    held = entries(solution, "Total lithium in positive electrode [mol]")
    volume = AREA * host["Positive electrode thickness [m]"] * fraction
    assert held[0] == pytest.approx(values[INITIAL] * volume, rel=1e-6)
    assert held[-1] == pytest.approx(held[0] - CURRENT / 10 * 10.0 / 96485.33212, rel=1e-6)


def test_a_diffusivity_over_the_filling_is_what_pybamm_computes_with(pybamm: Any, particle: ak.Result) -> None:
    told = particle.to_pybamm()["Positive particle diffusivity [m2.s-1]"]
    filling = pybamm.StateVector(slice(0, 5))
    at = np.array([0.0, 0.21, 0.5, 0.77, 1.0])
    found = told(filling, pybamm.Scalar(298.15)).evaluate(y=at).ravel()
    np.testing.assert_allclose(found, told(at), rtol=1e-12)
