"""From the tables of ``parameters.toml`` to records, checked field by field."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping
from typing import Any, cast

from attrs import frozen

from annealkit import units
from annealkit.errors import RecordError, UnitError, nearest
from annealkit.provenance.arguments import unit_of
from annealkit.provenance.bibliography import Source
from annealkit.provenance.given import as_written, si_text
from annealkit.provenance.record import BASES, Basis, Range, Record, Uncertainty

__all__ = ["read_parameters", "read_records"]

_KEYS = ("value", "unit", "uncertainty", "valid", "basis", "sources", "where", "spent", "note")
_NEEDS_SOURCE = ("measured", "fitted")
_NEEDS_SPENT = ("fitted", "calibrated")
_ABSENT = object()


def read_parameters(text: str, *, file: str, owner: str, sources: Mapping[str, Source]) -> dict[str, Record]:
    """Read the records of a ``parameters.toml``.

    Args:
        text: The file's content; ``annealkit = 1`` and ``[record."<id>"]`` tables.
        file: Its name, for messages.
        owner: First part of every full id, for example ``"LiCoO2"``.
        sources: The bibliography by key.

    Returns:
        The records by short id, in the file's order.

    Raises:
        RecordError: Anything is missing, unknown or contradicts itself; names file, record and field.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecordError(f"{file}: this is not TOML: {error}. Correct the file.") from None
    for key in data:
        if key not in ("annealkit", "record"):
            raise RecordError(f"{file}: {_unknown(key, ('annealkit', 'record'))}")
    version = data.get("annealkit")
    if version != 1 or isinstance(version, bool):
        raise RecordError(
            f"{file}, annealkit: {version!r} was given; expected 'annealkit = 1', the only format there is."
        )
    return read_records(data.get("record", {}), file=file, owner=owner, sources=sources)


def read_records(tables: Any, *, file: str, owner: str, sources: Mapping[str, Source]) -> dict[str, Record]:
    """Read records from tables already parsed, by short id; arguments as :func:`read_parameters`."""
    if not isinstance(tables, Mapping):
        raise RecordError(f'{file}, record: expected tables [record."<id>"], got {tables!r}.')
    entries = {str(short): _Entry(file, owner, str(short), table) for short, table in tables.items()}
    return {short: entry.record(sources) for short, entry in entries.items()}


def _unknown(key: str, known: Collection[str]) -> str:
    close = nearest(key, known)
    hint = f" Did you mean {close!r}?" if close else ""
    return f"the key {key!r} is not known.{hint} Known: {', '.join(known)}."


