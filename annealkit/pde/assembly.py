"""The FiPy equation of a problem, on annealkit's exact mesh.

FiPy sees SI floats only. Its unknown is u = (c - c_start) / K of each species, the change since the
start: a fine mesh makes the matrix so stiff that the absolute concentration would lose the
change in rounding. Each equation reads

    TransientTerm(K) == DiffusionTerm(K D) + sources + what the faces take + flux of the start

with every coefficient set from the lowered operator at the current iterate. The last term is
zero for a uniform start.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from annealkit.pde.fipy_import import fipy
from annealkit.pde.mesh import Array, Mesh
from annealkit.pde.operator import Operator

__all__ = ["Assembly", "fipy_mesh"]


def fipy_mesh(mesh: Mesh) -> Any:
    """A FiPy mesh with annealkit's exact face areas and cell volumes."""
    base = fipy().meshes.mesh1D.Mesh1D

    class ExactMesh(base):  # type: ignore[misc, valid-type]  # FiPy has no types
        """FiPy's 1-D mesh, whose own curved volumes are wrong (docs/decisions)."""

        def _calcFaceAreas(self) -> Array:
            return mesh.areas.copy()

        def _calcCellVolumes(self) -> Array:
            return mesh.volumes.copy()

    edges = np.arange(mesh.cells + 1)
    cells = np.stack([edges[:-1], edges[1:]])
    return ExactMesh(mesh.edges[np.newaxis, :], edges[np.newaxis, :], cells)


class Assembly:
    """A problem's FiPy mesh, variables and coupled equation.

    Attributes:
        mesh: FiPy mesh with exact volumes.
        variables: u = (c - c_start) / K by species.
        equation: The coupled FiPy equation; its coefficients are those of the last :meth:`load`.
    """

    def __init__(self, operator: Operator) -> None:
        f = fipy()
        self.operator = operator
        self.mesh = fipy_mesh(operator.mesh)
        self.variables = {s: f.CellVariable(mesh=self.mesh, name=f"u_{s}", hasOld=True) for s in operator.species}
        self._storage = {s: f.CellVariable(mesh=self.mesh) for s in operator.species}
        self._mobility = {s: f.FaceVariable(mesh=self.mesh) for s in operator.species}
        self._uptake = {s: f.CellVariable(mesh=self.mesh) for s in operator.species}
        self._supply = {s: f.CellVariable(mesh=self.mesh) for s in operator.species}
        terms = [self._one(f, symbol) for symbol in operator.species]
        self.equation = terms[0]
        for term in terms[1:]:
            self.equation = self.equation & term
        self.load(0.0, operator.initial())
        for variable in self.variables.values():
            variable.updateOld()

    def _one(self, f: Any, symbol: str) -> Any:
        u = self.variables[symbol]
        return f.TransientTerm(coeff=self._storage[symbol], var=u) == (
            f.DiffusionTerm(coeff=self._mobility[symbol], var=u)
            - f.ImplicitSourceTerm(coeff=self._uptake[symbol], var=u)
            + self._supply[symbol]
        )

    def load(self, t: float, y: Array) -> None:
        """Set every coefficient and the variables from a state vector at time t."""
        operator = self.operator
        environment = operator.environment(t)
        partition = operator.partition(environment)
        fields = operator.layout.cells_of(y)
        c = operator.concentration(fields)
        for index, symbol in enumerate(operator.species):
            cells = operator.cell_state(symbol, c, fields, environment)
            self._storage[symbol].setValue(partition[index])
            conductance = operator.conductance(symbol, cells, partition[index])
            self._load_mobility(symbol, conductance)
            self._load_sources(index, symbol, cells, y, partition[index])
            self._add_start(index, symbol, conductance, partition[index])
            self.variables[symbol].setValue(fields[index] / partition[index])

    def _load_mobility(self, symbol: str, conductance: Array) -> None:
        mesh = self.operator.mesh
        values = np.zeros(mesh.cells + 1)
        values[1:-1] = conductance * np.diff(mesh.centers)
        self._mobility[symbol].setValue(values)

    def _load_sources(self, index: int, symbol: str, cells: Any, y: Array, partition: Array) -> None:
        """Linearise what the faces take about the current iterate; add the volume sources."""
        operator, mesh = self.operator, self.operator.mesh
        uptake, supply = np.zeros(mesh.cells), np.zeros(mesh.cells)
        for source in operator.sources:
            if (source.species or operator.species[0]) == symbol:
                supply += source.law.at(cells)
        for side in ("inner", "outer"):
            face = getattr(operator, side)
            flux, slope = self.face_flux(side, symbol, cells, y)
            weight = face.area / mesh.volumes[face.cell]
            u = operator.layout.cells_of(y)[index, face.cell] / partition[face.cell]
            uptake[face.cell] += weight * slope * partition[face.cell]
            supply[face.cell] -= weight * (flux - slope * partition[face.cell] * u)
        self._uptake[symbol].setValue(uptake)
        self._supply[symbol].setValue(supply)

    def _add_start(self, index: int, symbol: str, conductance: Array, partition: Array) -> None:
        """The diffusion of the start itself, which the change does not hold."""
        mesh = self.operator.mesh
        through = -mesh.areas[1:-1] * conductance * np.diff(self.operator.start[index] / partition)
        gain = -np.diff(np.concatenate([[0.0], through, [0.0]])) / mesh.volumes
        self._supply[symbol].setValue(np.asarray(self._supply[symbol].value) + gain)

    def face_flux(self, side: str, symbol: str, cells: Any, y: Array) -> tuple[float, float]:
        """Flux (mol/m²/s) through a face and its derivative by the adjacent cell's concentration (m/s)."""
        here = self.channel_fluxes(side, symbol, cells, y)
        return float(sum(h[0] for h in here.values())), float(sum(h[1] for h in here.values()))

    def channel_fluxes(self, side: str, symbol: str, cells: Any, y: Array) -> dict[int, tuple[float, float]]:
        """Flux of every channel of a face and its derivative, by channel number."""
        operator, face = self.operator, getattr(self.operator, side)
        local = face.local_state(cells, getattr(self.operator.layout, f"{side}_of")(y))
        own = operator.concentration(operator.layout.cells_of(y))[operator.species.index(symbol), face.cell]
        step = 1e-7 * face.scale
        _, fluxes = face.fluxes(symbol, local, np.array([own, own + step]))
        return {index: (float(f[0]), float((f[1] - f[0]) / step)) for index, f in fluxes.items()}
