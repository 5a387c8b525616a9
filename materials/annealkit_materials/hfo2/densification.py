"""What a mild anneal does to a film that stays amorphous: pores close, and the film bonds to its host.

Both are first order, dθ/dt = k(T)(1 − θ), with one rate for want of another: no kinetics of either were found.
Solved is η = −ln(1 − θ), which keeps the last of both exact.

- **deposition**, **condensation.** The rate at which only little could happen while the film grew.
- **calibrated.** The rate that makes a claim on densification come true; used only where a run names it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, R, Record, State, Transformation
from annealkit_materials.hfo2.composition import Array, Parameter, identity

__all__ = ["BONDS", "PORES", "Anchored", "FromDeposition", "bondings", "densifications", "done"]

#: The states: −ln of the share of pores that are open, and of the share of the contact that is not bonded.
PORES, BONDS = "pore_closing", "bond_making"


@frozen(eq=False)
class Anchored:
    """k = k_ref exp(−E/R (1/T − 1/T_ref)).

    Attributes:
        rate: k_ref, 1/s.
        reference: T_ref, K.
        energy: E, J/mol.
    """

    rate: Parameter
    reference: Parameter
    energy: Parameter

    def __call__(self, T: ArrayLike) -> Array:
        """1/s, at ``T`` (K)."""
        cooler = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.reference
        return np.asarray(self.rate * np.exp(-self.energy / R * cooler))


@frozen(eq=False)
class FromDeposition:
    """The rate at which a given share was done when the film left the reactor.

    Attributes:
        share: What was done by then, 0 to 1.
        time: How long the film was at the temperature of deposition, s.
        reference: That temperature, K.
        energy: E, J/mol.
    """

    share: Parameter
    time: Parameter
    reference: Parameter
    energy: Parameter

    def __call__(self, T: ArrayLike) -> Array:
        """1/s, at ``T`` (K)."""
        return Anchored(-np.log1p(-np.asarray(self.share)) / self.time, self.reference, self.energy)(T)


def done(progress: ArrayLike) -> Array:
    """θ = 1 − e^−η; 0 for a progress below 0, which only rounding makes."""
    return np.asarray(-np.expm1(-np.maximum(np.asarray(progress, dtype=float), 0.0)))


def densifications(material: Material) -> Iterator[Transformation]:
    """The models of ``host.densification``."""
    for name, rate, note in (
        ("deposition", _from_deposition(material), _SLOW),
        ("calibrated", _calibrated(material), _CALIBRATED),
    ):
        yield Transformation(
            name=name,
            kind="densification",
            state=State(PORES, rate),
            outputs={"densification": _done(closed, "densification")},
            note=f"dθ/dt = k (1 − θ), θ = 1 − e^−η. {note}",
        )


def bondings(material: Material) -> Iterator[Transformation]:
    """The models of ``host.bonding``."""
    for name, rate, note in (
        ("condensation", _from_deposition(material), _SLOW),
        ("calibrated", _calibrated(material), _CALIBRATED),
    ):
        yield Transformation(
            name=name,
            kind="bonding",
            state=State(BONDS, rate),
            outputs={"bonded": _done(bonded, "bonded")},
            note="Condensation of hydroxyl groups at the contact, dθ/dt = k (1 − θ), with the rate of densification. "
            f"An indicator: no work of adhesion was found. {note}",
        )


_SLOW = "The rate is that at which a film can leave the reactor under-dense: assumed, within ten either way."
_CALIBRATED = "The rate is calibrated on the claim that 400 °C densifies a film within an hour; not a measurement."


def closed(pore_closing: ArrayLike) -> Array:
    """Share of the pore volume that closed."""
    return done(pore_closing)


def bonded(bond_making: ArrayLike) -> Array:
    """Share of the contact that is bonded."""
    return done(bond_making)


def _done(function: object, name: str) -> Law:
    assert callable(function)
    return Callable(function, "1", text="1 − e^−η", name=name, identity=identity(name))


def _from_deposition(material: Material) -> Law:
    share, time, reference = (material[f"densification.deposition.{name}"] for name in ("share", "time", "temperature"))
    energy = material["densification.energy"]
    function = FromDeposition(share.per_cell, time.per_cell, reference.per_cell, energy.per_cell)
    text = f"−ln(1 − {share.text})/({time.text}) · exp(−{energy.text}/R · (1/T − 1/({reference.text})))"
    return _rate(function, [share, time, reference, energy], text, "rate after the deposition")


def _calibrated(material: Material) -> Law:
    rate, reference = (material[f"densification.calibrated.{name}"] for name in ("rate", "temperature"))
    energy = material["densification.energy"]
    function = Anchored(rate.per_cell, reference.per_cell, energy.per_cell)
    text = f"{rate.text} · exp(−{energy.text}/R · (1/T − 1/({reference.text})))"
    return _rate(function, [rate, reference, energy], text, "calibrated rate")


def _rate(function: Anchored | FromDeposition, records: list[Record], text: str, name: str) -> Law:
    return Callable(function, "1/s", arguments=("T",), records=records, text=text, name=name, identity=identity(name))
