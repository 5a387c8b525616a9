"""Time integration by CVODE (SUNDIALS), restarted at every corner of temperature and gas."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from attrs import frozen

from annealkit.errors import SolverError
from annealkit.pde.jacobian import BandedDifferences
from annealkit.pde.mesh import Array
from annealkit.pde.newton import Newton
from annealkit.pde.operator import Operator

__all__ = ["Integration", "integrate"]

#: The integrator works this much finer than the accuracy asked for.
_MARGIN = 0.1
#: Absolute tolerance of an integrated flux, relative to the inventory (physics: at most 1e-20).
_BALANCE = 1e-20
_MAX_STEPS = 50_000

Progress = Callable[[float], None]


@frozen(eq=False)
class Integration:
    """What the time integration produced.

    Attributes:
        states: State vector at each time, shape ``[time, unknown]``.
        evaluations: Number of right-hand sides.
        jacobians: Number of Jacobians.
    """

    states: Array
    evaluations: int
    jacobians: int


def integrate(
    operator: Operator,
    times: Array,
    corners: Array,
    rtol: float,
    progress: Progress | None = None,
    start: Array | None = None,
) -> Integration:
    """Integrate from ``times[0]`` to ``times[-1]``.

    A coarse pilot run finds how far concentrations move; the absolute tolerance of the
    real run follows from it, so that a change of 1e-7 is as well resolved as one of 1.

    Args:
        operator: The lowered equations.
        times: Output times (s), increasing, shape ``[time]``.
        corners: Times (s) where temperature or gas has a corner.
        rtol: Accuracy wanted; the integrator works ten times finer.
        progress: Called with the fraction done.
        start: State vector at ``times[0]``; None is the problem's own start.

    Raises:
        SolverError: The integration could not go on.
    """
    start = operator.initial() if start is None else start
    pilot = _Run(operator, 1e-3, 1e-6, None).through(start, times, corners)
    moved = float(np.max(np.abs(operator.layout.cells_of(pilot.states)[:, : len(operator.species)])))
    level = max(moved / operator.concentration_scale(), 1e-15)
    return _Run(operator, rtol * _MARGIN, rtol * _MARGIN * level, progress).through(start, times, corners)


class _Run:
    """One pass with fixed tolerances."""

    def __init__(self, operator: Operator, rtol: float, level: float, progress: Progress | None) -> None:
        self.operator = operator
        self.rtol = rtol
        self.progress = progress
        self.failure: BaseException | None = None
        self.calls = 0
        self.atol = tolerances(operator, rtol, level)
        self.newton = Newton(BandedDifferences(operator, scales(operator)))
        self.span = (0.0, 1.0)

    def through(self, start: Array, times: Array, corners: Array) -> Integration:
        self.span = (times[0], times[-1])
        states = np.empty((len(times), len(start)))
        states[0] = start
        y, evaluations, jacobians = start, 0, 0
        inside = corners[(corners > times[0]) & (corners < times[-1])]
        stops = np.unique(np.concatenate([[times[0]], inside, [times[-1]]]))
        for begin, end in zip(stops, stops[1:], strict=False):
            wanted = (times > begin) & (times <= end)
            asked = np.unique(np.concatenate([[begin], times[wanted], [end]]))
            path, counts = self._segment(y, asked)
            states[wanted] = path[np.searchsorted(asked, times[wanted])]
            y = path[-1]
            evaluations, jacobians = evaluations + counts[0], jacobians + counts[1]
        return Integration(states, evaluations, jacobians)

    def _segment(self, y: Array, asked: Array) -> tuple[Array, tuple[int, int]]:
        from sksundae.cvode import CVODE, CVODEJacTimes, CVODEPrecond

        if len(asked) == 2:  # with two times CVODE would return every internal step
            asked = np.array([asked[0], 0.5 * (asked[0] + asked[1]), asked[1]])
            keep = np.array([0, 2])
        else:
            keep = np.arange(len(asked))
        # A rate may jump at a corner; the segment's own limits decide which side holds.
        low, high = np.nextafter(asked[0], np.inf), np.nextafter(asked[-1], -np.inf)
        newton, made = self.newton, self.newton.count

        def rate(t: float, y: Array, out: Array) -> None:
            out[:] = self._rate(min(max(t, low), high), y)

        def refresh(t: float, y: Array, yp: Array) -> None:
            newton.refresh(min(max(t, low), high), np.array(y))

        def times(t: float, y: Array, yp: Array, vector: Array, out: Array) -> None:
            out[:] = newton.times(vector)

        def prepare(t: float, y: Array, yp: Array, reusable: bool, renewed: list[int], gamma: float) -> None:
            newton.refresh(min(max(t, low), high), np.array(y))
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
        )
        result = solver.solve(asked, y)
        if self.failure is not None:
            raise self.failure
        if not result.success:
            raise self._explain(result, asked)
        return np.asarray(result.y)[keep], (int(result.nfev), newton.count - made)

    def _rate(self, t: float, y: Array) -> Array:
        self.calls += 1
        if self.progress is not None and self.calls % 20 == 0:
            self.progress((t - self.span[0]) / (self.span[1] - self.span[0]))
        return self.operator.rate(t, y)

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

    def _explain(self, result: object, asked: Array) -> SolverError:
        message = getattr(result, "message", "no reason given")
        reached = float(np.ravel(getattr(result, "t", asked[:1]))[-1])
        temperature = float(self.operator.temperature.at({"t": reached}))
        return SolverError(
            f"The time integration stopped at t = {reached:.6g} s (T = {temperature:.6g} K) on the way to "
            f"{asked[-1]:.6g} s: {message}. Try a larger rtol, a fixed number of cells, or engine='fipy'; "
            "a law that jumps or is not finite there is the usual cause."
        )


def scales(operator: Operator) -> Array:
    """Typical magnitude of each unknown."""
    out = np.empty(operator.layout.size)
    species = len(operator.species)
    fields = operator.layout.cells_of(out)
    fields[:] = operator.concentration_scale()
    for index, state in enumerate(operator.states):
        fields[species + index] = state.scale
    for face, values in (
        (operator.inner, operator.layout.inner_of(out)),
        (operator.outer, operator.layout.outer_of(out)),
    ):
        values[face.channel_slots] = operator.inventory_scale() / face.area if face.area else 1.0
        values[face.state_slots] = [state.scale for state in face.states]
    return out


def tolerances(operator: Operator, rtol: float, level: float) -> Array:
    """Absolute tolerance of each unknown.

    Args:
        operator: The lowered equations.
        rtol: Relative tolerance of the integration.
        level: Tolerance of concentrations relative to their scale.
    """
    out = scales(operator)
    species = len(operator.species)
    fields = operator.layout.cells_of(out)
    fields[:species] *= level
    fields[species : species + len(operator.states)] *= rtol
    fields[species + len(operator.states) :] *= _BALANCE
    for face, values in (
        (operator.inner, operator.layout.inner_of(out)),
        (operator.outer, operator.layout.outer_of(out)),
    ):
        values[face.channel_slots] *= _BALANCE
        values[face.state_slots] *= rtol * 1e-2
    return out
