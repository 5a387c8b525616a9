"""A temperature curve made of pieces, evaluated for all times at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

__all__ = ["Curve", "Pieces"]

Array = np.ndarray[Any, np.dtype[np.float64]]


@frozen(eq=False)
class Pieces:
    """Consecutive pieces of T(s), s the time since the piece began.

    Every piece is ``T = a0 + a1 s + a2 s² + a3 s³ + amplitude exp(−decay s)``, so that a ramp, a hold,
    an exponential decay and a cubic are one formula and no time needs a branch.

    Attributes:
        durations: s, [piece]; all above zero.
        polynomial: a0 to a3 in K, K/s ..., [piece, 4].
        amplitude: K, [piece].
        decay: 1/s, [piece].
        low: K, [piece]; the curve is clipped to it against rounding.
        high: K, [piece].
    """

    durations: Array
    polynomial: Array
    amplitude: Array
    decay: Array
    low: Array
    high: Array

    @classmethod
    def none(cls) -> Pieces:
        """No piece at all."""
        empty = np.zeros(0)
        return cls(empty, np.zeros((0, 4)), empty, empty, empty, empty)

    @classmethod
    def line(cls, start: float, end: float, duration: float) -> Pieces:
        """One straight piece from start to end (K) in a duration (s)."""
        coefficients = np.array([[start, (end - start) / duration, 0.0, 0.0]])
        return cls.one(duration, coefficients, 0.0, 0.0, (start, end))

    @classmethod
    def approach(cls, start: float, end: float, limit: float, decay: float, duration: float) -> Pieces:
        """One exponential piece from start towards limit (K), cut off at end (K)."""
        coefficients = np.array([[limit, 0.0, 0.0, 0.0]])
        return cls.one(duration, coefficients, start - limit, decay, (start, end))

    @classmethod
    def one(
        cls, duration: float, polynomial: Array, amplitude: float, decay: float, ends: tuple[float, float]
    ) -> Pieces:
        """One piece that runs monotonically between its ends (K)."""
        return cls(
            np.array([duration]),
            polynomial,
            np.array([amplitude]),
            np.array([decay]),
            np.array([min(ends)]),
            np.array([max(ends)]),
        )

    @classmethod
    def joined(cls, parts: Sequence[Pieces]) -> Pieces:
        """The pieces of several segments, one after the other."""
        fields = ("durations", "polynomial", "amplitude", "decay", "low", "high")
        return cls(*(np.concatenate([getattr(part, one) for part in parts]) for one in fields))

    def slopes(self) -> tuple[Array, Array]:
        """Slope (K/s) at the beginning and at the end of every piece."""
        _, a1, a2, a3 = self.polynomial.T
        s = self.durations
        fall = self.amplitude * self.decay
        return a1 - fall, a1 + s * (2.0 * a2 + s * 3.0 * a3) - fall * np.exp(-self.decay * s)


@frozen(eq=False)
class Curve:
    """Pieces placed on the time axis.

    Attributes:
        pieces: The pieces.
        knots: s, [piece + 1]; where pieces begin, and the end of the last.
    """

    pieces: Pieces
    knots: Array

    @classmethod
    def of(cls, pieces: Pieces) -> Curve:
        """The curve that begins at 0 s."""
        return cls(pieces, np.concatenate([[0.0], np.cumsum(pieces.durations)]))

    @property
    def duration(self) -> float:
        """End of the curve, s."""
        return float(self.knots[-1])

    def __call__(self, t: Any) -> Any:
        """Temperature (K) at times (s) of any shape; the ends hold outside."""
        time = np.clip(np.asarray(t, dtype=float), 0.0, self.knots[-1])
        at = np.clip(np.searchsorted(self.knots, time, side="right") - 1, 0, len(self.knots) - 2)
        s = time - self.knots[at]
        a = self.pieces.polynomial[at]
        smooth = a[..., 0] + s * (a[..., 1] + s * (a[..., 2] + s * a[..., 3]))
        value = smooth + self.pieces.amplitude[at] * np.exp(-self.pieces.decay[at] * s)
        return np.clip(value, self.pieces.low[at], self.pieces.high[at])

    def bends(self, candidates: Sequence[float]) -> tuple[float, ...]:
        """Those of the candidate knots (s) where the slope jumps."""
        begin, end = self.pieces.slopes()
        jump = np.abs(begin[1:] - end[:-1]) > 1e-9 * np.maximum(np.abs(begin[1:]), np.abs(end[:-1]))
        inner = self.knots[1:-1][jump]
        return tuple(float(time) for time in inner[np.isin(inner, np.asarray(candidates, dtype=float))])