@frozen
class _Entry:
    """One table of the file; every error it raises says where."""

    file: str
    owner: str
    short: str
    table: Any

    def record(self, sources: Mapping[str, Source]) -> Record:
        self._check_keys()
        printed_unit = self._text("unit", required=True)
        printed = self._number("value", self._get("value"))
        unit = self._unit(printed_unit)
        value = self._si(printed, printed_unit, unit, "value")
        basis = self._basis()
        spent, keys = self._spent(basis), self._sources(basis, sources)
        return Record(
            key=f"{self.owner}.{self.short}",
            value=value,
            unit=unit,
            printed_value=printed,
            printed_unit=printed_unit,
            uncertainty=self._uncertainty(value, printed_unit, unit),
            valid=self._valid(),
            basis=basis,
            spent=spent,
            sources=keys,
            where=self._text("where"),
            note=self._text("note"),
            cited=tuple(sources[key] for key in keys),
        )

    def fail(self, name: str, what: str) -> RecordError:
        return RecordError(f"{self.file}, record {self.short!r}, {name}: {what}")

    def _of_units(self, name: str, error: UnitError) -> RecordError:
        """The unit gate's message, which begins with the field too."""
        return self.fail(name, str(error).removeprefix(f"{name}: "))

    # -- single fields ----------------------------------------------------------

    def _check_keys(self) -> None:
        if not self.short or any(sign.isspace() for sign in self.short):
            raise self.fail("id", "an id must not be empty or hold blanks. Write it like 'Li.D.energy'.")
        if not isinstance(self.table, Mapping):
            raise self.fail("table", f"expected a table with value, unit and basis, got {self.table!r}.")
        for key, content in self.table.items():
            if key in _KEYS:
                continue
            hint = ' Ids with points need quotes: [record."Li.D"].' if isinstance(content, Mapping) else ""
            raise self.fail(key, _unknown(key, _KEYS) + hint)

    def _get(self, name: str) -> Any:
        content = self.table.get(name, _ABSENT)
        if content is _ABSENT:
            raise self.fail(name, f"it is missing. Add '{name} = ...'.")
        return content

    def _text(self, name: str, *, required: bool = False) -> str:
        content = self._get(name) if required else self.table.get(name, "")
        if not isinstance(content, str) or (required and not content.strip()):
            hint = ' Write "1" for a plain number.' if name == "unit" else ""
            raise self.fail(name, f"expected text in quotes, got {content!r}.{hint}")
        return content.strip()

    def _texts(self, name: str) -> tuple[str, ...]:
        content = self.table.get(name, [])
        if not isinstance(content, list) or not all(isinstance(one, str) and one.strip() for one in content):
            raise self.fail(name, f'expected a list of texts such as ["..."], got {content!r}.')
        return tuple(content)

    def _number(self, name: str, content: Any) -> float:
        if isinstance(content, bool) or not isinstance(content, int | float):
            raise self.fail(name, f"expected a number without quotes, got {content!r}.")
        if not math.isfinite(content):
            raise self.fail(name, f"expected a finite number, got {content!r}.")
        return float(content)

    # -- units ------------------------------------------------------------------

    def _unit(self, printed: str) -> str:
        try:
            return si_text(printed)
        except UnitError as error:
            raise self._of_units("unit", error) from None

    def _si(self, number: float, printed: str, unit: str, name: str) -> float:
        try:
            return units.si((number, printed), unit, name=name)
        except UnitError as error:
            raise self._of_units(name, error) from None

    # -- what qualifies the number ------------------------------------------------

    def _uncertainty(self, value: float, printed: str, unit: str) -> Uncertainty | None:
        if "uncertainty" not in self.table:
            return None
        name, content = self._only_one("uncertainty", ("factor", "deviation"))
        number = self._number(f"uncertainty.{name}", content)
        if name == "factor":
            if number < 1.0:
                raise self.fail("uncertainty.factor", f"{number!r} was given; expected at least 1.")
            if value <= 0.0:
                raise self.fail("uncertainty.factor", "a value that is not positive has none. Give a deviation.")
            return Uncertainty(factor=number)
        if number <= 0.0:
            raise self.fail("uncertainty.deviation", f"{number!r} was given; expected a deviation above 0.")
        # The deviation of a temperature is a difference: 5 degC are 5 K and not 278 K.
        spread = "delta K" if unit == "K" else unit
        return Uncertainty(deviation=self._si(number, printed, spread, "uncertainty.deviation"))

    def _only_one(self, name: str, known: tuple[str, ...]) -> tuple[str, Any]:
        content = self.table[name]
        if not isinstance(content, Mapping):
            raise self.fail(name, f"expected {{ factor = ... }} or {{ deviation = ... }}, got {content!r}.")
        for key in content:
            if key not in known:
                raise self.fail(name, _unknown(key, known))
        if len(content) != 1:
            raise self.fail(name, f"expected exactly one of {' and '.join(known)}, got {len(content)}.")
        return next(iter(content.items()))

    def _valid(self) -> dict[str, Range]:
        content = self.table.get("valid", {})
        if not isinstance(content, Mapping):
            raise self.fail("valid", f'expected {{ T = ["298 K", "1273 K"] }}, got {content!r}.')
        return {argument: self._range(argument, ends) for argument, ends in content.items()}

    def _range(self, argument: str, ends: Any) -> Range:
        name = f"valid.{argument}"
        if not isinstance(ends, list) or len(ends) != 2:
            raise self.fail(name, f'expected two ends such as ["298 K", "1273 K"], got {ends!r}.')
        try:
            unit = unit_of(argument) or si_text(as_written(ends[0], name=name)[1])
            low, high = (units.si(end, unit, name=name) for end in ends)
        except UnitError as error:
            raise self._of_units(name, error) from None
        if argument == "T" and low <= 0.0:
            raise self.fail(name, f"the lower end {ends[0]!r} is not above 0 K. Give absolute temperatures.")
        if not low < high:
            raise self.fail(name, f"the lower end {ends[0]!r} is not below the upper {ends[1]!r}. Swap them.")
        return Range(low, high, unit)

    def _basis(self) -> Basis:
        basis = self._text("basis", required=True)
        if basis not in BASES:
            close = nearest(basis, BASES)
            hint = f" Did you mean {close!r}?" if close else ""
            raise self.fail("basis", f"{basis!r} is not known.{hint} Expected one of {', '.join(BASES)}.")
        return cast(Basis, basis)

    def _spent(self, basis: str) -> tuple[str, ...]:
        spent = self._texts("spent")
        if basis in _NEEDS_SPENT and not spent:
            raise self.fail("spent", f"a {basis} value must say on what. Add 'spent = [\"...\"]'.")
        return spent

    def _sources(self, basis: str, known: Collection[str]) -> tuple[str, ...]:
        keys = self._texts("sources")
        for key in keys:
            if key not in known:
                close = nearest(key, known)
                hint = f" Did you mean {close!r}?" if close else ""
                raise self.fail("sources", f"{key!r} is not in references.bib.{hint} Add the entry.")
        if basis in _NEEDS_SOURCE and not keys:
            raise self.fail("sources", f"a {basis} value needs a source. Name one, or say 'assumed'.")
        return keys
