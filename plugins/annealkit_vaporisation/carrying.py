"""Gas that takes up what a surface gives as it passes, and fills up: plug flow, averaged over the surface.

On its way along a surface A a vapour of conductance k nears the pressure over it as 1 − exp(−N) does, N = k A p/(R T F)
for the molar flow F. So on average the surface exchanges as if its conductance were k (1 − exp(−N))/N: that of a gas
without limit for N → 0, and for N → ∞ the flow alone, which leaves saturated. The surface is that of the particles of a
bed, or of a plate in a stream that mixes across its section. The derivation stands in docs/bodies.md, what holds for a
plate in docs/gas.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R

__all__ = ["carried_share"]

Array = NDArray[np.float64]

#: Below this the quotient is replaced by the first two terms of its series, which differ by less than 1e-17.
_SMALL = 1e-8


def carried_share(conductance: ArrayLike, T: ArrayLike, total: ArrayLike, surface: ArrayLike) -> Array:
    """Factor on a conductance that gas which fills up leaves of it, (1 − exp(−N))/N.

    Args:
        conductance: In gas without limit, m/s.
        T: Temperature, K.
        total: Total pressure of the gas, Pa.
        surface: Surface per molar flow of the gas that passes it, m² s/mol; 0 without a flow.
    """
    number = np.asarray(conductance) * np.asarray(surface) * np.asarray(total) / (R * np.asarray(T, dtype=float))
    safe = np.maximum(number, _SMALL)
    return np.asarray(np.where(number < _SMALL, 1 - number / 2, -np.expm1(-safe) / safe))
