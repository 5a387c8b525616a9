"""Exchange of lithium between a surface and the gas: evaporation, film, water supply, source.

For each species g with n Li atoms, positive when it leaves,

    J_g = n (p_eq − p_∞)/(R T) / (1/k_HK + 1/k_gas),   k_HK = α sqrt(R T/2πM),   k_gas = D/δ.

Water is consumed where hydroxides leave (half a molecule for LiOH, one for its dimer) and must itself
come through the film, so its pressure at the surface solves a quadratic for y = sqrt(p_H2O):

    k_w (p_∞ − y²) = ½ G_1 (A y − p_1∞) + G_2 (B y² − p_2∞)

with G the conductances of monomer and dimer, A y and B y² their equilibrium pressures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Law, R
from annealkit_vaporisation.carbonate import Carbonate, source_activity
from annealkit_vaporisation.carrying import carried_share
from annealkit_vaporisation.equilibrium import (
    BAR,
    LITHIUM,
    OXIDE_POWER,
    OXYGEN_FLOOR,
    SPECIES,
    WATER_POWER,
    along,
    ln_k,
    volatility,
)
from annealkit_vaporisation.film import CARRIERS, Film, hertz_knudsen
from annealkit_vaporisation.vessel import HELD, vapours

__all__ = ["ARGUMENTS", "CARRIED", "RESISTANCES", "SOURCE", "Exchange", "WaterSupply"]

Array = NDArray[np.float64]

#: State at a gas face that the flux reads (besides what the activity asks for).
ARGUMENTS = ("T", "c", "p_O2", "p_H2O", "p_CO2", "p_N2", "p_Ar", "a_source", "boundary_layer")

#: What a vapour passes on its way from the surface into the gas, in the order of the drops.
RESISTANCES = ("water supply", "evaporation", "boundary layer")
#: And the last one where the gas that takes it up is limited, by the argument that says so.
CARRIED: Mapping[str, str] = {"bed": "bed", "swept": "stream"}
#: What a source holds back: by its carbonate or hydroxide, or on its way into the gas of a vessel.
SOURCE = "source"

_MONOMER, _DIMER, _WATER = SPECIES.index("LiOH"), SPECIES.index("Li2O2H2"), len(SPECIES)
#: Keeps the root finite where there is neither water nor lithium.
_TINY = 1e-300


@frozen(eq=False)
class WaterSupply:
    """The quadratic for water at the surface; pressures in bar, conductances in m/s.

    Each triple or pair is of monomer, dimer (and water).

    Attributes:
        conductances: G_1, G_2, k_w.
        unit: Equilibrium pressures at p_H2O = 1 bar, A and B.
        away: Pressures far from the surface.
        rise: Equilibrium pressures at the water far away, less ``away``.
        root: Square root of p_H2O far from the surface.
    """

    conductances: tuple[Array, Array, Array]
    unit: tuple[Array, Array]
    away: tuple[Array, Array]
    rise: tuple[Array, Array]
    root: Array

    def shift(self) -> Array:
        """z, by which sqrt(p_H2O) at the surface differs from its value far away.

        Written for z and not for the root itself: at equal activity the demand is exactly zero and so is z.
        The form −2r/(β + sqrt(D)) has no cancelling difference, and D is a sum of positive terms.
        """
        monomer, dimer, water = self.conductances
        demand = 0.5 * monomer * self.rise[0] + dimer * self.rise[1]
        square = water + dimer * self.unit[1]
        linear = 0.5 * monomer * self.unit[0]
        supply = water * self.root**2 + 0.5 * monomer * self.away[0] + dimer * self.away[1]
        # The amounts in a vessel may fall below zero by the tolerance of the integration.
        spread = np.sqrt(linear**2 + 4 * square * np.maximum(supply, 0.0))
        return np.asarray(-2 * demand / (2 * square * self.root + linear + spread + _TINY))


@frozen(eq=False)
class _Gas:
    """What holds at a gas face at a moment whatever the surface is; species (and water) along the first axis.

    Attributes:
        T: Temperature, K.
        root: Square root of p_H2O (bar) far from the surface.
        conductance: Of every species and water, m/s.
        away: Pressure of every species far from the surface, bar.
        unit: Pressure over the material at unit activity in a bar of water, bar.
        wet: Factor that the water makes of it.
    """

    T: Array
    root: Array
    conductance: Array
    away: Array
    unit: Array
    wet: Array


@frozen(eq=False)
class Exchange:
    """The flux law: called with the state at a gas face, gives mol Li/(m² s) with a leading axis of six.

    Attributes:
        activity: Activity of Li2O over the material.
        full: Concentration (mol/m³) of the catalogue's composition.
        factors: Factor on each equilibrium pressure; leading axis of six.
        alpha: Evaporation coefficient.
        alpha_water: The same for water; None: water is never short.
        exhaustion: Share of ``full`` at which outflow is halved.
        carbonate: CO2 pressure over Li2CO3.
        film: The gas film; None: none (free evaporation).
        source_apart: Whether a source may have a temperature of its own, ``T_source``.
        sealed: Whether the gas is that of a sealed vessel, whose vapours (``p_LiOH`` ...) the flux reads.
        source: Whether some gas of the run holds a source.
        axes: Number of axes of the parameters themselves.
    """

    activity: Law
    full: Array
    factors: Array
    alpha: Array
    alpha_water: Array | None
    exhaustion: Array
    carbonate: Carbonate
    film: Film | None
    source_apart: bool = False
    sealed: bool = False
    source: bool = False
    axes: int = field(init=False)

    @axes.default
    def _of_parameters(self) -> int:
        """Axes of the parameters themselves: two where a record is varied over a batch, else none."""
        batches = [self.factors[0], self.full, self.alpha, self.exhaustion, *self.carbonate.pressures]
        batches += [] if self.alpha_water is None else [self.alpha_water]
        return max(0 if self.film is None else self.film.axes, *(np.ndim(one) for one in batches))

    @property
    def carried_by(self) -> str | None:
        """See :attr:`annealkit_vaporisation.film.Film.carried_by`."""
        return None if self.film is None else self.film.carried_by

    @property
    def resistances(self) -> tuple[str, ...]:
        """What :meth:`drops` tells apart."""
        carried = () if self.carried_by is None else (CARRIED[self.carried_by],)
        return (*RESISTANCES, *carried, *((SOURCE,) if self.source else ()))

    @property
    def arguments(self) -> tuple[str, ...]:
        """State that it reads besides :data:`ARGUMENTS`."""
        apart = ("T_source",) if self.source_apart else ()
        return (*(() if self.film is None else self.film.arguments), *apart, *(HELD if self.sealed else ()))

    def __call__(self, **state: ArrayLike) -> Array:
        """Flux of Li by species; see :data:`ARGUMENTS` for the keywords (SI units)."""
        s, gas = _arrays(state), self._gas(state)
        here, ndim = self._surface(s)
        flux = along(LITHIUM, ndim) * along(gas.conductance[:_WATER], ndim) * self._rise(gas, here, ndim)
        return self._limited(flux * (BAR / (R * gas.T)), s["c"])

    def drops(self, **state: ArrayLike) -> Array:
        """Drop of the driving pressure over each of :attr:`resistances`, Pa; leading axes resistance and species.

        They add up to p_eq − p_∞ at the water far away, weighted as the flux is by what the surface has left; with a
        source p_∞ is what it would hold if neither a cover nor its own way into the gas stopped it.
        """
        s, gas = _arrays(state), self._gas(state)
        here, ndim = self._surface(s)
        rise = self._rise(gas, here, ndim)
        moist = evolve(self, alpha_water=None)._rise(gas, here, ndim)
        surface = evolve(self, film=None)._conductance(s, ndim)
        lone = self._conductance(s, ndim, unlimited=True)
        share, past = (_over(along(gas.conductance, ndim), one)[:_WATER] for one in (surface, lone))
        each = [moist - rise, share * rise, (past - share) * rise]
        each += [] if self.carried_by is None else [(1 - past) * rise]
        each += [self._held_back(s, gas, ndim)] if self.source else []
        parts = np.broadcast_arrays(*each)
        return np.stack([BAR * self._left(rise, s["c"]) * part for part in parts])

    # -- the surface ----------------------------------------------------------------------

    def _surface(self, s: Mapping[str, Array]) -> tuple[Array, int]:
        """Activity of Li2O at the surface, and the number of axes of the state."""
        here = np.asarray(self.activity.at(s), dtype=float)
        return here, max(self.axes, here.ndim, *(value.ndim for value in s.values()))

    def _rise(self, gas: _Gas, here: Array, ndim: int) -> Array:
        """p_eq − p_∞ of every species, bar."""
        away = along(gas.away, ndim)
        solid = along(gas.unit, ndim) * here ** along(OXIDE_POWER, ndim)
        rise = solid * along(gas.wet, ndim) - away
        if self.alpha_water is None:
            return np.asarray(rise)
        return self._with_depletion(rise, solid, away, along(gas.conductance, ndim), gas.root)

    # -- the gas --------------------------------------------------------------------------

    def _gas(self, state: Mapping[str, ArrayLike]) -> _Gas:
        """The gas at a moment; solving for a surface value asks for one moment a dozen times."""
        values = tuple(state[name] for name in self._outside)
        if all(isinstance(value, float) for value in values):
            return self._remembered(*values)
        return self._made(*values)

    @cached_property
    def _outside(self) -> tuple[str, ...]:
        """What of the state is the gas's."""
        return tuple(dict.fromkeys(name for name in (*ARGUMENTS, *self.arguments) if name != "c"))

    @cached_property
    def _remembered(self) -> Callable[..., _Gas]:
        return lru_cache(maxsize=4)(self._made)

    def _made(self, *values: ArrayLike) -> _Gas:
        s = _arrays(dict(zip(self._outside, values, strict=True)))
        ndim = max(self.axes, *(value.ndim for value in s.values()))
        log_k = along(ln_k(s["T"]), ndim)
        away, offered, wet = self._away(s, log_k, ndim)
        unit = along(self.factors, ndim) * volatility(log_k, s["p_O2"]) if self.source_apart else offered
        root = np.sqrt(np.maximum(s["p_H2O"], 0.0) / BAR)
        return _Gas(s["T"], root, self._conductance(s, ndim), away, unit, wet)

    def _held_back(self, s: Mapping[str, Array], gas: _Gas, ndim: int) -> Array:
        """p_∞ less what the source would hold by its bare activity, bar; none where there is no source."""
        _, offered, wet = self._away(s, along(ln_k(s["T"]), ndim), ndim)
        bare = offered * np.minimum(s["a_source"], 1.0) ** along(OXIDE_POWER, ndim) * wet
        return np.where(s["a_source"] > 0, along(gas.away, ndim) - bare, 0.0)

    def _away(self, s: Mapping[str, Array], log_k: Array, ndim: int) -> tuple[Array, Array, Array]:
        """Pressures far away, those over a source of unit activity in a bar of water, and the factor of its water."""
        warm, log_warm = s["T"], log_k
        if self.source_apart:  # what the source gives off at its own temperature arrives at the same pressure
            warm = s["T_source"]
            log_warm = along(ln_k(warm), ndim)
        offered = along(self.factors, ndim) * volatility(log_warm, s["p_O2"])
        wet = np.sqrt(np.maximum(s["p_H2O"], 0.0) / BAR) ** along(2 * WATER_POWER, ndim)
        if self.sealed:
            return vapours(s, ndim), offered, wet
        hydroxide = BAR * np.exp(log_warm[_WATER])
        held = source_activity(s["a_source"], s["p_CO2"], s["p_H2O"], self.carbonate(warm), hydroxide)
        return offered * held ** along(OXIDE_POWER, ndim) * wet, offered, wet

    @staticmethod
    def _with_depletion(rise: Array, solid: Array, away: Array, conductance: Array, root: Array) -> Array:
        water = WaterSupply(
            conductances=(conductance[_MONOMER], conductance[_DIMER], conductance[_WATER]),
            unit=(solid[_MONOMER], solid[_DIMER]),
            away=(away[_MONOMER], away[_DIMER]),
            rise=(rise[_MONOMER], rise[_DIMER]),
            root=root,
        )
        z = water.shift()
        parts = list(rise)
        parts[_MONOMER] = rise[_MONOMER] + solid[_MONOMER] * z
        parts[_DIMER] = rise[_DIMER] + solid[_DIMER] * z * (2 * root + z)
        return np.stack(np.broadcast_arrays(*parts))

    def _conductance(self, s: Mapping[str, Array], ndim: int, *, unlimited: bool = False) -> Array:
        """1/(1/k_HK + 1/k_gas) of every vapour and water, m/s, α = 0 gives 0.

        Less what gas that fills up on its way holds back, unless it counts as ``unlimited``.
        """
        water = self.alpha if self.alpha_water is None else self.alpha_water
        alpha = np.stack(np.broadcast_arrays(*[self.alpha] * _WATER, water))
        surface = along(alpha, ndim) * hertz_knudsen(s["T"], ndim)
        if self.film is None:
            return surface
        lone = np.asarray(surface / (1 + surface * self.film.resistance(s, ndim)))
        if self.carried_by is None or unlimited:
            return lone
        return lone * carried_share(lone, s["T"], sum(s[f"p_{name}"] for name in CARRIERS), s[self.carried_by])

    def _limited(self, flux: Array, c: Array) -> Array:
        """Outflow ends with the lithium, inflow is not limited; channel by channel to be continuous."""
        return np.asarray(flux * self._left(flux, c))

    def _left(self, flux: Array, c: Array) -> Array:
        """Factor on a flux of this sign."""
        left = np.maximum(c, 0.0) / self.full
        return np.where(flux > 0, left / (left + self.exhaustion), 1.0)


def _arrays(state: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """A state as arrays, its oxygen not below the floor."""
    s = {name: np.asarray(value, dtype=float) for name, value in state.items()}
    return {**s, "p_O2": np.maximum(s["p_O2"], OXYGEN_FLOOR)}


def _over(part: Array, whole: Array) -> Array:
    """A quotient, 1 where there is nothing to be a part of."""
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.ones_like(whole), where=whole > 0)
