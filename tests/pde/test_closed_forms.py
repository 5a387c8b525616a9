"""Limits and identities of diffusion; the closed forms stand in tests/verification."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import erfcx

from annealkit import laws, pde

L, D, C0 = 1e-6, 1e-14, 100.0


def body(shape="planar", outer=None, *, thickness="1 um", diffusivity="1e-14 m^2/s", **layer):
    """A one-layer problem with an exchanging outer face."""
    return pde.Problem(
        shape=shape,
        layers=[pde.Layer(thickness, diffusivity, initial="100 mol/m^3", **layer)],
        outer=pde.FixedConcentration("0 mol/m^3") if outer is None else outer,
        temperature="973 K",
    )


def test_semi_infinite_with_exchange():
    """Surface value and uptake of a half-space: erfcx keeps the closed form finite."""
    rate, t = 2e-8, np.array([0.5, 2.0])
    problem = body(thickness="10 um", outer=pde.SurfaceExchange((rate, "m/s"), "0 mol/m^3"), cells=400)
    solution = problem.solve(t, rtol=1e-6)
    h = rate * np.sqrt(t / D)
    np.testing.assert_allclose(solution.surface("outer"), C0 * erfcx(h), rtol=1e-4)
    lost = C0 * D / rate * (erfcx(h) - 1 + 2 * h / np.sqrt(np.pi))
    np.testing.assert_allclose(solution.channels["outer"]["surface exchange"], lost, rtol=1e-4)


def test_large_exchange_is_the_fixed_value():
    times = np.array([10.0, 50.0])
    fixed = body().solve(times, rtol=1e-6)
    fast = body(outer=pde.SurfaceExchange("1e20 m/s", "0 mol/m^3")).solve(times, rtol=1e-6)
    np.testing.assert_allclose(fast.inventory, fixed.inventory, rtol=1e-8)


def test_two_exchanges_add():
    times = np.array([10.0])
    two = [
        pde.SurfaceExchange("3e-8 m/s", "0 mol/m^3", name="a"),
        pde.SurfaceExchange("7e-8 m/s", "0 mol/m^3", name="b"),
    ]
    both = body(outer=two).solve(times)
    one = body(outer=pde.SurfaceExchange("1e-7 m/s", "0 mol/m^3")).solve(times)
    assert both.inventory == pytest.approx(one.inventory, rel=1e-7)
    left = both.balance.left
    assert left["outer: a"] / left["outer: b"] == pytest.approx(3 / 7, rel=1e-6)


def test_a_nonlinear_flux_equals_the_exchange_it_imitates():
    law = laws.Callable(lambda c: 1e-7 * (c - 20.0), "mol/m^2/s", text="k (c - 20)")
    times = np.array([1.0, 30.0])
    as_law = body(outer=pde.Flux(law)).solve(times)
    as_exchange = body(outer=pde.SurfaceExchange("1e-7 m/s", "20 mol/m^3")).solve(times)
    np.testing.assert_allclose(as_law.inventory, as_exchange.inventory, rtol=1e-8)


def test_equilibrium_stays():
    solution = body(outer=pde.SurfaceExchange("1e-7 m/s", "100 mol/m^3")).solve(np.array([100.0]))
    assert np.all(solution["c"].change == 0.0)
    assert solution.balance.left == {"outer: surface exchange": 0.0}


@pytest.mark.parametrize("loss", [1e-6, 1e-9, 1e-12])
def test_tiny_losses_keep_their_relative_accuracy(loss):
    """A film in which diffusion is instant loses 1 - exp(-k t / l), however little that is."""
    t = 100.0
    rate = -np.log1p(-loss) * L / t
    problem = body(diffusivity="1e-6 m^2/s", outer=pde.SurfaceExchange((rate, "m/s"), "0 mol/m^3"))
    solution = problem.solve(np.array([t]))
    assert solution.channels["outer"]["surface exchange"][0] / (C0 * L) == pytest.approx(loss, rel=1e-5)
    assert solution.balance.closure < 1e-14


def test_partition_sets_the_jump_and_resistance_the_steady_flux():
    partition, resistance = 3.0, 5e7
    problem = pde.Problem(
        shape="planar",
        layers=[
            pde.Layer("1 um", "1e-14 m^2/s", initial="0 mol/m^3"),
            pde.Layer("0.5 um", "4e-14 m^2/s", initial="0 mol/m^3", partition=partition),
        ],
        interfaces=[pde.Interface((resistance, "s/m"))],
        inner=pde.FixedConcentration("100 mol/m^3"),
        outer=pde.FixedConcentration("0 mol/m^3"),
        temperature="973 K",
    )
    solution = problem.solve(np.array([1e5]), rtol=1e-6)
    series = 1e-6 / 1e-14 + resistance + 0.5e-6 / (partition * 4e-14)
    flux = C0 / series
    assert solution.flux("outer")[0] == pytest.approx(flux, rel=1e-6)
    assert solution.flux("inner")[0] == pytest.approx(-flux, rel=1e-6)
    below, above = solution.at(1e-6, 1e5), solution.at(1e-6, 1e5, side="outer")
    assert below == pytest.approx(C0 - flux * 1e-6 / 1e-14, rel=1e-5)
    assert below - above / partition == pytest.approx(flux * resistance, rel=1e-5)
