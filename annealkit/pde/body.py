"""What a problem is stated on: layers in one dimension, or a mesh. Geometry, media and start; no numerics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from annealkit.errors import InputError
from annealkit.pde.layer import Ends, Interface, Layer
from annealkit.pde.medium import Medium
from annealkit.pde.mesh import Mesh, Shape, build_mesh
from annealkit.pde.topology import Array, Topology

__all__ = ["Layered", "Meshed", "default_cells"]


def default_cells(rtol: float) -> int:
    """Cells of a layer so that the spatial error of a second-order scheme is about rtol."""
    return int(np.clip(round(240 * (1e-5 / rtol) ** 0.5), 40, 600))


@frozen(eq=False)
class Layered:
    """Layers from the inner face outwards.

    Attributes:
        shape: Geometry.
        layers: The layers.
        interfaces: One fewer, None where perfect.
        inner_radius: Position of the inner face, m.
        open_ends: Whether the inner and the outer face exchange; automatic grading is finer there.
    """

    shape: Shape
    layers: tuple[Layer, ...]
    interfaces: tuple[Interface | None, ...]
    inner_radius: float
    open_ends: tuple[bool, bool]

    def topology(self, rtol: float, halvings: int = 0) -> Mesh:
        """The cells that a run at this accuracy uses, each halved so many times."""
        last = len(self.layers) - 1
        edges, origin = [], self.inner_radius
        for index, layer in enumerate(self.layers):
            fine = index > 0 or self.open_ends[0], index < last or self.open_ends[1]
            ends: Ends = "both" if all(fine) else "inner" if fine[0] else "outer" if fine[1] else "none"
            edges.append(layer.mesh_edges(default_cells(rtol), ends, halvings, origin))
            origin += layer.thickness
        return build_mesh(self.shape, self.inner_radius, edges)

    def media(self, species: Sequence[str]) -> tuple[Medium, ...]:
        """The laws of every layer."""
        return tuple(layer.medium(species) for layer in self.layers)

    def start(self, mesh: Mesh, symbol: str) -> Array:
        """Initial cell averages of a species, mol/m³."""
        out = np.empty(mesh.cells)
        for index, layer in enumerate(self.layers):
            own = mesh.layer == index
            value = layer.initial.get(symbol, 0.0)
            out[own] = _averages(value, mesh, own, layer.breakpoints) if callable(value) else value
        return out


@frozen(eq=False)
class Meshed:
    """One medium on a mesh of two or three dimensions.

    Attributes:
        cells: The mesh.
        fipy: The FiPy mesh it was read from.
        medium: The laws.
        initial: mol/m³ by species, a number or a function of the coordinates of the cell centres.
    """

    cells: Topology
    fipy: Any
    medium: Medium
    initial: Mapping[str, Any]
    interfaces: tuple[Interface | None, ...] = ()

    def topology(self, rtol: float, halvings: int = 0) -> Topology:
        """The mesh as given.

        Raises:
            InputError: It cannot be refined from here.
        """
        if halvings:
            raise InputError(
                "error_estimate: a given mesh cannot be refined from here; solve on a finer one and compare."
            )
        return self.cells

    def media(self, species: Sequence[str]) -> tuple[Medium, ...]:
        """The laws."""
        return (self.medium,)

    def start(self, mesh: Topology, symbol: str) -> Array:
        """Initial concentration of a species at the cell centres, mol/m³."""
        value = self.initial.get(symbol, 0.0)
        given = value(*mesh.points) if callable(value) else value
        return np.array(np.broadcast_to(np.asarray(given, dtype=float), (mesh.cells,)))


def _averages(value: Callable[[Array], Array], mesh: Mesh, own: Array, breakpoints: Array | None) -> Array:
    """Volume averages of an initial profile by Gauss quadrature, split at its jumps."""
    nodes, weights = np.polynomial.legendre.leggauss(8)
    out = []
    for cell in np.flatnonzero(own):
        low, high = mesh.edges[cell], mesh.edges[cell + 1]
        cuts = (
            [low, high]
            if breakpoints is None
            else [low, *breakpoints[(breakpoints > low) & (breakpoints < high)], high]
        )
        amount = measure = 0.0
        for a, b in zip(cuts, cuts[1:], strict=False):
            r = 0.5 * (b - a) * nodes + 0.5 * (a + b)
            w = weights * 0.5 * (b - a) * r**mesh.power
            amount += float(np.sum(w * value(r)))
            measure += float(np.sum(w))
        out.append(amount / measure)
    return np.array(out)
