"""The balance equations of an anneal, term by term, as plain text and as LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from annealkit.build import Built
from annealkit.domain.body import MeshBody
from annealkit.equations_coating import of_coating, within
from annealkit.plugins import Offered
from annealkit.typeset import escaped, indexed

__all__ = ["equations", "label"]

#: What the terms of a slot's kind are called in the equations.
_SYMBOLS = {
    "diffusivity": "D",
    "activity": "a",
    "source": "S",
    "loss": "J",
    "resistance": "R",
    "phases": "phase",
    "observables": "observable",
}


#: Growth of the area with the distance from the middle, by shape.
_POWER = {"planar": 0, "cylinder": 1, "sphere": 2}
_RAISED = {2: "²"}
#: Why nothing passes at the inner face, by body.
_INNER = {"Film": "at the inner face (inert, impermeable support)"}


def label(item: Any) -> str:
    """What a contribution is called in the equations, for example ``"D[vacancy]"``."""
    kind = item.slot.rpartition(".")[2]
    return f"{_SYMBOLS.get(kind, kind)}[{item.name}]"


def equations(built: Built) -> tuple[tuple[str, str], ...]:
    """The balance, its coefficients, what changes inside, and what passes at the faces."""
    meshed = isinstance(built.body, MeshBody)
    return (
        _balance(built, meshed),
        *_legend(built, meshed),
        *_coefficients(built),
        *(_on_mesh(built) if meshed else _along_depth(built)),
        _start(built),
        *_coating(built),
        *_vessel(built),
    )


def _coating(built: Built) -> list[tuple[str, str]]:
    if built.coating is None:
        return []
    own = built.coating
    return of_coating(own, {id(one.item): within(own, label(one.item)) for one in own.offers()})


def _balance(built: Built, meshed: bool) -> tuple[str, str]:
    sources = [label(one) for one in built.chosen.items(f"{built.symbol}.source")]
    more, latex = "".join(f" + {one}" for one in sources), "".join(f" + {indexed(one)}" for one in sources)
    if meshed:
        return f"∂c/∂t = ∇·( D ∇c ){more}", rf"\partial_t c &= \nabla\cdot (D\,\nabla c){latex}"
    power = _power(built)
    if power:
        r = "r" if power == 1 else f"r{_RAISED[power]}"
        return (
            f"∂c/∂t = 1/{r} ∂/∂r ( {r} D ∂c/∂r ){more}",
            rf"\partial_t c &= r^{{-{power}}}\,\partial_r (r^{{{power}}} D\,\partial_r c){latex}",
        )
    return f"∂c/∂t = ∂/∂z ( D ∂c/∂z ){more}", rf"\partial_t c &= \partial_z (D\,\partial_z c){latex}"


def _power(built: Built) -> int:
    """The area grows with this power of the distance from the middle."""
    return 0 if isinstance(built.body, MeshBody) else _POWER[built.body.shape]


def _legend(built: Built, meshed: bool) -> list[tuple[str, str]]:
    species = built.material.species[built.symbol]
    site = f"{built.reference:.6g} mol/m³"
    along = "; r: distance from the middle, m" if _power(built) else "; z: depth, outwards, m"
    depth = "" if meshed else along
    return [
        (
            f"c: {built.symbol} per initial volume, mol/m³; x = c/({site}): {built.symbol} per {species.metal}{depth}",
            rf"x &= c / ({built.reference:.6g}\,\mathrm{{mol/m^3}})",
        )
    ]


def _coefficients(built: Built) -> list[tuple[str, str]]:
    """D as the sum of its models, and the equation of each local state of the cells."""
    own = [label(one) for one in built.chosen.items(f"{built.symbol}.diffusivity")]
    lines = [(f"D = {' + '.join(own)}", f"D &= {' + '.join(map(indexed, own))}")]
    for slot in built.chosen.by_slot:
        for item in built.chosen.items(slot):
            if getattr(item, "mobile", None) is not None:
                lines.append(_of_mobile(item.mobile.symbol, label(item)))
            if getattr(item, "state", None) is not None:
                rate = label(item)
                lines.append(
                    (f"d{item.state.name}/dt = {rate}", rf"\dot{{{_name(item.state.name)}}} &= {indexed(rate)}")
                )
    return lines


def _of_mobile(symbol: str, own: str) -> tuple[str, str]:
    """The balance of a further species that a transformation lets move."""
    return (
        f"∂c_{symbol}/∂t = ∇·( D_{symbol} ∇c_{symbol} ), D_{symbol} = {own}",
        rf"\partial_t c_\mathrm{{{symbol}}} &= \nabla\cdot (D_\mathrm{{{symbol}}}\,\nabla c_\mathrm{{{symbol}}})",
    )


def _along_depth(built: Built) -> list[tuple[str, str]]:
    lines = [
        _face(built.symbol, f"{_where(built, face)} ({built.chosen.faces[face].kind})", face, own)
        for face, own in built.chosen.fluxes.items()
    ]
    if "inner" not in built.chosen.faces:
        place = _INNER.get(type(built.body).__name__, "in the middle, by symmetry")
        lines.append((f"J = 0        {place}", r"J|_{\mathrm{inner}} &= 0"))
    return lines


def _where(built: Built, face: str) -> str:
    """A face in words, with the share of the surface that it is."""
    shares = built.around.shares
    whole = f", {100 * float(np.mean(shares[face])):.4g} % of the surface" if face in shares else ""
    return f"at the {built.body.place(face)}{whole}"


def _on_mesh(built: Built) -> list[tuple[str, str]]:
    """One line for all regions that have the same fluxes; nothing passes elsewhere."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for face, own in built.chosen.fluxes.items():
        alike.setdefault((id(built.chosen.faces[face].neighbour), *map(id, own)), []).append(face)
    lines = []
    for faces in alike.values():
        kind, listed = built.chosen.faces[faces[0]].kind, ", ".join(faces)
        where = f"at region{'s' if len(faces) > 1 else ''} {listed} ({kind})"
        lines.append(_face(built.symbol, where, listed, built.chosen.fluxes[faces[0]]))
    return [*lines, ("J = 0        on the rest of the surface (sealed)", r"J|_{\mathrm{rest}} &= 0")]


