"""From an anneal to a diffusion problem: slots filled, gas and faces laid out, records collected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from annealkit import laws, pde
from annealkit.contributions import BoundaryFlux, Bracket, VolumeSource
from annealkit.domain import GASES, Atmosphere, Face, Material, Stack
from annealkit.domain.body import Body, MeshBody, Opening, Powder
from annealkit.domain.composition import start_ratio
from annealkit.domain.gas_system import source_temperature, system
from annealkit.errors import InputError, UnusedParameterError, nearest
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.laws.steps import steps
from annealkit.provenance import Record
from annealkit.schedule import Schedule
from annealkit.selection import Chosen, choose
from annealkit.surroundings import BED, Surroundings, surround
from annealkit.vessel import Vessel, seal

__all__ = ["Built", "build"]

#: Slots whose laws may read the cells in the order of their depth.
_READ_DEPTH = ("interface.resistance", "host.observables")

#: What laws at a face read of the gas besides its pressures: argument, attribute of an atmosphere, SI unit.
_OF_GAS = (
    ("boundary_layer", "boundary_layer", "m"),
    ("flow", "flow", "mol/s"),
    ("tube", "tube", "m"),
    ("boat", "boat", "m"),
)


@frozen(eq=False)
class Built:
    """An anneal made ready to run.

    Attributes:
        material: With overrides and resolved activities.
        symbol: The species that is solved.
        body: What is annealed.
        stacks: What it stands on, by face.
        gases: Atmosphere from each time (s) on.
        schedule: Temperature programme.
        chosen: The models.
        gas: Laws of t by argument name; in a sealed vessel the pressures are laws of T and of the amounts of gas.
        start: Moles of the species per mole of metal at the start.
        records: Every record an assembled term uses, by full id.
        left_out: By slot, the models that need a profile over depth, which this body has not.
        vessel: The sealed vessel it lies in; None in an open furnace.
        around: What a particle or a powder takes from its neighbours.
        lone: The same with one particle of a powder alone in the gas; None for other bodies.
    """

    material: Material
    symbol: str
    body: Body
    stacks: Mapping[str, Stack]
    gases: tuple[tuple[float, Atmosphere], ...]
    schedule: Schedule
    chosen: Chosen
    gas: Mapping[str, Law]
    start: float
    records: Mapping[str, Record]
    left_out: Mapping[str, tuple[str, ...]] = field(factory=dict)
    vessel: Vessel | None = None
    around: Surroundings = field(factory=Surroundings)
    lone: Built | None = None

    @property
    def reference(self) -> float:
        """Concentration at a ratio of one to the metal, mol/m³."""
        return self.material.species[self.symbol].reference

    @property
    def brackets(self) -> tuple[Bracket, ...]:
        """Fluxes whose rate is unknown or calibrated."""
        return tuple(f.bracket for f in self.every_flux() if f.bracket is not None)

    def every_flux(self) -> tuple[BoundaryFlux, ...]:
        """The boundary fluxes of all faces."""
        return tuple(o.item for own in self.chosen.fluxes.values() for o in own)

    def fluxes(self, end: str | None = None) -> dict[str, Sequence[BoundaryFlux]]:
        """The boundary fluxes by face as they are solved; see :meth:`problem` for ``end``."""
        found = {face: [_at_end(o.item, end) for o in own] for face, own in self.chosen.fluxes.items()}
        shares = self.around.shares
        return _told_apart(
            {f: [_over_share(one, shares[f]) for one in own] if f in shares else own for f, own in found.items()}
        )

    def by_region(self, end: str | None = None) -> dict[str, list[BoundaryFlux]]:
        """The same by region of the surface, in the order in which they are solved; see :meth:`region`."""
        found: dict[str, list[BoundaryFlux]] = {}
        for face, own in self.fluxes(end).items():
            found.setdefault(self.region(face), []).extend(own)
        return found

    def region(self, face: str) -> str:
        """The part of the solved body's surface that a face is: a curved body has one, which several faces share."""
        return face if isinstance(self.body, MeshBody) else self.chosen.faces[face].side

    def problem(self, cells: int | None = None, end: str | None = None) -> pde.Problem:
        """The diffusion problem.

        Args:
            cells: Number of cells, None lets ``rtol`` choose.
            end: None for the run itself; ``"low"`` or ``"high"`` puts that end of every bracket in its place.
        """
        diffusivity = {self.symbol: sum(one.law for one in self.chosen.items(f"{self.symbol}.diffusivity"))}
        initial = {self.symbol: (self.start * self.reference, "mol/m^3")}
        fluxes = self.fluxes(end)
        common: dict[str, Any] = {
            "states": _states(self, fluxes),
            "sources": [_source(one) for one in self.chosen.items(f"{self.symbol}.source")],
            "temperature": self.schedule,
            "gas": self.gas,
            "reservoirs": [] if self.vessel is None else self.vessel.reservoirs(self.by_region(end)),
        }
        if isinstance(self.body, MeshBody):
            self.refuse_cells(cells)
            return pde.Problem(
                mesh=self.body.mesh,
                regions=self.body.regions,
                diffusivity=diffusivity,
                initial=initial,
                boundaries={face: _boundaries(own) for face, own in fluxes.items()},
                **common,
            )
        return pde.Problem(
            shape=self.body.shape,
            layers=[pde.Layer((self.body.span, "m"), diffusivity, initial=initial, cells=cells)],
            inner=_boundaries(self.by_region(end).get("inner", ())),
            outer=_boundaries(self.by_region(end).get("outer", ())),
            **common,
        )

    def refuse_cells(self, cells: int | None) -> None:
        """Refuse a number of cells where the body brings its own.

        Raises:
            InputError: It does.
        """
        if cells is not None and isinstance(self.body, MeshBody):
            raise InputError(
                f"cells: {cells!r} was given, but a MeshBody has the cells of its mesh; leave cells out, or give a "
                "finer mesh."
            )


