"""What a material's own changes do at the body's outer face: states of it, and fluxes through it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from annealkit import laws, pde
from annealkit.contributions import BoundaryFlux, Mobile, Transformation
from annealkit.domain import Face
from annealkit.errors import InputError
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.plugins import Offered
from annealkit.selection import Chosen

__all__ = ["at_outer_face", "changes", "face_states", "mobiles", "of_face", "outer_face", "readings", "without_unread"]

#: Slots whose laws read the state at the end, and what they always see.
_OF_RESULT = ("interface.resistance", "host.observables")
_ALWAYS = ("t", "T", "x", "y", "z", "c", "dx", "depth")
#: Slots of the host that hold no transformations.
_OTHER = ("host.phases", "host.observables")


def changes(chosen: Chosen) -> tuple[Transformation, ...]:
    """Every transformation that a run uses."""
    own = (slot for slot in chosen.by_slot if slot.startswith("host.") and slot not in _OTHER)
    return tuple(item for slot in own for item in chosen.items(slot) if isinstance(item, Transformation))


def of_face(chosen: Chosen) -> tuple[Transformation, ...]:
    """Those that belong to the outer face."""
    return tuple(one for one in changes(chosen) if one.where == "face")


def mobiles(chosen: Chosen) -> tuple[Mobile, ...]:
    """The species that move because of them."""
    return tuple(one.mobile for one in of_face(chosen) if one.mobile is not None)


def readings(chosen: Chosen) -> dict[str, Law]:
    """What they let people and resistances read of the face, by name."""
    return {name: law for one in of_face(chosen) for name, law in one.outputs.items()}


def without_unread(
    chosen: Chosen, given: Iterable[str], named: Collection[str]
) -> tuple[Chosen, dict[str, tuple[str, ...]]]:
    """Without the default resistances and observables that read what no chosen model tells, and the names of those.

    Args:
        chosen: The models.
        given: What laws see besides states and readings.
        named: Slots whose models the user named; nothing of theirs is left out.

    Raises:
        InputError: A model that the user named reads what none tells; names it and the models that can stay.
    """
    states = {one.state.name for one in changes(chosen) if one.state is not None}
    known = {*given, *_ALWAYS, *states, *readings(chosen), *(f"c_{one.symbol}" for one in mobiles(chosen))}
    by_slot, left_out = dict(chosen.by_slot), {}
    for slot in _OF_RESULT:
        own = chosen.by_slot.get(slot, ())
        unread = tuple(one.item.name for one in own if not set(one.item.law.arguments) <= known)
        if unread and slot in named:
            raise _unread(slot, next(one for one in own if one.item.name == unread[0]), own, known)
        if unread:
            left_out[slot] = unread
            by_slot[slot] = tuple(one for one in own if one.item.name not in unread)
    return evolve(chosen, by_slot=by_slot), left_out


def _unread(slot: str, one: Offered[Any], own: Iterable[Offered[Any]], known: Collection[str]) -> InputError:
    missing = ", ".join(name for name in one.item.law.arguments if name not in known)
    others = [other.item.name for other in own if set(other.item.law.arguments) <= set(known)]
    return InputError(
        f"models[{slot!r}]: {one.item.name!r} reads {missing}, which no chosen model tells. Name a model that does, or "
        f"leave it out with models={{{slot!r}: {others!r}}}."
    )


def outer_face(faces: Mapping[str, Face]) -> str | None:
    """The outer face that the gas reaches, or would if it were not closed; None where a body has none."""
    return next((n for n, one in faces.items() if one.side == "outer" and one.kind in ("gas", "interface")), None)


def face_states(chosen: Chosen, region: str) -> list[pde.LocalState]:
    """The states of the outer face.

    Args:
        chosen: The models and faces.
        region: What the face is called in the problem.
    """
    if outer_face(chosen.faces) is None:
        return []
    own = [one.state for one in of_face(chosen) if one.state is not None]
    return [pde.LocalState(s.name, s.rate, s.initial, region, s.scale) for s in own]


def at_outer_face(chosen: Chosen) -> Chosen:
    """The models as the outer face has them: no gas where it is closed, and what they let pass among its fluxes."""
    name = outer_face(chosen.faces)
    if name is None:
        return chosen
    by_slot = chosen.by_slot
    if _shut(chosen.faces[name]):
        by_slot = {slot: tuple(_closed(one) for one in own) for slot, own in by_slot.items()}
    more = tuple(_fluxes(by_slot))
    fluxes = {**chosen.fluxes, name: (*chosen.fluxes.get(name, ()), *more)} if more else chosen.fluxes
    return evolve(chosen, by_slot=by_slot, fluxes=fluxes)


def _fluxes(by_slot: Mapping[str, Sequence[Offered[Any]]]) -> Iterator[Offered[BoundaryFlux]]:
    for own in by_slot.values():
        for one in own:
            if isinstance(one.item, Transformation):
                yield from (evolve(one, item=flux) for flux in one.item.fluxes)


def _closed(one: Offered[Any]) -> Offered[Any]:
    """A change of the outer face that no gas reaches."""
    item = one.item
    if not isinstance(item, Transformation) or item.where != "face":
        return one
    state = None if item.state is None else evolve(item.state, rate=_without_gas(item.state.rate))
    laws = [None if flux.law is None else _without_gas(flux.law) for flux in item.fluxes]
    fluxes = tuple(evolve(flux, law=law) for flux, law in zip(item.fluxes, laws, strict=True))
    return evolve(one, item=evolve(item, state=state, fluxes=fluxes))


def _shut(face: Face) -> bool:
    """Whether no gas reaches the material there."""
    return face.kind == "interface" or getattr(face, "coating", None) is not None


def _without_gas(law: Law) -> Law:
    """A law as it is at a face that no gas reaches."""
    gases = tuple(name for name in law.arguments if name.startswith("p_"))
    if not gases:
        return law
    return laws.Callable(
        _NoGas(law, gases),
        law.unit,
        arguments=tuple(name for name in law.arguments if name not in gases),
        records=law.records,
        text=f"{law.describe()} at {' = '.join(gases)} = 0",
        name=law.name,
        identity=None if law.identity is None else f"without gas: {law.identity}",
    )


@frozen(eq=False)
class _NoGas:
    """A law where the pressures that it reads are zero."""

    law: Law
    gases: Sequence[str]

    def __call__(self, **state: Values) -> Values:
        return np.asarray(self.law.at({**state, **dict.fromkeys(self.gases, 0.0)}))
