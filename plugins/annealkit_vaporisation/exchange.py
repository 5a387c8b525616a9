"""Exchange of lithium between a surface and the gas: evaporation, film, water supply, source.

For each species g with n Li atoms, positive when it leaves,

    J_g = n (p_eq − p_∞)/(R T) / (1/k_HK + 1/k_gas),   k_HK = α sqrt(R T/2πM),   k_gas = D/δ.

Water is consumed where hydroxides leave (half a molecule for LiOH, one for its dimer) and must itself
come through the film, so its pressure at the surface solves a quadratic for y = sqrt(p_H2O):

    k_w (p_∞ − y²) = ½ G_1 (A y − p_1∞) + G_2 (B y² − p_2∞)

with G the conductances of monomer and dimer, A y and B y² their equilibrium pressures.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Law, R
from annealkit_vaporisation.carbonate import Carbonate, source_activity
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
from annealkit_vaporisation.film import GasFilm, hertz_knudsen

__all__ = ["ARGUMENTS", "Exchange", "WaterSupply"]

Array = NDArray[np.float64]

#: State at a gas face that the flux reads (besides what the activity asks for).
ARGUMENTS = ("T", "c", "p_O2", "p_H2O", "p_CO2", "p_N2", "p_Ar", "a_source", "boundary_layer")

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
        spread = np.sqrt(linear**2 + 4 * square * supply)
        return np.asarray(-2 * demand / (2 * square * self.root + linear + spread + _TINY))


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
        axes: Number of axes of the parameters themselves.
    """

    activity: Law
    full: Array
    factors: Array
    alpha: Array
    alpha_water: Array | None
    exhaustion: Array
    carbonate: Carbonate
    film: GasFilm | None
    axes: int = field(init=False)

    @axes.default
    def _of_parameters(self) -> int:
        """Axes of the parameters themselves: two where a record is varied over a batch, else none."""
        batches = [self.factors[0], self.full, self.alpha, self.exhaustion, *self.carbonate.pressures]
        batches += [] if self.alpha_water is None else [self.alpha_water]
        batches += [] if self.film is None else [self.film.prefactor[0], self.film.depth[0]]
        return max(np.ndim(one) for one in batches)

    def __call__(self, **state: ArrayLike) -> Array:
        """Flux of Li by species; see :data:`ARGUMENTS` for the keywords (SI units)."""
        s = {name: np.asarray(value, dtype=float) for name, value in state.items()}
        s["p_O2"] = np.maximum(s["p_O2"], OXYGEN_FLOOR)
        here = np.asarray(self.activity.at(s), dtype=float)
        ndim = max(self.axes, here.ndim, *(array.ndim for array in s.values()))
        log_k = along(ln_k(s["T"]), ndim)
        conductance = self._conductance(s, ndim)
        rise = self._rise(s, here, log_k, conductance, ndim)
        flux = along(LITHIUM, ndim) * conductance[:_WATER] * rise * BAR / (R * s["T"])
        return self._limited(flux, s["c"])

    def _rise(self, s: Mapping[str, Array], here: Array, log_k: Array, conductance: Array, ndim: int) -> Array:
        """p_eq − p_∞ of every species, bar."""
        unit = along(self.factors, ndim) * volatility(log_k, s["p_O2"])
        power = along(OXIDE_POWER, ndim)
        hydroxide = BAR * np.exp(log_k[_WATER])
        held = source_activity(s["a_source"], s["p_CO2"], s["p_H2O"], self.carbonate(s["T"]), hydroxide)
        root = np.sqrt(np.maximum(s["p_H2O"], 0.0) / BAR)
        wet = root ** along(2 * WATER_POWER, ndim)
        solid, away = unit * here**power, unit * held**power * wet
        rise = solid * wet - away
        if self.alpha_water is None:
            return np.asarray(rise)
        return self._with_depletion(rise, solid, away, conductance, root)

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

    def _conductance(self, s: Mapping[str, Array], ndim: int) -> Array:
        """1/(1/k_HK + 1/k_gas) of every vapour and water, m/s; α = 0 gives 0."""
        water = self.alpha if self.alpha_water is None else self.alpha_water
        alpha = np.stack(np.broadcast_arrays(*[self.alpha] * _WATER, water))
        surface = along(alpha, ndim) * hertz_knudsen(s["T"], ndim)
        if self.film is None:
            return surface
        pressures = {name.removeprefix("p_"): value for name, value in s.items() if name.startswith("p_")}
        return surface / (1 + surface * s["boundary_layer"] * self.film.resistance(s["T"], pressures, ndim))

    def _limited(self, flux: Array, c: Array) -> Array:
        """Outflow ends with the lithium, inflow is not limited; channel by channel to be continuous."""
        left = np.maximum(c, 0.0) / self.full
        share = left / (left + self.exhaustion)
        return np.asarray(np.maximum(flux, 0.0) * share + np.minimum(flux, 0.0))
