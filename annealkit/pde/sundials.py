"""Time integration by CVODE (SUNDIALS), restarted at every corner of temperature and gas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from annealkit.errors import SolverError
from annealkit.pde.cvode import Path, Progress, Stretch, Watch
from annealkit.pde.jacobian import Differences
from annealkit.pde.newton import Newton
from annealkit.pde.operator import BALANCE, Operator
from annealkit.pde.topology import Array

__all__ = ["Integration", "Reached", "Watch", "integrate", "tolerances"]

#: The integrator works this much finer than the accuracy asked for; at a tenth, losses on a ramp were off by 5 rtol.
_MARGIN = 0.03
#: And never wider than this: the last thousandth of a concentration, where outflows end, must stay in sight.
_WIDEST = 1e-4
#: Absolute tolerance of an amount that crossed an interface, relative to the inventory. It may be zero by symmetry, and
#: nothing reads it: at the tolerance of a face, rounding of the flux would fail every step.
_CROSSED = 1e-14
#: Least absolute tolerance of concentrations, relative to their scale, beside an isotherm: its flux is a difference of
#: whole concentrations, not of their changes, and carries their rounding. A coating that is full moves by less.
_WHOLE = 1e-13
#: Fall of a concentration, relative to the scale, at which the pilot run ends: it has its answer, and further on its
#: tolerance is as wide as the last thousandth, where outflows end, and it would swing about zero in tiny steps.
_FAR = 0.5
#: How often a stretch may be taken up again where a law has a kink that the integrator's history does not know of.
_RESTARTS = 100


@frozen(eq=False)
class Integration:
    """What the time integration produced.

    Attributes:
        times: Times of the states, s; those asked for, and where a terminal event ended it.
        states: State vector at each time, shape ``[time, unknown]``.
        events: Times (s) of each event, by name.
        effort: What it took, counts by name.
    """

    times: Array
    states: Array
    events: dict[str, Array]
    effort: dict[str, int]


@frozen(eq=False)
class Reached:
    """How far a failed integration came.

    Attributes:
        times: Output times reached, and the time of the last good state, s.
        states: State vectors there.
    """

    times: Array
    states: Array


def integrate(
    operator: Operator,
    times: Array,
    corners: Array,
    rtol: float,
    progress: Progress | None = None,
    start: Array | None = None,
    watches: Sequence[Watch] = (),
) -> Integration:
    """Integrate from ``times[0]`` to ``times[-1]``.

    A coarse pilot run finds how far concentrations move; the absolute tolerance of the
    real run follows from it, so that a change of 1e-7 is as well resolved as one of 1.

    Args:
        operator: The lowered equations.
        times: Output times (s), increasing, shape ``[time]``.
        corners: Times (s) where temperature or gas has a corner.
        rtol: Accuracy wanted; the integrator works finer by _MARGIN.
        progress: Called with the fraction done.
        start: State vector at ``times[0]``; None is the problem's own start.
        watches: Events to locate.

    Raises:
        SolverError: The integration could not go on; its ``solution`` is what was :class:`Reached`.
    """
    start = operator.initial() if start is None else start
    newton = Newton(Differences(operator, operator.scales()))
    level = _level(operator, newton, start, times, corners)
    fine = min(rtol * _MARGIN, _WIDEST)
    real = _Run(operator, newton, fine, fine * level, progress, watches)
    return real.through(start, times, corners)


def _level(operator: Operator, newton: Newton, start: Array, times: Array, corners: Array) -> float:
    """How far concentrations move, relative to their scale, by a coarse run; of those that fall far, at least _FAR."""
    scale = operator.concentration_scale()
    if _fall(operator, start) >= _FAR * scale:
        return _moved(operator, start) / scale
    watch = Watch("far", lambda t, y: _fall(operator, y) / scale - _FAR, 1, True)
    try:
        pilot = _Run(operator, newton, 1e-3, 1e-6, None, [watch]).through(start, times, corners)
    except SolverError:
        return 1.0  # the real run will say better what fails, and keep better states
    return max(_moved(operator, pilot.states) / scale, 1e-15)


def _moved(operator: Operator, states: Array) -> float:
    """The largest change of a concentration since the start, mol/m³, in one or several states."""
    return float(np.max(np.abs(operator.layout.cells_of(states)[..., : len(operator.species), :])))


def _fall(operator: Operator, y: Array) -> float:
    """The largest fall of a concentration since the start, mol/m³."""
    return -float(np.min(operator.layout.cells_of(y)[: len(operator.species)]))


class _Run:
    """One pass with fixed tolerances."""

    def __init__(
        self,
        operator: Operator,
        newton: Newton,
        rtol: float,
        level: float,
        progress: Progress | None,
        watches: Sequence[Watch] = (),
    ) -> None:
        self.stretch = Stretch(operator, newton, rtol, tolerances(operator, rtol, level), watches, progress)
        self.watches = tuple(watches)

    def through(self, start: Array, times: Array, corners: Array) -> Integration:
        stretch, made = self.stretch, self.stretch.newton.count
        stretch.span = (float(times[0]), float(times[-1]))
        stretch.good = (float(times[0]), start)
        at, states, evaluations = [float(times[0])], [start], 0
        events: dict[str, list[float]] = {watch.name: [] for watch in self.watches}
        inside = corners[(corners > times[0]) & (corners < times[-1])]
        stops = np.unique(np.concatenate([[times[0]], inside, [times[-1]]]))
        y = start
        for begin, end in zip(stops, stops[1:], strict=False):
            begun, restarts = begin, 0
            while begun < end:
                asked = np.unique(np.concatenate([[begun], times[(times > begun) & (times <= end)], [end]]))
                path = stretch.advance(y, asked, end)
                evaluations += path.evaluations
                for time, state in zip(path.times, path.states, strict=True):
                    if time > at[-1] and time in times:
                        at.append(float(time))
                        states.append(state)
                for name, found in path.events.items():
                    events[name] += found
                if path.ended:
                    if path.reached > at[-1]:
                        at.append(path.reached)
                        states.append(path.last)
                    return self._done(at, states, events, evaluations, made)
                if path.failure is not None:
                    raise _kept(path.failure, at, states, path)
                if path.said is not None:
                    restarts += 1
                    if restarts > _RESTARTS or not path.reached > begun:
                        raise _kept(stretch.explain(path.said), at, states, path)
                begun, y = path.reached, path.last
        if stretch.progress is not None:
            stretch.progress(1.0)
        return self._done(at, states, events, evaluations, made)

    def _done(
        self, at: list[float], states: list[Array], events: dict[str, list[float]], evaluations: int, made: int
    ) -> Integration:
        found = {name: np.array(times) for name, times in events.items()}
        effort = {"evaluations": evaluations, "jacobians": self.stretch.newton.count - made}
        return Integration(np.array(at), np.array(states), found, effort)


def _kept(error: BaseException, at: list[float], states: list[Array], path: Path) -> BaseException:
    """The error with what was solved: the outputs reached, and the last good state after them."""
    if isinstance(error, SolverError):
        later = path.reached > at[-1]
        times, kept = ([*at, path.reached], [*states, path.last]) if later else (at, states)
        error.solution = Reached(np.array(times), np.array(kept))
    return error


def tolerances(operator: Operator, rtol: float, level: float) -> Array:
    """Absolute tolerance of each unknown.

    Args:
        operator: The lowered equations.
        rtol: Relative tolerance of the integration.
        level: Tolerance of concentrations relative to their scale.
    """
    layout, species, states = operator.layout, len(operator.species), len(operator.states)
    out = operator.scales()
    if any(contact.saturates(symbol) for contact in operator.contacts for symbol in operator.species):
        level = max(level, _WHOLE)
    out[layout.fields[:species]] *= level
    for index, state in enumerate(operator.states):
        out[layout.fields[species + index]] *= level if state.concentration else rtol
    # What sources made of a cell is an amount like the cell's own; nothing is gained by knowing it better.
    out[layout.fields[species + states :]] *= level
    out[layout.crossed] *= _CROSSED
    for name in operator.faces:
        out[layout.channels[name]] *= BALANCE
        out[layout.states[name]] *= rtol * 1e-2
    out[layout.reservoirs] *= min(rtol, level) * 1e-2
    return out
