"""Progress for people, and standard output kept for the result."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout

__all__ = ["progress_bar", "standard_output_kept"]


@contextmanager
def standard_output_kept() -> Iterator[None]:
    """Keep standard output for the result: SUNDIALS warns on it from C, scikit-sundae and plugins print."""
    os.environ.setdefault("SUNLOGGER_WARNING_FILENAME", os.devnull)
    with redirect_stdout(sys.stderr):
        yield


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], None] | None]:
    """A bar on standard error where that is a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("building the problem", total=1.0)
        yield lambda fraction, message: bar.update(task, completed=fraction, description=message)