def build(
    material: Material,
    body: Body,
    stacks: Mapping[str, Stack],
    gases: Sequence[tuple[float, Atmosphere]],
    schedule: Schedule,
    models: Mapping[str, Any] | None,
) -> Built:
    """Fill the slots of an anneal and lay out its problem.

    Args:
        material: With the run's overrides applied.
        body: What is annealed.
        stacks: What it stands on, by face.
        gases: Atmosphere from each time (s) on; the first at 0.
        schedule: Temperature programme.
        models: The user's choices.

    Raises:
        InputError: Names, compositions or overrides that do not hold.
        PluginError: A plugin's hook failed.
    """
    symbol = next(iter(material.species))
    around = surround(body, material, symbol, gases)
    faces = {name: _face(one, stacks.get(name), around) for name, one in body.openings.items()}
    chosen = choose(material, system(gases), faces, models)
    vessel = seal(
        gases,
        body,
        faces,
        {face: [one.item for one in own] for face, own in chosen.fluxes.items()},
        float(schedule(t=0.0)),
        material.overrides,
    )
    gas = {**_gas_laws(gases), **({} if vessel is None else vessel.pressures)}
    gas.update({} if around.bed is None else {BED: around.bed})
    left_out: dict[str, tuple[str, ...]] = {}
    if isinstance(body, MeshBody):
        chosen, left_out = _without_profiles(chosen, gas)
    records = {**_records(chosen, gases, material, symbol), **({} if vessel is None else vessel.records)}
    records.update(around.records)
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
    )
    if isinstance(body, Powder):
        lone = _lone(built, models)
        built = evolve(built, lone=lone, records={**records, **_records(lone.chosen, gases, material, symbol)})
    _refuse_unused(built.material, built.records)
    return built


