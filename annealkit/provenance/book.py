"""The parameter records of one owner: a material, a gas, a mechanism."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from attrs import evolve, field, frozen

from annealkit.errors import ParameterError, RecordError, UnitError, UnknownNameError, nearest
from annealkit.provenance.bibliography import Source, read_bibliography
from annealkit.provenance.points import Points
from annealkit.provenance.reading import read_parameters
from annealkit.provenance.record import Record
from annealkit.units import QuantityLike

__all__ = ["Book"]


@frozen
class Book:
    """Records by short id, and the sources they cite.

    Attributes:
        owner: First part of the full ids, for example ``"LiCoO2"``.
        records: Records by short id, ``"Li.D.deficient.energy"``.
        sources: Bibliography entries by key.
        points: Data points by short id; no law reads them unless it says so.
    """

    owner: str
    records: Mapping[str, Record] = field(factory=dict, hash=False)
    sources: Mapping[str, Source] = field(factory=dict, hash=False)
    points: Mapping[str, Points] = field(factory=dict, hash=False)

    @classmethod
    def load(cls, package: str, owner: str) -> Book:
        """Read ``parameters.toml`` and ``references.bib`` that lie in a package.

        Args:
            package: The package's import name; in its own ``__init__`` that is ``__name__``.
            owner: First part of the full ids.

        Raises:
            RecordError: A file is missing or does not hold together; names file, record and field.
        """
        folder = files(package)
        parameters, references = folder / "parameters.toml", folder / "references.bib"
        if not parameters.is_file():
            raise RecordError(f"{parameters}: the file is missing. Add it to {package!r} and its wheel.")
        # A book of assumptions cites nothing; a citation without a bibliography fails as unresolved.
        cited = _content(references) if references.is_file() else ""
        sources = read_bibliography(cited, file=str(references))
        content = read_parameters(_content(parameters), file=str(parameters), owner=owner, sources=sources)
        return cls(owner, content.records, sources, content.points)

    def __getitem__(self, short_id: str) -> Record:
        """The record with this short id.

        Raises:
            UnknownNameError: There is none; names the nearest.
        """
        if short_id not in self.records:
            raise UnknownNameError.of(f"record of {self.owner}", short_id, self.records)
        return self.records[short_id]

    def __contains__(self, short_id: object) -> bool:
        return short_id in self.records

    def __iter__(self) -> Iterator[str]:
        """Short ids, in the file's order."""
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def override(self, overrides: Mapping[str, QuantityLike]) -> Book:
        """This book with some values replaced.

        Args:
            overrides: New values by full id; ids of other owners are left to them.

        Raises:
            ParameterError: An id of this owner that it does not have (names the nearest), or a
                value of another dimension than the record's.
        """
        own = f"{self.owner}."
        changed = dict(self.records)
        for full, value in overrides.items():
            if not full.startswith(own):
                continue
            short = full.removeprefix(own)
            if short not in self.records:
                close = nearest(short, self.records)
                hint = f" Did you mean {own + close!r}?" if close else ""
                raise ParameterError(
                    f"parameters[{full!r}]: {self.owner} has no such record.{hint} "
                    "`annealkit show sources FILE` lists the records a run uses."
                )
            try:
                changed[short] = self.records[short].with_value(value)
            except UnitError as error:
                raise ParameterError(f"parameters[{full!r}]: {error}") from error
        return evolve(self, records=changed)


def _content(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"{file}: this is not UTF-8 text ({error.reason}). Save it as UTF-8.") from None
