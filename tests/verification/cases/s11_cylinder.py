"""A cylinder that empties, and the steady state of a hollow one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from annealkit import pde
from verification.case import Case, Check, Outcome
from verification.cases.s10_sheet import Release
from verification.closed_forms import Array, Shape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CASES", "HollowWall"]


@frozen
class HollowWall:
    """Steady flow through a hollow cylinder or sphere, held at c0 inside, with exchange outside.

    The same amount Q crosses every radius, Q = A(r) J(r) with A = 2πr or 4πr². Integrating −D dc/dr = Q/A(r) from the
    inner radius gives the drop across the wall, and Q = k A(b) c(b) the last part of the resistance.

    Attributes:
        shape: Geometry.
        inside: Inner radius, m.
        outside: Outer radius, m.
        diffusivity: m²/s.
        rate: k of the exchange at the outer face, m/s.
        level: c0, mol/m³.
    """

    shape: Shape
    inside: float = 1e-6
    outside: float = 3e-6
    diffusivity: float = 1e-14
    rate: float = 1e-8
    level: float = 100.0

    def __call__(self) -> Outcome:
        wall = self.outside - self.inside
        times = np.array([0.02, 0.1, 20.0]) * wall**2 / self.diffusivity
        solution = self.problem().solve(times)
        steady = self.profile(solution.x)
        off = np.abs(solution.concentration[-1] - steady) / self.level
        out = solution.flux("outer")[-1] * self.area(self.outside)
        into = -solution.flux("inner")[-1] * self.area(self.inside)
        # The scheme adds the wall's resistance ∫ dr/A up by a midpoint rule: relative error about h²/(8 a²) of a sphere
        # with h the mean cell, 9e-6, and up to three times that where cells grow; held to 1e-4.
        checks = [
            Check("c/c0 in any cell", float(off.max()), 1e-4),
            Check("flow out through the outer face, relative", abs(out / self.flow() - 1.0), 1e-4),
            Check("flow in through the inner face, relative", abs(into / self.flow() - 1.0), 1e-4),
            Check("surface value at the outer face / c0", self._surface_error(solution), 1e-4),
        ]
        return Outcome(checks, lambda figure: self.draw(figure, solution, steady))

    def problem(self) -> pde.Problem:
        wall = (self.outside - self.inside, "m")
        return pde.Problem(
            shape=self.shape,
            inner_radius=(self.inside, "m"),
            layers=[pde.Layer(wall, (self.diffusivity, "m^2/s"), initial="0 mol/m^3")],
            inner=pde.FixedConcentration((self.level, "mol/m^3")),
            outer=pde.SurfaceExchange((self.rate, "m/s"), "0 mol/m^3"),
            temperature="973 K",
        )

    def area(self, r: float) -> float:
        """Of the surface of radius r; of a cylinder per metre."""
        return 2.0 * np.pi * r if self.shape == "cylinder" else 4.0 * np.pi * r**2

    def spread(self, r: Array) -> Array:
        """∫ dr/A from the inner radius."""
        if self.shape == "cylinder":
            return np.asarray(np.log(r / self.inside) / (2.0 * np.pi))
        return np.asarray((1.0 / self.inside - 1.0 / r) / (4.0 * np.pi))

    def flow(self) -> float:
        """Q, mol/(m s) or mol/s."""
        across = float(self.spread(np.asarray(self.outside))) / self.diffusivity
        return self.level / (across + 1.0 / (self.rate * self.area(self.outside)))

    def profile(self, r: Array) -> Array:
        return np.asarray(self.level - self.flow() / self.diffusivity * self.spread(r))

    def _surface_error(self, solution: pde.Solution) -> float:
        exact = float(self.profile(np.asarray(self.outside)))
        return abs(solution.surface("outer")[-1] - exact) / self.level

    def draw(self, figure: Figure, solution: pde.Solution, steady: Array) -> None:
        left, right = figure.subplots(1, 2)
        x, some = solution.x * 1e6, slice(0, None, 8)
        for row, t, color in zip(solution.concentration[:-1], solution.times, ("0.75", "0.55"), strict=False):
            left.plot(x, row / self.level, color=color, linewidth=1, label=f"computed, {t:.3g} s")
        left.plot(x, steady / self.level, color="C3", linewidth=1, label="steady, exact")
        left.plot(
            x[some], solution.concentration[-1][some] / self.level, "o", markersize=3, label="computed, at the end"
        )
        left.set(xlabel="r / µm", ylabel=r"$c/c_0$", ylim=(0, 1.05))
        left.legend(fontsize="x-small")
        right.plot(x, (solution.concentration[-1] - steady) / self.level, color="C3")
        right.axhline(0.0, color="0.5", linewidth=0.8)
        right.set(xlabel="r / µm", ylabel=r"(computed − exact) / $c_0$")
        right.ticklabel_format(axis="y", scilimits=(0, 0))


# As for the sheet: a jump at the surface costs 3 × 1.7e-4 of the loss at the first time.
FIXED = Release("cylinder", np.inf, None, 5e-4, 5e-5)
EXCHANGE = Release("cylinder", 5.0, None, 3e-5, 5e-5)

CASES = [
    Case(
        name="cylinder-fixed",
        title="Cylinder with an empty surface",
        equation=r"""
