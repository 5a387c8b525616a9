"""A polynomial of an argument or of its logarithm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from annealkit import units
from annealkit.declared.arguments import argument_unit
from annealkit.declared.numbers import identities, positive, used
from annealkit.errors import InputError, UnitError
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.laws.parameter import Parameter
from annealkit.provenance import Record

__all__ = ["Polynomial"]

#: Smallest quotient of argument and reference that a logarithm is taken of (1e-15 Pa beside 1 bar).
_FLOOR = 1e-20


@frozen(init=False, eq=False)
class Polynomial(Law):
    """``a0 + a1·z + a2·z² …`` of an argument z, or of ln(z/reference)."""

    argument: str
    coefficients: tuple[Parameter, ...]
    reference: Parameter | None
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str

    def __init__(
        self, argument: str, coefficients: Sequence[Record], reference: Record | None = None, *, name: str = ""
    ) -> None:
        """Make a polynomial.

        Args:
            argument: What it is a function of.
            coefficients: From the constant one upwards; each in the unit of the result divided by that
                power of the argument's unit, with a reference all in the unit of the result.
            reference: Makes it a polynomial of the logarithm of argument over reference.
            name: What messages call it.

        Raises:
            InputError: There is no coefficient, or a reference that is not positive.
            UnitError: The units do not fit each other.
        """
        if not coefficients:
            raise InputError("coefficients: the list is empty; a polynomial has at least one.")
        per = "1" if reference is not None else argument_unit(argument)
        found = tuple(Parameter.of(one, None, name=f"coefficients.{n}") for n, one in enumerate(coefficients))
        _refuse_unlike(found, argument, per)
        scale = None if reference is None else positive(reference, argument)
        self.__attrs_init__(argument, found, scale, found[0].unit, (argument,), used(*found, scale), name)

    @property
    def identity(self) -> str:
        """Argument, coefficients and reference."""
        return f"Polynomial({self.argument}, {identities(*self.coefficients)}; {identities(self.reference)})"

    def __call__(self, **state: Values) -> Values:
        """The value, of the argument's shape; a batch adds its axes in front."""
        z = state[self.argument]
        if self.reference is not None:
            z = np.log(np.maximum(np.asarray(z) / self.reference.value, _FLOOR))
        total = self.coefficients[-1].value
        for one in reversed(self.coefficients[:-1]):
            total = total * z + one.value
        # A constant alone must still have the argument's shape.
        return np.asarray(total + 0.0 * np.asarray(z))

    def describe(self) -> str:
        """For example ``(1.2 kJ/mol − 3 J/mol/K · T)``."""
        z = self.argument if self.reference is None else f"ln({self.argument}/{self.reference.text})"
        text = self.coefficients[0].text
        for power, one in enumerate(self.coefficients[1:], 1):
            size = one.text.removeprefix("-")
            text += f" {'+' if size == one.text else '−'} {size} · {z}{f'^{power}' if power > 1 else ''}"
        return f"({text})" if len(self.coefficients) > 1 else text


def _refuse_unlike(coefficients: Sequence[Parameter], argument: str, per: str) -> None:
    """Units that do not belong to one sum."""
    due = coefficients[0].unit
    for power, one in enumerate(coefficients):
        given = units.normal(f"({one.unit}) * ({per})^{power}") if per != "1" else one.unit
        if units.normal(given) != units.normal(due):
            of = f" times the unit {per!r} of {argument} to the power {power}" if power and per != "1" else ""
            raise UnitError(
                f"coefficients.{power}: {one.text}{of} is in {given!r}; expected {due!r}, the unit of the "
                "constant term. Use a record of that dimension."
            )
