"""The command ``annealkit``.

Exit codes: 0 done, 1 the run failed, 2 the input is wrong. An error is one message on
standard error; ``ANNEALKIT_TRACEBACK=1`` adds the traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from annealkit.cli.console import plain_warnings, report, tolerate_any_encoding

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave the process.

    Args:
        arguments: Words of the command line after the command's name; ``sys.argv`` by default.

    Raises:
        SystemExit: Always.
    """
    from annealkit.cli.app import app

    tolerate_any_encoding()
    try:
        with plain_warnings():
            app(args=arguments, prog_name="annealkit")
    except Exception as error:  # the last door: whatever comes here becomes a message and an exit code
        sys.exit(report(error))
    sys.exit(0)
