"""One figure of several anneals: losses by channel, final profiles, and how far every pair is apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

__all__ = ["comparison"]


def comparison(measured: Mapping[str, Mapping[str, Any]], apart: xarray.Dataset) -> Figure:
    """Draw a comparison.

    Args:
        measured: The numbers of each anneal by name.
        apart: Distances of every pair.

    Returns:
        A figure that belongs to no window.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12.0, max(4.0, 1.6 + 0.35 * len(measured))), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    _losses(left, measured)
    _profiles(middle, measured)
    _distances(figure, right, apart.sel(case=list(measured), other=list(measured)))
    return figure


def _losses(axes: Any, measured: Mapping[str, Mapping[str, Any]]) -> None:
    names = list(measured)
    symbol = next(iter(measured[names[0]]["lost"]))
    values = np.array([measured[name]["lost"].get(symbol, np.nan) for name in names])
    places = np.arange(len(names))
    axes.barh(places, np.abs(values), color=["C0" if value >= 0 else "C2" for value in values])
    for place, name in enumerate(names):
        ends = measured[name]["bounds"].get(symbol)
        if ends is not None:
            axes.plot(np.abs(ends), [place, place], color="black", linewidth=1.0, marker="|")
    if np.nanmax(np.abs(values), initial=0.0) > 0.0:
        axes.set_xscale("log")
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    gained = " (green: gained)" if np.any(values < 0) else ""
    axes.set(title=f"{symbol} lost{gained}", xlabel="share of the inventory")


def _profiles(axes: Any, measured: Mapping[str, Mapping[str, Any]]) -> None:
    for name, one in measured.items():
        if one["profile"] is not None:
            axes.plot(one["profile"]["depth"], one["profile"]["ratio"], label=name)
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.set(title="Profile at the end", xlabel="depth / thickness", ylabel="per metal")
    if axes.lines:
        axes.legend(fontsize="x-small")


def _distances(figure: Figure, axes: Any, apart: xarray.Dataset) -> None:
    distance = apart["profile_distance"].to_numpy()
    verdicts = apart["verdict_differences"].to_numpy()
    image = axes.imshow(distance, cmap="viridis")
    names = [str(name) for name in apart["case"].to_numpy()]
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize="small")
    axes.set_yticks(range(len(names)), names, fontsize="small")
    for row, column in np.ndindex(*distance.shape):
        if row != column and np.isfinite(verdicts[row, column]) and verdicts[row, column]:
            axes.text(column, row, f"{verdicts[row, column]:.0f}", ha="center", va="center", color="white")
    axes.set(title="Disagreement: profiles (colour), verdicts (number)")
    figure.colorbar(image, ax=axes, label="mean distance of the ratios", shrink=0.8)
