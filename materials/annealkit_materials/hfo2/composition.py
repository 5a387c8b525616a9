"""What the laws of HfO2 share: names, types, and the thickness of the film."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Material, Record

__all__ = ["NAME", "SITE", "Array", "Parameter", "identity", "mean", "thickness"]

Array: TypeAlias = NDArray[np.float64]
#: A record's value: a number, or a batch of them with an axis for the cells.
Parameter: TypeAlias = float | Array

NAME = "HfO2"
#: Short id of the concentration at one Li per Hf.
SITE = "Li.site_concentration"


def thickness(material: Material) -> tuple[Parameter, tuple[Record, ...]]:
    """Thickness of the film as deposited, m, and the records it stands on.

    Args:
        material: HfO2; the core sets ``thickness`` on the material of a coating. In the catalogue, where there is
            none, the record of a usual thickness stands in for it.
    """
    if material.thickness is not None:
        return material.thickness, ()
    usual = material["thickness"]
    return usual.per_cell, (usual,)


def mean(values: ArrayLike, dx: ArrayLike) -> Array:
    """Average over the film, ``[..., cell]`` to ``[...]``, weighted with the cells ``dx``."""
    weights = np.asarray(dx, dtype=float)
    return np.asarray(np.sum(values * weights, axis=-1) / np.sum(weights, axis=-1))


def identity(function: str, *numbers: object) -> str:
    """Text by which stores of results know a law of this material, with the numbers it holds beside its records."""
    return " ".join([f"annealkit_materials.hfo2 {function}", *(repr(one) for one in numbers)])
