"""What holds at faces and interfaces, beside reservoirs, and in the ledgers of layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import fsolve

from annealkit import pde
from annealkit.errors import InputError
from pde_films import C0, L, decaying, film, law

# -- what holds at faces ---------------------------------------------------------------------------------


def test_a_surface_value_that_rises_with_time():
    """Once transients are gone the mean lags by l²/3D, and the profile is a parabola (Carslaw and Jaeger 3.5)."""
    d, slope = 1e-14, 0.1
    problem = film(
        pde.FixedConcentration(law(lambda t: slope * t, "mol/m^3")),
        cells=80,
        diffusivity=(d, "m^2/s"),
        initial="0 mol/m^3",
    )
    end = 6 * L**2 / d
    solution = problem.solve(np.array([end]), rtol=1e-7)
    lag = slope * L**2 / d
    # 80 graded cells: 1e-3 of the lag is far more than their second-order error.
    assert solution.inventory[-1] / L == pytest.approx(slope * end - lag / 3, abs=1e-3 * lag)
    x = solution.x
    np.testing.assert_allclose(
        solution.concentration[-1], slope * end - 0.5 * lag * (1 - (x / L) ** 2), atol=1e-3 * lag
    )
    assert solution.surface("outer")[-1] == slope * end
    assert solution.flux("outer")[-1] == pytest.approx(-slope * L, rel=1e-4)


def test_species_whose_fluxes_read_each_other_at_a_face():
    """The surface values solve the algebraic equations of both half cells at once."""
    d, k = {"A": 1e-14, "B": 3e-14}, {"A": 1e-7, "B": 5e-8}
    problem = pde.Problem(
        shape="planar",
        layers=[
            pde.Layer(
                "1 um",
                {s: (v, "m^2/s") for s, v in d.items()},
                initial={"A": "80 mol/m^3", "B": "30 mol/m^3"},
                cells=5,
                grading="uniform",
            )
        ],
        outer=[
            pde.Flux(law(lambda c, c_B: 1e-7 * c * (1 + c_B / 20), "mol/m^2/s"), "A", ("A",)),
            pde.Flux(law(lambda c, c_A: 5e-8 * c / (1 + c_A / 10), "mol/m^2/s"), "B", ("B",)),
        ],
        temperature="973 K",
    )
    half = 1e-7
    solution = problem.solve(np.array([0.2, 1.0]), rtol=1e-3)
    for row in range(2):
        cell = {s: solution[s].concentration[row, -1] for s in "AB"}

        def open_ends(at: Any, cell: dict[str, float] = cell) -> list[float]:
            a, b = at
            return [
                k["A"] * a * (1 + b / 20) - d["A"] / half * (cell["A"] - a),
                k["B"] * b / (1 + a / 10) - d["B"] / half * (cell["B"] - b),
            ]

        a, b = fsolve(open_ends, [cell["A"], cell["B"]], xtol=1e-12)
        assert solution["A"].surface("outer")[row] == pytest.approx(a, rel=1e-11)
        assert solution["B"].surface("outer")[row] == pytest.approx(b, rel=1e-11)
        assert solution["A"].flux("outer")[row] == pytest.approx(k["A"] * a * (1 + b / 20), rel=1e-11)
        assert abs(a - cell["A"]) > 1.0  # the surface is not the cell
    assert max(solution[s].balance.closure for s in "AB") < 1e-12


def test_an_infinitely_fast_exchange_is_a_fixed_value():
    """At 1e9 m/s, without loss of digits; at 1e-7 m/s it is something else."""
    times = np.array([1.0, 10.0])

    def solved(outer: Any) -> pde.Solution:
        return film(outer, cells=12, diffusivity="1e-14 m^2/s").solve(times, rtol=1e-7)

    fixed = solved(pde.FixedConcentration("20 mol/m^3"))
    fast = solved(pde.SurfaceExchange("1e9 m/s", "20 mol/m^3"))
    slow = solved(pde.SurfaceExchange("1e-7 m/s", "20 mol/m^3"))
    np.testing.assert_allclose(fast.concentration, fixed.concentration, rtol=1e-7)
    np.testing.assert_allclose(fast.flux("outer"), fixed.flux("outer"), rtol=1e-6)
    assert fast.surface("outer") == pytest.approx([20.0, 20.0], rel=1e-9)
    assert np.max(np.abs(slow.concentration - fixed.concentration)) > 5.0


@pytest.mark.parametrize("shape", ["planar", "cylinder", "sphere"])
def test_nothing_moves_at_equilibrium(shape: str):
    """Equal u in layers of different K, faces at equilibrium with them: no flux, not even of rounding."""
    problem = pde.Problem(
        shape=shape,
        layers=[
            pde.Layer("1 um", "1e-14 m^2/s", initial="50 mol/m^3"),
            pde.Layer("0.5 um", "3e-14 m^2/s", initial="100 mol/m^3", partition=2.0),
        ],
        interfaces=[pde.Interface("1e6 s/m")],
        outer=[
            pde.SurfaceExchange("1e-7 m/s", "100 mol/m^3"),
            pde.Flux(law(lambda c: 1e-9 * (c - 100.0), "mol/m^2/s")),
        ],
        temperature="973 K",
    )
    solution = problem.solve(np.array([1.0, 1e4]))
    assert np.all(solution.flux("outer") == 0.0)
    assert np.all(solution.interface_flux(0) == 0.0)
    assert np.all(solution.crossed(0) == 0.0)
    assert np.max(np.abs(solution["c"].change)) == 0.0


def test_a_flux_follows_a_gas_that_follows_time():
    """c' = -(k/L)(c - h p(t)) with p rising linearly, and a gas that is computed from the temperature."""
    k, h, p0, rise = 2e-8, 0.3, 100.0, 0.01
    gas = {"p_X": law(lambda t, T: p0 * (1 + rise * t) * T / 973, "Pa")}
    problem = film(pde.Flux(law(lambda c, p_X: k * (c - h * p_X), "mol/m^2/s")), gas=gas)
    t = np.array([10.0, 100.0])
    solution = problem.solve(t, rtol=1e-6)
    lag = rise * L / k
    exact = h * p0 * (1 + rise * t - lag) + (C0 - h * p0 * (1 - lag)) * np.exp(-k * t / L)
    np.testing.assert_allclose(solution.inventory / L, exact, rtol=3e-5)
    leaves = k * (solution.surface("outer") - h * p0 * (1 + rise * t))
    np.testing.assert_allclose(solution.flux("outer"), leaves, rtol=1e-9)


