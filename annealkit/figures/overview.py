"""One figure of an anneal: temperature, losses, profile, and what changed inside."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit.figures.cells import draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annealkit.result import Result

__all__ = ["overview"]

_KELVIN = 273.15
#: Characters of the title that fit on a line.
_WIDTH = 120


def overview(result: Result) -> Figure:
    """Draw a result.

    Args:
        result: What to draw.

    Returns:
        A figure that belongs to no window; save it with ``figure.savefig``.
    """
    # A bare Figure leaves pyplot's state and the host's choice of back end alone.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 7.2), layout="constrained")
    upper_left, upper_right, lower_left, lower_right = figure.subplots(2, 2).ravel()
    hours = result.dataset["time"].to_numpy() / 3600.0
    _temperature(upper_left, result, hours)
    _losses(upper_right, result, hours)
    (_profile if "depth" in result.dataset.dims else draw)(lower_left, result)
    _inside(lower_right, result, hours)
    own = result.manifest
    symbol = own["species"]
    title = f"{own['material']}, {own['body']}: {symbol} lost {own['lost'][symbol]:.3g} of the inventory"
    figure.suptitle("\n".join([*wrap(title, _WIDTH), *own["standings"]]), fontsize="medium")
    return figure


def _temperature(axes: Any, result: Result, hours: Any) -> None:
    axes.plot(hours, result.dataset["temperature"].to_numpy() - _KELVIN, color="C3")
    axes.set(title="Schedule", xlabel="time / h", ylabel="temperature / °C")


def _losses(axes: Any, result: Result, hours: Any) -> None:
    symbol = result.manifest["species"]
    total = result.dataset[f"lost_{symbol}"].to_numpy()
    by_channel = result.dataset[f"lost_{symbol}_by_channel"]
    largest = np.max(np.abs(total), initial=0.0)
    axes.plot(hours, total, color="black", linewidth=2, label="net")
    for channel in by_channel["channel"].to_numpy():
        values = by_channel.sel(channel=channel).to_numpy()
        if np.max(np.abs(values), initial=0.0) > 1e-6 * largest:
            axes.plot(hours, values, label=str(channel))
    lone = result.dataset.get(f"lost_{symbol}_lone")
    if lone is not None:
        axes.plot(hours, lone.to_numpy(), color="0.5", linestyle="--", label="lone particle")
    if largest > 0:
        axes.set_yscale("symlog", linthresh=1e-6 * largest)
    axes.legend(fontsize="small")
    ends = result.manifest["bounds"][symbol]
    if ends is not None:
        axes.annotate(
            f"between {ends[0]:.2g} and {ends[1]:.2g}",
            (0.98, 0.04),
            xycoords="axes fraction",
            ha="right",
            fontsize="small",
        )
    axes.set(title=f"{symbol} lost by channel", xlabel="time / h", ylabel="share of the inventory")


def _profile(axes: Any, result: Result) -> None:
    symbol = result.manifest["species"]
    ratio = result.dataset[f"{symbol}_ratio"]
    depth = result.dataset["depth"].to_numpy()
    unit, scale = _scale(float(depth.max()))
    depth = depth * scale
    layer = result.dataset.coords.get("layer")
    body = np.full(len(depth), True) if layer is None else layer.to_numpy() == result.manifest["material"]
    axes.plot(depth[body], ratio.isel(time=0).to_numpy()[body], color="0.6", label="start")
    axes.plot(depth[body], ratio.isel(time=-1).to_numpy()[body], color="C0", label="end")
    if layer is not None:
        _coating(axes, result, ~body, scale)
    axes.legend(fontsize="small", loc="best" if layer is None else "center left")
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.set(title="Profile", xlabel=f"depth from the surface / {unit}", ylabel=f"{symbol} per metal")


def _coating(axes: Any, result: Result, own: Any, scale: float) -> None:
    """The coating: a band at its place, and its profile by itself, for it may be a thousandth of the body."""
    about, symbol = result.manifest["coating"], result.manifest["species"]
    axes.axvspan(0.0, about["thickness"] * scale, color="C1", alpha=0.4, label=about["name"])
    inset = axes.inset_axes((0.5, 0.3, 0.42, 0.4))
    ratio = result.dataset[f"{symbol}_ratio"].to_numpy()[:, own]
    unit, finer = _scale(about["thickness"])
    depth = result.dataset["depth"].to_numpy()[own] * finer
    inset.plot(depth, ratio[0], color="0.6")
    inset.plot(depth, ratio[-1], color="C0")
    inset.set_title(f"in {about['name']}: {about['ratio']}", fontsize="x-small")
    inset.set_xlabel(f"depth / {unit}", fontsize="x-small")
    inset.tick_params(labelsize="x-small")


def _scale(length: float) -> tuple[str, float]:
    """The unit in which a length (m) reads well, and how many of it are a metre."""
    large = [one for one in (("mm", 1e3), ("µm", 1e6)) if length * one[1] >= 2]
    return large[0] if large else ("nm", 1e9)


def _mean(values: Any, weights: Any) -> Any:
    """Over the cells that have a state; a number of a face is what it is."""
    if values.ndim == 1:
        return values
    own = np.isfinite(values).all(axis=0)
    return values[:, own] @ (weights[own] / weights[own].sum())


def _inside(axes: Any, result: Result, hours: Any) -> None:
    weights = result.dataset["volume" if "volume" in result.dataset.coords else "thickness"].to_numpy()
    for name in result.observed:
        axes.plot(hours, _mean(result.dataset[name].to_numpy(), weights), label=name.replace("_", " "))
    axes.set(title="Inside the body", xlabel="time / h", ylabel="fraction", ylim=(-0.03, 1.03))
    second = axes.twinx()
    for index, verdict in enumerate(result.phases):
        share = result.dataset[f"share_{verdict.product}"].to_numpy()
        second.plot(hours, share, linestyle="--", color=f"C{index + 4}", label=f"metal in {verdict.product}")
        for instrument, level in verdict.thresholds.items():
            if share.max() > 0.2 * level:
                second.axhline(level, color="0.7", linewidth=0.8, linestyle=":")
                second.annotate(instrument, (0.01, level), xycoords=("axes fraction", "data"), fontsize="x-small")
    second.set_ylabel("share of the metal in a second phase")
    handles = [*axes.get_legend_handles_labels()[0], *second.get_legend_handles_labels()[0]]
    if handles:
        axes.legend(handles, [h.get_label() for h in handles], fontsize="small")
