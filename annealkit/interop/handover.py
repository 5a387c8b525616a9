"""What is handed to another code: plain entries, and in words what was taken and what was not."""

from __future__ import annotations

from typing import Any

__all__ = ["Handover"]


class Handover(dict[str, Any]):
    """A dictionary in the other code's names and units, with notes.

    Attributes:
        notes: One sentence for each thing that was taken, changed or left to the host.
    """

    notes: tuple[str, ...]

    def __init__(self, entries: dict[str, Any], notes: tuple[str, ...]) -> None:
        super().__init__(entries)
        self.notes = notes
