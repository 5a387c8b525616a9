"""What happens at times: events, and output times that change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from annealkit import pde
from annealkit.errors import InputError
from pde_films import C0, RATE, L, decaying, everything, film, held, law, swinging

# -- events ----------------------------------------------------------------------------------------------


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


# -- time ------------------------------------------------------------------------------------------------


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
