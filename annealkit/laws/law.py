"""The law and its algebra: what every law answers, sums and products."""

from __future__ import annotations

import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from attrs import frozen

from annealkit import units
from annealkit.errors import InputError, UnitError
from annealkit.provenance import Range, Record
from annealkit.provenance.given import si_text
from annealkit.provenance.record import Array

__all__ = ["Law", "Product", "State", "Sum", "Values", "si_unit"]

Values: TypeAlias = float | Array
#: What a law is evaluated on: SI values by argument name.
State: TypeAlias = Mapping[str, Values]


class Law(ABC):
    """A number with a unit that depends on the local state.

    Laws work in SI without unit objects, on arrays with the cells last and any
    axes in front, and never branch on a value.

    Attributes:
        unit: SI unit text of the result, for example ``"m^2/s"``.
        arguments: Names the law is called with, among ``T, x, t, c, p_O2 ...`` and local states.
        records: The parameter records used, by full id.
        name: What messages call it; may be empty.
        identity: Text that is equal for laws that compute the same, in any process;
            None where nothing stable tells (a lambda).
    """

    __slots__ = ()
    # Without this, numpy would spread "np.float64(2) * law" over the elements of an object array.
    __array_ufunc__ = None

    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str

    @abstractmethod
    def __call__(self, *args: Any, **state: Any) -> Values:
        """The result (SI), called by keyword with exactly the law's arguments, SI floats or arrays.

        A law of its own writes its arguments out: ``def __call__(self, *, T, c)``. (Written as
        ``*args: Any, **state: Any`` here, type checkers accept that.)
        """

    @abstractmethod
    def describe(self) -> str:
        """The law as readable mathematics, with values and units as printed."""

    @property
    def identity(self) -> str | None:
        """See the class; None unless a law knows better."""
        return None

    def at(self, state: State) -> Values:
        """The result (SI) at a state that may hold more than the law asks for.

        Args:
            state: SI floats or arrays by argument name.

        Raises:
            InputError: An argument is missing; names the law and the argument.
        """
        try:
            own = {argument: state[argument] for argument in self.arguments}
        except KeyError as missing:
            raise self._missing(missing.args[0], state) from None
        return self(**own)

    def ranges(self) -> dict[str, Range]:
        """Where every record of the law holds, by argument.

        Raises:
            UnitError: Two records give the same argument ranges of different dimension.
        """
        found: dict[str, Range] = {}
        for record in self.records.values():
            for argument, valid in record.valid.items():
                found[argument] = found[argument].overlap(valid) if argument in found else valid
        return found

    def __add__(self, other: Law | float) -> Law:
        if isinstance(other, Law):
            return Sum(self, other)
        return self.__radd__(other)

    def __radd__(self, other: Law | float) -> Law:
        # sum(laws) begins with the number 0, which needs no unit.
        return self if _is_number(other) and other == 0 else NotImplemented

    def __mul__(self, other: Law | float) -> Law:
        if isinstance(other, Law):
            return Product(self, other)
        return Product(self, factor=float(other)) if _is_number(other) else NotImplemented

    def __rmul__(self, other: float) -> Law:
        return self.__mul__(other)

    def __str__(self) -> str:
        return self.describe()

    def _missing(self, argument: str, state: State) -> InputError:
        given = ", ".join(state) or "nothing"
        return InputError(
            f"law {self.name or self.describe()!r}: the argument {argument!r} is missing; it depends on "
            f"{', '.join(self.arguments)} and was given {given}. Give {argument!r} in SI units."
        )


def si_unit(unit: str, *, name: str) -> str:
    """The normal text of a unit in which laws may return numbers.

    Args:
        unit: Unit text.
        name: The argument, for messages.

    Raises:
        UnitError: The text is no unit, or is not coherent with SI (``cm^2/s``): a law's numbers are
            never converted, so such a unit would make the result wrong by a factor.
    """
    normal = units.normal(unit)
    if units.si((1.0, unit), si_text(unit), name=name) != 1.0:
        raise UnitError(f"{name}: got the unit {unit!r}; laws return SI numbers. Return {normal!r} instead.")
    return normal


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _refuse_odd(law: Law, state: State) -> None:
    odd = [name for name in state if name not in law.arguments]
    if odd:
        raise InputError(
            f"law {law.name or law.describe()!r}: it does not depend on {', '.join(odd)}; its arguments are "
            f"{', '.join(law.arguments) or 'none'}. Leave the others out, or call law.at(mapping)."
        )


def _arguments(laws: Iterable[Law]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(argument for law in laws for argument in law.arguments))


