"""Volume sources, interface laws and observables."""

from __future__ import annotations

from attrs import frozen

from annealkit.laws import Law

__all__ = ["InterfaceLaw", "Observable", "VolumeSource"]


@frozen
class VolumeSource:
    """A named alternative of the slot ``<species>.source``.

    Attributes:
        name: The model's name.
        species: Symbol of the species made.
        law: mol/(m³ s), positive when it creates; arguments among T, x, t, c and local states.
        note: One sentence for ``explain()``.
    """

    name: str
    species: str
    law: Law
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"{self.species}.source"


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


@frozen
class Observable:
    """A virtual measurement, an alternative of the slot ``host.observables``.

    Attributes:
        name: The observable's name.
        law: Law of the final state, arguments as for :class:`Resistance`.
        note: One sentence for ``explain()``.
    """

    name: str
    law: Law
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this belongs to."""
        return "host.observables"
