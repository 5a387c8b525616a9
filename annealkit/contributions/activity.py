"""Activity of an oxide over a material."""

from __future__ import annotations

from attrs import frozen

from annealkit.laws import Law

__all__ = ["Activity"]


@frozen
class Activity:
    """A named activity law, an alternative of the slot ``<species>.activity``.

    Attributes:
        name: The model's name.
        species: The mobile species whose oxide it is.
        oxide: Formula of the oxide, for example ``"Li2O"``.
        law: Dimensionless, relative to the pure solid oxide; arguments among T, c, p_O2.
        note: One sentence for ``explain()``.
    """

    name: str
    species: str
    oxide: str
    law: Law
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"{self.species}.activity"
