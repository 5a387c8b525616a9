"""engine="fipy": implicit Euler steps solved by FiPy, extrapolated, with error control.

Every step is taken once whole and once in halves; their difference is the error estimate and
twice the finer minus the coarser is kept, which is of second order. Inside a step FiPy
solves the linearised equation until it stops moving.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import brentq

from annealkit.errors import SolverError
from annealkit.pde.assembly import Assembly, Linear
from annealkit.pde.cvode import Watch
from annealkit.pde.failure import diagnose
from annealkit.pde.fipy_import import fipy
from annealkit.pde.newton import ROUNDING
from annealkit.pde.operator import Operator
from annealkit.pde.sundials import Integration, Reached
from annealkit.pde.topology import Array, Index

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
    new = y.copy()
    moved = np.inf
    for sweep in range(_SWEEPS):
        before = new.copy()
        _advance_states(operator, t + dt, y, new, dt)
        linear = assembly.load(t + dt, new)
        assembly.load_old(t + dt, y)
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
        size = operator.scales()[slots] + np.abs(new[slots])
        moved = max(moved, float(np.max(np.abs(new[slots] - before[slots]) / size)))
    return moved


def march(
    operator: Operator,
    times: Array,
    corners: Array,
    rtol: float,
    progress: Callable[[float], None] | None = None,
    start: Array | None = None,
    watches: Sequence[Watch] = (),
) -> Integration:
    """Integrate to every output time, stopping at every corner; arguments as for ``sundials.integrate``.

    Raises:
        SolverError: A step could not be taken; its ``solution`` is what was :class:`Reached`.
    """
    return _March(operator, rtol, watches).through(times, corners, progress, start)


class _March:
    """One integration."""

    def __init__(self, operator: Operator, rtol: float, watches: Sequence[Watch]) -> None:
        self.operator = operator
        self.assembly = Assembly(operator)
        self.weights = _Weights(operator, rtol)
        self.watches = tuple(watches)
        self.events: dict[str, list[float]] = {watch.name: [] for watch in watches}
        self.counts = {"steps": 0, "rejected": 0}
        self.ended: float | None = None

    def through(
        self, times: Array, corners: Array, progress: Callable[[float], None] | None, start: Array | None
    ) -> Integration:
        inside = corners[(corners > times[0]) & (corners < times[-1])]
        stops = np.unique(np.concatenate([times, inside]))
        y = self.operator.initial() if start is None else start
        at, states, dt = [times[0]], [y], (times[-1] - times[0]) * 1e-6
        for begin, end in zip(stops, stops[1:], strict=False):
            try:
                t, y, dt = self._to(begin, end, y, dt)
            except _StuckError as stuck:
                stuck.error.time = stuck.time if stuck.error.time is None else stuck.error.time
                later = stuck.time > at[-1]
                stuck.error.solution = Reached(
                    np.array([*at, stuck.time] if later else at), np.array([*states, stuck.state] if later else states)
                )
                raise stuck.error from None
            if t in times or self.ended is not None:
                at.append(t)
                states.append(y)
            if self.ended is not None:
                break
            if progress is not None:
                progress((end - times[0]) / (times[-1] - times[0]))
        found = {name: np.array(times) for name, times in self.events.items()}
        return Integration(np.array(at), np.array(states), found, self.counts)

    def _to(self, t: float, end: float, y: Array, dt: float) -> tuple[float, Array, float]:
        """From t to the end of a stretch, or to a terminal event."""
        smallest = 1e-12 * max(end, 1e-9)
        while end - t > smallest:
            h = min(dt, end - t)
            if end - t - h < 0.1 * h:  # leave no sliver
                h = end - t
            try:
                kept, error = self._pair(t, y, h)
            except SolverError as failed:
                self.counts["rejected"] += 1
                if h <= 1e3 * smallest:
                    raise _StuckError(t, y, failed) from failed
                dt = 0.25 * h
                continue
            if error > 1.0 and h <= smallest:
                said = "the error of a step stayed too large even with tiny steps"
                raise _StuckError(t, y, diagnose(self.operator, t, y, self.weights.tolerances(y), said))
            if error > 1.0:
                self.counts["rejected"] += 1
                dt = h * max(0.2, 0.9 / error**0.5)
                continue
            self.counts["steps"] += 1
            at, stopped = self._look(t, y, h, kept)
            if stopped is not None:
                return at, stopped, dt
            y, t = kept, t + h
            dt = h * min(4.0, 0.9 / max(error, 1e-8) ** 0.5)
        return end, y, dt

    def _pair(self, t: float, y: Array, h: float) -> tuple[Array, float]:
        """A step whole and in halves: what is kept, and its weighted error."""
        whole = step(self.assembly, t, y, h)
        half = step(self.assembly, t, y, 0.5 * h)
        halves = step(self.assembly, t + 0.5 * h, half, 0.5 * h)
        kept = 2.0 * halves - whole
        return kept, self.weights(halves - whole, kept)

    # -- events ---------------------------------------------------------------------

    def _look(self, t: float, y: Array, h: float, new: Array) -> tuple[float, Array | None]:
        """Locate the events of a step, earliest first; the time and state of a terminal one."""
        found = []
        for watch in self.watches:
            before, after = watch.function(t, y), watch.function(t + h, new)
            rising = 1 if after > before else -1
            if before == 0.0 or before * after > 0.0 or (watch.direction and watch.direction != rising):
                continue
            found.append((self._locate(watch, t, y, h), watch))
        for share, watch in sorted(found, key=lambda pair: pair[0]):
            self.events[watch.name].append(t + share * h)
            if watch.terminal:
                self.ended = t + share * h
                return self.ended, self._part(t, y, share * h)
        return t + h, None

    def _locate(self, watch: Watch, t: float, y: Array, h: float) -> float:
        """The share of the step at which an event lies, by shorter steps from its start."""

        def value(share: float) -> float:
            return watch.function(t + share * h, self._part(t, y, share * h))

        return float(brentq(value, 0.0, 1.0, xtol=1e-10, rtol=1e-10, maxiter=60))

    def _part(self, t: float, y: Array, h: float) -> Array:
        return y if h <= 0.0 else self._pair(t, y, h)[0]


class _StuckError(Exception):
    """No step, however small, could be taken."""

    def __init__(self, time: float, state: Array, error: SolverError) -> None:
        super().__init__()
        self.time, self.state, self.error = time, state, error


class _Weights:
    """Error norm: relative to each unknown, with the floors of the scheme."""

    def __init__(self, operator: Operator, rtol: float) -> None:
        # The estimate is that of the uncorrected Euler step, an order above what is kept.
        self.rtol = min(0.3 * rtol**0.5, 1e-2)
        self.floor = operator.scales()
        layout = operator.layout
        for name in operator.faces:
            self.floor[layout.channels[name]] *= 1e-14
        self.floor[layout.crossed] *= 1e-8
        self.floor[layout.fields[len(operator.species) :]] *= 1e-3

    def tolerances(self, y: Array) -> Array:
        """What each unknown may be off."""
        return np.asarray(self.rtol * (np.abs(y) + self.floor))

    def __call__(self, difference: Array, y: Array) -> float:
        return float(np.max(np.abs(difference) / self.tolerances(y)))


def _advance_states(operator: Operator, t: float, old: Array, new: Array, dt: float) -> None:
    """Implicit Euler for the local states at the current concentrations, a few Newton steps."""
    slots = _state_slots(operator)
    if not len(slots):
        return
    size = operator.scales()[slots]
    for _ in range(4):
        shifted = np.tile(new, (2, 1))
        shifted[1, slots] += 1e-7 * size
        rate, ahead = operator.rate(t, shifted)[:, slots]
        slope = (ahead - rate) / (1e-7 * size)
        change = (new[slots] - old[slots] - dt * rate) / (1.0 - dt * slope)
        new[slots] -= change
        if np.all(np.abs(change) <= 1e-14 * (size + np.abs(new[slots]))):
            return


def _state_slots(operator: Operator) -> Index:
    """Positions of the local states of cells and faces."""
    species, layout = len(operator.species), operator.layout
    parts = [layout.fields[species : species + len(operator.states)].ravel()]
    parts += [layout.states[name].ravel() for name in operator.faces]
    return np.concatenate(parts)


def _collect(assembly: Assembly, t: float, old: Array, new: Array, dt: float, linear: dict[str, Linear]) -> None:
    """Take FiPy's solution over into the state vector, with the fluxes FiPy used."""
    operator, layout = assembly.operator, assembly.operator.layout
    partition, faces = assembly.partition(t), assembly.operator.mesh.faces
    before = layout.cells_of(new)
    shift = operator.start - assembly.reference
    moved = {}
    for index, symbol in enumerate(operator.species):
        after = np.asarray(assembly.variables[symbol].value) * partition[index] - shift[index]
        moved[symbol] = after - before[index]
        new[layout.fields[index]] = after
        through = linear[f"interior {symbol}"].at(moved[symbol][faces.left], moved[symbol][faces.right])
        for number, contact in enumerate(operator.contacts):
            crossing = np.sum(contact.faces.areas * through[contact.index])
            new[layout.crossed[number, index]] = old[layout.crossed[number, index]] + dt * crossing
    gained = {one.name: 0.0 for one in operator.reservoirs}
    for name, face in operator.faces.items():
        for channel, (symbol, called) in enumerate(face.channels):
            flux = linear[f"channel {name} {channel}"].at(moved[symbol][face.region.cells])
            amount = dt * float(flux @ face.region.areas)
            slot = layout.channels[name][channel]
            new[slot] = old[slot] + amount
            for one in operator.reservoirs:
                gained[one.name] += one.fed_by.get(f"{name}: {called}", 0.0) * amount
    _collect_sources(assembly, t, old, new, dt, linear, moved)
    _restore(operator, t, old, new, dt)
    surroundings = operator.surroundings(t, new)
    for number, one in enumerate(operator.reservoirs):
        own = 0.0 if one.rate is None else dt * float(np.squeeze(one.rate.at(surroundings)))
        slot = layout.reservoirs[number]
        new[slot] = old[slot] + gained[one.name] + own