def _records(laws: Iterable[Law]) -> dict[str, Record]:
    return {key: record for law in laws for key, record in law.records.items()}


def _ranges(laws: Iterable[Law]) -> dict[str, Range]:
    found: dict[str, Range] = {}
    for law in laws:
        for argument, valid in law.ranges().items():
            found[argument] = found[argument].overlap(valid) if argument in found else valid
    return found


def _identity(kind: str, laws: Iterable[Law], *more: str) -> str | None:
    known = [law.identity for law in laws]
    return None if None in known else f"{kind}({', '.join([*more, *map(str, known)])})"


def _require_laws(kind: str, laws: tuple[Any, ...]) -> None:
    odd = next((law for law in laws if not isinstance(law, Law)), None)
    if odd is not None or not laws:
        raise InputError(f"{kind}: expected one or more laws, got {odd!r}. Make laws of numbers with laws.Constant.")


@frozen(init=False, eq=False)
class Sum(Law):
    """Laws of one unit, added."""

    terms: tuple[Law, ...]
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str = ""

    def __init__(self, *terms: Law, name: str = "") -> None:
        """Add laws.

        Args:
            *terms: At least one law; sums among them are taken apart.
            name: What messages call it.

        Raises:
            UnitError: The laws have different units.
        """
        _require_laws("Sum", terms)
        flat = tuple(part for term in terms for part in (term.terms if isinstance(term, Sum) else (term,)))
        for term in flat[1:]:
            if units.normal(term.unit) != units.normal(flat[0].unit):
                raise UnitError(
                    f"Sum: {term.describe()!r} is in {term.unit!r} and {flat[0].describe()!r} is in "
                    f"{flat[0].unit!r}; only laws of one unit can be added."
                )
        self.__attrs_init__(flat, flat[0].unit, _arguments(flat), _records(flat), name)

    @property
    def identity(self) -> str | None:
        """The terms' identities, None if one has none."""
        return _identity("Sum", self.terms)

    def __call__(self, **state: Values) -> Values:
        """Sum of the terms."""
        _refuse_odd(self, state)
        return self.at(state)

    def at(self, state: State) -> Values:
        """Sum of the terms, each given what it asks for."""
        total = self.terms[0].at(state)
        for term in self.terms[1:]:
            total = total + term.at(state)
        return total

    def describe(self) -> str:
        """The terms joined by plus signs."""
        return " + ".join(term.describe() for term in self.terms)

    def ranges(self) -> dict[str, Range]:
        """Where every term holds."""
        return _ranges(self.terms)


@frozen(init=False, eq=False)
class Product(Law):
    """Laws multiplied with each other and with a plain number."""

    factors: tuple[Law, ...]
    number: float
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str = ""

    def __init__(self, *factors: Law, factor: float = 1.0, name: str = "") -> None:
        """Multiply laws.

        Args:
            *factors: At least one law; products among them are taken apart.
            factor: A plain number.
            name: What messages call it.
        """
        _require_laws("Product", factors)
        flat: list[Law] = []
        for law in factors:
            flat += law.factors if isinstance(law, Product) else (law,)
            factor *= law.number if isinstance(law, Product) else 1.0
        unit = _times([law.unit for law in flat])
        self.__attrs_init__(tuple(flat), factor, unit, _arguments(flat), _records(flat), name)

    @property
    def identity(self) -> str | None:
        """The factors' identities, None if one has none."""
        return _identity("Product", self.factors, repr(self.number))

    def __call__(self, **state: Values) -> Values:
        """Product of the factors."""
        _refuse_odd(self, state)
        return self.at(state)

    def at(self, state: State) -> Values:
        """Product of the factors, each given what it asks for."""
        value = self.factors[0].at(state)
        for law in self.factors[1:]:
            value = value * law.at(state)
        return value if self.number == 1.0 else self.number * value

    def describe(self) -> str:
        """The factors joined by points, sums in parentheses."""
        parts = [f"({law.describe()})" if isinstance(law, Sum) else law.describe() for law in self.factors]
        return " · ".join([f"{self.number:.6g}", *parts] if self.number != 1.0 else parts)

    def ranges(self) -> dict[str, Range]:
        """Where every factor holds."""
        return _ranges(self.factors)


def _times(factors: list[str]) -> str:
    """Normal text of a product of units; "1/s" divides by s."""
    plain = [units.normal(unit) for unit in factors]
    above = " * ".join(f"({unit})" for unit in plain if not unit.startswith("1"))
    below = "".join(f" / ({unit.removeprefix('1/')})" for unit in plain if unit.startswith("1/"))
    return units.normal(f"{above or '1'}{below}")
