"""What the PDE core does besides diffusing: events, checkpoints, estimates, couplings, meshes, refusals, failures."""

from __future__ import annotations

import functools
import io
import zipfile
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import fsolve

from annealkit import laws, pde
from annealkit.errors import InputError, SolverError
from annealkit.pde.fipy_import import fipy
from annealkit.provenance import Record
from annealkit.schedule import Ramp, Schedule
from pde_terms import triangles

L, C0, RATE = 1e-6, 100.0, 2e-8


def law(function: Any, unit: str, **more: Any) -> laws.Callable:
    return laws.Callable(function, unit, **more)


def film(outer: Any = None, *, cells: int = 4, diffusivity: Any = "1e-9 m^2/s", **given: Any) -> pde.Problem:
    """A film in which diffusion is instant, so that it is one ordinary differential equation."""
    layer = {k: given.pop(k) for k in ("partition", "velocity") if k in given}
    return pde.Problem(
        shape="planar",
        layers=[
            pde.Layer((L, "m"), diffusivity, initial=given.pop("initial", "100 mol/m^3"), cells=cells, **layer),
        ],
        outer=pde.NoFlux() if outer is None else outer,
        temperature=given.pop("temperature", "973 K"),
        **given,
    )


def decaying(**given: Any) -> pde.Problem:
    """c = C0 exp(-RATE t / L), to RATE L / D = 2e-5 of it."""
    return film(pde.SurfaceExchange((RATE, "m/s"), "0 mol/m^3"), **given)


def swinging() -> pde.Problem:
    """The surface follows a cosine of period 10 s."""
    value = law(lambda t: 50.0 + 30.0 * np.cos(2 * np.pi * t / 10.0), "mol/m^3")
    return film(pde.FixedConcentration(value), initial="80 mol/m^3")


def held(now: pde.Solution) -> float:
    return float(now.inventory[0])


# -- events -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("engine", "rtol", "within"), [("sundials", 1e-7, 1e-6), ("fipy", 1e-3, 4e-3)])
def test_an_event_is_where_a_closed_form_puts_it(engine: str, rtol: float, within: float):
    """Decay in a film of instant diffusion, with the half cell in series with the exchange."""
    rate = 1 / (1 / RATE + 0.5 * L / 1e-9)
    solution = decaying(cells=1).solve(
        np.array([40.0, 120.0]),
        rtol=rtol,
        engine=engine,
        events=[
            pde.Event("half", lambda now: held(now) - 0.5 * C0 * L),
            pde.Event("tenth", lambda now: held(now) - 0.1 * C0 * L, direction=-1),
            pde.Event("never", lambda now: held(now) - 2 * C0 * L),
            pde.Event("rises", lambda now: held(now) - 0.5 * C0 * L, direction=1),
        ],
    )
    # The accuracy is that of the profile, relative to C0.
    assert np.exp(-rate * solution.events["half"] / L) == pytest.approx([0.5], abs=within)
    assert np.exp(-rate * solution.events["tenth"] / L) == pytest.approx([0.1], abs=within)
    assert len(solution.events["never"]) == len(solution.events["rises"]) == 0
    assert list(solution.times) == [40.0, 120.0]


@pytest.mark.slow
def test_directions_of_events():
    """The surface crosses its mean at 2.5, 7.5 and 12.5 s, falling, rising, falling."""

    def crossing(now: pde.Solution) -> float:
        return float(now.surface("outer")[0]) - 50.0

    events = [pde.Event(name, crossing, direction) for name, direction in (("any", 0), ("up", 1), ("down", -1))]
    solution = swinging().solve(np.array([14.0]), rtol=1e-3, events=events)
    assert solution.events["any"] == pytest.approx([2.5, 7.5, 12.5], rel=1e-9)
    assert solution.events["down"] == pytest.approx([2.5, 12.5], rel=1e-9)
    assert solution.events["up"] == pytest.approx([7.5], rel=1e-9)


@pytest.mark.slow
def test_directions_of_events_with_fipy():
    """What depends on time alone is located to rounding, however long the steps."""
    events = [pde.Event(str(way), lambda now: float(now.times[0]) - 2.5, way) for way in (-1, 0, 1)]
    solution = decaying(cells=1).solve(np.array([5.0]), rtol=1e-2, engine="fipy", events=events)
    assert len(solution.events["-1"]) == 0
    assert solution.events["0"] == pytest.approx([2.5], rel=1e-9)
    assert solution.events["1"] == pytest.approx([2.5], rel=1e-9)


