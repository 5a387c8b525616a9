"""Whether the tables of a data-only material fit each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from annealkit.declared.arguments import INSIDE, SURFACE, WHERE
from annealkit.declared.building import Builder
from annealkit.declared.offers import Offers
from annealkit.declared.tables import MaterialFile
from annealkit.errors import RecordError

__all__ = ["check"]

#: Names that states cannot have.
_TAKEN = {*WHERE, *INSIDE, *SURFACE, "dx", "depth", "y", "z"}
#: Slots of the host that are no transformations.
_RESERVED = ("phases", "observables")
_FACES = ("gas", "substrate", "interface")


def check(tables: MaterialFile, place: Builder) -> None:
    """Make every contribution of a file once.

    Args:
        tables: The file.
        place: Its records.

    Raises:
        RecordError: Names, units or arguments do not fit; each mistake on a line of its own.
    """
    _all([partial(one, tables, place) for one in (_amounts, _species, _states, _interfaces)])
    offers = Offers(tables, place)
    _all([partial(tuple, one) for one in _made(tables, offers)])


def _made(tables: MaterialFile, offers: Offers) -> Iterator[Iterable[object]]:
    yield from (offers.diffusivities(species) for species in tables.species)
    yield from (offers.fluxes(kind) for kind in _FACES)
    yield from (offers.activities(), offers.sources(), offers.transformations(), offers.phases())
    yield from (offers.resistances(), offers.observables(), offers.interfaces())


def _all(parts: Iterable[Callable[[], object]]) -> None:
    """Every part's first mistake, told together."""
    mistakes = []
    for part in parts:
        try:
            part()
        except RecordError as error:
            mistakes.append(str(error))
    if mistakes:
        raise RecordError("\n".join(dict.fromkeys(mistakes)))


def _amounts(tables: MaterialFile, place: Builder) -> None:
    """A coating may begin without what moves; the site concentration is what every composition is divided by."""
    kind = "material" if tables.material is not None else "coating"
    at = place / kind
    for element, amount in tables.about.start.items():
        if amount < 0.0 or (amount == 0.0 and (kind == "material" or element not in tables.species)):
            raise (at / "start" / element).error(f"{amount:g} was given; expected a positive number of moles.")
    for oxide, moles in tables.about.oxides.items():
        if moles < 1:
            raise (at / "oxides" / oxide).error(f"{moles} was given; expected a whole number of at least 1.")
    for symbol, one in tables.species.items():
        site = place.book[one.site_concentration]
        if float(site.value) <= 0.0:
            raise (place / "species" / symbol / "site_concentration").error(
                f"the record {one.site_concentration!r} is {site.text}; expected one above zero."
            )


def _species(tables: MaterialFile, place: Builder) -> None:
    for kind in ("diffusivity", "activity", "source", "loss"):
        for species in getattr(tables, kind):
            (place / kind).known(species, tables.species, "species")
    for species in tables.species:
        if not tables.diffusivity.get(species):
            raise (place / "diffusivity").error(
                f"{species!r} has none, and nothing can be computed without. Add [diffusivity.{species}.<name>]."
            )


def _states(tables: MaterialFile, place: Builder) -> None:
    """Alternatives of one kind may share a state, for only one of them is used."""
    owners: dict[str, str] = {}
    for kind, own in tables.transformation.items():
        at = place / "transformation" / kind
        if kind in _RESERVED:
            raise at.error(f"a transformation cannot be called {kind!r}, which is a slot of its own. Rename it.")
        for name, one in own.items():
            _refuse_name(one.state, at / name / "state")
            if owners.setdefault(one.state, kind) != kind:
                raise (at / name / "state").error(
                    f"{one.state!r} is the state of {owners[one.state]!r} too. Give every change its own."
                )


def _refuse_name(state: str, place: Builder) -> None:
    if not state.isidentifier() or state in _TAKEN or state.startswith(("c_", "p_")):
        raise place.error(
            f"{state!r} cannot name a state; expected letters, digits and _, and none of what laws see already "
            f"({', '.join(INSIDE)} ...). Rename it."
        )


def _interfaces(tables: MaterialFile, place: Builder) -> None:
    seen: set[tuple[str, str, str, str]] = set()
    for number, one in enumerate(tables.interface):
        at, own = place / "interface" / number, tables.about.name
        if own not in (one.inner, one.outer):
            raise at.error(f"neither {one.inner!r} nor {one.outer!r} is this material. Name {own!r} as one of them.")
        (at / "species").known(one.species, tables.species, "species")
        kinds = [kind for kind in ("partition", "resistance") if getattr(one, kind) is not None]
        if not kinds:
            raise at.error("neither partition nor resistance given; expected at least one. Add it.")
        for kind in kinds:
            claim = (one.inner, one.outer, one.species, kind)
            if claim in seen:
                raise at.error(
                    f"the {kind} of {one.species} between {one.inner} and {one.outer} stands twice. Remove one."
                )
            seen.add(claim)
