"""Which model fills each slot: defaults of the catalogue, or what the user names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from annealkit.domain import Atmosphere, Face, Material
from annealkit.errors import AmbiguousModelError, InputError, PluginUnavailableError
from annealkit.plugins import Offered, host, host_for

__all__ = ["Alternative", "Chosen", "choose", "models", "named"]


@frozen
class Alternative:
    """One model a slot can be filled with.

    Attributes:
        slot: The slot.
        name: The model's name.
        plugin: Id of the plugin that offers it.
        distribution: Distribution the plugin came with.
        default: Whether the catalogue's entry names it.
        note: What it does, one sentence.
        standing: How far its numbers can be trusted, empty when nothing special.
    """

    slot: str
    name: str
    plugin: str
    distribution: str
    default: bool
    note: str
    standing: str


@frozen
class Chosen:
    """The models of a run.

    Attributes:
        by_slot: Contributions by slot, in the order named.
        fluxes: Boundary fluxes by face of the body; faces that are alike share theirs.
        faces: The faces by name: ``"inner"`` and ``"outer"``, or the regions of a mesh.
        material: The material with overrides and resolved activities.
    """

    by_slot: Mapping[str, tuple[Offered[Any], ...]]
    fluxes: Mapping[str, tuple[Offered[Any], ...]]
    faces: Mapping[str, Face]
    material: Material

    def items(self, slot: str) -> tuple[Any, ...]:
        """The contributions of a slot without who offered them."""
        return tuple(one.item for one in self.by_slot.get(slot, ()))


def models(material: str | Material) -> dict[str, tuple[Alternative, ...]]:
    """Every model that the installed plugins offer for a material, by slot.

    Args:
        material: Name or Material.

    Raises:
        UnknownNameError: The material is not known.
        PluginError: A plugin's hook failed.
    """
    from annealkit.catalogue import as_atmosphere, as_material

    found = as_material(material)
    air = as_atmosphere("air")
    faces = [Face("gas", None, "outer"), Face("interface", None, "outer")]
    faces += [Face("substrate", one.item, "inner") for one in host().substrates().values()]
    offers = list(_gather_transport(found, air))
    found = _with_activities(found, [o for o in offers if o.item.slot.endswith(".activity")], None)
    offers += _gather_changes(found, air)
    offers += [o for face in faces for o in _gather_face(found, air, face)]
    out: dict[str, dict[str, Alternative]] = {}
    for one in offers:
        entry = _alternative(found, one)
        known = out.setdefault(entry.slot, {})
        known[entry.name] = _merged(known[entry.name], entry) if entry.name in known else entry
    return {slot: tuple(out[slot].values()) for slot in sorted(out)}


def _merged(known: Alternative, other: Alternative) -> Alternative:
    """One model offered for several faces: every note that differs is told."""
    notes = dict.fromkeys([*known.note.split(" | "), other.note])
    return evolve(known, note=" | ".join(note for note in notes if note))


def choose(
    material: Material, atmosphere: Atmosphere, faces: Mapping[str, Face], wanted: Mapping[str, Any] | None
) -> Chosen:
    """Fill every slot of a run.

    Args:
        material: With the run's overrides.
        atmosphere: The gas system.
        faces: By name.
        wanted: The user's ``models=``.

    Raises:
        UnknownNameError: A slot or a model nobody offers here.
        AmbiguousModelError: Several candidates, no default and no choice.
        PluginError: A plugin's hook failed.
    """
    asked = named(wanted)
    offers = list(_gather_transport(material, atmosphere))
    by_slot = _fill(material, offers, asked)
    material = _with_activities(material, offers, by_slot)
    changes = list(_gather_changes(material, atmosphere))
    offers += changes
    by_slot.update(_fill(material, changes, asked))
    at_faces = _gather_faces(material, atmosphere, faces)
    every = [one for own in at_faces.values() for one in own]
    _refuse_unknown(material, offers + every, asked)
    _refuse_missing(material, offers + every, asked, faces)
    fluxes = {
        side: tuple(o for o in _pick(material, own, asked) if o.item.slot.endswith(".loss"))
        for side, own in at_faces.items()
    }
    _refuse_unset(material, fluxes)
    by_slot = {**by_slot, **_fill(material, [o for o in every if not o.item.slot.endswith(".loss")], asked)}
    return Chosen(by_slot, fluxes, dict(faces), material)


def named(wanted: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]]:
    """The user's ``models=`` with every value a tuple of names.

    Raises:
        InputError: A value is neither a name nor a list of names.
    """
    out: dict[str, tuple[str, ...]] = {}
    for slot, value in (wanted or {}).items():
        names = (value,) if isinstance(value, str) else value
        if not isinstance(names, Sequence) or not all(isinstance(one, str) for one in names):
            raise InputError(f"models[{slot!r}]: {value!r} was given; expected a model's name or a list of names.")
        if len(set(names)) != len(names):
            raise InputError(f"models[{slot!r}]: {list(names)!r} names a model twice; each may appear once.")
        out[slot] = tuple(names)
    return out


def _gather_transport(material: Material, atmosphere: Atmosphere) -> Iterable[Offered[Any]]:
    """What every other contribution may build on: diffusivities and activities."""
    gather = host_for(material).gather
    for species in material.species:
        yield from gather("annealkit_diffusivities", material=material, species=species)
    yield from gather("annealkit_activities", material=material, atmosphere=atmosphere)


def _gather_changes(material: Material, atmosphere: Atmosphere) -> Iterable[Offered[Any]]:
    """What changes inside, and what is measured of it; these hooks see the resolved activities."""
    gather = host_for(material).gather
    for hook in ("transformations", "phase_rules", "volume_sources"):
        yield from gather(f"annealkit_{hook}", material=material, atmosphere=atmosphere)
    yield from gather("annealkit_observables", material=material)


def _gather_face(material: Material, atmosphere: Atmosphere, face: Face) -> Iterable[Offered[Any]]:
    gather = host_for(material).gather
    yield from gather("annealkit_boundary_fluxes", material=material, atmosphere=atmosphere, face=face)
    yield from gather("annealkit_resistances", material=material, face=face)


def _gather_faces(
    material: Material, atmosphere: Atmosphere, faces: Mapping[str, Face]
) -> dict[str, list[Offered[Any]]]:
    """What is offered at each face; faces that are alike are asked once."""
    found: dict[tuple[Any, ...], list[Offered[Any]]] = {}
    out = {}
    for name, face in faces.items():
        kind = (face.kind, face.side, id(face.neighbour))
        if kind not in found:
            found[kind] = list(_gather_face(material, atmosphere, face))
        out[name] = found[kind]
    return out


def _wanted(material: Material, slot: str, asked: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """What the user names for a slot, else the catalogue's default, else None."""
    return asked.get(slot, material.defaults.get(slot))


