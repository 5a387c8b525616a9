"""The lowered operator: the finite-volume equations as one function of time and state.

The unknown of a cell is the *change* of its concentration since the start, so that
a loss of 1e-12 is resolved as well as one of 0.5. The time-integrated flux of every
channel and interface is a state beside its cell, inside the Jacobian band.

The right-hand side is ``matrix @ parts``: the parts are fluxes and local rates, everything that
is nonlinear; the matrix is what adds them up, and conserves matter by its structure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from attrs import field, frozen
from scipy import sparse

from annealkit.laws import Law
from annealkit.pde.boundary import FixedConcentration, SurfaceExchange
from annealkit.pde.continuation import continued
from annealkit.pde.face import FaceOperator, FaceRates
from annealkit.pde.fipy_term import LoweredTerm
from annealkit.pde.layout import Layout, lay_out
from annealkit.pde.local import LocalState, Reservoir, Source, of_time
from annealkit.pde.medium import SIGNED, State
from annealkit.pde.slots import Slots, arrange
from annealkit.pde.topology import Array, Topology
from annealkit.pde.transport import Contact, Inside, Profile

__all__ = ["BALANCE", "Operator"]

#: What integrated fluxes are known to, relative to the inventory (physics: at most 1e-20).
BALANCE = 1e-20


@frozen(eq=False, slots=False)
class Operator:
    """The equations of a problem with every number filled in.

    Attributes:
        mesh: The cells.
        species: Symbols, in the order of the unknowns.
        insides: Transport inside each layer.
        contacts: Transport across each interface.
        start: Initial concentration by species, mol/m³, shape ``[species, cell]``.
        states: Local states of the cells.
        sources: Volume sources.
        faces: Everything at each region of the surface.
        reservoirs: Amounts outside the body.
        terms: Terms that a user or plugin added as FiPy terms.
        temperature: Law of t, K.
        gas: Laws of t, T and reservoirs by argument name (p_O2, ...).
        given_mesh: The FiPy mesh that the cells were read from; None in one dimension.
    """

    mesh: Topology
    species: tuple[str, ...]
    insides: tuple[Inside, ...]
    contacts: tuple[Contact, ...]
    start: Array
    states: tuple[LocalState, ...]
    sources: tuple[Source, ...]
    faces: Mapping[str, FaceOperator]
    reservoirs: tuple[Reservoir, ...]
    terms: tuple[LoweredTerm, ...]
    temperature: Law
    gas: Mapping[str, Law]
    given_mesh: Any = None
    layout: Layout = field(init=False)
    slots: Slots = field(init=False)

    def __attrs_post_init__(self) -> None:
        faces = self.faces
        layout = lay_out(
            self.mesh.layer,
            fields=len(self.species) + len(self.states) + len(self.made),
            species=len(self.species),
            channels={name: face.count for name, face in faces.items()},
            states={name: (len(face.states), face.region.count) for name, face in faces.items()},
            reservoirs=len(self.reservoirs),
        )
        object.__setattr__(self, "layout", layout)
        object.__setattr__(self, "slots", arrange(self))

    def __getstate__(self) -> dict[str, Any]:
        # A problem that a host steps may cross to another process; what is remembered of moments stays behind.
        return {name: value for name, value in self.__dict__.items() if name != "_environments"}

    @property
    def made(self) -> tuple[Source | LoweredTerm, ...]:
        """What makes or takes matter inside the cells, in the order of the integrated amounts."""
        return (*self.sources, *self.terms)

    def species_of(self, one: Source | LoweredTerm) -> str:
        """The species that a source makes."""
        return one.species or self.species[0]

    # -- what holds at a time -------------------------------------------------

    def environment(self, t: float) -> dict[str, Array | float]:
        """Temperature at time t and the gas that follows from it, by argument name; see :attr:`of_time`."""
        return dict(self._environments(t))

    @cached_property
    def _environments(self) -> Callable[[float], dict[str, Array | float]]:
        # An integrator and its Jacobian ask a dozen times for one moment.
        return lru_cache(maxsize=8)(self._environment)

    def _environment(self, t: float) -> dict[str, Array | float]:
        temperature = float(self.temperature.at({"t": t}))
        known: dict[str, Array | float] = {"t": t, "T": temperature}
        known.update({name: float(self.gas[name].at(known)) for name in self.of_time})
        return known

    @cached_property
    def of_time(self) -> tuple[str, ...]:
        """What of the gas follows from time and temperature alone; the rest follows from the reservoirs."""
        return of_time(self.gas, self.reservoirs)

    def surroundings(self, t: float, y: Array) -> dict[str, Array | float]:
        """The environment, what the reservoirs hold, and the gas that follows from them."""
        known = self.environment(t)
        for one, index in zip(self.reservoirs, self.layout.reservoirs, strict=True):
            known[one.name] = y[..., index, np.newaxis]
        closed = {n: np.asarray(law.at(known), dtype=float) for n, law in self.gas.items() if n not in self.of_time}
        return {**known, **closed}

    # -- what holds in the cells ------------------------------------------------

    def concentration(self, fields: Array) -> Array:
        """mol/m³, shape ``[..., species, cell]``, from the cell fields."""
        return self.start + fields[..., : len(self.species), :]

    def profiles(self, fields: Array) -> dict[str, Profile]:
        """Concentration of every species, start and change apart."""
        return {s: Profile(self.start[i], fields[..., i, :]) for i, s in enumerate(self.species)}

    def cell_state(self, symbol: str, c: Array, fields: Array, environment: State) -> dict[str, Array | float]:
        """What a law of one species sees in the cells."""
        offset = len(self.species)
        known = {**environment, **self.mesh.coordinates(self.mesh.points)}
        for index, one in enumerate(self.species):
            known[f"c_{one}"] = np.maximum(c[..., index, :], 0.0)
            known[SIGNED + one] = c[..., index, :]
        known["c"] = known[f"c_{symbol}"]
        for index, state in enumerate(self.states):
            known[state.name] = fields[..., offset + index, :]
        return known

    def known(self, symbol: str, t: float, y: Array) -> dict[str, Array | float]:
        """What a law of one species sees in the cells, from the state vector."""
        fields = self.layout.cells_of(y)
        return self.cell_state(symbol, self.concentration(fields), fields, self.surroundings(t, y))

    # -- the right-hand side ----------------------------------------------------

    def rate(self, t: float, y: Array) -> Array:
        """Time derivative of the state vector.

        Args:
            t: Time, s.
            y: State, shape ``[..., unknown]``; see :class:`~annealkit.pde.layout.Layout`.
        """
        return self.assemble(self.parts(t, y))

    def assemble(self, parts: Array) -> Array:
        """The rates that parts make; linear, and conservative to rounding.

        Differences of :meth:`parts` may be assembled too; that keeps the columns of a
        difference Jacobian conservative, so that Newton's iteration does not open the balance.
        """
        lead = parts.shape[:-1]
        flat = parts.reshape(int(np.prod(lead)), parts.shape[-1])
        return np.asarray((self.matrix @ flat.T).T.reshape(*lead, self.layout.size))

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """What adds the parts up, shape ``[unknown, part]``."""
        return self.slots.matrix(self)

    def parts(self, t: float, y: Array) -> Array:
        """Everything nonlinear of the right-hand side, shape ``[..., part]``.

        Fluxes through faces in mol/(m² s) outwards, rates of states and sources.
        """
        surroundings = self.surroundings(t, y)
        fields = self.layout.cells_of(y)
        c, profiles = self.concentration(fields), self.profiles(fields)
        out = np.zeros((*y.shape[:-1], self.slots.size))
        for index, symbol in enumerate(self.species):
            known = self.cell_state(symbol, c, fields, surroundings)
            own = self.slots.interior[index]
            groups: tuple[Inside | Contact, ...] = (*self.insides, *self.contacts)
            for group in groups:
                out[..., own[group.index]] = group.flux(symbol, known, profiles[symbol])
            for number, source in enumerate(self.sources):
                if self.species_of(source) == symbol:
                    out[..., self.slots.made[number]] = continued(source.law, known, symbol, c[..., index, :])
        for number, term in enumerate(self.terms, start=len(self.sources)):
            out[..., self.slots.made[number]] = term.rate(self, t, y)
        known = self.cell_state(self.species[0], c, fields, surroundings)
        for index, state in enumerate(self.states):
            out[..., self.slots.states[index]] = state.rate.at(known)
        for name, face in self.faces.items():
            if not face.count and not face.states:
                continue  # a closed face: only who asks for its surface value needs it
            rates = face.evaluate(known, profiles, y[..., self.layout.states[name]])
            out[..., self.slots.channels[name]] = rates.channels
            out[..., self.slots.face_states[name]] = rates.states
        for index, one in enumerate(self.reservoirs):
            if one.rate is not None:
                out[..., self.slots.reservoirs[index]] = np.squeeze(one.rate.at(surroundings))
        return out

    def at_face(self, name: str, t: float, y: Array) -> FaceRates:
        """Fluxes and surface values of a region."""
        fields = self.layout.cells_of(y)
        known = self.known(self.species[0], t, y)
        return self.faces[name].evaluate(known, self.profiles(fields), y[..., self.layout.states[name]])

    # -- what is conserved --------------------------------------------------------

    def conserved(self) -> list[tuple[Array, Array]]:
        """What the equations conserve.

        Of every species in the body: held, plus left, minus made, in mol. Then of every species up to each interface:
        the same, plus what crossed. Of every reservoir that gains by channels only: held, minus what they brought.

        Returns:
            Weights w of the state vector with ``w @ rate == 0`` whatever the state, and a change of the state that
            restores a gap, scaled so that w of it is 1: a uniform rise in the body, then what nothing reads (an amount
            that crossed), so that restoring one does not open another.
        """
        last = len(self.insides) - 1
        pairs = list(enumerate(self.species))
        found = [self._conserved(index, symbol, last) for index, symbol in pairs]
        found += [self._conserved(index, symbol, layer) for layer in range(last) for index, symbol in pairs]
        return found + [self._held_outside(n) for n, one in enumerate(self.reservoirs) if one.rate is None]

    def _held_outside(self, number: int) -> tuple[Array, Array]:
        weights, rise = np.zeros(self.layout.size), np.zeros(self.layout.size)
        weights[self.layout.reservoirs[number]] = rise[self.layout.reservoirs[number]] = 1.0
        for name, face in self.faces.items():
            for slot, (_, called) in zip(self.layout.channels[name], face.channels, strict=True):
                weights[slot] = -self.reservoirs[number].fed_by.get(f"{name}: {called}", 0.0)
        return weights, rise

    def _conserved(self, index: int, symbol: str, layer: int) -> tuple[Array, Array]:
        """Weights and remedy for a species in the layers up to one."""
        layout, own = self.layout, self.mesh.layer <= layer
        volumes = self.mesh.volumes[own]
        weights, rise = np.zeros(layout.size), np.zeros(layout.size)
        weights[layout.fields[index, own]] = volumes
        offset = len(self.species) + len(self.states)
        for number, source in enumerate(self.made):
            if self.species_of(source) == symbol:
                weights[layout.fields[offset + number, own]] = -volumes
        for name, face in self.faces.items():
            if face.region.count and own[face.region.cells[0]]:
                mine = np.array([species == symbol for species, _ in face.channels], dtype=float)
                weights[layout.channels[name]] = mine
        if layer < len(layout.crossed):
            weights[layout.crossed[layer, index]] = rise[layout.crossed[layer, index]] = 1.0
        else:
            rise[layout.fields[index, own]] = 1.0 / volumes.sum()
        return weights, rise

    # -- scales of the unknowns -------------------------------------------------

    def initial(self) -> Array:
        """State vector at the start."""
        layout = self.layout
        y = np.zeros(layout.size)
        for index, state in enumerate(self.states):
            y[layout.fields[len(self.species) + index]] = state.initial
        for name, face in self.faces.items():
            for index, state in enumerate(face.states):
                y[layout.states[name][index]] = state.initial
        y[layout.reservoirs] = [one.initial for one in self.reservoirs]
        return y

    def inventory_scale(self) -> float:
        """Amount of matter that sets the absolute scale of the balance."""
        held = float(np.sum(np.abs(self.start) * self.mesh.volumes))
        return held if held > 0 else self.concentration_scale() * float(np.sum(self.mesh.volumes))

    def concentration_scale(self) -> float:
        """Largest concentration that the start or a boundary names, mol/m³."""
        named = [float(np.max(np.abs(self.start)))]
        known = {**self.surroundings(0.0, self.initial())}
        for face in self.faces.values():
            for one in face.boundaries:
                law = getattr(one, "value", None) or getattr(one, "equilibrium", None)
                if isinstance(one, (FixedConcentration, SurfaceExchange)) and law is not None:
                    named.append(self._size(law, known))
        return max(named) or 1.0

    def _size(self, law: Law, known: State) -> float:
        """Magnitude of a boundary's value at the start; 0 where it depends on what the face alone knows."""
        if set(law.arguments) <= set(known):
            return abs(float(np.max(np.abs(law.at(known)))))
        return 0.0

    def scales(self) -> Array:
        """Typical magnitude of each unknown."""
        layout, species = self.layout, len(self.species)
        out = np.empty(layout.size)
        out[layout.fields] = self.concentration_scale()
        for index, state in enumerate(self.states):
            out[layout.fields[species + index]] = self.concentration_scale() if state.concentration else state.scale
        out[layout.crossed] = self.inventory_scale()
        for name, face in self.faces.items():
            out[layout.channels[name]] = self.inventory_scale()
            for index, state in enumerate(face.states):
                out[layout.states[name][index]] = state.scale
        out[layout.reservoirs] = [one.scale or abs(one.initial) or self.inventory_scale() for one in self.reservoirs]
        return out