# -- reservoirs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "share"), [("planar", 1.0), ("planar", 0.5), ("sphere", 1.0)])
def test_a_closed_vessel_of_both_faces_settles_where_it_must(shape: str, share: float):
    """Body and vessel end in equilibrium; what both hold, by atoms, never changes."""
    inner_radius = None if shape == "planar" else "0.5 um"
    volume = L if shape == "planar" else 4 / 3 * np.pi * ((1.5e-6) ** 3 - (0.5e-6) ** 3)
    start, ratio = 20.0 * volume, 0.7 / volume  # c_eq = ratio * vessel
    value = law(lambda vessel: ratio * vessel, "mol/m^3")
    feeds = {"inner: fixed concentration": share, "outer: slow": share}
    problem = pde.Problem(
        shape=shape,
        layers=[pde.Layer((L, "m"), "1e-14 m^2/s", initial="100 mol/m^3", cells=30)],
        inner=pde.FixedConcentration(value),
        outer=pde.SurfaceExchange("1e-7 m/s", value, name="slow"),
        reservoirs=[pde.Reservoir("vessel", start, feeds)],
        inner_radius=inner_radius,
        temperature="973 K",
    )
    solution = problem.solve(np.array([1.0, 10.0, 2000.0]), rtol=1e-7)
    total = solution.inventory + solution.state("vessel") / share
    np.testing.assert_allclose(total, 100.0 * volume + start / share, rtol=1e-12)
    # c V + n / share = total with c = ratio n
    final = total[-1] / (ratio * volume + 1 / share)
    assert solution.state("vessel")[-1] == pytest.approx(final, rel=1e-6)
    assert solution.state("vessel").shape == (3,)
    np.testing.assert_allclose(solution.concentration[-1], ratio * final, rtol=1e-6)
    # It feeds back: an outlet that stays empty would take more.
    assert solution.inventory[-1] > 10.0 * volume


def test_a_reservoir_may_leak_by_itself():
    """An amount that no channel feeds, emptied at a rate that knows itself: an exponential."""
    leak = pde.Reservoir("vessel", 3.0, rate=law(lambda vessel, T: -0.05 * T / 973 * vessel, "1/s"))
    solution = decaying(reservoirs=[leak]).solve(np.array([10.0, 60.0]), rtol=1e-7)
    np.testing.assert_allclose(solution.state("vessel"), 3.0 * np.exp(-0.05 * np.array([10.0, 60.0])), rtol=1e-6)


