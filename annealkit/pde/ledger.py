"""The variables in which CVODE sees the integrated fluxes, so that it does not chase rounding.

A concentration is start plus change, so it is known to the rounding of the start. While the body is full this
does not show. An exhausted layer holds nothing but that rounding, and what it gives off, some 1e-16 of what it
held, is far above the 1e-20 to which integrated fluxes are kept: the integrator would resolve it in steps of
milliseconds. CVODE's error weights know each variable by itself. So an integrated flux is handed to it together
with a tiny share of what the layer behind it has given up; the tolerance of their sum is the one wanted,

    rtol · |integrated flux| + NOISE · |given up by the layer| + 1e-20 of the inventory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen
from scipy import sparse

from annealkit.pde.topology import Array

if TYPE_CHECKING:
    from annealkit.pde.operator import Operator

__all__ = ["NOISE", "Ledger"]

#: What an integrated flux is known to, relative to what the layer behind it has given up: some roundings of its start.
NOISE = 2e-15
#: Largest share that is mixed in; more would cost digits of the integrated flux itself.
_MOST = 1e-4


@frozen(eq=False)
class Ledger:
    """The change of variables, linear, with an exact inverse.

    Attributes:
        operator: The equations.
        rtol: Relative tolerance of the integration.
    """

    operator: Operator
    rtol: float
    _mixed: sparse.csr_matrix = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_mixed", _mixed(self.operator, min(NOISE / self.rtol, _MOST)))

    def seen(self, y: Array) -> Array:
        """A state, or a rate of one, as CVODE sees it."""
        return np.asarray(y + self._mixed @ y)

    def own(self, z: Array) -> Array:
        """The state that CVODE sees as ``z``, shape ``[..., unknown]``."""
        # What is mixed in reads cells only, and cells are left alone.
        return np.asarray(z - (self._mixed @ z.T).T)


def _mixed(operator: Operator, share: float) -> sparse.csr_matrix:
    """What is added to each variable, shape ``[unknown, unknown]``."""
    layout, mesh = operator.layout, operator.mesh
    rows, columns, entries = [], [], []
    for name, face in operator.faces.items():
        if not face.region.count:
            continue
        behind = np.flatnonzero(mesh.layer == mesh.layer[face.region.cells[0]])
        for slot, (symbol, _) in zip(layout.channels[name], face.channels, strict=True):
            rows.append(np.full(len(behind), slot))
            columns.append(layout.fields[operator.species.index(symbol), behind])
            entries.append(-share * mesh.volumes[behind])
    if not rows:
        return sparse.csr_matrix((layout.size, layout.size))
    places = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_matrix((np.concatenate(entries), places), shape=(layout.size, layout.size))
