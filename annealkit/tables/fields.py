"""One key of a table: its meaning, and what its JSON Schema says beyond the type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import NOTHING, field

__all__ = ["key"]


def key(
    doc: str,
    *,
    default: Any = NOTHING,
    factory: Callable[[], Any] | None = None,
    schema: Mapping[str, Any] | None = None,
) -> Any:
    """A key of a table class; without default or factory it must be given.

    Args:
        doc: What it means, one sentence; the description in the JSON Schema.
        default: Value where the key is left out.
        factory: Makes that value.
        schema: What the JSON Schema says beyond the type, for example ``{"minimum": 1}``.
    """
    metadata = {"doc": doc, "schema": dict(schema or {})}
    if factory is not None:
        return field(factory=factory, metadata=metadata, kw_only=True)
    return field(default=default, metadata=metadata, kw_only=True)
