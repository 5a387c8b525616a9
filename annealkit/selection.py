"""Which model fills each slot: defaults of the catalogue, or what the user names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from annealkit.domain import Atmosphere, Face, Material
from annealkit.errors import InputError
from annealkit.filling import fill, pick, refuse_missing, refuse_unknown, refuse_unset
from annealkit.plugins import Offered, host, host_for

__all__ = ["Alternative", "Chosen", "choose", "models", "named", "resolved"]


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
    by_slot = fill(material, offers, asked)
    material = _with_activities(material, offers, by_slot)
    changes = list(_gather_changes(material, atmosphere))
    offers += changes
    by_slot.update(fill(material, changes, asked))
    at_faces = _gather_faces(material, atmosphere, faces)
    every = [one for own in at_faces.values() for one in own]
    refuse_unknown(material, offers + every, asked)
    refuse_missing(material, offers + every, asked, faces)
    fluxes = {
        side: tuple(o for o in pick(material, own, asked) if o.item.slot.endswith(".loss"))
        for side, own in at_faces.items()
    }
    refuse_unset(material, fluxes)
    by_slot = {**by_slot, **fill(material, [o for o in every if not o.item.slot.endswith(".loss")], asked)}
    return Chosen(by_slot, fluxes, dict(faces), material)


def resolved(material: Material, atmosphere: Atmosphere) -> Material:
    """A material with the activities that its catalogue's entry names.

    Args:
        material: With the run's overrides.
        atmosphere: The gas system.

    Raises:
        AmbiguousModelError: Several candidates and no default.
        PluginError: A plugin's hook failed.
    """
    offers = host_for(material).gather("annealkit_activities", material=material, atmosphere=atmosphere)
    return _with_activities(material, offers, fill(material, offers, {}))


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


def _with_activities(
    material: Material, offers: Sequence[Offered[Any]], by_slot: Mapping[str, tuple[Offered[Any], ...]] | None
) -> Material:
    if by_slot is None:
        chosen = pick(material, offers, {}) or tuple(offers)
    else:
        chosen = tuple(o for slot, own in by_slot.items() if slot.endswith(".activity") for o in own)
    return material.with_activities({o.item.oxide: o.item.law for o in chosen})


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
