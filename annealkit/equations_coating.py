"""The equations of a coating, and of what joins it to its body, as plain text and as LaTeX."""

from __future__ import annotations

from annealkit.coated import Coated
from annealkit.typeset import escaped, indexed
from annealkit.units import text

__all__ = ["CONTACT", "law_of_contact", "of_coating", "within"]

#: Symbols of the laws of a contact.
CONTACT = {"partition": "K", "isotherm": "c", "resistance": "R"}

#: How the law of a contact stands in the equations, as plain text and as LaTeX.
_UPTAKE = {
    "partition": ("c = K u, K = {0}", r"c &= {0}\,u"),
    "isotherm": ("c = {0}(u)", r"c &= {0}(u)"),
}


def within(coating: Coated, called: str) -> str:
    """A symbol of a term, ``"D[plain]"``, as that of the coating, ``"D[HfO2: plain]"``."""
    symbol, bracket, rest = called.partition("[")
    return f"{symbol}[{coating.name}: {rest}" if bracket else f"{symbol}[{coating.name}]"


def of_coating(coating: Coated, labels: dict[int, str]) -> list[tuple[str, str]]:
    """The balance in the coating, its states, and the contact.

    Args:
        coating: The coating.
        labels: What its contributions are called, by ``id``.
    """
    terms = {
        kind: [labels[id(one)] for one in coating.chosen.items(f"{coating.symbol}.{kind}")]
        for kind in ("diffusivity", "source")
    }
    species = coating.material.species[coating.symbol]
    where = f"in the coating, {text(coating.thickness, 'm')} of {coating.name}"
    more = "".join(f" + {one}" for one in terms["source"])
    latex = "".join(f" + {indexed(one)}" for one in terms["source"])
    held = f"c/({coating.reference:.6g} mol/m³): {coating.symbol} per {species.metal}; at t = 0 {coating.start:.6g}"
    moving = " + ".join(map(indexed, terms["diffusivity"]))
    balance = rf"\partial_t c &= \nabla\cdot (D\,\nabla c){latex}, \quad D = {moving}"
    lines = [
        (
            f"∂c/∂t = ∇·( D ∇c ){more}, D = {' + '.join(terms['diffusivity'])}        {where}; {held}",
            rf"{balance} \quad\text{{{escaped(where)}}}",
        )
    ]
    lines += [
        (f"d{item.state.name}/dt = {labels[id(item)]}        in the coating", _rate(item.state.name, labels[id(item)]))
        for slot in coating.chosen.by_slot
        for item in coating.chosen.items(slot)
        if getattr(item, "state", None) is not None
    ]
    return [*lines, *_contact(coating, labels)]


def _rate(state: str, called: str) -> str:
    return rf"\dot{{\mathrm{{{escaped(state)}}}}} &= {indexed(called)}"


def _contact(coating: Coated, labels: dict[int, str]) -> list[tuple[str, str]]:
    names = {
        what: labels[id(one.item)]
        for one in coating.contacts
        for what in ("partition", "isotherm", "resistance")
        if getattr(one.item, what) is not None
    }
    uptake = next((what for what in _UPTAKE if what in names), None)
    plain, latex = ("c = u", r"c &= u") if uptake is None else _UPTAKE[uptake]
    own = "" if uptake is None else law_of_contact(names[uptake], uptake)
    crossing, latex_crossing = ("u = c of the body", r"u &= c_\mathrm{body}")
    if "resistance" in names:
        resistance = law_of_contact(names["resistance"], "resistance")
        crossing = f"J = (c of the body - u)/{resistance}"
        latex_crossing = rf"J &= (c_\mathrm{{body}} - u)/{indexed(resistance)}"
    return [
        (f"{plain.format(own)}        in the coating", latex.format(indexed(own) if own else "")),
        (f"{crossing}        where it touches the body", latex_crossing),
        ("the laws of the body at its outer face read u of the coating's surface for c", r"c &\to u\text{ in } J"),
    ]


def law_of_contact(called: str, what: str) -> str:
    """The symbol of one law of a contact that is called ``"interface[HfO2: ...]"``."""
    return f"{CONTACT[what]}{called[called.index('[') :]}"
