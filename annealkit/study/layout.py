"""A table of text for a terminal, a page, a paper or a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Rows"]

_LATEX = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
          "^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "Ω": r"$\Omega$", "·": r"$\cdot$", "²": r"$^2$",
          "µ": r"$\mu$", "°": r"$^\circ$", "–": "--", "−": r"$-$"}  # fmt: skip


def _texts(heads: Iterable[str]) -> tuple[str, ...]:
    return tuple(heads)


def _tuples(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


@frozen
class Rows:
    """Cells as text under headings.

    Attributes:
        heads: The headings.
        rows: Cells, one tuple a row.
    """

    heads: tuple[str, ...] = field(converter=_texts)
    rows: tuple[tuple[str, ...], ...] = field(converter=_tuples)

    def rich(self) -> Table:
        """For a terminal; the first column is left-aligned."""
        from annealkit.result.view import table

        return table(self.heads, self.rows, right=range(1, len(self.heads)))

    def text(self, *, width: int = 200) -> str:
        """Plain text."""
        from rich.console import Console

        out = io.StringIO()
        Console(file=out, width=width, highlight=False, markup=False, emoji=False, color_system=None).print(self.rich())
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n")

    def html(self) -> str:
        """A table element."""
        head = "".join(f"<th>{escape(one)}</th>" for one in self.heads)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def latex(self) -> str:
        """A tabular environment; it needs no package."""
        lines = [" & ".join(map(_escaped, row)) + r" \\" for row in (self.heads, *self.rows)]
        return "\n".join(
            [f"\\begin{{tabular}}{{l{'r' * (len(self.heads) - 1)}}}", r"\hline", lines[0], r"\hline", *lines[1:],
             r"\hline", r"\end{tabular}"]
        )  # fmt: skip

    def csv(self) -> str:
        """Comma-separated values with a header row."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.heads)
        writer.writerows(self.rows)
        return out.getvalue()

    def markdown(self) -> str:
        """A table of Markdown."""
        lines = [self.heads, tuple("---" for _ in self.heads), *self.rows]
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)
