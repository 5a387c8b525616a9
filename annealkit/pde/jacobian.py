"""The banded Jacobian by differences, all column groups in one evaluation."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from annealkit.pde.mesh import Array
from annealkit.pde.operator import Operator

__all__ = ["BandedDifferences"]

#: Increments: a share of the unknown itself, so that none reaches across a kink at its start value
#: (a diffusivity that sets in with the first vacancy), and a floor relative to its scale.
_SHARE, _FLOOR = 1e-5, 1e-10


@frozen(eq=False)
class BandedDifferences:
    """Finite-difference Jacobian of a banded right-hand side.

    Columns further apart than the band do not share a row, so one evaluation serves
    a whole group of them; the right-hand side broadcasts, so one call serves all groups.
    Differences are taken of the fluxes and assembled after, so every column conserves matter.

    Attributes:
        operator: The lowered equations.
        scale: Typical magnitude of each unknown.
    """

    operator: Operator
    scale: Array
    _groups: int = field(init=False)
    _rows: NDArray[np.intp] = field(init=False)
    _columns: NDArray[np.intp] = field(init=False)

    def __attrs_post_init__(self) -> None:
        size, band = len(self.scale), self.operator.layout.band
        columns = np.repeat(np.arange(size), 2 * band + 1)
        rows = columns + np.tile(np.arange(-band, band + 1), size)
        inside = (rows >= 0) & (rows < size)
        object.__setattr__(self, "_groups", min(size, 2 * band + 1))
        object.__setattr__(self, "_rows", rows[inside])
        object.__setattr__(self, "_columns", columns[inside])

    def __call__(self, t: float, y: Array) -> Array:
        """The Jacobian at a time and state.

        Args:
            t: Time, s.
            y: State.

        Returns:
            LAPACK band form: entry (row, column) at ``[band + row - column, column]``.
        """
        size, band = len(y), self.operator.layout.band
        wanted = np.copysign(_SHARE * np.abs(y) + _FLOOR * self.scale, y)
        steps = (y + wanted) - y
        member = np.arange(size) % self._groups
        shifted = np.tile(y, (self._groups, 1))
        shifted[member, np.arange(size)] += steps
        parts = self.operator.parts
        changed = self.operator.assemble(parts(t, shifted).minus(parts(t, y)))
        rows, columns = self._rows, self._columns
        out = np.zeros((2 * band + 1, size))
        out[band + rows - columns, columns] = changed[member[columns], rows] / steps[columns]
        return out
