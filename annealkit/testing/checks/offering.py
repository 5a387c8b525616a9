"""What catalogues and records say: titles, starts, defaults, units, sources, ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from annealkit import units
from annealkit.domain import Material
from annealkit.errors import AnnealkitError, UnitError, nearest
from annealkit.provenance import Record
from annealkit.provenance.record import BASES
from annealkit.selection import models
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.subject import Subject

__all__ = ["CHECKS"]

#: Bases that rest on somebody's work, which must be named.
_NEED_SOURCE = ("measured", "fitted")


@check("used")
def catalogues_are_told(subject: Subject) -> Iterator[str]:
    """Every material, coating, atmosphere and substrate has a title, and a material the sites of its species.

    Lists and results show the title; without species and sites there is nothing to solve for.
    """
    catalogue = subject.target.candidate.catalogue
    if not catalogue:
        raise Inapplicable("It offers no catalogue item.")
    for kind, items in catalogue.items():
        for item in items:
            if not item.title.strip():
                yield f"{item.name} of its {kind} has no title. Say in one line what it is."
    for material in subject.materials:
        for symbol, species in material.species.items():
            for element in (symbol, *species.metals):
                if not material.start.get(element, 0.0) > 0 and material not in subject.coatings:
                    yield f"{material.name}: start={dict(material.start)} gives no amount of {element}. Add it."
            if species.reference <= 0:
                yield f"{material.name}: the site concentration of {symbol} is {species.reference:g} mol/m³. Mend it."


@check("answered")
def defaults_name_offered_models(subject: Subject) -> Iterator[str]:
    """Each model that a material's defaults name is offered by a plugin in use.

    A default that nobody offers would make every anneal of the material fail.
    """
    if not subject.materials:
        raise Inapplicable("It offers no material.")
    for material in subject.materials:
        yield from _defaults(material)


@check("used")
def records_are_whole(subject: Subject) -> Iterator[str]:
    """Every record has a finite value, a unit, a known basis, and the sources that its basis needs.

    A result prints each number it used with its standing; one without a source cannot be judged.
    """
    _require_records(subject)
    for record in subject.records.values():
        for defect in _defects(record):
            yield f"Record {record.key}: {defect}"


@check("used")
def ranges_hold(subject: Subject) -> Iterator[str]:
    """Every range of validity has a lower end below its upper one, and temperatures above 0 K.

    Runs warn or stop outside ranges; an empty or impossible one would do so always or never.
    """
    _require_records(subject)
    for record in subject.records.values():
        for argument, valid in record.valid.items():
            ends = f"Record {record.key}: valid.{argument} goes from {valid.low:g} to {valid.high:g} {valid.unit}"
            if not valid.low < valid.high:
                yield f"{ends}, which holds nothing. Put the lower end first."
            if argument == "T" and not (valid.low > 0 and units.normal(valid.unit) == "K"):
                yield f"{ends}; temperatures are in K and above 0."


@check("used")
def record_ids_are_its_own(subject: Subject) -> Iterator[str]:
    """Each record's id begins with its book's owner, and no two records of the plugin share an id with other values.

    Overrides find a record by its full id, and by nothing else.
    """
    _require_records(subject)
    seen: dict[str, Record] = {}
    for book in subject.books:
        for short, record in book.records.items():
            if record.key != f"{book.owner}.{short}":
                due = f"{book.owner}.{short}"
                yield f"Record {record.key}: it stands in the book of {book.owner} as {short!r}. Name it {due}."
            if seen.setdefault(record.key, record) != record:
                yield f"Record {record.key}: two books of the plugin give it different values. Rename one."


def _require_records(subject: Subject) -> None:
    if not subject.records:
        raise Inapplicable("It brings and uses no record.")


def _defaults(material: Material) -> Iterator[str]:
    try:
        offered = models(material)
    except AnnealkitError as error:
        yield f"{material.name}: its models cannot be listed. {error}"
        return
    for slot, names in material.defaults.items():
        known = [one.name for one in offered.get(slot, ())]
        for name in names:
            if name not in known:
                close = nearest(name, known)
                hint = f" Did you mean {close!r}?" if close else ""
                yield (
                    f"{material.name}: defaults[{slot!r}] names {name!r}, which no plugin in use offers; offered are "
                    f"{', '.join(known) or 'none'}.{hint}"
                )


def _defects(record: Record) -> Iterator[str]:
    if not np.all(np.isfinite(record.value)):
        yield f"its value {record.value} is not finite."
    try:
        units.normal(record.unit)
    except UnitError as error:
        yield f"its unit is no unit. {error}"
    if record.basis not in BASES:
        yield f"its basis {record.basis!r} is not known; expected one of {', '.join(BASES)}."
    if record.basis in _NEED_SOURCE and not record.sources:
        yield f"it is {record.basis} and names no source. Name one, or say 'assumed'."
    resolved = {one.key for one in record.cited}
    for key in record.sources:
        if key not in resolved and not record.overridden:
            yield f"its source {key!r} is in no bibliography. Add the entry to references.bib."
    bar = record.uncertainty
    if bar is not None and not _bar_holds(bar.factor, bar.deviation):
        yield f"its uncertainty {bar} is none; give a factor of at least 1 or a deviation above 0."


def _bar_holds(factor: float | None, deviation: float | None) -> bool:
    if factor is not None:
        return deviation is None and math.isfinite(factor) and factor >= 1.0
    return deviation is not None and math.isfinite(deviation) and deviation > 0.0


CHECKS: tuple[Check, ...] = (
    catalogues_are_told,
    defaults_name_offered_models,
    records_are_whole,
    ranges_hold,
    record_ids_are_its_own,
)
