"""A FiPy mesh of two or three dimensions as cells, faces and named regions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annealkit.errors import InputError
from annealkit.pde.topology import Array, Faces, Index, Region, Topology

__all__ = ["from_fipy"]

#: Sides of a grid; FiPy calls them facesLeft and so on.
_SIDES = ("left", "right", "bottom", "top", "front", "back")

Mask = NDArray[np.bool_]


def from_fipy(mesh: Any, regions: Mapping[str, Any] | None = None) -> Topology:
    """Read a FiPy mesh.

    Args:
        mesh: Grid2D, Grid3D, Gmsh2D, Gmsh3D or another plane or solid FiPy mesh; lengths in m.
        regions: Named parts of the surface, each a mask over ``mesh.faces`` or a function of the face coordinates
            (x, y[, z]) in m that returns one. Default: the sides of a grid, or the physical faces of a Gmsh mesh.

    Raises:
        InputError: It is not such a mesh, its cells are not closed, or regions overlap or hold inner faces.
    """
    if not hasattr(mesh, "faceCellIDs") or getattr(mesh, "dim", 1) not in (2, 3):
        raise InputError(
            f"Problem mesh: {type(mesh).__name__} was given; expected a FiPy mesh of two or three dimensions. "
            "For one dimension give shape= and layers=."
        )
    centers = np.array(mesh.cellCenters, dtype=float)
    points = np.array(mesh.faceCenters, dtype=float)
    normals = np.array(mesh.faceNormals, dtype=float)
    areas = np.array(mesh._faceAreas, dtype=float)
    cells = np.ma.asarray(mesh.faceCellIDs)
    first, second = np.ma.filled(cells, -1).astype(np.intp)
    inside = np.flatnonzero(second >= 0)
    # FiPy's normals need not point from the first cell to the second.
    towards = np.where(second >= 0, 1.0, 0.0) * (centers[:, second] - centers[:, first])
    towards = np.where(second >= 0, towards, points - centers[:, first])
    normals = normals * np.where(np.sum(normals * towards, axis=0) < 0, -1.0, 1.0)
    faces = Faces(
        left=first[inside],
        right=second[inside],
        areas=areas[inside],
        near=_along(normals, points - centers[:, first], inside),
        far=_along(normals, centers[:, second] - points, inside),
        points=points[:, inside],
        normals=normals[:, inside],
    )
    volumes = np.array(mesh.cellVolumes, dtype=float)
    _refuse_open(mesh, first, second, areas, normals, points, volumes)
    named = {
        name: _region(name, np.flatnonzero(mask), first, areas, points, normals, centers)
        for name, mask in _masks(mesh, regions, points, second < 0).items()
    }
    layer = np.zeros(len(volumes), dtype=np.intp)
    return Topology(points=centers, volumes=volumes, layer=layer, faces=faces, regions=named)


def _along(normals: Array, vectors: Array, which: Index) -> Array:
    return np.asarray(np.sum(normals[:, which] * vectors[:, which], axis=0))


def _region(
    name: str, which: Index, first: Index, areas: Array, points: Array, normals: Array, centers: Array
) -> Region:
    cells = first[which]
    distances = np.sum(normals[:, which] * (points[:, which] - centers[:, cells]), axis=0)
    return Region(name, cells, areas[which], distances, points[:, which], normals[:, which])


def _refuse_open(
    mesh: Any, first: Index, second: Index, areas: Array, normals: Array, points: Array, volumes: Array
) -> None:
    """Every cell's faces must close, and enclose its volume (Gauss): then constants have no gradient."""
    count, dimension = len(volumes), len(points)
    closing, enclosed, around = np.zeros((dimension, count)), np.zeros(count), np.zeros(count)
    for cells, sign in ((first, 1.0), (second, -1.0)):
        own = cells >= 0
        vector = sign * areas * normals
        for axis in range(dimension):
            np.add.at(closing[axis], cells[own], vector[axis, own])
        np.add.at(enclosed, cells[own], np.sum(vector * points, axis=0)[own] / dimension)
        np.add.at(around, cells[own], areas[own])
    gap = np.max(np.linalg.norm(closing, axis=0) / around)
    size = np.max(np.abs(points)) * around
    odd = np.max(np.abs(enclosed - volumes) / (volumes + 1e-6 * size))
    if gap > 1e-9 or odd > 1e-6:
        raise InputError(
            f"Problem mesh: the cells of this {type(mesh).__name__} are not closed, or FiPy's volumes are not what "
            f"their faces enclose (gap {gap:.2g}, volume {odd:.2g}). FiPy's cylindrical and spherical meshes are "
            "like that; give shape='cylinder' or 'sphere' and layers= instead."
        )


def _masks(mesh: Any, regions: Mapping[str, Any] | None, points: Array, outside: Mask) -> dict[str, Mask]:
    """The faces of each named region."""
    found = _own_regions(mesh) if regions is None else {n: _mask(n, v, points) for n, v in regions.items()}
    taken = np.zeros(len(outside), dtype=bool)
    reserved = {"cell", "inner", "outer"} & set(found)
    if reserved:
        raise InputError(
            f"Problem regions: {', '.join(map(repr, sorted(reserved)))} has a meaning of its own; choose another name."
        )
    for name, mask in found.items():
        if np.any(mask & ~outside):
            raise InputError(f"Problem regions: {name!r} holds faces between cells; only the surface can exchange.")
        if np.any(mask & taken):
            others = [n for n, m in found.items() if n != name and np.any(m & mask)]
            raise InputError(f"Problem regions: {name!r} shares faces with {', '.join(others)}; give each face to one.")
        taken |= mask
    return found


def _mask(name: str, given: Any, points: Array) -> Mask:
    value = np.asarray(given(*points) if callable(given) else given)
    if value.dtype != bool or value.shape != points.shape[1:]:
        raise InputError(
            f"Problem regions[{name!r}]: expected a mask of {points.shape[1]} booleans over mesh.faces, or a function "
            f"of the face coordinates that returns one; got {value.dtype} of shape {value.shape}."
        )
    return value


def _own_regions(mesh: Any) -> dict[str, Mask]:
    """Physical faces of a Gmsh mesh, else the sides of a grid."""
    physical = getattr(mesh, "physicalFaces", None)
    if physical:
        return {name: np.array(mask, dtype=bool) for name, mask in physical.items()}
    sides = _SIDES[: 2 * mesh.dim]
    found = {name: np.array(getattr(mesh, f"faces{name.capitalize()}"), dtype=bool) for name in sides}
    return {name: mask for name, mask in found.items() if mask.any()}
