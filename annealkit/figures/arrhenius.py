"""The records of a book on Arrhenius paper: rival values side by side, with ranges, error bands and data points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from annealkit import units
from annealkit.errors import InputError
from annealkit.figures.pairs import Array, Pair, drawable, pairs
from annealkit.provenance import Book, Points

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["arrhenius"]

_KELVIN = 273.15
#: Temperatures (K) that every panel shows: where films are stored, and where oxides are annealed.
_SHOWN = (298.15, 1273.15)
#: Ticks of the upper axis, degC; those that would touch are left out.
_TICKS = (-200, -150, -100, -50, 0, 25, 50, 100, 150, 200, 300, 400, 500, 600, 700, 800, 1000, 1200, 1500, 2000)
_GREY = "0.6"
_KEY_WIDTH = 46
_CAPTION = (
    "solid: inside the stated range, dashed: outside, dotted: no range stated; bands and bars: one standard deviation, "
    "grey: superseded"
)


@frozen
class _Panel:
    """What is drawn in one dimension."""

    unit: str
    lines: tuple[Pair, ...]
    points: tuple[Points, ...]

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest temperature, K."""
        ends = list(_SHOWN)
        ends += [end for one in self.lines if one.valid for end in (one.valid.low, one.valid.high)]
        ends += [float(value) for one in self.points for value in one.x.values]
        return min(ends), max(ends)


def arrhenius(book: Book, *, title: str = "") -> Figure:
    """Draw every pair ``<stem>.prefactor``, ``<stem>.energy`` of a book, and its data points over T.

    One panel for each dimension; log10 of the value (SI) against 1000/T.

    Args:
        book: The records.
        title: What stands above; the owner's name by default.

    Returns:
        A figure that belongs to no window; save it with ``figure.savefig``.

    Raises:
        InputError: The book has neither.
    """
    # A bare Figure leaves pyplot's state and the host's choice of back end alone.
    from matplotlib.figure import Figure

    panels = tuple(_panels(book))
    if not panels:
        raise InputError(
            f"plot: {book.owner} has no pair of records '<stem>.prefactor' and '<stem>.energy' and no data points over "
            "T, so there is nothing to draw against 1/T."
        )
    heights = [max(3.6, 0.62 * (len(one.lines) + len(one.points))) for one in panels]
    figure = Figure(figsize=(11, sum(heights) + 1.0), layout="constrained")
    rows = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
    for axes, panel in zip(rows, panels, strict=True):
        _draw(axes, panel)
    figure.suptitle(title or book.owner, fontsize="large")
    figure.supxlabel(_CAPTION, fontsize="small", color="0.3")
    return figure


def _panels(book: Book) -> Iterator[_Panel]:
    """The dimensions, in the book's order."""
    lines, points = pairs(book), tuple(one for one in book.points.values() if drawable(one))
    for unit in dict.fromkeys([one.unit for one in lines] + [units.normal(one.y.unit) for one in points]):
        own = tuple(one for one in points if units.normal(one.y.unit) == unit)
        yield _Panel(unit, tuple(one for one in lines if one.unit == unit), own)


def _draw(axes: Any, panel: _Panel) -> None:
    low, high = panel.span
    edges = (1000.0 / high, 1000.0 / low)
    margin = 0.02 * (edges[1] - edges[0])
    edges = (edges[0] - margin, edges[1] + margin)
    inverse = np.linspace(*edges, 400)
    heights: list[Array] = []
    colours = {one.stem: _GREY if one.superseded else f"C{n}" for n, one in enumerate(panel.lines)}
    for line in panel.lines:
        heights.append(_line(axes, line, inverse, colours[line.stem]))
    for number, points in enumerate(panel.points):
        heights.append(_scatter(axes, points, _colour(points, panel, colours, number), "osD^vP*X"[number % 8]))
    # Extrapolations to the cold fall without end; what is stated, and what is used at 25 degC and above, sets the view.
    every = np.concatenate(heights)
    axes.set(xlim=edges, ylim=(np.floor(every.min() - 0.3), np.ceil(every.max() + 0.3)), xlabel="1000 K / T")
    unit = "" if panel.unit == "1" else f" in {units.text(1.0, panel.unit).removeprefix('1 ')}"
    axes.set_ylabel(f"log$_{{10}}$ of the value{unit}")
    axes.grid(color="0.92")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize="small", frameon=False, labelspacing=0.9)
    _celsius(axes, edges)


