"""From the text of a data-only material to the material, checked before anything uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from annealkit.declared.building import Builder
from annealkit.declared.checks import check
from annealkit.declared.defaults import defaults
from annealkit.declared.tables import MaterialFile
from annealkit.domain import Material, Species
from annealkit.domain.material import Origin
from annealkit.errors import RecordError
from annealkit.provenance import Book, read_bibliography
from annealkit.provenance.reading import content_of
from annealkit.tables import read, read_toml

__all__ = ["Declared", "read_material"]


@frozen(eq=False)
class Declared:
    """A data-only material that was read and found sound.

    Attributes:
        file: Where it was read from, for messages.
        tables: What the file says.
        material: The material or coating it describes.
    """

    file: str
    tables: MaterialFile
    material: Material


def read_material(text: str, *, file: str, references: str = "", origin: Origin | None = None) -> Declared:
    """Read a data-only material and make every law of it once.

    Args:
        text: The file's content.
        file: Its name, for messages.
        references: BibTeX text beside the file, for one that brings none itself.
        origin: Where the material comes from where no installed plugin offers it.

    Raises:
        RecordError: Anything is missing, unknown, or does not fit; names file and key, each mistake on a line of
            its own.
    """
    data = read_toml(text, where=file)
    _refuse_format(data, file)
    tables = read(MaterialFile, data, where=file)
    if (tables.material is None) == (tables.coating is None):
        given = "neither" if tables.material is None else "both"
        raise RecordError(f"{file}: {given} of [material] and [coating] given; expected exactly one of them.")
    found = Declared(file, tables, _material(tables, file, references, origin))
    check(tables, Builder(file, found.material.book))
    return found


def _refuse_format(data: Mapping[str, Any], file: str) -> None:
    """Said alone: a file without it may be anything, and a list of its odd keys would not help."""
    version = data.get("annealkit")
    if version != 1 or isinstance(version, bool):
        given = "it is missing" if version is None else f"{version!r} was given"
        raise RecordError(f"{file}, annealkit: {given}; expected 'annealkit = 1', the only format there is.")


def _material(tables: MaterialFile, file: str, references: str, origin: Origin | None) -> Material:
    about = tables.about
    cited = tables.references or references
    sources = read_bibliography(cited, file=f"{file}, references" if tables.references else f"{file}, references.bib")
    content = content_of(tables.record, tables.points, file=file, owner=about.name, sources=sources)
    book = Book(about.name, content.records, sources, content.points)
    place = Builder(file, book)
    return Material(
        name=about.name,
        title=about.title,
        book=book,
        species={symbol: _species(tables, symbol, place) for symbol in tables.species},
        start=about.start,
        defaults=defaults(tables, place),
        aliases=about.aliases,
        oxides=about.oxides,
        origin=origin,
    )


def _species(tables: MaterialFile, symbol: str, place: Builder) -> Species:
    table, at = tables.species[symbol], place / "species" / symbol
    site = (at / "site_concentration").number(table.site_concentration, "mol/m^3", "a concentration")
    for element, key in ((symbol, ""), (table.metal, "metal")):
        (at / key if key else at).known(element, tables.about.start, "element of start")
    (at / "oxide").known(table.oxide, tables.about.oxides, "oxide of oxides")
    return Species(symbol, site, table.metal, table.oxide)
