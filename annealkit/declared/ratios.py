"""Dimensionless laws of one argument: power, deficit, Avrami."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen

from annealkit.declared.arguments import argument_unit
from annealkit.declared.numbers import identities, plain, positive, superscript, used
from annealkit.errors import UnitError
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.laws.parameter import Parameter
from annealkit.provenance import Record

__all__ = ["Avrami", "Deficit", "Power"]

#: Smallest quotient that is raised to a power: practically zero, and finite where the exponent is negative.
_FLOOR = 1e-300


@frozen(init=False, eq=False)
class Power(Law):
    """``(argument/reference)^exponent``, dimensionless; without exponent the quotient itself."""

    argument: str
    reference: Parameter
    exponent: Parameter | None
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str

    def __init__(self, argument: str, reference: Record, exponent: Record | None = None, *, name: str = "") -> None:
        """Make a power law.

        Args:
            argument: What it is a function of; below zero it counts as zero.
            reference: Where the value is 1, in the argument's unit.
            exponent: Dimensionless; None is 1.
            name: What messages call it.

        Raises:
            InputError: The reference is not positive.
            UnitError: The reference is not of the argument's dimension, or the exponent has a unit.
        """
        scale, power = positive(reference, argument), plain(exponent)
        self.__attrs_init__(argument, scale, power, "1", (argument,), used(scale, power), name)

    @property
    def identity(self) -> str:
        """Argument, reference and exponent."""
        return f"Power({self.argument}, {identities(self.reference, self.exponent)})"

    def __call__(self, **state: Values) -> Values:
        """The value, of the argument's shape; a batch adds its axes in front."""
        ratio = np.maximum(np.asarray(state[self.argument]) / self.reference.value, 0.0)
        if self.exponent is None:
            return ratio
        return np.asarray(np.maximum(ratio, _FLOOR) ** self.exponent.value)

    def describe(self) -> str:
        """For example ``(p_O2/1 bar)^0.5``."""
        return f"({self.argument}/{self.reference.text}){superscript(self.exponent)}"


@frozen(init=False, eq=False)
class Deficit(Law):
    """``max(0, 1 − argument/reference)``: the share that is missing, dimensionless."""

    argument: str
    reference: Parameter
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str

    def __init__(self, argument: str, reference: Record, *, name: str = "") -> None:
        """Make a deficit.

        Args:
            argument: What may be missing.
            reference: Where nothing is, in the argument's unit.
            name: What messages call it.

        Raises:
            InputError: The reference is not positive.
            UnitError: The reference is not of the argument's dimension.
        """
        full = positive(reference, argument)
        self.__attrs_init__(argument, full, "1", (argument,), full.records, name)

    @property
    def identity(self) -> str:
        """Argument and reference."""
        return f"Deficit({self.argument}, {self.reference.identity})"

    def __call__(self, **state: Values) -> Values:
        """Between 0 and 1, of the argument's shape; a batch adds its axes in front."""
        return np.clip(1.0 - np.asarray(state[self.argument]) / self.reference.value, 0.0, 1.0)

    def describe(self) -> str:
        """For example ``max(0, 1 − c/20000 mol/m³)``."""
        return f"max(0, 1 − {self.argument}/{self.reference.text})"


@frozen(init=False, eq=False)
class Avrami(Law):
    """``1 − exp(−argument^exponent)``: the share that has changed, after Avrami; first order without exponent."""

    argument: str
    exponent: Parameter | None
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str

    def __init__(self, argument: str, exponent: Record | None = None, *, name: str = "") -> None:
        """Make an Avrami law.

        Args:
            argument: A local state that counts time in time constants of the moment.
            exponent: Dimensionless; None is 1.
            name: What messages call it.

        Raises:
            UnitError: The argument or the exponent has a unit.
        """
        if argument_unit(argument) != "1":
            raise UnitError(
                f"argument: {argument!r} is in {argument_unit(argument)!r}; expected a local state, which has no unit."
            )
        power = plain(exponent)
        self.__attrs_init__(argument, power, "1", (argument,), used(power), name)

    @property
    def identity(self) -> str:
        """Argument and exponent."""
        return f"Avrami({self.argument}, {identities(self.exponent)})"

    def __call__(self, **state: Values) -> Values:
        """Between 0 and 1, of the argument's shape; a batch adds its axes in front."""
        # Rounding may leave a state a trifle below zero, where a power has no value.
        grown = np.maximum(np.asarray(state[self.argument]), 0.0)
        return np.asarray(-np.expm1(-grown if self.exponent is None else -(grown**self.exponent.value)))

    def describe(self) -> str:
        """For example ``(1 − exp(−w^2))``."""
        return f"(1 − exp(−{self.argument}{superscript(self.exponent)}))"
