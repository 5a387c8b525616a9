"""Writes docs/materials.md: every record of every material, coating, gas and mechanism that annealkit ships.

python tests/materials_page.py
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import annealkit_atmospheres.catalogue
import annealkit_substrates.catalogue
import annealkit_vaporisation.fluxes
from annealkit.domain.body import defaults
from annealkit.plugins import host
from annealkit.provenance import Book, Range, Record
from annealkit.provenance.record import BASES
from annealkit.units import si, text

#: A field of a BibTeX entry; braces one deep.
_FIELD = re.compile(r"(\w+)\s*=\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_TOLD = ("author", "title", "journal", "howpublished", "volume", "year", "note")

PAGE = Path(__file__).parents[1] / "docs" / "materials.md"

INTRODUCTION = """\
# Records

Every number that annealkit ships, as printed in its source. *measured*, *fitted* to readings, *derived* from other
knowledge, *calibrated* to make a claim come true, *assumed*: believed, with no source that was read. The error bar is
one standard deviation, as a factor or in the record's unit; none where nobody knows it. The page is written by

    python tests/materials_page.py
"""


def books() -> dict[str, Book]:
    """Every book by owner: materials, coatings and substrates that annealkit ships, then gases and mechanisms."""
    catalogues = (host().materials(), host().coatings(), host().substrates())
    offered = [one.item.book for own in catalogues for one in own.values() if one.plugin.first_party]
    shared = [
        annealkit_substrates.catalogue.book(),
        annealkit_atmospheres.catalogue.book(),
        annealkit_vaporisation.fluxes.book(),
        defaults.book(),
    ]
    found: dict[str, Book] = {}
    for book in [*offered, *shared]:
        found.setdefault(book.owner, book)
    return found


def page(every: dict[str, Book]) -> str:
    """The whole page."""
    records = [record for book in every.values() for record in book.records.values()]
    return "\n\n".join([INTRODUCTION, _counts(records), *map(_section, every.values())]) + "\n"


def _counts(records: Iterable[Record]) -> str:
    by = Counter(record.basis for record in records)
    lines = ["| basis | records |", "|---|---|", *(f"| {basis} | {by[basis]} |" for basis in BASES)]
    return "\n".join([*lines, f"| together | {by.total()} |"])


def _section(book: Book) -> str:
    lines = ["| record | value | error bar | basis | range | source | note |", "|---|---|---|---|---|---|---|"]
    cited = dict.fromkeys(key for record in book.records.values() for key in record.sources)
    parts = [f"## {book.owner}", "\n".join([*lines, *map(_row, book.records.values())])]
    parts += ["\n".join(f"- {key}: {_entry(book, key)}" for key in cited)] if cited else []
    return "\n\n".join(parts)


def _row(record: Record) -> str:
    short = record.key.partition(".")[2]
    cells = [f"`{short}`", record.text, _bar(record), _basis(record), _ranges(record), _source(record), record.note]
    return "| " + " | ".join(cell.replace("|", "\\|") or "–" for cell in cells) + " |"


def _bar(record: Record) -> str:
    bar = record.uncertainty
    if bar is None:
        return ""
    if bar.factor is not None:
        return f"×/÷ {bar.factor:g}"
    assert bar.deviation is not None
    one = si((1.0, record.printed_unit), "delta K" if record.unit == "K" else record.unit, name=record.key)
    return f"± {text(bar.deviation / one, record.printed_unit)}"


def _basis(record: Record) -> str:
    spent = f" (spent: {'; '.join(record.spent)})" if record.spent else ""
    behind = ", ".join(f"`{key.partition('.')[2]}`" for key in record.derived_from)
    return f"{record.basis}{spent}{f' from {behind}' if behind else ''}"


def _ranges(record: Record) -> str:
    return ", ".join(f"{name} {_ends(one)}" for name, one in record.valid.items())


def _ends(one: Range) -> str:
    unit = "" if one.unit == "1" else f" {one.unit}"
    return f"{one.low:.6g} to {one.high:.6g}{unit}"


def _source(record: Record) -> str:
    return "; ".join(filter(None, [", ".join(record.sources), record.where]))


def _entry(book: Book, key: str) -> str:
    """An entry of the bibliography on one line."""
    source = book.sources[key]
    fields = {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(source.bibtex)}
    told = [fields.get(name, "").replace("{", "").replace("}", "") for name in _TOLD]
    doi = f"[doi:{source.doi}](https://doi.org/{source.doi})" if source.doi else ""
    return ", ".join(filter(None, [*told, doi]))


if __name__ == "__main__":
    PAGE.write_text(page(books()), encoding="utf-8")
