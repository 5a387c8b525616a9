"""The stagnant gas film over a body: how easily each vapour gets through it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R, Record
from annealkit_vaporisation.equilibrium import SPECIES, along
from annealkit_vaporisation.transport import MOLAR_MASS, binary_diffusion, diffusion_prefactor, pair

__all__ = ["CARRIERS", "VAPOURS", "GasFilm", "hertz_knudsen"]

Array = NDArray[np.float64]

#: What moves through the film: the Li species, then water.
VAPOURS = (*SPECIES, "H2O")
#: Gases the film is made of. All of them count, by their actual partial pressures.
CARRIERS = ("N2", "O2", "Ar", "CO2", "H2O")

_MASSES = np.array([MOLAR_MASS[name] for name in VAPOURS])


def hertz_knudsen(T: ArrayLike, ndim: int) -> Array:
    """Velocity sqrt(RT/2πM) in m/s of every vapour, a leading axis of seven; ``T`` in K."""
    return np.sqrt(R * np.asarray(T, dtype=float) / (2 * np.pi * along(_MASSES, ndim)))


@frozen(eq=False)
class GasFilm:
    """Pair parameters of every vapour with every carrier gas.

    Attributes:
        prefactor: Chapman-Enskog factor of each pair, Pa m²/(s K^1.5); leading axis vapour and carrier.
        depth: Well depth of each pair, K; the same axes.
    """

    prefactor: Array
    depth: Array

    @classmethod
    def of(cls, records: Mapping[str, Record]) -> GasFilm:
        """From records with short ids ``gas.<species>.diameter`` and ``gas.<species>.depth``."""
        pairs = [(vapour, carrier) for vapour in VAPOURS for carrier in CARRIERS]
        diameters = [_mix(records, one, "diameter") for one in pairs]
        factors = [
            diffusion_prefactor(MOLAR_MASS[one[0]], MOLAR_MASS[one[1]], diameter)
            for one, diameter in zip(pairs, diameters, strict=True)
        ]
        return cls(_stack(factors), _stack([_mix(records, one, "depth") for one in pairs]))

    def resistance(self, T: ArrayLike, pressures: Mapping[str, ArrayLike], ndim: int) -> Array:
        """Resistance 1/D of the gas to every vapour, s/m², a leading axis of seven (Blanc's law).

        Args:
            T: Temperature, K.
            pressures: Partial pressure of each carrier, Pa. With none of them it is zero: vacuum.
            ndim: Number of axes of the state.
        """
        pD = binary_diffusion(T, along(self.prefactor, ndim), along(self.depth, ndim))
        per_vapour = pD.reshape((len(VAPOURS), len(CARRIERS)) + pD.shape[1:])
        # x_i/D_i summed over the carriers, where D_i = (p D)_i/p and x_i = p_i/p: the total cancels.
        parts = [np.asarray(pressures[name]) / per_vapour[:, i] for i, name in enumerate(CARRIERS)]
        return np.asarray(sum(parts))


def _mix(records: Mapping[str, Record], names: tuple[str, str], what: str) -> Array:
    first, second = (records[f"gas.{name}.{what}"].per_cell for name in names)
    return pair(first, second, what)


def _stack(values: list[Array]) -> Array:
    return np.stack(np.broadcast_arrays(*values)).astype(float)
