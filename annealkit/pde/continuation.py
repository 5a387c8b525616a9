"""Laws below zero concentration, where the integrator may overshoot by its tolerance."""

from __future__ import annotations

import numpy as np

from annealkit.laws import Law
from annealkit.pde.medium import State
from annealkit.pde.topology import Array

__all__ = ["continued"]


def continued(law: Law, known: State, symbol: str, c: Array, name: str = "c") -> Array:
    """A flux or source law at a concentration, continued below zero by reflection.

    Laws see concentrations that can exist. The odd continuation draws an overshoot back, where a flat one would leave
    it there and make a kink, which a stiff law turns into tiny steps ahead of every front.

    Args:
        law: The law.
        known: What it sees besides.
        symbol: Species of the concentration.
        c: Its concentration as integrated, mol/m³, any sign.
        name: By which the law sees it, ``"c"`` or ``"u"``.
    """

    def at(positive: Array) -> Array:
        return np.asarray(law.at({**known, name: positive, f"{name}_{symbol}": positive}), dtype=float)

    flow = at(np.abs(c))
    below = c < 0
    if np.any(below):
        flow = np.where(below, 2.0 * at(np.zeros_like(c)) - flow, flow)
    return flow