@pytest.mark.parametrize(("engine", "rtol"), [("sundials", 1e-6), ("fipy", 1e-3)])
def test_a_terminal_event_ends_the_solution(engine: str, rtol: float):
    """The solution's last time is the event's, its state the one there; output times before it are kept."""
    rate = 1 / (1 / RATE + 0.5 * L / 1e-9)
    solution = decaying(cells=1).solve(
        np.array([10.0, 20.0, 60.0, 500.0]),
        rtol=rtol,
        engine=engine,
        events=[
            pde.Event("stop", lambda now: held(now) - 0.5 * C0 * L, terminal=True),
            pde.Event("early", lambda now: held(now) - 0.9 * C0 * L),
            pde.Event("late", lambda now: held(now) - 0.1 * C0 * L),
        ],
    )
    stop = np.log(2) * L / rate
    assert solution.times == pytest.approx([10.0, 20.0, stop], rel=3e-3 if engine == "fipy" else 1e-5)
    assert solution.inventory[-1] == pytest.approx(0.5 * C0 * L, rel=1e-8)
    assert solution.events["early"] == pytest.approx([np.log(1 / 0.9) * L / rate], rel=3e-3)
    assert len(solution.events["late"]) == 0
    assert solution.events["stop"][0] == solution.times[-1]
    assert solution.balance.closure < 1e-12


def test_an_event_may_end_a_run_before_its_first_output():
    solution = decaying().solve(
        np.array([500.0]), events=[pde.Event("stop", lambda now: held(now) - 0.9 * C0 * L, terminal=True)]
    )
    assert len(solution.times) == 1
    assert solution.times[0] == pytest.approx(np.log(1 / 0.9) * L / RATE, rel=1e-4)
    assert solution.checkpoint().time == solution.times[0]


def test_events_go_on_over_corners_of_the_temperature():
    """A root behind a corner is found, and none is made by the restart there."""
    faster = law(lambda t: np.where(t < 10.0, 1e-8, 4e-8), "m/s")
    problem = film(pde.SurfaceExchange(faster, "0 mol/m^3"))
    event = pde.Event("half", lambda now: held(now) - 0.5 * C0 * L)
    solution = problem.solve(np.array([60.0]), corners=np.array([10.0]), rtol=1e-6, events=[event])
    assert solution.events["half"] == pytest.approx([10.0 + (np.log(2) - 0.1) * L / 4e-8], rel=1e-4)


def test_an_event_refuses_an_unknown_direction():
    with pytest.raises(InputError, match="Event direction: 2 was given"):
        pde.Event("odd", held, direction=2)


# -- checkpoints -----------------------------------------------------------------------------------------------


def everything(cells: int = 5, **changed: Any) -> pde.Problem:
    """Two layers, a partition, a trap, states of cells and of a face, a reservoir and several channels."""
    given: dict[str, Any] = {
        "layers": [
            pde.Layer("0.6 um", law(lambda c, w: 2e-14 * (1 + c / 90) * (1 + w), "m^2/s"), initial="90 mol/m^3",
                      cells=cells),
            pde.Layer("0.3 um", "1e-14 m^2/s", partition=2.0, initial="40 mol/m^3", cells=4),
        ],
        "outer": [
            pde.Flux(law(lambda c, theta: 2e-8 * c * (1 - theta), "mol/m^2/s")),
            pde.SurfaceExchange("2e-8 m/s", law(lambda vessel: 1e6 * vessel, "mol/m^3")),
        ],
        "sources": [pde.Trap("held", "30 mol/m^3", "1e-3 m^3/mol/s", "0.1 1/s")],
        "states": [
            pde.LocalState("w", law(lambda w: 0.05 * (1 - w), "1/s")),
            pde.LocalState("theta", law(lambda theta, c: 1e-3 * c * (1 - theta), "1/s"), 0.1, "outer"),
        ],
        "reservoirs": [pde.Reservoir("vessel", 1e-5, {"outer: surface exchange": 1.0})],
    }  # fmt: skip
    return pde.Problem(shape="planar", temperature="973 K", **(given | changed))


