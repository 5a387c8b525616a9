"""Resistance of the interface to an electrolyte, per area of real oxide surface: charge transfer and rock salt.

What a coating adds is said by the coating's plugin. These laws take whole profiles ``[..., cell]`` and give ``[...]``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, R, Resistance
from annealkit_materials.ncm.composition import Array, Parameter, identity
from annealkit_materials.ncm.rocksalt import STATE, fraction
from annealkit_materials.ncm.shares import Averaged

__all__ = ["ChargeTransfer", "Damage", "Shell", "ShellResistance", "damage", "resistances", "shell"]

#: Exchange currents were read at this temperature, K.
REFERENCE = 298.15
#: Volume over surface of a sphere is a sixth of its diameter.
_SPHERE = 6.0


@frozen(eq=False)
class ChargeTransfer:
    """R exp(E/R (1/T − 1/298 K)) at the temperature of the measurement, whatever the anneal did.

    Attributes:
        value: At 25 °C, Ω m², a number or ``[batch]``.
        energy: J/mol, likewise.
        temperature: Of the measurement, K, likewise.
    """

    value: Parameter
    energy: Parameter
    temperature: Parameter

    def __call__(self) -> Array:
        """Ω m²."""
        return np.asarray(self.value * np.exp(self.energy / R * (1.0 / self.temperature - 1.0 / REFERENCE)))


@frozen(eq=False)
class Shell:
    """Thickness of the rock salt on primary grains, z d/6.

    Attributes:
        share: z as a law of the cells; its mean over the body is taken.
        grain: d, m, a number or ``[batch]``.
    """

    share: Law
    grain: Parameter

    def __call__(self, dx: ArrayLike, rocksalt_change: ArrayLike) -> Array:
        """m."""
        mean = Averaged(self.share)(dx, rocksalt_change=rocksalt_change)
        return np.asarray(mean * self.grain / _SPHERE)


@frozen(eq=False)
class ShellResistance:
    """Resistance of the shell.

    Attributes:
        shell: Its thickness.
        resistivity: Ω m, a number or ``[batch]``.
    """

    shell: Shell
    resistivity: Parameter

    def __call__(self, dx: ArrayLike, rocksalt_change: ArrayLike) -> Array:
        """Ω m²."""
        return np.asarray(self.shell(dx, rocksalt_change) * self.resistivity)


@frozen(eq=False)
class Damage:
    """What the shell adds, over the charge transfer of an undamaged surface.

    Attributes:
        shell: Resistance of the shell.
        whole: Of the undamaged surface.
    """

    shell: ShellResistance
    whole: ChargeTransfer

    def __call__(self, dx: ArrayLike, rocksalt_change: ArrayLike) -> Array:
        """0 where nothing happened."""
        return np.asarray(self.shell(dx, rocksalt_change) / self.whole())


def resistances(material: Material) -> Iterator[Resistance]:
    """Both parts."""
    yield Resistance("charge-transfer", _charge_transfer(material), _CHARGE_TRANSFER)
    yield Resistance("rock-salt", _rock_salt(material), _ROCK_SALT)


_CHARGE_TRANSFER = (
    "From exchange currents of battery models, half lithiated, per area of real oxide surface: within a factor 1.5; "
    "the anneal does not change it."
)
_ROCK_SALT = (
    "Resistivity times z d/6. The resistivity is that of a battery model; a deliberate shell of NiO has also been "
    "found to lower the resistance, so even the sign is open."
)

_TRANSFER = ("charge_transfer", "energy", "temperature")
_SHELL = ("rocksalt.start", "grain")
_ARGUMENTS = ("dx", STATE)


def _transfer(material: Material) -> ChargeTransfer:
    return ChargeTransfer(*(material[f"interface.{name}"].value for name in _TRANSFER))


def _thickness(material: Material) -> Shell:
    return Shell(fraction(material), material["grain"].value)


def _charge_transfer(material: Material) -> Law:
    value, energy, at = (material[f"interface.{name}"] for name in _TRANSFER)
    return Callable(
        _transfer(material),
        "ohm m^2",
        arguments=(),
        records=[value, energy, at],
        text=f"{value.text} · exp({energy.text}/R · (1/({at.text}) − 1/({REFERENCE} K)))",
        name="charge transfer",
        identity=identity("charge transfer"),
    )


def _rock_salt(material: Material) -> Law:
    resistivity = material["rocksalt.resistivity"]
    return Callable(
        ShellResistance(_thickness(material), resistivity.value),
        "ohm m^2",
        arguments=_ARGUMENTS,
        records=[resistivity, *(material[name] for name in _SHELL)],
        text=f"{resistivity.text} · z · {material['grain'].text}/6",
        name="rock salt at the interface",
        identity=identity("rock salt at the interface"),
    )


def shell(material: Material) -> Law:
    """Thickness of the rock salt on the primary grains, m."""
    return Callable(
        _thickness(material),
        "m",
        arguments=_ARGUMENTS,
        records=[material[name] for name in _SHELL],
        text=f"z · {material['grain'].text}/6",
        name="rock-salt shell",
        identity=identity("rock-salt shell"),
    )


def damage(material: Material) -> Law:
    """Resistance of the rock salt over that of an undamaged surface."""
    resistivity = material["rocksalt.resistivity"]
    names = (*_SHELL, *(f"interface.{name}" for name in _TRANSFER))
    return Callable(
        Damage(ShellResistance(_thickness(material), resistivity.value), _transfer(material)),
        "1",
        arguments=_ARGUMENTS,
        records=[resistivity, *(material[name] for name in names)],
        text="R(rock salt)/R(charge transfer)",
        name="damage",
        identity=identity("damage"),
    )
