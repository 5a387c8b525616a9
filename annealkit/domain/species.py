"""A mobile species of a material and the scale its concentration is told on."""

from __future__ import annotations

from attrs import frozen

from annealkit.provenance import Record

__all__ = ["Species"]


@frozen
class Species:
    """A species that moves, counted against a metal that does not.

    Attributes:
        symbol: Chemical symbol, for example ``"Li"``.
        site_concentration: Record of the concentration (mol/m³) at one mole of
            the species per mole of the fixed metal; the laws' x is c divided by it.
        metal: The metal that fixes the frame, for example ``"Co"``; several that do so together are joined by plus
            signs, ``"Ni+Co+Mn"``, and the species is counted against their sum.
        oxide: The oxide whose activity drives the exchange, for example ``"Li2O"``.
    """

    symbol: str
    site_concentration: Record
    metal: str
    oxide: str

    @property
    def metals(self) -> tuple[str, ...]:
        """The metals that fix the frame, one by one."""
        return tuple(self.metal.split("+"))

    @property
    def ratio(self) -> str:
        """What it is counted as, ``"Li/Co"`` or ``"Li/(Ni+Co+Mn)"``."""
        return f"{self.symbol}/{self.metal if len(self.metals) == 1 else f'({self.metal})'}"

    @property
    def reference(self) -> float:
        """Concentration at a ratio of one to the metal, mol/m³."""
        return float(self.site_concentration.value)
