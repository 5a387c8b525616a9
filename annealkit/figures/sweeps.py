"""One figure of a sweep: what was measured along its last axis, a line for each point of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from xarray import DataArray

    from annealkit.study.study import Study

__all__ = ["sweeps"]

#: What is drawn where it is measured: name, heading, factor to what is shown.
_PANELS = (
    ("lost", "share lost", 1.0),
    ("crystallised_fraction", "crystallised fraction", 1.0),
    ("secondary_phases", "metal in secondary phases", 1.0),
    ("resistance", "resistance / Ω cm²", 1e4),
)
#: Lines that a legend can still tell apart.
_LINES = 10


def sweeps(study: Study) -> Figure:
    """Draw a sweep.

    Args:
        study: What to draw.

    Returns:
        A figure that belongs to no window on the screen.

    Raises:
        InputError: No point has a result.
    """
    from matplotlib.figure import Figure

    found = [(*one[1:], values) for one in _PANELS if (values := _measured(study, one[0])) is not None]
    if not found:
        raise InputError("study: no point has a result that could be drawn. Read the reasons in .text().")
    figure = Figure(figsize=(4.2 * len(found), 3.8), layout="constrained")
    for axes, (title, factor, values) in zip(figure.subplots(1, len(found), squeeze=False)[0], found, strict=True):
        _lines(axes, values * factor)
        axes.set_title(title)
    return figure


def _measured(study: Study, name: str) -> DataArray | None:
    try:
        values = study.measure(name)
    except UnknownNameError:
        return None
    return values if bool(np.isfinite(values).any()) else None


def _lines(axes: Any, values: DataArray) -> None:
    along, others = values.dims[-1], values.dims[:-1]
    coordinate = values[along].to_numpy()
    numbers = np.issubdtype(coordinate.dtype, np.number)
    places = coordinate if numbers else np.arange(len(coordinate))
    for index in np.ndindex(*(values.sizes[name] for name in others)):
        at = dict(zip(others, index, strict=True))
        label = ", ".join(_told(values[name], place) for name, place in at.items())
        style = "-" if numbers else ""  # nothing lies between one gas and the next
        axes.plot(places, values.isel(at).to_numpy(), marker="o", markersize=4, linestyle=style, label=label or None)
    if not numbers:
        axes.set_xticks(places, [str(one)[:24] for one in coordinate], rotation=30, ha="right")
    known = values.to_numpy()[np.isfinite(values)]
    if known.min() > 0.0 and known.max() > 30.0 * known.min():
        axes.set_yscale("log")
    axes.set_xlabel(_head(values[along]))
    if 1 < len(axes.lines) <= _LINES:
        axes.legend(fontsize="x-small")


def _head(coordinate: DataArray) -> str:
    unit = coordinate.attrs.get("units", "1")
    return f"{coordinate.name} / {_sign(unit)}" if unit != "1" else str(coordinate.name)


def _told(coordinate: DataArray, place: int) -> str:
    value = coordinate.to_numpy()[place]
    unit = coordinate.attrs.get("units", "1")
    return f"{value:g} {'' if unit == '1' else _sign(unit)}".strip() if isinstance(value, float) else str(value)


def _sign(unit: str) -> str:
    return unit.replace("degC", "°C")
