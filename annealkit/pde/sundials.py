"""Time integration by CVODE (SUNDIALS), restarted at every corner of temperature and gas."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from annealkit.errors import SolverError
from annealkit.pde.failure import at_time, diagnose, not_finite
from annealkit.pde.jacobian import Differences
from annealkit.pde.newton import Newton
from annealkit.pde.operator import Operator
from annealkit.pde.topology import Array

__all__ = ["Integration", "Reached", "Watch", "integrate", "tolerances"]

#: The integrator works this much finer than the accuracy asked for; at a tenth, losses on a ramp were off by 5 rtol.
_MARGIN = 0.03
#: Absolute tolerance of an integrated flux, relative to the inventory (physics: at most 1e-20).
_BALANCE = 1e-20
_MAX_STEPS = 50_000

Progress = Callable[[float], None]


@frozen(eq=False)
class Watch:
    """An event as the integrator sees it: a function of time (s) and state.

    Attributes:
        name: Of the event.
        function: Changes its sign at the event.
        direction: 1, -1 or 0.
        terminal: Whether the integration ends there.
    """

    name: str
    function: Callable[[float, Array], float]
    direction: int
    terminal: bool


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
    real = _Run(operator, newton, rtol * _MARGIN, rtol * _MARGIN * level, progress, watches)
    return real.through(start, times, corners)


def _level(operator: Operator, newton: Newton, start: Array, times: Array, corners: Array) -> float:
    """How far concentrations move, relative to their scale, by a coarse run."""
    try:
        pilot = _Run(operator, newton, 1e-3, 1e-6, None).through(start, times, corners)
    except SolverError:
        return 1.0  # the real run will say better what fails, and keep better states
    moved = float(np.max(np.abs(operator.layout.cells_of(pilot.states)[:, : len(operator.species)])))
    return max(moved / operator.concentration_scale(), 1e-15)


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
        self.operator = operator
        self.rtol = rtol
        self.progress = progress
        self.watches = tuple(watches)
        self.failure: BaseException | None = None
        self.calls = 0
        self.atol = tolerances(operator, rtol, level)
        self.newton = newton
        self.span = (0.0, 1.0)
        self.good: tuple[float, Array] = (0.0, np.empty(0))
        self.latest: tuple[float, Array] = (0.0, np.empty(0))

    def through(self, start: Array, times: Array, corners: Array) -> Integration:
        self.span = (times[0], times[-1])
        self.good = self.latest = (float(times[0]), start)
        states = np.empty((len(times), len(start)))
        states[0] = start
        y, made, evaluations = start, self.newton.count, 0
        events: dict[str, list[float]] = {watch.name: [] for watch in self.watches}
        inside = corners[(corners > times[0]) & (corners < times[-1])]
        stops = np.unique(np.concatenate([[times[0]], inside, [times[-1]]]))
        for begin, end in zip(stops, stops[1:], strict=False):
            wanted = (times > begin) & (times <= end)
            asked = np.unique(np.concatenate([[begin], times[wanted], [end]]))
            try:
                path = self._segment(y, asked, events)
            except SolverError as error:
                done = times <= self.good[0]
                error.solution = Reached(np.append(times[done], self.good[0]), np.vstack([states[done], self.good[1]]))
                raise
            evaluations += path.evaluations
            states[wanted] = path.states[np.searchsorted(asked, times[wanted])]
            if path.ended is not None:
                kept = times < path.ended
                return Integration(
                    np.append(times[kept], path.ended),
                    np.vstack([states[kept], path.last]),
                    {name: np.array(found) for name, found in events.items()},
                    {"evaluations": evaluations, "jacobians": self.newton.count - made},
                )
            y = path.last
        found = {name: np.array(times) for name, times in events.items()}
        return Integration(times, states, found, {"evaluations": evaluations, "jacobians": self.newton.count - made})

    def _segment(self, y: Array, asked: Array, events: dict[str, list[float]]) -> _Path:
        from sksundae.cvode import CVODE, CVODEJacTimes, CVODEPrecond

        if len(asked) == 2:  # with two times CVODE would return every internal step
            asked = np.array([asked[0], 0.5 * (asked[0] + asked[1]), asked[1]])
            keep = np.array([0, 2])
        else:
            keep = np.arange(len(asked))
        # A rate may jump at a corner; the segment's own limits decide which side holds.
        low, high = np.nextafter(asked[0], np.inf), np.nextafter(asked[-1], -np.inf)
        newton = self.newton
        newton.forget()

        def rate(t: float, y: Array, out: Array) -> None:
            out[:] = self._rate(min(max(t, low), high), y)

        def renew(t: float, y: Array) -> None:
            if t != self.latest[0]:
                self.good, self.latest = self.latest, (t, y)
            newton.refresh(min(max(t, low), high), y)

        def refresh(t: float, y: Array, yp: Array) -> None:
            renew(t, np.array(y))

        def times(t: float, y: Array, yp: Array, vector: Array, out: Array) -> None:
            out[:] = newton.times(vector)

        def prepare(t: float, y: Array, yp: Array, reusable: bool, renewed: list[int], gamma: float) -> None:
            renew(t, np.array(y))
            renewed[0] = 1

        def solve(
            t: float, y: Array, yp: Array, right: Array, out: Array, gamma: float, delta: float, side: int
        ) -> None:
            out[:] = newton.solve(np.array(right), gamma)

        keeping = self._keeping
        solver = CVODE(
            keeping(rate),
            method="BDF",
            rtol=self.rtol,
            atol=self.atol,
            linsolver="gmres",
            precond=CVODEPrecond(keeping(prepare), keeping(solve), side="left"),
            jactimes=CVODEJacTimes(keeping(refresh), keeping(times)),
            max_num_steps=_MAX_STEPS,
            **self._watching(low, high),
        )
        result = solver.solve(asked, y)
        if self.failure is not None:
            raise self.failure
        found, ended = self._found(result, events)
        if not result.success and ended is None:
            weights = self.rtol * np.abs(self.good[1]) + self.atol
            raise diagnose(self.operator, *self.good, weights, _sentence(str(getattr(result, "message", ""))))
        states = np.asarray(result.y)
        if ended is not None:
            padded = np.full((len(asked), len(y)), np.nan)
            padded[: len(states)] = states[: len(asked)]
            return _Path(padded[keep], found[-1], ended, int(result.nfev))
        return _Path(states[keep], states[-1], None, int(result.nfev))

    def _watching(self, low: float, high: float) -> dict[str, Any]:
        """The events, as CVODE takes them."""
        if not self.watches:
            return {}

        def values(t: float, y: Array, out: Array) -> None:
            at = min(max(t, low), high)
            out[:] = [float(watch.function(at, np.array(y))) for watch in self.watches]

        kept = self._keeping(values)
        kept.terminal = [watch.terminal for watch in self.watches]  # type: ignore[attr-defined]  # as CVODE wants it
        kept.direction = [watch.direction for watch in self.watches]  # type: ignore[attr-defined]  # likewise
        return {"eventsfn": kept, "num_events": len(self.watches)}

    def _found(self, result: Any, events: dict[str, list[float]]) -> tuple[list[Array], float | None]:
        """Take over the events that CVODE found; the states there, and where a terminal one ended it."""
        if not self.watches or getattr(result, "t_events", None) is None:
            return [], None
        times, states = np.ravel(result.t_events), np.atleast_2d(result.y_events)
        ended = None
        for number, flags in enumerate(np.atleast_2d(result.i_events)):
            for watch, flag in zip(self.watches, flags, strict=True):
                if flag:
                    events[watch.name].append(float(times[number]))
                    if watch.terminal:
                        ended = float(times[number])
        return list(states), ended

    def _rate(self, t: float, y: Array) -> Array:
        self.calls += 1
        if self.progress is not None and self.calls % 20 == 0:
            self.progress((t - self.span[0]) / (self.span[1] - self.span[0]))
        try:
            rate = self.operator.rate(t, y)
        except SolverError as error:
            raise at_time(self.operator, t, error) from error
        if not np.all(np.isfinite(rate)) and np.all(np.isfinite(y)):
            raise not_finite(self.operator, t, y)
        return rate

    def _keeping(self, call: Callable[..., None]) -> Callable[..., None]:
        """The callback, its first error kept: through C it would lose its message."""

        def kept(*arguments: Any) -> None:
            try:
                call(*arguments)
            except BaseException as error:
                self.failure = self.failure or error
                raise

        # scikit-sundae reads the number of arguments off the signature.
        kept.__signature__ = inspect.signature(call)  # type: ignore[attr-defined]  # functions take attributes
        return kept


@frozen(eq=False)
class _Path:
    """One segment.

    Attributes:
        states: State vectors at the times asked for; not a number after a terminal event.
        last: State at the end of the segment.
        ended: Time (s) of a terminal event, None where there was none.
        evaluations: Number of right-hand sides.
    """

    states: Array
    last: Array
    ended: float | None
    evaluations: int


#: What CVODE's messages mean, by a piece of their text.
_SAID = {
    "CONV": "the nonlinear equations of a step could not be solved even with tiny steps",
    "ERR_FAILURE": "the error of a step stayed too large even with tiny steps",
    "TOO_MUCH_WORK": f"{_MAX_STEPS} steps did not suffice between two outputs",
    "TOO_MUCH_ACC": "the accuracy asked for is beyond the computer's arithmetic",
}


def _sentence(message: str) -> str:
    """An integrator's message in words."""
    for piece, words in _SAID.items():
        if piece in message.upper():
            return words
    return f"the integrator gave up ({message.strip() or 'it gave no reason'})"


def tolerances(operator: Operator, rtol: float, level: float) -> Array:
    """Absolute tolerance of each unknown.

    Args:
        operator: The lowered equations.
        rtol: Relative tolerance of the integration.
        level: Tolerance of concentrations relative to their scale.
    """
    layout, species, states = operator.layout, len(operator.species), len(operator.states)
    out = operator.scales()
    out[layout.fields[:species]] *= level
    out[layout.fields[species : species + states]] *= rtol
    out[layout.fields[species + states :]] *= _BALANCE
    out[layout.crossed] *= _BALANCE
    for name in operator.faces:
        out[layout.channels[name]] *= _BALANCE
        out[layout.states[name]] *= rtol * 1e-2
    out[layout.reservoirs] *= min(rtol, level) * 1e-2
    return out
