"""Where each unknown sits in the state vector.

In one dimension neighbours in space are neighbours in the vector: what is integrated at the
inner face and that face's states, the cells of the first layer with all their fields, what crossed the
first interface, the cells of the next layer, and so on to the outer face. The Jacobian is then banded, and
the integrated fluxes lie inside the band. What touches both ends (reservoirs) comes last.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen

from annealkit.pde.topology import Array, Index

__all__ = ["Layout", "lay_out"]


@frozen(eq=False)
class Layout:
    """Positions of the unknowns.

    Attributes:
        size: Length of the state vector.
        fields: Species, local states and integrated sources of the cells, ``[field, cell]``.
        crossed: Amount that crossed each interface, ``[interface, species]``.
        channels: Amount that left through each channel of a region, ``[channel]``, by region.
        states: Local states of a region, ``[state, face]``, by region.
        reservoirs: Amounts held outside the body, ``[reservoir]``.
    """

    size: int
    fields: Index
    crossed: Index
    channels: Mapping[str, Index]
    states: Mapping[str, Index]
    reservoirs: Index

    def cells_of(self, y: Array) -> Array:
        """The cell fields, shape ``[..., field, cell]``."""
        return np.asarray(y[..., self.fields])


class _Counter:
    """Hands out positions one after another."""

    def __init__(self) -> None:
        self.next = 0

    def take(self, *shape: int) -> Index:
        """Positions of a block, the last axis fastest."""
        count = int(np.prod(shape))
        block = np.arange(self.next, self.next + count, dtype=np.intp).reshape(shape)
        self.next += count
        return block


def lay_out(
    layer: Index,
    fields: int,
    species: int,
    channels: Mapping[str, int],
    states: Mapping[str, tuple[int, int]],
    reservoirs: int,
) -> Layout:
    """Place every unknown.

    Args:
        layer: Layer of each cell; interfaces lie where it changes.
        fields: Unknowns per cell.
        species: How many of them are species.
        channels: Number of channels by region.
        states: Number of states and of faces by region.
        reservoirs: Number of reservoirs.
    """
    counter = _Counter()
    of_channels: dict[str, Index] = {}
    of_states: dict[str, Index] = {}
    for name in channels:
        if name == "inner":
            of_channels[name] = counter.take(channels[name])
            of_states[name] = counter.take(*states[name])
    blocks, crossed = [], []
    cuts = np.flatnonzero(np.diff(layer)) + 1
    for number, cells in enumerate(np.split(layer, cuts)):
        if number:
            crossed.append(counter.take(species))
        blocks.append(counter.take(len(cells), fields))
    for name in channels:
        if name != "inner":
            of_states[name] = counter.take(*states[name])
            of_channels[name] = counter.take(channels[name])
    return Layout(
        fields=np.concatenate(blocks).T,
        crossed=np.array(crossed, dtype=np.intp).reshape(len(cuts), species),
        channels=of_channels,
        states=of_states,
        reservoirs=counter.take(reservoirs),
        size=counter.next,
    )
