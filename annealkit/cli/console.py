"""What the command prints, where, and how it fails."""

from __future__ import annotations

import io
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from annealkit.errors import AnnealkitError, AnnealkitWarning, InputError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = [
    "announced",
    "collected_warnings",
    "console",
    "plain_warnings",
    "report",
    "show",
    "tolerate_any_encoding",
]

#: Columns of a table that nobody's terminal bounds.
_WIDTH_IN_A_PIPE = 120


def tolerate_any_encoding() -> None:
    """Let a stream that cannot spell a sign print '?' instead of stopping the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def console() -> Console:
    """Standard output: colour on a terminal, plain text in a pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDTH_IN_A_PIPE
    return Console(highlight=False, markup=False, emoji=False, width=width)


def show(parts: Iterable[RenderableType]) -> None:
    """Print texts, unwrapped so that paths can be copied, and tables; all, or none where one fails."""
    out = console()
    for part in tuple(parts):
        out.print(part, soft_wrap=isinstance(part, str))


def report(error: Exception) -> int:
    """Tell an error on standard error and choose the exit code."""
    if os.environ.get("ANNEALKIT_TRACEBACK") == "1":
        traceback.print_exception(error)
    print(f"error: {_message(error)}", file=sys.stderr)
    return 2 if isinstance(error, InputError) else 1


def _message(error: Exception) -> str:
    if isinstance(error, AnnealkitError | OSError):
        return str(error)
    return (
        f"unexpected {type(error).__name__}: {error}. This is a defect of annealkit or of a plugin, not of "
        "the input. ANNEALKIT_TRACEBACK=1 shows where; `annealkit doctor` prints what belongs in a report."
    )


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """Gather annealkit's own warnings as text; those of others go their usual way."""
    texts: list[str] = []
    with _told_to(texts.append):
        yield texts


@contextmanager
def plain_warnings() -> Iterator[None]:
    """Tell annealkit's own warnings on standard error as a line each, without a place in the code."""
    with _told_to(lambda text: print(f"warning: {text}", file=sys.stderr)):
        yield


@contextmanager
def _told_to(tell: Callable[[str], object]) -> Iterator[None]:
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def sort(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if issubclass(category, AnnealkitWarning):
                tell(str(message))
            else:
                usual(message, category, filename, lineno, file, line)

        warnings.showwarning = sort
        warnings.simplefilter("always", AnnealkitWarning)
        yield


def announced(texts: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The warnings that a result does not already carry, each once, in order."""
    return tuple(dict.fromkeys(text for text in texts if text not in set(known)))
