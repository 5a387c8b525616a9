"""Exact one-dimensional finite-volume meshes: planar, cylinder and sphere, layered and graded."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

__all__ = ["Array", "Mesh", "Shape", "build_mesh", "stretched"]

Array = NDArray[np.float64]
Shape = Literal["planar", "cylinder", "sphere"]

#: Surface of radius r is _AREA * r**_POWER; planar areas are per m², cylinders per m of length.
_POWER = {"planar": 0, "cylinder": 1, "sphere": 2}
_AREA = {"planar": 1.0, "cylinder": 2.0 * np.pi, "sphere": 4.0 * np.pi}


@frozen(eq=False)
class Mesh:
    """Cells along x, which runs outwards from the inner face.

    Attributes:
        shape: Geometry.
        edges: Positions of the cell faces, m, shape ``[cell + 1]``.
        layer: Index of the layer of each cell, shape ``[cell]``.
    """

    shape: Shape
    edges: Array
    layer: NDArray[np.intp]
    centers: Array = field(init=False)
    areas: Array = field(init=False)
    volumes: Array = field(init=False)

    def __attrs_post_init__(self) -> None:
        power = _POWER[self.shape]
        edges = self.edges
        width = np.diff(edges)
        # The telescoped sum of powers is exact where b**n - a**n cancels for thin shells far out.
        if power == 0:
            volumes = width.copy()
        elif power == 1:
            volumes = np.pi * width * (edges[1:] + edges[:-1])
        else:
            shell = edges[1:] ** 2 + edges[1:] * edges[:-1] + edges[:-1] ** 2
            volumes = 4.0 / 3.0 * np.pi * width * shell
        object.__setattr__(self, "centers", 0.5 * (edges[1:] + edges[:-1]))
        object.__setattr__(self, "areas", _AREA[self.shape] * edges**power)
        object.__setattr__(self, "volumes", volumes)

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.centers)

    @property
    def to_inner(self) -> Array:
        """Distance from each cell centre to its inner face, m."""
        return self.centers - self.edges[:-1]

    @property
    def to_outer(self) -> Array:
        """Distance from each cell centre to its outer face, m."""
        return self.edges[1:] - self.centers

    @property
    def interfaces(self) -> NDArray[np.intp]:
        """Index of the interior edge at each boundary between layers."""
        return np.flatnonzero(np.diff(self.layer)) + 1


def stretched(cells: int, ends: Literal["none", "inner", "outer", "both"], ratio: float) -> Array:
    """Cell edges of a unit interval, finer towards the named ends.

    The map is a hyperbolic tangent, smooth, so that the scheme stays of second order.

    Args:
        cells: Number of cells.
        ends: Where cells are fine.
        ratio: Largest over smallest cell size, at least 1.

    Returns:
        Edges from 0 to 1, shape ``[cells + 1]``.
    """
    if ends == "none" or ratio <= 1.0:
        return np.linspace(0.0, 1.0, cells + 1)
    beta = np.arccosh(np.sqrt(ratio))
    if ends == "both":
        s = np.linspace(-1.0, 1.0, cells + 1)
        edges = 0.5 * (1.0 + np.tanh(beta * s) / np.tanh(beta))
    else:
        s = np.linspace(0.0, 1.0, cells + 1)
        fine_at_one = np.tanh(beta * s) / np.tanh(beta)
        edges = fine_at_one if ends == "outer" else 1.0 - fine_at_one[::-1]
    edges[0], edges[-1] = 0.0, 1.0
    return np.asarray(edges, dtype=float)


def build_mesh(shape: Shape, inner_radius: float, layer_edges: list[Array]) -> Mesh:
    """Join the edges of every layer into one mesh.

    Args:
        shape: Geometry.
        inner_radius: Position of the inner face, m (0 for planar and solid bodies).
        layer_edges: Edges of each layer from its own inner side, m, each starting at 0.
    """
    edges = [np.array([inner_radius])]
    layer: list[int] = []
    start = inner_radius
    for index, own in enumerate(layer_edges):
        edges.append(start + own[1:])
        start += own[-1]
        layer += [index] * (len(own) - 1)
    return Mesh(shape, np.concatenate(edges), np.array(layer, dtype=np.intp))
