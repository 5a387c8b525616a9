"""engine="fipy": implicit Euler steps solved by FiPy, extrapolated, with error control.

Every step is taken once whole and once in halves; their difference is the error estimate and
twice the finer minus the coarser is kept, which is of second order. Inside a step FiPy
solves the linearised equation until it stops moving.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from annealkit.errors import SolverError
from annealkit.pde.assembly import Assembly
from annealkit.pde.fipy_import import fipy
from annealkit.pde.mesh import Array
from annealkit.pde.newton import ROUNDING
from annealkit.pde.operator import Operator
from annealkit.pde.sundials import scales

__all__ = ["march", "step"]

_SWEEPS = 60
#: Sweeps that are taken whole before they are averaged.
_PLAIN = 6
#: Sweeps end when they move concentrations by less than this share of the largest change since the start.
_SETTLED = 1e-7


def step(assembly: Assembly, t: float, y: Array, dt: float) -> Array:
    """One implicit Euler step from t to t + dt.

    Args:
        assembly: The FiPy assembly of the problem.
        t: Start of the step, s.
        y: State vector at t.
        dt: s.

    Raises:
        SolverError: The sweeps do not settle.
    """
    operator = assembly.operator
    # FiPy's default stops refining at 1e-5 of the first residual, which would open the balance.
    solver = fipy().LinearLUSolver(tolerance=1e-14, iterations=4)
    assembly.load(t, y)
    for variable in assembly.variables.values():
        variable.updateOld()
    new = y.copy()
    moved = np.inf
    for sweep in range(_SWEEPS):
        before = new.copy()
        _advance_states(operator, t + dt, y, new, dt)
        assembly.load(t + dt, new)
        linear = _channels(assembly, t + dt, new)
        assembly.equation.solve(dt=dt, solver=solver)
        _collect(assembly, t + dt, y, new, dt, linear)
        if sweep > _PLAIN:
            # Sweeps swing where a diffusivity sets in; amounts and fluxes are averaged alike, so both still balance.
            new = 0.5 * (new + before)
        moved = _movement(operator, new, before)
        if moved < _SETTLED:
            return new
    if moved < 1e3 * _SETTLED:
        return new
    raise SolverError(
        f"FiPy's sweeps at t = {t + dt:.6g} s still moved by {moved:.2g} of the change after {_SWEEPS} of them. "
        "Take smaller steps, or use engine='sundials'."
    )


def _movement(operator: Operator, new: Array, before: Array) -> float:
    """Largest move of a concentration relative to the largest change, or of a state relative to its size."""
    species = len(operator.species)
    fields, old = operator.layout.cells_of(new), operator.layout.cells_of(before)
    largest = np.max(np.abs(fields[:species])) + 1e-15 * operator.concentration_scale()
    moved = float(np.max(np.abs(fields[:species] - old[:species])) / largest)
    slots = _state_slots(operator)
    if len(slots):
        size = scales(operator)[slots] + np.abs(new[slots])
        moved = max(moved, float(np.max(np.abs(new[slots] - before[slots]) / size)))
    return moved


def march(
    operator: Operator, times: Array, corners: Array, rtol: float, progress: Callable[[float], None] | None
) -> tuple[Array, dict[str, int]]:
    """Integrate to every output time, stopping at every corner.

    Returns:
        State vectors, shape ``[time, unknown]``, and counts of steps.
    """
    assembly = Assembly(operator)
    weights = _Weights(operator, rtol)
    inside = corners[(corners > times[0]) & (corners < times[-1])]
    stops = np.unique(np.concatenate([times, inside]))
    y, out, counts = (
        operator.initial(),
        np.empty((len(times), operator.layout.size)),
        {"steps": 0, "rejected": 0},
    )
    out[0] = y
    row, dt = 1, (times[-1] - times[0]) * 1e-6
    for begin, end in zip(stops, stops[1:], strict=False):
        y, dt = _to(assembly, weights, (begin, end), y, dt, counts)
        if end in times:
            out[row], row = y, row + 1
        if progress is not None:
            progress((end - times[0]) / (times[-1] - times[0]))
    return out, counts


class _Weights:
    """Error norm: relative to each unknown, with the floors of the scheme."""

    def __init__(self, operator: Operator, rtol: float) -> None:
        # The estimate is that of the uncorrected Euler step, an order above what is kept.
        self.rtol = min(0.3 * rtol**0.5, 1e-2)
        self.floor = scales(operator)
        species = len(operator.species)
        for face, values in (
            (operator.inner, operator.layout.inner_of(self.floor)),
            (operator.outer, operator.layout.outer_of(self.floor)),
        ):
            values[face.channel_slots] *= 1e-14
        operator.layout.cells_of(self.floor)[species:] *= 1e-3

    def __call__(self, difference: Array, y: Array) -> float:
        return float(np.max(np.abs(difference) / (self.rtol * (np.abs(y) + self.floor))))


def _to(
    assembly: Assembly,
    weights: _Weights,
    span: tuple[float, float],
    y: Array,
    dt: float,
    counts: dict[str, int],
) -> tuple[Array, float]:
    t, end = span
    smallest = 1e-12 * max(end, 1e-9)
    while end - t > smallest:
        h = min(dt, end - t)
        if end - t - h < 0.1 * h:  # leave no sliver
            h = end - t
        try:
            whole = step(assembly, t, y, h)
            half = step(assembly, t, y, 0.5 * h)
            halves = step(assembly, t + 0.5 * h, half, 0.5 * h)
        except SolverError:
            counts["rejected"] += 1
            if h <= 1e3 * smallest:
                raise
            dt = 0.25 * h
            continue
        kept = 2.0 * halves - whole
        error = weights(halves - whole, kept)
        if error > 1.0 and h > smallest:
            counts["rejected"] += 1
            dt = h * max(0.2, 0.9 / error**0.5)
            continue
        counts["steps"] += 1
        y, t = kept, t + h
        dt = h * min(4.0, 0.9 / max(error, 1e-8) ** 0.5)
    return y, dt


def _advance_states(operator: Operator, t: float, old: Array, new: Array, dt: float) -> None:
    """Implicit Euler for the local states at the current concentrations, a few Newton steps."""
    slots = _state_slots(operator)
    if not len(slots):
        return
    size = scales(operator)[slots]
    for _ in range(4):
        shifted = np.tile(new, (2, 1))
        shifted[1, slots] += 1e-7 * size
        rate, ahead = operator.rate(t, shifted)[:, slots]
        slope = (ahead - rate) / (1e-7 * size)
        new[slots] -= (new[slots] - old[slots] - dt * rate) / (1.0 - dt * slope)


def _state_slots(operator: Operator) -> Any:
    index = np.arange(operator.layout.size, dtype=float)
    species = len(operator.species)
    parts = [operator.layout.cells_of(index)[species : species + len(operator.states)].ravel()]
    parts.append(operator.layout.inner_of(index)[operator.inner.state_slots])
    parts.append(operator.layout.outer_of(index)[operator.outer.state_slots])
    return np.concatenate(parts).astype(int)


def _channels(assembly: Assembly, t: float, y: Array) -> dict[tuple[str, str], dict[int, tuple[float, float]]]:
    operator = assembly.operator
    environment = operator.environment(t)
    fields = operator.layout.cells_of(y)
    c = operator.concentration(fields)
    out = {}
    for symbol in operator.species:
        cells = operator.cell_state(symbol, c, fields, environment)
        for side in ("inner", "outer"):
            out[side, symbol] = assembly.channel_fluxes(side, symbol, cells, y)
    return out


def _collect(
    assembly: Assembly,
    t: float,
    old: Array,
    new: Array,
    dt: float,
    linear: dict[tuple[str, str], dict[int, tuple[float, float]]],
) -> None:
    """Take FiPy's solution over into the state vector, with the fluxes FiPy used."""
    operator = assembly.operator
    partition = operator.partition(operator.environment(t))
    fields = operator.layout.cells_of(new)
    for index, symbol in enumerate(operator.species):
        before = fields[index].copy()
        after = np.asarray(assembly.variables[symbol].value) * partition[index]
        for side in ("inner", "outer"):
            face = getattr(operator, side)
            values = getattr(operator.layout, f"{side}_of")(new)[face.channel_slots]
            past = getattr(operator.layout, f"{side}_of")(old)[face.channel_slots]
            for channel, (flux, slope) in linear[side, symbol].items():
                values[channel] = past[channel] + dt * (flux + slope * (after[face.cell] - before[face.cell]))
        fields[index] = after
    _restore(operator, t, old, new, dt)
    _collect_sources(operator, t, old, new, dt)


