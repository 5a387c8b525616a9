"""What a study keeps of each result: plain numbers, from the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from annealkit.result import Result

__all__ = ["measures"]


def measures(result: Result) -> dict[str, Any]:
    """The scalars of a result as JSON holds them, SI.

    Args:
        result: One anneal's.
    """
    known = result.manifest
    resistance = known["resistance"]
    return {
        "lost": dict(known["lost"]),
        "bounds": dict(known["bounds"]),
        "budget": {symbol: dict(own) for symbol, own in known["budget"].items()},
        "phases": {
            one["product"]: {
                "amount": one["amount"],
                "peak": one["peak"],
                "stable": one["stable"],
                "margin": one["margin_J"],
                "detectable": dict(one["detectable"]),
                "onset": dict(one["onset_s"]),
            }
            for one in known["phases"]
        },
        "observed": dict(known["observed"]),
        "observables": {name: dict(one) for name, one in known["observables"].items()},
        "resistance": dict(resistance),
        "closure": known["balance"]["closure"],
        "cells": known["numerics"]["cells"],
        "warnings": list(known["warnings"]),
        "profile": _profile(result),
    }


def _profile(result: Result) -> dict[str, list[float]] | None:
    """Final ratio to the metal over the depth as a share of the body, from the outer face; None on a mesh."""
    table, symbol = result.dataset, result.manifest["species"]
    if "depth" not in table.dims:
        return None
    depth, ratio = table["depth"].to_numpy(), table[f"{symbol}_ratio"].isel(time=-1).to_numpy()
    if "layer" in table.coords:  # of the body, not of its coating
        own = table["layer"].to_numpy() == result.manifest["material"]
        depth, ratio = depth[own], ratio[own]
    half = 0.5 * table["thickness"].to_numpy()[np.isin(table["depth"].to_numpy(), depth)]
    begin, end = float(depth[0] - half[0]), float(depth[-1] + half[-1])
    return {"depth": ((depth - begin) / (end - begin)).tolist(), "ratio": ratio.tolist()}
