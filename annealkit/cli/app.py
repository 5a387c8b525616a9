"""The verbs of the command."""

from __future__ import annotations

from typing import Annotated

import typer

from annealkit.cli import health, plugins, running, showing, study

__all__ = ["app"]

app = typer.Typer(
    help="What does this anneal do to this material in this atmosphere?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(running.run)
app.add_typer(study.app, name="study")
app.add_typer(showing.app, name="show")
app.add_typer(plugins.app, name="plugin")
app.command("doctor")(health.doctor)


def _tell_version(wanted: bool) -> None:
    if wanted:
        import annealkit

        print(f"annealkit {annealkit.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What does this anneal do to this material in this atmosphere?"""
