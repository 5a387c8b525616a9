"""Whether the hooks answer as they should: valid, the same every time, and only where they are concerned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annealkit.anneal import Anneal
from annealkit.domain import Material, Species
from annealkit.domain.body import Film
from annealkit.errors import AnnealkitError
from annealkit.plugins import block, host
from annealkit.plugins.calling import said
from annealkit.plugins.table import CATALOGUES
from annealkit.provenance import Book, Record
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.fingerprint import fingerprint
from annealkit.testing.scene import AIR, Scene, calls
from annealkit.testing.subject import Subject

__all__ = ["CHECKS"]

#: Slots that are filled where nobody names a model, and interfaces, which have no names.
_UNNAMED = ("annealkit_diffusivities", "annealkit_activities", "annealkit_interfaces")


@check("used")
def hooks_answer(subject: Subject) -> Iterator[str]:
    """Every physics hook answers for every material in use, at every kind of face, with valid items.

    A hook that raises stops the anneal, even one that uses nothing of the plugin.
    """
    _require_physics(subject)
    failure = subject.barrier("answered")
    if failure:
        yield failure


@check("answered")
def hooks_are_pure(subject: Subject) -> Iterator[str]:
    """Asked twice with the same arguments, a hook gives equal values and leaves the arguments as they were.

    Results are stored and reused by what went in; a hook with a memory would make them depend on history.
    """
    own = subject.target.candidate
    for kind, hook in CATALOGUES.items():
        again = [one.spoken.lifted(item) for one in own.implementations.get(hook.name, ()) for item in one({})]
        if fingerprint(list(own.catalogue.get(kind, ()))) != fingerprint(again):
            yield f"{hook.name} gives something else when it is called again. Give equal values every time."
    asked: set[tuple[str, str]] = set()
    for answer in subject.answers:
        key = (answer.hook.name, fingerprint(dict(answer.arguments)))
        if key not in asked:
            asked.add(key)
            yield from _asked_twice(subject, answer.hook.name, answer.arguments)


@check("used")
def leaves_strangers_alone(subject: Subject) -> Iterator[str]:
    """For a material it has never heard of it fills no slot that nobody names, and raises nothing.

    A hook that forgets to ask which material it is given breaks or changes the anneals of every other plugin.
    """
    _require_physics(subject)
    for hook, arguments in calls(_stranger()):
        if hook.name in subject.physics:
            yield from _for_a_stranger(subject, hook.name, arguments)


@check("answered")
def changes_no_other_material(subject: Subject) -> Iterator[str]:
    """Anneals of other plugins' materials are built of the same terms with and without it.

    Installing a plugin must not change the numbers of a run that does not name it.
    """
    others = [name for name, one in host().materials().items() if not subject.is_mine(one)]
    compared = 0
    for name in others:
        with block(subject.target.id):
            without, _ = _terms(name)
        if without is None:  # its own defaults name this plugin's models, or another plugin fails
            continue
        compared += 1
        beside, failure = _terms(name)
        if beside is None:
            yield f"An anneal of {name} can no longer be made beside this plugin: {failure}"
        elif beside != without:
            yield f"An anneal of {name} that names no model has other terms beside this plugin than without it."
    if not compared:
        raise Inapplicable("No other material is in use that can be annealed without it.")


def _require_physics(subject: Subject) -> None:
    if not subject.physics:
        raise Inapplicable("It implements no physics hook.")


def _asked_twice(subject: Subject, hook_name: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    before = fingerprint(dict(arguments))
    given = [_told(subject, hook_name, arguments) for _ in range(2)]
    if given[0] != given[1]:
        yield f"{hook_name} gives something else when it is asked again with the same arguments. Give equal values."
    if fingerprint(dict(arguments)) != before:
        yield f"{hook_name} changes the arguments it is given. Leave them as they are; other plugins see them too."


def _told(subject: Subject, hook_name: str, arguments: Mapping[str, Any]) -> list[str]:
    return [fingerprint(one.item) for one in host().gather(hook_name, **arguments) if subject.is_mine(one)]


def _stranger() -> Scene:
    """A material of the kit's own that no plugin can know: no activity, an unheard name and species."""
    site = Record(
        key="Unheardium.Uh.site_concentration",
        value=4e4,
        unit="mol/m^3",
        printed_value=4e4,
        printed_unit="mol/m^3",
        basis="assumed",
    )
    material = Material(
        name="Unheardium",
        title="A material that no plugin knows",
        book=Book("Unheardium", {"Uh.site_concentration": site}),
        species={"Uh": Species("Uh", site, metal="Um", oxide="Uh2O")},
        start={"Uh": 1.0, "Um": 1.0},
        defaults={},
        oxides={"Uh2O": 2},
    )
    return Scene(material, AIR, own=False)


def _for_a_stranger(subject: Subject, hook_name: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    for implementation in subject.target.candidate.implementations[hook_name]:
        try:
            given = tuple(implementation(arguments) or ())
        except Exception as error:  # whatever a plugin's function raises
            yield (
                f"{hook_name} raises for a material it does not know: {said(error).rstrip('.')}. Compare material.name "
                "first, and give nothing for others."
            )
            return
        if given and hook_name in _UNNAMED:
            yield (
                f"{hook_name} gives {given[0].name!r} for a material it does not know, where it would be used without "
                "being named. Compare material.name first, and give nothing for others."
            )


def _terms(material: str) -> tuple[str | None, str]:
    """The terms that a plain anneal of a material is made of, and why it cannot be made."""
    try:
        anneal = Anneal(material=material, body=Film("100 nm"), atmosphere=AIR, schedule="25 degC; hold 1 min")
    except AnnealkitError as error:
        return None, str(error)
    chosen = anneal.built.chosen
    offered = [*chosen.by_slot.items(), *chosen.fluxes.items()]
    return fingerprint([[place, one.plugin.id, one.item] for place, own in offered for one in own]), ""


@check("answered")
def laws_are_pure(subject: Subject) -> Iterator[str]:
    """A law gives the same numbers every time it is called, and leaves the arrays it is given as they were.

    The integrator calls laws thousands of times on arrays that it goes on using.
    """
    for one in subject.tried:
        known = one.known
        first, failure = one.numbers(known)
        if failure or first is None:  # told by laws_are_finite
            continue
        kept = {name: value.copy() for name, value in known.items()}
        again, _ = one.numbers(known)
        if again is None or first.tobytes() != again.tobytes():
            yield f"{one.where}: it gives other numbers when it is called again. A law must have no memory."
        if any(kept[name].tobytes() != value.tobytes() for name, value in known.items()):
            yield f"{one.where}: it changes the arrays it is called with. Work on copies."


CHECKS: tuple[Check, ...] = (
    hooks_answer,
    hooks_are_pure,
    leaves_strangers_alone,
    changes_no_other_material,
    laws_are_pure,
)
