"""The cells of a mesh as a picture: all of them in two dimensions, a plane cut in three."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import xarray

    from annealkit.result import Result

__all__ = ["draw"]

Array = NDArray[np.float64]

#: Below this the colours tell the change since the start: a ratio of 0.99999973 tells nothing.
_SMALL = 1e-3
#: Bodies longer than this times their width are drawn out of scale.
_SLENDER = 6.0
_UNITS = (("nm", 1e9), ("µm", 1e6), ("mm", 1e3), ("m", 1.0))


def draw(axes: Any, result: Result) -> None:
    """Colour the cells by what is left at the end.

    In three dimensions the cut lies through the middle of the body, across the axis that shows the most.

    Args:
        axes: Where to draw.
        result: The result of a body on a mesh.
    """
    from matplotlib.collections import PolyCollection

    values, label = _values(result)
    corners = _corners(result.dataset)
    if len(corners) == 2:
        shown, shapes, across, where = np.arange(len(values)), _outlines(corners), "xy", ""
    else:
        shown, shapes, across, where = _most_telling(corners, values)
    unit, scale = _unit(np.concatenate(shapes))
    cells = PolyCollection([one * scale for one in shapes], array=values[shown], edgecolors="face", linewidths=0.3)
    axes.add_collection(cells)
    axes.autoscale_view()
    size = np.ptp(np.concatenate(shapes), axis=0)
    axes.set_aspect("equal" if size.max() < _SLENDER * size.min() else "auto")
    wide = size[0] / size[1] if axes.get_aspect() == 1.0 else 1.0
    bar = axes.figure.colorbar(cells, ax=axes, label=label, shrink=min(1.0, max(1.5 / wide, 0.5)))
    bar.formatter.set_powerlimits((-3, 3))
    bar.formatter.set_useOffset(False)
    axes.set(title=f"At the end{where}", xlabel=f"{across[0]} / {unit}", ylabel=f"{across[1]} / {unit}")


def _values(result: Result) -> tuple[Array, str]:
    """What colours tell, by cell, and what it is called."""
    symbol, data = result.manifest["species"], result.dataset
    ratio = data[f"{symbol}_ratio"].to_numpy()
    if np.max(np.abs(ratio[-1] - ratio[0])) >= _SMALL:
        return ratio[-1], f"{symbol} per metal"
    held = data[symbol].to_numpy()[0]
    return data[f"{symbol}_change"].to_numpy()[-1] * ratio[0] / held, f"change of {symbol} per metal"


def _corners(data: xarray.Dataset) -> Array:
    """Corners of the cells, m, shape ``[dimension, cell, corner]``."""
    return np.stack([data[name].to_numpy() for name in ("corner_x", "corner_y", "corner_z") if name in data.coords])


def _unit(points: Array) -> tuple[str, float]:
    longest = float(np.ptp(points, axis=0).max())
    return next((one for one in _UNITS if longest * one[1] < 5000.0), _UNITS[-1])


# -- shapes --------------------------------------------------------------------------


def _outlines(corners: Array) -> list[Array]:
    """Corners of plane cells in the order of their outline, each ``[corner, 2]``."""
    middle = np.nanmean(corners, axis=-1, keepdims=True)
    order = np.argsort(np.arctan2(*(corners - middle)[::-1]), axis=-1)
    turned = np.take_along_axis(corners, order[np.newaxis], axis=-1)
    return [one[:, np.isfinite(one[0])].T for one in np.moveaxis(turned, 1, 0)]


def _most_telling(corners: Array, values: Array) -> tuple[NDArray[np.intp], list[Array], str, str]:
    """The cut, of those across each axis, in which values differ most: its cells, outlines, axes and place."""
    cuts = [_cut(corners, axis) for axis in range(3)]
    axis = max((2, 1, 0), key=lambda one: float(np.ptp(values[cuts[one][0]])))
    cells, level = cuts[axis]
    across = "xyz".replace("xyz"[axis], "")
    unit, scale = _unit(corners.reshape(3, -1).T[np.isfinite(corners[0].ravel())])
    shapes = [_section(corners[:, cell], axis, level) for cell in cells]
    return cells, shapes, across, f", cut at {'xyz'[axis]} = {level * scale:.4g} {unit}"


def _cut(corners: Array, axis: int) -> tuple[NDArray[np.intp], float]:
    """The cells that a plane across an axis cuts, and where it lies: through the cell centre nearest to the middle."""
    low, high = np.nanmin(corners[axis], axis=-1), np.nanmax(corners[axis], axis=-1)
    middles = 0.5 * (low + high)
    level = float(middles[np.argmin(np.abs(middles - 0.5 * (low.min() + high.max())))])
    return np.flatnonzero((low < level) & (level < high)), level


def _section(corners: Array, axis: int, level: float) -> Array:
    """Where a plane cuts a convex cell: the hull of where it cuts the lines between its corners."""
    from scipy.spatial import ConvexHull

    points = corners[:, np.isfinite(corners[0])].T
    above = points[:, axis] > level
    ends = [(a, b) for a, b in combinations(range(len(points)), 2) if above[a] != above[b]]
    first, second = points[[a for a, _ in ends]], points[[b for _, b in ends]]
    share = (level - first[:, axis]) / (second[:, axis] - first[:, axis])
    cut = np.delete(first + share[:, np.newaxis] * (second - first), axis, axis=1)
    size = np.ptp(cut, axis=0)
    return np.asarray(cut[ConvexHull(cut / np.where(size > 0, size, 1.0)).vertices])
