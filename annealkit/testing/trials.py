"""The smallest anneals that use what a plugin offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from annealkit.anneal import Anneal
from annealkit.coated import PREFIX
from annealkit.domain import Atmosphere
from annealkit.domain.body import Film
from annealkit.domain.coating import Coating
from annealkit.errors import AnnealkitError
from annealkit.plugins import host
from annealkit.testing.scene import AIR, COAT, Answer
from annealkit.testing.subject import Subject

__all__ = ["CELLS", "RTOL", "Trial", "some_material", "trials"]

#: From room temperature to where things happen, as a user's anneal goes.
_RAMP = "25 degC -> 600 degC @ 10 K/s; hold 1 min"
#: The same without the way there, for each single model, gas and substrate.
_HOLD = "600 degC; hold 1 min"
_THICKNESS = "100 nm"
CELLS = 5
RTOL = 1e-3


@frozen(eq=False)
class Trial:
    """One small anneal.

    Attributes:
        what: What it tries, for the beginning of a sentence.
        material: Name of the material.
        substrate: Name of the substrate, None for none.
        atmosphere: Name of the atmosphere, or the kit's own.
        models: Models named, by slot.
        given: Values that the models named ask the user for.
        plain: Whether it names no models: what a user gets who names nothing.
        coating: Name of the coating, None for none.
    """

    what: str
    material: str
    substrate: str | None = None
    atmosphere: str | Atmosphere = AIR
    models: Mapping[str, Any] = field(factory=dict)
    given: Mapping[str, Any] = field(factory=dict)
    plain: bool = False
    coating: str | None = None

    def anneal(self, *, closed: bool = False, parameters: Mapping[str, Any] | None = None) -> Anneal:
        """The anneal.

        Args:
            closed: Whether the film is buried and stands on nothing.
            parameters: Record overrides.

        Raises:
            AnnealkitError: It cannot be made.
        """
        return Anneal(
            material=self.material,
            body=Film(
                _THICKNESS,
                substrate=None if closed else self.substrate,
                coating=None if self.coating is None else Coating(self.coating, (COAT, "m")),
                closed=closed,
            ),
            atmosphere=self.atmosphere,
            schedule=_RAMP if self.plain else _HOLD,
            models=dict(self.models) or None,
            parameters={**self.given, **(parameters or {})} or None,
        )


def trials(subject: Subject) -> tuple[Trial, ...]:
    """Anneals of its materials, with each of its models, in each of its atmospheres, on each of its substrates."""
    found: dict[tuple[Any, ...], Trial] = {}
    for one in _all(subject):
        found.setdefault(_key(one), one)
    return tuple(found.values())


def _key(one: Trial) -> tuple[Any, ...]:
    atmosphere = one.atmosphere if isinstance(one.atmosphere, str) else ""
    return (
        one.material,
        one.coating,
        one.substrate,
        atmosphere,
        tuple((slot, tuple(names)) for slot, names in one.models.items()),
    )


def _all(subject: Subject) -> Iterator[Trial]:
    catalogue = subject.target.candidate.catalogue
    for material in catalogue.get("materials", ()):
        yield Trial(f"An anneal of {material.name}", material.name, plain=True)
    others = [one.scene.material.name for one in subject.answers if not one.scene.own]
    for answer in subject.answers:
        name = answer.scene.material.name
        if name in host().materials() and (answer.scene.own or name == others[0]):
            yield from _with(answer)
    yield from _coated(subject)
    other = some_material()
    for atmosphere in catalogue.get("atmospheres", ()) if other else ():
        if not atmosphere.requires:  # only a user can know what the others lack
            yield Trial(f"An anneal in {atmosphere.name}", other, atmosphere=atmosphere.name)
    for substrate in catalogue.get("substrates", ()) if other else ():
        # What happens there, if anything, has been tried with the models that are offered for it.
        nothing = {f"{symbol}.loss": () for symbol in host().material(other).item.species}
        yield Trial(f"An anneal on {substrate.name}", other, substrate=substrate.name, models=nothing)


#: Hooks that an anneal asks of the material of a coating.
_OF_COATINGS = ("diffusivities", "transformations", "volume_sources", "observables", "resistances")


def _coated(subject: Subject) -> Iterator[Trial]:
    """Each of its coatings on a material, its own where it has one, and with each of the coating's models."""
    own = [one.name for one in subject.target.candidate.catalogue.get("materials", ())]
    under = own[0] if own else some_material()
    for coating in subject.coatings if under else ():
        what = f"An anneal of {under} coated with {coating.name}"
        yield Trial(what, under, plain=True, coating=coating.name)
        for answer in subject.answers:
            slot, name = answer.slot, answer.item.name
            asked = answer.hook.name.removeprefix("annealkit_") in _OF_COATINGS
            if asked and answer.scene.material.name == coating.name and name not in coating.defaults.get(slot, ()):
                named = f"{what} with {PREFIX}{slot} = {name}"
                yield Trial(named, under, models={f"{PREFIX}{slot}": (name,)}, coating=coating.name)


def _with(answer: Answer) -> Iterator[Trial]:
    """An anneal that uses one contribution."""
    if answer.hook.name == "annealkit_interfaces":
        return
    material, item, face = answer.scene.material, answer.item, answer.face
    substrate = face.neighbour.name if face is not None and face.neighbour is not None else None
    on = f" on {substrate}" if substrate else ""
    # A material of its own has been annealed with its defaults; elsewhere its models are tried alone.
    if not (answer.scene.own and item.name in material.defaults.get(answer.slot, ()) and not substrate):
        what = f"An anneal of {material.name}{on} with {answer.slot} = {item.name}"
        asked = getattr(item, "asks", ())
        records = item.law.records if asked else {}
        given = {key: (records[key].value, records[key].unit) for key in asked}
        yield Trial(what, material.name, substrate, models={answer.slot: (item.name,)}, given=given)


def some_material() -> str:
    """The first material in use that can be annealed as it stands; empty where there is none."""
    for name in sorted(host().materials()):
        try:
            Trial("", name).anneal()
        except AnnealkitError:
            continue
        return name
    return ""
