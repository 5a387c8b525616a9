"""The FiPy equation of a problem, on annealkit's exact mesh or the given FiPy mesh.

FiPy sees SI floats only. Its unknown is u = (c - reference) / K of each species. The reference of the
equation that users see is zero; ``engine="fipy"`` takes the start instead, because a fine mesh makes the matrix so
stiff that the absolute concentration would lose a small change in rounding. Each equation reads

    TransientTerm(K) == DiffusionTerm(K D) - ConvectionTerm(K v) - ImplicitSourceTerm + supply (+ users' terms)

with every coefficient set from the lowered operator at the current iterate. The supply holds the constant
parts of what the faces take and the sources make, and the flux of the reference itself.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np

from annealkit.pde import stated
from annealkit.pde.failure import not_finite
from annealkit.pde.fipy_import import fipy
from annealkit.pde.fipy_term import built, clock, wind
from annealkit.pde.medium import State
from annealkit.pde.mesh import Mesh
from annealkit.pde.operator import Operator
from annealkit.pde.topology import Array, Topology
from annealkit.pde.transport import Contact, Profile

__all__ = ["Assembly", "Linear", "fipy_mesh"]

#: Increment of a concentration for slopes of what is not linear, relative to the typical concentration.
_INCREMENT = 1e-7


class Linear(NamedTuple):
    """A flux or rate about the current iterate.

    Attributes:
        value: At the iterate.
        left: Slope by the concentration of the left (or only) cell.
        right: Slope by that of the right cell.
    """

    value: Array
    left: Array
    right: Array

    def at(self, left: Array, right: Array | float = 0.0) -> Array:
        """The flux after the concentrations changed by so much."""
        return np.asarray(self.value + self.left * left + self.right * right)


def fipy_mesh(mesh: Topology) -> Any:
    """A FiPy mesh with annealkit's exact face areas and cell volumes.

    Args:
        mesh: One-dimensional cells.
    """
    assert isinstance(mesh, Mesh)
    areas, volumes = mesh.areas, mesh.volumes
    base = fipy().meshes.mesh1D.Mesh1D

    class ExactMesh(base):  # type: ignore[misc, valid-type]  # FiPy has no types
        """FiPy's 1-D mesh, whose own curved volumes are wrong (docs/decisions)."""

        def _calcFaceAreas(self) -> Array:
            return np.array(areas)

        def _calcCellVolumes(self) -> Array:
            return np.array(volumes)

    edges = np.arange(mesh.cells + 1)
    cells = np.stack([edges[:-1], edges[1:]])
    return ExactMesh(mesh.edges[np.newaxis, :], edges[np.newaxis, :], cells)


