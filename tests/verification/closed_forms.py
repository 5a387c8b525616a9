"""Closed forms that several cases share, without dimensions.

Lengths are in units of the half width or radius l, times are Fourier numbers D t / l², and the Biot number is k l / D,
infinite where the surface value is fixed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import mpmath
import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gamma, j0, j1, jn_zeros

__all__ = ["DIRECTIONS", "Array", "Emptying", "Shape", "early_loss", "inverted", "roots_between"]

Array = NDArray[np.float64]
Shape = Literal["planar", "cylinder", "sphere"]

#: Area over volume of the unit body: the number of directions in which it is finite.
DIRECTIONS = {"planar": 1, "cylinder": 2, "sphere": 3}


@frozen
class Emptying:
    """A body that starts at 1 everywhere and loses through its surface, by eigenfunctions.

    With φ(b r) = cos, J0 or sin(b r)/(b r), regular at the centre, and n = 1, 2, 3 for sheet, cylinder and sphere, the
    roots of −dφ/dr = B φ at r = 1 give (Sturm and Liouville)

        c = Σ 2 φ(b r) exp(−b² τ) / ((b²/B² + 1 + (2 − n)/B) (−dφ/dr at 1)).

    Attributes:
        shape: Geometry.
        biot: k l / D, ``inf`` for an empty surface.
        count: Number of terms.
    """

    shape: Shape
    biot: float = np.inf
    count: int = 400

    def profile(self, x: Array, fourier: float) -> Array:
        """c at positions."""
        b = self.roots()
        weight = 2.0 / (self._norm(b) * self.slope(b)) * np.exp(-(b**2) * fourier)
        return np.asarray(weight @ self.mode(np.multiply.outer(b, np.asarray(x))))

    def retained(self, fourier: float) -> float:
        """Mean of c over the body."""
        b = self.roots()
        weight = 2.0 * DIRECTIONS[self.shape] / (b**2 * self._norm(b))
        return float(np.sum(weight * np.exp(-(b**2) * fourier)))

    def mode(self, z: Array) -> Array:
        """φ(z)."""
        if self.shape == "planar":
            return np.cos(z)
        return np.asarray(j0(z)) if self.shape == "cylinder" else np.sinc(z / np.pi)

    def slope(self, b: Array) -> Array:
        """−dφ(b r)/dr at r = 1."""
        if self.shape == "planar":
            return b * np.sin(b)
        return np.asarray(b * j1(b)) if self.shape == "cylinder" else np.sinc(b / np.pi) - np.cos(b)

    def roots(self) -> Array:
        """Eigenvalues b, increasing."""
        low, high = self._brackets()
        if np.isinf(self.biot):
            return high

        def condition(b: float) -> float:
            at = np.asarray(b)
            return float(self.slope(at) - self.biot * self.mode(at))

        # The sphere's lower ends nπ > 0 have φ = 0 too, where the condition has the sign of the interval before.
        return np.array([brentq(condition, *pair, xtol=1e-14, rtol=1e-15) for pair in zip(low, high, strict=True)])

    def _norm(self, b: Array) -> Array:
        return b**2 / self.biot**2 + 1.0 + (2 - DIRECTIONS[self.shape]) / self.biot

    def _brackets(self) -> tuple[Array, Array]:
        n = np.arange(self.count)
        if self.shape == "planar":
            return n * np.pi, (n + 0.5) * np.pi
        if self.shape == "cylinder":
            return np.concatenate([[0.0], jn_zeros(1, self.count - 1)]), jn_zeros(0, self.count)
        return np.concatenate([[1e-6], n[1:] * np.pi]), (n + 1) * np.pi


def early_loss(shape: Shape, biot: float, fourier: float, terms: int = 24) -> float:
    """Share lost from the same body at early times, by powers of √τ.

    With q = √s and w(q) = tanh q, I1/I0 or coth q − 1/q the transform of the loss is n q w B / (s² (q w + B)). At
    large q w is a series in 1/q up to exp(−2q), for the cylinder an asymptotic one, and q^−m is the transform of
    τ^(m/2 − 1)/Γ(m/2).
    """
    w = _slope_series(shape, terms)
    if np.isinf(biot):
        series, power = w, 3
    else:
        shifted = w.copy()
        shifted[1] += biot
        series, power = biot * _quotient(w, shifted), 4
    m = power + np.arange(terms)
    return float(DIRECTIONS[shape] * np.sum(series * fourier ** (0.5 * m - 1.0) / gamma(0.5 * m)))


def _slope_series(shape: Shape, terms: int) -> Array:
    """Coefficients of w in powers of 1/q."""
    w = np.zeros(terms)
    w[0] = 1.0
    if shape == "sphere":
        w[1] = -1.0
    elif shape == "cylinder":
        # Bessel's equation gives w' = 1 − w/q − w²; the powers of 1/q give every coefficient from those before.
        for k in range(1, terms):
            w[k] = 0.5 * ((k - 2) * w[k - 1] - w[1:k] @ w[1:k][::-1])
    return w


def _quotient(top: Array, bottom: Array) -> Array:
    """Power series of top / bottom."""
    out = np.zeros_like(top)
    for k in range(len(top)):
        out[k] = (top[k] - bottom[1 : k + 1] @ out[:k][::-1]) / bottom[0]
    return out


def inverted(transform: Callable[[mpmath.mpf], mpmath.mpf], time: float) -> float:
    """The function of time whose Laplace transform is given, by Talbot's contour with 30 digits."""
    with mpmath.workdps(30):
        return float(mpmath.invertlaplace(transform, mpmath.mpf(time), method="talbot", degree=40))


def roots_between(function: Callable[[float], float], poles: Array) -> Array:
    """The one root between neighbouring poles of a function that rises from −∞ to +∞ between them."""
    return np.array([_between(function, low, high) for low, high in zip(poles, poles[1:], strict=False)])


def _between(function: Callable[[float], float], low: float, high: float) -> float:
    # Close to a pole rounding may hide its side, so the ends move in until the signs are right.
    width = high - low
    for inset in np.logspace(-12, -2, 11) * width:
        with np.errstate(divide="ignore"):
            risen = function(low + inset) < 0.0 < function(high - inset)
        if risen:
            return float(brentq(function, low + inset, high - inset, xtol=1e-15 * high, rtol=1e-15))
    raise ArithmeticError(f"No root between the poles {low} and {high}.")
