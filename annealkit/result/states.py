"""The state of a body along an anneal, as laws see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import frozen

from annealkit.pde import Solution
from annealkit.pde.mesh import Array, Mesh
from annealkit.pde.topology import Topology

__all__ = ["Histories", "depths", "heights", "widths"]

Known = dict[str, Any]


def widths(line: Mesh) -> Array:
    """Thickness of each cell, m."""
    return np.diff(line.edges)


def heights(line: Mesh) -> Array:
    """Volume of each cell per area of the outer face, m: its thickness in a flat body."""
    return np.asarray(line.volumes / line.areas[-1])


def depths(line: Mesh) -> Array:
    """Distance of each cell centre from the outer face, m."""
    return np.asarray(line.edges[-1] - line.centers)


@frozen(eq=False)
class Histories:
    """What laws see at every output time of a solution.

    Attributes:
        solution: The solution.
        symbol: The species that laws see as ``c``.
    """

    solution: Solution
    symbol: str

    @property
    def times(self) -> Array:
        """Output times, s."""
        return self.solution.times

    @property
    def mesh(self) -> Topology:
        """The cells."""
        return self.solution.operator.mesh

    @property
    def line(self) -> Mesh | None:
        """The cells where they lie along a line; None on a mesh of two or three dimensions."""
        return self.mesh if isinstance(self.mesh, Mesh) else None

    @property
    def cells(self) -> int:
        """Number of cells."""
        return self.mesh.cells

    @property
    def weights(self) -> Array:
        """Share of the volume in each cell."""
        volumes = self.mesh.volumes
        return np.asarray(volumes / volumes.sum())

    def at(self, row: int) -> Known:
        """What laws see at one output time."""
        operator = self.solution.operator
        # One number each, so that laws of the gas alone give one number too.
        surroundings = operator.surroundings(float(self.times[row]), self.solution.states[row])
        outside = {name: float(np.squeeze(value)) for name, value in surroundings.items()}
        fields = operator.layout.cells_of(self.solution.states[row])
        known: Known = operator.cell_state(self.symbol, operator.concentration(fields), fields, outside)
        return known if self.line is None else {**known, "dx": heights(self.line), "depth": depths(self.line)}

    def each(self) -> Iterator[Known]:
        """What laws see, time by time."""
        return (self.at(row) for row in range(len(self.times)))

    @property
    def temperatures(self) -> Array:
        """Temperature at each output time, K."""
        operator = self.solution.operator
        return np.array([float(operator.temperature.at({"t": float(t)})) for t in self.times])

    @property
    def last(self) -> Known:
        """What laws see at the end."""
        return self.at(len(self.times) - 1)

    @property
    def hottest(self) -> Known:
        """What laws see at the end of the hottest stretch."""
        temperatures = self.temperatures
        near = np.flatnonzero(temperatures >= temperatures.max() * (1 - 1e-9))
        return self.at(int(near[-1]))
