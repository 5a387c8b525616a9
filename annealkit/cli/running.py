"""``annealkit run``: one anneal from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annealkit.cli.console import announced, collected_warnings, show
from annealkit.cli.output import check_folder, write
from annealkit.cli.progress import progress_bar, standard_output_kept
from annealkit.errors import InputError
from annealkit.runsequence import read_steps

if TYPE_CHECKING:
    from annealkit.result import Result

__all__ = ["run"]


def run(
    file: Annotated[Path, typer.Argument(help="Run file (TOML).", metavar="FILE")],
    dry: Annotated[bool, typer.Option("--dry", help="Print the resolved inputs; compute nothing.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")
    ] = False,
    output: Annotated[Path, typer.Option("--output", metavar="DIR", help="Folder of the .nc and .png files.")] = Path(
        "runs"
    ),
    strict: Annotated[bool, typer.Option("--strict", help="Stop where a law leaves the range of its records.")] = False,
) -> None:
    """Run one anneal and write its result as .nc and .png."""
    if dry and as_json:
        raise InputError("--dry and --json exclude each other: a dry run has no result. Leave one out.")
    with collected_warnings() as texts:
        if dry:
            _plan(file, texts)
        else:
            _compute(file, output, texts, strict=strict, as_json=as_json)


def _plan(file: Path, texts: list[str]) -> None:
    anneal, options = read_steps(file)
    plan = anneal.plan().text()
    show([*(f"warning: {one}" for one in announced(texts, ())), plan])
    show(f"run {name} = {value}" for name, value in options.items())


def _compute(file: Path, folder: Path, texts: list[str], *, strict: bool, as_json: bool) -> None:
    check_folder(folder)
    anneal, options = read_steps(file)
    if strict:
        options["out_of_range"] = "raise"
    with progress_bar() as progress, standard_output_kept():
        result = anneal.run(progress=progress, **options)
    files = write(result, folder, file.stem)
    unsaid = announced(texts, result.warnings)
    (_print_json if as_json else _print_view)(result, files, unsaid)


def _print_view(result: Result, files: tuple[Path, ...], unsaid: tuple[str, ...]) -> None:
    from annealkit.result.view import renderables

    show(f"warning: {one}" for one in unsaid)
    show(renderables(result))
    show(f"wrote {one}" for one in files)


def _print_json(result: Result, files: tuple[Path, ...], unsaid: tuple[str, ...]) -> None:
    said = result.to_json()
    told = {**said, "warnings": [*unsaid, *said["warnings"]], "files": [str(one) for one in files]}
    print(json.dumps(told, indent=2, allow_nan=False), flush=True)
