"""Schedules as JSON: SI numbers, checked on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annealkit.errors import InputError, UnknownNameError
from annealkit.schedule.log import Log
from annealkit.schedule.steps import Cool, Hold, Ramp, Segment

__all__ = ["read", "written"]

_KINDS: dict[str, type[Ramp] | type[Hold] | type[Cool] | type[Log]] = {
    "ramp": Ramp,
    "hold": Hold,
    "cool": Cool,
    "log": Log,
}


def read(data: Mapping[str, Any]) -> tuple[tuple[float, str], list[Segment], list[Any] | None]:
    """Start, segments and gas, as ``Schedule`` takes them.

    Args:
        data: ``{"start": K, "segments": [{"kind": "ramp", ...}], "gas": [[s, gas]] or None}``.

    Raises:
        InputError: A field is missing or not a number.
        UnknownNameError: A kind of segment that does not exist.
    """
    try:
        segments = [_segment(one) for one in data["segments"]]
        gas = [((time, "s"), one) for time, one in data["gas"]] if data.get("gas") else None
        return (data["start"], "K"), segments, gas
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"schedule: the stored form is not complete ({error!r}).") from None


def written(gas: Any) -> Any:
    """A gas as in a run file: a name, or a mapping of the name and what the user set."""
    if isinstance(gas, str):
        return gas
    if isinstance(gas, Mapping):
        return dict(gas)
    given = dict(getattr(gas, "given", {}))
    return {"gas": gas.name, **given} if given else gas.name


def _segment(data: Mapping[str, Any]) -> Segment:
    if data["kind"] not in _KINDS:
        raise UnknownNameError.of("schedule, kind of segment", str(data["kind"]), _KINDS)
    return _KINDS[data["kind"]].from_json(data)
