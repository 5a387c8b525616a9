"""What an Arrhenius plot shows of a book: pairs of records that make a line, with their error bands.

The convention: ``<stem>.prefactor`` and ``<stem>.energy`` of one book are the line prefactor · exp(−energy/RT).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from annealkit import units
from annealkit.provenance import Book, Points, Range, Record

__all__ = ["Pair", "drawable", "pairs"]

Array = NDArray[np.float64]

_GAS_CONSTANT = 8.31446261815324  # J/(mol K), exact in the SI
_ENDINGS = (".prefactor", ".energy")


@frozen
class Pair:
    """A prefactor and its activation energy.

    Attributes:
        stem: What both short ids begin with.
        prefactor: Value at infinite temperature.
        energy: J/mol.
    """

    stem: str
    prefactor: Record
    energy: Record

    @property
    def unit(self) -> str:
        """SI unit text of the line."""
        return units.normal(self.prefactor.unit)

    @property
    def superseded(self) -> bool:
        """Whether a newer record replaces either."""
        return bool(self.prefactor.superseded_by or self.energy.superseded_by)

    @property
    def valid(self) -> Range | None:
        """Temperatures (K) where both hold; None where neither says."""
        own = [one.valid["T"] for one in (self.prefactor, self.energy) if "T" in one.valid]
        return own[0].overlap(own[-1]) if own else None

    @property
    def standing(self) -> str:
        """Basis and sources of both."""
        bases = dict.fromkeys(one.basis for one in (self.prefactor, self.energy))
        sources = dict.fromkeys((*self.prefactor.sources, *self.energy.sources))
        return "; ".join(filter(None, [" and ".join(bases), ", ".join(sources)]))

    def at(self, T: Array) -> Array:
        """The value, SI, at temperatures in K."""
        slope = float(self.energy.value) / _GAS_CONSTANT
        return np.asarray(float(self.prefactor.value) * np.exp(-slope / T))

    def spread(self, T: Array) -> Array | None:
        """One standard deviation of the value's logarithm at temperatures in K; None where nobody knows it.

        From ln k = ln A − E/RT: var(ln k) = s_A² + (s_E/RT)² − 2 ρ s_A s_E/RT with the correlation ρ of the two errors.
        """
        front, barrier = _relative(self.prefactor), _absolute(self.energy)
        if front is None and barrier is None:
            return None
        a, b = front or 0.0, (barrier or 0.0) / (_GAS_CONSTANT * T)
        rho = self.prefactor.correlated.get(self.energy.key, 0.0)
        return np.sqrt(np.maximum(a**2 + b**2 - 2.0 * rho * a * b, 0.0))


def pairs(book: Book) -> tuple[Pair, ...]:
    """Every stem with a prefactor and an energy, in the book's order."""
    front, barrier = _ENDINGS
    stems = [short.removesuffix(front) for short in book if short.endswith(front)]
    return tuple(
        Pair(stem, book[stem + front], book[stem + barrier])
        for stem in stems
        if stem + barrier in book and _positive(book[stem + front])
    )


def drawable(points: Points) -> bool:
    """Whether data points have a place on logarithmic paper over 1/T."""
    return points.x.name == "T" and bool(np.all(points.y.values > 0.0))


def _positive(record: Record) -> bool:
    return float(record.value) > 0.0


def _relative(record: Record) -> float | None:
    """Standard deviation of the logarithm of a value."""
    bar: Any = record.uncertainty
    if bar is None:
        return None
    return float(np.log(bar.factor)) if bar.deviation is None else float(bar.deviation / abs(float(record.value)))


def _absolute(record: Record) -> float | None:
    """Standard deviation of a value, SI."""
    bar: Any = record.uncertainty
    if bar is None:
        return None
    return float(bar.deviation) if bar.factor is None else float(abs(float(record.value)) * np.log(bar.factor))
