"""Where each unknown sits in the state vector.

Order: what is integrated at the inner face, its states, then every cell with all its
fields, then the outer face's states and integrals. Neighbours in space are neighbours
in the vector, so the Jacobian is banded.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from annealkit.pde.mesh import Array

__all__ = ["Layout"]


@frozen
class Layout:
    """Positions of the unknowns.

    Attributes:
        cells: Number of cells.
        fields: Unknowns per cell: species, local states, integrated sources.
        inner: Unknowns of the inner face.
        outer: Unknowns of the outer face.
    """

    cells: int
    fields: int
    inner: int
    outer: int

    @property
    def size(self) -> int:
        """Length of the state vector."""
        return self.inner + self.cells * self.fields + self.outer

    @property
    def band(self) -> int:
        """Half width of the Jacobian band."""
        return min(
            self.size - 1,
            max(2 * self.fields - 1, self.inner + self.fields - 1, self.outer + self.fields - 1),
        )

    def cells_of(self, y: Array) -> Array:
        """View of the cell fields, shape ``[..., field, cell]``."""
        block = y[..., self.inner : self.inner + self.cells * self.fields]
        return np.swapaxes(block.reshape(*y.shape[:-1], self.cells, self.fields), -1, -2)

    def inner_of(self, y: Array) -> Array:
        """View of the inner face's unknowns, shape ``[..., unknown]``."""
        return y[..., : self.inner]

    def outer_of(self, y: Array) -> Array:
        """View of the outer face's unknowns, shape ``[..., unknown]``."""
        return y[..., self.size - self.outer :]
