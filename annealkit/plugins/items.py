"""Whether the fields of what a plugin gives hold what their classes promise.

Frozen attrs classes do not check types, and a wrong field of a catalogue item would come to light far from the
plugin, in the middle of somebody's run. Only the first thing that is wrong is told, so each line below may rely on
those above it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from annealkit.domain import GASES, Atmosphere, Material, Species, Substrate
from annealkit.errors import nearest
from annealkit.plugins import fields
from annealkit.plugins.contributed import CONTRIBUTED
from annealkit.provenance import Book, Record

__all__ = ["defect"]

#: Slots that belong to a mobile species; the others are ``host.<kind>`` and this one.
_OF_SPECIES = ("diffusivity", "activity", "loss", "source")
_OF_INTERFACE = "interface.resistance"
#: The attribute that a record of an atmosphere stands for, where it is no partial pressure, and its unit.
_FURNACE = {
    "pressure": ("total", "Pa"),
    "boundary_layer": ("boundary_layer", "m"),
    "tube": ("tube", "m"),
    "source": ("source", "1"),
}


def defect(hook: str, item: Any) -> str:
    """What is wrong with an item's fields, without a full stop; empty when nothing is.

    Args:
        hook: Name of the hook that gave it.
        item: An instance of the hook's class with a valid name.
    """
    found = next(_WRONG[hook](item), "")
    return f"{item.name!r} {found}" if found else ""


def _material(one: Material) -> Iterator[str]:
    yield from _solid(one)
    for symbol, amount in one.start.items():
        yield from fields.number(f"start[{symbol!r}]", amount, "mol", above=0.0)


def _coating(one: Material) -> Iterator[str]:
    yield from _solid(one)
    for symbol, amount in one.start.items():  # a coating may begin without what moves
        bound = {"least": 0.0} if symbol in one.species else {"above": 0.0}
        yield from fields.number(f"start[{symbol!r}]", amount, "mol", **bound)


def _solid(one: Material) -> Iterator[str]:
    yield from fields.text("title", one.title)
    yield from fields.distinct_names("aliases", one.aliases)
    yield from _book(one.book)
    yield from fields.mapping("start", one.start, least=1)
    yield from fields.mapping("species", one.species, least=1)
    for symbol, species in one.species.items():
        yield from _species(one, symbol, species)
    yield from fields.mapping("defaults", one.defaults)
    for slot, names in one.defaults.items():
        yield from _default(one, slot, names)
    yield from fields.mapping("oxides", one.oxides)
    for oxide, count in one.oxides.items():
        if type(count) is not int or count < 1:
            yield fields.wrong(f"oxides[{oxide!r}]", count, "a whole number of at least 1")
    for field in ("overrides", "activities", "thickness"):
        if getattr(one, field):
            yield f"has {field}={getattr(one, field)!r}, which belongs to a run and not into a catalogue; leave it out"


def _book(book: Book) -> Iterator[str]:
    yield from fields.instance("book", book, Book)
    yield from fields.name("book.owner", book.owner)
    yield from fields.mapping("book.records", book.records)
    for short, record in book.records.items():
        yield from fields.instance(f"book.records[{short!r}]", record, Record)
        if record.key != f"{book.owner}.{short}":
            yield f"has the record {record.key!r} under {short!r} in its book where the id {book.owner}.{short} is due"


def _species(one: Material, symbol: str, species: Species) -> Iterator[str]:
    at = f"species[{symbol!r}]"
    yield from fields.instance(at, species, Species)
    if "." in symbol or species.symbol != symbol:
        yield f"has the species {species.symbol!r} under {symbol!r}; both are one chemical symbol, without a dot"
    site = species.site_concentration
    yield from fields.record(f"{at}.site_concentration", site, "mol/m^3")
    if not fields.is_number(site.value) or site.value <= 0:
        yield f"has the record {site.key} = {site.text} as {at}.site_concentration where a positive number is due"
    if site not in one.book.records.values():
        yield (
            f"has the record {site.key} as {at}.site_concentration, which is not in its book, so that no run could "
            "override it; take it from the book"
        )
    yield from fields.name(f"{at}.metal", species.metal)
    yield from fields.name(f"{at}.oxide", species.oxide)
    for element in (symbol, *species.metals):
        if element not in one.start:
            yield f"has no {element!r} in start={dict(one.start)!r}; it gives moles of every mobile species and metal"


def _default(one: Material, slot: str, names: Any) -> Iterator[str]:
    species, _, kind = slot.partition(".")
    known = [f"{symbol}.{own}" for symbol in one.species for own in _OF_SPECIES]
    if slot not in (*known, _OF_INTERFACE) and not (species == "host" and kind and "." not in kind):
        close = nearest(slot, [*known, _OF_INTERFACE])
        hint = f". Did you mean {close!r}?" if close else ""
        yield (
            f"names the slot {slot!r} in its defaults, which nothing can fill; slots are "
            f"{', '.join(known)}, host.<kind> and {_OF_INTERFACE}{hint}"
        )
    yield from fields.distinct_names(f"defaults[{slot!r}]", names)
    if slot.endswith(".activity") and len(names) != 1:
        yield fields.wrong(f"defaults[{slot!r}]", names, "one name")
    if slot.endswith(".diffusivity") and not names:
        yield fields.wrong(f"defaults[{slot!r}]", names, "at least one name")


#: Numbers of an atmosphere that may be absent, and are above zero where they are not.
_POSITIVE = {
    "boundary_layer": "m",
    "flow": "mol/s",
    "tube": "m",
    "vessel": "m^3",
    "boat": "m",
    "source_temperature": "K",
}


def _atmosphere(one: Atmosphere) -> Iterator[str]:
    yield from fields.text("title", one.title)
    yield from fields.distinct_names("aliases", one.aliases)
    yield from fields.mapping("partial", one.partial)
    for gas, pressure in one.partial.items():
        yield from _gas("partial", gas)
        yield from fields.number(f"partial[{gas!r}]", pressure, "Pa", least=0.0)
    yield from fields.number("total", one.total, "Pa", least=0.0)
    if one.balance is not None:
        yield from _gas("balance", one.balance)
        if one.balance in one.partial:
            yield f"has {one.balance!r} both as its balance gas and among the partial pressures; leave it out of one"
    elif not math.isclose(sum(one.partial.values()), one.total, rel_tol=1e-9):
        yield (
            f"has total={one.total!r} Pa without a balance gas, where the partial pressures add up to "
            f"{sum(one.partial.values()):g} Pa; name the balance gas or give their sum"
        )
    for name, unit in _POSITIVE.items():
        if getattr(one, name) is not None:
            yield from fields.number(name, getattr(one, name), unit, above=0.0)
    yield from fields.number("source", one.source, "1", least=0.0)
    yield from fields.mapping("given", one.given)
    yield from fields.mapping("records", one.records)
    for field, record in one.records.items():
        yield from _preset(one, field, record)


def _gas(field: str, gas: object) -> Iterator[str]:
    if gas not in GASES:
        close = nearest(str(gas), GASES)
        hint = f". Did you mean {close!r}?" if close else ""
        yield f"names the gas {gas!r} in {field}; known are {', '.join(GASES)}{hint}"


def _preset(one: Atmosphere, field: str, record: Record) -> Iterator[str]:
    """A record must be of the number it is printed for, or an override would be lost."""
    attribute, unit = _FURNACE.get(field, ("partial", "Pa"))
    if field not in _FURNACE and field not in one.partial:
        yield f"has a record for {field!r}; records are for its partial pressures, {', '.join(_FURNACE)}"
    yield from fields.record(f"records[{field!r}]", record, unit)
    own = one.partial[field] if attribute == "partial" else getattr(one, attribute)
    if own is None or not math.isclose(own, float(record.value), rel_tol=1e-9):
        yield (
            f"has the record {record.key} = {record.text} for {field}, and {own!r} {unit} as its own; take the number "
            "from the record"
        )


def _substrate(one: Substrate) -> Iterator[str]:
    yield from fields.text("title", one.title)
    yield from fields.distinct_names("aliases", one.aliases)
    if not isinstance(one.reactive, bool):
        yield fields.wrong("reactive", one.reactive, "True or False")
    yield from _book(one.book)
    yield from fields.text("product", one.product)
    if one.product and not one.reactive:
        yield f"has reactive=False and product={one.product!r}; what is inert forms no product"


_WRONG: dict[str, Callable[[Any], Iterator[str]]] = {
    "annealkit_materials": _material,
    "annealkit_coatings": _coating,
    "annealkit_atmospheres": _atmosphere,
    "annealkit_substrates": _substrate,
    **CONTRIBUTED,
}
