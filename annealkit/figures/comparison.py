"""One figure of several anneals: losses, final profiles, and how far every pair is apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

__all__ = ["comparison"]

#: Characters of a name that is drawn.
_NAME = 38
#: Profiles that colours can still tell apart.
_LINES = 10


def comparison(measured: Mapping[str, Mapping[str, Any]], apart: xarray.Dataset) -> Figure:
    """Draw a comparison; anneals are numbered, and named beside their losses.

    Args:
        measured: The numbers of each anneal by name.
        apart: Distances of every pair.

    Returns:
        A figure that belongs to no window.
    """
    from matplotlib.figure import Figure

    height = max(4.2, 1.6 + 0.32 * len(measured))
    figure = Figure(figsize=(14.0, height), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=[1.2, 1.0, 1.0])
    _losses(left, measured)
    _profiles(middle, measured)
    _distances(figure, right, apart.sel(case=list(measured), other=list(measured)))
    return figure


def _losses(axes: Any, measured: Mapping[str, Mapping[str, Any]]) -> None:
    names = list(measured)
    symbol = next(iter(measured[names[0]]["lost"]))
    values = np.array([measured[name]["lost"].get(symbol, np.nan) for name in names])
    places = np.arange(len(names))
    hatches = ["//" if value < 0 else "" for value in values]
    axes.barh(places, np.abs(values), color=[_colour(n) for n in range(len(values))], hatch=hatches)
    for place, name in enumerate(names):
        ends = measured[name]["bounds"].get(symbol)
        if ends is not None:
            axes.plot(np.abs(ends), [place, place], color="black", linewidth=1.0, marker="|")
    known = np.abs(values[np.isfinite(values) & (values != 0.0)])
    if len(known):
        axes.set_xscale("log")
        axes.set_xlim(left=known.min() / 3.0)  # a bar of one value alone has no other end
    axes.set_yticks(places, [_numbered(n, name) for n, name in enumerate(names)], fontsize="small")
    axes.invert_yaxis()
    gained = " (hatched: gained)" if np.any(values < 0) else ""
    axes.set(title=f"{symbol} lost{gained}", xlabel="share of the inventory")


def _profiles(axes: Any, measured: Mapping[str, Mapping[str, Any]]) -> None:
    for number, one in enumerate(measured.values()):
        if one["profile"] is not None:
            axes.plot(one["profile"]["depth"], one["profile"]["ratio"], label=str(number + 1), color=_colour(number))
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.set(title="Profile at the end", xlabel="depth / thickness", ylabel="per metal")
    if 0 < len(axes.lines) <= _LINES:
        axes.legend(fontsize="x-small", ncols=2)
    for line in axes.lines:  # those that lie on each other stay seen
        line.set(linewidth=2.0, alpha=0.75)


def _distances(figure: Figure, axes: Any, apart: xarray.Dataset) -> None:
    distance = apart["profile_distance"].to_numpy()
    verdicts = apart["verdict_differences"].to_numpy()
    axes.set_title("Profiles apart (colour)\nverdicts that differ (number)", fontsize="medium")
    numbers = [str(number + 1) for number in range(len(distance))]
    axes.set_xticks(range(len(numbers)), numbers, fontsize="small")
    axes.set_yticks(range(len(numbers)), numbers, fontsize="small")
    if not np.isfinite(distance).any():
        axes.text(0.5, 0.5, "no body here has a depth", transform=axes.transAxes, ha="center")
        return
    image = axes.imshow(distance, cmap="viridis", vmin=0.0)
    middle = 0.5 * np.nanmax(distance)
    for row, column in np.ndindex(*distance.shape):
        if row != column and np.isfinite(verdicts[row, column]) and verdicts[row, column]:
            colour = "black" if distance[row, column] > middle else "white"
            axes.text(column, row, f"{verdicts[row, column]:.0f}", ha="center", va="center", color=colour, fontsize=8)
    figure.colorbar(image, ax=axes, label="mean distance of the ratios", shrink=0.8)


def _colour(number: int) -> str:
    return f"C{number % 10}"


def _numbered(number: int, name: str) -> str:
    return f"{_shortened(name)}  {number + 1}"


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME // 2]}...{name[-_NAME // 3 :]}"
