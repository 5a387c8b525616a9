"""Li2CO3 on the surface: made from the CO2 of the gas, decomposed where it is hot and CO2 is scarce.

    dκ/dt = k(T) max(0, p_CO2 − p_dec)/p_ref (1 − κ) − k_r(T) max(0, 1 − p_CO2/p_dec) κ

κ is the share of the surface's capacity. p_dec(T) is the pressure of CO2 over Li2CO3 and pure Li2O: beside NCM, which
takes the Li2O up, carbonate decomposes earlier. Without CO2 none is made. Its lithium is not taken out of the profile:
it stays on the particle, and ``carbonate_lithium`` tells how much it is.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, Product, R, State, Transformation
from annealkit_materials.ncm.anchored import anchored
from annealkit_materials.ncm.composition import Array, Parameter, identity
from annealkit_materials.ncm.shares import Share, share

__all__ = ["STATE", "Decomposition", "Removal", "Uptake", "fraction", "transformation"]

#: State that holds the change of κ since the start.
STATE = "carbonate_change"
#: Pressure (Pa) to which the reaction's Gibbs energy refers.
BAR = 1e5


@frozen(eq=False)
class Decomposition:
    """p_dec of Li2CO3 = Li2O + CO2.

    Attributes:
        enthalpy: J/mol.
        entropy: J/(mol K).
    """

    enthalpy: Parameter
    entropy: Parameter

    def __call__(self, T: ArrayLike) -> Array:
        """Pa, at ``T`` (K)."""
        t = np.asarray(T, dtype=float)
        return np.asarray(BAR * np.exp(-(self.enthalpy - t * self.entropy) / (R * t)))


@frozen(eq=False)
class Uptake:
    """max(0, p_CO2 − p_dec)/p_ref (1 − κ).

    Attributes:
        decomposition: p_dec.
        pressure: p_ref, Pa.
        share: κ.
    """

    decomposition: Decomposition
    pressure: Parameter
    share: Share

    def __call__(self, T: ArrayLike, p_CO2: ArrayLike, carbonate_change: ArrayLike) -> Array:
        """At ``T`` (K), ``p_CO2`` (Pa) and of the state."""
        beyond = np.maximum(0.0, np.asarray(p_CO2, dtype=float) - self.decomposition(T))
        return np.asarray(beyond / self.pressure * (1.0 - self.share(carbonate_change=carbonate_change)))


@frozen(eq=False)
class Removal:
    """max(0, 1 − p_CO2/p_dec) κ; attributes as for :class:`Uptake`."""

    decomposition: Decomposition
    share: Share

    def __call__(self, T: ArrayLike, p_CO2: ArrayLike, carbonate_change: ArrayLike) -> Array:
        """At ``T`` (K), ``p_CO2`` (Pa) and of the state."""
        drive = np.maximum(0.0, 1.0 - np.asarray(p_CO2, dtype=float) / self.decomposition(T))
        return np.asarray(drive * self.share(carbonate_change=carbonate_change))


def fraction(material: Material) -> Law:
    """κ."""
    return share(material["carbonate.start"], STATE, "carbonate")


def transformation(material: Material) -> Transformation:
    """The transformation named "first-order" of the surface carbonate."""
    made = _rate(material, "carbonate") * _uptake(material)
    gone = Product(_rate(material, "carbonate.removal"), _removal(material), factor=-1.0)
    return Transformation(
        name="first-order",
        kind="carbonate",
        state=State(STATE, made + gone),
        outputs={"carbonate_fraction": fraction(material)},
        note="Reacts with CO2 from about 200 °C, is stable at 400 °C and gone after hours at 800 °C in oxygen free of "
        "CO2; the rates are assumed. Its lithium is not subtracted from the profile.",
    )


def _rate(material: Material, stem: str) -> Law:
    value, energy, at = (material[f"{stem}.{name}"] for name in ("rate", "energy", "temperature"))
    return anchored(value, energy, at, unit="1/s", name=f"rate of {stem}")


_REACTION = ("carbonate.reaction.enthalpy", "carbonate.reaction.entropy")


def _decomposition(material: Material) -> tuple[Decomposition, str]:
    enthalpy, entropy = (material[name] for name in _REACTION)
    text = f"bar · exp(−({enthalpy.text} − T · {entropy.text})/RT)"
    return Decomposition(enthalpy.per_cell, entropy.per_cell), text


def _uptake(material: Material) -> Law:
    pressure, start = material["carbonate.pressure"], material["carbonate.start"]
    decomposition, text = _decomposition(material)
    return Callable(
        Uptake(decomposition, pressure.per_cell, Share(start.per_cell, STATE, bounded=False)),
        "1",
        arguments=("T", "p_CO2", STATE),
        records=[pressure, start, *(material[name] for name in _REACTION)],
        text=f"max(0, p_CO2 − {text})/({pressure.text}) · (1 − {start.text} − {STATE})",
        name="uptake of CO2",
        identity=identity("uptake of CO2"),
    )


def _removal(material: Material) -> Law:
    start = material["carbonate.start"]
    decomposition, text = _decomposition(material)
    return Callable(
        Removal(decomposition, Share(start.per_cell, STATE, bounded=False)),
        "1",
        arguments=("T", "p_CO2", STATE),
        records=[start, *(material[name] for name in _REACTION)],
        text=f"max(0, 1 − p_CO2/({text})) · ({start.text} + {STATE})",
        name="removal of carbonate",
        identity=identity("removal of carbonate"),
    )
