"""Interfaces, faces and small bodies that once went wrong, each with what it was."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit import laws, pde
from annealkit.pde.jacobian import Differences
from annealkit.pde.surface import solve_surface


def slab(thickness, diffusivity, cells=10, **more):
    """A uniform planar layer in plain numbers."""
    return pde.Layer((thickness, "m"), (diffusivity, "m^2/s"), cells=cells, grading="uniform", **more)


def test_a_single_closed_cell_rests():
    """No face, no part of the right-hand side: nothing happens, and that is a solution."""
    body = pde.Problem(shape="planar", layers=[slab(1e-6, 1e-14, cells=1, initial="2 mol/m^3")], temperature="900 K")
    assert body.solve(np.array([1.0, 5.0])).concentration.tolist() == [[2.0], [2.0]]


@pytest.mark.parametrize("fast", ["inner", "outer"])
@pytest.mark.parametrize("contrast", [1e2, 1e6, 1e10])
def test_an_interface_with_an_isotherm_feels_its_slow_side(contrast, fast):
    """The law c = 2 u is the partition K = 2, however much better one side conducts than the other."""
    sides = (1e-8, 1e-8 / contrast) if fast == "inner" else (1e-8 / contrast, 1e-8)
    kinds = {"partition": 2.0}, {"isotherm": laws.Callable(lambda u: 2.0 * u, "mol/m^3")}
    fluxes, slopes = [], []
    for kind in kinds:
        layers = [slab(1e-7, sides[0], initial="1.5 mol/m^3"), slab(1e-7, sides[1], initial="1.4 mol/m^3", **kind)]
        operator = pde.Problem(shape="planar", layers=layers, temperature="900 K").operator(1e-3)
        place, row = operator.slots.interior[0, operator.contacts[0].index], operator.layout.crossed[0, 0]
        y = operator.initial()
        fluxes.append(operator.parts(0.0, y)[place][0])
        slopes.append(Differences(operator, operator.scales())(0.0, y).toarray()[row])
    assert fluxes[1] == pytest.approx(fluxes[0], rel=1e-10, abs=0)
    np.testing.assert_allclose(slopes[1], slopes[0], atol=1e-3 * np.abs(slopes[0]).max())


@pytest.mark.parametrize("change", [0.0, -1e-13, 1e-11])
def test_an_interface_with_an_isotherm_takes_a_layer_that_blocks(change):
    """D ends with the species, and an empty cell, also one a rounding below zero, lets nothing through."""
    uptake = laws.Callable(lambda u: u / (u + 0.3551), "mol/m^3")
    layers = [
        pde.Layer("0.2 um", laws.Callable(lambda c: 1e-14 * c**2, "m^2/s"), cells=1, isotherm=uptake),
        slab(3e-7, 5e-18, 5),
    ]
    between = [pde.Interface("1e5 s/m")]
    problem = pde.Problem(shape="planar", layers=layers, interfaces=between, temperature="541 K")
    operator = problem.operator(1e-3)
    y = operator.initial()
    y[operator.layout.fields[0]] = change
    assert np.all(np.abs(operator.parts(0.0, y)) <= 1e-20)


@pytest.mark.parametrize("excess", [1.0, 1e4, 1e8, 1e12])
def test_a_strong_sink_is_the_same_as_a_law_and_as_an_exchange(excess):
    """A rate far beyond D/h: diffusion limits the flux, whatever the rate's own rounding."""
    rate = excess * 1e-20 / 2.5e-9
    sinks = (
        pde.SurfaceExchange((rate, "m/s"), "0 mol/m^3"),
        pde.Flux(laws.Callable(lambda c: rate * c, "mol/m^2/s")),
    )
    found = []
    for sink in sinks:
        layers = [slab(1e-7, 1e-20, cells=20, initial="0.7 mol/m^3")]
        operator = pde.Problem(shape="planar", layers=layers, outer=sink, temperature="900 K").operator(1e-3)
        found.append(operator.rate(0.0, operator.initial())[operator.layout.channels["outer"][0]])
    assert found[1] == pytest.approx(found[0], rel=1e-10, abs=0)


