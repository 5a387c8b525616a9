"""What a verification case is: an equation, a reference, numbers that must hold, a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import field, frozen

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Case", "Check", "Outcome", "Table", "order"]


@frozen
class Check:
    """One number that a case must keep.

    Attributes:
        what: The quantity and its norm, as a reader would say it.
        found: What this run gave.
        limit: What the method earns.
        kind: ``"below"``: found <= limit; ``"above"``: found >= limit.
    """

    what: str
    found: float
    limit: float
    kind: Literal["below", "above"] = "below"

    @property
    def holds(self) -> bool:
        """Whether it is kept; a number that is not finite never is."""
        if not np.isfinite(self.found):
            return False
        return self.found <= self.limit if self.kind == "below" else self.found >= self.limit

    def __str__(self) -> str:
        return f"{self.what}: {self.found:.3g}, wanted {'≤' if self.kind == 'below' else '≥'} {self.limit:.3g}"


@frozen
class Table:
    """Numbers side by side, for the book.

    Attributes:
        title: What is shown.
        columns: Headings with units.
        rows: One tuple a row, numbers or text.
    """

    title: str
    columns: tuple[str, ...] = field(converter=tuple)
    rows: tuple[tuple[float | str, ...], ...] = field(converter=lambda rows: tuple(map(tuple, rows)))


@frozen
class Outcome:
    """What running a case gave.

    Attributes:
        checks: Numbers that must hold.
        figure: Draws computed against reference into an empty figure.
        tables: Numbers for the reader.
    """

    checks: tuple[Check, ...] = field(converter=tuple)
    figure: Callable[[Figure], None]
    tables: tuple[Table, ...] = field(default=(), converter=tuple)


@frozen
class Case:
    """One section of the book of verification.

    Attributes:
        name: Short, of lower case and hyphens; anchor and file name of the figure.
        title: Heading.
        equation: What is solved, Markdown with ``$$`` mathematics.
        reference: Where the reference solution comes from and how it is evaluated, Markdown.
        run: Solves, evaluates the reference, compares.
        slow: Runs with ``pytest -m slow`` only.
    """

    name: str
    title: str
    equation: str
    reference: str
    run: Callable[[], Outcome]
    slow: bool = False


def order(steps: Sequence[float], errors: Sequence[float]) -> float:
    """Observed order of convergence: slope of log error over log step, least squares."""
    slope, _ = np.polyfit(np.log(np.asarray(steps)), np.log(np.asarray(errors)), 1)
    return float(slope)
