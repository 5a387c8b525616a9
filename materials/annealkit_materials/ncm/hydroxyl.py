"""Hydroxyl of the metals on the surface: taken up from moist air, given off as water up to 450 °C.

    dθ/dt = k_up p_H2O/p_ref (1 − θ) − k(T) θ

θ is the share of what a week in moist air leaves. It counts surface wherever the gas reaches, grain by grain.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, Product, State, Transformation
from annealkit_materials.ncm.anchored import anchored
from annealkit_materials.ncm.composition import Array, Parameter, identity
from annealkit_materials.ncm.shares import Share, share

__all__ = ["STATE", "Uptake", "fraction", "transformation"]

#: State that holds the change of θ since the start.
STATE = "hydroxyl_change"


@frozen(eq=False)
class Uptake:
    """k_up p_H2O/p_ref (1 − θ), 1/s.

    Attributes:
        rate: k_up, 1/s.
        pressure: p_ref, Pa.
        share: θ.
    """

    rate: Parameter
    pressure: Parameter
    share: Share

    def __call__(self, p_H2O: ArrayLike, hydroxyl_change: ArrayLike) -> Array:
        """At ``p_H2O`` (Pa) and of the state."""
        free = 1.0 - self.share(hydroxyl_change=hydroxyl_change)
        return np.asarray(self.rate * np.asarray(p_H2O, dtype=float) / self.pressure * free)


def fraction(material: Material) -> Law:
    """θ."""
    return share(material["hydroxyl.start"], STATE, "hydroxyl")


def transformation(material: Material) -> Transformation:
    """The transformation named "first-order" of the surface hydroxyl."""
    value, energy, at = (material[f"hydroxyl.{name}"] for name in ("release", "energy", "temperature"))
    release = anchored(value, energy, at, unit="1/s", name="release of water")
    return Transformation(
        name="first-order",
        kind="hydroxyl",
        state=State(STATE, _uptake(material) + Product(release, _held(material), factor=-1.0)),
        outputs={"hydroxyl_fraction": fraction(material)},
        note="Mixed hydroxide and carbonate of the metals, not LiOH alone: a week in moist air is 1, gone at 450 °C. "
        "Uptake is taken as the same at all temperatures. A coating that seals the surface is not seen.",
    )


def _uptake(material: Material) -> Law:
    rate, pressure, start = (material[f"hydroxyl.{name}"] for name in ("uptake", "pressure", "start"))
    return Callable(
        Uptake(rate.per_cell, pressure.per_cell, Share(start.per_cell, STATE, bounded=False)),
        "1/s",
        arguments=("p_H2O", STATE),
        records=[rate, pressure, start],
        text=f"{rate.text} · p_H2O/({pressure.text}) · (1 − {start.text} − {STATE})",
        name="uptake of water",
        identity=identity("uptake of water"),
    )


def _held(material: Material) -> Law:
    start = material["hydroxyl.start"]
    return Callable(
        Share(start.per_cell, STATE, bounded=False),
        "1",
        arguments=(STATE,),
        records=[start],
        text=f"({start.text} + {STATE})",
        name="hydroxyl held",
        identity=identity("hydroxyl held"),
    )
