"""A sphere with a coating: partition and resistance between them."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from attrs import frozen
from scipy.optimize import brentq
from scipy.special import spherical_jn

from verification.cases.s30_two_layers import VARIANTS, Pair, case_of
from verification.closed_forms import Array, Shape, roots_between

__all__ = ["CASES"]


@frozen(eq=False)
class Coated(Pair):
    """Core and shell: r c obeys the sheet's equation in each, and the flux brings in the curvature,

    Z1 = a/(D1 (q1 a coth q1 a − 1)),    Z2 = a/(D2 (q2 a coth q2 b + 1)),

    a the radius of the core and b the thickness of the shell.
    """

    shape: Shape = "sphere"

    def poles(self) -> Array:
        n = np.arange(self.count)
        core = np.concatenate([[0.0], tangents(self.count)]) * np.sqrt(self.slow) / self.inner
        # z cot z falls from +∞ to −∞ in each (nπ, (n + 1)π) but the first, where it falls from 1: one root of
        # z cot z = −b/a in each.
        share = self.outer / self.inner
        edges = np.pi * np.arange(self.count + 1)
        shell = roots_between(lambda z: -z / np.tan(z) - share, edges)
        both = np.sort(np.concatenate([core, shell * np.sqrt(self.fast) / self.outer]))
        return np.asarray(both[: n[-1]])

    def _arguments(self, rate: Any) -> tuple[Any, Any, Any, Any]:
        """Wave numbers, and the phases y of the core and z of the shell."""
        k1, k2 = rate / np.sqrt(self.slow), rate / np.sqrt(self.fast)
        return k1, k2, k1 * self.inner, k2 * self.outer

    def series_impedance(self, rate: Any) -> Any:
        _, k2, y, z = self._arguments(rate)
        a = self.inner
        first = a / (self.slow * (y / np.tan(y) - 1.0))
        return first + self.resistance + a / (self.partition * self.fast * (k2 * a / np.tan(z) + 1.0))

    def impedance_slope(self, rate: Array) -> Array:
        _, k2, y, z = self._arguments(rate)
        a = self.inner
        core = (1.0 / np.tan(y) - y / np.sin(y) ** 2) * y / rate
        shell = (1.0 / np.tan(z) - z / np.sin(z) ** 2) * k2 * a / rate
        first = -a * core / (self.slow * (y / np.tan(y) - 1.0) ** 2)
        second = -a * shell / (self.partition * self.fast * (k2 * a / np.tan(z) + 1.0) ** 2)
        return np.asarray(first + second)

    def transformed_impedance(self, s: Any) -> Any:
        q1, q2, a = mpmath.sqrt(s / self.slow), mpmath.sqrt(s / self.fast), self.inner
        first = a / (self.slow * (q1 * a * mpmath.coth(q1 * a) - 1))
        second = a / (self.partition * self.fast * (q2 * a * mpmath.coth(q2 * self.outer) + 1))
        return first + self.resistance + second

    def modes(self, x: Array) -> tuple[Array, Array]:
        k1, k2, y, z = self._arguments(self.rates)
        a = self.inner
        first = np.sin(np.multiply.outer(k1, x)) / (self.slow * (np.sin(y) - y * np.cos(y)))[:, np.newaxis]
        slope = self.fast * (k2 * a * np.cos(z) + np.sin(z))
        second = np.sin(np.multiply.outer(k2, a + self.outer - x)) / slope[:, np.newaxis]
        return a**2 * first / x, a**2 * second / x

    def modes_held(self) -> tuple[Array, Array]:
        _, k2, _, z = self._arguments(self.rates)
        a, area = self.inner, 4.0 * np.pi * self.inner**2
        # ∫ r sin(k2 (a + b − r)) dr over the shell.
        spread = (a + self.outer - a * np.cos(z)) / k2 - np.sin(z) / k2**2
        return area / self.rates**2, area * spread / (self.fast * (k2 * a * np.cos(z) + np.sin(z)))


def tangents(count: int) -> Array:
    """Roots of tan y = y after 0: zeros of the spherical Bessel function j1, one in every (nπ, (n + ½)π)."""
    n = np.arange(1, count)
    return np.array([brentq(lambda y: spherical_jn(1, y), k * np.pi, (k + 0.5) * np.pi, xtol=1e-14) for k in n])


EQUATION = r"""
$$\frac{\partial c_i}{\partial t} =
\frac{D_i}{r^2}\frac{\partial}{\partial r}\Big(r^2\,\frac{\partial c_i}{\partial r}\Big),
\qquad c_2(a + b, t) = 0,\qquad c_1(r, 0) = c_0,\quad c_2(r, 0) = 0,$$
$$J = -D_1\frac{\partial c_1}{\partial r} = -D_2\frac{\partial c_2}{\partial r},\qquad
c_1 - c_2/K_2 = R J \qquad\text{at}\ r = a,\qquad b = \tfrac23 a,\quad D_2 = 3 D_1 .$$
"""
REFERENCE = r"""
$r c_i$ obeys the sheet's equation, so that the transform of the flux across the interface is
$\bar J = (c_0/s)/F(s)$ with
$F = \dfrac{a}{D_1 (q_1 a \coth q_1 a - 1)} + R + \dfrac{a}{K_2 D_2 (q_2 a \coth q_2 b + 1)}$, $q_i = \sqrt{s/D_i}$.
As for the slab, $J = \sum_n 2 c_0\,e^{-\lambda_n^2 t}/(\lambda_n\,dF/d\lambda)$ over the roots of $F(-\lambda^2)$, one
between neighbouring poles (Brent's method, 300 terms), and Talbot's inversion of $\bar J$ with 30 digits (mpmath)
checks roots and residues."""

CASES = [case_of(Coated, variant, "coated-sphere", "Coated sphere", EQUATION, REFERENCE) for variant in VARIANTS]