def _face(opening: Opening, stack: Stack | None, around: Surroundings) -> Face:
    """An opening as hooks see it."""
    area = float(np.mean(around.area)) if opening.form == "bed" and around.area is not None else opening.area
    contact = None if stack is None else stack.contact
    return Face(opening.kind, contact, opening.side, opening.form, opening.length, area)


def _lone(built: Built, models: Mapping[str, Any] | None) -> Built:
    """One particle of a powder alone in the same gas; it touches nothing."""
    assert isinstance(built.body, Powder)
    body = built.body.particle
    own = {name: _face(one, None, Surroundings()) for name, one in body.openings.items()}
    # The container is shown to the plugins once more, so that the models named for it are known; nothing of it is used.
    chosen = choose(built.material, built.gases[0][1], {**built.chosen.faces, **own}, models)
    chosen = evolve(chosen, faces=own, fluxes={name: chosen.fluxes[name] for name in own})
    fluxes = {name: [one.item for one in found] for name, found in chosen.fluxes.items()}
    start, overrides = float(built.schedule(t=0.0)), built.material.overrides
    vessel = seal(built.gases, body, own, fluxes, start, overrides)
    gas = {**_gas_laws(built.gases), **({} if vessel is None else vessel.pressures)}
    return evolve(built, body=body, stacks={}, chosen=chosen, gas=gas, vessel=vessel, around=Surroundings())


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


# -- the problem's parts ---------------------------------------------------------


def _at_end(flux: BoundaryFlux, end: str | None) -> BoundaryFlux:
    if end is None or flux.bracket is None:
        return flux
    law = flux.bracket.low if end == "low" else flux.bracket.high
    return evolve(flux, law=law, states=() if law is None else _read_by(flux, law))


def _over_share(flux: BoundaryFlux, share: Values) -> BoundaryFlux:
    """A flux through a share of the surface, per area of the whole."""
    if flux.law is None:
        return flux
    law = laws.Callable(
        _Share(flux.law, share),
        flux.law.unit,
        arguments=flux.law.arguments,
        records=flux.law.records,
        text=f"{float(np.mean(share)):.6g} · ({flux.law.describe()})",
        name=flux.law.name,
        identity=None if flux.law.identity is None else f"{np.asarray(share).tolist()} of {flux.law.identity}",
    )
    return evolve(flux, law=law)


@frozen(eq=False)
class _Share:
    """A law times a share of the surface."""

    law: Law
    share: Values

    def __call__(self, **state: Values) -> Values:
        return np.asarray(self.share * self.law.at(state))


def _read_by(flux: BoundaryFlux, law: Law) -> tuple[Any, ...]:
    return tuple(state for state in flux.states if state.name in law.arguments)


def _told_apart(fluxes: Mapping[str, Sequence[BoundaryFlux]]) -> dict[str, Sequence[BoundaryFlux]]:
    """The same fluxes; a face state that several faces have gets the face into its name."""
    names = Counter(name for own in fluxes.values() for name in {s.name for flux in own for s in flux.states})
    return {
        face: [_renamed(flux, {n: f"{n} at {face}" for n, count in names.items() if count > 1}) for flux in own]
        for face, own in fluxes.items()
    }


def _renamed(flux: BoundaryFlux, names: Mapping[str, str]) -> BoundaryFlux:
    """A flux whose states bear other names."""
    own = {state.name: names[state.name] for state in flux.states if state.name in names}
    if not own:
        return flux
    states = tuple(evolve(s, name=own.get(s.name, s.name), rate=_with_names(s.rate, own)) for s in flux.states)
    series = None if flux.series is None else evolve(flux.series, law=_with_names(flux.series.law, own))
    return evolve(flux, states=states, series=series, law=None if flux.law is None else _with_names(flux.law, own))


def _with_names(law: Law, names: Mapping[str, str]) -> Law:
    """A law that is called with other names for some of its arguments."""
    back = {new: old for old, new in names.items()}
    return laws.Callable(
        lambda **state: law.at({back.get(name, name): value for name, value in state.items()}),
        law.unit,
        arguments=tuple(names.get(name, name) for name in law.arguments),
        records=law.records,
        text=law.describe(),
        name=law.name,
    )


