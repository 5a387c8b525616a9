"""Whether the fields of a physics contribution hold what its class promises; the host checks its laws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from annealkit.contributions import (
    BoundaryFlux,
    Bracket,
    Diffusivity,
    InterfaceLaw,
    Mobile,
    PhaseRule,
    Series,
    State,
    Transformation,
    VolumeSource,
)
from annealkit.laws import Law
from annealkit.plugins import fields
from annealkit.provenance import Record
from annealkit.units import normal

__all__ = ["CONTRIBUTED"]


def _of_species(one: Any) -> Iterator[str]:
    yield from fields.name("species", one.species)
    yield from _noted(one)


def _noted(one: Any) -> Iterator[str]:
    yield from fields.text("note", getattr(one, "note", ""))


def _activity(one: Any) -> Iterator[str]:
    yield from _of_species(one)
    yield from fields.name("oxide", one.oxide)


def _diffusivity(one: Diffusivity) -> Iterator[str]:
    yield from _of_species(one)
    yield from fields.text("standing", one.standing)
    if one.kind not in ("chemical", "tracer"):
        yield fields.wrong("kind", one.kind, "'chemical' or 'tracer'")


def _flux(one: BoundaryFlux) -> Iterator[str]:
    yield from _of_species(one)
    yield from fields.distinct_names("channels", one.channels, least=1)
    yield from fields.text("standing", one.standing)
    yield from fields.instance("states", one.states, tuple)
    for number, state in enumerate(one.states):
        yield from _state(f"states[{number}]", state)
    if one.bracket is not None:
        yield from fields.instance("bracket", one.bracket, Bracket)
        yield from fields.name("bracket.reason", one.bracket.reason)
    if one.series is not None:
        yield from fields.instance("series", one.series, Series)
        yield from fields.distinct_names("series.names", one.series.names, least=1)
        yield from fields.instance("series.law", one.series.law, Law)
    yield from fields.distinct_names("asks", one.asks)
    for key in one.asks:
        if one.law is None or key not in one.law.records:
            yield f"asks for {key!r}, which is no record of its law"
    yield from _releases(one)
    if one.supply is not None:
        yield from fields.instance("supply", one.supply, Law)
    yield from fields.mapping("numbers", one.numbers)
    for name, law in one.numbers.items() if isinstance(one.numbers, Mapping) else ():
        yield from fields.instance(f"numbers[{name!r}]", law, Law)


def _releases(one: BoundaryFlux) -> Iterator[str]:
    """What the gas gains: known channels, gases whose names can be arguments of laws, finite numbers."""
    yield from fields.mapping("releases", one.releases)
    for channel, gained in one.releases.items() if isinstance(one.releases, Mapping) else ():
        if channel not in one.channels:
            yield f"has releases of {channel!r}, which is none of its channels"
        yield from fields.mapping(f"releases[{channel!r}]", gained)
        for gas, moles in gained.items() if isinstance(gained, Mapping) else ():
            if not f"p_{gas}".isidentifier():
                yield fields.wrong(f"gas of releases[{channel!r}]", gas, "a name such as 'H2O', without brackets,")
            yield from fields.number(f"releases[{channel!r}][{gas!r}]", moles, "mol")


def _source(one: VolumeSource) -> Iterator[str]:
    yield from _of_species(one)
    yield from fields.text("text", one.text)
    if one.term is not None and not callable(one.term):
        yield fields.wrong("term", one.term, "a function that builds a FiPy term")
    for number, used in enumerate(one.records):
        yield from fields.instance(f"records[{number}]", used, Record)


def _interface(one: InterfaceLaw) -> Iterator[str]:
    yield from _of_species(one)
    yield from _noted(one)
    if one.partition is None and one.resistance is None and one.isotherm is None:
        yield "has neither a partition nor a resistance nor an isotherm; give one of them, or do not yield it"
    if one.partition is not None and one.isotherm is not None:
        yield "has both a partition and an isotherm, which say the same in two ways; give one of them"
    read = {"partition": {"T"}, "resistance": {"T"}, "isotherm": {"T", "u"}}
    for name, known in read.items():
        law = getattr(one, name)
        odd = sorted(set(law.arguments) - known) if isinstance(law, Law) else []
        if odd:
            yield f"has a {name} that reads {', '.join(odd)}; where layers touch, known are {', '.join(sorted(known))}"


def _transformation(one: Transformation) -> Iterator[str]:
    yield from fields.name("kind", one.kind)
    yield from _noted(one)
    if one.where not in ("cell", "face"):
        yield fields.wrong("where", one.where, "'cell' or 'face'")
    if one.state is not None:
        yield from _state("state", one.state)
    yield from fields.mapping("outputs", one.outputs)
    for name, law in one.outputs.items():
        yield from fields.instance(f"outputs[{name!r}]", law, Law)
    if one.mobile is not None:
        yield from _mobile(one.mobile)
    yield from fields.instance("fluxes", one.fluxes, tuple)
    for number, flux in enumerate(one.fluxes):
        yield from fields.instance(f"fluxes[{number}]", flux, BoundaryFlux)
        yield from (f"{told} (in fluxes[{number}])" for told in _flux(flux))


def _mobile(one: Any) -> Iterator[str]:
    yield from fields.instance("mobile", one, Mobile)
    if not (isinstance(one.symbol, str) and f"c_{one.symbol}".isidentifier()):
        yield fields.wrong("mobile.symbol", one.symbol, "a chemical symbol such as 'H'")
    yield from fields.instance("mobile.diffusivity", one.diffusivity, Law)
    if normal(one.diffusivity.unit) != normal("m^2/s"):
        yield f"has mobile.diffusivity in {one.diffusivity.unit!r} where 'm^2/s' is due"
    yield from fields.number("mobile.initial", one.initial, "mol/m^3", least=0.0)


def _state(field: str, state: Any) -> Iterator[str]:
    yield from fields.instance(field, state, State)
    if not (isinstance(state.name, str) and state.name.isidentifier()):
        yield fields.wrong(f"{field}.name", state.name, "a name that a law can have as an argument")
    yield from fields.text(f"{field}.unit", state.unit)
    yield from fields.values(f"{field}.initial", state.initial, state.unit)
    yield from fields.number(f"{field}.scale", state.scale, state.unit, above=0.0)
    yield from fields.instance(f"{field}.rate", state.rate, Law)
    per_second = normal(f"{state.unit}/s")
    if normal(state.rate.unit) != per_second:
        yield f"has {field}.rate in {state.rate.unit!r} where {per_second!r} is due"


def _phase(one: PhaseRule) -> Iterator[str]:
    yield from fields.name("product", one.product)
    yield from fields.text("reaction", one.reaction)
    yield from _noted(one)
    yield from fields.mapping("thresholds", one.thresholds)
    for instrument, record in one.thresholds.items():
        yield from fields.record(f"thresholds[{instrument!r}]", record, "1")


#: What looks at the items of each physics hook.
CONTRIBUTED: dict[str, Callable[[Any], Iterator[str]]] = {
    "annealkit_diffusivities": _diffusivity,
    "annealkit_activities": _activity,
    "annealkit_boundary_fluxes": _flux,
    "annealkit_volume_sources": _source,
    "annealkit_interfaces": _interface,
    "annealkit_transformations": _transformation,
    "annealkit_phase_rules": _phase,
    "annealkit_resistances": _noted,
    "annealkit_observables": _noted,
}
