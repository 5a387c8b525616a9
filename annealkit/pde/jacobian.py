"""The banded Jacobian by differences, all column groups in one evaluation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from annealkit.pde.mesh import Array

__all__ = ["BandedDifferences"]

#: Increment relative to the scale of an unknown: the square root of rounding, with the
#: cancellation of the surface solution in mind.
_STEP = 1e-7


@frozen(eq=False)
class BandedDifferences:
    """Finite-difference Jacobian of a banded right-hand side.

    Columns further apart than the band do not share a row, so one evaluation serves
    a whole group of them; the right-hand side broadcasts, so one call serves all groups.

    Attributes:
        rate: ``f(t, y[..., unknown])``.
        scale: Typical magnitude of each unknown.
        band: Half width of the band.
    """

    rate: Callable[[float, Array], Array]
    scale: Array
    band: int
    _groups: int = field(init=False)
    _rows: NDArray[np.intp] = field(init=False)
    _columns: NDArray[np.intp] = field(init=False)

    def __attrs_post_init__(self) -> None:
        size = len(self.scale)
        columns = np.repeat(np.arange(size), 2 * self.band + 1)
        rows = columns + np.tile(np.arange(-self.band, self.band + 1), size)
        inside = (rows >= 0) & (rows < size)
        object.__setattr__(self, "_groups", min(size, 2 * self.band + 1))
        object.__setattr__(self, "_rows", rows[inside])
        object.__setattr__(self, "_columns", columns[inside])

    def __call__(self, t: float, y: Array, base: Array, out: Array) -> None:
        """Fill ``out[row, column]`` within the band.

        Args:
            t: Time, s.
            y: State.
            base: ``rate(t, y)``.
            out: Dense matrix to fill.
        """
        size = len(y)
        steps = (y + _STEP * np.maximum(self.scale, np.abs(y))) - y
        member = np.arange(size) % self._groups
        shifted = np.tile(y, (self._groups, 1))
        shifted[member, np.arange(size)] += steps
        changed = self.rate(t, shifted) - base
        columns = self._columns
        out[self._rows, columns] = changed[member[columns], self._rows] / steps[columns]