def _face(symbol: str, where: str, index: str, own: Sequence[Offered[Any]]) -> tuple[str, str]:
    """What passes at a face, as plain text and as LaTeX."""
    solved = [one.item for one in own if one.item.law is not None]
    flows = [label(one) for one in solved if one.species == symbol]
    latex = _sum(map(indexed, flows))
    others = "".join(f"; J_{one.species} = {label(one)}" for one in solved if one.species != symbol)
    return (
        f"J = {_sum(flows)}{others}        {where}, positive outwards",
        rf"J|_{{\mathrm{{{escaped(index)}}}}} &= {latex}",
    )


def _start(built: Built) -> tuple[str, str]:
    start, schedule = built.start * built.reference, built.schedule.text
    return (
        f"c = {start:.6g} mol/m³ at t = 0; T(t): {schedule}",
        rf"c(t=0) &= {start:.6g}\,\mathrm{{mol/m^3}}, \quad T(t)\text{{: {escaped(schedule)}}}",
    )


def _vessel(built: Built) -> list[tuple[str, str]]:
    """What the gas of a sealed vessel gains by each channel, and the pressures that follow."""
    if built.vessel is None:
        return []
    gains: dict[str, dict[str, float]] = {}
    for flux in built.every_flux():
        for channel, gained in flux.releases.items():
            for gas, moles in gained.items():
                gains.setdefault(gas, {})[channel] = moles
    told = "; ".join(f"{gas}: {_weighted(own)}" for gas, own in gains.items())
    lines = [
        (
            f"dn_g/dt = Σ ν_g J A, p_g = n_g R T/V: {'; '.join(built.vessel.describe()[:2])}",
            r"\dot n_g &= \sum_k \nu_{g,k} J_k A, \quad p_g = n_g R T / V",
        )
    ]
    if told:
        lines.append((f"ν of each gas for a mole of {built.symbol}: {told}", rf"\nu&\text{{: {escaped(told)}}}"))
    return lines


def _weighted(own: dict[str, float]) -> str:
    return ", ".join(f"{moles:+g} ({channel})" for channel, moles in own.items())


def _sum(terms: Iterable[str]) -> str:
    return " + ".join(terms) or "0"


def _name(name: str) -> str:
    """A state's name in math mode; Greek letters are spelt out in laws (``eta``)."""
    greek = ("alpha", "beta", "delta", "epsilon", "eta", "theta", "lambda", "xi", "rho", "sigma", "tau", "phi", "omega")
    return rf"\{name}" if name in greek else name if len(name) == 1 else rf"\mathrm{{{escaped(name)}}}"
