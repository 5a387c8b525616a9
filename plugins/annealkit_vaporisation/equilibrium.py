"""Equilibrium of lithium vapours with Li2O: every ln K as one spline over temperature.

All reactions are written over one Li2O(s) at 1 bar, so the vapour over any material follows from its
activity of Li2O:

    Li2O(s)          = 2 Li + ½ O2      p = sqrt(K a) · p_O2^(-1/4)
    Li2O(s) + ½ O2   = 2 LiO            p = sqrt(K a) · p_O2^(+1/4)
    Li2O(s) + H2O    = 2 LiOH           p = sqrt(K a) · p_H2O^(1/2)
    Li2O(s) + H2O    = (LiOH)2          p = K a · p_H2O
    Li2O(s)          = Li2O             p = K a
    Li2O(s) + ½ O2   = Li2O2            p = K a · p_O2^(1/2)
    2 LiOH(cr, L)    = Li2O(s) + H2O    p_H2O above which Li2O turns into hydroxide
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annealkit_vaporisation.nasa9 import Piece, library

if TYPE_CHECKING:
    from scipy.interpolate import CubicSpline, PPoly

__all__ = [
    "BAR",
    "COLDEST",
    "HOTTEST",
    "LITHIUM",
    "OXYGEN_FLOOR",
    "REACTIONS",
    "SPECIES",
    "WATER_POWER",
    "along",
    "exact_ln_k",
    "ln_k",
    "vapour_pressures",
    "volatility",
]

Array = NDArray[np.float64]

#: Standard pressure of the data, Pa.
BAR = 1e5
#: Li species of the gas, in the order of every leading axis of this plugin.
SPECIES = ("Li", "LiO", "LiOH", "Li2O2H2", "Li2O", "Li2O2")
#: Li atoms of each.
LITHIUM = np.array([1.0, 1.0, 1.0, 2.0, 2.0, 2.0])
#: Powers of a(Li2O), p_O2 and p_H2O (in bar) that each vapour follows.
OXIDE_POWER = np.array([0.5, 0.5, 0.5, 1.0, 1.0, 1.0])
OXYGEN_POWER = np.array([-0.25, 0.25, 0.0, 0.0, 0.0, 0.5])
WATER_POWER = np.array([0.0, 0.0, 0.5, 1.0, 0.0, 0.0])
#: Lowest p_O2 (Pa) that any law sees: below it p(Li) would grow without limit.
OXYGEN_FLOOR = 1e-15
#: Stoichiometry of each reaction, products positive; the last is the hydroxide's decomposition.
REACTIONS: tuple[Mapping[str, float], ...] = (
    {"Li": 2, "O2": 0.5, "Li2O(cr)": -1},
    {"LiO": 2, "O2": -0.5, "Li2O(cr)": -1},
    {"LiOH": 2, "H2O": -1, "Li2O(cr)": -1},
    {"Li2O2H2": 1, "H2O": -1, "Li2O(cr)": -1},
    {"Li2O": 1, "Li2O(cr)": -1},
    {"Li2O2": 1, "O2": -0.5, "Li2O(cr)": -1},
    {"Li2O(cr)": 1, "H2O": 1, "LiOH(cr,L)": -2},
)
#: Range (K) of the thermochemistry: that of Li2O(cr).
COLDEST, HOTTEST = library()["Li2O(cr)"].low, library()["Li2O(cr)"].high
#: Knots of each stretch between two joints of the data; the error of ln K stays below 1e-9.
_KNOTS = 501


def exact_ln_k(T: float) -> Array:
    """ln K of every reaction straight from the polynomials, ``T`` in K (slow; for tests and knots).

    Raises:
        InputError: ``T`` lies outside the data.
    """
    return _gibbs_change(_pieces(T), np.asarray([T]))[:, 0]


def ln_k(T: ArrayLike) -> Array:
    """ln K of every reaction, shape ``(7, *T.shape)``; ``T`` in K, clamped to the data's range."""
    t = np.clip(np.asarray(T, dtype=float), COLDEST, HOTTEST)
    return np.moveaxis(np.asarray(_spline()(1.0 / t)), -1, 0)


