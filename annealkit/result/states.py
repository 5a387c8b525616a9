"""The state of a body along an anneal, as laws see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from annealkit.laws import Law
from annealkit.pde import Solution
from annealkit.pde.mesh import Array, Mesh
from annealkit.pde.topology import Index, Topology
from annealkit.pde.transport import at_cells

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
        outside: The region of the body's outer face.
        readings: What is read of that face, laws of its states and surface values, by name.
        layer: The layer whose cells laws see, counted from 0 inside; None: all.
    """

    solution: Solution
    symbol: str
    outside: str = "outer"
    readings: Mapping[str, Law] = field(factory=dict)
    layer: int | None = None
    #: What was asked for before; every rule and every output asks for all times.
    _seen: dict[int, Known] = field(factory=dict, init=False, repr=False)

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
        return self.mesh.cells if self.layer is None else len(self.own)

    @property
    def own(self) -> Index:
        """The cells."""
        cells = np.arange(self.mesh.cells)
        return cells if self.layer is None else cells[self.mesh.layer == self.layer]

    @property
    def concentration(self) -> Array:
        """Concentration of the followed species, mol/m³, shape ``[time, cell]``."""
        found = self.solution[self.symbol].concentration
        return found if self.layer is None else np.asarray(found[:, self.own])

    @property
    def weights(self) -> Array:
        """Share of the volume in each cell."""
        volumes = self.mesh.volumes if self.layer is None else self.mesh.volumes[self.own]
        return np.asarray(volumes / volumes.sum())

    def at(self, row: int) -> Known:
        """What laws see at one output time."""
        if row not in self._seen:
            self._seen[row] = self._at(row)
        return dict(self._seen[row])

    def _at(self, row: int) -> Known:
        operator = self.solution.operator
        # One number each, so that laws of the gas alone give one number too.
        surroundings = operator.surroundings(float(self.times[row]), self.solution.states[row])
        outside = {name: float(np.squeeze(value)) for name, value in surroundings.items()}
        fields = operator.layout.cells_of(self.solution.states[row])
        known: Known = operator.cell_state(self.symbol, operator.concentration(fields), fields, outside)
        known.update(self._at_face(row, {**known, **outside}))
        if self.layer is not None:
            return self._in_layer(self.layer, known)
        return known if self.line is None else {**known, "dx": heights(self.line), "depth": depths(self.line)}

    def _in_layer(self, layer: int, known: Known) -> Known:
        """What laws of one layer see: its own cells, as if it were the whole body."""
        assert self.line is not None  # a mesh has one layer
        line, own = self.line, self.own
        outer = own[-1] + 1
        found: Known = dict(at_cells(known, own, self.mesh.cells))
        found.update(dx=line.volumes[own] / line.areas[outer], depth=line.edges[outer] - line.centers[own])
        if layer:
            found["thickness"] = float(line.edges[outer] - line.edges[own[0]])
        return found

    @property
    def widths(self) -> Array | None:
        """Thickness of each cell, m; None on a mesh of two or three dimensions."""
        return None if self.line is None else widths(self.line)[self.own]

    def _at_face(self, row: int, known: Known) -> Known:
        """States and readings of the outer face, shape ``[face]``."""
        if not self.readings:
            return {}
        operator, y = self.solution.operator, self.solution.states[row]
        face = operator.faces[self.outside]
        seen: Known = face.local(known, y[..., operator.layout.states[self.outside]], self.mesh.cells)
        if any(name == "c" or name.startswith("c_") for law in self.readings.values() for name in law.arguments):
            surface = operator.at_face(self.outside, float(self.times[row]), y).surface
            if operator.contacts:  # laws of the body read what is in equilibrium with its coating
                uptake = face.medium.uptake
                surface = np.stack([uptake[s].level(surface[i], seen) for i, s in enumerate(operator.species)])
            seen.update({f"c_{s}": np.maximum(surface[i], 0.0) for i, s in enumerate(operator.species)})
            seen["c"] = seen[f"c_{self.symbol}"]
        found = {one.name: np.atleast_1d(seen[one.name]) for one in face.states}
        read = {name: np.atleast_1d(law.at(seen)) for name, law in self.readings.items()}
        return {**found, **read}

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
