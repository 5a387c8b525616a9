"""The equations of an anneal in readable mathematics, each term with its plugin and records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import asdict, frozen

from annealkit.build import Built
from annealkit.domain.body import MeshBody
from annealkit.laws import Law
from annealkit.plugins import Offered
from annealkit.provenance import Record

__all__ = ["Explanation", "Term", "bibliography", "explain"]


@frozen
class Term:
    """One term of the equations.

    Attributes:
        symbol: What it stands for, for example ``"D"``.
        slot: The slot it fills.
        name: The model's name.
        plugin: ``"plugin 'licoo2' of annealkit 0.1.0"``.
        law: The law in readable mathematics, empty when it carries nothing in the run.
        note: What it does, one sentence.
        records: Ids of the records it uses.
    """

    symbol: str
    slot: str
    name: str
    plugin: str
    law: str
    note: str
    records: tuple[str, ...]


@frozen
class Explanation:
    """What an anneal solves.

    Attributes:
        equations: The balance equations, as plain text and as LaTeX.
        terms: Every term in them.
        records: Text of every record in use, by id.
    """

    equations: tuple[tuple[str, str], ...]
    terms: tuple[Term, ...]
    records: Mapping[str, str]

    def text(self) -> str:
        """Plain text: equations, terms, records."""
        lines = [plain for plain, _ in self.equations]
        for term in self.terms:
            lines += ["", f"{term.symbol}   [{term.slot} = {term.name}; {term.plugin}]"]
            lines += [f"    {term.law or 'carries nothing in the run itself'}"]
            lines += [f"    {term.note}"] if term.note else []
            lines += [f"    {self.records[key]}" for key in term.records if key in self.records]
        return "\n".join(lines)

    def latex(self) -> str:
        """The balance equations as LaTeX, one aligned block."""
        body = " \\\\\n".join(latex for _, latex in self.equations)
        return f"\\begin{{align}}\n{body}\n\\end{{align}}"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Explanation:
        """The explanation stored as plain values."""
        equations = tuple((plain, latex) for plain, latex in data["equations"])
        return cls(equations, tuple(Term(**term) for term in data["terms"]), dict(data["records"]))

    def __str__(self) -> str:
        return self.text()


def explain(built: Built) -> Explanation:
    """The equations of an anneal.

    Args:
        built: The anneal, ready to run.
    """
    terms = [_term(symbol, one) for symbol, one in _offers(built)]
    return Explanation(_equations(built), tuple(terms), {key: r.describe() for key, r in built.records.items()})


def bibliography(records: Iterable[Record]) -> str:
    """BibTeX of every source that records cite, each once, by key."""
    cited = {source.key: source.bibtex for record in records for source in record.cited}
    return "\n\n".join(cited[key].strip() for key in sorted(cited))


def _equations(built: Built) -> tuple[tuple[str, str], ...]:
    meshed = isinstance(built.body, MeshBody)
    unknown = f"c: {built.symbol} per initial volume, mol/m³"
    transport = (
        (f"∂c/∂t = ∇·( D ∇c )        {unknown}", r"\partial_t c &= \nabla\cdot (D\,\nabla c)")
        if meshed
        else (f"∂c/∂t = ∂/∂x ( D ∂c/∂x )        {unknown}", r"\partial_t c &= \partial_x (D\,\partial_x c)")
    )
    faces = _on_mesh(built) if meshed else _along_depth(built)
    return (transport, *faces)


def _along_depth(built: Built) -> list[tuple[str, str]]:
    lines = [
        _face(f"at the {face} face ({built.chosen.faces[face].kind})", face, own)
        for face, own in built.chosen.fluxes.items()
    ]
    if "inner" not in built.chosen.faces:
        lines.append(("J = 0        at the inner face (inert, impermeable support)", r"J|_{\mathrm{inner}} &= 0"))
    return lines


def _on_mesh(built: Built) -> list[tuple[str, str]]:
    """One line for all regions that have the same fluxes; nothing passes elsewhere."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for face, own in built.chosen.fluxes.items():
        alike.setdefault((id(built.chosen.faces[face].neighbour), *map(id, own)), []).append(face)
    lines = []
    for faces in alike.values():
        kind, listed = built.chosen.faces[faces[0]].kind, ", ".join(faces)
        where = f"at region{'s' if len(faces) > 1 else ''} {listed} ({kind})"
        lines.append(_face(where, listed.replace("_", r"\_"), built.chosen.fluxes[faces[0]]))
    return [*lines, ("J = 0        on the rest of the surface (sealed)", r"J|_{\mathrm{rest}} &= 0")]


def _face(where: str, index: str, own: Sequence[Offered[Any]]) -> tuple[str, str]:
    """What passes at a face, as plain text and as LaTeX."""
    flows = [o.item for o in own if o.item.law is not None]
    names = " + ".join(f"J[{f.name}]" for f in flows) or "0"
    latex = " + ".join(rf"J_{{\mathrm{{{f.name}}}}}" for f in flows) or "0"
    return f"J = {names}        {where}, positive outwards", rf"J|_{{\mathrm{{{index}}}}} &= {latex}"


def _offers(built: Built) -> list[tuple[str, Offered[Any]]]:
    chosen = built.chosen
    symbols = {"diffusivity": "D", "activity": "a", "phases": "phase", "resistance": "R"}
    inside = [
        (symbols.get(slot.rpartition(".")[2], slot.rpartition(".")[2]), one)
        for slot, own in chosen.by_slot.items()
        for one in own
    ]
    # Regions of a mesh that are alike share their fluxes; each is told once.
    fluxes = {id(o): o for own in chosen.fluxes.values() for o in own}
    return inside + [(f"J[{o.item.name}]", o) for o in fluxes.values()]


def _term(symbol: str, one: Offered[Any]) -> Term:
    item = one.item
    laws = _laws(item)
    records = tuple(sorted({key for _, law in laws for key in law.records}))
    shown = "; ".join(f"{name} = {law.describe()}" if name else law.describe() for name, law in laws)
    return Term(symbol, item.slot, item.name, str(one.plugin), shown, item.note, records)


def _laws(item: Any) -> list[tuple[str, Law]]:
    """The laws of a contribution that enter the run, with what they are called."""
    found: list[tuple[str, Law]] = []
    for name in ("law", "margin", "amount"):
        law = getattr(item, name, None)
        if isinstance(law, Law):
            found.append(("" if name == "law" else name, law))
    states = [*getattr(item, "states", ()), *([item.state] if hasattr(item, "state") else [])]
    found += [(f"d{state.name}/dt", state.rate) for state in states]
    return found + list(getattr(item, "outputs", {}).items())
