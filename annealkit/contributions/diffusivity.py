"""How fast a species moves inside a material."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from annealkit.laws import Law

__all__ = ["Diffusivity"]


@frozen
class Diffusivity:
    """A named diffusivity, an alternative of the slot ``<species>.diffusivity`` or ``<species>.tracer_diffusivity``.

    Attributes:
        name: The model's name, for example ``"vacancy"``.
        species: Symbol of the species it moves.
        law: m²/s; arguments among T, x, t, c and local states.
        note: One sentence for ``explain()``.
        kind: ``"chemical"`` is what flattens a profile, the D of the balance that is solved. ``"tracer"`` is what an
            isotope measures at one composition: it is offered and told, and enters no balance.
        standing: One sentence on how far the numbers can be trusted, printed before the result; usually empty.
    """

    name: str
    species: str
    law: Law
    note: str = ""
    kind: Literal["chemical", "tracer"] = "chemical"
    standing: str = ""

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"{self.species}.{'tracer_' if self.kind == 'tracer' else ''}diffusivity"
