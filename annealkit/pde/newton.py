"""The linear algebra of CVODE's Newton iteration, with a Jacobian that is never stale.

CVODE keeps a Jacobian for up to fifty steps. On a cooling ramp the diffusivity falls by
decades in that time; a Newton matrix that is far too stiff then makes every correction
small, the iteration takes that for convergence, and the profile drifts (docs/decisions).
CVODE's iterative linear solver asks back at every iteration, so it is given a banded
factorisation of the current Jacobian as preconditioner, which solves the system at once.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import lapack

from annealkit.errors import SolverError
from annealkit.pde.jacobian import BandedDifferences
from annealkit.pde.mesh import Array

__all__ = ["ROUNDING", "Newton"]

#: A gap in what is conserved is rounding, and is taken out, up to this share of the terms that
#: were added; anything larger is left for the mass balance to see.
ROUNDING = 1e-13


class Newton:
    """The matrix I - gamma J at the current time, factorised when needed."""

    def __init__(self, jacobian: BandedDifferences) -> None:
        self.jacobian = jacobian
        operator = jacobian.operator
        self.band = operator.layout.band
        self.conserved = [operator.conserved(index) for index in range(len(operator.species))]
        self.count = 0
        self._time = np.nan
        self._matrix = np.zeros((0, 0))
        self._sizes: list[Array] = []
        self._gamma = np.nan
        self._factors: tuple[Array, Array] | None = None

    def refresh(self, t: float, y: Array) -> None:
        """Take the Jacobian of a new step; one serves all iterations of the step."""
        if t == self._time:
            return
        self._matrix = self.jacobian(t, y)
        self._sizes = [self._terms(np.abs(weights)) for weights, _ in self.conserved]
        self._time, self._factors = t, None
        self.count += 1

    def _terms(self, weights: Array) -> Array:
        """Weighted sum of the magnitudes in each column of J: what its rounding is measured by."""
        band, size = self.band, len(weights)
        padded = np.concatenate([np.zeros(band), weights, np.zeros(band)])
        windows = np.stack([padded[shift : shift + size] for shift in range(2 * band + 1)])
        return np.asarray(np.sum(windows * np.abs(self._matrix), axis=0))

    def times(self, vector: Array) -> Array:
        """J times a vector."""
        band, size = self.band, len(vector)
        out = np.zeros(size)
        for shift in range(-band, band + 1):
            row = self._matrix[band + shift]
            if shift >= 0:
                out[shift:] += row[: size - shift] * vector[: size - shift]
            else:
                out[:shift] += row[-shift:] * vector[-shift:]
        # w J = 0 holds exactly; on cells of picometres rounding breaks it first.
        for (weights, rise), column in zip(self.conserved, self._sizes, strict=True):
            gap = weights @ out
            if abs(gap) <= ROUNDING * (column @ np.abs(vector)):
                out -= rise * gap
        return out

    def solve(self, right: Array, gamma: float) -> Array:
        """Solve (I - gamma J) x = right.

        Raises:
            SolverError: The matrix is singular or not finite.
        """
        if self._factors is None or gamma != self._gamma:
            self._factors, self._gamma = self._factorised(gamma), gamma
        lu, pivots = self._factors
        solution, info = lapack.dgbtrs(lu, self.band, self.band, right, pivots)
        if info != 0:
            raise SolverError("The banded Newton system could not be solved; a law gives a value that is not finite.")
        # Since w J = 0, w x = w right exactly too.
        for (weights, rise), size in zip(self.conserved, self._sizes, strict=True):
            gap = weights @ (right - solution)
            terms = np.abs(weights) @ (np.abs(right) + np.abs(solution)) + abs(gamma) * (size @ np.abs(solution))
            if abs(gap) <= ROUNDING * terms:
                solution += rise * gap
        return np.asarray(solution)

    def _factorised(self, gamma: float) -> tuple[Array, Array]:
        band = self.band
        matrix = np.zeros((3 * band + 1, self._matrix.shape[1]))
        matrix[band:] = -gamma * self._matrix
        matrix[2 * band] += 1.0
        lu, pivots, info = lapack.dgbtrf(matrix, band, band)
        if info != 0 or not np.all(np.isfinite(lu)):
            raise SolverError(
                "The Newton matrix is singular or not finite; a law gives a value that is not finite "
                "somewhere in the body. Check the laws at the temperatures of the schedule."
            )
        return lu, pivots
