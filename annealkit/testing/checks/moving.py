"""Whether fluxes behave: nothing at equilibrium, the right way, nothing out of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from annealkit.contributions import BoundaryFlux
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.contents import states_of
from annealkit.testing.probing import Array, Known, at, evaluated
from annealkit.testing.subject import Subject
from annealkit.testing.trying import Tried

__all__ = ["CHECKS"]

#: A gas without water and carbon dioxide, which would cap a source, Pa and m.
_DRY: Mapping[str, float] = {
    "p_H2O": 0.0,
    "p_CO2": 0.0,
    "p_N2": 8e4,
    "p_Ar": 0.0,
    "a_source": 0.0,
    "boundary_layer": 1e-3,
    "flow": 0.0,
    "tube": 0.0,
    "boat": 0.0,
    "t": 60.0,
}
_WET: Mapping[str, float] = {**_DRY, "p_H2O": 1e3, "p_CO2": 40.0}
#: What counts as nothing, beside the flux into an empty gas.
_NOTHING = 1e-9
#: Below this nothing is judged, mol/(m² s): less than an atom a square metre since the world began.
_NOTICED = 1e-42


@check("answered")
def fluxes_vanish_at_equilibrium(subject: Subject) -> Iterator[str]:
    """Where a source in the gas holds the activity of the body itself, nothing crosses a gas face.

    A flux with another point of rest moves matter uphill, and calls a standstill a loss.
    """
    for one in _of_sources(subject):
        known = _states(one, _DRY)
        outflow = _total(one, known)
        balanced = _total(one, {**known, "a_source": _activity(one, known)})
        if outflow is None or balanced is None:
            continue
        bad = np.abs(balanced) > np.maximum(_NOTHING * np.abs(outflow), _NOTICED)
        if np.any(bad):
            index = tuple(np.argwhere(bad)[0])
            yield (
                f"{one.where}: {balanced[index]:.3g} mol/(m² s) cross the face {at(known, outflow.shape, index)} with "
                f"a_source equal to the body's activity; {outflow[index]:.3g} leave without a source."
            )


@check("answered")
def fluxes_point_down_the_activity(subject: Subject) -> Iterator[str]:
    """A source of half the body's activity lets matter leave, one of twice the activity lets it enter.

    Positive means leaving; a flux of the wrong sign makes a loss of a gain.
    """
    for one in _of_sources(subject):
        known = _states(one, _DRY)
        here = _activity(one, known)
        outflow = _total(one, known)
        if outflow is None:
            continue
        for factor, word, sign in ((0.5, "leave", 1.0), (2.0, "enter", -1.0)):
            flux = _total(one, {**known, "a_source": factor * here})
            # A source cannot hold more than the pure oxide, so above half of that there is no room to double.
            judged = (outflow > _NOTICED) & (factor * here <= 1.0)
            bad = judged & ~(sign * flux > 0) if flux is not None else judged
            if np.any(bad):
                yield (
                    f"{one.where}: with a_source = {factor:g} times the body's activity, matter does not {word}, "
                    f"{one.first(bad, flux if flux is not None else outflow, known)}."
                )


@check("answered")
def nothing_enters_from_an_empty_gas(subject: Subject) -> Iterator[str]:
    """Without a source in the gas, no flux at a gas face points into the body, in no channel.

    Matter cannot come from where there is none.
    """
    for one in _fluxes(subject, "gas"):
        for gas in (_DRY, _WET):
            known = _states(one, gas)
            values, _ = one.numbers(known)
            if values is None:
                continue
            bad = one.first(values < -_NOTHING * np.max(np.abs(values), initial=0.0), values, known)
            if bad:
                yield f"{one.where}: it points inwards from a gas without a source, {bad}. Positive means leaving."
                break


@check("answered")
def nothing_leaves_an_empty_body(subject: Subject) -> Iterator[str]:
    """Where the surface holds nothing, no flux leaves it.

    Such a flux would drive concentrations below zero, and the integrator into the ground.
    """
    for one in _fluxes(subject):
        known = _states(one, _WET)
        full, empty = _total(one, known), _total(one, {**known, "c": 0.0 * known["c"]})
        if full is None or empty is None:
            continue
        bad = one.first(empty > _NOTHING * np.max(np.abs(full), initial=0.0), empty, {**known, "c": 0.0 * known["c"]})
        if bad:
            yield f"{one.where}: something leaves a surface that holds nothing, {bad}. Let it end with c."


@check("answered")
def fluxes_fall_with_the_concentration(subject: Subject) -> Iterator[str]:
    """With all else equal, what leaves does not grow while the concentration at the surface falls.

    A loss that feeds on emptiness has no stable profile.
    """
    for one in _fluxes(subject):
        known = _states(one, _WET)
        flux = _total(one, known)
        if flux is None:
            continue
        steps = np.diff(flux, axis=-1)
        bad = steps < -_NOTHING * np.max(np.abs(flux), axis=-1, keepdims=True)
        if np.any(bad):
            index = tuple(np.argwhere(bad)[0])
            after = (*index[:-1], index[-1] + 1)
            low, high = known["c"][index], known["c"][after]
            yield (
                f"{one.where}: less leaves at c = {high:.6g} mol/m³ ({flux[after]:.3g}) than at {low:.6g} "
                f"({flux[index]:.3g} mol/(m² s)). It must rise with c or stay."
            )


@check("answered")
def brackets_are_in_order(subject: Subject) -> Iterator[str]:
    """The low end of a bracket is nowhere above its high end, the run's own law lies between, and a reason is given.

    Bounds of a result are computed from the two ends.
    """
    found = [one for one in subject.answers if getattr(one.item, "bracket", None) is not None]
    if not found:
        raise Inapplicable("It offers no flux of unknown rate.")
    by_place = {(id(one.answer), one.place): one for one in subject.tried}
    for answer in found:
        item: BoundaryFlux = answer.item
        assert item.bracket is not None
        if not item.bracket.reason.strip():
            yield f"{answer.where}: its bracket gives no reason. Say in one sentence why the rate is not known."
        ends = [by_place.get((id(answer), place)) for place in ("bracket.low", "law", "bracket.high")]
        yield from _disorder([one for one in ends if one is not None])


def _disorder(ends: list[Tried]) -> Iterator[str]:
    for low, high in zip(ends, ends[1:], strict=False):
        known = {**_states(low, _WET), **_states(high, _WET)}
        less, more = _total(low, known), _total(high, known)
        if less is not None and more is not None and np.any(less > more * (1 + _NOTHING) + 1e-300):
            yield f"{low.where}: it exceeds {high.place} somewhere. The ends must enclose it."


def _fluxes(subject: Subject, kind: str = "") -> list[Tried]:
    """Laws of boundary fluxes; rates of their states are no fluxes."""
    found = [one for one in subject.tried if isinstance(one.answer.item, BoundaryFlux)]
    found = [one for one in found if one.place == "law" or one.place.startswith("bracket.")]
    found = [one for one in found if not kind or (one.answer.face is not None and one.answer.face.kind == kind)]
    if not found:
        raise Inapplicable(f"It offers no flux{f' at a {kind} face' if kind else ''}.")
    return found


def _of_sources(subject: Subject) -> list[Tried]:
    """Laws of fluxes that know a source in the gas, over materials whose activity is known."""
    found = [one for one in _fluxes(subject, "gas") if "a_source" in one.law.arguments and _oxide(one)]
    if not found:
        raise Inapplicable("It offers no flux that exchanges with a source in the gas.")
    return found


def _oxide(one: Tried) -> str:
    """The oxide through which the species exchanges, empty where its activity is not known."""
    species = one.grid.material.species.get(one.species)
    return species.oxide if species is not None and species.oxide in one.grid.material.activities else ""


def _states(one: Tried, gas: Mapping[str, float]) -> Known:
    """States of a face: shape ``[T, p_O2, c]``, c rising from a trace; states of the face as they begin."""
    temperatures = one.grid.temperatures([one.law])
    filled = one.grid.concentrations(one.species)
    filled = filled[filled > 0]
    oxygen = np.array([1e-10, 1.0, 2.1e4])
    shape = (len(temperatures), len(oxygen), len(filled))
    known: dict[str, Any] = {
        name: np.broadcast_to(value, shape).copy()
        for name, value in (
            ("T", temperatures[:, np.newaxis, np.newaxis]),
            ("T_source", temperatures[:, np.newaxis, np.newaxis]),
            ("p_O2", oxygen[:, np.newaxis]),
            ("c", filled),
            *((name, np.array(value)) for name, value in gas.items()),
            *((state.name, np.array(state.initial)) for state in states_of(one.answer.item)),
        )
    }
    return known


def _activity(one: Tried, known: Known) -> Array:
    return np.broadcast_to(evaluated(one.grid.material.activities[_oxide(one)], known), known["c"].shape)


def _total(one: Tried, known: Known) -> Array | None:
    """The flux of all channels together; None where the law raises, which another check tells."""
    values, _ = one.numbers(known)
    if values is None:
        return None
    shape = known["c"].shape
    if len(one.answer.item.channels) > 1 and values.ndim > len(shape):
        values = values.sum(axis=0)
    return np.broadcast_to(values, shape)


CHECKS: tuple[Check, ...] = (
    fluxes_vanish_at_equilibrium,
    fluxes_point_down_the_activity,
    nothing_enters_from_an_empty_gas,
    nothing_leaves_an_empty_body,
    fluxes_fall_with_the_concentration,
    brackets_are_in_order,
)
