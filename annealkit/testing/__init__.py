"""The conformance kit: what every plugin must answer before other people's anneals can trust it.

A third party's test file has two lines::

    from annealkit.testing import parametrize_with_checks

    test_conformance = parametrize_with_checks("zno")

The checks are named (:data:`CHECKS`), each tells what to mend, and none can be skipped: one that does not
apply says why, and one that is expected to fail needs a reason and must fail. ``docs/testing-plugins.md``
lists them; ``annealkit plugin check NAME_OR_PATH`` runs them from a shell.

pytest loads this package at its start, so its names are loaded on first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annealkit.plugins import temporary
    from annealkit.testing.checks import CHECKS
    from annealkit.testing.parametrize import parametrize_with_checks
    from annealkit.testing.report import Outcome, Report
    from annealkit.testing.running import check_plugin

__all__ = ["CHECKS", "Outcome", "Report", "check_plugin", "parametrize_with_checks", "temporary"]

_HOMES = {
    "CHECKS": "annealkit.testing.checks",
    "Outcome": "annealkit.testing.report",
    "Report": "annealkit.testing.report",
    "check_plugin": "annealkit.testing.running",
    "parametrize_with_checks": "annealkit.testing.parametrize",
    "temporary": "annealkit.plugins",
}

if not TYPE_CHECKING:  # a type checker must not think that every name exists

    def __getattr__(name: str) -> object:
        """Load a public name on first use and keep it."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value = getattr(importlib.import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
