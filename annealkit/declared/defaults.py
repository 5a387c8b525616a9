"""Which models a data-only material uses where a run names none."""

from __future__ import annotations

from annealkit.declared.building import Builder
from annealkit.declared.tables import MaterialFile

__all__ = ["defaults", "slots"]

#: Slots whose models all hold side by side.
_ALL = ("host.phases", "host.observables", "interface.resistance")


def slots(tables: MaterialFile) -> dict[str, tuple[str, ...]]:
    """Names of the file's models by slot."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in ("diffusivity", "activity", "source", "loss"):
        found |= {f"{species}.{kind}": tuple(own) for species, own in getattr(tables, kind).items()}
    found |= {f"host.{kind}": tuple(own) for kind, own in tables.transformation.items()}
    lists = (tables.phase, tables.observable, tables.resistance)
    found |= {slot: tuple(own) for slot, own in zip(_ALL, lists, strict=True)}
    return {slot: names for slot, names in found.items() if names}


def defaults(tables: MaterialFile, place: Builder) -> dict[str, tuple[str, ...]]:
    """The default models of every slot.

    A slot with one model of the file has that one, one whose models hold side by side has them all; what
    ``[defaults]`` says goes before. Models of other plugins fill the slot of losses only.

    Args:
        tables: The file.
        place: The file, for messages.

    Raises:
        RecordError: A slot or a model that does not exist, or several models and none named.
    """
    own, at = slots(tables), place / "defaults"
    losses = tuple(f"{species}.loss" for species in tables.species)
    for slot, names in tables.defaults.items():
        at.known(slot, (*own, *losses), "slot")
        for name in names:
            if slot not in losses:
                (at / slot).known(name, own[slot], "model")
    for slot in losses:
        _refuse_idle(tables, slot, own, at)
    return {**{slot: _of(slot, names, tables, at) for slot, names in own.items()}, **tables.defaults}


def _of(slot: str, names: tuple[str, ...], tables: MaterialFile, place: Builder) -> tuple[str, ...]:
    if len(names) > 1 and slot not in _ALL and slot not in tables.defaults:
        raise place.error(
            f"the slot {slot!r} has the models {', '.join(names)}, and nothing says which a run uses. "
            f'Add "{slot}" = ["{names[0]}"], or [] for none.'
        )
    return names


def _refuse_idle(tables: MaterialFile, slot: str, own: dict[str, tuple[str, ...]], place: Builder) -> None:
    """An activity drives a loss that other plugins compute, but only where the material asks for it."""
    species = slot.partition(".")[0]
    if species in tables.activity and slot not in own and slot not in tables.defaults:
        oxide = tables.species[species].oxide
        raise place.error(
            f"the file gives the activity of {oxide}, but no loss of {species} that it drives. "
            f'Add "{slot}" = ["vaporisation"], or [] for none.'
        )