class Assembly:
    """A problem's FiPy mesh, variables and coupled equation.

    Attributes:
        mesh: FiPy mesh with exact volumes.
        variables: u = (c - reference) / K by species.
        equation: The coupled FiPy equation; its coefficients are those of the last :meth:`load`.
    """

    def __init__(self, operator: Operator, reference: Literal["zero", "start"] = "start") -> None:
        f = fipy()
        self.operator = operator
        # A user's term is written in u = c/K, so there the reference is zero.
        whole = reference == "zero" or bool(operator.terms)
        self.reference = np.zeros_like(operator.start) if whole else operator.start
        self.mesh = operator.given_mesh if operator.given_mesh is not None else fipy_mesh(operator.mesh)
        self.variables = {s: f.CellVariable(mesh=self.mesh, name=f"u_{s}", hasOld=True) for s in operator.species}
        self._storage = {s: f.CellVariable(mesh=self.mesh, value=1.0) for s in operator.species}
        self._mobility = {s: f.FaceVariable(mesh=self.mesh) for s in operator.species}
        self._drift = {s: f.FaceVariable(mesh=self.mesh, rank=1) for s in operator.species if self._drifts(s)}
        self._uptake = {s: f.CellVariable(mesh=self.mesh) for s in operator.species}
        self._supply = {s: f.CellVariable(mesh=self.mesh) for s in operator.species}
        self._now = clock(("t", "T", *operator.of_time))
        faces = np.asarray(self.mesh.faceCellIDs)
        self._inside = np.flatnonzero(np.asarray(self.mesh.interiorFaces))
        # Two orders of faces could only be mixed up here.
        assert np.array_equal(faces[0, self._inside], operator.mesh.faces.left)
        self._lengths = np.asarray(self.mesh._cellDistances)[self._inside]
        terms = [self._one(f, symbol) for symbol in operator.species]
        self.equation = terms[0]
        for term in terms[1:]:
            self.equation = self.equation & term
        y = operator.initial()
        self.load(0.0, y)
        self.load_old(0.0, y)

    def _drifts(self, symbol: str) -> bool:
        """Whether a flux needs more than a conductance: drift, or an interface whose flux is not linear."""
        media = [inside.medium for inside in self.operator.insides]
        return any(symbol in m.velocity for m in media) or any(one.bends(symbol) for one in self.operator.contacts)

    def _one(self, f: Any, symbol: str) -> Any:
        u = self.variables[symbol]
        right = f.DiffusionTermNoCorrection(coeff=self._mobility[symbol], var=u)
        right = right - f.ImplicitSourceTerm(coeff=self._uptake[symbol], var=u) + self._supply[symbol]
        if symbol in self._drift:
            right = right - f.CentralDifferenceConvectionTerm(coeff=self._drift[symbol], var=u)
        for term in self.operator.terms:
            if term.species == symbol:
                right = right + built(term.given, symbol, self.variables, self._now)
        return f.TransientTerm(coeff=self._storage[symbol], var=u) == right

    # -- numbers in -------------------------------------------------------------------

    def partition(self, t: float) -> Array:
        """K of every species and cell, ``[species, cell]``."""
        operator = self.operator
        media = [inside.medium for inside in operator.insides]
        return stated.partitions(operator.species, operator.mesh, media, operator.environment(t))

    def load_old(self, t: float, y: Array) -> None:
        """Set what the step starts from: old amounts, in u of the time it ends at, so that K u is conserved."""
        shift = self.operator.start - self.reference
        change = self.operator.layout.cells_of(y)
        for index, (symbol, partition) in enumerate(zip(self.operator.species, self.partition(t), strict=True)):
            self.variables[symbol].old.setValue((shift[index] + change[index]) / partition)

    def load(self, t: float, y: Array) -> dict[str, Linear]:
        """Set every coefficient and the variables from a state vector at time t.

        Returns:
            Fluxes about the iterate, to collect them after a solve, by the names of :meth:`linear`.
        """
        operator, mesh = self.operator, self.operator.mesh
        linear = self.linear(t, y)
        wind(self._now, operator.environment(t))
        shift = operator.start - self.reference
        change = operator.layout.cells_of(y)
        for index, (symbol, partition) in enumerate(zip(operator.species, self.partition(t), strict=True)):
            held = shift[index] + change[index]
            self._storage[symbol].setValue(partition)
            uptake, supply = np.zeros(mesh.cells), np.zeros(mesh.cells)
            self._load_interior(symbol, linear[f"interior {symbol}"], partition, held, supply)
            for name, face in operator.faces.items():
                region = face.region
                weight = region.areas / mesh.volumes[region.cells]
                for channel, (species, _) in enumerate(face.channels):
                    if species == symbol:
                        flux = linear[f"channel {name} {channel}"]
                        np.add.at(uptake, region.cells, weight * flux.left * partition[region.cells])
                        rest = flux.value - flux.left * held[region.cells]
                        np.add.at(supply, region.cells, -weight * rest)
            for number, source in enumerate(operator.sources):
                if operator.species_of(source) == symbol:
                    rate = linear[f"source {number}"]
                    uptake -= rate.left * partition
                    supply += rate.value - rate.left * held
            self._uptake[symbol].setValue(uptake)
            self._supply[symbol].setValue(supply)
            self.variables[symbol].setValue(held / partition)
        return linear

    def _load_interior(self, symbol: str, flux: Linear, partition: Array, held: Array, supply: Array) -> None:
        """Split the slopes into what diffusion and convection terms hold; the rest goes to the supply."""
        mesh, faces = self.operator.mesh, self.operator.mesh.faces
        left, right = flux.left * partition[faces.left], flux.right * partition[faces.right]
        conductance = 0.5 * (left - right)
        values = np.zeros(self.mesh.numberOfFaces)
        values[self._inside] = conductance * self._lengths
        self._mobility[symbol].setValue(values)
        if symbol in self._drift:
            vectors = np.zeros((mesh.dimension, self.mesh.numberOfFaces))
            vectors[:, self._inside] = (left + right) * faces.normals
            self._drift[symbol].setValue(vectors)
        rest = flux.value - flux.left * held[faces.left] - flux.right * held[faces.right]
        gain = faces.areas * rest
        np.add.at(supply, faces.left, -gain / mesh.volumes[faces.left])
        np.add.at(supply, faces.right, gain / mesh.volumes[faces.right])

    # -- slopes -------------------------------------------------------------------------

    def linear(self, t: float, y: Array) -> dict[str, Linear]:
        """Every flux and source about a state: ``"interior c"``, ``"channel outer 0"``, ``"source 0"``."""
        operator, slots = self.operator, self.operator.slots
        parts = operator.parts(t, y)
        if not np.all(np.isfinite(parts)):
            raise not_finite(operator, t, y)
        fields = operator.layout.cells_of(y)
        c, profiles = operator.concentration(fields), operator.profiles(fields)
        out: dict[str, Linear] = {}
        for index, symbol in enumerate(operator.species):
            known = operator.cell_state(symbol, c, fields, operator.surroundings(t, y))
            out[f"interior {symbol}"] = self._interior(symbol, known, profiles[symbol], parts[slots.interior[index]])
            self._sources(index, symbol, t, y, parts, out)
            self._channels(symbol, known, profiles, y, parts, out)
        return out

    def _interior(self, symbol: str, known: State, profile: Profile, value: Array) -> Linear:
        left, right = np.zeros_like(value), np.zeros_like(value)
        for inside in self.operator.insides:
            conductance, velocity = inside.coefficients(symbol, known, self.operator.mesh.cells)
            half = 0.0 if velocity is None else 0.5 * velocity
            left[inside.index], right[inside.index] = conductance + half, -conductance + half
        for contact in self.operator.contacts:
            left[contact.index], right[contact.index] = self._across(contact, symbol, known, profile)
        return Linear(value, left, right)

    def _across(self, contact: Contact, symbol: str, known: State, profile: Profile) -> tuple[Array, Array]:
        """Slopes of an interface's flux by both cells; the step is exact where the flux is linear."""
        step = contact.scale * (_INCREMENT if contact.bends(symbol) else 1.0)
        base = contact.flux(symbol, known, profile)
        slopes = []
        for cells in (contact.faces.left, contact.faces.right):
            shifted = profile.change.copy()
            shifted[cells] += step
            slopes.append((contact.flux(symbol, known, Profile(profile.start, shifted)) - base) / step)
        if symbol not in self._drift:  # a series of resistances: one conductance for both, to the last digit
            one, two = (float(np.squeeze(self._ratio(m, symbol, known))) for m in (contact.inner, contact.outer))
            slopes[1] = -slopes[0] * one / two
        return slopes[0], slopes[1]

    @staticmethod
    def _ratio(medium: Any, symbol: str, known: State) -> Array:
        return np.asarray(medium.uptake[symbol].law.at(known), dtype=float)

    def _sources(self, index: int, symbol: str, t: float, y: Array, parts: Array, out: dict[str, Linear]) -> None:
        """Sources and how fast they fall with their own species; where they rise they stay explicit."""
        operator = self.operator
        own = [n for n, source in enumerate(operator.sources) if operator.species_of(source) == symbol]
        if not own:
            return
        step = _INCREMENT * operator.concentration_scale()
        shifted = y.copy()
        shifted[operator.layout.fields[index]] += step
        known = operator.known(symbol, t, shifted)
        for number in own:
            value = parts[operator.slots.made[number]]
            slope = (operator.sources[number].law.at(known) - value) / step
            out[f"source {number}"] = Linear(value, np.minimum(slope, 0.0), np.zeros_like(value))

    def _channels(
        self,
        symbol: str,
        known: State,
        profiles: dict[str, Profile],
        y: Array,
        parts: Array,
        out: dict[str, Linear],
    ) -> None:
        """Fluxes of the channels of a species, and their slopes by the cells behind the faces."""
        operator = self.operator
        for name, face in operator.faces.items():
            own = [n for n, (species, _) in enumerate(face.channels) if species == symbol]
            if not own:
                continue
            step = face.scale * (1.0 if face.is_linear(symbol) else _INCREMENT)
            shifted = profiles[symbol].change.copy()
            shifted[face.region.cells] += step
            moved = {**profiles, symbol: Profile(profiles[symbol].start, shifted)}
            local = {**known, "c": known[f"c_{operator.species[0]}"]}
            after = face.evaluate(local, moved, y[operator.layout.states[name]]).channels
            for number in own:
                value = parts[operator.slots.channels[name][number]]
                slope = (after[number] - value) / step
                out[f"channel {name} {number}"] = Linear(value, slope, np.zeros_like(value))
