"""The gases of one run taken together: what hooks are told once, whatever is switched when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from annealkit import laws
from annealkit.domain.gas import Atmosphere
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.laws.steps import steps

__all__ = ["source_temperature", "system"]

#: What a later gas may bring that the first has not.
_BROUGHT = ("flow", "tube", "boat", "source_temperature")


def system(gases: Sequence[tuple[float, Atmosphere]]) -> Atmosphere:
    """The first gas, with a flow, a boat, a source or its temperature where any gas of the run has one.

    Args:
        gases: Atmosphere from each time (s) on.
    """
    first = gases[0][1]
    brought: dict[str, Any] = {
        name: next((getattr(one, name) for _, one in gases if getattr(one, name) is not None), None)
        for name in _BROUGHT
    }
    holding = first if first.holds_source else next((one for _, one in gases if one.holds_source), first)
    for name in ("source", "source_material", "source_composition"):
        brought[name] = getattr(holding, name)
    return evolve(first, **brought)


@frozen(eq=False)
class _OfSource:
    """The source's own temperature, and the body's while it has none (given as zero)."""

    own: Law

    def __call__(self, t: Values, T: Values) -> Values:
        own = self.own.at({"t": t})
        return np.where(np.asarray(own) > 0, own, T)


def source_temperature(gases: Sequence[tuple[float, Atmosphere]]) -> Law:
    """Temperature of the source as a law of t and T, K.

    Args:
        gases: Atmosphere from each time (s) on.
    """
    times = np.array([time for time, _ in gases])
    own = steps(times, np.array([one.source_temperature or 0.0 for _, one in gases]), "K")
    return laws.Callable(
        _OfSource(own),
        "K",
        arguments=("t", "T"),
        name="source temperature",
        text=f"{own.describe()}; 0 is that of the body",
        identity=f"source temperature of {own.identity}",
    )