@functools.cache
def after_four_seconds() -> pde.Solution:
    return everything().solve(np.array([4.0]), rtol=1e-6)


def test_a_restart_from_disk_equals_one_run(tmp_path):
    """Every state of every kind goes on, and integrated amounts count from the problem's start."""
    whole = everything().solve(np.array([4.0, 10.0]), rtol=1e-6)
    path = after_four_seconds().checkpoint().save(tmp_path / "state.npz")
    again = everything().solve(np.array([10.0]), rtol=1e-6, start=pde.Checkpoint.load(path))
    np.testing.assert_allclose(again.concentration[-1], whole.concentration[-1], atol=2e-6 * 90)
    for name in ("w", "held", "theta", "vessel"):
        np.testing.assert_allclose(again.state(name)[-1], whole.state(name)[-1], rtol=1e-5)
    assert again.balance.left["outer: flux"] == pytest.approx(whole.balance.left["outer: flux"], rel=5e-6)
    assert again.balance.initial == whole.balance.initial
    assert again.balance.closure < 1e-12
    # Not the same as starting anew.
    assert np.max(np.abs(whole.concentration[0] - whole.concentration[-1])) > 1.0


def test_a_checkpoint_keeps_every_digit(tmp_path):
    solution = after_four_seconds()
    kept = pde.Checkpoint.load(solution.checkpoint().save(tmp_path / "state"))
    assert kept.time == 4.0
    np.testing.assert_array_equal(kept.state, solution.states[-1])
    with zipfile.ZipFile(tmp_path / "state") as archive:
        for name in archive.namelist():  # refuses to load objects, so there is no pickle inside
            np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
    assert [one.name for one in tmp_path.iterdir()] == ["state"]


def test_the_engines_may_take_turns():
    """FiPy goes on where SUNDIALS stopped."""
    first = decaying(cells=1).solve(np.array([20.0]), rtol=1e-6)
    then = decaying(cells=1).solve(np.array([40.0]), rtol=1e-3, engine="fipy", start=first.checkpoint())
    rate = 1 / (1 / RATE + 0.5 * L / 1e-9)
    assert then.inventory[-1] == pytest.approx(C0 * L * np.exp(-rate * 40.0 / L), rel=1e-3)
    assert then.balance.closure < 1e-12


def test_a_checkpoint_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    """A write that fails half way leaves what was there before, and nothing beside it."""
    checkpoint = decaying().solve(np.array([4.0])).checkpoint()
    path = checkpoint.save(tmp_path / "state.npz")
    before = path.read_bytes()

    def broken(file: Any, **arrays: Any) -> None:
        file.write(b"half")
        raise OSError("the disk is full")

    monkeypatch.setattr(np, "savez", broken)
    with pytest.raises(InputError, match="cannot be written: the disk is full"):
        checkpoint.save(path)
    with pytest.raises(InputError, match="cannot be written"):
        checkpoint.save(tmp_path / "new.npz")
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["state.npz"]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (lambda: everything(cells=6), "number of cells 9"),
        (lambda: everything(states=()), "states"),
        (lambda: everything(reservoirs=(), outer=pde.NoFlux(), states=()), "channels|states"),
        (lambda: everything(outer=pde.Flux("0 mol/m^2/s", channels=("gone",)), reservoirs=()), "channels"),
        (lambda: everything(sources=[]), "sources|states"),
        (
            lambda: everything(
                layers=[
                    pde.Layer("0.6 um", "1e-14 m^2/s", initial="90 mol/m^3", cells=5),
                    pde.Layer("0.3 um", "1e-14 m^2/s", partition=2.0, initial="41 mol/m^3", cells=4),
                ]
            ),
            "initial differ",
        ),
        (
            lambda: everything(
                layers=[
                    pde.Layer("0.61 um", "1e-14 m^2/s", initial="90 mol/m^3", cells=5),
                    pde.Layer("0.3 um", "1e-14 m^2/s", partition=2.0, initial="40 mol/m^3", cells=4),
                ]
            ),
            "cells differ",
        ),
    ],
)
def test_a_checkpoint_of_another_problem_is_refused(other: Any, says: str):
    """What differs is named."""
    with pytest.raises(InputError, match=f"start: the checkpoint.*({says})"):
        other().solve(np.array([10.0]), start=after_four_seconds().checkpoint())


