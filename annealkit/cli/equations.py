"""``annealkit show equations`` and ``show sources``: what a run file solves, and on whose numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annealkit.cli.console import show
from annealkit.cli.recordtable import record_table
from annealkit.runsequence import read_steps

__all__ = ["equations", "sources"]

File = Annotated[Path, typer.Argument(metavar="FILE", help="Run file (TOML).")]


def equations(
    file: File,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX, for a document that uses amsmath.")] = False,
) -> None:
    """Print the equations that a run file solves, each term with its plugin, records and sources."""
    anneal, _ = read_steps(file)
    told = anneal.explain()
    show([told.latex() if latex else told.text()])


def sources(file: File) -> None:
    """Print the records that a run file uses, and BibTeX."""
    anneal, _ = read_steps(file)
    show([record_table(anneal.records()), anneal.cite()])
