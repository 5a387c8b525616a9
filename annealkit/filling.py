"""How slots are filled from what is offered: what the user names, else the defaults of the catalogue's entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annealkit.domain import Face, Material
from annealkit.errors import AmbiguousModelError, InputError, PluginUnavailableError
from annealkit.plugins import Offered, host_for

__all__ = ["fill", "pick", "refuse_missing", "refuse_unknown", "refuse_unset", "wanted"]


def wanted(material: Material, slot: str, asked: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """What the user names for a slot, else the catalogue's default, else None."""
    return asked.get(slot, material.defaults.get(slot))


def pick(
    material: Material, offers: Sequence[Offered[Any]], asked: Mapping[str, tuple[str, ...]]
) -> tuple[Offered[Any], ...]:
    """The offers that are named for their slot, in the order named."""
    out: list[Offered[Any]] = []
    for slot in dict.fromkeys(o.item.slot for o in offers):
        names = wanted(material, slot, asked) or ()
        own = {o.item.name: o for o in offers if o.item.slot == slot}
        out += [own[name] for name in names if name in own]
    return tuple(out)


def fill(
    material: Material, offers: Sequence[Offered[Any]], asked: Mapping[str, tuple[str, ...]], of: str = ""
) -> dict[str, tuple[Offered[Any], ...]]:
    """The offers by slot that fill it; a slot that nothing names stays empty unless nothing can be computed without.

    Args:
        material: Whose defaults hold.
        offers: What is offered.
        asked: What the user names.
        of: What stands before a slot where the user names it: nothing, or ``"coating."``.

    Raises:
        AmbiguousModelError: Several candidates, no default and no choice.
        InputError: No model or too many are named for a slot.
    """
    out: dict[str, tuple[Offered[Any], ...]] = {}
    for slot in dict.fromkeys(o.item.slot for o in offers):
        own = [o for o in offers if o.item.slot == slot]
        names = wanted(material, slot, asked)
        if names is not None:
            _refuse_count(f"{of}{slot}", names)
            out[slot] = pick(material, own, asked)
        elif _required(slot):
            out[slot] = (_lone(f"{of}{slot}", own),)
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


def refuse_unknown(
    material: Material, offers: Sequence[Offered[Any]], asked: Mapping[str, tuple[str, ...]], of: str = ""
) -> None:
    """Refuse what the user names and nobody offers.

    Args:
        material: Whose slots they are.
        offers: What is offered.
        asked: What the user names, by slot.
        of: As for :func:`fill`.

    Raises:
        UnknownNameError: Names the slot or the model, and the nearest.
    """
    slots: dict[str, set[str]] = {}
    for one in offers:
        slots.setdefault(f"{of}{one.item.slot}", set()).add(one.item.name)
    for slot, names in ((f"{of}{own}", names) for own, names in asked.items()):
        if slot not in slots:
            raise host_for(material).unknown(f"models of {material.name}", slot, slots)
        for name in names:
            if name not in slots[slot]:
                raise host_for(material).unknown(f"models[{slot!r}] here", name, slots[slot])


def refuse_missing(
    material: Material,
    offers: Sequence[Offered[Any]],
    asked: Mapping[str, tuple[str, ...]],
    faces: Mapping[str, Face],
    of: str = "",
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
                f"models[{of + slot!r}]: the default of {material.name} names {', '.join(map(repr, missing))}, which "
                f"no working plugin offers here. {unused} See `annealkit plugin list`, or name the models yourself, "
                f"for example models={{{of + slot!r}: []}}."
            )


def refuse_unset(material: Material, fluxes: Mapping[str, tuple[Offered[Any], ...]]) -> None:
    """A flux that stands on a number which only the user can know must be given it."""
    for one in (o.item for own in fluxes.values() for o in own):
        missing = [key for key in one.asks if key not in material.overrides]
        if missing:
            record = one.law.records[missing[0]]
            raise InputError(
                f"models[{one.slot!r}]: {one.name!r} stands on a number that only you can know, and none was given. "
                f"Set it, for example parameters={{{missing[0]!r}: '1 {record.unit}'}}. {record.note}"
            )
