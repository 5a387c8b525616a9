"""Which phases appear, how much of them, and whether an instrument sees them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from annealkit.laws import Law
from annealkit.provenance import Record

__all__ = ["PhaseRule"]


@frozen
class PhaseRule:
    """A named rule of the slot ``host.phases``; all rules of the slot are evaluated.

    Attributes:
        name: The rule's name.
        product: Formula of the second phase.
        reaction: The reaction that makes it, with the gas it gives off.
        margin: J/mol of product, positive where the product is stable against the host;
            arguments among T, c, p_O2.
        amount: y, the share of the host's metal that sits in the product (0 to 1), per cell;
            arguments among T, c, p_O2 and local states.
        volume_ratio: Law of the volume of the product per volume of host it replaces (dimensionless).
        thresholds: Smallest share y that each instrument detects, by instrument.
        note: One sentence for ``explain()``.
    """

    name: str
    product: str
    reaction: str
    margin: Law
    amount: Law
    volume_ratio: Law
    thresholds: Mapping[str, Record]
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this belongs to."""
        return "host.phases"