$$\frac{\partial c}{\partial t} = \frac{1}{r}\frac{\partial}{\partial r}\Big(r D\,\frac{\partial c}{\partial r}\Big),
\qquad c(a, t) = 0,\qquad c(r, 0) = c_0 .$$
""",
        reference=r"""
Late times and all profiles: $c/c_0 = \sum_n 2 J_0(b_n r/a)\,e^{-b_n^2 D t/a^2}/(b_n J_1(b_n))$, $J_0(b_n) = 0$,
with 400 terms (enough from $D t/a^2 = 10^{-4}$ on). Loss up to $D t/a^2 = 0.01$: $4\sqrt{\tau/\pi} - \tau -
\tau^{3/2}/3\sqrt\pi - \dots$ with 24 terms, from the transform $2 I_1(q)/(q^3 I_0(q))$, $q = \sqrt s$, whose series in
$1/q$ follows from Bessel's equation term by term (Crank, *The Mathematics of Diffusion*, chapter 5).""",
        run=FIXED,
    ),
    Case(
        name="cylinder-exchange",
        title="Cylinder with surface exchange",
        equation=r"""
$$\frac{\partial c}{\partial t} = \frac{1}{r}\frac{\partial}{\partial r}\Big(r D\,\frac{\partial c}{\partial r}\Big),
\qquad -D\,\frac{\partial c}{\partial r}\Big|_{r=a} = k\,c(a, t),\qquad c(r, 0) = c_0,\qquad B = k a/D = 5 .$$
""",
        reference=r"""
As for the empty surface, with the roots of $b J_1(b) = B J_0(b)$ by Brent's method between the zeros of $J_1$
and $J_0$, and for early times the series of $2 q w B/(s^2 (q w + B))$, $w = I_1(q)/I_0(q)$
(Crank, *The Mathematics of Diffusion*, chapter 5).""",
        run=EXCHANGE,
    ),
    Case(
        name="cylinder-hollow",
        title="Hollow cylinder, steady state",
        equation=r"""
$$\frac{1}{r}\frac{d}{dr}\Big(r D\,\frac{dc}{dr}\Big) = 0,\qquad c(a) = c_0,\qquad
-D\,\frac{dc}{dr}\Big|_{r=b} = k\,c(b),\qquad b = 3a,\qquad k b/D = 3 .$$
""",
        reference=r"""
$c = c_0 - \dfrac{Q}{2\pi D}\ln\dfrac{r}{a}$ with $Q = c_0\Big/\Big(\dfrac{\ln(b/a)}{2\pi D} +
\dfrac{1}{2\pi b k}\Big)$ per metre: resistances of wall and face in series. The run starts empty and lasts
$20\,(b - a)^2/D$.""",
        run=HollowWall("cylinder"),
    ),
]
