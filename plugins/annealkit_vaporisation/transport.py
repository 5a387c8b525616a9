"""Diffusion of vapours through the furnace gas: Chapman-Enskog theory and Blanc's law.

The collision integral is the fit of P. D. Neufeld, A. R. Janzen and R. A. Aziz, J. Chem. Phys. 57 (1972)
1100; combination rules are σ = (σ1 + σ2)/2 and ε = sqrt(ε1 ε2). Every function takes arrays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R

__all__ = ["AVOGADRO", "MOLAR_MASS", "binary_diffusion", "collision_integral", "diffusion_prefactor", "pair"]

Array = NDArray[np.float64]

#: Molecules per mole, exact.
AVOGADRO = 6.02214076e23

_ATOMS = {"Li": 6.94e-3, "O": 15.999e-3, "H": 1.008e-3, "N": 14.007e-3, "Ar": 39.95e-3, "C": 12.011e-3}
#: Molar masses in kg/mol from the abridged standard atomic weights.
MOLAR_MASS = {
    "Li": _ATOMS["Li"],
    "LiO": _ATOMS["Li"] + _ATOMS["O"],
    "LiOH": _ATOMS["Li"] + _ATOMS["O"] + _ATOMS["H"],
    "Li2O2H2": 2 * (_ATOMS["Li"] + _ATOMS["O"] + _ATOMS["H"]),
    "Li2O": 2 * _ATOMS["Li"] + _ATOMS["O"],
    "Li2O2": 2 * (_ATOMS["Li"] + _ATOMS["O"]),
    "H2O": 2 * _ATOMS["H"] + _ATOMS["O"],
    "N2": 2 * _ATOMS["N"],
    "O2": 2 * _ATOMS["O"],
    "Ar": _ATOMS["Ar"],
    "CO2": _ATOMS["C"] + 2 * _ATOMS["O"],
}


def collision_integral(reduced_temperature: ArrayLike) -> Array:
    """Neufeld's diffusion collision integral Ω_D of the Lennard-Jones potential at T* = kT/ε."""
    t = np.asarray(reduced_temperature, dtype=float)
    slow = 1.06036 * t**-0.15610
    return np.asarray(
        slow + 0.19300 * np.exp(-0.47635 * t) + 1.03587 * np.exp(-1.52996 * t) + 1.76474 * np.exp(-3.89411 * t)
    )


def pair(first: ArrayLike, second: ArrayLike, rule: str) -> Array:
    """Lennard-Jones parameter of a pair: ``rule`` is "diameter" (arithmetic) or "depth" (geometric mean)."""
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    return np.asarray((a + b) / 2 if rule == "diameter" else np.sqrt(a * b))


def diffusion_prefactor(mass1: ArrayLike, mass2: ArrayLike, diameter: ArrayLike) -> Array:
    """Chapman-Enskog factor f of ``p D = f T^(3/2)/Ω_D``, Pa m²/(s K^1.5).

    Args:
        mass1: Molar mass of one partner, kg/mol.
        mass2: Molar mass of the other, kg/mol.
        diameter: Lennard-Jones diameter of the pair, m.
    """
    inverse_mass = 1 / np.asarray(mass1, dtype=float) + 1 / np.asarray(mass2, dtype=float)
    sigma = np.asarray(diameter, dtype=float)
    return np.asarray(3 / 16 * np.sqrt(2 * R**3 / np.pi * inverse_mass) / (AVOGADRO * sigma**2))


def binary_diffusion(T: ArrayLike, prefactor: ArrayLike, depth: ArrayLike) -> Array:
    """Binary diffusion coefficient times pressure, Pa m²/s.

    Args:
        T: Temperature, K.
        prefactor: From :func:`diffusion_prefactor`.
        depth: Well depth ε/k of the pair, K.
    """
    t = np.asarray(T, dtype=float)
    return np.asarray(
        np.asarray(prefactor, dtype=float) * t**1.5 / collision_integral(t / np.asarray(depth, dtype=float))
    )
