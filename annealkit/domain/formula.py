"""Chemical formulas read as text, and what a mole of them weighs."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["ATOMIC_WEIGHTS", "atoms", "molar_mass"]

#: Standard atomic weights, abridged (IUPAC 2021), g/mol.
ATOMIC_WEIGHTS: Mapping[str, float] = {
    "H": 1.008, "Li": 6.94, "Be": 9.0122, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998,
    "Na": 22.990, "Mg": 24.305, "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098,
    "Ca": 40.078, "Sc": 44.956, "Ti": 47.867, "V": 50.942, "Cr": 51.996, "Mn": 54.938, "Fe": 55.845, "Co": 58.933,
    "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "Ga": 69.723, "Ge": 72.630, "As": 74.922, "Se": 78.971, "Br": 79.904,
    "Rb": 85.468, "Sr": 87.62, "Y": 88.906, "Zr": 91.224, "Nb": 92.906, "Mo": 95.95, "Ru": 101.07, "Rh": 102.91,
    "Pd": 106.42, "Ag": 107.87, "Cd": 112.41, "In": 114.82, "Sn": 118.71, "Sb": 121.76, "Te": 127.60, "I": 126.90,
    "Cs": 132.91, "Ba": 137.33, "La": 138.91, "Ce": 140.12, "Pr": 140.91, "Nd": 144.24, "Sm": 150.36, "Eu": 151.96,
    "Gd": 157.25, "Tb": 158.93, "Dy": 162.50, "Ho": 164.93, "Er": 167.26, "Tm": 168.93, "Yb": 173.05, "Lu": 174.97,
    "Hf": 178.49, "Ta": 180.95, "W": 183.84, "Re": 186.21, "Ir": 192.22, "Pt": 195.08, "Au": 196.97, "Tl": 204.38,
    "Pb": 207.2, "Bi": 208.98,
}  # fmt: skip

_PART = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?|\.\d+)?")


def atoms(formula: str) -> dict[str, float] | None:
    """Atoms of each element in a formula such as ``"Li7La3Zr2O12"``, None where the text is none."""
    if not re.fullmatch(f"(?:{_PART.pattern})+", formula):
        return None
    found: dict[str, float] = {}
    for symbol, number in _PART.findall(formula):
        found[symbol] = found.get(symbol, 0.0) + float(number or 1)
    return found if set(found) <= set(ATOMIC_WEIGHTS) else None


def molar_mass(counts: Mapping[str, float]) -> float:
    """kg/mol.

    Args:
        counts: Atoms by element.
    """
    return sum(number * ATOMIC_WEIGHTS[symbol] for symbol, number in counts.items()) / 1e3
