"""A region of the surface: its boundaries, its states, and the fluxes they make together.

The concentration at the surface is solved with the flux; where a flux of one species
depends on another, their surface values are solved together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from attrs import field, frozen

from annealkit.errors import SolverError
from annealkit.laws import Law
from annealkit.pde.boundary import Boundary, FixedConcentration, Flux, NoFlux, Open, SurfaceExchange
from annealkit.pde.continuation import continued
from annealkit.pde.gradient import Slopes
from annealkit.pde.local import LocalState
from annealkit.pde.medium import Medium, State
from annealkit.pde.surface import solve_surface
from annealkit.pde.topology import Array, Region
from annealkit.pde.transport import Profile, at_cells, drift, normal_diffusivity, normal_velocity

__all__ = ["FaceOperator", "FaceRates"]

#: Sweeps over coupled species, and how little a surface value may still move relative to the typical one.
_SWEEPS, _SETTLED = 200, 1e-14


class FaceRates(NamedTuple):
    """What a region does at a moment.

    Attributes:
        channels: Flux through each channel, mol/(m² s), ``[..., channel, face]``.
        states: Rates of the local states, ``[..., state, face]``.
        surface: Concentration of each species at the surface, mol/m³, ``[..., species, face]``.
        level: u of each species there, as laws see it; that of ``surface`` where none reads it.
    """

    channels: Array
    states: Array
    surface: Array
    level: Array


@frozen(eq=False)
class FaceOperator:
    """One region, ready to be evaluated.

    Attributes:
        region: Its faces.
        species: Symbols, in the order of the unknowns; states' laws see the first as ``c``.
        boundaries: What holds there.
        states: Local states of the faces.
        medium: Laws of the material behind the faces.
        scale: Typical concentration, mol/m³.
        slopes: What skewed faces and tensors need, else None.
    """

    region: Region
    species: tuple[str, ...]
    boundaries: tuple[Boundary, ...]
    states: tuple[LocalState, ...]
    medium: Medium
    scale: float
    slopes: Slopes | None = None
    channels: tuple[tuple[str, str], ...] = field(init=False)
    coupled: bool = field(init=False)
    levelled: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "channels", tuple((self._species(b), n) for b in self._open for n in _channels(b)))
        object.__setattr__(self, "coupled", self._is_coupled())
        object.__setattr__(self, "levelled", self._by_level())

    @property
    def _open(self) -> list[Open]:
        return [b for b in self.boundaries if not isinstance(b, NoFlux)]

    def _species(self, boundary: Open) -> str:
        return boundary.species or self.species[0]

    def _own(self, symbol: str) -> list[Open]:
        return [b for b in self._open if self._species(b) == symbol]

    def _is_coupled(self) -> bool:
        """Whether a boundary of one species reads the surface value of another."""
        for boundary in self._open:
            others = {f"{seen}_{s}" for seen in "cu" for s in self.species if s != self._species(boundary)}
            if any(others & set(law.arguments) for law in _laws(boundary)):
                return True
        return False

    def _by_level(self) -> frozenset[str]:
        """Species of which a law at these faces reads u."""
        laws = [law for b in self._open for law in _laws(b)] + [one.rate for one in self.states]
        named = {name for law in laws for name in law.arguments}
        own = {self._species(b) for b in self._open for law in _laws(b) if "u" in law.arguments}
        own |= {self.species[0] for one in self.states if "u" in one.rate.arguments}
        return frozenset(s for s in self.species if s in own or f"u_{s}" in named)

    @property
    def count(self) -> int:
        """Number of channels."""
        return len(self.channels)

    def is_linear(self, symbol: str) -> bool:
        """Whether the fluxes of a species are linear in the concentration behind the faces."""
        own = self._own(symbol)
        seen = {"c", f"c_{symbol}"}
        laws = [law for b in own if not isinstance(b, Flux) for law in _laws(b)]
        medium = [self.medium.diffusivity[symbol], *self.medium.velocity.get(symbol, ())]
        fixed = all(not seen & set(law.arguments) for law in (*laws, *medium))
        return fixed and not any(isinstance(b, Flux) for b in own)

    def evaluate(self, known: State, profiles: Mapping[str, Profile], states: Array) -> FaceRates:
        """Fluxes, rates of the states, and surface concentrations.

        Args:
            known: What laws see in the cells.
            profiles: Concentration of every species.
            states: The local states, ``[..., state, face]``.
        """
        cells = len(next(iter(profiles.values())).start)
        local = self.local(known, states, cells)
        behind = {s: self._behind(p) for s, p in profiles.items()}
        surface, level, fluxes = self._solve(local, behind, profiles)
        lead = np.broadcast_shapes(*(b.shape for b in behind.values()), states.shape[:-2] + states.shape[-1:])
        seen = {**local, **{f"c_{s}": np.maximum(v, 0.0) for s, v in surface.items()}}
        seen["c"] = seen[f"c_{self.species[0]}"]
        if self.levelled:
            seen.update({f"u_{s}": np.maximum(v, 0.0) for s, v in level.items()})
            seen["u"] = np.maximum(level.get(self.species[0], surface[self.species[0]]), 0.0)
        rates = [_spread(np.asarray(one.rate.at(seen), dtype=float), lead) for one in self.states]
        at_surface = _stacked([_spread(surface[s], lead) for s in self.species], lead)
        levels = [_spread(level.get(s, surface[s]), lead) for s in self.species if level]
        return FaceRates(
            _stacked([_spread(flux, lead) for flux in fluxes], lead),
            _stacked(rates, lead),
            at_surface,
            _stacked(levels, lead) if levels else at_surface,
        )

    # -- what laws see ------------------------------------------------------------------

    def local(self, known: State, states: Array, cells: int) -> dict[str, Array | float]:
        """What laws see at the faces, but the surface concentrations.

        Args:
            known: What laws see in the cells.
            states: The local states, ``[..., state, face]``.
            cells: Number of cells.
        """
        local = at_cells(known, self.region.cells, cells)
        local.update(zip("xyz", self.region.points, strict=False))
        local.update({one.name: states[..., index, :] for index, one in enumerate(self.states)})
        return local

    def _behind(self, profile: Profile) -> Array:
        """Concentration straight behind each face, at the distance of the cell's centre."""
        value = profile.value
        here = value[..., self.region.cells]
        return here if self.slopes is None else here + self.slopes.behind(value)

    # -- surface values and fluxes --------------------------------------------------------

    def _solve(
        self, local: dict[str, Array | float], behind: Mapping[str, Array], profiles: Mapping[str, Profile]
    ) -> tuple[dict[str, Array], dict[str, Array], list[Array]]:
        """Surface concentration of every species, u of those of which a law reads it, and the flux of every channel."""
        surface = dict(behind)
        level = {s: self.medium.uptake[s].guess(behind[s], local, self.scale) for s in self.levelled}
        fluxes: dict[str, list[Array]] = {}
        for sweep in range(_SWEEPS if self.coupled else 1):
            before = dict(surface)
            for symbol in self.species:
                if self.coupled:
                    local = {**local, **{f"c_{s}": np.maximum(v, 0.0) for s, v in surface.items()}}
                    local.update({f"u_{s}": np.maximum(v, 0.0) for s, v in level.items()})
                half = self._half(symbol, local, behind[symbol], profiles[symbol])
                if symbol in self.levelled:
                    level[symbol], surface[symbol], fluxes[symbol] = self._by_uptake(symbol, local, half)
                else:
                    surface[symbol], fluxes[symbol] = self._one(symbol, local, half)
            if not self.coupled or (sweep and self._settled(surface, before)):
                break
        else:
            raise SolverError(
                f"The surface concentrations of {', '.join(self.species)} at {self.region.name!r} could not be solved "
                "together: their fluxes depend on each other too strongly for the sweeps to settle. Check the signs "
                "of the flux laws there."
            )
        taken = {symbol: iter(own) for symbol, own in fluxes.items()}
        return surface, level, [next(taken[symbol]) for symbol, _ in self.channels]

    def _settled(self, surface: Mapping[str, Array], before: Mapping[str, Array]) -> bool:
        return all(
            np.all(np.abs(surface[s] - before[s]) <= _SETTLED * (np.abs(surface[s]) + self.scale)) for s in surface
        )

    def _half(self, symbol: str, local: State, cell: Array, profile: Profile) -> _HalfCell:
        cross: Array | float = 0.0
        if self.slopes is not None:
            cross = self.slopes.cross(self.medium.diffusivity[symbol], self.region.normals, local, profile.value)
        return _HalfCell(symbol, self.medium, self.region, local, cell, cross)

    def _one(self, symbol: str, local: State, half: _HalfCell) -> tuple[Array, list[Array]]:
        own, cell = self._own(symbol), half.cell
        if own and isinstance(own[0], FixedConcentration):
            surface = _spread(np.asarray(own[0].value.at(local), dtype=float), cell.shape)
            return surface, [half.supply(surface - cell)]
        if all(isinstance(b, SurfaceExchange) for b in own) and half.plain:
            return self._exchanging(own, symbol, local, half)
        if not own:  # nothing passes; with drift the species piles up against the face
            back, push = half.pull(np.zeros_like(cell))
            return cell + _over(push, back), []

        def residual(shift: Array) -> Array:
            out = sum(_evaluate(own, local, symbol, cell + shift), np.zeros(()))
            return np.asarray(out - half.supply(shift))

        try:
            shift = solve_surface(residual, cell, self.scale)
        except SolverError as error:
            raise self._unsolved(symbol, own, error) from error
        if all(isinstance(b, SurfaceExchange) for b in own):
            return cell + shift, _exchange(own, local, half, shift)
        return cell + shift, self._flows(own, local, symbol, half, shift)

    def _by_uptake(self, symbol: str, local: State, half: _HalfCell) -> tuple[Array, Array, list[Array]]:
        """u at the surface, the concentration that is in equilibrium with it, and the fluxes, whose laws read u.

        It is u that is solved: where an uptake saturates, the concentration tells little of it.
        """
        own, uptake = self._own(symbol), self.medium.uptake[symbol]
        if not any({"u", f"u_{symbol}"} & set(law.arguments) for b in own for law in _laws(b)):
            surface, fluxes = self._one(symbol, local, half)  # only states read it
            return uptake.level(surface, local), surface, fluxes
        guess = uptake.guess(half.cell, local, self.scale)

        def residual(shift: Array) -> Array:
            level = guess + shift
            held = uptake.concentration(level, local)
            out = sum(_evaluate(own, local, symbol, held, level), np.zeros(()))
            return np.asarray(out - half.supply(held - half.cell))

        try:
            level = guess + solve_surface(residual, guess, self.scale)
        except SolverError as error:
            raise self._unsolved(symbol, own, error) from error
        increment = 1e-6 * (np.abs(level) + self.scale)
        pair = np.stack([level, level + increment])
        held = uptake.concentration(pair, local)
        back, push = half.pull(held[0] - half.cell)
        per_level = back * (held[1] - held[0]) / increment
        fluxes = _corrected(
            _evaluate(own, local, symbol, held, pair), increment, per_level, push - back * (held[0] - half.cell)
        )
        return level, held[0], fluxes

    def _flows(self, own: list[Open], local: State, symbol: str, half: _HalfCell, shift: Array) -> list[Array]:
        """Fluxes of the channels at the surface value.

        A law steeper than diffusion magnifies the rounding of the surface value; there one Newton correction by the
        channels' slopes makes their sum what diffusion brings, which is better known.
        """
        increment = 1e-6 * (np.abs(half.cell) + np.abs(shift) + self.scale)
        surface = half.cell + shift
        pairs = _evaluate(own, local, symbol, np.stack([surface, surface + increment]))
        back, push = half.pull(shift)
        return _corrected(pairs, increment, back, push - back * shift)

    def _unsolved(self, symbol: str, own: list[Open], error: SolverError) -> SolverError:
        """The failure of a surface value, with its laws and records named."""
        bare = self.medium.diffusivity[symbol]
        laws = [law for b in own for law in _laws(b)] + list(getattr(bare, "laws", (bare,)))
        listed = "; ".join(dict.fromkeys(law.describe() for law in laws))
        told = SolverError(f"{error} Here: {symbol} at {self.region.name!r}, with the laws {listed}.")
        told.where, told.term = f"the face {self.region.name!r}", f"the flux of {symbol} through that face"
        told.records = tuple(dict.fromkeys(key for law in laws for key in law.records))
        return told

    def _exchanging(self, own: list[Open], symbol: str, local: State, half: _HalfCell) -> tuple[Array, list[Array]]:
        """Exchanges alone over a diffusivity that does not see the species: closed form."""
        rates = _exchange_pairs(own, local)
        unmoved = np.zeros_like(half.cell)
        back, push = half.pull(unmoved)
        total = back + sum(rate for rate, _ in rates)
        excess = push - sum(rate * (half.cell - level) for rate, level in rates)
        return half.cell + _over(excess, total), _exchange(own, local, half, unmoved)


