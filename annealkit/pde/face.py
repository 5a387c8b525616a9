"""A face of the body: its boundaries, its states, and the fluxes they make together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from attrs import field, frozen

from annealkit.laws import Law
from annealkit.pde.boundary import Boundary, FixedConcentration, Flux, NoFlux, Open, SurfaceExchange
from annealkit.pde.layer import LocalState
from annealkit.pde.mesh import Array
from annealkit.pde.surface import solve_surface

__all__ = ["FaceOperator"]

State = Mapping[str, Array | float]


@frozen(eq=False)
class FaceOperator:
    """One face, ready to be evaluated.

    Attributes:
        side: ``"inner"`` or ``"outer"``.
        boundaries: What holds there, each with its species filled in.
        states: Local states of the face.
        diffusivity: Law of D (m²/s) of the adjacent layer, by species.
        distance: From the adjacent cell's centre to the face, m.
        area: Of the face (m², m or 1 by shape).
        position: x of the face, m.
        scale: Typical concentration, mol/m³.
        primary: The species whose surface value the states' laws see as ``c``.
    """

    side: Literal["inner", "outer"]
    boundaries: tuple[Boundary, ...]
    states: tuple[LocalState, ...]
    diffusivity: Mapping[str, Law]
    distance: float
    area: float
    position: float
    scale: float
    primary: str
    channels: tuple[tuple[str, str], ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        passing = [b for b in self.boundaries if not isinstance(b, NoFlux)]
        named = [(b.species or self.primary, name) for b in passing for name in _channels(b)]
        object.__setattr__(self, "channels", tuple(named))

    @property
    def count(self) -> int:
        """Number of channels."""
        return len(self.channels)

    @property
    def cell(self) -> int:
        """Index of the adjacent cell."""
        return 0 if self.side == "inner" else -1

    @property
    def state_slots(self) -> slice:
        """Positions of the states among the face's unknowns: next to the cell."""
        return slice(self.count, None) if self.side == "inner" else slice(0, len(self.states))

    @property
    def channel_slots(self) -> slice:
        """Positions of the integrated channels among the face's unknowns."""
        return slice(0, self.count) if self.side == "inner" else slice(len(self.states), None)

    def blank(self, lead: tuple[int, ...]) -> Array:
        """Room for the rates of the face's unknowns."""
        return np.zeros((*lead, self.count + len(self.states)))

    def fill(self, symbol: str, cells: State, c: Array, y: Array, out: Array) -> None:
        """Write the rates of the face's unknowns that belong to a species.

        Args:
            symbol: The species.
            cells: What laws see in the cells.
            c: Its concentration as integrated, mol/m³, shape ``[..., cell]``.
            y: The face's unknowns.
            out: Their rates.
        """
        local = self.local_state(cells, y)
        surface, fluxes = self.fluxes(symbol, local, c[..., self.cell])
        slots = out[..., self.channel_slots]
        for index, flux in fluxes.items():
            slots[..., index] = flux
        if symbol == self.primary:
            known = {**local, "c": np.maximum(surface, 0.0)}
            known[f"c_{symbol}"] = known["c"]
            rates = out[..., self.state_slots]
            for index, state in enumerate(self.states):
                rates[..., index] = state.rate.at(known)

    def leaving(self, symbol: str, rates: Array) -> Array:
        """Amount of a species that leaves through the face, mol/s, from the rates of its unknowns."""
        slots = rates[..., self.channel_slots]
        total = np.zeros(rates.shape[:-1])
        for index, (species, _) in enumerate(self.channels):
            if species == symbol:
                total += slots[..., index]
        return np.asarray(total * self.area)

    def local_state(self, cells: State, y: Array) -> dict[str, Array | float]:
        """What laws at this face see, with the adjacent cell's values and the face's states."""
        known = {name: np.asarray(value)[..., self.cell] if np.ndim(value) else value for name, value in cells.items()}
        known["x"] = self.position
        values = y[..., self.state_slots]
        for index, state in enumerate(self.states):
            known[state.name] = values[..., index]
        return known

    def fluxes(self, symbol: str, local: State, cell: Array) -> tuple[Array, dict[int, Array]]:
        """Surface concentration (mol/m³) and the flux (mol/m²/s) of every channel of a species.

        Args:
            symbol: The species.
            local: What laws see at the face.
            cell: Concentration of the adjacent cell as integrated, mol/m³.
        """
        own = [b for b in self.boundaries if not isinstance(b, NoFlux) and (b.species or self.primary) == symbol]
        cell = np.asarray(cell, dtype=float)
        if not own:
            return cell, {}
        slots = [i for i, (species, _) in enumerate(self.channels) if species == symbol]
        if isinstance(own[0], FixedConcentration):
            surface = np.broadcast_to(np.asarray(own[0].value.at(local), dtype=float), cell.shape)
            supply = self._conductance(symbol, local, cell, surface - cell)
            return surface, {slots[0]: supply * (cell - surface)}
        shift = self._shift(symbol, own, local, cell)
        if all(isinstance(b, SurfaceExchange) for b in own):
            flows = _exchange(own, local, cell, self._conductance(symbol, local, cell, shift))
        else:
            flows = _evaluate(own, local, symbol, cell + shift)
        return cell + shift, dict(zip(slots, flows, strict=True))

    def _conductance(self, symbol: str, local: State, cell: Array, shift: Array) -> Array:
        """D at the mean of cell and surface value, over the distance, m/s."""
        mean = np.maximum(cell + 0.5 * shift, 0.0)
        known = {**local, "c": mean, f"c_{symbol}": mean}
        return np.asarray(self.diffusivity[symbol].at(known)) / self.distance

    def _shift(self, symbol: str, own: list[Open], local: State, cell: Array) -> Array:
        def residual(shift: Array) -> Array:
            supply = -self._conductance(symbol, local, cell, shift) * shift
            return np.asarray(sum(_evaluate(own, local, symbol, cell + shift)) - supply)

        return solve_surface(residual, cell, self.scale)


