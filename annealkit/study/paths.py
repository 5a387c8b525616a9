"""Dotted paths into an anneal: ``body.thickness``, ``schedule.hold.temperature``, ``parameters.<id>``."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import fields

from annealkit.domain.body import BODIES
from annealkit.domain.gas_input import KEYWORDS
from annealkit.errors import InputError, UnknownNameError
from annealkit.stated import plain
from annealkit.study.segments import segment_changed

__all__ = ["changed"]

#: First parts of a path.
_ROOTS = ("material", "body", "atmosphere", "schedule", "models", "parameters")
_SCHEDULE = re.compile(r"(?P<kind>\w+)(?:\[(?P<number>\d+)\])?\.(?P<field>\w+)")


def changed(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """An anneal (as :func:`annealkit.stated.stated` writes it) with one of its inputs replaced.

    Args:
        data: The anneal; it is left as it is.
        path: ``material``, ``body``, ``body.thickness``, ``body.particle.diameter``, ``atmosphere``,
            ``atmosphere.H2O``, ``schedule``, ``schedule.hold.temperature`` (the plateau; ramp rates stay),
            ``schedule.hold[1].duration``, ``schedule.ramp[0].rate``, ``schedule.start``, ``models.Li.loss``,
            ``parameters.LiCoO2.Li.D.deficient.energy``.
        value: What an anneal takes there.

    Raises:
        InputError: The anneal has no such place.
        UnknownNameError: A part of the path is not known; names the nearest.
        UnitError: A value without the right unit, where the place tells its unit.
    """
    root, _, rest = path.partition(".")
    if root not in _ROOTS:
        raise UnknownNameError.of(f"path {path!r}: its first part", root, _ROOTS)
    found = copy.deepcopy(dict(data))
    if not rest:
        if root in ("models", "parameters"):
            raise InputError(f"path {path!r}: name a slot or a record, such as {_EXAMPLES[root]!r}.")
        found[root] = plain(_parsed(value) if root == "schedule" and isinstance(value, str) else value, path)
        return found
    _INSIDE[root](found, path, rest, value)
    return found


_EXAMPLES = {"models": "models.Li.loss", "parameters": "parameters.LiCoO2.Li.D.deficient.energy"}


def _material(found: dict[str, Any], path: str, rest: str, value: Any) -> None:
    raise InputError(f"path {path!r}: a material has no {rest!r} to vary; its records are parameters.<id>.")


def _in_body(found: dict[str, Any], path: str, rest: str, value: Any) -> None:
    place, steps = found["body"], rest.split(".")
    for number, step in enumerate(steps):
        known = {one.alias or one.name: one for one in fields(BODIES[place["type"]]) if one.init}
        if step not in known:
            raise UnknownNameError.of(f"path {path!r}: field of the {place['type']}", step, known)
        if number < len(steps) - 1:
            inner = place.get(step)
            if not isinstance(inner, Mapping):
                raise InputError(
                    f"path {path!r}: this anneal's {step} is {inner!r}, which has no {steps[number + 1]!r}."
                )
            if "type" not in inner:
                place[step] = {**inner, steps[number + 1]: plain(value, path)}
                return
            place = place[step]
    for twin in {"diameter": "radius", "radius": "diameter"}.get(step, ""), step:
        place.pop(twin, None)
    place[step] = plain(value, path)


def _in_atmosphere(found: dict[str, Any], path: str, rest: str, value: Any) -> None:
    if rest not in (*KEYWORDS, "carrier"):
        raise UnknownNameError.of(f"path {path!r}: keyword of an atmosphere", rest, (*KEYWORDS, "carrier"))
    _refuse_switched(found, path)
    gas = found["atmosphere"]
    table = {"gas": gas} if isinstance(gas, str) else dict(gas)
    if rest in ("H2O", "dew_point"):  # the later of the two holds
        table = {key: one for key, one in table.items() if key not in ("H2O", "dew_point")}
    found["atmosphere"] = {**table, rest: plain(value, path)}


def _refuse_switched(found: Mapping[str, Any], path: str) -> None:
    schedule = found["schedule"]
    if isinstance(schedule, Mapping) and schedule.get("gas"):
        raise InputError(
            f"path {path!r}: the schedule of this anneal switches its gas, so that the anneal's own atmosphere is not "
            "used. Vary 'schedule' as a whole."
        )


def _in_schedule(found: dict[str, Any], path: str, rest: str, value: Any) -> None:
    schedule = found["schedule"]
    if isinstance(schedule, str):
        schedule = plain(_parsed(schedule), path)
    if rest == "start":
        found["schedule"] = segment_changed(schedule, path, "start", None, "temperature", value)
        return
    match = _SCHEDULE.fullmatch(rest)
    if match is None:
        raise InputError(
            f"path {path!r}: expected 'schedule.hold.temperature', 'schedule.hold[1].duration', "
            "'schedule.ramp[0].rate' or 'schedule.start'."
        )
    number = None if match["number"] is None else int(match["number"])
    found["schedule"] = segment_changed(schedule, path, match["kind"], number, match["field"], value)


def _parsed(text: str) -> Any:
    from annealkit.schedule import Schedule

    return Schedule.parse(text)


def _in_models(found: dict[str, Any], path: str, rest: str, value: Any) -> None:
    found["models"] = {**(found.get("models") or {}), rest: plain(value, path)}


def _in_parameters(found: dict[str, Any], path: str, rest: str, value: Any) -> None:
    found["parameters"] = {**(found.get("parameters") or {}), rest: plain(value, path)}


_INSIDE: Mapping[str, Callable[[dict[str, Any], str, str, Any], None]] = {
    "material": _material,
    "body": _in_body,
    "atmosphere": _in_atmosphere,
    "schedule": _in_schedule,
    "models": _in_models,
    "parameters": _in_parameters,
}