class _HalfCell:
    """What diffusion and drift bring to the surface from the cell behind it."""

    def __init__(
        self, symbol: str, medium: Medium, region: Region, local: State, cell: Array, cross: Array | float
    ) -> None:
        self.symbol, self.local, self.cell = symbol, local, np.asarray(cell, dtype=float)
        self._diffusivity, self._region = medium.diffusivity[symbol], region
        self._velocity = medium.velocity.get(symbol)
        self._cross = cross

    @property
    def plain(self) -> bool:
        """Whether the conductance does not depend on the surface value."""
        return not {"c", f"c_{self.symbol}"} & set(self._diffusivity.arguments) and self._velocity is None

    def pull(self, shift: Array) -> tuple[Array, Array]:
        """The flux towards the surface as push - back * shift: push in mol/(m² s), back in m/s.

        Coefficients are taken at the mean of cell and surface value.

        Args:
            shift: Surface minus cell concentration, mol/m³.
        """
        mean = np.maximum(self.cell + 0.5 * shift, 0.0)
        state = {**self.local, "c": mean, f"c_{self.symbol}": mean}
        normal = normal_diffusivity(self._diffusivity, self._region.normals, state)
        back = np.asarray(normal / self._region.distances)
        velocity = normal_velocity(self._velocity, self._region.normals, state)
        push = np.asarray(self._cross + np.zeros_like(mean))
        if velocity is None:
            return back, push
        return drift(back, velocity), push + velocity * self.cell

    def supply(self, shift: Array) -> Array:
        """Flux towards the surface, mol/(m² s), for surface minus cell concentration."""
        back, push = self.pull(shift)
        return np.asarray(push - back * shift)


