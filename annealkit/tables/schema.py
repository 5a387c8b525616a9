"""The JSON Schema of a table class, for editors and for other programs that write such files."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields, has

from annealkit.tables.reading import CHOICES

__all__ = ["DIALECT", "json_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PLAIN = {str: "string", float: "number", int: "integer", bool: "boolean"}


def json_schema(table: type[Any], *, title: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of a file that holds one table class.

    Args:
        table: An attrs class whose fields are made with :func:`annealkit.tables.key`.
        title: What the file is.
    """
    definitions: dict[str, Any] = {}
    root = _of(table, definitions)
    own = definitions.pop(table.__name__) if _refers_once(table, definitions) else root
    return {"$schema": DIALECT, "title": title, **own, "$defs": definitions}


def _refers_once(table: type[Any], definitions: Mapping[str, Any]) -> bool:
    """Whether nothing but the file itself refers to its table."""
    return f"#/$defs/{table.__name__}'" not in str({k: v for k, v in definitions.items() if k != table.__name__})


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if origin in (Union, types.UnionType):
        options = [_of(one, definitions) for one in arguments if one is not type(None)]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if kind in CHOICES:
        return _defined(kind, definitions, lambda: {"oneOf": [_of(one, definitions) for one in CHOICES[kind]]})
    if has(kind):
        return _defined(kind, definitions, lambda: _object(kind, definitions))
    raise TypeError(f"{kind!r} has no JSON Schema here.")


def _defined(kind: type[Any], definitions: dict[str, Any], make: Any) -> dict[str, Any]:
    """A reference, so that tables may hold tables of their own kind."""
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = make()
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _object(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties, required = {}, []
    for one in fields(kind):
        about = {"description": one.metadata["doc"], **one.metadata["schema"]}
        properties[one.name] = {**_of(hints[one.name], definitions), **about}
        if one.default is NOTHING:
            required.append(one.name)
    doc = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
    described = {"description": doc} if doc else {}
    return {
        **described,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
