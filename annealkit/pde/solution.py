"""The solution of a problem: profiles, inventory, fluxes and the mass balance."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from attrs import frozen

from annealkit import units
from annealkit.errors import BalanceError, InputError
from annealkit.pde.balance import Balance
from annealkit.pde.mesh import Array
from annealkit.pde.operator import Operator

__all__ = ["Solution", "SpeciesSolution"]

Side = Literal["inner", "outer"]


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
        return self.operator.mesh.centers

    @property
    def change(self) -> Array:
        """Concentration minus its start, mol/m³, shape ``[time, cell]``."""
        return np.asarray(self.operator.layout.cells_of(self.states)[:, self._index, :])

    @property
    def concentration(self) -> Array:
        """mol/m³, shape ``[time, cell]``."""
        return np.asarray(self.operator.start[self._index] + self.change)

    @property
    def inventory(self) -> Array:
        """Amount held, shape ``[time]``: mol/m² planar, mol/m cylinder, mol sphere."""
        return np.asarray(self.concentration @ self.operator.mesh.volumes)

    @property
    def channels(self) -> dict[Side, dict[str, Array]]:
        """Amount that left through each channel of each face since the start, shape ``[time]``."""
        out: dict[Side, dict[str, Array]] = {"inner": {}, "outer": {}}
        for side in ("inner", "outer"):
            face = getattr(self.operator, side)
            values = getattr(self.operator.layout, f"{side}_of")(self.states)[:, face.channel_slots]
            for index, (species, name) in enumerate(face.channels):
                if species == self.symbol:
                    out[side][name] = out[side].get(name, 0.0) + values[:, index] * face.area
        return out

    def flux(self, side: Side) -> Array:
        """Flux through a face, positive when it leaves the body, mol/(m² s), shape ``[time]``."""
        self._face(side)
        rows = (self._at_face(side, row)[1].values() for row in range(len(self.times)))
        return np.array([float(sum(fluxes)) for fluxes in rows])

    def surface(self, side: Side) -> Array:
        """Concentration at a face, mol/m³, shape ``[time]``."""
        self._face(side)
        return np.array([float(self._at_face(side, index)[0]) for index in range(len(self.times))])

    @property
    def balance(self) -> Balance:
        """The mass balance of this species at the last time."""
        return Balance.of(self)

    def at(self, x: Any, t: Any, side: Side | None = None) -> Array:
        """Concentration at positions and times, linear between cell centres and output times.

        Args:
            x: Positions (m or quantities).
            t: Times (s or quantities), broadcast against x.
            side: Which side of an interface; matters there only, None is the inner one.

        Returns:
            mol/m³ with the broadcast shape.

        Raises:
            InputError: A position or time outside the solution.
        """
        x_si, t_si = np.broadcast_arrays(_plain(x, "m", "x"), _plain(t, "s", "t"))
        self._inside(x_si, t_si)
        values = np.stack([self._nodes(i) for i in range(len(self.times))])
        nodes, keep = self._node_positions(), side != "outer"
        row = np.clip(np.searchsorted(self.times, t_si, side="right") - 1, 0, max(len(self.times) - 2, 0))
        column = np.searchsorted(nodes, x_si, side="left" if keep else "right") - 1
        column = np.clip(column, 0, len(nodes) - 2)
        gap = nodes[column + 1] - nodes[column]
        part = np.where(gap > 0, (x_si - nodes[column]) / np.where(gap > 0, gap, 1.0), 1.0 if keep else 0.0)
        late = np.minimum(row + 1, len(self.times) - 1)
        span = self.times[late] - self.times[row]
        share = np.where(span > 0, (t_si - self.times[row]) / np.where(span > 0, span, 1.0), 0.0)
        early_value = values[row, column] * (1 - part) + values[row, column + 1] * part
        late_value = values[late, column] * (1 - part) + values[late, column + 1] * part
        return np.asarray(early_value * (1 - share) + late_value * share)

    # -- inside ------------------------------------------------------------------

    @property
    def _index(self) -> int:
        return self.operator.species.index(self.symbol)

    def _face(self, side: Side) -> Any:
        if side not in ("inner", "outer"):
            raise InputError(f"side: {side!r} was given; expected 'inner' or 'outer'.")
        return getattr(self.operator, side)

    def _at_face(self, side: Side, row: int) -> tuple[Array, dict[int, Array]]:
        operator, face = self.operator, self._face(side)
        environment = operator.environment(float(self.times[row]))
        fields = operator.layout.cells_of(self.states[row])
        c = operator.concentration(fields)
        cells = operator.cell_state(self.symbol, c, fields, environment)
        local = face.local_state(cells, getattr(operator.layout, f"{side}_of")(self.states[row]))
        return face.fluxes(self.symbol, local, c[self._index, face.cell])  # type: ignore[no-any-return]  # faces by name

    def _node_positions(self) -> Array:
        mesh = self.operator.mesh
        cuts = np.repeat(mesh.edges[mesh.interfaces], 2)
        nodes = np.concatenate([mesh.edges[:1], mesh.centers, cuts, mesh.edges[-1:]])
        return np.sort(nodes, kind="stable")

    def _nodes(self, row: int) -> Array:
        """Values at faces, centres and both sides of interfaces, in the order of positions."""
        operator, mesh, index = self.operator, self.operator.mesh, self._index
        centre = self.concentration[row]
        out = [np.atleast_1d(self._at_face("inner", row)[0])]
        environment = operator.environment(float(self.times[row]))
        partition = operator.partition(environment)[index]
        fields = operator.layout.cells_of(self.states[row])
        cells = operator.cell_state(self.symbol, operator.concentration(fields), fields, environment)
        through = operator.interior_flux(index, cells, fields, partition) / mesh.areas[1:-1]
        for number, span in enumerate(operator.spans):
            out.append(centre[span])
            if number + 1 < len(operator.spans):
                out.append(self._interface_values(number, cells, centre, through))
        out.append(np.atleast_1d(self._at_face("outer", row)[0]))
        return np.concatenate(out)

    def _interface_values(self, number: int, cells: Any, centre: Array, through: Array) -> Array:
        operator, mesh = self.operator, self.operator.mesh
        last = operator.spans[number].stop - 1
        flux = through[last]
        values = []
        for cell, layer, sign, distance in (
            (last, number, -1.0, mesh.to_outer[last]),
            (last + 1, number + 1, 1.0, mesh.to_inner[last + 1]),
        ):
            here = {k: v[..., cell] if np.ndim(v) else v for k, v in cells.items()}
            d = float(operator.layers[layer].diffusivity[self.symbol].at(here))
            values.append(centre[cell] + sign * flux * distance / d)
        return np.array(values)

    def _inside(self, x: Array, t: Array) -> None:
        edges = self.operator.mesh.edges
        slack = 1e-12 * (edges[-1] - edges[0])
        if np.any(x < edges[0] - slack) or np.any(x > edges[-1] + slack):
            raise InputError(
                f"x: a position lies outside the body, which reaches from {edges[0]:g} to {edges[-1]:g} m."
            )
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
    """

    operator: Operator
    times: Array
    states: Array
    engine: str
    effort: dict[str, int]

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
        """Cell centres, m."""
        return self.operator.mesh.centers

    @property
    def concentration(self) -> Array:
        """mol/m³, shape ``[time, cell]``."""
        return self._only.concentration

    @property
    def inventory(self) -> Array:
        """Amount held, shape ``[time]``: mol/m² planar, mol/m cylinder, mol sphere."""
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

    def at(self, x: Any, t: Any, side: Side | None = None) -> Array:
        """Concentration at positions and times; see :meth:`SpeciesSolution.at`."""
        return self._only.at(x, t, side)

    def state(self, name: str) -> Array:
        """A local state by name: shape ``[time, cell]``, or ``[time]`` for a state of a face.

        Raises:
            InputError: No state has that name.
        """
        operator = self.operator
        names = [one.name for one in operator.states]
        if name in names:
            return operator.layout.cells_of(self.states)[:, len(operator.species) + names.index(name), :]
        for side in ("inner", "outer"):
            face = getattr(operator, side)
            own = [one.name for one in face.states]
            if name in own:
                values = getattr(operator.layout, f"{side}_of")(self.states)[:, face.state_slots]
                return np.asarray(values[:, own.index(name)])
            names += own
        raise InputError(f"state: {name!r} is not in this solution; it has {', '.join(names) or 'none'}.")

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


def _plain(value: Any, unit: str, name: str) -> Array:
    """SI floats from SI floats or quantities."""
    if isinstance(value, (int, float, np.ndarray, list)):
        return np.asarray(value, dtype=float)
    return np.asarray(units.si_array(value, unit, name=name), dtype=float)
