"""From a table that names a law and records to the law itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from attrs import evolve, frozen

from annealkit import units
from annealkit.declared.arguments import argument_unit
from annealkit.declared.lawtables import (
    ArrheniusTable,
    AvramiTable,
    ConstantTable,
    DeficitTable,
    LawTable,
    PolynomialTable,
    PowerTable,
    ProductTable,
    SumTable,
    TabulatedTable,
)
from annealkit.declared.polynomial import Polynomial
from annealkit.declared.ratios import Avrami, Deficit, Power
from annealkit.errors import InputError, RecordError, nearest
from annealkit.laws import Arrhenius, Constant, Law, Product, Sum, Tabulated
from annealkit.provenance import Book, Record

__all__ = ["Builder"]

MadeT = TypeVar("MadeT")


@frozen
class Builder:
    """A table of a data-only material, with the records that its laws are made of.

    Attributes:
        file: The file, for messages.
        book: The records and points, overrides applied.
        keys: Keys that lead to the table.
    """

    file: str
    book: Book
    keys: tuple[str, ...] = ()

    def __truediv__(self, key: str | int) -> Builder:
        """A table inside this one."""
        return evolve(self, keys=(*self.keys, str(key)))

    def error(self, what: str) -> RecordError:
        """What is wrong here, naming file and key."""
        path = ".".join(f'"{one}"' if "." in one else one for one in self.keys)
        return RecordError(f"{self.file}, {path}: {what}")

    def known(self, given: str, names: Collection[str], what: str) -> None:
        """Refuse a name that does not exist.

        Args:
            given: The name.
            names: Those that exist.
            what: What it names, for messages.

        Raises:
            RecordError: It is none of them; names the nearest.
        """
        if given not in names:
            close = nearest(given, names)
            hint = f" Did you mean {close!r}?" if close else ""
            raise self.error(f"{given!r} is no {what} of this file.{hint} Known: {', '.join(names) or 'none'}.")

    def record(self, short: str) -> Record:
        """The record with this id.

        Raises:
            RecordError: The file has none; names the nearest.
        """
        if short in self.book:
            return self.book[short]
        raise self.error(_absent("record", short, self.book))

    def number(self, short: str, unit: str, what: str) -> Record:
        """The record with this id, of this dimension.

        Args:
            short: Its id.
            unit: SI unit text.
            what: What it stands for, for messages.

        Raises:
            RecordError: There is none, or it has another dimension.
        """
        found = self.record(short)
        if units.normal(found.unit) != units.normal(unit):
            raise self.error(
                f"the record {short!r} is in {found.unit!r} ({found.text}); expected {unit!r}, {what}. "
                "Name a record of that dimension, or correct its unit."
            )
        return found

    def law(self, table: LawTable, arguments: Collection[str], unit: str = "", what: str = "") -> Law:
        """The law that a table describes.

        Args:
            table: What the file says.
            arguments: Names the law may depend on.
            unit: SI unit text it must have; empty for any.
            what: What it stands for, for messages.

        Raises:
            RecordError: A record is missing, units do not fit, or the law depends on something else.
        """
        made = _made(table, self)
        for one in made.arguments:
            if one not in arguments:
                close = nearest(one, arguments)
                hint = f" Did you mean {close!r}?" if close else ""
                raise self.error(
                    f"the law depends on {one!r}, which {what or 'this'} cannot.{hint} Known here: "
                    f"{', '.join(arguments)}."
                )
        if unit and units.normal(made.unit) != units.normal(unit):
            raise self.error(
                f"the law {made.describe()} is in {made.unit!r}; expected {unit!r}, {what}. "
                "Correct the units of its records, or its factors."
            )
        return made

    def notes(self, table: LawTable) -> Iterator[str]:
        """The notes of a law and of its parts, and where its points come from."""
        if table.note:
            yield table.note
        if isinstance(table, TabulatedTable):
            points = self.book.points[table.points]
            origin = ", ".join(filter(None, [*points.sources, points.where]))
            yield f"Points {points.key} ({points.basis}{f'; {origin}' if origin else ''})."
        parts = table.sum if isinstance(table, SumTable) else table.product if isinstance(table, ProductTable) else ()
        for one in parts:
            yield from self.notes(one)

    def making(self, make: Callable[[], MadeT]) -> MadeT:
        """What the call makes; what is wrong with it is told with this place."""
        try:
            return make()
        except RecordError:
            raise
        except InputError as error:
            raise self.error(str(error)) from None


def _absent(what: str, given: str, known: Collection[str]) -> str:
    close = nearest(given, known)
    hint = f" Did you mean {close!r}?" if close else ""
    return f'the file has no {what} {given!r}.{hint} Add [{what}."{given}"], or name one that it has.'


def _made(table: LawTable, place: Builder) -> Law:
    match table:
        case ConstantTable():
            value = (place / "value").record(table.value)
            return place.making(lambda: Constant(value))
        case ArrheniusTable():
            return _arrhenius(table, place)
        case PolynomialTable():
            return _polynomial(table, place)
        case PowerTable():
            reference, exponent = _reference(table, place), _optional(table.exponent, place / "exponent")
            return place.making(lambda: Power(table.argument, reference, exponent))
        case DeficitTable():
            full = _reference(table, place)
            return place.making(lambda: Deficit(table.argument, full))
        case AvramiTable():
            exponent = _optional(table.exponent, place / "exponent")
            return place.making(lambda: Avrami(table.argument, exponent))
        case TabulatedTable():
            return _tabulated(table, place)
        case SumTable():
            terms = [_made(one, place / "sum" / n) for n, one in enumerate(table.sum)]
            return place.making(lambda: Sum(*terms) if len(terms) > 1 else _several("sum", terms))
        case ProductTable():
            factors = [_made(one, place / "product" / n) for n, one in enumerate(table.product)]
            return place.making(lambda: Product(*factors) if len(factors) > 1 else _several("product", factors))
        case _:  # every class that the reader can give stands above
            raise AssertionError(type(table))


def _several(kind: str, laws: list[Law]) -> Law:
    raise InputError(f"{kind}: {len(laws)} laws were given; expected at least 2. Write a lone law without {kind}.")


def _arrhenius(table: ArrheniusTable, place: Builder) -> Law:
    prefactor = (place / "prefactor").record(table.prefactor)
    energy = (place / "energy").number(table.energy, "J/mol", "an activation energy such as eV or kJ/mol")
    return place.making(lambda: Arrhenius(prefactor, energy))


def _polynomial(table: PolynomialTable, place: Builder) -> Law:
    if table.log != (table.reference is not None):
        raise place.error(
            "log and reference belong together: the logarithm is that of argument over reference. "
            f"Add {'reference' if table.log else 'log = true'}, or leave both out."
        )
    coefficients = [(place / "coefficients" / n).record(one) for n, one in enumerate(table.coefficients)]
    reference = _optional(table.reference, place / "reference")
    return place.making(lambda: Polynomial(table.argument, coefficients, reference))


def _reference(table: PowerTable | DeficitTable, place: Builder) -> Record:
    unit = argument_unit(table.argument)
    return (place / "reference").number(table.reference, unit, f"the unit of {table.argument}")


def _tabulated(table: TabulatedTable, place: Builder) -> Law:
    at = place / "points"
    if table.points not in place.book.points:
        raise at.error(_absent("points", table.points, place.book.points))
    points = place.book.points[table.points]
    x, y, due = points.x, points.y, argument_unit(points.x.name)
    if units.normal(x.unit) != units.normal(due):
        raise at.error(
            f"the points {table.points!r} are over {x.name} in {x.unit!r}; expected {due!r}. Correct the unit of x."
        )
    return at.making(lambda: Tabulated(x.name, x.values, y.values, unit=y.unit, log=table.log, name=points.key))


def _optional(short: str | None, place: Builder) -> Record | None:
    return None if short is None else place.record(short)
