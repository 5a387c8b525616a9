"""The linear algebra of CVODE's Newton iteration, with a Jacobian that is never stale.

CVODE keeps a Jacobian for up to fifty steps. On a cooling ramp the diffusivity falls by
decades in that time; a Newton matrix that is far too stiff then makes every correction
small, the iteration takes that for convergence, and the profile drifts (docs/decisions).
CVODE's iterative linear solver asks back at every iteration, so it is given a
factorisation of the current Jacobian as preconditioner, which solves the system at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from attrs import frozen
from scipy import sparse
from scipy.linalg import lapack
from scipy.sparse import linalg

from annealkit.errors import SolverError
from annealkit.pde.jacobian import Differences
from annealkit.pde.topology import Array, Index

if TYPE_CHECKING:
    from annealkit.pde.operator import Operator

__all__ = ["ROUNDING", "Newton"]

#: A gap in what is conserved is rounding, and is taken out, up to this share of the terms that
#: were added; anything larger is left for the mass balance to see.
ROUNDING = 1e-13

#: Bands up to this half width are solved by LAPACK; wider ones (vessels, two and three dimensions) by SuperLU.
_WIDEST = 40


class Factors(Protocol):
    """A factorised matrix."""

    def solve(self, right: Array) -> Array:
        """The solution for a right-hand side."""


class Newton:
    """The matrix I - gamma J at the current time, factorised when needed."""

    def __init__(self, jacobian: Differences) -> None:
        self.jacobian = jacobian
        self.conserved = jacobian.operator.conserved()
        self._body = _body(jacobian.operator, len(self.conserved))
        self.count = 0
        self._banded = jacobian.stencil.band <= _WIDEST
        self._time = np.nan
        self._matrix = jacobian.matrix
        self._sizes: list[Array] = []
        self._gamma = np.nan
        self._factors: Factors | None = None

    def forget(self) -> None:
        """Take a new Jacobian next time, whatever the time: after a corner, or for another run."""
        self._time, self._factors = np.nan, None

    def refresh(self, t: float, y: Array) -> None:
        """Take the Jacobian of a new step; one serves all iterations of the step."""
        if t == self._time:
            return
        self._matrix = self.jacobian(t, y)
        magnitudes = abs(self._matrix).T
        # Weighted sum of the magnitudes in each column of J: what its rounding is measured by.
        self._sizes = [magnitudes @ np.abs(weights) for weights, _ in self.conserved]
        self._time, self._factors = t, None
        self.count += 1

    def times(self, vector: Array) -> Array:
        """J times a vector."""
        out = self._matrix @ vector
        # w J = 0 holds exactly; on cells of picometres rounding breaks it first.
        terms = np.array([column @ np.abs(vector) for column in self._sizes])
        for (weights, rise), most in zip(self.conserved, np.maximum(terms, terms[self._body]), strict=True):
            gap = weights @ out
            if abs(gap) <= ROUNDING * most:
                out -= rise * gap
        return np.asarray(out)

    def solve(self, right: Array, gamma: float) -> Array:
        """Solve (I - gamma J) x = right.

        Raises:
            SolverError: The matrix is singular or not finite.
        """
        if self._factors is None or gamma != self._gamma:
            self._factors, self._gamma = self._factorised(gamma), gamma
        solution = self._factors.solve(right)
        # Since w J = 0, w x = w right exactly too.
        added, size = np.abs(right) + np.abs(solution), abs(gamma) * np.abs(solution)
        pairs = zip(self.conserved, self._sizes, strict=True)
        terms = np.array([np.abs(weights) @ added + column @ size for (weights, _), column in pairs])
        for (weights, rise), most in zip(self.conserved, np.maximum(terms, terms[self._body]), strict=True):
            gap = weights @ (right - solution)
            if abs(gap) <= ROUNDING * most:
                solution += rise * gap
        return solution

    def _factorised(self, gamma: float) -> Factors:
        if not np.all(np.isfinite(self._matrix.data)):
            raise SolverError(
                "The Jacobian is not finite: a law gives a value that is not finite near the present state."
            )
        if self._banded:
            return _Banded.of(self._matrix, gamma, self.jacobian.stencil.columns, self.jacobian.stencil.band)
        identity = sparse.identity(self._matrix.shape[0], format="csc")
        matrix = (identity - gamma * self._matrix).tocsc()
        try:
            # The pattern is nearly symmetric, the diagonal dominates: two to five times faster than the default order.
            return linalg.splu(  # type: ignore[no-any-return]  # scipy has no types
                matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.01, options={"SymmetricMode": True}
            )
        except RuntimeError as error:
            raise _singular() from error


def _body(operator: Operator, count: int) -> Index:
    """For each conserved amount the one that measures its rounding, ``[amount]``.

    Elimination mixes the rows of a layer with those of its neighbours, so what a layer rounds to is up to the
    stiffest layer of the body; a reservoir is measured by itself.
    """
    species = len(operator.species)
    layers = species * len(operator.insides)
    own = np.arange(count)
    return np.where(own < layers, own % species, own)


@frozen(eq=False)
class _Banded:
    """LAPACK's factors of a banded matrix."""

    lu: Array
    pivots: Array
    band: int

    @classmethod
    def of(cls, jacobian: sparse.csc_matrix, gamma: float, columns: Index, band: int) -> _Banded:
        """Factorise I - gamma J."""
        matrix = np.zeros((3 * band + 1, jacobian.shape[1]))
        matrix[2 * band + jacobian.indices - columns, columns] = -gamma * jacobian.data
        matrix[2 * band] += 1.0
        lu, pivots, info = lapack.dgbtrf(matrix, band, band)
        if info != 0 or not np.all(np.isfinite(lu)):
            raise _singular()
        return cls(lu, pivots, band)

    def solve(self, right: Array) -> Array:
        """The solution for a right-hand side."""
        solution, info = lapack.dgbtrs(self.lu, self.band, self.band, right, self.pivots)
        if info != 0:
            raise _singular()
        return np.asarray(solution)


def _singular() -> SolverError:
    return SolverError(
        "The Newton matrix is singular or not finite; a law gives a value that is not finite "
        "somewhere in the body. Check the laws at the temperatures of the schedule."
    )
