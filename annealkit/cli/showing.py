"""``annealkit show``: what there is to anneal, in what, by which models; and what a run file solves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annealkit.cli.console import show
from annealkit.cli.equations import equations, sources
from annealkit.cli.picture import check_picture, write_picture
from annealkit.cli.recordtable import record_table
from annealkit.cli.schema import schema
from annealkit.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from annealkit.domain import Material

__all__ = ["app"]

app = typer.Typer(help="Show what is on offer, and what a run file solves.", no_args_is_help=True)

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Show this one in full.")]


@app.command()
def materials(
    name: Name = None,
    plot: Annotated[bool, typer.Option("--plot", help="Draw its records and data points against 1/T.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.png", help="The picture; NAME-arrhenius.png by default.")
    ] = None,
) -> None:
    """List the materials, or show one with its records."""
    if name is None and plot:
        raise InputError("--plot: no material is named. Give one, as in `annealkit show materials LiCoO2 --plot`.")
    if output is not None and not plot:
        raise InputError("--output: there is no picture without --plot. Add it.")
    if name is None:
        from annealkit.plugins import host

        show(_offers(host().materials()))
        return
    from annealkit.catalogue import as_material

    one = as_material(name)
    if plot:
        show([str(_plotted(one, output))])
        return
    facts = {
        "start": " ".join(f"{element} {amount:g}" for element, amount in one.start.items()),
        "mobile": ", ".join(one.species),
        "aliases": ", ".join(one.aliases),
    }
    defaults = {f"default {slot}": " + ".join(names) for slot, names in one.defaults.items()}
    show([*_facts(one, {**facts, **defaults}), record_table(one.book.records.values())])


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
    show([*_facts(one, {**facts, **more}), record_table(one.records.values())])


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
    show([*_facts(one, facts), record_table(one.book.records.values())])


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


app.command()(equations)
app.command()(sources)
app.command()(schema)


def _plotted(material: Material, output: Path | None) -> Path:
    """Draw a material's records and say where."""
    from annealkit.figures.arrhenius import arrhenius

    path = Path(f"{material.name}-arrhenius.png") if output is None else output
    check_picture(path)
    return write_picture(arrhenius(material.book, title=f"{material.name}: {material.title}"), path)


def _offers(offers: Mapping[str, Any]) -> Iterator[RenderableType]:
    from annealkit.result.view import table

    rows = [(name, one.item.title, ", ".join(one.item.aliases), one.plugin.id) for name, one in offers.items()]
    yield table(("name", "what", "aliases", "plugin"), rows)


def _facts(item: Any, facts: Mapping[str, str]) -> Iterator[str]:
    yield f"{item.name}: {item.title}"
    yield from (f"  {name}: {value}" for name, value in facts.items() if value)


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
