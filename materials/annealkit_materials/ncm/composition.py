"""The four compositions, and from concentrations to lithium that is missing or too much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Material

__all__ = [
    "COMPOSITIONS",
    "SITE",
    "Array",
    "Composition",
    "Parameter",
    "deficit",
    "excess",
    "identity",
    "is_ours",
    "nickel_share",
]

Array: TypeAlias = NDArray[np.float64]
#: A record's value: a number, or a batch of them with an axis for the cells.
Parameter: TypeAlias = float | Array

#: Short id of the concentration at one Li per metal atom.
SITE = "Li.site_concentration"


@frozen
class Composition:
    """One of the four.

    Attributes:
        metals: Moles of each metal per mole of all.
        aliases: Other names.
    """

    metals: Mapping[str, float]
    aliases: tuple[str, ...]


def _composition(nickel: float, cobalt: float, manganese: float, *aliases: str) -> Composition:
    return Composition({"Ni": nickel, "Co": cobalt, "Mn": manganese}, aliases)


#: By name. NMC532 counts the metals in another order than NCM523 and is the same.
COMPOSITIONS: Mapping[str, Composition] = {
    "NCM111": _composition(1 / 3, 1 / 3, 1 / 3, "NMC111", "NCM333", "NMC333", "LiNi1/3Co1/3Mn1/3O2"),
    "NCM523": _composition(0.5, 0.2, 0.3, "NMC523", "NMC532", "LiNi0.5Co0.2Mn0.3O2", "LiNi0.5Mn0.3Co0.2O2"),
    "NCM622": _composition(0.6, 0.2, 0.2, "NMC622", "LiNi0.6Co0.2Mn0.2O2", "LiNi0.6Mn0.2Co0.2O2"),
    "NCM811": _composition(0.8, 0.1, 0.1, "NMC811", "LiNi0.8Co0.1Mn0.1O2", "LiNi0.8Mn0.1Co0.1O2"),
}


def is_ours(material: Material) -> bool:
    """Whether a material is one of the four."""
    return material.name in COMPOSITIONS


def nickel_share(material: Material) -> float:
    """Moles of nickel per mole of metal."""
    return COMPOSITIONS[material.name].metals["Ni"]


def deficit(c: ArrayLike, site: Parameter) -> Array:
    """Share of the lithium sites that are empty, max(0, 1 − x).

    Args:
        c: Concentration of Li, mol/m³.
        site: Concentration at one Li per metal atom, mol/m³.
    """
    return np.asarray(np.maximum(0.0, 1.0 - np.asarray(c, dtype=float) / site))


def excess(c: ArrayLike, site: Parameter) -> Array:
    """Lithium per metal atom beyond one, max(0, x − 1); arguments as for :func:`deficit`."""
    return np.asarray(np.maximum(0.0, np.asarray(c, dtype=float) / site - 1.0))


def identity(function: str) -> str:
    """Text by which stores of results know a law of these materials."""
    return f"annealkit_materials.ncm {function}"