def _collect_sources(
    assembly: Assembly,
    t: float,
    old: Array,
    new: Array,
    dt: float,
    linear: dict[str, Linear],
    moved: dict[str, Array],
) -> None:
    """What sources and users' terms made, with the linear rates that FiPy's solution holds."""
    operator, layout = assembly.operator, assembly.operator.layout
    offset = len(operator.species) + len(operator.states)
    for number, source in enumerate(operator.made):
        slots = layout.fields[offset + number]
        if number < len(operator.sources):
            rate = linear[f"source {number}"].at(moved[operator.species_of(source)])
        else:
            rate = operator.terms[number - len(operator.sources)].rate(operator, t, new)
        new[slots] = old[slots] + dt * rate


def _restore(operator: Operator, t: float, old: Array, new: Array, dt: float) -> None:
    """Take the rounding of the linear solution out of what is conserved.

    Held plus left is the same before and after a step. On a fine mesh the solution keeps that to 1e-12 of the
    inventory only, which adds up over a thousand steps. More than rounding is left for the mass balance to see.
    """
    faces = operator.mesh.faces
    for index, symbol in enumerate(operator.species):
        weights, rise = operator.conserved()[index]
        gap = float(weights @ (old - new))
        known = operator.known(symbol, t, new)
        size = np.abs(operator.layout.cells_of(new)[index])
        across = 0.0
        for inside in operator.insides:
            conductance, _ = inside.coefficients(symbol, known, operator.mesh.cells)
            through = size[faces.left[inside.index]] + size[faces.right[inside.index]]
            across += float(np.sum(inside.faces.areas * conductance * through))
        terms = float(np.abs(weights) @ (np.abs(old) + np.abs(new)) + 2.0 * dt * across)
        if abs(gap) <= ROUNDING * terms:
            new += rise * gap
