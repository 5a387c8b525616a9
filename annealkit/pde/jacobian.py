"""The Jacobian by differences of the parts, all groups of unknowns in one evaluation."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from scipy import sparse

from annealkit.pde.operator import Operator
from annealkit.pde.stencil import Stencil, stencil_of
from annealkit.pde.topology import Array

__all__ = ["Differences"]

#: Increments: a share of the unknown itself, so that none reaches across a kink at its start value
#: (a diffusivity that sets in with the first vacancy), and a floor relative to its scale.
_SHARE, _FLOOR = 1e-5, 1e-10

#: Numbers in one evaluation; more groups than that are taken in turns.
_BATCH = 2_000_000


@frozen(eq=False)
class Differences:
    """Finite-difference Jacobian of a lowered operator.

    Differences are taken of the parts and assembled after, so every column conserves matter.

    Attributes:
        operator: The lowered equations.
        scale: Typical magnitude of each unknown.
        stencil: Its structure.
        matrix: The Jacobian of the last call, compressed columns.
    """

    operator: Operator
    scale: Array
    stencil: Stencil = field(init=False)
    matrix: sparse.csc_matrix = field(init=False)

    def __attrs_post_init__(self) -> None:
        stencil, size = stencil_of(self.operator), len(self.scale)
        object.__setattr__(self, "stencil", stencil)
        empty = np.zeros(len(stencil.rows))
        object.__setattr__(
            self, "matrix", sparse.csc_matrix((empty, stencil.rows, stencil.pointers), shape=(size, size))
        )

    def __call__(self, t: float, y: Array) -> sparse.csc_matrix:
        """The Jacobian at a time (s) and state; the same matrix object each time, filled anew."""
        stencil = self.stencil
        wanted = np.copysign(_SHARE * np.abs(y) + _FLOOR * self.scale, y)
        steps = (y + wanted) - y
        derivatives = np.zeros(len(stencil.parts))
        group = stencil.group[stencil.unknowns]
        turn = max(1, _BATCH // max(self.operator.slots.size, 1))
        for first in range(0, stencil.groups, turn):
            some = np.arange(first, min(first + turn, stencil.groups))
            shifted = np.where(stencil.group == some[:, np.newaxis], y + steps, y)
            # An evaluation costs by its number of operations, hardly by its rows: the base goes along as the last.
            parts = self.operator.parts(t, np.concatenate([shifted, y[np.newaxis]]))
            changed = parts[:-1] - parts[-1]
            mine = (group >= some[0]) & (group <= some[-1])
            derivatives[mine] = changed[group[mine] - first, stencil.parts[mine]]
        derivatives /= steps[stencil.unknowns]
        self.matrix.data[:] = stencil.assembly @ derivatives
        return self.matrix
