"""Li/Ni mixing: nickel on lithium sites follows an equilibrium that rises above one temperature.

    dm/dt = k(T) (m_least + slope max(0, T − T_coolest) − m)

The series of sintering temperatures that it stands on has its minimum at 760 °C for NCM811; how much mixing there is,
and how fast it changes, is assumed. Below the minimum the cations hardly move: an anneal at 400 °C changes nothing.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, State, Transformation
from annealkit_materials.ncm.anchored import anchored
from annealkit_materials.ncm.composition import Array, Parameter, identity
from annealkit_materials.ncm.shares import share

__all__ = ["STATE", "Equilibrium", "fraction", "transformation"]

#: State that holds the change of the mixing since the start.
STATE = "mixing_change"


@frozen(eq=False)
class Equilibrium:
    """How far the mixing is from its equilibrium, m_eq(T) − m.

    Attributes:
        least: Equilibrium up to the coolest temperature.
        slope: Its rise above, 1/K.
        coolest: That temperature, K.
        start: Mixing at the start.
    """

    least: Parameter
    slope: Parameter
    coolest: Parameter
    start: Parameter

    def __call__(self, T: ArrayLike, mixing_change: ArrayLike) -> Array:
        """At ``T`` (K) and of the state."""
        hotter = np.maximum(0.0, np.asarray(T, dtype=float) - self.coolest)
        return np.asarray(self.least + self.slope * hotter - self.start - np.asarray(mixing_change, dtype=float))


def fraction(material: Material) -> Law:
    """m, the share of the lithium sites with nickel on them."""
    return share(material["mixing.start"], STATE, "Li/Ni mixing")


def transformation(material: Material) -> Transformation:
    """The transformation named "equilibrium"."""
    value, energy, at = (material[f"mixing.{name}"] for name in ("rate", "energy", "temperature"))
    rate = anchored(value, energy, at, unit="1/s", name="mixing") * _distance(material)
    return Transformation(
        name="equilibrium",
        kind="mixing",
        state=State(STATE, rate),
        outputs={"mixing_fraction": fraction(material)},
        note="First-order approach to an equilibrium that is least up to one temperature and linear above. The "
        "temperature was measured for NCM811 only; amounts and rate are assumed.",
    )


def _distance(material: Material) -> Law:
    least, slope, coolest, start = (material[f"mixing.{name}"] for name in ("least", "slope", "coolest", "start"))
    return Callable(
        Equilibrium(least.per_cell, slope.per_cell, coolest.per_cell, start.per_cell),
        "1",
        arguments=("T", STATE),
        records=[least, slope, coolest, start],
        text=f"({least.text} + {slope.text} · max(0, T − {coolest.text}) − {start.text} − {STATE})",
        name="distance from equilibrium",
        identity=identity("distance from equilibrium"),
    )
