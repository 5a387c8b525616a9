"""A bed of particles whose gas takes up what they give as it flows through: plug flow, averaged over the bed.

Along the bed a vapour of conductance k nears the pressure over the particles as 1 − exp(−N) does, N = k A p/(R T F) for
the surface A of the particles and the molar flow F. So on average a particle exchanges as if its conductance were
k (1 − exp(−N))/N: that of a lone particle for N → 0, and for N → ∞ the flow alone, which leaves saturated.
The derivation and its limits stand in docs/bodies.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R

__all__ = ["bed_share"]

Array = NDArray[np.float64]

#: Below this the quotient is replaced by the first two terms of its series, which differ by less than 1e-17.
_SMALL = 1e-8


def bed_share(conductance: ArrayLike, T: ArrayLike, total: ArrayLike, bed: ArrayLike) -> Array:
    """Factor on a conductance that the bed leaves of it, (1 − exp(−N))/N.

    Args:
        conductance: Of a lone particle, m/s.
        T: Temperature, K.
        total: Total pressure of the gas, Pa.
        bed: Surface of the particles per molar flow through the bed, m² s/mol; 0 without a flow.
    """
    number = np.asarray(conductance) * np.asarray(bed) * np.asarray(total) / (R * np.asarray(T, dtype=float))
    safe = np.maximum(number, _SMALL)
    return np.asarray(np.where(number < _SMALL, 1 - number / 2, -np.expm1(-safe) / safe))
