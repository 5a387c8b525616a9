"""What a study is asked of: one anneal."""

from __future__ import annotations

from typing import Any

from annealkit.anneal import Anneal
from annealkit.errors import InputError

__all__ = ["one_anneal"]


def one_anneal(value: Any, study: str) -> Anneal:
    """The anneal that a study varies.

    Args:
        value: What was given.
        study: Name of the call, for messages.

    Raises:
        InputError: It is something else, such as a sequence.
    """
    if isinstance(value, Anneal):
        return value
    kind = type(value).__name__
    shown = f"a {kind}" if kind in ("Sequence", "Exposure", "Result") else repr(value)
    raise InputError(
        f"{study}: {shown} was given; expected one anneal, ak.Anneal(...). Vary one anneal of a sequence, or run "
        "sequences themselves and set their results beside each other."
    )
