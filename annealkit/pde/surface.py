"""The value at a surface, solved together with the flux through it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from annealkit.errors import SolverError
from annealkit.pde.mesh import Array

__all__ = ["solve_surface"]

_ITERATIONS = 80


def solve_surface(residual: Callable[[Array], Array], cell: Array, scale: float) -> Array:
    """Difference between surface and cell concentration at which diffusion feeds the flux exactly.

    A Newton iteration kept inside the bracket that the signs met so far allow. The residual
    rises with the surface value: more concentration at the surface, more leaves and less is supplied.

    Args:
        residual: Flux out minus diffusive supply (mol/m²/s) for a difference s = c_s - c_cell
            (mol/m³); works elementwise on arrays with one more leading axis than ``cell``.
        cell: Concentration of the cell at the face, mol/m³, any shape.
        scale: Typical concentration, mol/m³; sets the increment of the derivative.

    Returns:
        s with the shape of ``cell``, to 1e-15 of the concentration.

    Raises:
        SolverError: The iteration does not settle.
    """
    s = np.zeros_like(cell)
    low = np.full_like(s, -np.inf)
    high = np.full_like(s, np.inf)
    increment = 1e-7 * scale
    for _ in range(_ITERATIONS):
        here, ahead = residual(np.stack([s, s + increment]))
        slope = (ahead - here) / increment
        low = np.where(here < 0, s, low)
        high = np.where(here > 0, s, high)
        step = np.where(slope > 0, -here / np.where(slope > 0, slope, 1.0), -np.sign(here) * scale)
        trial = s + step
        outside = (trial <= low) | (trial >= high)
        both = np.isfinite(low) & np.isfinite(high)
        middle = 0.5 * (np.where(both, low, 0.0) + np.where(both, high, 0.0))
        trial = np.where(outside & both & (here != 0), middle, trial)
        moved = np.abs(trial - s)
        s = trial
        if np.all(moved <= 1e-15 * (np.abs(cell) + np.abs(s)) + 1e-300):
            return s
    # A step at the rounding of the derivative is as good as the arithmetic allows.
    if np.all(moved <= 1e-12 * (np.abs(cell) + np.abs(s)) + 1e-12 * scale):
        return s
    raise SolverError(
        "The concentration at a surface could not be solved with the flux through it: "
        f"the last correction was {float(np.max(moved)):.3g} mol/m³. A flux law that is not finite, "
        "or that falls steeply when the concentration rises, does this; check the laws of that face."
    )
