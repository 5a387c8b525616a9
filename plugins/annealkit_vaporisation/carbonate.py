"""What caps a lithium source: in CO2 its oxide turns into carbonate, in water into hydroxide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit_vaporisation.equilibrium import COLDEST, HOTTEST

__all__ = ["Carbonate", "source_activity"]

Array = NDArray[np.float64]

#: Below this partial pressure (Pa) a gas caps nothing; keeps the quotient finite at zero.
_NOTHING = 1e-30


@frozen(eq=False)
class Carbonate:
    """CO2 pressure over Li2CO3 + Li2O(s), ln p linear in 1/T between tabulated points and beyond.

    Attributes:
        temperatures: Points of the table, K, rising.
        pressures: CO2 pressure at each point, Pa; a leading axis over the points.
    """

    temperatures: tuple[float, ...]
    pressures: Sequence[ArrayLike]

    def __call__(self, T: ArrayLike) -> Array:
        """Decomposition pressure of Li2CO3 in Pa at ``T`` (K, clamped to the range of Li2O's data)."""
        inverse = 1 / np.clip(np.asarray(T, dtype=float), COLDEST, HOTTEST)
        points = [1 / t for t in self.temperatures]
        logs = [np.log(np.asarray(p, dtype=float)) for p in self.pressures]
        slopes = [(b - a) / (v - u) for a, b, u, v in zip(logs, logs[1:], points, points[1:], strict=False)]
        # A sum of hinges is the broken line through the points, and needs no search in a table.
        result = logs[0] + slopes[0] * (inverse - points[0])
        for before, after, corner in zip(slopes, slopes[1:], points[1:], strict=False):
            result = result + (before - after) * np.maximum(corner - inverse, 0.0)
        return np.asarray(np.exp(result))


def source_activity(
    activity: ArrayLike, p_CO2: ArrayLike, p_H2O: ArrayLike, carbonate: ArrayLike, hydroxide: ArrayLike
) -> Array:
    """Activity of Li2O that a source really offers: capped by its carbonate and by its hydroxide.

    Args:
        activity: What was put in, 0 without a source.
        p_CO2: CO2 in the furnace, Pa.
        p_H2O: Water in the furnace, Pa.
        carbonate: CO2 pressure over Li2CO3 + Li2O, Pa.
        hydroxide: Water pressure over LiOH + Li2O, Pa.
    """
    by_carbonate = np.asarray(carbonate) / np.maximum(p_CO2, _NOTHING)
    by_hydroxide = np.asarray(hydroxide) / np.maximum(p_H2O, _NOTHING)
    return np.asarray(np.minimum(np.minimum(activity, 1.0), np.minimum(by_carbonate, by_hydroxide)))