def _pick(
    material: Material, offers: Sequence[Offered[Any]], asked: Mapping[str, tuple[str, ...]]
) -> tuple[Offered[Any], ...]:
    """The offers that are named for their slot, in the order named."""
    out: list[Offered[Any]] = []
    for slot in dict.fromkeys(o.item.slot for o in offers):
        names = _wanted(material, slot, asked) or ()
        own = {o.item.name: o for o in offers if o.item.slot == slot}
        out += [own[name] for name in names if name in own]
    return tuple(out)


def _fill(
    material: Material, offers: Sequence[Offered[Any]], asked: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[Offered[Any], ...]]:
    out: dict[str, tuple[Offered[Any], ...]] = {}
    for slot in dict.fromkeys(o.item.slot for o in offers):
        own = [o for o in offers if o.item.slot == slot]
        names = _wanted(material, slot, asked)
        if names is not None:
            _refuse_count(slot, names)
            out[slot] = _pick(material, own, asked)
        elif _required(slot):
            out[slot] = (_lone(slot, own),)
    return out


def _required(slot: str) -> bool:
    """Slots without which nothing can be computed; the others stay empty unless named."""
    return slot.endswith((".diffusivity", ".activity"))


def _refuse_count(slot: str, names: tuple[str, ...]) -> None:
    """Diffusivities may add; an activity is one law."""
    if _required(slot) and not names:
        raise InputError(
            f"models[{slot!r}]: an empty list was given; nothing can be computed without one. Name a model."
        )
    if slot.endswith(".activity") and len(names) > 1:
        raise InputError(f"models[{slot!r}]: {', '.join(names)} were given; an activity is one law. Name one model.")


