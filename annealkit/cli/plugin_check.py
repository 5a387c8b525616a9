"""``annealkit plugin check``: the conformance kit from a shell."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

from annealkit.cli.console import show
from annealkit.errors import InputError, nearest

__all__ = ["check"]

_TABLE = "expected_failures"


def check(
    target: Annotated[
        str, typer.Argument(metavar="NAME_OR_PATH", help="A plugin's id, or a .toml file, .py file or folder.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")
    ] = False,
    expect: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=f"TOML file with a table [{_TABLE}] of reasons by check."),
    ] = None,
) -> None:
    """Check that a plugin does what anneals rely on; exit code 1 when it does not."""
    from annealkit.testing import check_plugin

    expected = _expected(expect)
    # Standard output is the report's: SUNDIALS warns on it from C, and plugins may print.
    os.environ.setdefault("SUNLOGGER_WARNING_FILENAME", os.devnull)
    with redirect_stdout(sys.stderr):
        report = check_plugin(target, expected_failures=expected)
    if as_json:
        print(json.dumps(report.to_json(), indent=2), flush=True)
    else:
        show([report.text()])
    if not report.ok:
        raise typer.Exit(1)


def _expected(file: Path | None) -> Mapping[str, str]:
    """Reasons of expected failures by check.

    Raises:
        InputError: The file is missing, no TOML, or holds something else.
    """
    if file is None:
        return {}
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"--expect: there is no file {str(file)!r}.{_beside(file)}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"--expect: {file} cannot be read as TOML: {error}. Correct the file.") from None
    table = data.pop(_TABLE, None)
    if data or not isinstance(table, dict):
        odd = f"the key {next(iter(data))!r}" if data else f"{_TABLE} = {table!r}"
        raise InputError(
            f"--expect: {file} holds {odd}; expected one table [{_TABLE}] with a line 'check = \"reason\"' for each."
        )
    return table


def _beside(file: Path) -> str:
    close = nearest(file.name, [one.name for one in file.parent.iterdir()] if file.parent.is_dir() else [])
    return f" Did you mean {str(file.parent / close)!r}?" if close else ""
