"""Slots filled, gas and faces laid out, records collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve

from annealkit.build.built import Built
from annealkit.build.gas import gas_laws
from annealkit.build.outer import at_outer_face, without_unread
from annealkit.build.source import with_source
from annealkit.build.used import of_coating as of_coating_used
from annealkit.build.used import records as used_records
from annealkit.build.used import refuse_unused
from annealkit.coated import coat, of_coating, refuse_clash
from annealkit.domain import Atmosphere, Face, Material, Stack
from annealkit.domain.body import Body, MeshBody, Opening, Powder
from annealkit.domain.coating import covered
from annealkit.domain.composition import start_ratio
from annealkit.domain.gas_system import system
from annealkit.errors import InputError
from annealkit.laws import Law
from annealkit.schedule import Schedule
from annealkit.selection import Chosen, choose
from annealkit.surroundings import Surroundings, surround
from annealkit.vessel import seal

__all__ = ["build"]

#: Slots whose laws may read the cells in the order of their depth.
_READ_DEPTH = ("interface.resistance", "host.observables")


def build(
    material: Material,
    body: Body,
    stacks: Mapping[str, Stack],
    gases: Sequence[tuple[float, Atmosphere]],
    schedule: Schedule,
    models: Mapping[str, Any] | None,
    coating: Material | None = None,
) -> Built:
    """Fill the slots of an anneal and lay out its problem.

    Args:
        material: With the run's overrides applied.
        body: What is annealed.
        stacks: What it stands on, by face.
        gases: Atmosphere from each time (s) on; the first at 0.
        schedule: Temperature programme.
        models: The user's choices.
        coating: Material of the body's coating, with the run's overrides.

    Raises:
        InputError: Names, compositions or overrides that do not hold.
        PluginError: A plugin's hook failed.
    """
    symbol = next(iter(material.species))
    material = evolve(material, orientation=getattr(body, "cut", None))
    models, of_layer = of_coating(models, body.coating)
    given, layer = body.coating, None
    if given is not None and coating is not None:
        layer = given.of(coating)
        body = covered(body, layer)
    around = surround(body, material, symbol, gases)
    faces = {name: _face(one, stacks.get(name), around, layer) for name, one in body.openings.items()}
    chosen = choose(material, system(gases), faces, models)
    coated = None
    if given is not None and layer is not None:
        coated = coat(given, layer, chosen.material, symbol, system(gases), faces["outer"], of_layer)
        refuse_clash(chosen, coated)
    left_out: dict[str, tuple[str, ...]] = {}
    if isinstance(body, MeshBody):
        chosen, left_out = _without_face_states(chosen)
    chosen = at_outer_face(chosen)
    fluxes = [one.item for own in chosen.fluxes.values() for one in own]
    around = around.read_by({name for one in fluxes if one.law is not None for name in one.law.arguments})
    vessel = seal(
        gases,
        body,
        faces,
        {face: [one.item for one in own] for face, own in chosen.fluxes.items()},
        float(schedule(t=0.0)),
        material.overrides,
    )
    gas, of_source = gas_laws(gases, material.species[symbol].oxide, material.overrides, vessel)
    gas.update(around.gas)
    if isinstance(body, MeshBody):
        chosen, more = _without_profiles(chosen, gas)
        left_out.update(more)
    chosen, more = without_unread(chosen, (*gas, *(f"c_{one}" for one in material.species)), models or ())
    left_out.update({slot: (*left_out.get(slot, ()), *names) for slot, names in more.items()})
    records = {**used_records(chosen, gases, material, symbol), **({} if vessel is None else vessel.records)}
    records.update(around.records)
    records.update(with_source(records, of_source))
    records.update({} if coated is None else of_coating_used(coated))
    built = Built(
        material=chosen.material,
        symbol=symbol,
        body=body,
        stacks=stacks,
        gases=tuple(gases),
        schedule=schedule,
        chosen=chosen,
        gas=gas,
        start=start_ratio(material, symbol, body.composition),
        records=records,
        left_out=left_out,
        vessel=vessel,
        around=around,
        coating=coated,
    )
    if isinstance(body, Powder):
        lone = _lone(built, models)
        records = {**records, **used_records(lone.chosen, gases, material, symbol)}
        built = evolve(built, lone=lone, records=records, sizes=_sizes(built, models))
    refuse_unused(built.material, built.records)
    return built


def _face(opening: Opening, stack: Stack | None, around: Surroundings, layer: Material | None) -> Face:
    """An opening as hooks see it; a coating lies on the outer ones."""
    area = float(np.mean(around.area)) if opening.form == "bed" and around.area is not None else opening.area
    contact = None if stack is None else stack.contact
    coating = layer if opening.side == "outer" else None
    return Face(opening.kind, contact, opening.side, opening.form, opening.length, area, coating)


def _lone(built: Built, models: Mapping[str, Any] | None) -> Built:
    """One particle of a powder alone in the same gas; it touches nothing."""
    assert isinstance(built.body, Powder)
    body = built.body.particle
    layer = None if built.coating is None else built.coating.material
    own = {name: _face(one, None, Surroundings(), layer) for name, one in body.openings.items()}
    # The container is shown to the plugins once more, so that the models named for it are known; nothing of it is used.
    chosen = choose(built.material, built.gases[0][1], {**built.chosen.faces, **own}, models)
    chosen = at_outer_face(evolve(chosen, faces=own, fluxes={name: chosen.fluxes[name] for name in own}))
    fluxes = {name: [one.item for one in found] for name, found in chosen.fluxes.items()}
    start, overrides = float(built.schedule(t=0.0)), built.material.overrides
    vessel = seal(built.gases, body, own, fluxes, start, overrides)
    gas, _ = gas_laws(built.gases, built.material.species[built.symbol].oxide, overrides, vessel)
    return evolve(built, body=body, stacks={}, chosen=chosen, gas=gas, vessel=vessel, around=Surroundings())


def _sizes(built: Built, models: Mapping[str, Any] | None) -> tuple[Built, ...]:
    """A powder's particles by size, in the gas of the whole bed; none where all are equal."""
    assert isinstance(built.body, Powder)
    if built.body.spread is None:
        return ()
    if built.vessel is not None:
        raise InputError(
            f"Powder spread: {built.body.spread:g} was given, and the gas is sealed in a vessel, where particles of "
            "several sizes exchange lithium through one gas; that is not solved. Leave spread out, or vessel= of the "
            "atmosphere."
        )
    return tuple(_of_size(built, one, models) for one in built.body.sizes)