def _spread(value: Array, shape: tuple[int, ...]) -> Array:
    """An array in a shape; the usual one has it, and numpy's own asking would cost more than the rest of a channel."""
    return value if value.shape == shape else np.broadcast_to(value, shape)


def _stacked(values: list[Array], lead: tuple[int, ...]) -> Array:
    """Arrays ``[..., face]`` as ``[..., one, face]``."""
    if not values:
        return np.zeros((*lead[:-1], 0, lead[-1]))
    return np.stack(values, axis=-2)


def _laws(boundary: Open) -> tuple[Law, ...]:
    if isinstance(boundary, FixedConcentration):
        return (boundary.value,)
    return (boundary.rate, boundary.equilibrium) if isinstance(boundary, SurfaceExchange) else (boundary.law,)


def _channels(boundary: Open) -> tuple[str, ...]:
    return boundary.channels if isinstance(boundary, Flux) else (boundary.name,)


def _corrected(pairs: list[Array], increment: Array, back: Array, supply: Array) -> list[Array]:
    """Fluxes of channels at a surface value, the steep ones corrected to add up to what diffusion brings.

    Args:
        pairs: Flux of each channel at the value, and an increment above it.
        increment: Of the value.
        back: How fast the supply falls with the value.
        supply: What diffusion brings.
    """
    slopes = [(ahead - here) / increment for here, ahead in pairs]
    steep = np.asarray(sum(slopes, np.zeros(())))
    missing = supply - sum((here for here, _ in pairs), np.zeros(()))
    share = np.where(steep > back, missing / np.where(steep > back, steep, 1.0), 0.0)
    return [here + slope * share for (here, _), slope in zip(pairs, slopes, strict=True)]


