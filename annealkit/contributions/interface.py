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
        partition: Dimensionless ratio of the outer layer's concentration to the inner one's, a law of T; or None.
        resistance: Transfer resistance (s/m), a law of T: difference of the inner layer's concentration and the one
            in equilibrium with the outer layer, over the flux. None: a perfect contact.
        isotherm: Instead of a partition: concentration in the outer layer (mol/m³) as a law of ``u``, the
            concentration of the inner layer (mol/m³) in equilibrium with it, and of T; it rises with u and is 0 at
            u = 0.
        note: One sentence for ``explain()``.
    """

    name: str
    species: str
    partition: Law | None = None
    resistance: Law | None = None
    isotherm: Law | None = None
    note: str = ""

    @property
    def slot(self) -> str:
        """What it decides; no models are named for it."""
        return f"{self.species}.interface"