def _boundaries(fluxes: Sequence[BoundaryFlux]) -> list[pde.Boundary]:
    found: list[pde.Boundary] = [pde.Flux(f.law, f.species, f.channels) for f in fluxes if f.law is not None]
    return found or [pde.NoFlux()]


def _source(one: VolumeSource) -> pde.Source | pde.FiPyTerm:
    if one.law is not None:
        return pde.Source(one.law, one.species, one.name)
    assert one.term is not None  # a VolumeSource has one of the two
    return pde.FiPyTerm(one.term, one.species, one.name, one.constant)


def _states(built: Built, fluxes: Mapping[str, Sequence[BoundaryFlux]]) -> list[pde.LocalState]:
    inside = [
        pde.LocalState(t.state.name, t.state.rate, t.state.initial, "cell", t.state.scale)
        for slot in built.chosen.by_slot
        if slot.startswith("host.") and slot != "host.phases" and slot != "host.observables"
        for t in built.chosen.items(slot)
    ]
    at_faces = [
        pde.LocalState(s.name, s.rate, s.initial, built.region(face), s.scale)
        for face, own in fluxes.items()
        for flux in own
        for s in flux.states
    ]
    return inside + at_faces


def _gas_laws(gases: Sequence[tuple[float, Atmosphere]]) -> dict[str, Law]:
    """Partial pressures (Pa) and the rest of the gas as laws of t, constant between switches."""
    times = np.array([time for time, _ in gases])
    laws: dict[str, Law] = {}
    for gas in GASES:
        values = np.array([one.pressures[gas] for _, one in gases])
        laws[f"p_{gas}"] = steps(times, values, "Pa")
    laws["a_source"] = steps(times, np.array([one.source for _, one in gases]), "1")
    for name, attribute, unit in _OF_GAS:
        laws[name] = steps(times, np.array([getattr(one, attribute) or 0.0 for _, one in gases]), unit)
    laws["T_source"] = source_temperature(gases)
    return laws


# -- records ---------------------------------------------------------------------


def _records(
    chosen: Chosen, gases: Sequence[tuple[float, Atmosphere]], material: Material, symbol: str
) -> dict[str, Record]:
    used: dict[str, Record] = {}
    site = material.species[symbol].site_concentration
    used[site.key] = site
    for _, atmosphere in gases:
        used.update({record.key: record for record in atmosphere.records.values()})
    offers = [o for own in (*chosen.by_slot.values(), *chosen.fluxes.values()) for o in own]
    for one in offers:
        for law in _laws_of(one.item):
            used.update(law.records)
        used.update({r.key: r for r in getattr(one.item, "thresholds", {}).values()})
        used.update({r.key: r for r in getattr(one.item, "records", ())})
    return used


def _laws_of(item: Any) -> list[Law]:
    """Every law inside a contribution."""
    found: list[Law] = []
    for name in ("law", "margin", "amount", "volume_ratio"):
        law = getattr(item, name, None)
        if isinstance(law, Law):
            found.append(law)
    states = list(getattr(item, "states", ()))
    if getattr(item, "state", None) is not None:
        states.append(item.state)
    found += [state.rate for state in states]
    found += list(getattr(item, "outputs", {}).values())
    bracket = getattr(item, "bracket", None)
    if bracket is not None:
        found += [law for law in (bracket.low, bracket.high) if law is not None]
    return found


def _refuse_unused(material: Material, records: Mapping[str, Record]) -> None:
    for key in material.overrides:
        if key not in records:
            close = nearest(key, records)
            hint = f" The nearest used id is {close!r}." if close else ""
            raise UnusedParameterError(
                f"parameters[{key!r}]: no assembled term of this anneal uses that record, so the override would "
                f"change nothing.{hint} `annealkit show sources FILE` lists the records in use."
            )
