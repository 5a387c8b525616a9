"""How a species leaves (or enters) through a face."""

from __future__ import annotations

from attrs import field, frozen

from annealkit.contributions.state import State
from annealkit.laws import Law

__all__ = ["BoundaryFlux", "Bracket"]


@frozen
class Bracket:
    """Both ends of a flux whose rate nobody knows (physics of solid sinks).

    Attributes:
        low: The slowest it can be, or None for none at all.
        high: The fastest it can be, mol/(m² s).
        reason: Why the rate is not known, one sentence.
    """

    low: Law | None
    high: Law
    reason: str


@frozen
class BoundaryFlux:
    """A named alternative of the slot ``<species>.loss`` at one face.

    Several may be chosen for one slot; their fluxes add.

    Attributes:
        name: The model's name, for example ``"vaporisation"``.
        species: Symbol of the species that crosses the face.
        channels: Name of each channel in the budget, for example ``("LiOH gas",)``.
        law: mol/(m² s) of the species, positive when it leaves. Arguments among T, t,
            c (surface value), p_O2, p_H2O, p_CO2, p_N2, p_Ar (Pa), a_source, boundary_layer (m; 0 without
            one) and the face states. With several channels the result has a leading axis, one entry a
            channel. None when the channel carries nothing in the run itself (unknown rate).
        states: States of the face that the law reads.
        bracket: Both ends when the rate is unknown or calibrated, else None.
        standing: One sentence on how far the numbers can be trusted, printed beside the budget.
        note: One sentence for ``explain()``.
    """

    name: str
    species: str
    channels: tuple[str, ...]
    law: Law | None
    states: tuple[State, ...] = field(default=())
    bracket: Bracket | None = None
    standing: str = ""
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"{self.species}.loss"