def along(values: ArrayLike, ndim: int) -> Array:
    """Values of a leading axis shaped to broadcast against ``ndim`` further axes.

    Axes that the values already have besides the first are kept as the last ones.
    """
    array = np.asarray(values, dtype=float)
    missing = max(ndim - (array.ndim - 1), 0)
    return array.reshape(array.shape[:1] + (1,) * missing + array.shape[1:])


def volatility(log_k: ArrayLike, p_O2: ArrayLike) -> Array:
    """Pressure (bar) of each Li species at a(Li2O) = 1 and p_H2O = 1 bar, a leading axis of six.

    Args:
        log_k: From :func:`ln_k`, already aligned with ``p_O2``.
        p_O2: Partial pressure of oxygen, Pa; the floor of 1e-15 Pa is applied here.
    """
    logs = np.asarray(log_k, dtype=float)[: len(SPECIES)]
    oxygen = np.log(np.maximum(np.asarray(p_O2, dtype=float), OXYGEN_FLOOR) / BAR)
    ndim = logs.ndim - 1
    return np.asarray(np.exp(along(OXIDE_POWER, ndim) * logs + along(OXYGEN_POWER, ndim) * oxygen))


def vapour_pressures(T: ArrayLike, activity: ArrayLike, p_O2: ArrayLike, p_H2O: ArrayLike) -> Array:
    """Equilibrium pressure (Pa) of every Li species over a solid, a leading axis of six.

    Args:
        T: Temperature, K; clamped to the data's range.
        activity: Activity of Li2O relative to the pure solid.
        p_O2: Partial pressure of oxygen, Pa.
        p_H2O: Partial pressure of water at the surface, Pa.
    """
    T, a, oxygen, water = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (T, activity, p_O2, p_H2O)))
    of_oxide = a ** along(OXIDE_POWER, a.ndim)
    of_water = (water / BAR) ** along(WATER_POWER, a.ndim)
    return np.asarray(BAR * volatility(ln_k(T), oxygen) * of_oxide * of_water)


@functools.cache
def _spline() -> PPoly:
    from scipy.interpolate import PPoly  # half of the time that finding the plugins would take

    # In 1/T the curves are nearly straight. The heat capacities jump where two polynomials (or LiOH's
    # crystal and melt) meet, so each stretch is its own spline and a joint is always a knot.
    stretches = [_stretch(cold, hot) for cold, hot in zip(_joints(), _joints()[1:], strict=False)][::-1]
    coefficients = np.concatenate([one.c for one in stretches], axis=1)
    knots = np.concatenate([stretches[0].x, *(one.x[1:] for one in stretches[1:])])
    return PPoly(coefficients, knots)


def _stretch(cold: float, hot: float) -> CubicSpline:
    from scipy.interpolate import CubicSpline

    pieces = _pieces((cold + hot) / 2)
    inverse = np.linspace(1 / hot, 1 / cold, _KNOTS)
    T = 1 / inverse
    slope = _enthalpy_change(pieces, T)
    ends = ((1, slope[:, 0]), (1, slope[:, -1]))
    return CubicSpline(inverse, _gibbs_change(pieces, T).T, bc_type=ends)


def _joints() -> tuple[float, ...]:
    inner = {limit for name in _names() for limit in library()[name].limits}
    return tuple(sorted({COLDEST, HOTTEST} | {limit for limit in inner if COLDEST < limit < HOTTEST}))


def _names() -> tuple[str, ...]:
    return ("Li2O(cr)", "O2", "H2O", *SPECIES, "LiOH(cr)", "LiOH(L)")


def _pieces(T: float) -> dict[str, Piece]:
    """The polynomial of every species at ``T`` (K), the stable form of LiOH among them."""
    found = {name: library()[name].piece(T) for name in ("Li2O(cr)", "O2", "H2O", *SPECIES)}
    hydroxide = "LiOH(cr)" if library()["LiOH(cr)"].high >= T else "LiOH(L)"
    return found | {"LiOH(cr,L)": library()[hydroxide].piece(T)}


def _gibbs_change(pieces: Mapping[str, Piece], T: Array) -> Array:
    return np.array([-sum(n * pieces[name].gibbs(T) for name, n in one.items()) for one in REACTIONS])


def _enthalpy_change(pieces: Mapping[str, Piece], T: Array) -> Array:
    """d ln K / d(1/T) of every reaction, K (van 't Hoff)."""
    return np.array([-sum(n * pieces[name].enthalpy(T) * T for name, n in one.items()) for one in REACTIONS])
