"""The solution of a problem: profiles, inventory, fluxes and the mass balance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import field, frozen

from annealkit import units
from annealkit.errors import BalanceError, InputError
from annealkit.pde.balance import Balance
from annealkit.pde.checkpoint import Checkpoint
from annealkit.pde.face import FaceOperator, FaceRates
from annealkit.pde.gradient import cell_gradients
from annealkit.pde.local import Reservoir
from annealkit.pde.mesh import Mesh
from annealkit.pde.operator import BALANCE, Operator
from annealkit.pde.topology import Array, Index
from annealkit.pde.transport import Contact, Profile

if TYPE_CHECKING:
    from annealkit.pde.problem import Problem
    from annealkit.pde.refinement import ErrorEstimate

__all__ = ["Engine", "Solution", "SpeciesSolution"]

Engine = Literal["sundials", "fipy"]

#: A region of the surface: "inner" or "outer" in one dimension, else a name of the mesh.
Side = str


@frozen(eq=False)
class SpeciesSolution:
    """One species of a solution. All numbers in SI.

    Attributes:
        times: s, exactly those asked for, shape ``[time]``.
        x: Cell centres, m, outwards from the inner face, shape ``[cell]``.
        concentration: mol/m³, shape ``[time, cell]``.
        change: Concentration minus its start, kept apart because it may be tiny.
    """

    symbol: str
    operator: Operator
    times: Array
    states: Array

    @property
    def x(self) -> Array:
        """Cell centres, m."""
        return np.asarray(self.operator.mesh.points[0])

    @property
    def start(self) -> Array:
        """Concentration at the start, mol/m³, shape ``[cell]``."""
        return np.asarray(self.operator.start[self._index])

    @property
    def change(self) -> Array:
        """Concentration minus its start, mol/m³, shape ``[time, cell]``."""
        return np.asarray(self.operator.layout.cells_of(self.states)[:, self._index, :])

    @property
    def concentration(self) -> Array:
        """mol/m³, shape ``[time, cell]``."""
        return np.asarray(self.start + self.change)

    @property
    def inventory(self) -> Array:
        """Amount held, shape ``[time]``: mol/m² planar, mol/m cylinder and 2-D mesh, mol sphere and 3-D mesh."""
        return np.asarray(self.concentration @ self.operator.mesh.volumes)

    @property
    def channels(self) -> dict[Side, dict[str, Array]]:
        """Amount that left through each channel of each region since the start, shape ``[time]``."""
        out: dict[Side, dict[str, Array]] = {}
        for name, face in self.operator.faces.items():
            own: dict[str, Array] = {}
            out[name] = own
            values = self.states[:, self.operator.layout.channels[name]]
            for index, (species, called) in enumerate(face.channels):
                if species == self.symbol:
                    own[called] = own.get(called, 0.0) + values[:, index]
        return out

    def flux(self, side: Side) -> Array:
        """Mean flux through a region, positive when it leaves the body, mol/(m² s), shape ``[time]``."""
        face = self._face(side)
        own = [index for index, (species, _) in enumerate(face.channels) if species == self.symbol]
        rows = (self._at_face(side, row).channels[own].sum(axis=0) for row in range(len(self.times)))
        return np.array([float(face.region.mean(flux)) for flux in rows])

    def surface(self, side: Side) -> Array:
        """Mean concentration at a region, mol/m³, shape ``[time]``."""
        face = self._face(side)
        rows = (self._at_face(side, row).surface[self._index] for row in range(len(self.times)))
        return np.array([float(face.region.mean(value)) for value in rows])

    def interface_flux(self, number: int) -> Array:
        """Flux across an interface, positive outwards in x, mol/(m² s), shape ``[time]``."""
        contact = self._contact(number)
        profiles = (self._seen(row) for row in range(len(self.times)))
        return np.array([float(contact.flux(self.symbol, known, own)[0]) for known, own in profiles])

    def crossed(self, number: int) -> Array:
        """Amount that crossed an interface since the start, positive outwards, in the unit of the inventory."""
        self._contact(number)
        return np.asarray(self.states[:, self.operator.layout.crossed[number, self._index]])

    @property
    def balance(self) -> Balance:
        """The mass balance of this species at the last time."""
        return Balance.of(self)

    def at(self, x: Any, t: Any, side: Side | None = None) -> Array:
        """Concentration at positions and times, linear between output times.

        In one dimension it is linear between cell centres; on a mesh of two or three dimensions it
        follows the gradient of the nearest cell.

        Args:
            x: Positions (m or quantities); on a mesh a tuple of coordinates (x, y) or (x, y, z).
            t: Times (s or quantities), broadcast against x.
            side: Which side of an interface; matters there only, None is the inner one.

        Returns:
            mol/m³ with the broadcast shape.

        Raises:
            InputError: A position or time outside the solution.
        """
        points = x if isinstance(x, tuple) and self.operator.mesh.dimension > 1 else (x,)
        given = [_plain(value, "m", "x") for value in points]
        *x_si, t_si = np.broadcast_arrays(*given, _plain(t, "s", "t"))
        self._during(t_si)
        row = np.clip(np.searchsorted(self.times, t_si, side="right") - 1, 0, max(len(self.times) - 2, 0))
        late = np.minimum(row + 1, len(self.times) - 1)
        span = self.times[late] - self.times[row]
        share = np.where(span > 0, (t_si - self.times[row]) / np.where(span > 0, span, 1.0), 0.0)
        read = self._between_nodes(x_si[0], side) if self._line else self._near_cells(x_si)
        return np.asarray(read(row) * (1 - share) + read(late) * share)

    # -- inside ------------------------------------------------------------------

    @property
    def _index(self) -> int:
        return self.operator.species.index(self.symbol)

    @property
    def _line(self) -> bool:
        return isinstance(self.operator.mesh, Mesh)

    def _face(self, side: Side) -> FaceOperator:
        if side not in self.operator.faces:
            known = ", ".join(map(repr, self.operator.faces))
            raise InputError(f"side: {side!r} was given; expected one of {known}.")
        return self.operator.faces[side]

    def _contact(self, number: int) -> Contact:
        contacts = self.operator.contacts
        if not 0 <= number < len(contacts):
            raise InputError(f"interface: {number!r} was given; this body has {len(contacts)}, counted from 0 inside.")
        return contacts[number]

    def _at_face(self, side: Side, row: int) -> FaceRates:
        return self.operator.at_face(side, float(self.times[row]), self.states[row])

    def _seen(self, row: int) -> tuple[dict[str, Array | float], Profile]:
        """What laws of this species see in the cells, and its profile."""
        known = self.operator.known(self.symbol, float(self.times[row]), self.states[row])
        return known, Profile(self.start, self.change[row])

    # -- reading between the cells -------------------------------------------------

    def _near_cells(self, points: Sequence[Array]) -> Callable[[Index], Array]:
        """Values from the nearest cell and its gradient."""
        from scipy.spatial import cKDTree

        mesh = self.operator.mesh
        if len(points) != mesh.dimension:
            raise InputError(f"x: {len(points)} coordinates were given; this mesh needs {mesh.dimension}, as a tuple.")
        place = np.stack([np.asarray(p, dtype=float) for p in points], axis=-1)
        low, high = mesh.points.min(axis=1), mesh.points.max(axis=1)
        slack = 0.5 * (high - low) + mesh.volumes.max() ** (1 / mesh.dimension)
        if np.any(place < low - slack) or np.any(place > high + slack):
            raise InputError("x: a position lies outside the mesh.")
        _, cell = cKDTree(mesh.points.T).query(place)
        gradients = cell_gradients(mesh)
        offset = np.moveaxis(place, -1, 0) - mesh.points[:, cell]
        slope = np.stack([(matrix @ self.concentration.T).T for matrix in gradients])

        def read(row: Index) -> Array:
            return np.asarray(self.concentration[row, cell] + np.sum(slope[:, row, cell] * offset, axis=0))

        return read

    def _between_nodes(self, x: Array, side: Side | None) -> Callable[[Index], Array]:
        """Values between cell centres, faces, and the two sides of interfaces."""
        self._inside(x)
        nodes, keep = self._node_positions(), side != "outer"
        values = np.stack([self._nodes(i) for i in range(len(self.times))])
        column = np.searchsorted(nodes, x, side="left" if keep else "right") - 1
        column = np.clip(column, 0, len(nodes) - 2)
        gap = nodes[column + 1] - nodes[column]
        part = np.where(gap > 0, (x - nodes[column]) / np.where(gap > 0, gap, 1.0), 1.0 if keep else 0.0)

        def read(row: Index) -> Array:
            return np.asarray(values[row, column] * (1 - part) + values[row, column + 1] * part)

        return read

    def _node_positions(self) -> Array:
        mesh = self._mesh
        cuts = np.repeat(mesh.edges[mesh.interfaces], 2)
        nodes = np.concatenate([mesh.edges[:1], mesh.centers, cuts, mesh.edges[-1:]])
        return np.sort(nodes, kind="stable")

    @property
    def _mesh(self) -> Mesh:
        mesh = self.operator.mesh
        assert isinstance(mesh, Mesh)
        return mesh

    def _nodes(self, row: int) -> Array:
        """Values at faces, centres and both sides of interfaces, in the order of positions."""
        known, own = self._seen(row)
        out = [self._at_face("inner", row).surface[self._index]]
        pieces = np.split(self.concentration[row], self._mesh.interfaces)
        for number, piece in enumerate(pieces):
            out.append(piece)
            if number + 1 < len(pieces):
                out += self._contact(number).solve(self.symbol, known, own)[1:]
        out.append(self._at_face("outer", row).surface[self._index])
        return np.concatenate(out)

    def _inside(self, x: Array) -> None:
        edges = self._mesh.edges
        slack = 1e-12 * (edges[-1] - edges[0])
        if np.any(x < edges[0] - slack) or np.any(x > edges[-1] + slack):
            raise InputError(
                f"x: a position lies outside the body, which reaches from {edges[0]:g} to {edges[-1]:g} m."
            )

    def _during(self, t: Array) -> None:
        if np.any(t < self.times[0]) or np.any(t > self.times[-1]):
            raise InputError(
                f"t: a time lies outside the solution, which reaches from {self.times[0]:g} to {self.times[-1]:g} s."
            )


@frozen(eq=False)
class Solution:
    """What ``Problem.solve`` returns; indexed by species, and the only species by itself.

    Attributes:
        operator: The lowered equations that were solved.
        times: s, exactly those asked for, shape ``[time]``.
        states: State vectors, shape ``[time, unknown]``.
        engine: What solved them.
        effort: Counts of the integrator by name.
        events: Times (s) at which each event was located, by name.
        problem: What was solved.
        rtol: Accuracy it was solved to.
    """

    operator: Operator
    times: Array
    states: Array
    engine: Engine
    effort: dict[str, int]
    events: Mapping[str, Array] = field(factory=dict)
    problem: Problem | None = field(default=None, repr=False)
    rtol: float = 1e-5

    def __getitem__(self, symbol: str) -> SpeciesSolution:
        if symbol not in self.operator.species:
            raise InputError(f"species: {symbol!r} is not in this solution; it has {', '.join(self.operator.species)}.")
        return SpeciesSolution(symbol, self.operator, self.times, self.states)

    @property
    def _only(self) -> SpeciesSolution:
        if len(self.operator.species) != 1:
            raise InputError(
                f"This solution has several species ({', '.join(self.operator.species)}); "
                f"ask for one, for example solution[{self.operator.species[0]!r}]."
            )
        return self[self.operator.species[0]]

    @property
    def x(self) -> Array:
        """Cell centres, m, shape ``[cell]``; the first coordinate on a mesh."""
        return self._coordinate(0)

    @property
    def y(self) -> Array:
        """Second coordinate of the cell centres of a mesh, m."""
        return self._coordinate(1)

    @property
    def z(self) -> Array:
        """Third coordinate of the cell centres of a mesh, m."""
        return self._coordinate(2)

    def _coordinate(self, axis: int) -> Array:
        mesh = self.operator.mesh
        if axis >= mesh.dimension:
            raise InputError(f"{'xyz'[axis]}: this body has {mesh.dimension} dimension(s) only.")
        return np.asarray(mesh.points[axis])

    @property
    def concentration(self) -> Array:
        """mol/m³, shape ``[time, cell]``."""
        return self._only.concentration

    @property
    def inventory(self) -> Array:
        """Amount held, shape ``[time]``: mol/m² planar, mol/m cylinder and 2-D mesh, mol sphere and 3-D mesh."""
        return self._only.inventory

    @property
    def channels(self) -> dict[Side, dict[str, Array]]:
        """Amount that left through each channel of each face since the start."""
        return self._only.channels

    @property
    def balance(self) -> Balance:
        """The mass balance at the last time."""
        return self._only.balance

    def flux(self, side: Side) -> Array:
        """Flux through a face, positive when it leaves the body, mol/(m² s), shape ``[time]``."""
        return self._only.flux(side)

    def surface(self, side: Side) -> Array:
        """Concentration at a face, mol/m³, shape ``[time]``."""
        return self._only.surface(side)

    def interface_flux(self, number: int) -> Array:
        """Flux across an interface, positive outwards in x, mol/(m² s), shape ``[time]``."""
        return self._only.interface_flux(number)

    def crossed(self, number: int) -> Array:
        """Amount that crossed an interface since the start, positive outwards, shape ``[time]``."""
        return self._only.crossed(number)

    def at(self, x: Any, t: Any, side: Side | None = None) -> Array:
        """Concentration at positions and times; see :meth:`SpeciesSolution.at`."""
        return self._only.at(x, t, side)

    def state(self, name: str) -> Array:
        """A local state or reservoir by name.

        Shape ``[time, cell]`` for a state of the cells, ``[time]`` for a reservoir and for a state of a region of
        one face, ``[time, face]`` for one of a larger region.

        Raises:
            InputError: Nothing has that name.
        """
        operator, layout = self.operator, self.operator.layout
        places = {one.name: layout.fields[len(operator.species) + i] for i, one in enumerate(operator.states)}
        for side, face in operator.faces.items():
            for index, one in enumerate(face.states):
                own = layout.states[side][index]
                places[one.name] = own[0] if isinstance(operator.mesh, Mesh) else own
        places |= {one.name: layout.reservoirs[index] for index, one in enumerate(operator.reservoirs)}
        if name not in places:
            raise InputError(f"state: {name!r} is not in this solution; it has {', '.join(places) or 'none'}.")
        return np.asarray(self.states[:, places[name]])

    # -- going on, and how good it is ---------------------------------------------------

    def checkpoint(self) -> Checkpoint:
        """The last state, to go on from with ``problem.solve(..., start=)``, also in another process."""
        return Checkpoint.of(self)

    def error_estimate(self) -> ErrorEstimate:
        """How far this solution is off, from finer cells and a tighter tolerance.

        Raises:
            InputError: The problem cannot be refined (a given mesh), or the solution was made by hand.
        """
        from annealkit.pde.refinement import estimate

        return estimate(self)

    def check(self, tolerance: float = 1e-10) -> None:
        """Refuse a solution whose mass balance is open.

        Raises:
            BalanceError: A species' closure is worse than ``tolerance``.
        """
        for symbol in self.operator.species:
            closure = self[symbol].balance.closure
            if not closure <= tolerance:
                raise BalanceError(
                    f"The mass balance of {symbol} closes to {closure:.3g} only; at most {tolerance:.0e} is allowed. "
                    "This is a fault of the numerics, not of the input; please report it with the input."
                )
        for one in self.operator.reservoirs:
            gap = self._reservoir_gap(one)
            if not gap <= tolerance:
                raise BalanceError(
                    f"The reservoir {one.name!r} differs by {gap:.3g} from what its channels brought; at most "
                    f"{tolerance:.0e} is allowed. This is a fault of the numerics; please report it with the input."
                )

    def _reservoir_gap(self, one: Reservoir) -> float:
        """How far a reservoir is from what its channels brought, over all that was there or crossed at any time.

        As in the balance of a species, everything that crossed counts, and it may all have returned. A gap below
        what integrated fluxes are known to is none: a trace in a vessel has no better accuracy than its channel.
        """
        if one.rate is not None:  # what it gains by itself is not kept apart
            return 0.0
        brought, size = 0.0, abs(one.initial)
        for name, face in self.operator.faces.items():
            for slot, (_, called) in zip(self.operator.layout.channels[name], face.channels, strict=True):
                crossed = self.states[:, slot]
                brought += one.fed_by.get(f"{name}: {called}", 0.0) * float(crossed[-1])
                size += float(np.max(np.abs(crossed)))
        gap = abs(float(self.state(one.name)[-1]) - one.initial - brought)
        gap = max(gap - BALANCE * self.operator.inventory_scale(), 0.0)
        return gap / size if size > 0 else gap


def _plain(value: Any, unit: str, name: str) -> Array:
    """SI floats from SI floats or quantities."""
    if isinstance(value, (int, float, np.ndarray, list)):
        return np.asarray(value, dtype=float)
    return np.asarray(units.si_array(value, unit, name=name), dtype=float)
