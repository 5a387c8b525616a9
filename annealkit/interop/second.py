"""Second phases of an annealed body: the metal they take from the host, and what of the species they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen

from annealkit.domain.formula import atoms

__all__ = ["Second", "second_phases"]


@frozen
class Second:
    """A second phase.

    Attributes:
        share: Of the host's metal, 0 to 1.
        held: Moles of the species per mole of that metal in its formula.
    """

    share: float
    held: float


def second_phases(shares: Mapping[str, float], species: str, metals: Collection[str]) -> dict[str, Second]:
    """Phases that took metal from the host; one without the host's metal lies beside it and takes none.

    Args:
        shares: By product, as its rule tells them.
        species: What moves.
        metals: Those that the species is counted against.
    """
    found = {}
    for product, share in shares.items():
        counts = atoms(product)
        if share <= 0:
            continue
        if counts is None:  # no formula to read: as its rule says, a share of the metal
            found[product] = Second(share, 0.0)
            continue
        metal = sum(counts.get(one, 0.0) for one in metals)
        if metal:
            found[product] = Second(share, counts.get(species, 0.0) / metal)
    return found
