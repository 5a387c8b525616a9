"""Li2O dissolved in ZnO: two lithium per oxide, so the activity goes with the square of the content.

With x = Li/Zn the reaction Li2O(s) = 2 Li (in ZnO) + O gives a = (x/x_s)²; x_s = x_0 exp(−E/RT) is the solubility.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Activity, Callable, Material, R

__all__ = ["Dilute", "activity"]

Array = NDArray[np.float64]

_RECORDS = ("Li.site_concentration", "Li.solubility.prefactor", "Li.solubility.energy")
_NOTE = "Li2O dissolves as two lithium; above the solubility Li2O itself lies beside and fixes the activity at 1."


@frozen(eq=False)
class Dilute:
    """Activity of Li2O over a dilute solution.

    Attributes:
        site: Concentration at one Li per Zn, mol/m³.
        prefactor: x_0, solubility at infinite temperature as Li/Zn.
        energy: E, energy of solution per mole of Li, J/mol.
    """

    site: float | Array
    prefactor: float | Array
    energy: float | Array

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """a(Li2O) relative to the pure solid, at ``T`` (K) and ``c`` (mol/m³)."""
        solubility = self.prefactor * np.exp(-self.energy / (R * np.asarray(T, dtype=float)))
        share = np.maximum(np.asarray(c, dtype=float), 0.0) / (self.site * solubility)
        return np.asarray(np.minimum(share, 1.0) ** 2)


def activity(material: Material) -> Activity:
    """The activity of Li2O named "dilute"."""
    site, prefactor, energy = records = [material[name] for name in _RECORDS]
    law = Callable(
        Dilute(site.per_cell, prefactor.per_cell, energy.per_cell),
        "1",
        arguments=("T", "c"),
        records=records,
        text=f"min(1, x/({prefactor.text} exp(−{energy.text}/kT)))²",
        name="activity of Li2O",
        identity="annealkit_zno activity dilute",
    )
    return Activity("dilute", "Li", "Li2O", law, _NOTE)
