"""Rock salt: layered oxide with nickel on the lithium sites, as a shell on the primary grains.

    dz/dt = k(T) (p_air/p_O2)^m x_Ni^n (1 − z) (1 − g)  −  k_h(T) max(0, z − max(0, 1 − x)) g

The first term is that of LiNiO2 in air, the worst of the family. The switch g(T, p_O2) opens above about 700 °C in
oxygen: there rock salt turns back into layered oxide, as far as the lithium of the body suffices.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, Product, State, Transformation
from annealkit_materials.ncm.anchored import anchored
from annealkit_materials.ncm.composition import SITE, Array, Parameter, deficit, identity, nickel_share
from annealkit_materials.ncm.shares import Share, share

__all__ = ["STATE", "Healing", "Layered", "Oxygen", "Reducible", "fraction", "transformation"]

#: State that holds the change of z since the start.
STATE = "rocksalt_change"
#: Oxygen pressure (Pa) below which the gas counts as free of oxygen; keeps the powers finite.
P_O2_FLOOR = 1e-15


@frozen(eq=False)
class Oxygen:
    """(p_ref/p_O2)^m.

    Attributes:
        reference: p_ref, Pa.
        exponent: m.
    """

    reference: Parameter
    exponent: Parameter

    def __call__(self, p_O2: ArrayLike) -> Array:
        """At ``p_O2``, Pa."""
        return np.asarray((self.reference / np.maximum(p_O2, P_O2_FLOOR)) ** self.exponent)


@frozen(eq=False)
class Nickel:
    """x_Ni^n, the same everywhere.

    Attributes:
        share: Moles of nickel per mole of metal.
        exponent: n.
    """

    share: float
    exponent: Parameter

    def __call__(self) -> Array:
        """Between 0 and 1."""
        return np.asarray(self.share**self.exponent)


@frozen(eq=False)
class Healing:
    """The switch g, between 0 and 1.

    Attributes:
        onset: Temperature at which it is half open, K.
        width: Of the onset, K.
        pressure: Of oxygen at which it is half open, Pa.
        steepness: Exponent of the pressure.
        closed: Whether 1 − g is given instead.
    """

    onset: Parameter
    width: Parameter
    pressure: Parameter
    steepness: Parameter
    closed: bool

    def __call__(self, T: ArrayLike, p_O2: ArrayLike) -> Array:
        """At ``T`` (K) and ``p_O2`` (Pa)."""
        hot = 0.5 * (1.0 + np.tanh((np.asarray(T, dtype=float) - self.onset) / self.width))
        rich = 1.0 / (1.0 + (self.pressure / np.maximum(p_O2, P_O2_FLOOR)) ** self.steepness)
        return np.asarray(1.0 - hot * rich if self.closed else hot * rich)


@frozen(eq=False)
class Layered:
    """1 − z, what can still turn.

    Attributes:
        share: z.
    """

    share: Share

    def __call__(self, rocksalt_change: ArrayLike) -> Array:
        """Of the state."""
        return np.asarray(1.0 - self.share(rocksalt_change=rocksalt_change))


@frozen(eq=False)
class Reducible:
    """max(0, z − max(0, 1 − x)), the rock salt for which there is lithium.

    Attributes:
        share: z.
        site: Concentration at one Li per metal atom, mol/m³.
    """

    share: Share
    site: Parameter

    def __call__(self, c: ArrayLike, rocksalt_change: ArrayLike) -> Array:
        """At ``c`` (mol/m³) and of the state."""
        return np.asarray(np.maximum(0.0, self.share(rocksalt_change=rocksalt_change) - deficit(c, self.site)))


def fraction(material: Material) -> Law:
    """z, the share of the metal in rock salt."""
    return share(material["rocksalt.start"], STATE, "rock salt")


def transformation(material: Material) -> Transformation:
    """The transformation named "shell"."""
    growth = (
        _growth(material) * _oxygen(material) * _nickel(material) * _healing(material, closed=True) * _left(material)
    )
    back = Product(_recovery(material), _healing(material, closed=False), _reducible(material), factor=-1.0)
    return Transformation(
        name="shell",
        kind="rocksalt",
        state=State(STATE, growth + back),
        outputs={"rocksalt_fraction": fraction(material)},
        note="First-order growth as in LiNiO2, slower in oxygen and with less nickel (both assumed), and healing above "
        "about 700 °C in oxygen as far as the lithium suffices. No kinetics of lithiated NCM by composition and gas "
        "were found. It does not enter diffusion or activity.",
    )


def _growth(material: Material) -> Law:
    value, energy, at = (material[f"rocksalt.{name}"] for name in ("rate", "energy", "temperature"))
    return anchored(value, energy, at, unit="1/s", name="rock salt, LiNiO2 in air")


def _recovery(material: Material) -> Law:
    value, energy, at = (material[f"rocksalt.healing.{name}"] for name in ("rate", "energy", "temperature"))
    return anchored(value, energy, at, unit="1/s", name="rock salt, healing")


def _oxygen(material: Material) -> Law:
    reference, exponent = material["rocksalt.reference_pressure"], material["rocksalt.oxygen_exponent"]
    return Callable(
        Oxygen(reference.per_cell, exponent.per_cell),
        "1",
        arguments=("p_O2",),
        records=[reference, exponent],
        text=f"({reference.text}/p_O2)^{exponent.text}",
        name="oxygen",
        identity=identity("oxygen"),
    )


def _nickel(material: Material) -> Law:
    exponent, nickel = material["rocksalt.nickel_exponent"], nickel_share(material)
    return Callable(
        Nickel(nickel, exponent.per_cell),
        "1",
        arguments=(),
        records=[exponent],
        text=f"{nickel:.4g}^{exponent.text}",
        name="nickel",
        identity=identity(f"nickel {nickel!r}"),
    )


def _healing(material: Material, *, closed: bool) -> Law:
    names = ("onset", "width", "pressure", "steepness")
    onset, width, pressure, steepness = (material[f"rocksalt.healing.{name}"] for name in names)
    switch = f"½(1 + tanh((T − {onset.text})/({width.text})))/(1 + ({pressure.text}/p_O2)^{steepness.text})"
    return Callable(
        Healing(onset.per_cell, width.per_cell, pressure.per_cell, steepness.per_cell, closed),
        "1",
        arguments=("T", "p_O2"),
        records=[onset, width, pressure, steepness],
        text=f"(1 − {switch})" if closed else switch,
        name="no healing" if closed else "healing",
        identity=identity("no healing" if closed else "healing"),
    )


def _left(material: Material) -> Law:
    start = material["rocksalt.start"]
    return Callable(
        Layered(Share(start.per_cell, STATE, bounded=False)),
        "1",
        arguments=(STATE,),
        records=[start],
        text=f"(1 − {start.text} − {STATE})",
        name="layered",
        identity=identity("layered"),
    )


def _reducible(material: Material) -> Law:
    start, site = material["rocksalt.start"], material[SITE]
    return Callable(
        Reducible(Share(start.per_cell, STATE, bounded=False), site.per_cell),
        "1",
        arguments=("c", STATE),
        records=[start, site],
        text=f"max(0, {start.text} + {STATE} − max(0, 1 − x))",
        name="reducible",
        identity=identity("reducible"),
    )
