"""Activity of Li2O over LiCoO2: the equilibria with Co3O4 and with CoO, and the rise on the Li-rich side.

LiCoO2 that lost any lithium lies beside an oxide of cobalt, and this pair fixes the activity:

    3 LiCoO2 = Co3O4 + 3/2 Li2O + 1/4 O2
      LiCoO2 =   CoO + 1/2 Li2O + 1/4 O2
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Activity, Callable, Material, R, Record
from annealkit_materials.licoo2.composition import SITE, Array, Parameter, identity

__all__ = ["RECORDS", "Decomposition", "Equilibria", "Equilibrium", "activity", "decomposition", "equilibria"]

#: Oxygen pressure (Pa) below which the gas counts as free of oxygen; keeps the logarithm finite.
P_O2_FLOOR = 1e-15
#: Pressure (Pa) to which the reactions' Gibbs energies refer.
BAR = 1e5

_REACTIONS = (
    "Co3O4.reaction.enthalpy",
    "Co3O4.reaction.entropy",
    "CoO.reaction.enthalpy",
    "CoO.reaction.entropy",
)
#: Short ids of the records behind the activity.
RECORDS = (*_REACTIONS, "Li.activity.width", SITE)


@frozen(eq=False)
class Equilibrium:
    """LiCoO2 beside one oxide of cobalt.

    Attributes:
        enthalpy: Of the reaction that makes one mole of the oxide of cobalt, J/mol.
        entropy: Of the same reaction, J/(mol K).
        oxide: Moles of Li2O that it gives off.
        oxygen: Moles of O2 that it gives off.
    """

    enthalpy: Parameter
    entropy: Parameter
    oxide: float
    oxygen: float = 0.25

    def log_activity(self, T: ArrayLike, p_O2: ArrayLike) -> Array:
        """ln a(Li2O), not capped at pure Li2O, at ``T`` (K) and ``p_O2`` (Pa)."""
        t = np.asarray(T, dtype=float)
        oxygen = np.log(np.maximum(p_O2, P_O2_FLOOR) / BAR)
        energy = (self.enthalpy - t * self.entropy) / (R * t)
        return np.asarray(-(energy + self.oxygen * oxygen) / self.oxide)


@frozen(eq=False)
class Equilibria:
    """Both equilibria; the one of higher activity is the stable one."""

    spinel: Equilibrium
    rocksalt: Equilibrium

    def plateau(self, T: ArrayLike, p_O2: ArrayLike) -> Array:
        """ln a(Li2O) for 0 < x ≤ 1; pure Li2O is the most there can be."""
        highest = np.maximum(self.spinel.log_activity(T, p_O2), self.rocksalt.log_activity(T, p_O2))
        return np.asarray(np.minimum(0.0, highest))

    def makes_spinel(self, T: ArrayLike, p_O2: ArrayLike) -> Array:
        """1 where Co3O4 is the stable oxide of cobalt, 0 where CoO is; a tie goes to Co3O4."""
        stable = self.spinel.log_activity(T, p_O2) >= self.rocksalt.log_activity(T, p_O2)
        return np.where(stable, 1.0, 0.0)


@frozen(eq=False)
class Decomposition:
    """Activity of Li2O over LiCoO2 of any composition.

    Attributes:
        equilibria: What fixes it for x ≤ 1.
        width: Excess of x over which ln a rises to 0.
        site: Concentration at one Li per Co, mol/m³.
    """

    equilibria: Equilibria
    width: Parameter
    site: Parameter

    def rise(self, c: ArrayLike) -> Array:
        """Share of the way from the plateau to a second phase of lithium, 0 for x ≤ 1 and 1 from 1 + w."""
        excess = (np.asarray(c, dtype=float) / self.site - 1.0) / self.width
        s = np.clip(excess, 0.0, 1.0)
        return np.asarray(s * s * (3.0 - 2.0 * s))

    def log_activity(self, T: ArrayLike, c: ArrayLike, p_O2: ArrayLike) -> Array:
        """ln a(Li2O) at ``T`` (K), ``c`` (mol/m³) and ``p_O2`` (Pa)."""
        return np.asarray((1.0 - self.rise(c)) * self.equilibria.plateau(T, p_O2))

    def __call__(self, T: ArrayLike, c: ArrayLike, p_O2: ArrayLike) -> Array:
        """a(Li2O), relative to the pure solid."""
        return np.asarray(np.exp(self.log_activity(T, c, p_O2)))


def equilibria(material: Material) -> Equilibria:
    """Both equilibria with this material's records."""
    h_spinel, s_spinel, h_rocksalt, s_rocksalt = (material[name].per_cell for name in _REACTIONS)
    return Equilibria(Equilibrium(h_spinel, s_spinel, 1.5), Equilibrium(h_rocksalt, s_rocksalt, 0.5))


def decomposition(material: Material) -> Decomposition:
    """The activity's function with this material's records."""
    width, site = material["Li.activity.width"].per_cell, material[SITE].per_cell
    return Decomposition(equilibria(material), width, site)


def activity(material: Material) -> Activity:
    """The activity of Li2O named "decomposition"."""
    records = [material[name] for name in RECORDS]
    law = Callable(
        decomposition(material),
        "1",
        arguments=("T", "c", "p_O2"),
        records=records,
        text=_text(*records[:5]),
        name="activity of Li2O",
        identity=identity("activity decomposition"),
    )
    return Activity("decomposition", "Li", "Li2O", law, _NOTE)


_NOTE = (
    "For x up to 1 the equilibrium with Co3O4 or CoO, whichever gives the higher activity, fixes a(Li2O); "
    "x = 1 belongs to this plateau; above it ln a rises by a smoothstep to that of pure Li2O."
)


def _text(h_spinel: Record, s_spinel: Record, h_rocksalt: Record, s_rocksalt: Record, width: Record) -> str:
    spinel = f"2/3 (−({h_spinel.text} − {s_spinel.text} T)/RT − 1/4 ln p_O2/bar)"
    rocksalt = f"2 (−({h_rocksalt.text} − {s_rocksalt.text} T)/RT − 1/4 ln p_O2/bar)"
    return f"exp((1 − smoothstep((x − 1)/{width.text})) · min(0, max({spinel}, {rocksalt})))"
