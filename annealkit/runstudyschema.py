"""The JSON Schema of the tables of studies in a run file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annealkit.runstudy import KEYS

__all__ = ["study_schemas"]

Schema = dict[str, Any]

_ABOUT = {
    "compare": "What `annealkit study compare` varies: lists, or values by name.",
    "sweep": "What `annealkit study sweep` varies.",
    "window": "Temperatures and times of `annealkit study window`.",
    "protocol": "Stages of `annealkit study protocol`.",
    "shortest-hold": "What `annealkit study shortest-hold` searches.",
    "optimize": "What `annealkit study optimize` searches.",
}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def study_schemas(keys: Mapping[str, Schema], text: Schema, quantity: Schema) -> dict[str, Schema]:
    """A schema for each study's table, by the verb.

    Args:
        keys: Schemas of an anneal's own keys.
        text: Schema of text.
        quantity: Schema of a value with a unit.
    """
    own = _keys(keys, text, quantity)
    due = {"optimize": ["objective", "over"]}
    return {
        verb: {
            "description": _ABOUT[verb],
            "type": "object",
            "properties": {key: own.get((verb, key), own.get(("", key))) for key in names},
            "additionalProperties": False,
            **({"required": due[verb]} if verb in due else {}),
        }
        for verb, names in KEYS.items()
    }


def _keys(keys: Mapping[str, Schema], text: Schema, quantity: Schema) -> dict[tuple[str, str], Schema]:
    """Schemas by verb and key; those of every verb under an empty one."""
    spread: Schema = {
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [quantity, _COUNT]},
    }
    criteria: Schema = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [text, {"type": "boolean"}, {"type": "array", "minItems": 2, "maxItems": 2}]},
    }
    axis: Schema = {"anyOf": [{"type": "array", "minItems": 1}, _table(("from", "to", "number"), quantity, "spacing")]}
    found = {("compare", f"{key}s"): _several(keys[key]) for key in ("material", "atmosphere", "schedule")}
    found |= {("compare", key): _several(keys[key]) for key in ("models", "parameters")}
    found |= {
        ("sweep", "axes"): {"type": "object", "additionalProperties": axis},
        ("sweep", "zipped"): {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": axis},
        },
        ("sweep", "table"): text,
        ("optimize", "objective"): {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]},
        ("optimize", "over"): {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "anyOf": [{"type": "array", "minItems": 2}, _table(("low", "high"), quantity, "log")]
            },
        },
        ("window", "temperature"): spread,
        ("window", "time"): spread,
        ("", "temperatures"): spread,
        ("", "times"): spread,
        ("", "temperature"): quantity,
        ("", "time"): quantity,
        ("", "between"): {"type": "array", "items": quantity, "minItems": 2, "maxItems": 2},
        ("", "tolerance"): {"type": "number", "minimum": 1e-4, "maximum": 1},
        ("", "atmospheres"): {"type": "array", "items": keys["atmosphere"], "minItems": 1},
        ("", "prefer"): text,
        ("", "hold"): _COUNT,
        ("", "trials"): {"type": "integer", "minimum": 1},
        ("", "seed"): _COUNT,
    }
    return found | {("", name): criteria for name in ("limits", "criteria", "constraints")}


def _several(one: Schema) -> Schema:
    return {"anyOf": [{"type": "array", "items": one, "minItems": 1}, {"type": "object", "additionalProperties": one}]}


def _table(due: tuple[str, ...], quantity: Schema, last: str) -> Schema:
    """A table of both ends and what goes with them."""
    known: dict[str, Schema] = {
        "from": quantity,
        "to": quantity,
        "number": {"type": "integer", "minimum": 2},
        "spacing": {"enum": ["linear", "geometric"]},
        "low": quantity,
        "high": quantity,
        "log": {"type": "boolean"},
    }
    return {
        "type": "object",
        "properties": {key: known[key] for key in (*due, last)},
        "required": list(due),
        "additionalProperties": False,
    }
