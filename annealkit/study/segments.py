"""One number of a schedule replaced: the plateau of a hold, its duration, the rate of a ramp."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annealkit import units
from annealkit.errors import InputError, UnknownNameError

__all__ = ["segment_changed"]

#: What can be varied of each kind of segment: field as people say it, and as it is stored.
_FIELDS = {
    "ramp": {"temperature": "to", "to": "to", "rate": "rate", "duration": "duration"},
    "hold": {"duration": "duration", "temperature": "temperature"},
    "cool": {"temperature": "to", "to": "to", "time_constant": "time_constant", "ambient": "ambient"},
}
_KINDS = ("start", *_FIELDS)


def segment_changed(
    schedule: Mapping[str, Any], path: str, kind: str, number: int | None, field: str, value: Any
) -> dict[str, Any]:
    """A stored schedule with one number replaced.

    The temperature of a hold is that to which the segment before it leads; rates of ramps stay, so that their
    durations follow.

    Args:
        schedule: As ``Schedule.to_json`` gives it.
        path: The whole path, for messages.
        kind: ``"hold"``, ``"ramp"``, ``"cool"`` or ``"start"``.
        number: Which of its kind, from 0; None where there is one.
        field: What of it.
        value: The quantity.

    Raises:
        InputError: There is no such segment, or several and no number.
        UnknownNameError: No such kind or field.
        UnitError: A value without the right unit.
    """
    found = {**schedule, "segments": [dict(one) for one in schedule["segments"]]}
    if kind not in _KINDS:
        raise UnknownNameError.of(f"path {path!r}: kind of segment", kind, _KINDS)
    if kind == "start":
        found["start"] = units.temperature(value, name=path)
        return found
    if field not in _FIELDS[kind]:
        raise UnknownNameError.of(f"path {path!r}: field of a {kind}", field, _FIELDS[kind])
    place = _place(found["segments"], path, kind, number)
    if kind == "hold" and field == "temperature":
        _set_plateau(found, place, units.temperature(value, name=path))
        return found
    segment, stored = found["segments"][place], _FIELDS[kind][field]
    if kind == "ramp" and stored in ("rate", "duration"):
        segment.pop("rate", None)
        segment.pop("duration", None)
    segment[stored] = _si(stored, value, path)
    return found


def _place(segments: list[dict[str, Any]], path: str, kind: str, number: int | None) -> int:
    places = [index for index, one in enumerate(segments) if one["kind"] == kind]
    if not places:
        kinds = ", ".join(dict.fromkeys(one["kind"] for one in segments))
        raise InputError(f"path {path!r}: the schedule has no {kind}; it is made of: {kinds}.")
    if number is None and len(places) > 1:
        listed = ", ".join(f"schedule.{kind}[{index}]" for index in range(len(places)))
        raise InputError(f"path {path!r}: the schedule has {len(places)} segments of this kind. Say which: {listed}.")
    if number is not None and number >= len(places):
        raise InputError(f"path {path!r}: the schedule has {len(places)} of this kind, numbered from 0.")
    return places[number or 0]


def _set_plateau(schedule: dict[str, Any], place: int, kelvin: float) -> None:
    """Lead the segment before a hold to another temperature."""
    before = place - 1
    while before >= 0 and schedule["segments"][before]["kind"] == "hold":
        before -= 1
    if before < 0:
        schedule["start"] = kelvin
        return
    segment = schedule["segments"][before]
    if "to" not in segment:
        raise InputError(
            f"schedule: the hold follows a {segment['kind']}, whose temperatures were logged; its plateau cannot "
            "be set."
        )
    segment["to"] = kelvin


def _si(stored: str, value: Any, path: str) -> float:
    if stored in ("to", "ambient"):
        return units.temperature(value, name=path)
    if stored == "rate":
        return units.rate(value, name=path)
    return units.duration(value, name=path)
