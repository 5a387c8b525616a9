"""One record table as a record: what types alone cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annealkit import units
from annealkit.errors import UnitError
from annealkit.provenance.arguments import unit_of
from annealkit.provenance.bibliography import Source
from annealkit.provenance.given import as_written, si_text
from annealkit.provenance.place import Place
from annealkit.provenance.plausible import implausible, wrong_dimension
from annealkit.provenance.record import Basis, Range, Record, Uncertainty
from annealkit.provenance.tables import FactorTable, RecordTable, UncertaintyTable

__all__ = ["check_id", "cited", "record_of", "si_unit_of", "si_value"]

_NEEDS_SOURCE = ("measured", "fitted")
_NEEDS_SPENT = ("fitted", "calibrated")
_ENDS = 2


def record_of(place: Place, owner: str, short: str, table: RecordTable, sources: Mapping[str, Source]) -> Record:
    """A record, but for what refers to other records.

    Args:
        place: Where it stands.
        owner: First part of the full id.
        short: Short id.
        table: What the file says.
        sources: The bibliography by key.

    Raises:
        RecordError: The value cannot be, or a field contradicts another.
    """
    check_id(place, short)
    unit = si_unit_of(place, "unit", table.unit)
    odd = wrong_dimension(short, table.unit, unit)
    if odd:
        raise place.fail("unit", odd)
    value = si_value(place, "value", table.value, table.unit, unit)
    odd = implausible(short, table.value, table.unit, value, unit)
    if odd:
        raise place.fail("value", odd)
    if table.basis in _NEEDS_SPENT and not table.spent:
        raise place.fail("spent", f"a {table.basis} value must say on what. Add 'spent = [\"...\"]'.")
    return Record(
        key=f"{owner}.{short}",
        value=value,
        unit=unit,
        printed_value=table.value,
        printed_unit=table.unit,
        uncertainty=_uncertainty(place, table.uncertainty, value, table.unit, unit),
        valid={argument: _range(place, argument, ends) for argument, ends in table.valid.items()},
        forms=table.forms,
        basis=table.basis,
        spent=table.spent,
        sources=table.sources,
        where=table.where,
        note=table.note,
        cited=cited(place, table.sources, table.basis, sources),
    )


def check_id(place: Place, short: str) -> None:
    """Refuse an id that nothing could name."""
    if not short or any(sign.isspace() for sign in short):
        raise place.fail("", "an id must not be empty or hold blanks. Write it like 'Li.D.energy'.")


def cited(place: Place, keys: Sequence[str], basis: Basis, sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """The bibliography entries behind keys; refuses keys without one, and readings without a source."""
    for key in keys:
        if key not in sources:
            raise place.unknown("sources", key, sources, missing="is not in references.bib", remedy="Add the entry.")
    if basis in _NEEDS_SOURCE and not keys:
        raise place.fail("sources", f"a {basis} value needs a source. Name one, or say 'assumed'.")
    return tuple(sources[key] for key in keys)


def si_unit_of(place: Place, name: str, printed: str) -> str:
    """SI unit text of a printed unit."""
    try:
        return si_text(printed)
    except UnitError as error:
        raise place.of_units(name, error) from None


def si_value(place: Place, name: str, number: float, printed: str, unit: str) -> float:
    """SI value of a printed number."""
    try:
        return units.si((number, printed), unit, name=name)
    except UnitError as error:
        raise place.of_units(name, error) from None


def _uncertainty(
    place: Place, table: UncertaintyTable | None, value: float, printed: str, unit: str
) -> Uncertainty | None:
    if table is None:
        return None
    if isinstance(table, FactorTable):
        if table.factor < 1.0:
            raise place.fail("uncertainty.factor", f"{table.factor!r} was given; expected at least 1.")
        if value <= 0.0:
            raise place.fail("uncertainty.factor", "a value that is not positive has none. Give a deviation.")
        return Uncertainty(factor=table.factor)
    number = getattr(table, "deviation", 0.0)
    if number <= 0.0:
        raise place.fail("uncertainty.deviation", f"{number!r} was given; expected a deviation above 0.")
    # The deviation of a temperature is a difference: 5 degC are 5 K and not 278 K.
    spread = "delta K" if unit == "K" else unit
    return Uncertainty(deviation=si_value(place, "uncertainty.deviation", number, printed, spread))


def _range(place: Place, argument: str, ends: Sequence[str | float]) -> Range:
    name = f"valid.{argument}"
    if len(ends) != _ENDS:
        raise place.fail(name, f'expected two ends such as ["298 K", "1273 K"], got {len(ends)}.')
    try:
        unit = unit_of(argument) or si_text(as_written(ends[0], name=name)[1])
        low, high = (units.si(end, unit, name=name) for end in ends)
    except UnitError as error:
        raise place.of_units(name, error) from None
    if argument == "T" and low <= 0.0:
        raise place.fail(name, f"the lower end {ends[0]!r} is not above 0 K. Give absolute temperatures.")
    if unit_of(argument) and low < 0.0:
        raise place.fail(name, f"the lower end {ends[0]!r} is below 0, where {argument} never is. Begin at 0.")
    if not low < high:
        raise place.fail(name, f"the lower end {ends[0]!r} is not below the upper {ends[1]!r}. Swap them.")
    for end, value in zip(ends, (low, high), strict=True):
        number, printed = as_written(end, name=name)
        odd = implausible("", float(number), printed, value, unit) if value else None
        if odd:
            raise place.fail(name, odd)
    return Range(low, high, unit)
