"""An anneal as plain data, and back: what a study changes, what crosses a process, what a store is keyed by.

The form is that of a run file, with SI numbers: ``{"material": "LiCoO2", "body": {"type": "Film", "thickness":
"5e-07 m"}, "atmosphere": {"gas": "air", "H2O": "1 kPa"}, "schedule": {...}, "models": {...}, "parameters": {...}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from annealkit.anneal import Anneal
from annealkit.catalogue import as_atmosphere
from annealkit.domain import Material, Substrate
from annealkit.domain.body import BODIES, MeshBody
from annealkit.errors import InputError
from annealkit.plugins import host
from annealkit.schedule import Schedule
from annealkit.selection import named
from annealkit.units import given_text

__all__ = ["anneal_of", "plain", "stated"]

#: SI unit of the numbers that bodies hold, by field.
_UNITS = {
    "thickness": "m",
    "diameter": "m",
    "depth": "m",
    "area": "m^2",
    "mass": "kg",
    "density": "kg/m^3",
    "flow": "mol/s",
}
#: Fields that say again what another one says.
_SAID_TWICE = ("radius",)


def stated(anneal: Anneal) -> dict[str, Any]:
    """An anneal as values that JSON holds without loss.

    Args:
        anneal: The anneal.

    Raises:
        InputError: It rests on an object that only this process knows: a mesh, a material, a substrate or a gas that
            no plugin offers.
    """
    return {
        "material": _material(anneal.material),
        "body": plain(anneal.body, "body"),
        "atmosphere": plain(anneal.atmosphere, "atmosphere"),
        "schedule": plain(anneal.schedule, "schedule"),
        "models": {slot: list(names) for slot, names in named(anneal.models).items()},
        "parameters": {key: _parameter(key, value) for key, value in (anneal.parameters or {}).items()},
    }


def anneal_of(data: Mapping[str, Any]) -> Anneal:
    """The anneal that :func:`stated` wrote.

    Raises:
        InputError: It does not hold an anneal; whatever ``ak.Anneal`` refuses.
        PluginError: A plugin's hook failed.
    """
    return Anneal(
        material=data["material"],
        body=_body(data["body"]),
        atmosphere=data["atmosphere"],
        schedule=_schedule(data["schedule"]),
        models=data.get("models") or None,
        parameters=data.get("parameters") or None,
    )


def plain(value: Any, name: str) -> Any:
    """A value of an anneal's input as JSON holds it.

    Args:
        value: A body, an atmosphere, a schedule, a material, a quantity, text, a number, or lists and mappings of such.
        name: What it is, for messages.

    Raises:
        InputError: It is an object that only this process knows.
    """
    from annealkit.domain import Atmosphere

    if isinstance(value, Schedule):
        return _checked_schedule(value)
    if isinstance(value, Atmosphere):
        return _atmosphere(value)
    if isinstance(value, Material):
        return _material(value)
    if isinstance(value, Substrate):
        return _substrate(value)
    if isinstance(value, MeshBody):
        raise InputError(
            f"{name}: a MeshBody stands on a FiPy mesh, which only this process knows; a study, a store and a worker "
            "need a body that can be written down. Use another body, or run the anneals one by one."
        )
    if attrs.has(type(value)):
        return _fields(value, name)
    if isinstance(value, Mapping):
        return {str(key): plain(one, f"{name}.{key}") for key, one in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        pair = len(value) == 2 and isinstance(value[1], str) and isinstance(value[0], int | float)
        return given_text((value[0], value[1])) if pair else [plain(one, name) for one in value]
    return given_text(value)


def _material(material: Material) -> str:
    if material.origin is not None:
        return material.origin.path
    offered = host().materials().get(material.name)
    if offered is None or offered.item != attrs.evolve(material, overrides={}, activities={}):
        raise _unknown_elsewhere("material", material.name, "a plugin, or in a TOML file and name its path")
    return material.name


def _substrate(substrate: Substrate) -> str:
    offered = host().substrates().get(substrate.name)
    if offered is None or offered.item != substrate:
        raise _unknown_elsewhere("substrate", substrate.name, "a plugin")
    return substrate.name


def _atmosphere(atmosphere: Any) -> dict[str, Any]:
    written = {"gas": atmosphere.name, **atmosphere.given}
    try:
        same = as_atmosphere(written) == atmosphere
    except InputError:
        same = False
    if not same:
        raise _unknown_elsewhere("atmosphere", atmosphere.name, "a plugin")
    return written


def _unknown_elsewhere(what: str, name: str, remedy: str) -> InputError:
    return InputError(
        f"{what}: {name!r} was made in this process and is not what an installed plugin offers under that name, so "
        f"that no other process and no store would know it. Offer it by {remedy}."
    )


def _fields(value: Any, name: str) -> dict[str, Any]:
    """A body, or a part of one, by its keywords; those left at their default are left out."""
    kind = type(value).__name__
    found: dict[str, Any] = {"type": kind} if kind in BODIES else {}
    for one in attrs.fields(type(value)):
        given, key = getattr(value, one.name), one.alias or one.name
        if not one.init or one.name in _SAID_TWICE or given is None or given == one.default or given == ():
            continue
        unit = _UNITS.get(one.name) if isinstance(given, float) else None
        found[key] = f"{given!r} {unit}" if unit else plain(given, f"{name}.{key}")
    return found


def _checked_schedule(schedule: Schedule) -> dict[str, Any]:
    found = schedule.to_json()
    found["gas"] = [[time, plain(gas, "schedule, gas")] for time, gas in schedule.gas] or None
    return found


def _parameter(key: str, value: Any) -> str:
    try:
        return given_text(value)
    except (TypeError, ValueError):
        raise InputError(
            f"parameters[{key!r}]: {value!r} was given, which is more than one number; a study, a store and a worker "
            "take one value a point. Make an axis of its values."
        ) from None


def _body(data: Mapping[str, Any]) -> Any:
    """A body from its keywords; parts that are bodies or coatings themselves are mappings."""
    given = dict(data)
    kind = BODIES[given.pop("type")]
    return kind(
        **{key: _body(one) if isinstance(one, Mapping) and "type" in one else one for key, one in given.items()}
    )


def _schedule(data: Any) -> Any:
    return data if isinstance(data, str | Schedule) else Schedule.from_json(data)
