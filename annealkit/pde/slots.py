"""Where each part of the right-hand side stands, and the matrix that adds the parts up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy import sparse

from annealkit.pde.topology import Array, Index

if TYPE_CHECKING:
    from annealkit.pde.operator import Operator

__all__ = ["Slots", "arrange"]


@frozen(eq=False)
class Slots:
    """Positions of the parts.

    Attributes:
        size: Number of parts.
        interior: Flux through each face between cells, ``[species, face]``.
        channels: Flux through each channel, ``[channel, face]``, by region.
        face_states: Rates of a region's states, ``[state, face]``, by region.
        states: Rates of the cells' states, ``[state, cell]``.
        made: Rates of sources, ``[source, cell]``.
        reservoirs: Rates of what reservoirs gain by themselves.
    """

    size: int
    interior: Index
    channels: Mapping[str, Index]
    face_states: Mapping[str, Index]
    states: Index
    made: Index
    reservoirs: Index

    def matrix(self, operator: Operator) -> sparse.csr_matrix:
        """What adds the parts up: signs, areas, volumes."""
        layout, mesh = operator.layout, operator.mesh
        entries = _Entries()
        for index, symbol in enumerate(operator.species):
            own, flux, faces = layout.fields[index], self.interior[index], mesh.faces
            entries.add(own[faces.left], flux, -faces.areas / mesh.volumes[faces.left])
            entries.add(own[faces.right], flux, faces.areas / mesh.volumes[faces.right])
            for number, contact in enumerate(operator.contacts):
                entries.add(layout.crossed[number, index], flux[contact.index], contact.faces.areas)
            for name, face in operator.faces.items():
                region = face.region
                for channel, (species, _) in enumerate(face.channels):
                    if species == symbol:
                        part = self.channels[name][channel]
                        entries.add(own[region.cells], part, -region.areas / mesh.volumes[region.cells])
                        entries.add(layout.channels[name][channel], part, region.areas)
            for number, source in enumerate(operator.made):
                if operator.species_of(source) == symbol:
                    entries.add(own, self.made[number], 1.0)
        offset = len(operator.species)
        entries.add(layout.fields[offset : offset + len(self.states)], self.states, 1.0)
        entries.add(layout.fields[offset + len(self.states) :], self.made, 1.0)
        for name in operator.faces:
            entries.add(layout.states[name], self.face_states[name], 1.0)
        self._fill_reservoirs(operator, entries)
        return entries.matrix((layout.size, self.size))

    def _fill_reservoirs(self, operator: Operator, entries: _Entries) -> None:
        for number, reservoir in enumerate(operator.reservoirs):
            row = operator.layout.reservoirs[number]
            entries.add(row, self.reservoirs[number], 1.0)
            for name, face in operator.faces.items():
                for channel, (_, called) in enumerate(face.channels):
                    share = reservoir.fed_by.get(f"{name}: {called}", 0.0)
                    if share:
                        entries.add(row, self.channels[name][channel], share * face.region.areas)


class _Entries:
    """Entries of a sparse matrix, gathered block by block."""

    def __init__(self) -> None:
        self.rows: list[Index] = []
        self.columns: list[Index] = []
        self.values: list[Array] = []

    def add(self, rows: Index, columns: Index, values: Array | float) -> None:
        """Entries at broadcast positions."""
        at_row, at_column, value = np.broadcast_arrays(rows, columns, np.asarray(values, dtype=float))
        self.rows.append(at_row.ravel())
        self.columns.append(at_column.ravel())
        self.values.append(value.ravel())

    def matrix(self, shape: tuple[int, int]) -> sparse.csr_matrix:
        """The matrix; entries at one position add."""
        index = np.concatenate(self.rows), np.concatenate(self.columns)
        return sparse.csr_matrix((np.concatenate(self.values), index), shape=shape)


def arrange(operator: Operator) -> Slots:
    """Place every part of an operator."""
    mesh, used = operator.mesh, 0

    def take(*shape: int) -> Index:
        nonlocal used
        block = np.arange(used, used + int(np.prod(shape)), dtype=np.intp).reshape(shape)
        used += block.size
        return block

    interior = take(len(operator.species), mesh.faces.count)
    channels = {name: take(face.count, face.region.count) for name, face in operator.faces.items()}
    face_states = {name: take(len(face.states), face.region.count) for name, face in operator.faces.items()}
    states = take(len(operator.states), mesh.cells)
    made = take(len(operator.made), mesh.cells)
    reservoirs = take(len(operator.reservoirs))
    return Slots(used, interior, channels, face_states, states, made, reservoirs)