@pytest.mark.parametrize("rtol", [1e-3, 1e-4, 1e-5])
def test_the_balance_closes_beside_a_fast_finely_cut_layer(rtol):
    """Cells of a tenth of a nanometre that exchange in 1e-9 s, beside a layer that takes minutes.

    With cells ten times finer rounding opens it to a few 1e-10, and such a run is refused (fresh-jacobian in docs).
    """
    wide, thin = 2.758e-7, 3.482e-8
    layers = [
        slab(
            wide, 2.7e-16, 3, initial=lambda x: np.where(x < 0.01 * wide, 0.9, 0.22), breakpoints=[f"{0.01 * wide} m"]
        ),
        pde.Layer(
            (thin, "m"),
            "1e-11 m^2/s",
            cells=27,
            grading=("outer", 91.85),
            initial=lambda x: np.where(x < wide + 0.6431 * thin, 1.0, 0.7736),
            breakpoints=[f"{wide + 0.6431 * thin} m"],
        ),
    ]
    solution = pde.Problem(shape="planar", layers=layers, temperature="1275 K").solve(
        np.array([28.0, 279.0]), rtol=rtol
    )
    assert solution.balance.closure <= 1e-10
    assert max(one.closure for one in solution.balance.layers) <= 1e-10


def test_nothing_crosses_the_middle_of_a_symmetric_body():
    """What crosses a fast interface adds up to zero: its rounding must not be taken for an error of the step."""
    thick, thin = 4.261e-6, 1.464e-8
    edges = thick + 0.99 * thin, thick + 1.01 * thin
    fast = {"partition": 35.0, "initial": lambda x: np.where((x < edges[0]) | (x > edges[1]), 35.0, 28.0)}
    layers = [
        slab(thick, 8.8e-19, 6, initial="1 mol/m^3"),
        slab(thin, 9.6e-14, breakpoints=[f"{edges[0]} m"], **fast),
        slab(thin, 9.6e-14, breakpoints=[f"{edges[1]} m"], **fast),
        slab(thick, 8.8e-19, 6, initial="1 mol/m^3"),
    ]
    solution = pde.Problem(shape="planar", layers=layers, temperature="1000 K").solve(np.array([2e6, 2e7]), rtol=1e-3)
    np.testing.assert_allclose(solution.concentration, solution.concentration[:, ::-1], rtol=1e-8)
    # The ledgers of the layers close, so the interface carries their rounding; that of the thin one's fast exchange.
    assert abs(solution.crossed(1)[-1]) <= 1e-10 * abs(solution.crossed(0)[-1])
    assert max(one.closure for one in solution.balance.layers) <= 1e-10
    assert solution.balance.closure <= 1e-10


@pytest.mark.parametrize("cell", [1e-9, 1.0, 1e4])
def test_a_surface_over_a_cell_that_overshot_zero_is_below_zero(cell):
    """The solution lies below an empty surface, where the bracket has no lower end."""
    value = np.array([cell])
    for target in (-1e-3, -1.0, -1e3):
        shift = solve_surface(lambda s, at=target: 3e-5 * (s + value - at), value, 1.0)
        assert value + shift == pytest.approx(target, rel=0, abs=1e-14 * (cell + abs(target)))


@pytest.mark.parametrize("bend", [3e-6, 3.3e-6])
def test_a_law_that_bends_within_the_increment_of_its_slope_is_solved(bend):
    """A slope taken across the bend is half the true one: Newton's steps swing, without growing or shrinking."""
    root, cell = -4e-6, np.array([51500.0])
    found = solve_surface(lambda s: -1e-14 * bend * np.expm1(np.minimum((root - s) / bend, 50.0)), cell, 51500.0)
    assert found == pytest.approx(root, rel=0, abs=1e-14 * 51500.0)
