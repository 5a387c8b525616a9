"""How fast a species moves inside a material."""

from __future__ import annotations

from attrs import frozen

from annealkit.laws import Law

__all__ = ["Diffusivity"]


@frozen
class Diffusivity:
    """A named diffusivity, an alternative of the slot ``<species>.diffusivity``.

    Attributes:
        name: The model's name, for example ``"vacancy"``.
        species: Symbol of the species it moves.
        law: m²/s; arguments among T, x, t, c and local states.
        note: One sentence for ``explain()``.
    """

    name: str
    species: str
    law: Law
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"{self.species}.diffusivity"