def _of_size(built: Built, body: Powder, models: Mapping[str, Any] | None) -> Built:
    layer = None if built.coating is None else built.coating.material
    own = {name: _face(one, built.stacks.get(name), built.around, layer) for name, one in body.openings.items()}
    chosen = at_outer_face(choose(built.material, built.gases[0][1], own, models))
    return evolve(built, body=body, chosen=chosen)


def _without_face_states(chosen: Chosen) -> tuple[Chosen, dict[str, tuple[str, ...]]]:
    """Without the transformations of the one outer face, which a mesh has not, and the names of those."""
    by_slot, left_out = dict(chosen.by_slot), {}
    for slot, own in chosen.by_slot.items():
        names = tuple(one.item.name for one in own if getattr(one.item, "where", "cell") == "face")
        if names:
            left_out[slot] = names
            by_slot[slot] = tuple(one for one in own if one.item.name not in names)
    return evolve(chosen, by_slot=by_slot), left_out


def _without_profiles(chosen: Chosen, gas: Mapping[str, Law]) -> tuple[Chosen, dict[str, tuple[str, ...]]]:
    """Without the models that read the cells in the order of their depth, and the names of those."""
    by_slot, left_out = dict(chosen.by_slot), {}
    for slot in _READ_DEPTH:
        own = chosen.by_slot.get(slot, ())
        names = tuple(one.item.name for one in own if not set(one.item.law.arguments) <= {"t", "T", *gas})
        if names:
            left_out[slot] = names
            by_slot[slot] = tuple(one for one in own if one.item.name not in names)
    return evolve(chosen, by_slot=by_slot), left_out
