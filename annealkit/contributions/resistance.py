"""Series parts of an interface's area-specific resistance."""

from __future__ import annotations

from attrs import frozen

from annealkit.laws import Law

__all__ = ["Resistance"]


@frozen
class Resistance:
    """A named part of the slot ``interface.resistance``; the core only adds the parts.

    Attributes:
        name: The part, for example ``"pristine"``.
        law: Ω m² as a law of the final state. Arguments among T, c, the local states (arrays
            [..., cell]), dx (cell thickness, m), depth (distance of each cell from the face, m)
            and p_*; the result has no cell axis. A mesh of two or three dimensions has no depth: there
            only laws of T, t and the gas are used, and the result says which parts are missing.
        note: One sentence for ``explain()``.
    """

    name: str
    law: Law
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this belongs to."""
        return "interface.resistance"
