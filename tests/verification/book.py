"""Writes docs/verification.md and its figures by running every case.

python tests/verification/book.py
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))

from verification import cases as shelf  # noqa: E402 - the path is set above where this is a script
from verification.case import Case, Outcome, Table  # noqa: E402 - likewise

PAGE = ROOT / "docs" / "verification.md"
FIGURES = ROOT / "docs" / "verification"

INTRODUCTION = """\
# Verification

Every section is one case of `tests/verification/`: the equation, a reference that the case computes itself,
the error that was found, the limit that the test enforces, and a picture. The page is written by

    python tests/verification/book.py

and the same cases run as tests (`pytest tests/verification`, the long ones with `-m slow`).
"""


def all_cases() -> list[Case]:
    """Every case, in the order of the modules' names and then as each module lists them."""
    modules = sorted(module.name for module in pkgutil.iter_modules(shelf.__path__))
    return [case for name in modules for case in importlib.import_module(f"{shelf.__name__}.{name}").CASES]


def section(case: Case, outcome: Outcome) -> str:
    """One case as Markdown."""
    rows = [
        f"| {check.what} | {check.found:.2e} | {'≤' if check.kind == 'below' else '≥'} {check.limit:.2g} |"
        for check in outcome.checks
    ]
    parts = [
        f"## {case.title}",
        case.equation.strip(),
        f"**Reference.** {case.reference.strip()}",
        "\n".join(["| checked | found | limit |", "|---|---|---|", *rows]),
        *map(table, outcome.tables),
        f"![{case.title}](verification/{case.name}.png)",
    ]
    return "\n\n".join(parts)


def table(one: Table) -> str:
    """A table as Markdown."""
    lines = [
        f"{one.title}:\n",
        "| " + " | ".join(one.columns) + " |",
        "|" + "---|" * len(one.columns),
        *("| " + " | ".join(map(_cell, row)) + " |" for row in one.rows),
    ]
    return "\n".join(lines)


def _cell(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.4g}"


def draw(case: Case, outcome: Outcome) -> None:
    """The figure of a case as PNG, without a date, so that equal pictures are equal files."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.0, 3.4), layout="constrained")
    FigureCanvasAgg(figure)
    outcome.figure(figure)
    figure.savefig(FIGURES / f"{case.name}.png", dpi=90, metadata={"Software": None})


def write() -> bool:
    """Run every case and write the page; whether every check holds."""
    FIGURES.mkdir(exist_ok=True)
    for stale in FIGURES.glob("*.png"):
        stale.unlink()
    sections, kept = [], True
    for case in all_cases():
        outcome = case.run()
        draw(case, outcome)
        sections.append(section(case, outcome))
        for check in outcome.checks:
            kept &= check.holds
            print(f"{'kept  ' if check.holds else 'BROKEN'} {case.name}: {check}")
    PAGE.write_text("\n\n".join([INTRODUCTION.strip(), *sections]) + "\n", encoding="utf-8")
    return kept


if __name__ == "__main__":
    sys.exit(0 if write() else 1)
