"""One observation that a computation can be held against, read from ``cases.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from attrs import frozen

from annealkit import units
from annealkit.errors import RecordError, UnitError
from annealkit.provenance import Source, read_bibliography
from annealkit.provenance.given import si_text
from annealkit.provenance.place import Place, joined
from annealkit.tables import read, read_toml
from annealkit.validation.tables import CasesFile, CaseTable, Compares

__all__ = ["Case", "load_cases", "read_cases"]


@frozen
class Case:
    """An observation.

    Attributes:
        key: Full id, package first, for example ``"linbo3.V1"``.
        title: What was done.
        compares: ``"number"``, ``"bound"``, ``"order"`` or ``"nothing"``.
        quantity: What is compared.
        observed: The value or the limit as printed, in ``unit``; None for an order and for nothing.
        unit: As printed.
        low: Smallest value that agrees, in ``unit``; None without one.
        high: Largest value that agrees, in ``unit``; None without one.
        saw: What was observed, in words.
        sources: Keys into the bibliography.
        cited: The bibliography entries behind them.
        where: Table, figure or page in the source.
        claim: Row of the guides, or ``""``.
        why: Why no more than this can be compared.
        note: What a reader should know.
    """

    key: str
    title: str
    compares: Compares
    quantity: str
    observed: float | None
    unit: str
    low: float | None
    high: float | None
    saw: str
    sources: tuple[str, ...]
    cited: tuple[Source, ...]
    where: str
    claim: str
    why: str
    note: str

    def agrees(self, value: float) -> bool:
        """Whether a computed value (in the case's unit) lies where the observed one may."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def observation(self) -> str:
        """What was observed, for people."""
        if self.observed is None:
            return self.saw
        if self.compares == "bound":
            said = f"{'<' if self.high is not None else '>'} {units.text(self.observed, self.unit)}"
        else:
            said = f"{units.text(self.observed, self.unit)} ({self.low:.4g} to {self.high:.4g})"
        return f"{said}; {self.saw}" if self.saw else said


def load_cases(package: str) -> dict[str, Case]:
    """The cases of a package, from its ``cases.toml`` and ``references.bib``.

    Args:
        package: Name of the package, for example ``"annealkit_materials.linbo3"``; its last part begins the ids.

    Raises:
        RecordError: A case is incomplete or contradicts itself, or a source does not resolve.
    """
    folder = files(package)
    owner = package.rpartition(".")[2]
    references = folder / "references.bib"
    sources = read_bibliography(references.read_text(encoding="utf-8"), file=f"{package}/references.bib")
    text = (folder / "cases.toml").read_text(encoding="utf-8")
    return read_cases(text, file=f"{package}/cases.toml", owner=owner, sources=sources)


def read_cases(text: str, *, file: str, owner: str, sources: Mapping[str, Source]) -> dict[str, Case]:
    """Cases by full id, in the file's order.

    Args:
        text: The file's content.
        file: Its name, for messages.
        owner: First part of every id.
        sources: The bibliography by key.

    Raises:
        RecordError: Anything is missing, unknown or contradicts itself; each mistake on a line of its own.
    """
    table = read(CasesFile, read_toml(text, where=file), where=file)
    errors: list[RecordError] = []
    found: dict[str, Case] = {}
    for short, one in table.case.items():
        place = Place(file, ("case", short))
        mistakes = _mistakes(place, one, sources)
        errors += mistakes
        if not mistakes:
            found[f"{owner}.{short}"] = _case(f"{owner}.{short}", one, sources)
    if errors:
        raise joined(errors)
    return found


def _mistakes(place: Place, table: CaseTable, sources: Mapping[str, Source]) -> list[RecordError]:
    found = [
        place.unknown("sources", one, sources, missing="is not in references.bib", remedy="Add the entry.")
        for one in table.sources
        if one not in sources
    ]
    if not table.sources and not table.claim:
        found.append(place.fail("sources", "nothing says where it was observed. Name a source, or the guide's claim."))
    checks = {"number": _of_number, "bound": _of_bound, "order": _of_words, "nothing": _of_words}
    said = checks[table.compares](table)
    return found + ([place.fail(*said)] if said else [])


def _of_number(table: CaseTable) -> tuple[str, str] | None:
    if table.observed is None:
        return "observed", "a number is compared, but none is given. Add 'observed = ...'."
    if (table.within is None) == (table.factor is None):
        return "within", "give how far the observed value reaches: exactly one of 'within' and 'factor'."
    if table.within is not None and table.within <= 0.0:
        return "within", f"{table.within!r} was given; expected a half-width above 0."
    if table.factor is not None and (table.factor <= 1.0 or table.observed <= 0.0):
        return "factor", f"{table.factor!r} was given; expected a factor above 1 of a value above 0."
    return _unit(table) or _not_words(table)


def _of_bound(table: CaseTable) -> tuple[str, str] | None:
    if table.observed is None or table.limit is None:
        return "limit", "a bound needs 'observed = ...' and 'limit = \"below\"' or '\"above\"'."
    if table.within is not None or table.factor is not None:
        return "within", "a bound has no width. Leave it out."
    return _unit(table)


def _of_words(table: CaseTable) -> tuple[str, str] | None:
    if not table.saw:
        return "saw", "say in words what was observed."
    if table.observed is not None:
        return "observed", f"compares = {table.compares!r} compares no number. Leave it out, or compare a number."
    if not table.why:
        return "why", "say why no more than this can be compared."
    return None


def _not_words(table: CaseTable) -> tuple[str, str] | None:
    return ("limit", 'a number has no side. Leave it out, or say compares = "bound".') if table.limit else None


def _unit(table: CaseTable) -> tuple[str, str] | None:
    try:
        si_text(table.unit)
    except UnitError as error:
        return "unit", str(error).removeprefix("unit: ")
    return None


def _case(key: str, table: CaseTable, sources: Mapping[str, Source]) -> Case:
    low, high = _ends(table)
    return Case(
        key=key,
        title=table.title,
        compares=table.compares,
        quantity=table.quantity,
        observed=table.observed,
        unit=table.unit,
        low=low,
        high=high,
        saw=table.saw,
        sources=table.sources,
        cited=tuple(sources[one] for one in table.sources),
        where=table.where,
        claim=table.claim,
        why=table.why,
        note=table.note,
    )


def _ends(table: CaseTable) -> tuple[float | None, float | None]:
    """Between which values a computed one agrees."""
    if table.observed is None:
        return None, None
    if table.compares == "bound":
        return (None, table.observed) if table.limit == "below" else (table.observed, None)
    if table.within is not None:
        return table.observed - table.within, table.observed + table.within
    assert table.factor is not None  # a number has one of the two
    return table.observed / table.factor, table.observed * table.factor
