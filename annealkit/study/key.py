"""By what a store knows a point: everything that its numbers follow from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from attrs import asdict

from annealkit.anneal import Anneal
from annealkit.build.used import laws_of
from annealkit.domain import Atmosphere
from annealkit.errors import InputError
from annealkit.stated import plain
from annealkit.study.versions import code

__all__ = ["FORMAT", "canonical", "key"]

#: Raised when the meaning of what is stored changes.
FORMAT = 1

#: Fields of an atmosphere that its numbers follow from; the others are for people.
_OF_GAS = ("partial", "total", "balance", "boundary_layer", "source", "source_temperature", "flow", "tube", "vessel")


def key(anneal: Anneal, options: Mapping[str, Any]) -> str:
    """SHA-256, as hexadecimal text, of :func:`canonical`."""
    text = json.dumps(canonical(anneal, options), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(anneal: Anneal, options: Mapping[str, Any]) -> dict[str, Any]:
    """SI inputs, record values in use, models, numerics, and the code, as JSON holds them.

    Two anneals that are written differently and mean the same ("1 kPa", "1000 Pa") are one.

    Args:
        anneal: The anneal.
        options: ``engine``, ``rtol``, ``cells``, ``out_of_range``.

    Raises:
        InputError: A law without an identity, or an object that only this process knows.
    """
    built = anneal.built
    body = plain(anneal.body, "body")
    _without(body, "composition")
    schedule = plain(anneal.schedule, "schedule")
    return {
        "format": FORMAT,
        "material": built.material.name,
        "start": built.start,
        "body": body,
        "gases": [[time, _gas(gas)] for time, gas in built.gases],
        "schedule": {**schedule, "gas": None},
        "models": {slot: [one.item.name for one in own] for slot, own in built.chosen.by_slot.items()},
        "fluxes": {face: [one.item.name for one in own] for face, own in built.chosen.fluxes.items()},
        "laws": _laws(anneal),
        "records": {name: _number(record.value) for name, record in built.records.items()},
        "options": {name: options[name] for name in ("engine", "rtol", "cells", "out_of_range")},
        "code": code(built),
    }


def _without(body: dict[str, Any], name: str) -> None:
    """Drop what is told otherwise, also in a part of a body."""
    body.pop(name, None)
    for part in body.values():
        if isinstance(part, dict):
            _without(part, name)


def _gas(gas: Atmosphere) -> dict[str, Any]:
    found = asdict(gas, filter=lambda one, _: one.name in (*_OF_GAS, "boat"))
    made_of = gas.source_material
    if made_of is not None:
        found["source_material"] = made_of.name
        found["source_composition"] = dict(gas.source_composition or {})
    return found


def _laws(anneal: Anneal) -> list[str]:
    """Identity of every law in use, sorted.

    Raises:
        InputError: A law has none.
    """
    chosen = anneal.built.chosen
    found = set()
    for offered in (one for own in (*chosen.by_slot.values(), *chosen.fluxes.values()) for one in own):
        for law in laws_of(offered.item):
            if law.identity is None:
                raise InputError(
                    f"store: the law {law.name or law.describe()!r} of {offered.item.name!r} ({offered.plugin}) has no "
                    "stable identity, as it is a lambda or a function made on the fly, so that a store could not tell "
                    "it from another. Define it as a function of a module, or give it identity='...'."
                )
            found.add(law.identity)
    return sorted(found)


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, float) else value.tolist()