# -- interfaces and ledgers of layers --------------------------------------------------------------------


def test_interfaces_and_layers_keep_consistent_books():
    """What crossed an interface is what the layers inside of it lost; its rate is the interface's flux times area."""
    problem = pde.Problem(
        shape="sphere",
        inner_radius="0.5 um",
        layers=[
            pde.Layer("0.4 um", "2e-14 m^2/s", initial="90 mol/m^3", cells=12),
            pde.Layer("0.2 um", "1e-14 m^2/s", initial="20 mol/m^3", partition=0.5, cells=12),
            pde.Layer("0.3 um", "3e-14 m^2/s", initial="5 mol/m^3", partition=3.0, cells=12),
        ],
        interfaces=[None, pde.Interface("3e7 s/m")],
        inner=pde.SurfaceExchange("2e-8 m/s", "10 mol/m^3", name="back"),
        outer=pde.SurfaceExchange("5e-8 m/s", "0 mol/m^3"),
        sources=[pde.Source(law(lambda c: -0.05 * c, "mol/m^3/s"), name="decay")],
        temperature="973 K",
    )
    times = np.array([1.0, 1.99, 2.0, 2.01, 4.0])
    solution = problem.solve(times, rtol=1e-8)
    mesh = solution.operator.mesh
    for interface, radius in ((0, 0.9e-6), (1, 1.1e-6)):
        crossed, flux = solution.crossed(interface), solution.interface_flux(interface)
        slope = (crossed[3] - crossed[1]) / 0.02
        assert slope == pytest.approx(flux[2] * 4 * np.pi * radius**2, rel=1e-5)
        own = mesh.layer <= interface
        held = solution.concentration[-1, own] @ mesh.volumes[own]
        first = solution["c"].start[own] @ mesh.volumes[own]
        made = sum(solution.balance.layers[i].made["decay"] for i in range(interface + 1))
        back = solution.channels["inner"]["back"][-1]
        assert crossed[-1] == pytest.approx(first - held - back + made, rel=1e-9)
    balance, layers = solution.balance, solution.balance.layers
    assert len(layers) == 3
    assert max(one.closure for one in (balance, *layers)) < 1e-12
    assert sum(one.initial for one in layers) == pytest.approx(balance.initial, rel=1e-14)
    assert sum(one.final for one in layers) == pytest.approx(balance.final, rel=1e-14)
    assert sum(one.made["decay"] for one in layers) == pytest.approx(balance.made["decay"], rel=1e-14)
    assert layers[0].left["interface 0"] == -layers[1].left["interface 0"] == solution.crossed(0)[-1]
    assert layers[1].left["interface 1"] == -layers[2].left["interface 1"] == solution.crossed(1)[-1]
    assert set(layers[1].left) == {"interface 0", "interface 1"}
    assert layers[2].left["outer: surface exchange"] == balance.left["outer: surface exchange"]
    with pytest.raises(InputError, match="this body has 2, counted from 0"):
        solution.crossed(2)
    with pytest.raises(InputError, match="this body has 2"):
        solution.interface_flux(-1)


@pytest.mark.parametrize("engine", ["sundials", "fipy"])
def test_a_layer_without_diffusion_stays_as_it_is(engine: str):
    """D = 0 shuts a layer, its interface too; the next one still exchanges."""
    problem = pde.Problem(
        shape="planar",
        layers=[
            pde.Layer("0.3 um", "0 m^2/s", initial=lambda x: 100.0 + 1e8 * x, cells=5),
            pde.Layer("0.3 um", "1e-14 m^2/s", initial="50 mol/m^3", partition=2.0, cells=5),
        ],
        inner=pde.FixedConcentration("0 mol/m^3"),
        outer=pde.SurfaceExchange("1e-7 m/s", "0 mol/m^3"),
        temperature="973 K",
    )
    solution = problem.solve(np.array([5.0]), rtol=1e-3, engine=engine)
    start = solution["c"].start
    np.testing.assert_allclose(solution.concentration[0, :5], start[:5], rtol=1e-13)
    # Rounding of the body's ledger may be booked as crossed, where nothing reads it.
    assert abs(solution.crossed(0)[-1]) <= 1e-18 * solution.balance.initial
    assert abs(solution.channels["inner"]["fixed concentration"][-1]) <= 1e-30 * solution.balance.initial
    assert np.all(solution.concentration[0, 5:] < 45.0)
    assert solution.balance.layers[1].closure < 1e-12
