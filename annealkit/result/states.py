"""The state of a body along an anneal, as laws see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import frozen

from annealkit.pde import Solution
from annealkit.pde.mesh import Array

__all__ = ["Histories"]

Known = dict[str, Any]


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
    def cells(self) -> int:
        """Number of cells."""
        return self.solution.operator.mesh.cells

    @property
    def weights(self) -> Array:
        """Share of the volume in each cell."""
        volumes = self.solution.operator.mesh.volumes
        return np.asarray(volumes / volumes.sum())

    @property
    def widths(self) -> Array:
        """Thickness of each cell, m."""
        return np.diff(self.solution.operator.mesh.edges)

    @property
    def depths(self) -> Array:
        """Distance of each cell centre from the outer face, m."""
        mesh = self.solution.operator.mesh
        return np.asarray(mesh.edges[-1] - mesh.centers)

    def at(self, row: int) -> Known:
        """What laws see at one output time."""
        operator = self.solution.operator
        environment = operator.environment(float(self.times[row]))
        fields = operator.layout.cells_of(self.solution.states[row])
        known: Known = operator.cell_state(self.symbol, operator.concentration(fields), fields, environment)
        return {**known, "dx": self.widths, "depth": self.depths}

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
