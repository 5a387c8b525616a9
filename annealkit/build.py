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
from annealkit.domain.body import Body, MeshBody
from annealkit.domain.composition import start_ratio
from annealkit.errors import InputError, UnusedParameterError, nearest
from annealkit.laws import Law
from annealkit.laws.steps import steps
from annealkit.provenance import Record
from annealkit.schedule import Schedule
from annealkit.selection import Chosen, choose

__all__ = ["Built", "build"]

#: Slots whose laws may read the cells in the order of their depth.
_READ_DEPTH = ("interface.resistance", "host.observables")


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
        gas: Laws of t by argument name.
        start: Moles of the species per mole of metal at the start.
        records: Every record an assembled term uses, by full id.
        left_out: By slot, the models that need a profile over depth, which this body has not.
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

    def problem(self, cells: int | None = None, end: str | None = None) -> pde.Problem:
        """The diffusion problem.

        Args:
            cells: Number of cells, None lets ``rtol`` choose.
            end: None for the run itself; ``"low"`` or ``"high"`` puts that end of every bracket in its place.
        """
        diffusivity = {self.symbol: sum(one.law for one in self.chosen.items(f"{self.symbol}.diffusivity"))}
        initial = {self.symbol: (self.start * self.reference, "mol/m^3")}
        fluxes = _told_apart({face: [_at_end(o.item, end) for o in own] for face, own in self.chosen.fluxes.items()})
        common: dict[str, Any] = {
            "states": _states(self, fluxes),
            "sources": [_source(one) for one in self.chosen.items(f"{self.symbol}.source")],
            "temperature": self.schedule,
            "gas": self.gas,
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
            layers=[pde.Layer((self.body.thickness, "m"), diffusivity, initial=initial, cells=cells)],
            inner=_boundaries(fluxes.get("inner", ())),
            outer=_boundaries(fluxes.get("outer", ())),
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
    faces = {
        name: Face(one.kind, stacks[name].contact if name in stacks else None, one.side)
        for name, one in body.openings.items()
    }
    symbol = next(iter(material.species))
    chosen = choose(material, gases[0][1], faces, models)
    gas = _gas_laws(gases)
    left_out: dict[str, tuple[str, ...]] = {}
    if isinstance(body, MeshBody):
        chosen, left_out = _without_profiles(chosen, gas)
    records = _records(chosen, gases, material, symbol)
    _refuse_unused(chosen.material, records)
    return Built(
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
    )


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
    return evolve(flux, states=states, law=None if flux.law is None else _with_names(flux.law, own))


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
        pde.LocalState(s.name, s.rate, s.initial, side, s.scale)
        for side, own in fluxes.items()
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
    layers = np.array([one.boundary_layer or 0.0 for _, one in gases])
    laws["boundary_layer"] = steps(times, layers, "m")
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
