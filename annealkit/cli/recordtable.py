"""Records as a table on the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from annealkit.provenance import Record

__all__ = ["record_table"]


def record_table(records: Iterable[Record]) -> RenderableType:
    """The id, value as printed, basis and sources of each record."""
    from annealkit.result.view import table

    rows = [
        (
            one.key,
            f"{one.printed_value:g} {one.printed_unit}".removesuffix(" 1"),
            "given by the run" if one.overridden else one.basis,
            ", ".join(one.sources),
        )
        for one in records
    ]
    return table(("record", "value", "basis", "sources"), rows)
