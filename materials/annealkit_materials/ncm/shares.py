"""Inner states are solved as changes since the start, so that a start is a record like all others."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Record
from annealkit_materials.ncm.composition import Array, Parameter, identity

__all__ = ["Averaged", "Share", "averaged", "share"]


@frozen(eq=False)
class Share:
    """A share of something, its start plus the state.

    Attributes:
        start: At the start.
        state: Name of the state that holds the change.
        bounded: Whether it is cut off at 0 and 1, beyond which only rounding brings it.
    """

    start: Parameter
    state: str
    bounded: bool = True

    def __call__(self, **state: ArrayLike) -> Array:
        """Needs the state."""
        value = self.start + np.asarray(state[self.state], dtype=float)
        return np.asarray(np.clip(value, 0.0, 1.0) if self.bounded else value)


@frozen(eq=False)
class Averaged:
    """A law of the cells, averaged over the volume of the body.

    Attributes:
        law: Of the cells.
    """

    law: Law

    def __call__(self, dx: ArrayLike, **state: ArrayLike) -> Array:
        """Needs the volume of each cell per area of the face, m, and what the law needs; gives no cell axis."""
        weights = np.asarray(dx, dtype=float)
        known = {name: np.asarray(value, dtype=float) for name, value in state.items()}
        values = np.atleast_1d(np.asarray(self.law.at(known), dtype=float))
        return np.asarray(np.sum(values * weights, axis=-1) / np.sum(weights, axis=-1))


def share(start: Record, state: str, name: str) -> Law:
    """The law of a share.

    Args:
        start: Record of the share at the start.
        state: Name of the state that holds the change.
        name: What the share is called.
    """
    return Callable(
        Share(start.per_cell, state),
        "1",
        arguments=(state,),
        records=[start],
        text=f"{start.text} + {state}",
        name=name,
        identity=identity(f"share {state}"),
    )


def averaged(law: Law, name: str) -> Law:
    """The mean over the body of a law of its cells; it reads the profile."""
    return Callable(
        Averaged(law),
        law.unit,
        arguments=(*law.arguments, "dx"),
        records=law.records,
        text=f"mean of {law.describe()}",
        name=name,
        identity=identity(f"mean of {law.identity}"),
    )
