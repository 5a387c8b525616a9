"""One figure of a process window: contours over temperature and time, and where every criterion is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from xarray import DataArray

    from annealkit.study.windows import Window

__all__ = ["windows"]

#: What is drawn where there is such a measure: name, heading, factor to what is shown.
_PANELS = (
    ("crystallised_fraction", "crystallised fraction", 1.0),
    ("lost", "share lost", 1.0),
    ("secondary_phases", "metal in secondary phases", 1.0),
    ("resistance", "resistance / Ω cm²", 1e4),
)

#: Margins beyond this count alike, so that a large one on one side does not push the boundary to the other.
_EVEN = 0.05


def windows(study: Window, atmospheres: Sequence[int]) -> Figure:
    """Draw a window.

    Args:
        study: What to draw.
        atmospheres: Which of its atmospheres, a row each.

    Returns:
        A figure that belongs to no window on the screen.
    """
    from matplotlib.figure import Figure

    panels = [one for one in _all_panels(study) if _drawable(study, one[0])]
    figure = Figure(figsize=(4.2 * len(panels) + 0.6, 3.6 * len(atmospheres) + 1.0), layout="constrained")
    places = figure.subplots(len(atmospheres), len(panels), squeeze=False, sharex=True, sharey=True)
    for row, number in zip(places, atmospheres, strict=True):
        for axes, (name, title, factor) in zip(row, panels, strict=True):
            _panel(figure, axes, _at(study, study.measure(name), number) * factor, title)
            _region(axes, _at(study, study.margins, number))
        row[0].set_ylabel(f"{_gas(study, number)}hold / {study.dataset['time'].attrs['units']}")
    for axes in places[-1]:
        axes.set_xlabel(f"temperature / {_unit(study)}")
    shaded = "every criterion met where hatched" if np.any(study.feasible.to_numpy() == 1.0) else "no point meets all"
    figure.suptitle(f"{'; '.join(map(str, study.criteria))}  ({shaded})", fontsize="medium")
    return figure


def _all_panels(study: Window) -> list[tuple[str, str, float]]:
    """The usual ones, and what criteria are on beside them."""
    drawn = {name for name, _, _ in _PANELS} | {"most_lost"}
    more = [one for one in study.criteria if one.relation != "is" and one.measure not in drawn]
    return [*_PANELS, *((one.measure, f"{one.measure.replace('_', ' ')} / {one.unit}", 1.0) for one in more)]


def _drawable(study: Window, name: str) -> bool:
    from annealkit.errors import UnknownNameError

    try:
        return bool(np.isfinite(study.measure(name)).any())
    except UnknownNameError:
        return False


def _at(study: Window, values: DataArray, number: int) -> DataArray:
    return values.isel(atmosphere=number) if "atmosphere" in study.dataset.dims else values


def _gas(study: Window, number: int) -> str:
    return f"{study.dataset['atmosphere'].values[number]}: " if "atmosphere" in study.dataset.dims else ""


def _unit(study: Window) -> str:
    return str(study.dataset["temperature"].attrs["units"]).replace("degC", "°C")


def _panel(figure: Figure, axes: Any, values: DataArray, title: str) -> None:
    x, y, z = (values["temperature"].to_numpy(), values["time"].to_numpy(), values.to_numpy().T)
    axes.set(yscale="log", title=title, facecolor="0.85")
    low, high = np.nanmin(z), np.nanmax(z)
    if len(x) < 2 or len(y) < 2 or high - low <= 1e-9 * max(abs(high), 1e-300):
        axes.text(0.5, 0.5, f"{low:.3g} everywhere", transform=axes.transAxes, ha="center")
        return
    norm, levels = _levels(low, high)
    image = axes.contourf(x, y, np.ma.masked_invalid(z), levels=levels, norm=norm, cmap="viridis")
    figure.colorbar(image, ax=axes, format="%.2g")


def _levels(low: float, high: float) -> tuple[Any, Any]:
    """Decades where the values span more than two, even steps elsewhere."""
    from matplotlib.colors import LogNorm

    if low > 0.0 and high > 100.0 * low:
        return LogNorm(low, high), np.geomspace(low, high, 13)
    return None, np.linspace(low, high, 13)


def _region(axes: Any, margins: DataArray) -> None:
    """Hatch where every criterion is met; crosses where there is no result."""
    x, y, z = margins["temperature"].to_numpy(), margins["time"].to_numpy(), margins.to_numpy().T
    absent, inside = np.argwhere(~np.isfinite(z)), np.argwhere(z >= 0.0)
    axes.plot(x[absent[:, 1]], y[absent[:, 0]], "x", color="red", markersize=4)
    if min(z.shape) > 1 and len(inside) > 0:
        known = np.clip(np.nan_to_num(z, nan=-1.0), -_EVEN, _EVEN)
        shaded = axes.contourf(x, y, known, levels=[0.0, 2.0 * _EVEN], colors="none", hatches=["/"])
        shaded.set_edgecolor("white")
        if len(inside) < z.size:
            axes.contour(x, y, known, levels=[0.0], colors="white", linewidths=1.8)
    if z.size < 60:  # few points: say which
        axes.plot(x[inside[:, 1]], y[inside[:, 0]], "o", color="white", markersize=3)
    _ticks(axes)


def _ticks(axes: Any) -> None:
    """Times as numbers, not as powers."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
