"""The phase field of LiNbO3: a Li-poor boundary that moves with temperature, and a Li-rich one that does not."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Material, Record
from annealkit_materials.linbo3.composition import Array, Parameter, antisites, ratio

__all__ = ["BOUNDARIES", "FEWEST", "RICH", "Field", "field_of", "records_of"]

#: Temperatures (K) of the table of the Li-poor boundary, and the short ids of its records.
TABLE = (298.15, 1178.15, 1448.15)
BOUNDARIES = ("solvus.298K", "solvus.1178K", "solvus.1448K")
#: Short id of the Li-rich boundary.
RICH = "Li3NbO4.boundary"
#: Antisites that are left in the best of crystals; keeps logarithms finite.
FEWEST = 1e-6


@frozen(eq=False)
class Field:
    """Where LiNbO3 is one phase.

    Attributes:
        poor: Content of Li2O (0 to 1) on the Li-poor boundary at each temperature of :data:`TABLE`.
        rich: The same on the Li-rich boundary, at all temperatures.
    """

    poor: tuple[Parameter, ...]
    rich: Parameter

    def poorest(self, T: ArrayLike) -> Array:
        """Li per Nb beside LiNb3O8 at ``T`` (K): a broken line through the table, level beyond its ends."""
        t = np.clip(np.asarray(T, dtype=float), TABLE[0], TABLE[-1])
        points = list(zip(TABLE, self.poor, strict=True))
        slopes = [(after - before) / (v - u) for (u, before), (v, after) in zip(points, points[1:], strict=False)]
        # A sum of hinges is the broken line through the points, and needs no search in a table.
        content = self.poor[0] + slopes[0] * (t - TABLE[0])
        for before, after, corner in zip(slopes, slopes[1:], TABLE[1:], strict=False):
            content = content + (after - before) * np.maximum(t - corner, 0.0)
        return ratio(content)

    def richest(self) -> Array:
        """Li per Nb beside Li3NbO4."""
        return ratio(self.rich)

    def inside(self, T: ArrayLike, r: ArrayLike) -> Array:
        """The composition of the LiNbO3 itself: ``r`` where it is one phase, else the nearer boundary."""
        return np.asarray(np.minimum(np.maximum(r, self.poorest(T)), self.richest()))

    def antisites(self, T: ArrayLike, r: ArrayLike) -> Array:
        """Antisites of the LiNbO3 itself, above zero."""
        return np.asarray(np.maximum(antisites(self.inside(T, r)), FEWEST))


def field_of(material: Material) -> Field:
    """The phase field with this material's records."""
    return Field(tuple(material[name].per_cell for name in BOUNDARIES), material[RICH].per_cell)


def records_of(material: Material) -> list[Record]:
    """The records behind it."""
    return [material[name] for name in (*BOUNDARIES, RICH)]
