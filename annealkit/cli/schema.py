"""``annealkit show schema``: what each kind of file may hold, as JSON Schema for editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from annealkit.errors import UnknownNameError

__all__ = ["SCHEMAS", "schema"]


def _parameters() -> dict[str, Any]:
    from annealkit.provenance.tables import ParametersFile
    from annealkit.tables import json_schema

    return json_schema(ParametersFile, title="annealkit parameters.toml")


def _material() -> dict[str, Any]:
    from annealkit.declared.tables import MaterialFile
    from annealkit.tables import json_schema

    return json_schema(MaterialFile, title="annealkit data-only material")


def _run() -> dict[str, Any]:
    from annealkit.runschema import run_schema

    return run_schema()


#: Makers of the schemas, by the kind of file.
SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {"parameters": _parameters, "material": _material, "run": _run}


def schema(
    kind: Annotated[
        str, typer.Argument(metavar="[parameters|material|run]", help="The kind of file; parameters by default.")
    ] = "parameters",
) -> None:
    """Print the JSON Schema (draft 2020-12) of a kind of file."""
    if kind not in SCHEMAS:
        raise UnknownNameError.of("show schema", kind, SCHEMAS)
    # Printed as it is: a table's width or colours would make it something else than JSON.
    print(json.dumps(SCHEMAS[kind](), indent=2, ensure_ascii=False))