def _evaluate(own: list[Open], local: State, symbol: str, surface: Array, level: Array | None = None) -> list[Array]:
    """Flux of every channel at a surface concentration (mol/m³), and at its u for laws that read that."""
    out: list[Array] = []
    for one in own:
        if isinstance(one, SurfaceExchange):
            flow = one.rate.at(local) * (surface - one.equilibrium.at(local))
            out.append(_spread(flow, surface.shape))
        elif isinstance(one, Flux):
            by_level = level is not None and {"u", f"u_{symbol}"} & set(one.law.arguments)
            flow = (
                continued(one.law, _with_content(local, symbol, surface), symbol, level, "u")
                if by_level and level is not None
                else continued(one.law, local, symbol, surface)
            )
            parts = flow if len(one.channels) > 1 else flow[np.newaxis]
            out += [_spread(part, surface.shape) for part in parts]
    return out


def _with_content(local: State, symbol: str, surface: Array) -> dict[str, Array | float]:
    """What a law that reads u sees besides."""
    held = np.maximum(surface, 0.0)
    return {**local, "c": held, f"c_{symbol}": held}


def _exchange_pairs(own: list[Open], local: State) -> list[tuple[Array, Array]]:
    """Rate (m/s) and equilibrium (mol/m³) of every exchange."""
    return [
        (np.asarray(b.rate.at(local)), np.asarray(b.equilibrium.at(local)))
        for b in own
        if isinstance(b, SurfaceExchange)
    ]


def _exchange(own: list[Open], local: State, half: _HalfCell, shift: Array) -> list[Array]:
    """Fluxes of exchanges alone, exact also where the rate is huge: no difference to the surface is taken.

    Args:
        own: Exchanges.
        local: What laws see at the face.
        half: What brings the species to the face.
        shift: Surface minus cell concentration where the conductance is taken.
    """
    pairs = _exchange_pairs(own, local)
    (back, push), cell = half.pull(shift), half.cell
    total = back + sum(rate for rate, _ in pairs)
    return [
        _spread(
            rate * _over(back * (cell - level) + push + sum(r * (other - level) for r, other in pairs), total),
            cell.shape,
        )
        for rate, level in pairs
    ]


def _over(above: Array, below: Array) -> Array:
    """A quotient, 0 where nothing moves the species at all."""
    above, below = np.broadcast_arrays(above, below)
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)
