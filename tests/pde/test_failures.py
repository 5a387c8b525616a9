"""An integration that fails says when, where and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annealkit import pde
from annealkit.errors import SolverError
from annealkit.provenance import Record
from pde_films import C0, L, decaying, film, law


def measured() -> Record:
    return Record(
        key="toy.c.source", value=1.0, unit="mol/m^3/s", printed_value=1.0, printed_unit="mol/m^3/s", basis="assumed"
    )


def breaking(after: float, **given: Any) -> pde.Problem:
    """A source whose law is not a number after a time, on half of the body."""

    def rate(t: Any, x: Any) -> Any:
        return np.where((t > after) & (x > 0.5 * L), np.nan, -1.0 + 0.0 * x)

    source = pde.Source(law(rate, "mol/m^3/s", records=[measured()], name="drain"), name="drain")
    return decaying(sources=[source], **given)


def test_a_failure_tells_when_where_and_why_and_keeps_what_was_solved():
    """The last good state goes on in the same problem once its law is mended."""
    with pytest.raises(SolverError, match=r"source 'drain' of c at x = .*not finite") as caught:
        breaking(5.0).solve(np.array([2.0, 4.0, 8.0]), rtol=1e-6)
    error = caught.value
    assert 5.0 - 1e-6 <= error.time < 8.0
    assert error.where.startswith("x = ")
    assert float(error.where.removeprefix("x = ").removesuffix(" m")) > 0.5 * L
    assert "drain" in error.term
    assert error.records == ("toy.c.source",)
    good = error.solution
    assert list(good.times[:2]) == [2.0, 4.0]
    assert 4.0 <= good.times[-1] <= 5.0
    assert np.all(np.diff(good.times) > 0)
    assert np.all(np.isfinite(good.states))
    mended = breaking(np.inf)
    whole = mended.solve(np.array([2.0, 4.0, 8.0]), rtol=1e-6)
    np.testing.assert_allclose(good.concentration[:2], whole.concentration[:2], rtol=1e-6)
    on = mended.solve(np.array([8.0]), rtol=1e-6, start=good.checkpoint())
    np.testing.assert_allclose(on.concentration[-1], whole.concentration[-1], rtol=1e-5)
    assert on.balance.closure < 1e-12


@pytest.mark.slow
def test_a_failure_of_fipys_engine_keeps_what_was_solved():
    with pytest.raises(SolverError) as caught:
        breaking(5.0, cells=2).solve(np.array([2.0, 8.0]), rtol=1e-2, engine="fipy")
    error = caught.value
    assert error.time == pytest.approx(5.0, rel=1e-3)
    assert error.solution.times[0] == 2.0
    assert np.all(np.isfinite(error.solution.states))
    on = breaking(np.inf, cells=2).solve(np.array([8.0]), start=error.solution.checkpoint())
    assert on.balance.closure < 1e-10


def test_a_failure_at_once_keeps_the_start():
    with pytest.raises(SolverError, match="not finite") as caught:
        breaking(-1.0).solve(np.array([2.0]))
    good = caught.value.solution
    assert list(good.times) == [0.0]
    np.testing.assert_array_equal(good.concentration[-1], 100.0)


@pytest.mark.slow
@pytest.mark.slow
def test_a_blow_up_stops_at_its_pole():
    """c' = k c² has no solution after 1 / (k c0); the error says so, with the source's name."""
    k = 2e-3
    problem = film(cells=1, sources=[pde.Source(law(lambda c: k * c**2, "mol/m^3/s"), name="runaway")])
    pole = 1 / (k * C0)
    with pytest.raises(SolverError) as caught:
        problem.solve(np.array([0.5 * pole, 2 * pole]), rtol=1e-2)
    error = caught.value
    assert error.time == pytest.approx(pole, rel=1e-2)
    assert error.solution.times[0] == 0.5 * pole
    assert error.solution.concentration[0] == pytest.approx(2 * C0, rel=1e-2)
    assert error.solution.checkpoint().time <= 1.01 * pole
    assert "runaway" in str(error)
    assert "runaway" in error.term


def test_a_flux_that_is_not_finite_names_its_face():
    sick = law(lambda c, t: np.where(t > 3.0, np.nan, 1e-9) * c, "mol/m^2/s", name="sick")
    with pytest.raises(SolverError, match="sick") as caught:
        film(pde.Flux(sick)).solve(np.array([9.0]))
    assert caught.value.where == "the face 'outer'"
    assert 3.0 - 1e-6 <= caught.value.time <= 9.0
    assert caught.value.solution.times[-1] <= 3.0
