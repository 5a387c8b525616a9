"""What left the host, as fractions of what it held, by channel."""

from __future__ import annotations

import numpy as np

from annealkit.errors import InputError
from annealkit.pde import Solution
from annealkit.pde.mesh import Array

__all__ = ["budget", "channel_histories", "lost_history"]


#: The channel of what stays in the coating.
COATING = "coating"


def channel_histories(solution: Solution, symbol: str) -> dict[str, Array]:
    """Fraction of the body's initial amount that left through each channel, by name, shape ``[time]``.

    Channels of one name at both faces add. What crossed into a coating left the body: what went on from there is in
    the channels of its outer face, and the rest, which stays in it, is a channel of its own.

    Raises:
        InputError: The body held nothing at the start.
    """
    own = solution[symbol]
    held = own.balance.layers[0].initial
    if held <= 0:
        raise InputError(f"The body holds no {symbol} at the start, so nothing of it can be lost.")
    out: dict[str, Array] = {}
    for channels in own.channels.values():
        for name, amount in channels.items():
            out[name] = out.get(name, np.zeros(len(amount))) + amount / held
    if solution.operator.contacts:
        went_on = sum(own.channels["outer"].values(), np.zeros(len(solution.times)))
        out[COATING] = out.get(COATING, 0.0) + (own.crossed(0) - went_on) / held
    return out


def lost_history(solution: Solution, symbol: str) -> Array:
    """Net fraction of the initial amount that left, shape ``[time]``; negative is a gain."""
    zero = np.zeros(len(solution.times))
    return np.asarray(sum(channel_histories(solution, symbol).values(), zero))


def budget(solution: Solution, symbol: str) -> dict[str, float]:
    """Fraction that left through each channel by the end."""
    return {name: float(values[-1]) for name, values in channel_histories(solution, symbol).items()}
