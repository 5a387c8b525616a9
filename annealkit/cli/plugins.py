"""``annealkit plugin``: what is installed and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annealkit.cli.console import announced, collected_warnings, show

if TYPE_CHECKING:
    from annealkit.plugins import PluginRecord

__all__ = ["app"]

app = typer.Typer(help="Plugins: what is installed, and what became of it.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Plugins: what is installed, and what became of it."""


@app.command("list")
def listing(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON list on standard output, nothing else.")
    ] = False,
) -> None:
    """List every plugin, also those that cannot be used."""
    from annealkit.plugins import host

    with collected_warnings() as texts:
        records = host().records
    if as_json:
        print(json.dumps([_entry(one) for one in records], indent=2), flush=True)
        return
    reasons = [one.reason for one in records if one.reason]
    show(f"warning: {one}" for one in announced(texts, reasons))
    show([_table(records)])
    show(f"{one.id} ({one.state}): {one.reason}" for one in records if one.reason)


def _entry(record: PluginRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "distribution": record.distribution,
        "version": record.version,
        "api": record.api,
        "state": record.state,
        "reason": record.reason,
        "contributes": {kind: list(names) for kind, names in record.contributes.items()},
    }


def _table(records: tuple[PluginRecord, ...]) -> Any:
    from annealkit.result.view import table

    rows = [
        (
            one.id,
            f"{one.distribution} {one.version}",
            "–" if one.api is None else str(one.api),
            one.state,
            "; ".join(f"{kind}: {', '.join(names)}" for kind, names in one.contributes.items() if names),
        )
        for one in records
    ]
    return table(("plugin", "distribution", "api", "state", "contributes"), rows)
