"""FiPy within reach: users' terms, the equation itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annealkit import pde
from annealkit.errors import InputError
from annealkit.pde.fipy_import import fipy
from annealkit.schedule import Ramp, Schedule
from pde_films import C0, L, film


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda u: fipy().TransientTerm(var=u["c"]), "TransientTerm; storage is the partition's"),
        (lambda u: fipy().ImplicitSourceTerm(coeff=-1.0), "no variable|'none given'"),
        (lambda u: fipy().DiffusionTerm(coeff=1e-15, var=u["B"]), "acts on 'u_B'; a term in the equation of 'c'"),
        (
            lambda u: fipy().DiffusionTerm(coeff=1e-15, var=u["c"]) + fipy().ImplicitSourceTerm(coeff=1.0, var=u["B"]),
            "acts on 'u_B'",
        ),
        (lambda u: 3.0, "build returned 3.0; expected a FiPy term"),
        (lambda u: u["c"] * 2, "build returned .*; expected a FiPy term"),
    ],
)
def test_fipy_terms_that_cannot_stand_are_refused(build: Any, says: str):
    layer = pde.Layer("1 um", {"c": "1e-14 m^2/s", "B": "1e-14 m^2/s"}, cells=4)
    term = pde.FiPyTerm(build, name="mine")
    problem = pde.Problem(shape="planar", layers=[layer], sources=[term], temperature="300 K")
    with pytest.raises(InputError, match=f"FiPyTerm 'mine': .*({says})"):
        problem.solve(np.array([1.0]))


def test_a_fipy_term_that_is_not_constant_is_not_taken_for_one():
    term = pde.FiPyTerm(
        lambda u: fipy().ImplicitSourceTerm(coeff=-1e-3 * u["c"], var=u["c"]), name="mine", constant=True
    )
    with pytest.raises(InputError, match="FiPyTerm 'mine': constant=True was given, but its coefficients change"):
        film(sources=[term]).solve(np.array([1.0]))


def test_a_fipy_term_decays_as_it_should():
    """First order in c: an exponential; with a partition its unknown is u = c/K."""
    term = pde.FiPyTerm(lambda u: fipy().ImplicitSourceTerm(coeff=-0.02, var=u["c"]), name="decay", constant=True)
    for ratio in (1.0, 4.0):
        solution = film(sources=[term], partition=ratio).solve(np.array([30.0]), rtol=1e-7)
        assert solution.inventory[0] == pytest.approx(C0 * L * np.exp(-0.02 * 30.0 / ratio), rel=1e-6)
        assert solution.balance.made["decay"] == pytest.approx(solution.inventory[0] - C0 * L, rel=1e-10)


@pytest.mark.parametrize("engine", ["sundials", "fipy"])
def test_a_fipy_term_follows_the_temperature(engine):
    """A rate that doubles with T over a ramp: the exponential of its integral."""
    term = pde.FiPyTerm(
        lambda u, now: fipy().ImplicitSourceTerm(coeff=-2e-5 * (now["T"] - 900.0) - 1e-4 * now["t"], var=u["c"]),
        name="decay",
    )
    problem = film(sources=[term], cells=3, temperature=Schedule("1000 K", [Ramp("1100 K", rate="10 K/s")]))
    found = problem.solve(np.array([10.0]), rtol=1e-5, engine=engine)
    exponent = 2e-5 * (100.0 * 10.0 + 0.5 * 10.0 * 10.0**2) + 0.5e-4 * 10.0**2
    assert found.inventory[0] == pytest.approx(C0 * L * np.exp(-exponent), rel=3e-5)


def test_a_constant_fipy_term_may_not_ask_for_the_time():
    with pytest.raises(InputError, match="FiPyTerm 'mine': constant=True was given, but build asks for what changes"):
        pde.FiPyTerm(lambda u, now: None, name="mine", constant=True)


def test_the_equation_is_fipys_own_and_solves():
    """A host may solve it: one implicit step whose amounts follow the operator's rates at its end."""
    problem = film(pde.SurfaceExchange("1e-7 m/s", "10 mol/m^3"), cells=6, diffusivity="1e-14 m^2/s", partition=2.0)
    f = fipy()
    equation, u = problem.equation, problem.variables["c"]
    assert isinstance(equation, f.terms.term.Term)
    assert isinstance(u, f.CellVariable)
    np.testing.assert_allclose(u.value, 50.0, rtol=1e-15)
    dt = 0.2
    equation.solve(dt=dt)
    operator = problem.operator()
    y = operator.initial()
    y[operator.layout.fields[0]] = 2.0 * u.value - 100.0
    rate = operator.rate(dt, y)[operator.layout.fields[0]]
    np.testing.assert_allclose(2.0 * u.value - 100.0, dt * rate, atol=1e-9)
    assert np.ptp(u.value) > 1.0
