"""A profile over depth."""

from __future__ import annotations

from typing import Any

from attrs import frozen

__all__ = ["Profile"]


@frozen(eq=False)
class Profile:
    """A concentration profile.

    Attributes:
        depth: Distance from the outer face, a Quantity array, shape ``[cell]``.
        concentration: Quantity array, shape ``[cell]``.
    """

    depth: Any
    concentration: Any
