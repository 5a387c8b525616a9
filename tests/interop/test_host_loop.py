"""A host that loops: it holds the temperature, looks at the state, and takes the next step."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from attrs import define, field

import annealkit as ak
from annealkit import laws, pde

LENGTH, START = 1e-6, 100.0
D0, E = 1e-8, 110e3


def retained(fourier: float) -> float:
    """Share left in a sheet with one face at zero, by Crank's series; Fourier number ∫D dt/L²."""
    odd = (2 * np.arange(400) + 1) * math.pi / 2
    return float(np.sum(2 / odd**2 * np.exp(-(odd**2) * fourier)))


def diffusivity(kelvin: float) -> float:
    return D0 * math.exp(-E / (8.31446261815324 * kelvin))


@define
class Furnace:
    """The host's own: a temperature that it decides from what it sees."""

    kelvin: float
    history: list[float] = field(factory=list)

    def temperature(self, t: float) -> float:
        """K, now; the solver asks for no other time than those of the step that is taken."""
        return self.kelvin + 0.0 * t

    def control(self, share: float) -> None:
        """Cooler once half has left."""
        self.history.append(self.kelvin)
        self.kelvin = 900.0 if share > 0.5 else 800.0


def film(temperature: laws.Law) -> pde.Problem:
    return pde.Problem(
        shape="planar",
        layers=[pde.Layer((LENGTH, "m"), laws.Arrhenius((D0, "m^2/s"), (E, "J/mol")), initial=(START, "mol/m^3"))],
        outer=pde.FixedConcentration("0 mol/m^3"),
        temperature=temperature,
    )


def test_a_host_decides_the_temperature_from_step_to_step() -> None:
    furnace = Furnace(900.0)
    problem = film(laws.Callable(furnace.temperature, "K", arguments=("t",)))
    dt, fourier = 10.0, 0.0
    for _ in range(8):
        fourier += diffusivity(furnace.kelvin) * dt / LENGTH**2
        now = problem.step(dt, rtol=1e-5)
        share = float(now.inventory[-1]) / (START * LENGTH)
        assert share == pytest.approx(retained(fourier), rel=5e-4)
        assert now.balance.closure < 1e-10
        furnace.control(share)
    assert set(furnace.history) == {800.0, 900.0}
    assert now.times[-1] == 80.0


def test_a_host_s_own_programme_is_a_law_of_time() -> None:
    """T = T0/(1 − a t) makes ln D linear in t, so that ∫D dt is a difference of two numbers."""
    t0, a, end = 800.0, 1e-3, 100.0
    problem = film(laws.Callable(lambda t: t0 / (1.0 - a * t), "K"))
    for dt in (5.0, 15.0, 30.0, 50.0):
        now = problem.step(dt, rtol=1e-5)
    slope = E * a / (8.31446261815324 * t0)
    fourier = diffusivity(t0) * (math.exp(slope * end) - 1.0) / slope / LENGTH**2
    assert now.times[-1] == end
    assert float(now.inventory[-1]) / (START * LENGTH) == pytest.approx(retained(fourier), rel=5e-4)


def test_a_host_leads_the_temperature_of_an_anneal() -> None:
    """At the schedule's temperature it is the run; colder, next to nothing more leaves."""
    film = ak.Anneal(material="LiCoO2", body=ak.Film("500 nm"), atmosphere="vacuum", schedule="700 degC; hold 1 h")
    furnace = Furnace(973.15)
    led = laws.Callable(furnace.temperature, "K", arguments=("t",))
    problem = film.built.problem(cells=4, temperature=led)
    for _ in range(3):
        now = problem.step("20 min", rtol=1e-5)
    lost = sum(now.balance.left.values()) / now.balance.initial
    assert lost == pytest.approx(film.run(rtol=1e-5, cells=4).lost["Li"].m_as(""), rel=1e-4)
    furnace.kelvin = 573.15
    colder = problem.step("20 min", rtol=1e-5)
    more = sum(colder.balance.left.values()) / colder.balance.initial - lost
    assert 0.0 <= more < 1e-4 * lost


def test_a_problem_on_its_way_crosses_to_another_process() -> None:
    """What a host steps may be pickled between two steps, and goes on to the last bit."""
    anneal = ak.Anneal(material="LiCoO2", body=ak.Film("500 nm"), atmosphere="argon", schedule="700 degC; hold 1 h")
    here = anneal.built.problem(cells=4)
    here.step("10 min", rtol=1e-3)
    there = pickle.loads(pickle.dumps(here))
    one, other = (problem.step("10 min", rtol=1e-3) for problem in (here, there))
    assert one.states.tobytes() == other.states.tobytes()
    assert other.times[-1] == 1200.0
