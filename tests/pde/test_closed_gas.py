"""A gas whose pressure follows from a reservoir: seen by every law, kept, and refused where it cannot be seen."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit import laws, pde
from annealkit.errors import InputError

HEIGHT, RATE, HELD = 2e-4, 1e-6, 100.0


def vessel(**changes: object) -> pde.Problem:
    """A thin film that gives off gas until its activity c/HELD is the pressure n/HEIGHT."""
    release = laws.Callable(lambda c, p_gas: RATE * (c - p_gas), "mol/m^2/s")
    return pde.Problem(
        shape="planar",
        layers=[pde.Layer("1 um", "1e-7 m^2/s", initial=f"{HELD} mol/m^3", cells=4)],
        outer=pde.Flux(release, None, ("release",)),
        reservoirs=[pde.Reservoir("n_gas", 0.0, fed_by={"outer: release": 1.0})],
        temperature="973 K",
        gas={
            "p_gas": laws.Callable(lambda n_gas, T: n_gas / HEIGHT * (T / 973.0), "mol/m^3"),
            "p_still": laws.Callable(lambda T: 2.0 * T, "Pa"),
        },
        **changes,
    )


def test_pressure_follows_the_reservoir_and_stops_the_flux() -> None:
    """dn/dt = k (c − n/h), c = (c0 l − n)/l: an exponential with both capacities in series."""
    solution = vessel().solve(np.array([1.0, 3.0, 1e4]), rtol=1e-6)
    length = 1e-6
    end = HELD * length / (1 + length / HEIGHT)
    rate = RATE * (1 / length + 1 / HEIGHT)
    np.testing.assert_allclose(solution.state("n_gas"), end * (1 - np.exp(-rate * solution.times)), rtol=1e-5)
    assert solution.flux("outer")[-1] == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(solution.inventory + solution.state("n_gas"), HELD * length, rtol=1e-12)


def test_gas_of_the_reservoir_is_no_part_of_the_environment() -> None:
    operator = vessel().operator()
    assert operator.of_time == ("p_still",)
    assert "p_gas" not in operator.environment(0.0)
    state = np.stack([operator.initial()] * 3)
    assert np.shape(operator.surroundings(0.0, state)["p_gas"]) == (3, 1)


def test_a_gas_that_returned_is_judged_by_all_that_crossed() -> None:
    """Heating drives it out, cooling takes it back to nothing: the ledger of the reservoir still closes."""
    hot = laws.Callable(lambda t: 300.0 + 600.0 * np.sin(np.pi * np.minimum(t, 100.0) / 100.0) ** 2, "K")
    release = laws.Callable(lambda c, p_gas, T: RATE * (c * np.exp(-2e4 / T) * 1e10 - p_gas), "mol/m^2/s")
    problem = pde.Problem(
        shape="planar",
        layers=[pde.Layer("1 um", "1e-9 m^2/s", initial=f"{HELD} mol/m^3", cells=4)],
        outer=pde.Flux(release, None, ("release",)),
        reservoirs=[pde.Reservoir("n_gas", 0.0, fed_by={"outer: release": 1.0})],
        temperature=hot,
        gas={"p_gas": laws.Callable(lambda n_gas: n_gas / 1e-7, "mol/m^3")},
    )
    solution = problem.solve(np.array([50.0, 100.0, 200.0]), rtol=1e-3)
    amount = solution.state("n_gas")
    assert abs(amount[-1]) < 1e-9 * amount.max()


def test_a_fipy_term_that_reads_the_gas_of_a_reservoir_is_refused() -> None:
    fipy = pytest.importorskip("fipy")
    term = pde.FiPyTerm(lambda u, now: fipy.ImplicitSourceTerm(coeff=-now["p_gas"], var=u["c"]), name="decay")
    with pytest.raises(InputError, match="it reads 'p_gas', which nothing tells it"):
        vessel(sources=[term]).operator()
