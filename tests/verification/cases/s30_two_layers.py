"""Two layers in contact: partition and resistance of the interface; the comparison that the coated sphere uses too."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
from attrs import field, frozen

from annealkit import pde
from verification.case import Case, Check, Outcome, Table
from verification.closed_forms import Array, Shape, inverted, roots_between

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CASES", "Pair", "case_of"]

START = 100.0
RTOL = 1e-5
#: Of c/c0 and of shares: three times what the default settings promise.
LIMIT = 3.0 * RTOL


@frozen(eq=False)
class Pair:
    """A loaded layer (1) under an empty one (2) whose outer face is kept empty.

    The transform of the flux J that crosses the interface is that of a drop over resistances in series,

        J̄ = (c0/s) / F(s),    F = Z1(s) + R + Z2(s)/K,

    with Z1, Z2 the drop of the transformed concentration per flux into each layer. With s = −λ² F rises from −∞ to +∞
    between neighbouring poles of Z1 and Z2, so that it has one simple root λₙ in each interval and

        J = Σ wₙ exp(−λₙ² t),    wₙ = 2 c0/(λₙ dF/dλ).

    Attributes:
        inner: Thickness of layer 1 (radius of a core), m.
        outer: Thickness of layer 2, m.
        slow: Diffusivity of layer 1, m²/s.
        fast: Diffusivity of layer 2, m²/s.
        partition: K of layer 2; 1 in layer 1.
        resistance: R, s/m.
        count: Number of terms, about.
    """

    inner: float = 0.6e-6
    outer: float = 0.4e-6
    slow: float = 1e-14
    fast: float = 3e-14
    partition: float = 1.0
    resistance: float = 0.0
    count: int = 300
    rates: Array = field(init=False)
    weights: Array = field(init=False)

    shape: Shape = "planar"

    def __attrs_post_init__(self) -> None:
        rates = roots_between(self.series_impedance, self.poles())
        object.__setattr__(self, "rates", rates)
        object.__setattr__(self, "weights", 2.0 * START / (rates * self.impedance_slope(rates)))

    # -- what depends on the shape ------------------------------------------------

    @abstractmethod
    def poles(self) -> Array:
        """Poles of Z1 and Z2 as functions of λ, increasing, 0 first."""

    @abstractmethod
    def series_impedance(self, rate: Any) -> Any:
        """F at s = −λ²."""

    @abstractmethod
    def impedance_slope(self, rate: Array) -> Array:
        """dF/dλ."""

    @abstractmethod
    def transformed_impedance(self, s: Any) -> Any:
        """F(s) for complex s, by mpmath."""

    @abstractmethod
    def modes(self, x: Array) -> tuple[Array, Array]:
        """c at every root and position per J of that root, in layer 1 and in layer 2."""

    @abstractmethod
    def modes_held(self) -> tuple[Array, Array]:
        """Amount in each layer per J of every root."""

    # -- the solution --------------------------------------------------------------

    def profile(self, x: Array, t: float) -> Array:
        """c at positions, mol/m³."""
        first, second = self.modes(x)
        return np.asarray((self.weights * np.exp(-(self.rates**2) * t)) @ np.where(x < self.inner, first, second))

    def held(self, t: float) -> tuple[float, float]:
        """Amount in each layer."""
        now = self.weights * np.exp(-(self.rates**2) * t)
        first, second = self.modes_held()
        return float(now @ first), float(now @ second)

    def crossing(self, t: float) -> float:
        """Flux across the interface, mol/(m² s)."""
        return float(np.sum(self.weights * np.exp(-(self.rates**2) * t)))

    def crossing_inverted(self, t: float) -> float:
        """The same by numerical inversion of its transform, without roots or residues."""
        return inverted(lambda s: START / (s * self.transformed_impedance(s)), t)

    def problem(self) -> pde.Problem:
        between = [pde.Interface((self.resistance, "s/m"))] if self.resistance else []
        return pde.Problem(
            shape=self.shape,
            layers=[
                pde.Layer((self.inner, "m"), (self.slow, "m^2/s"), initial=(START, "mol/m^3")),
                pde.Layer((self.outer, "m"), (self.fast, "m^2/s"), partition=self.partition),
            ],
            interfaces=between,
            outer=pde.FixedConcentration("0 mol/m^3"),
            temperature="973 K",
        )


@frozen(eq=False)
class Slab(Pair):
    """Sheets: Z1 = coth(q1 a)/(D1 q1), Z2 = tanh(q2 b)/(D2 q2), q = √(s/D)."""

    def poles(self) -> Array:
        n = np.arange(self.count)
        first = n * np.pi * np.sqrt(self.slow) / self.inner
        second = (n + 0.5) * np.pi * np.sqrt(self.fast) / self.outer
        both = np.sort(np.concatenate([first, second]))
        return np.asarray(both[both < min(first[-1], second[-1])])

    def _arguments(self, rate: Any) -> tuple[Any, Any, Any, Any]:
        """Wave numbers and phases of both layers."""
        k1, k2 = rate / np.sqrt(self.slow), rate / np.sqrt(self.fast)
        return k1, k2, k1 * self.inner, k2 * self.outer

    def series_impedance(self, rate: Any) -> Any:
        k1, k2, y, z = self._arguments(rate)
        return -1.0 / (np.tan(y) * self.slow * k1) + self.resistance + np.tan(z) / (self.partition * self.fast * k2)

    def impedance_slope(self, rate: Array) -> Array:
        k1, k2, y, z = self._arguments(rate)
        first = (y / np.sin(y) ** 2 + 1.0 / np.tan(y)) / (self.slow * k1 * rate)
        second = (z / np.cos(z) ** 2 - np.tan(z)) / (self.partition * self.fast * k2 * rate)
        return np.asarray(first + second)

    def transformed_impedance(self, s: Any) -> Any:
        q1, q2 = mpmath.sqrt(s / self.slow), mpmath.sqrt(s / self.fast)
        first = mpmath.coth(q1 * self.inner) / (self.slow * q1)
        return first + self.resistance + mpmath.tanh(q2 * self.outer) / (self.partition * self.fast * q2)

    def modes(self, x: Array) -> tuple[Array, Array]:
        k1, k2, y, z = self._arguments(self.rates)
        first = np.cos(np.multiply.outer(k1, x)) / (self.slow * k1 * np.sin(y))[:, np.newaxis]
        from_face = self.inner + self.outer - x
        second = np.sin(np.multiply.outer(k2, from_face)) / (self.fast * k2 * np.cos(z))[:, np.newaxis]
        return first, second

    def modes_held(self) -> tuple[Array, Array]:
        _, k2, _, z = self._arguments(self.rates)
        return 1.0 / self.rates**2, (1.0 - np.cos(z)) / (self.fast * k2**2 * np.cos(z))


# -- the comparison ----------------------------------------------------------------------


VARIANTS = {
    "": {},
    "partition": {"partition": 2.5},
    "resistance": {"resistance": 6e7},
    "partition and resistance": {"partition": 0.4, "resistance": 6e7},
}
#: s, from before layer 2 is crossed until a tenth of the load is left.
TIMES = (0.2, 1.0, 5.0, 20.0, 60.0)


def case_of(kind: type[Pair], variant: str, name: str, title: str, equation: str, reference: str) -> Case:
    """A case of one variant of an interface."""
    suffix = f", {variant}" if variant else ", perfect interface"
    own = VARIANTS[variant]
    stated = f"$K_2 = {own.get('partition', 1)}$, $R\\,D_1/a = {own.get('resistance', 0.0) * 1e-14 / 0.6e-6:g}$."
    label = "-".join([name, *variant.replace(" and ", " ").split()])
    return Case(label, title + suffix, f"{equation.strip()}\n\nHere {stated}", reference, lambda: compared(kind(**own)))


def compared(pair: Pair) -> Outcome:
    """Solve at default settings and hold it against the expansion, and the expansion against the inversion."""
    solution = pair.problem().solve(np.array(TIMES), rtol=RTOL)
    profiles = np.array([pair.profile(solution.x, t) for t in TIMES])
    off = np.abs(solution.concentration - profiles) / START
    volumes, initial = solution.operator.mesh.volumes, solution.balance.initial
    first = solution.x < pair.inner
    found = np.stack([solution.concentration[:, own] @ volumes[own] for own in (first, ~first)], axis=1) / initial
    held = np.array([pair.held(t) for t in TIMES]) / initial
    inversion = [pair.crossing_inverted(t) / pair.crossing(t) - 1.0 for t in (TIMES[0], TIMES[2], TIMES[-1])]
    checks = [
        Check("c/c0 in any cell, from 1 s on", float(off[1:].max()), LIMIT),
        Check("share held by the loaded layer", float(np.abs(found - held)[:, 0].max()), LIMIT),
        Check("share held by the empty layer", float(np.abs(found - held)[:, 1].max()), LIMIT),
        Check("expansion against Laplace inversion, flux across the interface", float(np.max(np.abs(inversion))), 1e-9),
    ]
    rows = list(zip(TIMES, *held.T, *(found - held).T, strict=True))
    columns = ("t / s", "loaded layer", "empty layer", "computed − exact, loaded", "computed − exact, empty")
    table = Table("Shares held", columns, rows)
    return Outcome(checks, lambda figure: draw(figure, pair, solution, off), [table])


def draw(figure: Figure, pair: Pair, solution: pde.Solution, off: Array) -> None:
    from matplotlib import colormaps

    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    shades = colormaps["viridis"](np.linspace(0.0, 0.9, len(TIMES)))
    total = pair.inner + pair.outer
    bounds = ((total * 1e-6, pair.inner * (1 - 1e-9)), (pair.inner * (1 + 1e-9), total))
    x = solution.x * 1e6
    some = np.unique(np.searchsorted(x, np.linspace(0.0, total * 1e6, 31)).clip(max=len(x) - 1))
    symbol = "x" if pair.shape == "planar" else "r"
    for t, row, error, shade in zip(TIMES, solution.concentration, off, shades, strict=True):
        for low, high in bounds:
            fine = np.linspace(low, high, 150)
            left.plot(fine * 1e6, pair.profile(fine, t) / START, color=shade, linewidth=1)
        left.plot(x[some], row[some] / START, "o", color=shade, markersize=3, label=f"{t:g} s")
        right.semilogy(x, error.clip(1e-12), color=shade, linewidth=1)
    for axes in (left, right):
        axes.axvline(pair.inner * 1e6, color="0.7", linewidth=0.8, zorder=0)
        axes.set_xlabel(f"{symbol} / µm")
    left.set(ylabel=r"$c/c_0$", ylim=(-0.03, 1.08))
    left.legend(title="lines exact", fontsize="x-small", title_fontsize="x-small", loc="upper right")
    right.axhline(LIMIT, color="0.5", linestyle="--", linewidth=1)
    right.set(ylabel=r"error of $c/c_0$", ylim=(1e-9, 1e-4))


EQUATION = r"""
$$\frac{\partial c_i}{\partial t} = D_i\,\frac{\partial^2 c_i}{\partial x^2},\qquad
\frac{\partial c_1}{\partial x}\Big|_{x=0} = 0,\qquad c_2(a + b, t) = 0,\qquad c_1(x, 0) = c_0,\quad c_2(x, 0) = 0,$$
$$J = -D_1\frac{\partial c_1}{\partial x} = -D_2\frac{\partial c_2}{\partial x},\qquad
c_1 - c_2/K_2 = R J \qquad\text{at}\ x = a,\qquad b = \tfrac23 a,\quad D_2 = 3 D_1 .$$
"""
REFERENCE = r"""
The transform of the flux across the interface is $\bar J = (c_0/s)/F(s)$ with
$F = \dfrac{\coth q_1 a}{D_1 q_1} + R + \dfrac{\tanh q_2 b}{K_2 D_2 q_2}$, $q_i = \sqrt{s/D_i}$. With $s = -\lambda^2$
the roots of $F$ lie one by one between its poles (Brent's method, some 500 terms) and
$J = \sum_n 2 c_0\,e^{-\lambda_n^2 t}/(\lambda_n\,dF/d\lambda)$; every term carries $\cos$ and $\sin$ profiles in the
layers. Talbot's inversion of $\bar J$ with 30 digits (mpmath) checks roots and residues."""

CASES = [case_of(Slab, variant, "two-layers", "Two-layer slab", EQUATION, REFERENCE) for variant in VARIANTS]
