"""What must be read before the numbers: warnings, and notes on standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annealkit.build import Built
from annealkit.contributions import BoundaryFlux
from annealkit.domain.body import MeshBody, Powder
from annealkit.plugins import host
from annealkit.provenance import superseded
from annealkit.result.layers import layers, records_of_body
from annealkit.result.ranges import Excursion, sentences, unjudged
from annealkit.result.states import Histories

__all__ = ["INVISIBLE", "THINNING", "body_notes", "caveats", "standings"]

#: Losses below this share of the inventory are below any instrument (physics, section 3).
INVISIBLE = 1e-3
#: A mesh larger than this (m) was probably not made in metres.
LARGE = 0.1
#: Slots whose models read the cells in the order of their depth.
_OF_RESULT = ("interface.resistance", "host.observables")
#: Above this loss per metal, the body's thickness change is no longer a detail (physics, section 2).
THINNING = 0.1


def caveats(
    built: Built, manifest: Mapping[str, Any], found: Iterable[Excursion], histories: Histories
) -> tuple[list[str], list[str]]:
    """Warnings (first in every view) and notes (beside what they concern).

    Args:
        built: The anneal.
        manifest: The result so far.
        found: Ranges that were left.
        histories: What laws saw.
    """
    warnings = [*sentences(found), *standings(built, calibrated=True), *_bracketed(built, manifest)]
    warnings += _composition(built) + _large(built)
    warnings += [
        f"{one.name}: {one.standing}." for one in built.chosen.items(f"{built.symbol}.diffusivity") if one.standing
    ]
    lost = manifest["lost"][built.symbol]
    if abs(lost) * built.start > THINNING:
        warnings.append(
            f"{100 * abs(lost):.1f} % of the {built.symbol} {'left' if lost > 0 else 'was taken up'}: the thickness "
            f"change, which is not solved, is no longer small.{_endless(built) if lost < 0 else ''}"
        )
    warnings += _quarantined()
    records, seen = tuple(built.records.values()), layers(built, histories)
    unknown = unjudged(records_of_body(built), seen.body, reference=built.reference, numbers=built.numbers)
    if built.coating is not None and seen.coating is not None:
        unknown += unjudged(built.of_coating.values(), seen.coating, reference=built.coating.reference)
        warnings += [f"{one.name}: {one.standing}." for one in built.coating.diffusivities if one.standing]
    return warnings, [*_notes(built, manifest), *superseded(records), *unknown]


def standings(built: Built, *, calibrated: bool) -> list[str]:
    """What fluxes say of their own standing: those with calibrated records, or the others."""
    return list(
        dict.fromkeys(
            f"{flux.name}: {flux.standing}."
            for flux in built.every_flux()
            if flux.standing and _calibrated(flux) is calibrated
        )
    )


def body_notes(built: Built) -> list[str]:
    """What a particle or a powder took where the user said nothing, and how its average is meant."""
    taken = "; ".join(record.describe() for record in built.around.records.values())
    notes = [f"The body takes {taken}."] if taken else []
    if isinstance(built.body, Powder):
        notes.append(_of_bed(built, built.body))
    return notes


def _of_bed(built: Built, body: Powder) -> str:
    shared = "All particles of the bed are taken to lose alike"
    if all(gas.is_vacuum for _, gas in built.gases):
        return f"{shared}; no gas flows through, and what a bed in vacuum holds back is not solved: an upper bound."
    if any(gas.vessel is not None for _, gas in built.gases):
        return f"{shared}: they share the gas of the vessel."
    return f"{shared}: where its gas saturates, those that it meets first lose more and those behind them less."


def _calibrated(flux: BoundaryFlux) -> bool:
    laws = [flux.law, *(state.rate for state in flux.states)]
    return any(record.basis == "calibrated" for law in laws if law is not None for record in law.records.values())


def _bracketed(built: Built, manifest: Mapping[str, Any]) -> list[str]:
    ends = manifest["bounds"][built.symbol]
    if ends is None:
        return []
    reasons = "; ".join(dict.fromkeys(bracket.reason.rstrip(".") for bracket in built.brackets))
    return [f"{built.symbol} lost lies between {ends[0]:.3g} and {ends[1]:.3g} of the inventory: {reasons}."]


def _composition(built: Built) -> list[str]:
    """A deficiency is always the user's, and is said."""
    usual = built.material.start_ratio(built.symbol)
    if built.start >= usual * (1.0 - 1e-12):
        return []
    ratio = built.material.species[built.symbol].ratio
    told = f"{ratio} = {built.start:.6g}, where {built.material.name} has {usual:.6g}"
    return [f"The body starts {built.symbol}-deficient by the given composition: {told}."]


def _endless(built: Built) -> str:
    """What to do where a source without end, behind gas without limit, gave that much."""
    endless = [gas for _, gas in built.gases if gas.holds_source and gas.flow is None and gas.vessel is None]
    if not endless:
        return ""
    return (
        f" The source of {endless[0].name!r} gives without end, through gas that holds any amount: say how much gas "
        "brings its vapours, with flow=, or give the temperature= and activity= that it really has."
    )


def _large(built: Built) -> list[str]:
    """FiPy's meshes carry no unit, and the default cell of a grid is 1 m."""
    extent = float(built.body.extent.max()) if isinstance(built.body, MeshBody) else 0.0
    if extent <= LARGE:
        return []
    return [f"The mesh of the body is {extent:.3g} m long: lengths of a mesh are read in metres."]


def _quarantined() -> list[str]:
    return [
        f"Plugin {record.id} ({record.distribution} {record.version}) is quarantined: {record.reason}"
        for record in host().records
        if record.state == "quarantined"
    ]


def _notes(built: Built, manifest: Mapping[str, Any]) -> list[str]:
    notes = standings(built, calibrated=False)
    if abs(manifest["lost"][built.symbol]) < INVISIBLE:
        notes.append(f"{built.symbol} lost is below any instrument (less than {INVISIBLE:g} of the inventory).")
    if isinstance(built.body, MeshBody):
        notes.append(
            f"The cells are those of the given mesh ({built.body.cells.cells}): rtol is the accuracy of integration "
            "in time only; compare with a finer mesh."
        )
    for slot, names in built.left_out.items():
        total = " No total is given." if slot == "interface.resistance" else ""
        if isinstance(built.body, MeshBody):
            lacking = f"a mesh has no {'profile over depth' if slot in _OF_RESULT else 'one outer face'}"
        else:
            lacking = "no chosen model tells what it reads"
        notes.append(f"{slot} without {', '.join(names)}: {lacking}.{total}")
    basis: dict[str, int] = {}
    for record in manifest["records"]:
        basis[record["basis"]] = basis.get(record["basis"], 0) + 1
    counted = ", ".join(f"{count} {name}" for name, count in sorted(basis.items(), key=lambda one: -one[1]))
    notes.append(f"Records used: {counted}.")
    return notes
