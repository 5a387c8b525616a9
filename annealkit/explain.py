"""What an anneal solves, in readable mathematics and in LaTeX: equations, terms, records, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import asdict, frozen

from annealkit.build import Built
from annealkit.coated import PREFIX
from annealkit.equations import equations, label
from annealkit.equations_coating import CONTACT, law_of_contact, within
from annealkit.laws import Law
from annealkit.plugins import Offered
from annealkit.provenance import Record, Source
from annealkit.typeset import escaped, indexed, math

__all__ = ["Explanation", "Term", "bibliography", "explain"]


@frozen
class Term:
    """One term of the equations.

    Attributes:
        symbol: What it stands for in them, for example ``"D[vacancy]"``.
        slot: The slot it fills.
        name: The model's name.
        plugin: ``"plugin 'licoo2' of annealkit 0.1.0"``.
        laws: Its laws in readable mathematics, by what each is called; empty when it carries nothing in the run.
        note: What it does, one sentence.
        records: Ids of the records it uses.
    """

    symbol: str
    slot: str
    name: str
    plugin: str
    laws: Mapping[str, str]
    note: str
    records: tuple[str, ...]


@frozen
class Explanation:
    """What an anneal solves.

    Attributes:
        equations: The balance equations, as plain text and as LaTeX.
        terms: Every term in them.
        records: Text of every record in use, by id: value, unit, error bar, basis, sources.
        sources: Text of every source those cite, by key.
    """

    equations: tuple[tuple[str, str], ...]
    terms: tuple[Term, ...]
    records: Mapping[str, str]
    sources: Mapping[str, str]

    def text(self) -> str:
        """Plain text: equations, terms with their records, sources."""
        lines = [plain for plain, _ in self.equations]
        for term in self.terms:
            lines += ["", f"{term.symbol}   [{term.slot} = {term.name}; {term.plugin}]"]
            lines += [f"    {name} = {law}" for name, law in term.laws.items()] or [f"    {_NOTHING}"]
            lines += [f"    {term.note}"] if term.note else []
            lines += [f"    {self.records[key]}" for key in term.records if key in self.records]
        lines += ["", "Sources"] if self.sources else []
        return "\n".join([*lines, *(f"    {key}: {text}" for key, text in self.sources.items())])

    def latex(self) -> str:
        """The same as LaTeX to be put into a document that uses amsmath."""
        body = " \\\\\n".join(latex for _, latex in self.equations)
        lines = ["\\begin{align}", body, "\\end{align}", "\\begin{description}"]
        for term in self.terms:
            lines += list(self._typeset(term))
        lines.append("\\end{description}")
        if self.sources:
            lines += ["\\begin{description}"]
            lines += [rf"\item[\texttt{{{escaped(key)}}}] {escaped(text)}" for key, text in self.sources.items()]
            lines += ["\\end{description}"]
        return "\n".join(lines)

    def _typeset(self, term: Term) -> Iterator[str]:
        where = escaped(f"{term.slot} = {term.name}; {term.plugin}")
        yield rf"\item[${indexed(term.symbol)}$] {where}"
        yield from (rf"\[ {indexed(name)} = {math(law)} \]" for name, law in term.laws.items())
        yield escaped(term.note if term.laws else f"{_NOTHING}. {term.note}")
        own = [self.records[key] for key in term.records if key in self.records]
        if own:
            yield "\\begin{itemize}"
            yield from (rf"\item {escaped(text)}" for text in own)
            yield "\\end{itemize}"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Explanation:
        """The explanation stored as plain values."""
        lines = tuple((plain, latex) for plain, latex in data["equations"])
        terms = tuple(Term(**{**term, "records": tuple(term["records"])}) for term in data["terms"])
        return cls(lines, terms, dict(data["records"]), dict(data["sources"]))

    def __str__(self) -> str:
        return self.text()


_NOTHING = "carries nothing in the run itself"


def explain(built: Built) -> Explanation:
    """The equations of an anneal.

    Args:
        built: The anneal, ready to run.
    """
    chosen = built.chosen
    inside = [one for own in chosen.by_slot.values() for one in own]
    # Regions of a mesh that are alike share their fluxes; each is told once.
    fluxes = {id(o): o for own in chosen.fluxes.values() for o in own}
    records = dict(sorted(built.records.items()))
    return Explanation(
        equations=equations(built),
        terms=(*(_term(one) for one in (*inside, *fluxes.values())), *_of_coating(built)),
        records={key: record.describe() for key, record in records.items()},
        sources={key: _reference(source) for key, source in _cited(records.values()).items()},
    )


def bibliography(records: Iterable[Record]) -> str:
    """BibTeX of every source that records cite, each once, by key."""
    return "\n\n".join(source.bibtex.strip() for source in _cited(records).values())


def _cited(records: Iterable[Record]) -> dict[str, Source]:
    found = {source.key: source for record in records for source in record.cited}
    return dict(sorted(found.items()))


def _reference(source: Source) -> str:
    """A source in one line."""
    parts = [source.title or "without a title", f"doi:{source.doi}" if source.doi else ""]
    return ", ".join(filter(None, parts))


def _of_coating(built: Built) -> list[Term]:
    """The terms of the coating, under the slots by which users name them."""
    if built.coating is None:
        return []
    own = built.coating
    return [_term(one, within(own, label(one.item)), PREFIX) for one in own.offers()]


def _term(one: Offered[Any], called: str = "", of: str = "") -> Term:
    item, called = one.item, called or label(one.item)
    laws = dict(_laws(item, called))
    used = {key for law in laws.values() for key in law.records} | {r.key for r in getattr(item, "records", ())}
    used |= {record.key for record in getattr(item, "thresholds", {}).values()}
    told = {name: law.describe() for name, law in laws.items()}
    if getattr(item, "text", ""):  # a FiPy term has no law to describe
        told[called] = item.text
    return Term(called, f"{of}{item.slot}", item.name, str(one.plugin), told, item.note, tuple(sorted(used)))


def _laws(item: Any, called: str) -> Iterator[tuple[str, Law]]:
    """The laws of a contribution that enter the run, with what they are called."""
    for name in ("law", "margin", "amount", "volume_ratio"):
        law = getattr(item, name, None)
        if isinstance(law, Law):
            yield called if name == "law" else name.replace("_", " "), law
    for name in CONTACT:
        law = getattr(item, name, None)
        if isinstance(law, Law):
            yield law_of_contact(called, name), law
    states = [*getattr(item, "states", ()), *([item.state] if getattr(item, "state", None) is not None else [])]
    yield from ((f"d{state.name}/dt", state.rate) for state in states)
    if getattr(item, "mobile", None) is not None:
        yield f"D of {item.mobile.symbol}", item.mobile.diffusivity
    yield from ((name.replace("_", " "), law) for name, law in getattr(item, "outputs", {}).items())
