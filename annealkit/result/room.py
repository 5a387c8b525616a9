"""What a device made of the body asks for besides the result: sites, and the diffusivity near room temperature."""

from __future__ import annotations

from typing import Any

import numpy as np

from annealkit.build import Built
from annealkit.laws import Law
from annealkit.pde.mesh import Array
from annealkit.result.states import Histories

__all__ = ["ROOM", "room"]

#: 25 °C, K.
ROOM = 298.15
#: Moles of the species per mole of its metal at which the diffusivity is told.
_RATIOS = np.linspace(0.0, 1.0, 21)


def room(built: Built, body: Histories) -> dict[str, Any]:
    """Plain values for the manifest, told once when the laws are at hand.

    Args:
        built: The anneal.
        body: What laws of the body's own cells saw.
    """
    species = built.material.species[built.symbol]
    return {
        "temperature": ROOM,
        "reference": species.reference,
        "metals": list(species.metals),
        "diffusivity": _diffusivity(built, body),
    }


def _diffusivity(built: Built, body: Histories) -> dict[str, Any]:
    """D over the ratio before and after, m²/s; without numbers where the records do not cover 25 °C."""
    models = built.chosen.items(f"{built.symbol}.diffusivity")
    law: Law = sum(one.law for one in models)
    ranges = law.ranges()
    told: dict[str, Any] = {
        "models": [one.name for one in models],
        "states": [name for name in law.arguments if name not in {"T", "t", "c", f"c_{built.symbol}"}],
        "valid": {name: [one.low, one.high] for name, one in ranges.items()},
    }
    if "T" in ranges and not ranges["T"].contains(ROOM):
        return told
    inside = np.ones(len(_RATIOS), dtype=bool)
    for argument, values in (("ratio", _RATIOS), ("c", _RATIOS * built.reference)):
        if argument in ranges:
            inside &= ranges[argument].contains(values)
    both = [_over_ratio(law, built, body, row) for row in (0, -1)]
    inside &= np.isfinite(both).all(axis=0)
    before, after = ([float(value) for value in values[inside]] for values in both)
    return {**told, "ratio": [float(one) for one in _RATIOS[inside]], "before": before, "after": after}


def _over_ratio(law: Law, built: Built, body: Histories, row: int) -> Array:
    """Mean over the cells, each with its own inner states, shape ``[ratio]``."""
    known = body.at(row % len(body.times))
    c = np.broadcast_to(_RATIOS[:, np.newaxis] * built.reference, (len(_RATIOS), body.cells))
    with np.errstate(all="ignore"):  # a law need not hold at every ratio; what is not finite is left out
        values = law.at({**known, "T": ROOM, "c": c, f"c_{built.symbol}": c})
    return np.asarray(np.broadcast_to(values, c.shape) @ body.weights)