def _restore(operator: Operator, t: float, old: Array, new: Array, dt: float) -> None:
    """Take the rounding of the linear solution out of what is conserved.

    Held plus left is the same before and after a step. On a fine mesh the solution keeps that to 1e-12 of the
    inventory only, which adds up over a thousand steps. More than rounding is left for the mass balance to see.
    """
    if operator.sources:  # what sources made is known to the sweeps' accuracy only
        return
    environment = operator.environment(t)
    partition, fields = operator.partition(environment), operator.layout.cells_of(new)
    c = operator.concentration(fields)
    for index, symbol in enumerate(operator.species):
        weights, rise = operator.conserved(index)
        gap = float(weights @ (old - new))
        cells = operator.cell_state(symbol, c, fields, environment)
        u = np.abs(fields[index] / partition[index])
        through = operator.mesh.areas[1:-1] * operator.conductance(symbol, cells, partition[index]) * (u[1:] + u[:-1])
        terms = float(np.abs(weights) @ (np.abs(old) + np.abs(new)) + 2.0 * dt * np.sum(through))
        if abs(gap) <= ROUNDING * terms:
            new += rise * gap


def _collect_sources(operator: Operator, t: float, old: Array, new: Array, dt: float) -> None:
    offset = len(operator.species) + len(operator.states)
    rates = operator.layout.cells_of(operator.rate(t, new))[offset:]
    operator.layout.cells_of(new)[offset:] = operator.layout.cells_of(old)[offset:] + dt * rates
