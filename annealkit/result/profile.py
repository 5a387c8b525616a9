"""A profile over depth, or over the cells of a mesh."""

from __future__ import annotations

from typing import Any

from attrs import frozen

__all__ = ["Profile"]


@frozen(eq=False)
class Profile:
    """A concentration profile. The cells of a mesh stand in the order of the mesh.

    Attributes:
        depth: Distance from the outer face, a Quantity array, shape ``[cell]``; None on a mesh.
        concentration: Quantity array, shape ``[cell]``.
        x: First coordinate of the cell centres of a mesh, a Quantity array; None in one dimension.
        y: Second coordinate.
        z: Third coordinate; None in two dimensions.
    """

    depth: Any = None
    concentration: Any = None
    x: Any = None
    y: Any = None
    z: Any = None
