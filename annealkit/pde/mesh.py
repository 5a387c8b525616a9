"""Exact one-dimensional finite-volume meshes: planar, cylinder and sphere, layered and graded."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen

from annealkit.pde.topology import Array, Faces, Index, Region, Topology

__all__ = ["Array", "Mesh", "Shape", "build_mesh", "stretched"]

Shape = Literal["planar", "cylinder", "sphere"]

#: Surface of radius r is _AREA * r**_POWER; planar areas are per m², cylinders per m of length.
_POWER = {"planar": 0, "cylinder": 1, "sphere": 2}
_AREA = {"planar": 1.0, "cylinder": 2.0 * np.pi, "sphere": 4.0 * np.pi}


@frozen(eq=False, kw_only=True)
class Mesh(Topology):
    """Cells along x, which runs outwards from the inner face.

    Attributes:
        shape: Geometry.
        edges: Positions of the cell faces, m, shape ``[cell + 1]``.
        areas: Area of every edge, shape ``[cell + 1]``.
    """

    shape: Shape
    edges: Array
    areas: Array

    @property
    def centers(self) -> Array:
        """Cell centres, m, shape ``[cell]``."""
        return np.asarray(self.points[0])

    @property
    def interfaces(self) -> Index:
        """Index of the edge at each boundary between layers."""
        return np.flatnonzero(np.diff(self.layer)) + 1

    @property
    def power(self) -> int:
        """The area grows with this power of x."""
        return _POWER[self.shape]


def _volumes(shape: Shape, edges: Array) -> Array:
    """Exact cell volumes; the telescoped sums of powers do not cancel for thin shells far out."""
    width = np.diff(edges)
    if shape == "planar":
        return width
    if shape == "cylinder":
        return np.asarray(np.pi * width * (edges[1:] + edges[:-1]))
    return np.asarray(4.0 / 3.0 * np.pi * width * (edges[1:] ** 2 + edges[1:] * edges[:-1] + edges[:-1] ** 2))


def line(shape: Shape, edges: Array, layer: Index) -> Mesh:
    """The mesh between given edges."""
    centers = 0.5 * (edges[1:] + edges[:-1])
    areas = _AREA[shape] * edges ** _POWER[shape]
    index = np.arange(len(centers))
    inside = Faces(
        left=index[:-1],
        right=index[1:],
        areas=areas[1:-1],
        near=edges[1:-1] - centers[:-1],
        far=centers[1:] - edges[1:-1],
        points=edges[np.newaxis, 1:-1],
        normals=np.ones((1, len(centers) - 1)),
    )
    inner = _end("inner", 0, areas[0], centers[0] - edges[0], edges[0], -1.0)
    outer = _end("outer", len(centers) - 1, areas[-1], edges[-1] - centers[-1], edges[-1], 1.0)
    return Mesh(
        points=centers[np.newaxis],
        volumes=_volumes(shape, edges),
        layer=layer,
        faces=inside,
        regions={"inner": inner, "outer": outer},
        shape=shape,
        edges=edges,
        areas=areas,
    )


def _end(name: str, cell: int, area: float, distance: float, position: float, normal: float) -> Region:
    return Region(
        name,
        np.array([cell], dtype=np.intp),
        np.array([area]),
        np.array([distance]),
        np.array([[position]]),
        np.array([[normal]]),
    )


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
    return line(shape, np.concatenate(edges), np.array(layer, dtype=np.intp))
