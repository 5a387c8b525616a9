"""The JSON Schema of run files, made from what their reader and the bodies accept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from attrs import NOTHING, fields

from annealkit.domain.body import BODIES
from annealkit.domain.gas_input import KEYWORDS
from annealkit.runfile import OPTIONAL, REQUIRED, RUN, SEQUENCE
from annealkit.runsequence import ANNEAL, EXPOSURE
from annealkit.runstudyschema import study_schemas
from annealkit.tables.schema import DIALECT

__all__ = ["run_schema"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "pattern": r"\S"}
_QUANTITY: Schema = {
    "anyOf": [
        _TEXT,
        {"type": "array", "prefixItems": [{"type": "number"}, _TEXT], "minItems": 2, "maxItems": 2},
    ]
}
_LAYER: Schema = {"anyOf": [_TEXT, {"type": "array", "prefixItems": [_TEXT, _QUANTITY], "minItems": 2, "maxItems": 2}]}
#: By the type of a body's field.
_BY_TYPE: Mapping[str, Schema] = {
    "float": _QUANTITY,
    "float | None": _QUANTITY,
    "bool": {"type": "boolean"},
    "str": _TEXT,
    "str | None": _TEXT,
    "tuple[Any, ...]": {"anyOf": [_TEXT, {"type": "array", "items": _LAYER, "minItems": 1}]},
    "Mapping[str, Any] | None": {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
    "Coating | None": {
        "type": "object",
        "properties": {"material": _TEXT, "thickness": _QUANTITY, "cycles": {"type": "integer", "minimum": 1}},
        "required": ["material"],
        "additionalProperties": False,
    },
}
_OPTION: Mapping[type, Schema] = {
    float: {"type": "number", "exclusiveMinimum": 0},
    int: {"type": "integer", "minimum": 1},
    str: _TEXT,
}
_ABOUT = {
    "material": "Name or alias of a material, or the path of a data-only material beside the run file.",
    "body": "What is annealed.",
    "atmosphere": "The gas: a name, or a table with the name as gas and what differs from its preset.",
    "schedule": "Temperature over time: text, or a logged curve.",
    "models": "Models by slot where they are not the material's default: a name, or a list that is summed.",
    "parameters": "Values that replace those of records, by full id.",
    "run": "How it is computed.",
    "sequence": "Steps of one body, instead of one anneal; an anneal takes from the whole file what it does not give.",
}


def run_schema() -> Schema:
    """The schema (draft 2020-12) of a run file.

    Raises:
        TypeError: A body has a field of a type that has no schema here.
    """
    keys: dict[str, Schema] = {
        "material": _TEXT,
        "body": {"oneOf": [_body(name, body) for name, body in sorted(BODIES.items())]},
        "atmosphere": {"anyOf": [_TEXT, _atmosphere()]},
        "schedule": {"anyOf": [_TEXT, _table(dict.fromkeys(("csv", "time", "temperature"), _TEXT))]},
        "models": _each({"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}),
        "parameters": _each({"type": ["string", "number"]}),
        "run": _table(_options(), required=()),
    }
    keys[SEQUENCE] = {"type": "array", "minItems": 1, "items": {"anyOf": _steps(keys)}}
    order = (*REQUIRED, *OPTIONAL, "run", SEQUENCE)
    described = {key: {"description": _ABOUT[key], **keys[key]} for key in order}
    described |= study_schemas(keys, _TEXT, _QUANTITY)
    about = "One anneal: the keywords of ak.Anneal, and of its run in a table of their own."
    return {
        "$schema": DIALECT,
        "title": "annealkit run file",
        "description": about,
        **_table(described, required=("material", "body")),
        "anyOf": [{"required": list(REQUIRED)}, {"required": [SEQUENCE]}],
    }


def _steps(keys: Mapping[str, Schema]) -> list[Schema]:
    """The tables of a step: an exposure, or an anneal."""
    exposure = {key: keys.get(key, _QUANTITY) for key in EXPOSURE}
    exposure["humidity"] = {"anyOf": [_TEXT, {"type": "number", "minimum": 0, "maximum": 1}]}
    anneal = {**{key: keys[key] for key in ANNEAL if key in keys}, "closed": {"type": "boolean"}}
    return [_table(exposure, required=EXPOSURE[:2]), _table(anneal, required=())]


def _table(keys: Mapping[str, Schema], *, required: tuple[str, ...] | None = None) -> Schema:
    """A table of these keys and no others; all are required unless some are named."""
    return {
        "type": "object",
        "properties": dict(keys),
        "required": list(keys if required is None else required),
        "additionalProperties": False,
    }


def _each(one: Schema) -> Schema:
    return {"type": "object", "additionalProperties": one}


def _body(name: str, body: type[Any], *, typed: bool = True) -> Schema:
    """The table of a body. ``typed``: it says its type; one that another body consists of does not."""
    own = [one for one in fields(body) if one.init]
    about = _documented(body)
    keys: dict[str, Schema] = {"type": {"const": name}} if typed else {}
    for one in own:
        key = one.alias or one.name
        if str(one.type) in BODIES:
            part = _body(str(one.type), BODIES[str(one.type)], typed=False)
            keys[key] = {**part, "description": about[one.name]}
            continue
        if str(one.type) not in _BY_TYPE:
            raise TypeError(f"{name}.{one.name}: its type {one.type!r} has no JSON Schema here; add it to runschema.")
        keys[key] = {"description": about[one.name], **_BY_TYPE[str(one.type)]}
    due = tuple(one.alias or one.name for one in own if one.default is NOTHING)
    return {"title": name, **_table(keys, required=("type", *due) if typed else due)}


def _documented(body: type[Any]) -> dict[str, str]:
    """What the docstring says of each attribute."""
    _, _, listed = (body.__doc__ or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    for name, text in re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", listed, re.MULTILINE):
        found[name] = " ".join(text.split()).replace("``", "")
    return found


def _atmosphere() -> Schema:
    inputs = {name: _QUANTITY for name in KEYWORDS if name not in ("activity", "composition")}
    activity = {"anyOf": [_TEXT, {"type": "number", "exclusiveMinimum": 0, "maximum": 1}]}
    of_source: dict[str, Schema] = {
        "activity": activity,
        "composition": {"type": ["object", "string"]},
        "carrier": _TEXT,
    }
    return _table({"gas": _TEXT, **inputs, **of_source}, required=("gas",))


def _options() -> dict[str, Schema]:
    from annealkit.anneal import Engine, RangePolicy  # it is heavy, and most runs ask for no schema

    known = {name: dict(_OPTION[kind]) for name, kind in RUN.items()}
    known["engine"] = {"enum": list(get_args(Engine))}
    known["out_of_range"] = {"enum": list(get_args(RangePolicy))}
    return known