def _channels(boundary: Open) -> tuple[str, ...]:
    return boundary.channels if isinstance(boundary, Flux) else (boundary.name,)


def _evaluate(own: list[Open], local: State, symbol: str, surface: Array) -> list[Array]:
    """Flux of every channel at a surface concentration (mol/m³)."""
    out: list[Array] = []
    for one in own:
        if isinstance(one, SurfaceExchange):
            flow = one.rate.at(local) * (surface - one.equilibrium.at(local))
            out.append(np.broadcast_to(flow, surface.shape))
        elif isinstance(one, Flux):
            flow = _continued(one.law, local, symbol, surface)
            parts = flow if len(one.channels) > 1 else flow[np.newaxis]
            out += [np.broadcast_to(part, surface.shape) for part in parts]
    return out


def _continued(law: Law, local: State, symbol: str, surface: Array) -> Array:
    """A flux law, continued below zero concentration by reflection.

    Laws see concentrations that can exist. The integrator may overshoot zero by its tolerance;
    the odd continuation draws it back, where a flat one would leave it there and make a kink.
    """

    def at(c: Array) -> Array:
        return np.asarray(law.at({**local, "c": c, f"c_{symbol}": c}), dtype=float)

    flow = at(np.abs(surface))
    if np.any(surface < 0):
        flow = np.where(surface < 0, 2.0 * at(np.zeros_like(surface)) - flow, flow)
    return flow


def _exchange(own: list[Open], local: State, cell: Array, supply: Array) -> list[Array]:
    """Fluxes of exchanges alone in closed form, exact also where the rate is huge."""
    pairs = [
        (np.asarray(b.rate.at(local)), np.asarray(b.equilibrium.at(local)))
        for b in own
        if isinstance(b, SurfaceExchange)
    ]
    total = supply + sum(rate for rate, _ in pairs)
    return [
        np.broadcast_to(
            rate * (supply * (cell - level) + sum(r * (other - level) for r, other in pairs)) / total,
            cell.shape,
        )
        for rate, level in pairs
    ]