def _lone(slot: str, own: Sequence[Offered[Any]]) -> Offered[Any]:
    if len(own) > 1:
        listed = ", ".join(f"{o.item.name!r} (plugin {o.plugin.id})" for o in own)
        raise AmbiguousModelError(
            f"models[{slot!r}]: several models are offered and the material names no default: {listed}. "
            f"Choose one, for example models={{{slot!r}: {own[0].item.name!r}}}."
        )
    return own[0]


def _with_activities(
    material: Material, offers: Sequence[Offered[Any]], by_slot: Mapping[str, tuple[Offered[Any], ...]] | None
) -> Material:
    if by_slot is None:
        chosen = _pick(material, offers, {}) or tuple(offers)
    else:
        chosen = tuple(o for slot, own in by_slot.items() if slot.endswith(".activity") for o in own)
    return material.with_activities({o.item.oxide: o.item.law for o in chosen})


def _refuse_unknown(material: Material, offers: Sequence[Offered[Any]], asked: Mapping[str, tuple[str, ...]]) -> None:
    slots: dict[str, set[str]] = {}
    for one in offers:
        slots.setdefault(one.item.slot, set()).add(one.item.name)
    for slot, names in asked.items():
        if slot not in slots:
            raise host_for(material).unknown(f"models of {material.name}", slot, slots)
        for name in names:
            if name not in slots[slot]:
                raise host_for(material).unknown(f"models[{slot!r}] here", name, slots[slot])


def _refuse_missing(
    material: Material,
    offers: Sequence[Offered[Any]],
    asked: Mapping[str, tuple[str, ...]],
    faces: Mapping[str, Face],
) -> None:
    """A default that no plugin offers must not be left out in silence."""
    offered = {(o.item.slot, o.item.name) for o in offers}
    open_kinds = {face.kind for face in faces.values()}
    for slot, names in material.defaults.items():
        if slot in asked or (slot.startswith("interface.") and not open_kinds & {"gas", "interface"}):
            continue
        missing = [name for name in names if (slot, name) not in offered]
        if slot.endswith(".loss"):  # one default a kind of face; a kind that is not there offers nothing
            open_faces = len(open_kinds & {"gas", "substrate"})
            missing = missing if len(names) - len(missing) < open_faces else []
        if missing:
            unused = host_for(material).unused() or "Every installed plugin is in use."
            raise PluginUnavailableError(
                f"models[{slot!r}]: the default of {material.name} names {', '.join(map(repr, missing))}, which no "
                f"working plugin offers here. {unused} See `annealkit plugin list`, or name the models yourself, for "
                f"example models={{{slot!r}: []}}."
            )


def _refuse_unset(material: Material, fluxes: Mapping[str, tuple[Offered[Any], ...]]) -> None:
    """A flux that stands on a number which only the user can know must be given it."""
    for one in (o.item for own in fluxes.values() for o in own):
        missing = [key for key in one.asks if key not in material.overrides]
        if missing:
            record = one.law.records[missing[0]]
            raise InputError(
                f"models[{one.slot!r}]: {one.name!r} stands on a number that only you can know, and none was given. "
                f"Set it, for example parameters={{{missing[0]!r}: '1 {record.unit}'}}. {record.note}"
            )


def _alternative(material: Material, one: Offered[Any]) -> Alternative:
    item = one.item
    return Alternative(
        slot=item.slot,
        name=item.name,
        plugin=one.plugin.id,
        distribution=one.plugin.distribution,
        default=item.name in material.defaults.get(item.slot, ()),
        note=item.note,
        standing=getattr(item, "standing", ""),
    )
