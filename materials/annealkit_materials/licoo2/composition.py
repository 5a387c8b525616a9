"""From concentrations to lithium that is missing."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["NAME", "SITE", "Array", "Parameter", "deficit", "identity"]

Array: TypeAlias = NDArray[np.float64]
#: A record's value: a number, or a batch of them with an axis for the cells.
Parameter: TypeAlias = float | Array

NAME = "LiCoO2"
#: Short id of the concentration at one Li per Co.
SITE = "Li.site_concentration"


def deficit(c: ArrayLike, site: Parameter) -> Array:
    """Share of the lithium sites that are empty, max(0, 1 − x).

    Args:
        c: Concentration of Li, mol/m³.
        site: Concentration at one Li per Co, mol/m³.
    """
    return np.asarray(np.maximum(0.0, 1.0 - np.asarray(c, dtype=float) / site))


def identity(function: str) -> str:
    """Text by which stores of results know a law of this material."""
    return f"annealkit_materials.licoo2 {function}"
