"""What every finite-volume mesh tells the equations: cells, the faces between them, named outer regions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

__all__ = ["Array", "Faces", "Index", "Region", "Topology"]

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@frozen(eq=False)
class Faces:
    """Faces between two cells; a flux is positive from the left cell to the right one.

    Attributes:
        left: Index of the cell on the left, shape ``[face]``.
        right: Index of the cell on the right.
        areas: m² (planar 1), or what the shape makes of it.
        near: Distance from the left cell's centre to the face, along the normal, m.
        far: Distance from the face to the right cell's centre, m.
        points: Where the faces are, m, shape ``[dimension, face]``.
        normals: Unit normals from left to right, shape ``[dimension, face]``.
    """

    left: Index
    right: Index
    areas: Array
    near: Array
    far: Array
    points: Array
    normals: Array

    def take(self, which: Index) -> Faces:
        """Some of the faces."""
        return Faces(
            self.left[which],
            self.right[which],
            self.areas[which],
            self.near[which],
            self.far[which],
            self.points[:, which],
            self.normals[:, which],
        )

    @property
    def count(self) -> int:
        """Number of faces."""
        return len(self.left)


@frozen(eq=False)
class Region:
    """A named part of the surface of the body.

    Attributes:
        name: What boundaries are given for.
        cells: Index of the cell behind each face, shape ``[face]``.
        areas: m², as for the faces inside.
        distances: From the cell's centre to the face, along the normal, m.
        points: Where the faces are, m, shape ``[dimension, face]``.
        normals: Unit normals outwards, shape ``[dimension, face]``.
    """

    name: str
    cells: Index
    areas: Array
    distances: Array
    points: Array
    normals: Array

    @property
    def count(self) -> int:
        """Number of faces."""
        return len(self.cells)

    @property
    def area(self) -> float:
        """Area of the whole region."""
        return float(self.areas.sum())

    def mean(self, values: Array) -> Array:
        """Area mean of values by face, shape ``[..., face]``; the plain mean where there is no area."""
        if self.area == 0.0:
            return np.asarray(values.mean(axis=-1))
        return np.asarray(values @ self.areas / self.area)


@frozen(eq=False, kw_only=True)
class Topology:
    """Cells and how they touch.

    Attributes:
        points: Cell centres, m, shape ``[dimension, cell]``.
        volumes: m³ (planar m³ per m², that is m), shape ``[cell]``.
        layer: Index of the layer of each cell, shape ``[cell]``.
        faces: Faces between cells.
        regions: The surface, by name.
    """

    points: Array
    volumes: Array
    layer: Index
    faces: Faces
    regions: Mapping[str, Region] = field(factory=dict)

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.volumes)

    @property
    def dimension(self) -> int:
        """Number of coordinates."""
        return len(self.points)

    def coordinates(self, points: Array) -> dict[str, Array]:
        """Coordinates by the argument under which laws see them."""
        return dict(zip("xyz", points, strict=False))
