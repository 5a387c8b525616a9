"""What a study keeps of each result: plain numbers, from the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    }
