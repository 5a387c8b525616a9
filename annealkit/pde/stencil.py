"""Which unknowns each part reads, in which groups they can be shifted at once, and how the Jacobian follows.

The rate is ``A @ parts(y)``, so the Jacobian is ``A @ P`` with P the derivative of the parts. P is sparse even where
a row of the Jacobian is not (the gas of a vessel, the amount that left through many faces), so few evaluations give it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import sparse

from annealkit.pde.gradient import reach
from annealkit.pde.topology import Index

if TYPE_CHECKING:
    from annealkit.pde.operator import Operator

__all__ = ["Stencil", "stencil_of"]


@frozen(eq=False)
class Stencil:
    """The structure of the Jacobian, without numbers that change.

    Attributes:
        parts: Row of each derivative that can differ from zero, ``[entry]``.
        unknowns: Its column.
        group: Group of each unknown; unknowns of a group share no part. -1: no part reads it.
        groups: Number of groups.
        rows: Row of each entry of the Jacobian, in compressed columns.
        pointers: Where each column of the Jacobian begins.
        assembly: From derivatives to entries of the Jacobian.
    """

    parts: Index
    unknowns: Index
    group: Index
    groups: int
    rows: NDArray[np.int32]
    pointers: NDArray[np.int32]
    assembly: sparse.csr_matrix

    @property
    def columns(self) -> Index:
        """Column of each entry of the Jacobian."""
        return np.repeat(np.arange(len(self.pointers) - 1), np.diff(self.pointers))

    @property
    def band(self) -> int:
        """Half width of the Jacobian's band."""
        return int(np.max(np.abs(self.rows - self.columns), initial=0))


def stencil_of(operator: Operator) -> Stencil:
    """The stencil of an operator."""
    size = operator.layout.size
    pattern = _pattern(operator)
    group, groups = _colour(pattern)
    parts, unknowns = pattern.nonzero()
    derivatives = sparse.csr_matrix((np.arange(1, len(parts) + 1), (parts, unknowns)), shape=pattern.shape)
    parts, unknowns = np.repeat(np.arange(pattern.shape[0]), np.diff(derivatives.indptr)), derivatives.indices
    # Entry (i, j) of the Jacobian collects A[i, k] P[k, j] over k.
    adding = operator.matrix.tocsc()
    counts = np.diff(adding.indptr)[parts]
    entry = np.repeat(np.arange(len(parts)), counts)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    at = adding.indptr[parts][entry] + offsets
    rows, columns = adding.indices[at].astype(np.int64), unknowns[entry].astype(np.int64)
    keys, place = np.unique(columns * size + rows, return_inverse=True)
    assembly = sparse.csr_matrix((adding.data[at], (place, entry)), shape=(len(keys), len(parts)))
    pointers = np.searchsorted(keys // size, np.arange(size + 1)).astype(np.int32)
    return Stencil(
        parts.astype(np.intp),
        unknowns.astype(np.intp),
        group,
        groups,
        (keys % size).astype(np.int32),
        pointers,
        assembly,
    )


def _pattern(operator: Operator) -> sparse.csr_matrix:
    """Which unknowns each part may read."""
    layout, slots = operator.layout, operator.slots
    found = _Pairs()
    inner = len(operator.species) + len(operator.states)
    fields = layout.fields[:inner]  # integrated sources are read by nothing
    faces = operator.mesh.faces
    for index in range(len(operator.species)):
        for cells in (faces.left, faces.right):
            found.add(slots.interior[index], fields[:, cells])
        for inside in operator.insides:
            if inside.gradients is not None:
                at, near = reach(inside.gradients.matrices)
                found.add(slots.interior[index][inside.index[at]], layout.fields[index, near])
    for block in (slots.states, slots.made):
        for parts in block:
            found.add(parts, fields)
    for number, term in enumerate(operator.terms, start=len(operator.sources)):
        row, cell = term.reach(operator)
        found.add(slots.made[number][row], fields[:, cell])
    for name, face in operator.faces.items():
        for parts in (*slots.channels[name], *slots.face_states[name]):
            found.add(parts, fields[:, face.region.cells])
            found.add(parts, layout.states[name])
            if face.slopes is not None:
                row, cell = reach(face.slopes.matrices)
                found.add(parts[row], layout.fields[: len(operator.species), cell])
    for position in layout.reservoirs:  # any law may read what is outside
        found.add(np.arange(slots.size), np.array([position]))
    return found.pattern((slots.size, layout.size))


class _Pairs:
    """Positions (part, unknown), gathered block by block."""

    def __init__(self) -> None:
        self.parts: list[Index] = []
        self.unknowns: list[Index] = []

    def add(self, parts: Index, unknowns: Index) -> None:
        """Pairs at broadcast positions; ``unknowns`` may have axes in front."""
        block = np.broadcast_arrays(parts, unknowns)
        self.parts.append(block[0].ravel())
        self.unknowns.append(block[1].ravel())

    def pattern(self, shape: tuple[int, int]) -> sparse.csr_matrix:
        """Ones at the pairs."""
        index = np.concatenate(self.parts), np.concatenate(self.unknowns)
        matrix = sparse.csr_matrix((np.ones(len(index[0]), dtype=np.int32), index), shape=shape)
        matrix.data[:] = 1
        return matrix


def _colour(pattern: sparse.csr_matrix) -> tuple[Index, int]:
    """Greedy groups of columns that share no row."""
    conflicts = (pattern.T @ pattern).tocsr()
    group = np.full(pattern.shape[1], -1, dtype=np.intp)
    pointers, neighbours = conflicts.indptr.tolist(), conflicts.indices
    used = np.diff(conflicts.indptr) > 0
    groups = 0
    for column in np.flatnonzero(used).tolist():
        taken = set(group[neighbours[pointers[column] : pointers[column + 1]]].tolist())
        mine = 0
        while mine in taken:
            mine += 1
        group[column] = mine
        groups = max(groups, mine + 1)
    return group, groups
