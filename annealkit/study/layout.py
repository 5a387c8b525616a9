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


#: Blanks between columns.
_GAP = 3


@frozen
class Rows:
    """Cells as text under headings.

    Attributes:
        heads: The headings.
        rows: Cells, one tuple a row.
        names: How many columns at the left say which row it is; every part of a wide table has them.
    """

    heads: tuple[str, ...] = field(converter=_texts)
    rows: tuple[tuple[str, ...], ...] = field(converter=_tuples)
    names: int = 1

    def rich(self) -> Table:
        """For a terminal; the names are left-aligned."""
        from annealkit.result.view import table

        return table(self.heads, self.rows, right=range(self.names, len(self.heads)))

    def text(self, *, width: int = 100, gather: bool = True) -> str:
        """Plain text: columns that are alike in all rows in a line of their own, the others beside or below.

        Args:
            width: Columns that a line may take; a table that needs more is told in parts.
            gather: Whether columns that are alike are taken out.
        """
        from rich.console import Console

        rows = self.rows
        several = range(self.names, len(self.heads)) if gather and len(rows) > 1 else ()
        alike = [n for n in several if len({row[n] for row in rows}) == 1]
        parts = [self._taken(own) for own in self._parts([n for n in range(len(self.heads)) if n not in alike], width)]
        out = io.StringIO()
        page = Console(file=out, width=width, highlight=False, markup=False, emoji=False, color_system=None)
        for part in parts:
            page.print(part.rich())
        if alike:
            page.print("alike in all: " + "; ".join(f"{self.heads[n]} {self.rows[0][n]}" for n in alike))
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n")

    def _parts(self, columns: list[int], width: int) -> list[list[int]]:
        """Columns that fit beside each other, the names in every part."""
        names = columns[: self.names]
        whole = width - min(sum(map(self._need, names)), width // 3)
        found, room = [[*names]], whole
        for column in columns[self.names :]:
            need = self._need(column)
            if need > room and len(found[-1]) > len(names):
                found, room = [*found, [*names]], whole
            found[-1].append(column)
            room -= need
        return found

    def _need(self, column: int) -> int:
        """Width of a column whose heading wraps between words."""
        words = self.heads[column].split() or [""]
        return _GAP + max(len(one) for one in (*words, *(row[column] for row in self.rows)))

    def _taken(self, columns: list[int]) -> Rows:
        return Rows([self.heads[n] for n in columns], [[row[n] for n in columns] for row in self.rows], self.names)

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
