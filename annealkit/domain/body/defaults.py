"""What bodies take where the user does not say: records of their own."""

from __future__ import annotations

import functools

from annealkit.provenance import Book

__all__ = ["OWNER", "book"]

#: Owner of the records: ``body.powder.mass``.
OWNER = "body"


@functools.cache
def book() -> Book:
    """The records."""
    return Book.load("annealkit.domain.body", OWNER)
