"""``annealkit show``: what there is to anneal, in what, by which models; and what a run file solves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annealkit.cli.console import show
from annealkit.errors import InputError
from annealkit.runfile import read_anneal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from annealkit.provenance import Record

__all__ = ["app"]

app = typer.Typer(help="Show what is on offer, and what a run file solves.", no_args_is_help=True)

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Show this one in full.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="Run file (TOML).")]


@app.command()
def materials(name: Name = None) -> None:
    """List the materials, or show one with its records."""
    from annealkit.plugins import host

    if name is None:
        show(_offers(host().materials()))
        return
    one = host().material(name).item
    facts = {
        "start": " ".join(f"{element} {amount:g}" for element, amount in one.start.items()),
        "mobile": ", ".join(one.species),
        "aliases": ", ".join(one.aliases),
    }
    defaults = {f"default {slot}": " + ".join(names) for slot, names in one.defaults.items()}
    show([*_facts(one, {**facts, **defaults}), _records(one.book.records.values())])


@app.command()
def atmospheres(name: Name = None) -> None:
    """List the atmospheres, or show one with its presets."""
    from annealkit.plugins import host

    if name is None:
        show(_offers(host().atmospheres()))
        return
    one = host().atmosphere(name).item
    facts = {f"p({gas})": f"{pressure:.6g} Pa" for gas, pressure in one.pressures.items() if pressure}
    layer = "none" if one.boundary_layer is None else f"{one.boundary_layer:g} m"
    more = {"total": f"{one.total:.6g} Pa", "boundary layer": layer, "aliases": ", ".join(one.aliases)}
    show([*_facts(one, {**facts, **more}), _records(one.records.values())])


@app.command()
def substrates(name: Name = None) -> None:
    """List the substrates, or show one with its records."""
    from annealkit.plugins import host

    if name is None:
        show(_offers(host().substrates()))
        return
    one = host().substrate(name).item
    facts = {
        "reactive": "yes" if one.reactive else "no",
        "product": one.product,
        "aliases": ", ".join(one.aliases),
    }
    show([*_facts(one, facts), _records(one.book.records.values())])


@app.command()
def models(
    name: Annotated[str | None, typer.Argument(metavar="[MATERIAL]", help="A material.")] = None,
) -> None:
    """List the models of a material by slot; '*' marks defaults."""
    from annealkit.plugins import host

    names = tuple(host().materials()) if name is None else (name,)
    if not names:
        raise InputError("show models: no material is installed. See `annealkit plugin list`.")
    show(part for one in names for part in _models(one))


@app.command()
def equations(file: File) -> None:
    """Print the equations that a run file solves."""
    anneal, _ = read_anneal(file)
    show([anneal.explain().text()])


@app.command()
def sources(file: File) -> None:
    """Print the records that a run file uses, and BibTeX."""
    anneal, _ = read_anneal(file)
    show([_records(anneal.records()), anneal.cite()])


def _offers(offers: Mapping[str, Any]) -> Iterator[RenderableType]:
    from annealkit.result.view import table

    rows = [(name, one.item.title, ", ".join(one.item.aliases), one.plugin.id) for name, one in offers.items()]
    yield table(("name", "what", "aliases", "plugin"), rows)


def _facts(item: Any, facts: Mapping[str, str]) -> Iterator[str]:
    yield f"{item.name}: {item.title}"
    yield from (f"  {name}: {value}" for name, value in facts.items() if value)


def _records(records: Iterable[Record]) -> RenderableType:
    from annealkit.result.view import table

    rows = [
        (
            one.key,
            f"{one.printed_value:g} {one.printed_unit}".removesuffix(" 1"),
            "given by the run" if one.overridden else one.basis,
            ", ".join(one.sources),
        )
        for one in records
    ]
    return table(("record", "value", "basis", "sources"), rows)


def _models(material: str) -> Iterator[RenderableType]:
    from annealkit.result.view import table
    from annealkit.selection import models as offered

    rows = [
        (
            one.slot,
            f"{'*' if one.default else ' '} {one.name}",
            one.plugin,
            f"{one.note} {one.standing}".strip(),
        )
        for alternatives in offered(material).values()
        for one in alternatives
    ]
    yield material
    yield table(("slot", "model", "plugin", "what"), rows)