def test_a_restart_goes_forward():
    checkpoint = decaying().solve(np.array([4.0])).checkpoint()
    with pytest.raises(InputError, match="after 4 s, where the run starts"):
        decaying().solve(np.array([3.0, 10.0]), start=checkpoint)


def broken_files(folder: Any) -> dict[str, Any]:
    """Files that no checkpoint is."""
    whole = decaying().solve(np.array([4.0])).checkpoint().save(folder / "whole.npz").read_bytes()
    (folder / "text").write_text("not a checkpoint")
    (folder / "cut").write_bytes(whole[: len(whole) // 2])
    (folder / "empty").write_bytes(b"")
    np.savez(folder / "other.npz", state=np.zeros(3))
    np.save(folder / "array.npy", np.zeros(3))
    np.savez(folder / "format.npz", about=np.array('{"format": 99}'), state=0.0, points=0.0, start=0.0)
    np.savez(folder / "words.npz", about=np.array("no json"), state=0.0, points=0.0, start=0.0)
    return {"text": "not written", "cut": "not written", "empty": "not written", "other.npz": "not written",
            "array.npy": "not written", "format.npz": "format 99", "words.npz": "not written",
            "missing": "is not a file"}  # fmt: skip


@pytest.mark.parametrize(
    "name", ["text", "cut", "empty", "other.npz", "array.npy", "format.npz", "words.npz", "missing"]
)
def test_what_is_no_checkpoint_is_refused(tmp_path, name: str):
    says = broken_files(tmp_path)[name]
    with pytest.raises(InputError, match=f"{name}.*{says}"):
        pde.Checkpoint.load(tmp_path / name)


def test_a_checkpoint_into_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        decaying().solve(np.array([4.0])).checkpoint().save(tmp_path / "none" / "state.npz")


# -- error estimate -------------------------------------------------------------------------------------------


def sheet(fourier: float) -> float:
    """Share left in a sheet, empty at one face and sealed at the other."""
    n = np.arange(400)
    return float(np.sum(8 / ((2 * n + 1) ** 2 * np.pi**2) * np.exp(-((2 * n + 1) ** 2) * np.pi**2 * fourier / 4)))


@pytest.mark.parametrize("cells", [8, 24])
def test_the_error_estimate_has_the_size_of_the_error(cells: int):
    """Of coarse cells, against the closed form; and it falls with the cells as the error does."""
    times, d = np.array([0.05, 0.3]) * L**2 / 1e-14, "1e-14 m^2/s"
    solution = film(pde.FixedConcentration("0 mol/m^3"), cells=cells, diffusivity=d).solve(times, rtol=1e-6)
    error = abs(solution.inventory[-1] - C0 * L * sheet(0.3))
    estimate = solution.error_estimate()
    part = estimate.inventory["c"]
    assert part.value == solution.inventory[-1]
    assert error / 3 < part.total < 3 * error
    assert error / 3 < estimate.left["c"]["outer: fixed concentration"].total < 3 * error
    assert part.time < 0.1 * part.cells  # rtol was chosen so
    n = np.arange(400)
    waves = (2 * n + 1) * np.pi / 2
    off = []
    for row, fourier in enumerate((0.05, 0.3)):
        edges = solution.operator.mesh.edges / L  # sealed at 0, empty at 1
        whole = 2 * C0 * (-1.0) ** n / waves**2 * np.sin(np.outer(edges, waves)) * np.exp(-(waves**2) * fourier)
        off.append(np.max(np.abs(solution.concentration[row] - np.diff(whole.sum(axis=1)) / np.diff(edges))))
    assert max(off) / 3 < estimate.profile["c"].total < 3 * max(off)


def test_the_error_estimate_sees_the_time_integration():
    """One cell per film of instant diffusion: all error is in time."""
    solution = decaying(cells=1).solve(np.array([50.0]), rtol=1e-2)
    rate = 1 / (1 / RATE + 0.5 * L / 1e-9)
    error = abs(solution.inventory[-1] - C0 * L * np.exp(-rate * 50.0 / L))
    part = solution.error_estimate().inventory["c"]
    assert error / 3 < part.time < 3 * error


def test_given_meshes_and_foreign_solutions_have_no_estimate():
    solution = plate().solve(np.array([1.0]))
    with pytest.raises(InputError, match="a given mesh cannot be refined"):
        solution.error_estimate()
    lonely = pde.Solution(solution.operator, solution.times, solution.states, "sundials", {})
    with pytest.raises(InputError, match="not made by a problem's solve"):
        lonely.error_estimate()


# -- steps of a host ------------------------------------------------------------------------------------------


def test_a_failed_step_leaves_the_clock(monkeypatch):
    """A host may take a smaller step after a failure; the state is that of the last good one."""
    source = pde.Source(law(lambda t: np.where(t > 5.0, np.nan, -1.0), "mol/m^3/s"))
    problem = film(sources=[source])
    assert problem.step("4 s").inventory[-1] == pytest.approx(96.0 * L, rel=1e-9)
    with pytest.raises(SolverError, match="not finite"):
        problem.step("4 s")
    after = problem.step("0.5 s")
    assert after.times[-1] == 4.5
    assert after.inventory[-1] == pytest.approx(95.5 * L, rel=1e-9)
    assert problem.solve(np.array([1.0])).inventory[-1] == pytest.approx(99.0 * L, rel=1e-9)


# -- what holds at faces ----------------------------------------------------------------------------------------


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


# -- reservoirs -----------------------------------------------------------------------------------------------


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


# -- interfaces and ledgers of layers -----------------------------------------------------------------------------


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
    assert solution.crossed(0)[-1] == pytest.approx(0.0, abs=1e-25)
    assert solution.channels["inner"]["fixed concentration"][-1] == 0.0
    assert np.all(solution.concentration[0, 5:] < 45.0)
    assert solution.balance.layers[1].closure < 1e-12


# -- meshes -----------------------------------------------------------------------------------------------------


def grid() -> Any:
    return fipy().Grid2D(dx=np.array([1.0, 1.5, 0.8, 1.2]) * 1e-7, dy=np.array([0.9, 1.1, 1.3]) * 1e-7)


def bricks() -> Any:
    return fipy().Grid3D(nx=4, ny=3, nz=3, dx=1e-7, dy=1e-7, dz=1e-7)


def plate(mesh: Any = None, **given: Any) -> pde.Problem:
    defaults = {"diffusivity": "1e-14 m^2/s", "initial": "50 mol/m^3", "temperature": "973 K"}
    return pde.Problem(mesh=grid() if mesh is None else mesh, **(defaults | given))


@pytest.mark.parametrize("kind", ["Grid2D", "Gmsh2D", "Grid3D"])
def test_reading_between_cells_of_a_mesh_is_exact_for_planes(kind: str):
    """A linear field that nothing moves, read anywhere inside."""
    mesh = {"Grid2D": grid, "Gmsh2D": triangles, "Grid3D": bricks}[kind]()
    slopes = np.array([3e7, -2e7, 5e7])[: mesh.dim]
    problem = plate(mesh, diffusivity="0 m^2/s", initial=lambda *at: 80.0 + slopes @ np.array(at))
    solution = problem.solve(np.array([1.0, 2.0]))
    places = np.random.default_rng(3).uniform(0.05, 0.28, (mesh.dim, 40)) * 1e-6
    expected = 80.0 + slopes @ places
    np.testing.assert_allclose(solution.at(tuple(places), 1.5), expected, rtol=1e-10)
    assert solution.at(tuple(places[:, 0]), np.array([1.0, 1.3, 2.0])).shape == (3,)
    assert np.ptp(expected) > 5.0
    with pytest.raises(InputError, match=f"this mesh needs {mesh.dim}, as a tuple"):
        solution.at(1e-7, 1.0)
    with pytest.raises(InputError, match="outside the mesh"):
        solution.at(tuple(np.full(mesh.dim, 5e-6)), 1.0)
    with pytest.raises(InputError, match="outside the solution"):
        solution.at(tuple(places), 3.0)
    axes = [solution.x, solution.y] + ([solution.z] if mesh.dim == 3 else [])
    np.testing.assert_allclose(solution.concentration[-1], 80.0 + slopes @ np.array(axes), rtol=1e-12)


def test_regions_by_mask_and_by_function_are_the_sides():
    """The same side named three ways gives the same solution; other faces stay closed."""
    mesh = grid()
    right = np.asarray(mesh.facesRight)
    edge = float(np.max(np.asarray(mesh.faceCenters)[0]))
    exchange = [pde.SurfaceExchange("1e-7 m/s", "0 mol/m^3")]
    solved = [
        plate(mesh, boundaries={"right": exchange}),
        plate(mesh, regions={"hole": right}, boundaries={"hole": exchange}),
        plate(
            mesh,
            regions={"hole": lambda x, y: x > 0.999 * edge, "rest": lambda x, y: x < 1e-9},
            boundaries={"hole": exchange},
        ),
    ]
    one, two, three = (problem.solve(np.array([0.5]), rtol=1e-6) for problem in solved)
    for other in (two, three):
        np.testing.assert_allclose(other.concentration, one.concentration, rtol=1e-12)
        assert other.flux("hole") == pytest.approx(one.flux("right"), rel=1e-12)
    assert one.flux("left")[0] == 0.0
    # All columns of a closed plate are alike.
    rows = one.concentration[0].reshape(3, 4)
    np.testing.assert_allclose(rows, np.broadcast_to(rows[0], rows.shape), rtol=1e-9)
    assert list(solved[2].cells().regions) == ["hole", "rest"]
    assert solved[1].cells().regions["hole"].area == pytest.approx(3.3e-7, rel=1e-12)


def test_the_flux_of_a_region_is_its_mean():
    """Times its area it is what the region takes, though it differs from face to face."""
    wide = pde.Flux(law(lambda c, y: 1e-8 * c * (y / 1e-7) ** 2, "mol/m^2/s"))
    times = np.array([0.49, 0.5, 0.51])
    solution = plate(boundaries={"right": wide}).solve(times, rtol=1e-8)
    left = solution.channels["right"]["flux"]
    area = solution.operator.mesh.regions["right"].area
    assert solution.flux("right")[1] * area == pytest.approx((left[2] - left[0]) / 0.02, rel=1e-4)
    assert solution.balance.closure < 1e-12
    np.testing.assert_allclose(left, solution.balance.initial - solution.inventory, rtol=1e-9)


def test_a_state_of_a_region_has_one_value_a_face():
    rate = law(lambda y, theta: 1e7 * y * (1 - theta), "1/s")
    solution = plate(states=[pde.LocalState("theta", rate, where="left")]).solve(np.array([0.5, 1.0]), rtol=1e-7)
    y = solution.operator.mesh.regions["left"].points[1]
    assert solution.state("theta").shape == (2, 3)
    np.testing.assert_allclose(solution.state("theta")[-1], 1 - np.exp(-1e7 * y), rtol=1e-6)


# -- refusals ---------------------------------------------------------------------------------------------------


def wrong_mesh() -> Any:
    return fipy().CylindricalGrid2D(nx=3, ny=3, dx=1e-7, dy=1e-7)


WRONG = {
    "unknown region": (
        lambda: plate(boundaries={"rigth": pde.NoFlux()}).operator(),
        "boundaries: the mesh has no region 'rigth'. Did you mean 'right'.*left, right, bottom, top",
    ),
    "state of an unknown region": (
        lambda: plate(states=[pde.LocalState("w", laws.Constant("1 1/s"), where="outer")]).operator(),
        "LocalState 'w' where: 'outer' was given; expected one of cell, left",
    ),
    "region of inner faces": (
        lambda: plate(regions={"all": np.ones(grid().numberOfFaces, dtype=bool)}).operator(),
        "'all' holds faces between cells",
    ),
    "regions that overlap": (
        lambda: plate(regions={"a": np.asarray(grid().facesTop), "b": np.asarray(grid().exteriorFaces)}).operator(),
        "'b' shares faces with a",
    ),
    "region of numbers": (
        lambda: plate(regions={"a": np.arange(grid().numberOfFaces)}).operator(),
        r"regions\['a'\]: expected a mask of 31 booleans",
    ),
    "region of a scalar": (
        lambda: plate(regions={"a": lambda x, y: True}).operator(),
        r"regions\['a'\].*got bool of shape \(\)",
    ),
    "tensor of three on a plane": (
        lambda: plate(diffusivity=pde.Tensor([["1e-14 m^2/s"] * 3] * 3)),
        "Problem diffusivity: the tensor of c has 3 rows, the mesh 2 dimensions",
    ),
    "tensor with a missing entry": (
        lambda: pde.Tensor([["1e-14 m^2/s", "0 m^2/s"], ["1e-14 m^2/s"]]),
        "Tensor: expected 2 rows of 2",
    ),
    "tensor of a wrong unit": (lambda: pde.Tensor([["1 m/s"] * 2] * 2), "Tensor"),
    "tensor of a layer": (
        lambda: pde.Layer("1 um", pde.Tensor([["1e-14 m^2/s"] * 2] * 2)),
        "Layer diffusivity",
    ),
    "velocity of one component": (
        lambda: plate(velocity=("1e-7 m/s",)),
        "Problem velocity: c has 1 components, the mesh 2 dimensions",
    ),
    "velocity of a bare number": (lambda: plate(velocity=(1e-7, 0.0)), "Problem velocity"),
    "velocity of an unknown species": (
        lambda: plate(velocity={"Li": ("1e-7 m/s", "0 m/s")}),
        "Problem velocity: Li has no diffusivity",
    ),
    "velocity of a wrong unit in a layer": (
        lambda: pde.Layer("1 um", "1e-14 m^2/s", velocity="1 m"),
        "Layer velocity",
    ),
    "mesh with layers": (
        lambda: plate(layers=[pde.Layer("1 um", "1e-14 m^2/s")]),
        "Problem mesh: layers belong to one dimension",
    ),
    "mesh with outer": (lambda: plate(outer=pde.FixedConcentration("1 mol/m^3")), "Problem mesh: outer"),
    "mesh without diffusivity": (
        lambda: pde.Problem(mesh=grid(), initial="1 mol/m^3", temperature="300 K"),
        "Problem diffusivity: none was given",
    ),
    "layers with boundaries": (
        lambda: film(boundaries={"left": pde.NoFlux()}),
        "Problem boundaries: belongs to a mesh",
    ),
    "mesh of one dimension": (lambda: plate(fipy().Grid1D(nx=3)).operator(), "Problem mesh: .*two or three dimensions"),
    "curved FiPy mesh": (lambda: plate(wrong_mesh()).operator(), "cylindrical and spherical meshes are like that"),
    "what is no mesh": (lambda: plate("Grid2D").operator(), "Problem mesh: str was given"),
    "reservoir fed by nothing": (
        lambda: decaying(reservoirs=[pde.Reservoir("gas", 1.0, {"outer: surface exchnge": 1.0})]).operator(),
        "Reservoir 'gas': nothing is called 'outer: surface exchnge'. Did you mean 'outer: surface exchange'",
    ),
    "reservoir of a quantity": (lambda: pde.Reservoir("gas", "1 mol"), "Reservoir initial: got '1 mol'"),
    "reservoir that is not finite": (lambda: pde.Reservoir("gas", float("nan")), "Reservoir initial"),
    "reservoir with a plain rate": (lambda: pde.Reservoir("gas", 1.0, rate=3.0), "Reservoir rate: got 3.0"),
    "reservoir named like a species": (
        lambda: decaying(reservoirs=[pde.Reservoir("c", 1.0)]),
        "the name 'c' is taken",
    ),
    "trap without density": (
        lambda: pde.Trap("held", "0 mol/m^3", "1 m^3/mol/s", "1 1/s"),
        "Trap 'held': expected a density above zero",
    ),
    "trap fuller than full": (
        lambda: pde.Trap("held", "1 mol/m^3", "1 m^3/mol/s", "1 1/s", initial="2 mol/m^3"),
        "Trap 'held'.*got 1 and 2",
    ),
    "trap of a wrong unit": (lambda: pde.Trap("held", "1 mol/m^3", "1 1/s", "1 1/s"), "Trap trapping"),
    "trap of a bare density": (lambda: pde.Trap("held", 3.0, "1 m^3/mol/s", "1 1/s"), "Trap 'held' density"),
    "trap of an unknown species": (
        lambda: film(sources=[pde.Trap("held", "1 mol/m^3", "1 m^3/mol/s", "1 1/s", species="H")]),
        "'held' is for 'H'; known: c",
    ),
    "two states of one name": (
        lambda: film(
            sources=[pde.Trap("w", "1 mol/m^3", "1 m^3/mol/s", "1 1/s")],
            states=[pde.LocalState("w", laws.Constant("1 1/s"))],
        ),
        "the name 'w' is taken",
    ),
    "source of an unknown species": (
        lambda: film(sources=[pde.Source("1 mol/m^3/s", "Li", "feed")]),
        "'feed' is for 'Li'; known: c",
    ),
    "reaction of an unknown species": (
        lambda: film(sources=[pde.Reaction("turn", "1 1/s", {"c": 1}, {"Z": 1})]).solve(np.array([1.0])),
        "'turn' is for 'Z'; known: c|turn.*c_Z",
    ),
    "reaction of a wrong order": (
        lambda: pde.Reaction("turn", "1 1/s", {"A": 2}),
        "Reaction 'turn' rate",
    ),
    "reaction with a number below zero": (
        lambda: pde.Reaction("turn", "1 1/s", {"A": -1}),
        "stoichiometric number of A must be above zero",
    ),
    "boundary of an unknown species": (
        lambda: film(pde.FixedConcentration("1 mol/m^3", species="Li")),
        "Problem outer: FixedConcentration is for species 'Li'",
    ),
    "unknown side of a solution": (
        lambda: decaying().solve(np.array([1.0])).flux("top"),
        "side: 'top' was given; expected one of 'inner', 'outer'",
    ),
    "unknown state of a solution": (
        lambda: after_four_seconds().state("v"),
        "state: 'v' is not in this solution; it has w, held, theta, vessel",
    ),
    "second coordinate of a film": (lambda: decaying().solve(np.array([1.0])).y, "1 dimension"),
    "too many interfaces": (lambda: film(interfaces=[None]), "1 were given for 1 layers"),
    "partition and isotherm": (
        lambda: pde.Layer("1 um", "1e-14 m^2/s", partition=2.0, isotherm=law(lambda u: u, "mol/m^3")),
        "Layer isotherm",
    ),
    "factor with a unit": (
        lambda: pde.Layer("1 um", "1e-14 m^2/s", thermodynamic_factor="2 m"),
        "Layer thermodynamic_factor",
    ),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_wrong_input_is_refused_by_name(name: str):
    make, says = WRONG[name]
    with pytest.raises(InputError, match=says):
        make()


# -- failures -----------------------------------------------------------------------------------------------------


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


# -- FiPy ----------------------------------------------------------------------------------------------------------


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


# -- time ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_output_times_do_not_change_the_result():
    """Asking more often changes the end by no more than the accuracy asked for."""
    end, rtol = 6.0, 1e-5
    seldom = everything().solve(np.array([end]), rtol=rtol)
    often = everything().solve(np.linspace(0.0, end, 31), rtol=rtol)
    scale = np.max(np.abs(seldom.concentration))
    assert np.max(np.abs(often.concentration[-1] - seldom.concentration[-1])) <= rtol * scale
    for name, amount in seldom.balance.left.items():
        assert often.balance.left[name] == pytest.approx(amount, rel=rtol)
    np.testing.assert_array_equal(often.concentration[0], often["c"].start)
    assert len(often.times) == 31


def test_progress_rises_to_the_end():
    seen: list[float] = []
    everything().solve(np.array([10.0]), progress=seen.append)
    assert len(seen) > 2
    assert all(0.0 <= one <= 1.0 for one in seen)
    assert seen[-1] == 1.0


def test_the_initial_profile_counts_its_shells():
    """The mean over a shell is that of its volume."""
    problem = pde.Problem(
        shape="sphere",
        layers=[pde.Layer("1 um", "1e-14 m^2/s", initial=lambda r: 1e8 * r, cells=7)],
        temperature="300 K",
    )
    edges, operator = problem.cells().edges, problem.operator()
    exact = [
        quad(lambda r: 1e8 * r**3, a, b)[0] / quad(lambda r: r**2, a, b)[0]
        for a, b in zip(edges, edges[1:], strict=False)
    ]
    np.testing.assert_allclose(operator.start[0], exact, rtol=1e-12)
