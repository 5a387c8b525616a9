"""What to tell when an integration fails: when, where, which term and record, what to try."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import frozen

from annealkit.errors import SolverError
from annealkit.laws import Law
from annealkit.pde.boundary import FixedConcentration, Flux, SurfaceExchange
from annealkit.pde.fipy_term import LoweredTerm
from annealkit.pde.medium import Medium, Tensor
from annealkit.pde.operator import Operator
from annealkit.pde.topology import Array

__all__ = ["Culprit", "at_time", "diagnose", "not_finite"]


@frozen
class Culprit:
    """One term at one place.

    Attributes:
        term: What it is, in words.
        where: The place, in words.
        laws: The laws it is made of.
    """

    term: str
    where: str
    laws: tuple[Law, ...]

    @property
    def records(self) -> tuple[str, ...]:
        """Full ids of the records behind the laws."""
        return tuple(dict.fromkeys(key for law in self.laws for key in law.records))

    def text(self) -> str:
        """The term with its laws and records."""
        laws = "; ".join(dict.fromkeys(law.describe() for law in self.laws))
        records = f"; records {', '.join(self.records)}" if self.records else ""
        return f"{self.term} at {self.where}" + (f" ({laws}{records})" if laws else "")


def diagnose(operator: Operator, t: float, y: Array, weights: Array, said: str) -> SolverError:
    """The error for an integrator that gave up.

    Args:
        operator: The equations.
        t: Time of the last good state, s.
        y: The last good state.
        weights: Tolerance of each unknown.
        said: What the integrator said.
    """
    parts = operator.parts(t, y)
    rate = operator.assemble(parts)
    hardest = int(np.argmax(np.abs(rate) / weights))
    row = operator.matrix.getrow(hardest)
    found = culprit(operator, int(row.indices[np.argmax(np.abs(row.data * parts[row.indices]))]))
    temperature = float(operator.temperature.at({"t": t}))
    error = SolverError(
        f"The time integration stopped after t = {t:.6g} s (T = {temperature:.6g} K): {said}. What changes fastest "
        f"there, measured by its tolerance, is driven by {found.text()}. A law that jumps, or a rate far beyond the "
        "others, does this: look at that law at this temperature, give its jumps in t as corners, or try a larger "
        "rtol, another number of cells, or engine='fipy'. What was solved so far is in the error's .solution."
    )
    return _labelled(error, t, found)


def not_finite(operator: Operator, t: float, y: Array) -> SolverError:
    """The error for parts of the right-hand side that are not finite at a state."""
    bad = np.flatnonzero(~np.isfinite(operator.parts(t, y)).reshape(-1, operator.slots.size).all(axis=0))
    found = culprit(operator, int(bad[0]))
    temperature = float(operator.temperature.at({"t": t}))
    error = SolverError(
        f"At t = {t:.6g} s (T = {temperature:.6g} K) {found.text()} is not finite. Check that law at this temperature "
        "and for concentrations from 0 up to what the body can hold. What was solved so far is in the error's "
        ".solution."
    )
    return _labelled(error, t, found)


def at_time(operator: Operator, t: float, error: SolverError) -> SolverError:
    """A failure inside the equations, with the time and temperature it happened at."""
    if error.time is not None:
        return error
    temperature = float(operator.temperature.at({"t": t}))
    told = SolverError(f"At t = {t:.6g} s (T = {temperature:.6g} K): {error}")
    told.time, told.where, told.term, told.records = t, error.where, error.term, error.records
    return told


def _labelled(error: SolverError, t: float, found: Culprit) -> SolverError:
    error.time, error.where, error.term, error.records = t, found.where, found.term, found.records
    return error


def culprit(operator: Operator, part: int) -> Culprit:
    """The term that a part of the right-hand side belongs to."""
    slots = operator.slots
    for index, symbol in enumerate(operator.species):
        face = _position(slots.interior[index], part)
        if face is not None:
            return _interior(operator, symbol, face)
    for number, source in enumerate(operator.made):
        cell = _position(slots.made[number], part)
        if cell is not None:
            made_by = () if isinstance(source, LoweredTerm) else (source.law,)
            term = f"the source {source.name!r} of {operator.species_of(source)}"
            return Culprit(term, _cell(operator, cell), made_by)
    for number, state in enumerate(operator.states):
        cell = _position(slots.states[number], part)
        if cell is not None:
            return Culprit(f"the rate of the state {state.name!r}", _cell(operator, cell), (state.rate,))
    for name, face_operator in operator.faces.items():
        for number, (symbol, channel) in enumerate(face_operator.channels):
            if _position(slots.channels[name][number], part) is not None:
                laws = _boundary_laws(face_operator.boundaries, symbol, channel, operator.species[0])
                return Culprit(f"the flux of {symbol} through the channel {channel!r}", f"the face {name!r}", laws)
        for number, state in enumerate(face_operator.states):
            if _position(slots.face_states[name][number], part) is not None:
                return Culprit(f"the rate of the state {state.name!r}", f"the face {name!r}", (state.rate,))
    number = int(np.flatnonzero(slots.reservoirs == part)[0])
    own = operator.reservoirs[number]
    return Culprit(f"the rate of the reservoir {own.name!r}", "outside the body", (own.rate,) if own.rate else ())


def _position(block: Array, part: int) -> int | None:
    found = np.flatnonzero(block == part)
    return int(found[0]) if len(found) else None


def _interior(operator: Operator, symbol: str, face: int) -> Culprit:
    place = _place(operator, operator.mesh.faces.points[:, face])
    for number, contact in enumerate(operator.contacts):
        if face in contact.index:
            laws = [*_media(symbol, contact.inner), *_media(symbol, contact.outer)]
            laws += [contact.resistance] if contact.resistance is not None else []
            return Culprit(f"the flux of {symbol} across interface {number}", place, tuple(laws))
    for number, inside in enumerate(operator.insides):
        if face in inside.index:
            return Culprit(f"the flux of {symbol} in layer {number}", place, tuple(_media(symbol, inside.medium)))
    raise AssertionError("every face lies in a layer or between two")


def _media(symbol: str, medium: Medium) -> Iterable[Law]:
    diffusivity = medium.diffusivity[symbol]
    return diffusivity.laws if isinstance(diffusivity, Tensor) else (diffusivity,)


def _boundary_laws(boundaries: Iterable[object], symbol: str, channel: str, only: str) -> tuple[Law, ...]:
    for one in boundaries:
        if getattr(one, "species", only) not in (symbol, None):
            continue
        if isinstance(one, Flux) and channel in one.channels:
            return (one.law,)
        if isinstance(one, SurfaceExchange) and one.name == channel:
            return (one.rate, one.equilibrium)
        if isinstance(one, FixedConcentration) and one.name == channel:
            return (one.value,)
    return ()


def _cell(operator: Operator, cell: int) -> str:
    return _place(operator, operator.mesh.points[:, cell])


def _place(operator: Operator, point: Array) -> str:
    return ", ".join(f"{axis} = {value:.4g} m" for axis, value in operator.mesh.coordinates(point).items())
