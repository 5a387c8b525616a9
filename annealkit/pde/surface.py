"""The value at a surface, solved together with the flux through it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from annealkit.errors import SolverError
from annealkit.pde.mesh import Array

__all__ = ["solve_surface"]

_ITERATIONS = 100


def solve_surface(residual: Callable[[Array], Array], cell: Array, scale: float) -> Array:
    """Difference between surface and cell concentration at which diffusion feeds the flux exactly.

    A Newton iteration kept inside the bracket that the signs met so far allow. The residual
    rises with the surface value: more concentration at the surface, more leaves and less is supplied.
    Where a Newton step leaves the bracket, the step from its lower end is tried (it
    follows a flux that saturates, such as an instantaneous sink), then the middle; the
    middle also wherever steps do not halve, as across the kink of a diffusivity.

    Args:
        residual: Flux out minus diffusive supply (mol/m²/s) for a difference s = c_s - c_cell
            (mol/m³); works elementwise on arrays with more leading axes than ``cell``.
        cell: Concentration of the cell at the face, mol/m³, any shape.
        scale: Typical concentration, mol/m³; sets the increment of the derivative.

    Returns:
        s with the shape of ``cell``, to 2e-15 of the concentration.

    Raises:
        SolverError: The iteration does not settle.
    """
    search = _Search(residual, cell, scale)
    for _ in range(_ITERATIONS):
        search.advance()
        if np.all(search.moved <= 2e-15 * (np.abs(cell) + np.abs(search.s)) + 1e-300):
            return search.s
    # A step at the rounding of the derivative is as good as the arithmetic allows.
    if np.all(search.moved <= 1e-12 * (np.abs(cell) + np.abs(search.s) + scale)):
        return search.s
    raise SolverError(
        "The concentration at a surface could not be solved with the flux through it: "
        f"the last correction was {float(np.max(search.moved)):.3g} mol/m³. A flux law that is not finite, "
        "or that falls steeply when the concentration rises, does this; check the laws of that face."
    )


class _Search:
    """The iterate, its bracket, and the residual with its slope at the lower end."""

    def __init__(self, residual: Callable[[Array], Array], cell: Array, scale: float) -> None:
        self.residual = residual
        self.scale = scale
        self.s = np.zeros_like(cell)
        self.moved = np.full_like(cell, np.inf)
        self.before = np.full_like(cell, np.inf)
        self.low = np.full_like(cell, -np.inf)
        self.high = np.full_like(cell, np.inf)
        self.from_low = np.full_like(cell, -np.inf)  # where the tangent at the lower end meets zero
        self._next: tuple[Array, Array] | None = None
        # An empty surface is the natural lower end: nothing leaves it, all is supplied. An evaluation costs by its
        # number of operations, hardly by its rows, so the first iterate is asked for with it.
        here, slope = self._slope(np.stack([-cell, self.s]))
        self._bracket(-cell, here[0], slope[0])
        self._next = here[1], slope[1]

    def advance(self) -> None:
        """One step."""
        here, slope = self._next or self._slope(self.s)
        self._next = None
        self._bracket(self.s, here, slope)
        rising = slope > 0
        step = np.where(rising, -here / np.where(rising, slope, 1.0), -np.sign(here) * self.scale)
        trial = self.s + step
        # Where the lower end is not below (a cell that overshot zero), no tangent was met yet.
        low = np.isfinite(self.from_low)
        trial = np.where(self._outside(trial) & (here != 0) & low, self.from_low, trial)
        step = np.abs(trial - self.s)
        # Also for steps below the increment of the slope: a slope taken across a bend there may be half the true one.
        slow = (step > 0.5 * self.before) & (step > 1e-13 * self.scale)
        trial = np.where((self._outside(trial) | slow) & (here != 0), self._middle(trial), trial)
        self.before, self.moved = self.moved, np.abs(trial - self.s)
        self.s = trial

    def _slope(self, s: Array) -> tuple[Array, Array]:
        increment = 1e-6 * np.abs(s) + 1e-10 * self.scale
        here, ahead = self.residual(np.stack([s, s + increment]))
        return here, (ahead - here) / increment

    def _bracket(self, s: Array, here: Array, slope: Array) -> None:
        below = (here < 0) & (s >= self.low)
        rising = slope > 0
        tangent = s - here / np.where(rising, slope, 1.0)
        self.from_low = np.where(below, np.where(rising, tangent, -np.inf), self.from_low)
        self.low = np.where(below, s, self.low)
        self.high = np.where(here > 0, np.minimum(s, self.high), self.high)

    def _outside(self, trial: Array) -> NDArray[np.bool_]:
        return np.asarray((trial <= self.low) | (trial >= self.high), dtype=bool)

    def _middle(self, trial: Array) -> Array:
        both = np.isfinite(self.low) & np.isfinite(self.high)
        low, high = np.where(both, self.low, 0.0), np.where(both, self.high, 0.0)
        # The geometric middle where the ends differ by decades.
        far = (high < 0) & (low < 10 * high)
        geometric = -np.sqrt(np.where(far, low * high, 0.0))
        return np.where(both, np.where(far, geometric, 0.5 * (low + high)), trial)
