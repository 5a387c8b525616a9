"""How far results are apart: profiles, losses, verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray

__all__ = ["loss_ratio", "metrics", "profile_distance", "verdict_differences"]

Measured = Mapping[str, Any] | None


def metrics(names: Sequence[str], cells: Sequence[Measured]) -> xarray.Dataset:
    """Every pair of cases against each other; NaN where one has no result.

    Args:
        names: Of the cases.
        cells: Their numbers, None where a case has none.
    """
    import xarray

    told = {
        "profile_distance": (profile_distance, "mean of the distance between the final ratios to the metal"),
        "loss_ratio": (loss_ratio, "amount lost of the second case over that of the first"),
        "verdict_differences": (verdict_differences, "verdicts (stable, detected by an instrument) that differ"),
    }
    found = {}
    for name, (measure, about) in told.items():
        values = [[np.nan if a is None or b is None else measure(a, b) for b in cells] for a in cells]
        found[name] = (("case", "other"), np.array(values, dtype=float), {"units": "1", "long_name": about})
    return xarray.Dataset(found, coords={"case": list(names), "other": list(names)})


def profile_distance(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Mean over the body of |difference of the ratios to the metal|, over depth as a share of the body.

    NaN where a body has no depth.

    Args:
        one: Numbers of a result.
        other: Numbers of another.
    """
    first, second = one["profile"], other["profile"]
    if first is None or second is None:
        return float("nan")
    places = np.linspace(0.0, 1.0, 1001)
    both = [np.interp(places, own["depth"], own["ratio"]) for own in (first, second)]
    return float(np.trapezoid(np.abs(both[0] - both[1]), places))


def loss_ratio(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Lost of the second over lost of the first; NaN where they hold different species or nothing was lost.

    Args:
        one: Numbers of a result.
        other: Numbers of another.
    """
    symbol = next(iter(one["lost"]))
    if symbol not in other["lost"] or one["lost"][symbol] == 0.0:
        return float("nan")
    return float(other["lost"][symbol] / one["lost"][symbol])


def verdict_differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """How many verdicts differ; a phase that only one of them knows counts where it is stable or detected.

    Args:
        one: Numbers of a result.
        other: Numbers of another.
    """
    first, second = _verdicts(one), _verdicts(other)
    return sum(first.get(name, False) != second.get(name, False) for name in {*first, *second})


def _verdicts(cell: Mapping[str, Any]) -> dict[tuple[str, str], bool]:
    found = {}
    for product, verdict in cell["phases"].items():
        found[product, "stable"] = bool(verdict["stable"])
        found |= {(product, instrument): bool(seen) for instrument, seen in verdict["detectable"].items()}
    return found
