"""Viscosity of the furnace gas: Chapman-Enskog theory, mixed by the rule of Wilke.

The collision integral is the fit of P. D. Neufeld, A. R. Janzen and R. A. Aziz, J. Chem. Phys. 57 (1972) 1100; the
mixture rule is that of C. R. Wilke, J. Chem. Phys. 18 (1950) 517. Both are recalled; tests hold them against Cantera.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R, Record
from annealkit_vaporisation.equilibrium import along
from annealkit_vaporisation.transport import AVOGADRO, MOLAR_MASS

__all__ = ["Viscosity", "collision_integral"]

Array = NDArray[np.float64]

#: Total pressure (Pa) below which shares of a gas mean nothing; keeps them finite in a vacuum.
_NOTHING = 1e-300


def collision_integral(reduced_temperature: ArrayLike) -> Array:
    """Neufeld's viscosity collision integral Ω_v of the Lennard-Jones potential at T* = kT/ε."""
    t = np.asarray(reduced_temperature, dtype=float)
    return np.asarray(1.16145 * t**-0.14874 + 0.52487 * np.exp(-0.77320 * t) + 2.16178 * np.exp(-2.43787 * t))


@frozen(eq=False)
class Viscosity:
    """Lennard-Jones parameters of the gases that a furnace gas is mixed from.

    Attributes:
        gases: Their names, the order of every leading axis here.
        diameter: Lennard-Jones diameter of each, m.
        depth: Well depth ε/k of each, K.
        masses: Molar mass of each, kg/mol.
    """

    gases: tuple[str, ...]
    diameter: Array
    depth: Array
    masses: Array = field(init=False)

    @masses.default
    def _of_gases(self) -> Array:
        return np.array([MOLAR_MASS[name] for name in self.gases])

    @classmethod
    def of(cls, records: Mapping[str, Record], gases: Sequence[str]) -> Viscosity:
        """From records with short ids ``gas.<species>.diameter`` and ``gas.<species>.depth``."""
        values = [
            np.stack(np.broadcast_arrays(*(records[f"gas.{name}.{what}"].per_cell for name in gases)))
            for what in ("diameter", "depth")
        ]
        return cls(tuple(gases), *values)

    def pure(self, T: ArrayLike, ndim: int) -> Array:
        """Viscosity of each gas, Pa s, a leading axis over the gases; ``T`` in K."""
        t = np.asarray(T, dtype=float)
        spread = along(self.diameter, ndim) ** 2 * collision_integral(t / along(self.depth, ndim))
        return np.asarray(5 / 16 * np.sqrt(np.pi * along(self.masses, ndim) * R * t) / (np.pi * AVOGADRO * spread))

    def mixed(self, T: ArrayLike, pressures: Mapping[str, ArrayLike], ndim: int) -> tuple[Array, Array]:
        """Viscosity (Pa s) and mean molar mass (kg/mol) of a mixture.

        Args:
            T: Temperature, K.
            pressures: Partial pressure of each gas, Pa; only their ratios count.
            ndim: Number of axes of the state.
        """
        given = np.stack(np.broadcast_arrays(*(np.asarray(pressures[name], dtype=float) for name in self.gases)))
        shares = along(given / np.maximum(given.sum(axis=0), _NOTHING), ndim)
        pure, masses = self.pure(T, ndim), along(self.masses, ndim)
        total = np.zeros(())
        for one, share in enumerate(shares):
            ratio = masses[one] / masses  # M_i/M_j
            drag = (1 + np.sqrt(pure[one] / pure) / ratio**0.25) ** 2 / np.sqrt(8 * (1 + ratio))
            total = total + share * pure[one] / np.maximum((shares * drag).sum(axis=0), _NOTHING)
        return np.asarray(total), np.asarray((shares * masses).sum(axis=0))
