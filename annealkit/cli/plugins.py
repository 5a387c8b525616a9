"""``annealkit plugin``: what is installed and what became of it, checking one, beginning one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from annealkit.cli import plugin_check, plugin_new
from annealkit.cli.console import show

if TYPE_CHECKING:
    from rich.table import Table

    from annealkit.plugins import PluginRecord

__all__ = ["app", "listed"]

app = typer.Typer(help="Plugins: what is installed, checking one, beginning a new one.", no_args_is_help=True)

_PREFIX = "annealkit_"


@app.callback()
def root() -> None:
    """Plugins: what is installed, checking one, beginning a new one."""


@app.command("list")
def listing(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON list on standard output, nothing else.")
    ] = False,
) -> None:
    """List every plugin, also those that cannot be used."""
    from annealkit.plugins import survey

    found = survey()
    warnings = [f"warning: {one}" for one in (*found.notices, *found.advice)]
    if as_json:
        for one in warnings:
            print(one, file=sys.stderr)
        print(json.dumps([one.listing() for one in found.records], indent=2), flush=True)
        return
    show([*warnings, *listed(found.records)])


app.command("check")(plugin_check.check)
app.command("new")(plugin_new.new)


def listed(records: tuple[PluginRecord, ...]) -> Iterator[Table | str]:
    """A table of the plugins, and a sentence on each that is not in use.

    Args:
        records: The plugins, in the order to print.
    """
    from annealkit.result.view import table

    if not records:
        yield "No plugin is installed."
        return
    heads = ("plugin", "distribution", "version", "api", "state", "contributes")
    made = table(heads, [_row(one) for one in records])
    for column in made.columns:  # a name that does not fit goes on in the next line
        column.overflow = "fold"
    yield made
    yield from (f"{one} is {one.state}: {one.reason}" for one in records if one.reason)


def _row(one: PluginRecord) -> tuple[str, ...]:
    api = "–" if one.api is None else str(one.api)
    return (one.id, one.distribution, one.version or "–", api, one.state, _contributes(one))


def _contributes(one: PluginRecord) -> str:
    """Names by catalogue, and the other hooks without the prefix that all have."""
    kinds = {kind: [name.removeprefix(_PREFIX) for name in names] for kind, names in one.contributes.items() if names}
    return "; ".join(f"{kind}: {', '.join(names)}" for kind, names in kinds.items()) or "–"
