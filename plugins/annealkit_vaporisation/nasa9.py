"""NASA-9 polynomials: a small evaluator that refuses temperatures outside the data.

The data are a file of the package (``nasa_glenn_2002.toml``), read once. The form is the one of
McBride, Zehe and Gordon, NASA/TP-2002-211556 (2002); nothing of Cantera's shipped set is used, whose
LiOH decomposes at 2.6 to 3 times the measured pressure.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import InputError

__all__ = ["Piece", "Thermo", "library", "parse"]

Array = NDArray[np.float64]


@frozen
class Piece:
    """One temperature range of a species.

    Attributes:
        low: Lower end, K.
        high: Upper end, K.
        a: The seven heat-capacity coefficients a1 to a7.
        b: The two integration constants b1 (enthalpy) and b2 (entropy).
    """

    low: float
    high: float
    a: tuple[float, ...]
    b: tuple[float, float]

    def enthalpy(self, T: ArrayLike) -> Array:
        """H/(R T), elements at 298.15 K being zero; ``T`` in K."""
        t = np.asarray(T, dtype=float)
        a1, a2, a3, a4, a5, a6, a7 = self.a
        powers = a3 + t * (a4 / 2 + t * (a5 / 3 + t * (a6 / 4 + t * a7 / 5)))
        return np.asarray(-a1 / t**2 + a2 * np.log(t) / t + powers + self.b[0] / t)

    def entropy(self, T: ArrayLike) -> Array:
        """S/R at 1 bar; ``T`` in K."""
        t = np.asarray(T, dtype=float)
        a1, a2, a3, a4, a5, a6, a7 = self.a
        powers = t * (a4 + t * (a5 / 2 + t * (a6 / 3 + t * a7 / 4)))
        return np.asarray(-a1 / (2 * t**2) - a2 / t + a3 * np.log(t) + powers + self.b[1])

    def gibbs(self, T: ArrayLike) -> Array:
        """G/(R T) at 1 bar; ``T`` in K."""
        return self.enthalpy(T) - self.entropy(T)


@frozen
class Thermo:
    """A species and the pieces of its polynomial, from cold to hot.

    Attributes:
        name: The species as the data file writes it.
        composition: Atoms by element.
        pieces: Its ranges, which touch each other.
        note: Origin of the numbers inside the compilation.
    """

    name: str
    composition: Mapping[str, int]
    pieces: tuple[Piece, ...]
    note: str

    @property
    def low(self) -> float:
        """Lowest temperature of the data, K."""
        return self.pieces[0].low

    @property
    def high(self) -> float:
        """Highest temperature of the data, K."""
        return self.pieces[-1].high

    @property
    def limits(self) -> tuple[float, ...]:
        """Ends of all ranges, K."""
        return (self.low, *(piece.high for piece in self.pieces))

    def piece(self, T: float) -> Piece:
        """The range that holds ``T`` (K); at a joint the colder one.

        Raises:
            InputError: ``T`` lies outside the data.
        """
        self._check(np.asarray(T, dtype=float))
        return next(piece for piece in self.pieces if piece.high >= T)

    def gibbs(self, T: ArrayLike) -> Array:
        """G/(R T) at 1 bar, any shape; ``T`` in K.

        Raises:
            InputError: A temperature lies outside the data.
        """
        t = np.asarray(T, dtype=float)
        self._check(t)
        return np.select([t <= piece.high for piece in self.pieces], [piece.gibbs(t) for piece in self.pieces])

    def _check(self, t: Array) -> None:
        if not bool(np.all((t >= self.low) & (t <= self.high))):
            raise InputError(
                f"T: the thermochemical data of {self.name} hold from {self.low:g} K to {self.high:g} K; "
                f"given {np.min(t):g} K to {np.max(t):g} K. Stay inside, or clamp and say so."
            )


def parse(text: str) -> dict[str, Thermo]:
    """Read species from the text of a data file.

    Raises:
        InputError: The pressure of the standard state is not 1 bar, or a species' ranges and coefficients
            do not match.
    """
    raw = tomllib.loads(text)
    if raw["reference_pressure"] != "1 bar":
        raise InputError(f"reference_pressure: expected '1 bar', given {raw['reference_pressure']!r}.")
    return {name: _species(name, entry) for name, entry in raw["species"].items()}


def _species(name: str, entry: Mapping[str, Any]) -> Thermo:
    limits, rows = entry["limits"], entry["coefficients"]
    if len(limits) != len(rows) + 1 or any(len(row) != 9 for row in rows):
        raise InputError(
            f"species {name!r}: {len(limits)} limits need {len(limits) - 1} rows of nine coefficients; "
            f"given rows of {[len(row) for row in rows]}."
        )
    pieces = (
        Piece(low, high, tuple(row[:7]), (row[7], row[8]))
        for low, high, row in zip(limits, limits[1:], rows, strict=False)
    )
    return Thermo(name, dict(entry["composition"]), tuple(pieces), entry["note"])


@functools.cache
def library() -> Mapping[str, Thermo]:
    """The NASA Glenn 2002 species of this package, read once."""
    return parse(resources.files(__package__).joinpath("nasa_glenn_2002.toml").read_text(encoding="utf-8"))
