"""Three ways to tell how much lithium there is: Li per Nb, mol% Li2O, and Nb on lithium sites."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R

__all__ = [
    "DOPED",
    "NAME",
    "NAMES",
    "SITE",
    "Anchored",
    "Array",
    "Parameter",
    "antisites",
    "identity",
    "percent",
    "ratio",
]

Array: TypeAlias = NDArray[np.float64]
#: A record's value: a number, or a batch of them with an axis for the cells.
Parameter: TypeAlias = float | Array

NAME = "LiNbO3"
#: The same crystal doped with MgO, uniformly.
DOPED = "MgO-LiNbO3"
NAMES = (NAME, DOPED)
#: Short id of the concentration at one Li per Nb.
SITE = "Li.site_concentration"


def percent(r: ArrayLike) -> Array:
    """mol% Li2O of Li2O and Nb2O5 at ``r`` Li per Nb, 100 r/(1 + r), exact."""
    li = np.asarray(r, dtype=float)
    return np.asarray(100.0 * li / (1.0 + li))


def ratio(content: ArrayLike) -> Array:
    """Li per Nb at a content of Li2O between 0 and 1, the inverse of :func:`percent`."""
    f = np.asarray(content, dtype=float)
    return np.asarray(f / (1.0 - f))


def antisites(r: ArrayLike) -> Array:
    """Nb on each Li site at ``r`` Li per Nb, of [Li(1−5x)Nb(x)V(4x)]NbO3; negative above one Li per Nb."""
    li = np.asarray(r, dtype=float)
    return np.asarray((1.0 - li) / (5.0 + li))


def identity(function: str) -> str:
    """Text by which stores of results know a law of this material."""
    return f"annealkit_materials.linbo3 {function}"


@frozen(eq=False)
class Anchored:
    """A value at a temperature with an activation energy, A exp(−E/R (1/T − 1/T_0)).

    Attributes:
        value: At the temperature it holds at.
        energy: J/mol.
        reference: That temperature, K.
    """

    value: Parameter
    energy: Parameter
    reference: Parameter

    def __call__(self, T: ArrayLike) -> Array:
        """At ``T``, K."""
        colder = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.reference
        return np.asarray(self.value * np.exp(-self.energy / R * colder))
