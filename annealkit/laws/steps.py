"""A quantity that is constant between given times, such as a gas that is switched."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.laws.function import Callable
from annealkit.laws.law import Law, Values
from annealkit.provenance.record import Array

__all__ = ["steps"]


@frozen(eq=False)
class _Steps:
    times: Array
    values: Array

    def __call__(self, t: Values) -> Values:
        if len(self.values) == 1:
            return np.full(np.shape(t), self.values[0])
        piece = np.clip(np.searchsorted(self.times, t, side="right") - 1, 0, len(self.values) - 1)
        return np.asarray(self.values[piece])


def steps(times: ArrayLike, values: ArrayLike, unit: str, *, name: str = "") -> Law:
    """A piecewise constant law of t.

    Args:
        times: Start of each piece (s), increasing; a switch belongs to the piece it starts.
        values: Value of each piece, in SI.
        unit: SI unit text of the values.
        name: What messages call it.
    """
    begin, held = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    pieces = "; ".join(f"{value:g} {unit} from {time:g} s" for time, value in zip(begin, held, strict=True))
    identity = f"steps({begin.tolist()}, {held.tolist()})"
    return Callable(_Steps(begin, held), unit, arguments=("t",), name=name or "steps", text=pieces, identity=identity)
