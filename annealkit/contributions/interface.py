"""What holds where two layers touch."""

from __future__ import annotations

from attrs import frozen

from annealkit.laws import Law

__all__ = ["InterfaceLaw"]


@frozen
class InterfaceLaw:
    """What holds between two layers that touch.

    Attributes:
        name: The law's name.
        species: Symbol of the species that crosses.
        partition: Dimensionless ratio of the outer layer's concentration to the inner one's, or None.
        resistance: Transfer resistance (s/m), or None.
    """

    name: str
    species: str
    partition: Law | None = None
    resistance: Law | None = None
