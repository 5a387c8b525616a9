"""One stretch of time by CVODE (SUNDIALS): callbacks in, states and events out, failures in words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from annealkit.errors import SolverError
from annealkit.pde.failure import at_time, diagnose, not_finite
from annealkit.pde.ledger import Ledger
from annealkit.pde.newton import Newton
from annealkit.pde.operator import Operator
from annealkit.pde.topology import Array

__all__ = ["Path", "Progress", "Stretch", "Watch"]

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
class Path:
    """What one call of CVODE produced.

    Attributes:
        times: Times asked for that were reached, s, the start left out.
        states: State vectors there.
        reached: Time of the last good state, s.
        last: That state.
        events: Times (s) of each event, by name.
        ended: Whether a terminal event ended it.
        said: Why CVODE gave up, in words; None where it did not.
        failure: What a law raised, or that it was not finite; None where nothing failed.
        evaluations: Number of right-hand sides.
    """

    times: Array
    states: Array
    reached: float
    last: Array
    events: dict[str, list[float]]
    ended: bool
    said: str | None
    failure: BaseException | None
    evaluations: int


class Stretch:
    """CVODE with everything it needs, for stretches without corners."""

    def __init__(
        self,
        operator: Operator,
        newton: Newton,
        rtol: float,
        atol: Array,
        watches: Sequence[Watch] = (),
        progress: Progress | None = None,
    ) -> None:
        self.operator = operator
        self.newton = newton
        self.rtol = rtol
        self.atol = atol
        self.ledger = Ledger(operator, rtol)
        self.watches = tuple(watches)
        self.progress = progress
        self.span = (0.0, 1.0)
        self.good: tuple[float, Array] = (0.0, np.empty(0))
        self._tried = self.good
        self._calls = 0
        self._failure: BaseException | None = None

    def advance(self, y: Array, asked: Array, end: float) -> Path:
        """Integrate from ``asked[0]`` to ``asked[-1]``.

        Args:
            y: State at ``asked[0]``.
            asked: Times, s.
            end: End of the stretch, s: a rate may jump at a corner, and the stretch's side of it holds.
        """
        if len(asked) == 2:  # with two times CVODE would return every internal step
            asked = np.array([asked[0], 0.5 * (asked[0] + asked[1]), asked[1]])
        self.good = self._tried = (float(asked[0]), y)
        self.newton.forget()
        solver = self._solver(np.nextafter(asked[0], np.inf), np.nextafter(end, -np.inf))
        try:
            result = solver.solve(asked, self.ledger.seen(y))
        except BaseException as error:  # raised by a callback, through C
            failure, self._failure = self._failure or error, None
            return self._until_failure(failure, y, asked, end)
        events, stop = self._found(result)
        ended = stop is not None
        said = None if result.success or ended else _sentence(str(getattr(result, "message", "")))
        every = self.ledger.own(np.atleast_2d(result.y))
        reached, last = self.good if said else (float(asked[-1]), every[-1])
        if stop is not None:
            reached, last = stop
        times, states = np.ravel(result.t)[: len(asked)], every[: len(asked)]
        kept = (times > asked[0]) & (times <= reached) & np.isin(times, asked)
        return Path(times[kept], states[kept], reached, last, events, ended, said, None, int(result.nfev))

    def _until_failure(self, failure: BaseException, y: Array, asked: Array, end: float) -> Path:
        """The outputs before a failure: what CVODE had is lost with the error, so the same steps are taken again."""
        reached, last = self.good
        nothing = Path(np.empty(0), np.empty((0, len(y))), reached, last, {}, False, None, failure, 0)
        if not isinstance(failure, SolverError) or not reached > asked[0]:
            return nothing
        again = self.advance(y, np.append(asked[asked < reached], reached), end)
        self.good = (reached, last)
        return nothing if again.failure is not None else evolve(again, failure=failure)

    def explain(self, said: str) -> SolverError:
        """The error for what CVODE said, at the last good state."""
        weights = self.rtol * np.abs(self.good[1]) + self.atol
        return diagnose(self.operator, *self.good, weights, said)

    # -- what CVODE calls ------------------------------------------------------------

    def _solver(self, low: float, high: float) -> Any:
        from sksundae.cvode import CVODE, CVODEJacTimes, CVODEPrecond

        newton, ledger = self.newton, self.ledger

        def within(t: float) -> float:
            return min(max(t, low), high)

        def rate(t: float, z: Array, out: Array) -> None:
            out[:] = ledger.seen(self._rate(within(t), ledger.own(z)))

        def renew(t: float, z: Array) -> None:
            y = ledger.own(z)
            if t != self._tried[0]:  # a new step: the one before was accepted
                self.good, self._tried = self._tried, (t, y)
            newton.refresh(within(t), y)

        def refresh(t: float, z: Array, zp: Array) -> None:
            renew(t, z)

        def times(t: float, z: Array, zp: Array, vector: Array, out: Array) -> None:
            out[:] = ledger.seen(newton.times(ledger.own(vector)))

        def prepare(t: float, z: Array, zp: Array, reusable: bool, renewed: list[int], gamma: float) -> None:
            renew(t, z)
            renewed[0] = 1

        def solve(
            t: float, z: Array, zp: Array, right: Array, out: Array, gamma: float, delta: float, side: int
        ) -> None:
            out[:] = ledger.seen(newton.solve(ledger.own(right), gamma))

        keeping = self._keeping
        # Preconditioned from the left, GMRES takes a correction below the tolerance for none: a rounding then stays in
        # the history of the steps, grows with them, and opens the balance.
        return CVODE(
            keeping(rate),
            method="BDF",
            rtol=self.rtol,
            atol=self.atol,
            linsolver="gmres",
            precond=CVODEPrecond(keeping(prepare), keeping(solve), side="right"),
            jactimes=CVODEJacTimes(keeping(refresh), keeping(times)),
            max_num_steps=_MAX_STEPS,
            **self._watching(within),
        )

    def _rate(self, t: float, y: Array) -> Array:
        self._calls += 1
        if self.progress is not None and self._calls % 20 == 0:
            self.progress((t - self.span[0]) / (self.span[1] - self.span[0]))
        try:
            rate = self.operator.rate(t, y)
        except SolverError as error:
            raise at_time(self.operator, t, error) from error
        if not np.all(np.isfinite(rate)) and np.all(np.isfinite(y)):
            raise not_finite(self.operator, t, y)
        return rate

    def _watching(self, within: Callable[[float], float]) -> dict[str, Any]:
        """The events, as CVODE takes them."""
        if not self.watches:
            return {}

        def values(t: float, z: Array, out: Array) -> None:
            y = self.ledger.own(z)
            out[:] = [float(watch.function(within(t), y)) for watch in self.watches]

        kept = self._keeping(values)
        kept.terminal = [watch.terminal for watch in self.watches]  # type: ignore[attr-defined]  # as CVODE wants it
        kept.direction = [watch.direction for watch in self.watches]  # type: ignore[attr-defined]  # likewise
        return {"eventsfn": kept, "num_events": len(self.watches)}

    def _found(self, result: Any) -> tuple[dict[str, list[float]], tuple[float, Array] | None]:
        """The events that CVODE found, and time and state of a terminal one."""
        events: dict[str, list[float]] = {watch.name: [] for watch in self.watches}
        if not self.watches or getattr(result, "t_events", None) is None:
            return events, None
        times, states = np.ravel(result.t_events), self.ledger.own(np.atleast_2d(result.y_events))
        stop = None
        for number, flags in enumerate(np.atleast_2d(result.i_events)):
            for watch, flag in zip(self.watches, flags, strict=True):
                if flag:
                    events[watch.name].append(float(times[number]))
                    if watch.terminal:
                        stop = float(times[number]), states[number]
        return events, stop

    def _keeping(self, call: Callable[..., None]) -> Callable[..., None]:
        """The callback, its first error kept: through C it would lose its message."""

        def kept(*arguments: Any) -> None:
            try:
                call(*arguments)
            except BaseException as error:
                self._failure = self._failure or error
                raise

        # scikit-sundae reads the number of arguments off the signature.
        kept.__signature__ = inspect.signature(call)  # type: ignore[attr-defined]  # functions take attributes
        return kept


#: What CVODE's messages mean, by a piece of their text.
_SAID = {
    "error test": "the error of a step stayed too large even with tiny steps",
    "error_test": "the error of a step stayed too large even with tiny steps",
    "err_failure": "the error of a step stayed too large even with tiny steps",
    "conv": "the nonlinear equations of a step could not be solved even with tiny steps",
    "steps": f"{_MAX_STEPS} steps did not suffice between two outputs",
    "too_much_work": f"{_MAX_STEPS} steps did not suffice between two outputs",
    "acc": "the accuracy asked for is beyond the computer's arithmetic",
}


def _sentence(message: str) -> str:
    """An integrator's message in words."""
    for piece, words in _SAID.items():
        if piece in message.lower():
            return words
    return f"the integrator gave up ({message.strip() or 'it gave no reason'})"