def _line(axes: Any, line: Pair, inverse: Array, colour: str) -> Array:
    """Draw a pair; returns the logarithms that the view must show."""
    T = 1000.0 / inverse
    values, spread = np.log10(line.at(T)), line.spread(T)
    inside = np.zeros(T.shape, dtype=bool) if line.valid is None else line.valid.contains(T)
    outer = ":" if line.valid is None else "--"
    label = fill(f"{line.stem} ({line.standing}{'; superseded' if line.superseded else ''})", _KEY_WIDTH)
    axes.plot(inverse, values, outer, color=colour, linewidth=1.1, label=None if inside.any() else label)
    if inside.any():
        axes.plot(inverse, np.where(inside, values, np.nan), color=colour, linewidth=2.4, label=label)
    shown = values[inside | ((_SHOWN[0] <= T) & (_SHOWN[1] >= T))]
    if spread is None:
        return shown
    band = spread / np.log(10.0)
    for where, alpha in ((inside, 0.25), (~inside, 0.09)):
        # One more point on each side, so that the two parts of the band touch.
        where = where | np.roll(where, 1) if where is not inside else where
        axes.fill_between(inverse, values - band, values + band, where=where, color=colour, alpha=alpha, linewidth=0)
    return np.concatenate([shown, (values - band)[inside], (values + band)[inside]])


def _scatter(axes: Any, points: Points, colour: str, marker: str) -> Array:
    """Draw data points with their error bars; returns the logarithms that the view must show."""
    values = np.log10(points.y.values)
    bars = _bars(points)
    sources = "; ".join(filter(None, [points.basis, ", ".join(points.sources)]))
    short = points.key.partition(".")[2]
    axes.errorbar(
        1000.0 / points.x.values,
        values,
        yerr=bars,
        fmt=marker,
        color=colour,
        markerfacecolor="white",
        markersize=6,
        capsize=3,
        label=fill(f"{short} (points, {sources})", _KEY_WIDTH),
        zorder=5,
    )
    low, high = (0.0, 0.0) if bars is None else (bars[0], bars[1])
    return np.concatenate([values - low, values + high])


def _bars(points: Points) -> Array | None:
    """Error bars down and up in log10, shape ``[2, point]``."""
    if points.factor is not None:
        return np.stack([np.log10(points.factor)] * 2)
    if points.deviation is None:
        return None
    share = points.deviation / points.y.values
    # A bar that reaches zero has no lower end on logarithmic paper; it is drawn to a tenth of the value.
    return np.stack([-np.log10(np.maximum(1.0 - share, 0.1)), np.log10(1.0 + share)])


def _colour(points: Points, panel: _Panel, colours: dict[str, str], number: int) -> str:
    """That of the line fitted to the points, else one of their own."""
    for line in panel.lines:
        if {line.prefactor.key, line.energy.key} & set(points.fits):
            return colours[line.stem]
    return f"C{(len(panel.lines) + number) % 10}"


def _celsius(axes: Any, edges: Sequence[float]) -> None:
    """A temperature axis on top."""
    upper = axes.twiny()
    width = edges[1] - edges[0]
    places: list[float] = []
    names: list[str] = []
    for tick in sorted(_TICKS, reverse=True):
        place = 1000.0 / (tick + _KELVIN)
        if edges[0] <= place <= edges[1] and (not places or place - places[-1] > 0.055 * width):
            places.append(place)
            names.append(f"{tick}".replace("-", "−"))
    upper.set(xlim=edges, xlabel="temperature / °C")
    upper.set_xticks(places, names)
