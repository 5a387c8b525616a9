"""The lowered operator: the finite-volume equations as one function of time and state.

The unknown of a cell is the *change* of its concentration since the start, so that
a loss of 1e-12 is resolved as well as one of 0.5. The time-integrated flux of every
channel is a state beside its face's cell, inside the Jacobian band.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from attrs import field, frozen

from annealkit.laws import Law
from annealkit.pde.boundary import FixedConcentration, SurfaceExchange
from annealkit.pde.face import FaceOperator
from annealkit.pde.layer import Interface, Layer, LocalState, Source
from annealkit.pde.layout import Layout
from annealkit.pde.mesh import Array, Mesh

__all__ = ["Operator", "Parts"]

State = Mapping[str, Array | float]


class Parts(NamedTuple):
    """What the right-hand side is assembled from.

    Attributes:
        interior: Amount crossing each interior edge outwards, mol/s, ``[..., species, cell - 1]``.
        inner: Rates of the inner face's unknowns, ``[..., unknown]``.
        outer: Rates of the outer face's unknowns, ``[..., unknown]``.
        turned: Rates of the local states, ``[..., state, cell]``.
        made: Rates of the sources, mol/(m³ s), ``[..., source, cell]``.
    """

    interior: Array
    inner: Array
    outer: Array
    turned: Array
    made: Array

    def minus(self, other: Parts) -> Parts:
        """The difference, part by part."""
        return Parts(*(mine - its for mine, its in zip(self, other, strict=True)))


@frozen(eq=False)
class Operator:
    """The equations of a problem with every number filled in.

    Attributes:
        mesh: The cells.
        species: Symbols, in the order of the unknowns.
        layers: Layers, inner first.
        interfaces: One fewer than layers, None where perfect.
        start: Initial concentration by species, mol/m³, shape ``[species, cell]``.
        states: Local states of the cells.
        sources: Volume sources.
        inner: Everything at the inner face.
        outer: Everything at the outer face.
        temperature: Law of t, K.
        gas: Laws of t by argument name (p_O2, ...).
    """

    mesh: Mesh
    species: tuple[str, ...]
    layers: tuple[Layer, ...]
    interfaces: tuple[Interface | None, ...]
    start: Array
    states: tuple[LocalState, ...]
    sources: tuple[Source, ...]
    inner: FaceOperator
    outer: FaceOperator
    temperature: Law
    gas: Mapping[str, Law]
    layout: Layout = field(init=False)
    spans: tuple[slice, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        layout = Layout(
            cells=self.mesh.cells,
            fields=len(self.species) + len(self.states) + len(self.sources),
            inner=len(self.inner.states) + self.inner.count,
            outer=len(self.outer.states) + self.outer.count,
        )
        bounds = np.concatenate([[0], self.mesh.interfaces, [self.mesh.cells]])
        object.__setattr__(self, "layout", layout)
        object.__setattr__(self, "spans", tuple(slice(a, b) for a, b in zip(bounds, bounds[1:], strict=False)))

    # -- what holds at a time -------------------------------------------------

    def environment(self, t: float) -> dict[str, Array | float]:
        """Temperature and gas at time t, by argument name."""
        temperature = float(self.temperature.at({"t": t}))
        known: dict[str, Array | float] = {"t": t, "T": temperature}
        known.update({name: float(law.at(known)) for name, law in self.gas.items()})
        return known

    def partition(self, environment: State) -> Array:
        """K of every species and cell at this temperature, shape ``[species, cell]``."""
        out = np.empty((len(self.species), self.mesh.cells))
        for index, symbol in enumerate(self.species):
            for layer, span in zip(self.layers, self.spans, strict=True):
                out[index, span] = layer.partition[symbol].at(environment)
        return out

    # -- the pieces of the right-hand side ------------------------------------

    def concentration(self, fields: Array) -> Array:
        """mol/m³, shape ``[..., species, cell]``, from the cell fields."""
        return self.start + fields[..., : len(self.species), :]

    def cell_state(self, symbol: str, c: Array, fields: Array, environment: State) -> dict[str, Array | float]:
        """What a law of one species sees in the cells."""
        offset = len(self.species)
        known = dict(environment)
        known["x"] = self.mesh.centers
        for index, one in enumerate(self.species):
            known[f"c_{one}"] = np.maximum(c[..., index, :], 0.0)
        known["c"] = known[f"c_{symbol}"]
        for index, state in enumerate(self.states):
            known[state.name] = fields[..., offset + index, :]
        return known

    def conductance(self, symbol: str, cells: State, partition: Array) -> Array:
        """Conductance of every interior edge for u, m/s, shape ``[..., cell - 1]``.

        Inside a layer D is taken at the distance-weighted face value; across an
        interface the two half cells and the interface stand in series.
        """
        mesh = self.mesh
        parts = []
        for index, (layer, span) in enumerate(zip(self.layers, self.spans, strict=True)):
            law = layer.diffusivity[symbol]
            left, right = slice(span.start, span.stop - 1), slice(span.start + 1, span.stop)
            near, far = mesh.to_outer[left], mesh.to_inner[right]
            at_face = _between(cells, left, right, near, far)
            at_face["x"] = mesh.edges[span.start + 1 : span.stop]
            flow = partition[left] * law.at(at_face) / (near + far)
            parts.append(np.broadcast_to(flow, (*_lead(cells["c"]), span.stop - span.start - 1)))
            if index + 1 < len(self.layers):
                parts.append(self._interface(symbol, index, cells, partition))
        return np.concatenate(parts, axis=-1)

    def _interface(self, symbol: str, index: int, cells: State, partition: Array) -> Array:
        """Conductance across the interface after layer ``index``, shape ``[..., 1]``."""
        last = self.spans[index].stop - 1
        sides = ((last, self.mesh.to_outer[last], index), (last + 1, self.mesh.to_inner[last + 1], index + 1))
        resistance: Array | float = 0.0
        for cell, distance, layer in sides:
            here = _only(cells, slice(cell, cell + 1))
            resistance = resistance + distance / (partition[cell] * self.layers[layer].diffusivity[symbol].at(here))
        between = self.interfaces[index]
        if between is not None:
            resistance = resistance + between.resistance.at({**cells, "x": self.mesh.edges[last + 1]})
        return np.broadcast_to(1.0 / np.asarray(resistance), (*_lead(cells["c"]), 1))

    # -- the right-hand side ----------------------------------------------------

    def rate(self, t: float, y: Array) -> Array:
        """Time derivative of the state vector.

        Args:
            t: Time, s.
            y: State, shape ``[..., unknown]``; see :class:`~annealkit.pde.layout.Layout`.
        """
        return self.assemble(self.parts(t, y))

    def parts(self, t: float, y: Array) -> Parts:
        """Everything nonlinear of the right-hand side: fluxes, and rates of states and sources."""
        environment = self.environment(t)
        partition = self.partition(environment)
        fields = self.layout.cells_of(y)
        c = self.concentration(fields)
        lead, cells, species = y.shape[:-1], self.mesh.cells, len(self.species)
        interior = np.empty((*lead, species, cells - 1))
        made = np.zeros((*lead, len(self.sources), cells))
        inner, outer = self.inner.blank(lead), self.outer.blank(lead)
        for index, symbol in enumerate(self.species):
            known = self.cell_state(symbol, c, fields, environment)
            interior[..., index, :] = self.interior_flux(index, known, fields, partition[index])
            self.inner.fill(symbol, known, c[..., index, :], self.layout.inner_of(y), inner)
            self.outer.fill(symbol, known, c[..., index, :], self.layout.outer_of(y), outer)
            for number, source in enumerate(self.sources):
                if (source.species or self.species[0]) == symbol:
                    made[..., number, :] = source.law.at(known)
        turned = np.empty((*lead, len(self.states), cells))
        known = self.cell_state(self.species[0], c, fields, environment)
        for index, state in enumerate(self.states):
            turned[..., index, :] = state.rate.at(known)
        return Parts(interior, inner, outer, turned, made)

    def assemble(self, parts: Parts) -> Array:
        """The rates that fluxes, states and sources make; linear, and conservative to rounding.

        Differences of :meth:`parts` may be assembled too; that keeps the columns of a
        difference Jacobian conservative, so that Newton's iteration does not open the balance.
        """
        out = np.zeros((*parts.interior.shape[:-2], self.layout.size))
        change = self.layout.cells_of(out)
        self.layout.inner_of(out)[...] = parts.inner
        self.layout.outer_of(out)[...] = parts.outer
        species, states = len(self.species), len(self.states)
        for index, symbol in enumerate(self.species):
            net = change[..., index, :]
            net[..., :-1] -= parts.interior[..., index, :]
            net[..., 1:] += parts.interior[..., index, :]
            net[..., 0] -= self.inner.leaving(symbol, parts.inner)
            net[..., -1] -= self.outer.leaving(symbol, parts.outer)
            net /= self.mesh.volumes
            for number, source in enumerate(self.sources):
                if (source.species or self.species[0]) == symbol:
                    net += parts.made[..., number, :]
        change[..., species : species + states, :] = parts.turned
        change[..., species + states :, :] = parts.made
        return out

    def interior_flux(self, index: int, cells: State, fields: Array, partition: Array) -> Array:
        """Amount crossing each interior edge outwards, mol/s, shape ``[..., cell - 1]``."""
        conductance = self.conductance(self.species[index], cells, partition)
        # Differences of the start and of the change are taken apart: the first vanishes
        # exactly for a uniform start, the second keeps its relative accuracy when small.
        drop = -np.diff(self.start[index] / partition) - np.diff(fields[..., index, :] / partition, axis=-1)
        return np.asarray(self.mesh.areas[1:-1] * conductance * drop)

    def conserved(self, index: int) -> tuple[Array, Array]:
        """What the equations conserve of a species: held, plus left, minus made, in mol.

        Returns:
            Weights w of the state vector with ``w @ rate == 0`` whatever the state, and a uniform
            rise of the species' concentration, scaled so that w of it is 1.
        """
        symbol, volumes = self.species[index], self.mesh.volumes
        weights, rise = np.zeros(self.layout.size), np.zeros(self.layout.size)
        fields = self.layout.cells_of(weights)
        fields[index] = volumes
        for number, source in enumerate(self.sources):
            if (source.species or self.species[0]) == symbol:
                fields[len(self.species) + len(self.states) + number] = -volumes
        for face, own in ((self.inner, self.layout.inner_of(weights)), (self.outer, self.layout.outer_of(weights))):
            slots = own[face.channel_slots]
            for channel, (species, _) in enumerate(face.channels):
                slots[channel] = face.area if species == symbol else 0.0
        self.layout.cells_of(rise)[index] = 1.0 / volumes.sum()
        return weights, rise

    # -- scales of the unknowns -------------------------------------------------

    def initial(self) -> Array:
        """State vector at the start."""
        y = np.zeros(self.layout.size)
        fields = self.layout.cells_of(y)
        for index, state in enumerate(self.states):
            fields[len(self.species) + index] = state.initial
        self.layout.inner_of(y)[self.inner.state_slots] = [s.initial for s in self.inner.states]
        self.layout.outer_of(y)[self.outer.state_slots] = [s.initial for s in self.outer.states]
        return y

    def inventory_scale(self) -> float:
        """Amount of matter that sets the absolute scale of the balance."""
        held = float(np.sum(np.abs(self.start) * self.mesh.volumes))
        return held if held > 0 else self.concentration_scale() * float(np.sum(self.mesh.volumes))

    def concentration_scale(self) -> float:
        """Largest concentration that the start or a boundary names, mol/m³."""
        named = [float(np.max(np.abs(self.start)))]
        environment = self.environment(0.0)
        for face in (self.inner, self.outer):
            for one in face.boundaries:
                if isinstance(one, FixedConcentration):
                    named.append(abs(float(np.max(one.value.at(environment)))))
                elif isinstance(one, SurfaceExchange):
                    named.append(abs(float(np.max(one.equilibrium.at(environment)))))
        return max(named) or 1.0


def _lead(c: Array | float) -> tuple[int, ...]:
    return np.shape(c)[:-1]


def _only(cells: State, span: slice) -> dict[str, Array | float]:
    return {name: np.asarray(value)[..., span] if np.ndim(value) else value for name, value in cells.items()}


def _between(cells: State, left: slice, right: slice, near: Array, far: Array) -> dict[str, Array | float]:
    """Distance-weighted values at the edges between neighbouring cells."""
    weight = far / (near + far)
    return {
        name: _weighted(weight, np.asarray(value), left, right) if np.ndim(value) else value
        for name, value in cells.items()
    }


def _weighted(weight: Array, value: Array, left: slice, right: slice) -> Array:
    return np.asarray(weight * value[..., left] + (1.0 - weight) * value[..., right])
