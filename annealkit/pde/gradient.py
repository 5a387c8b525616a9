"""Gradients of cell values by least squares, exact for linear fields on any mesh.

The two-point flux sees only the direction between centres. Where a face is skewed to that direction, or
the diffusivity is a tensor, the rest of the gradient comes from here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from scipy import sparse

from annealkit.laws import Law
from annealkit.pde.medium import State, Tensor
from annealkit.pde.topology import Array, Faces, Index, Region, Topology

__all__ = ["Gradients", "Slopes", "cell_gradients", "face_gradients", "is_skewed", "reach", "region_slopes"]


def is_skewed(mesh: Topology) -> bool:
    """Whether any face is not at right angles to the line between its cells, or not where that line meets it."""
    faces = mesh.faces
    towards = mesh.points[:, faces.right] - mesh.points[:, faces.left]
    aside = towards - faces.normals * np.sum(towards * faces.normals, axis=0)
    inside = np.max(np.abs(aside) / np.linalg.norm(towards, axis=0), initial=0.0)
    ends = [np.max(np.abs(_offset(mesh, r)) / r.distances, initial=0.0) for r in mesh.regions.values() if r.count]
    return bool(max([inside, *ends]) > 1e-9)


def _offset(mesh: Topology, region: Region) -> Array:
    """From the cell's centre, along the face, to the point straight behind the face's centre."""
    return np.asarray(region.points - mesh.points[:, region.cells] - region.distances * region.normals)


def cell_gradients(mesh: Topology) -> tuple[sparse.csr_matrix, ...]:
    """One matrix a dimension, from cell values to the gradient in each cell."""
    near = _neighbours(mesh)
    dimension = mesh.dimension
    rows, columns, entries = [], [], []
    for cell, others in enumerate(near):
        towards = mesh.points[:, others] - mesh.points[:, [cell]]
        weight = 1.0 / np.linalg.norm(towards, axis=0)
        inverse = np.linalg.pinv((towards * weight).T) * weight
        rows += [cell] * (len(others) + 1)
        columns += [*others, cell]
        entries.append(np.column_stack([inverse, -inverse.sum(axis=1)]))
    values = np.concatenate(entries, axis=1)
    shape = (mesh.cells, mesh.cells)
    return tuple(sparse.csr_matrix((values[axis], (rows, columns)), shape=shape) for axis in range(dimension))


def _neighbours(mesh: Topology) -> list[list[int]]:
    """Neighbours of each cell; the next ring too where those alone do not span the space."""
    near: list[set[int]] = [set() for _ in range(mesh.cells)]
    for a, b in zip(mesh.faces.left.tolist(), mesh.faces.right.tolist(), strict=True):
        near[a].add(b)
        near[b].add(a)
    wanted = mesh.dimension + 1
    wide = [
        own if len(own) >= wanted else own.union(*(near[other] for other in own)) - {cell}
        for cell, own in enumerate(near)
    ]
    return [sorted(own) for own in wide]


@frozen(eq=False)
class Gradients:
    """Gradients at faces between cells.

    Attributes:
        matrices: One a dimension, from cell values to faces.
        skew: The part of the unit normal that the two-point flux has not seen, n - e/(e·n), ``[dimension, face]``.
    """

    matrices: tuple[sparse.csr_matrix, ...]
    skew: Array

    def at(self, values: Array) -> Array:
        """Gradients at the faces, shape ``[dimension, ..., face]``."""
        return np.stack([_times(matrix, values) for matrix in self.matrices])

    def cross(self, diffusivity: Law | Tensor, normals: Array, state: State, values: Array) -> Array:
        """Flux (mol/(m² s)) that the two-point formula leaves out, shape ``[..., face]``."""
        return -_sideways(diffusivity, normals, self.skew, state, self.at(values))


def _sideways(diffusivity: Law | Tensor, normals: Array, skew: Array, state: State, gradient: Array) -> Array:
    """(D·n - D_nn e/(e·n))·∇c, where the two-point flux already holds D_nn e/(e·n)·∇c."""
    if isinstance(diffusivity, Tensor):
        tensor = diffusivity.at(state)
        along = np.einsum("j...,ji...->i...", normals, tensor)
        straight = np.einsum("i...,i...->...", along, normals)
        weights = along - straight * _widened(normals - skew, straight.ndim)
    else:
        value = np.asarray(diffusivity.at(state), dtype=float)
        weights = value * _widened(skew, value.ndim)
    return np.asarray(np.sum(_widened(weights, gradient.ndim - 1) * gradient, axis=0))


def _widened(vectors: Array, axes: int) -> Array:
    """Vectors ``[dimension, ..., face]`` with room for as many axes after the first as values have."""
    missing = max(axes - (vectors.ndim - 1), 0)
    return vectors.reshape(vectors.shape[0], *(1,) * missing, *vectors.shape[1:])


def face_gradients(mesh: Topology, faces: Faces, cells: Sequence[sparse.csr_matrix]) -> Gradients:
    """Distance-weighted means of the cell gradients, and the skew of each face."""
    weight = faces.far / (faces.near + faces.far)
    count = np.arange(faces.count)
    left = sparse.csr_matrix((weight, (count, faces.left)), shape=(faces.count, mesh.cells))
    right = sparse.csr_matrix((1.0 - weight, (count, faces.right)), shape=(faces.count, mesh.cells))
    towards = mesh.points[:, faces.right] - mesh.points[:, faces.left]
    unit = towards / np.linalg.norm(towards, axis=0)
    skew = faces.normals - unit / np.sum(unit * faces.normals, axis=0)
    return Gradients(tuple(((left + right) @ matrix).tocsr() for matrix in cells), skew)


@frozen(eq=False)
class Slopes:
    """Gradients behind the faces of a region.

    Attributes:
        matrices: One a dimension, from cell values to the gradient in the cell behind each face.
        offset: From the cell's centre, along the face, to the point straight behind the face's centre, m.
    """

    matrices: tuple[sparse.csr_matrix, ...]
    offset: Array

    def behind(self, values: Array) -> Array:
        """What is added to the cell's value to get the value straight behind the face, ``[..., face]``."""
        return np.asarray(sum(o * _times(m, values) for o, m in zip(self.offset, self.matrices, strict=True)))

    def cross(self, diffusivity: Law | Tensor, normals: Array, state: State, values: Array) -> Array:
        """Flux (mol/(m² s)) outwards that the gradient along the face makes; only a tensor makes one."""
        if not isinstance(diffusivity, Tensor):
            return np.zeros((*values.shape[:-1], normals.shape[-1]))
        gradient = np.stack([_times(matrix, values) for matrix in self.matrices])
        return -_sideways(diffusivity, normals, np.zeros_like(normals), state, gradient)


def region_slopes(mesh: Topology, region: Region, cells: Sequence[sparse.csr_matrix]) -> Slopes:
    """The gradients behind a region's faces."""
    return Slopes(tuple(matrix[region.cells] for matrix in cells), _offset(mesh, region))


def _times(matrix: sparse.csr_matrix, values: Array) -> Array:
    """A matrix times values with the cells last."""
    flat = values.reshape(-1, values.shape[-1])
    return np.asarray((matrix @ flat.T).T.reshape(*values.shape[:-1], matrix.shape[0]))


def reach(matrices: Sequence[sparse.csr_matrix]) -> tuple[Index, Index]:
    """Which cells the gradients at each row use: rows and columns of the pattern."""
    pattern = sum(abs(matrix) for matrix in matrices).tocoo()
    return pattern.row.astype(np.intp), pattern.col.astype(np.intp)
