"""Records that others have replaced."""

from __future__ import annotations

from collections.abc import Iterable

from annealkit.provenance.record import Record

__all__ = ["superseded"]


def superseded(records: Iterable[Record]) -> tuple[str, ...]:
    """One sentence for each record that is used although another replaces it.

    Args:
        records: The records a run uses; one whose value the run itself set is not told.
    """
    return tuple(
        f"{one.key} is used, but {one.superseded_by} supersedes it: use a model that takes the newer record."
        for one in records
        if one.superseded_by and not one.overridden
    )
