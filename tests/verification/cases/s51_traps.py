"""Traps in local equilibrium: effective diffusivity where they are hardly filled, a moving front where they fill up."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

from annealkit import pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

THICKNESS, D = 1e-6, 1e-14  # m, m²/s
CROSSING = THICKNESS**2 / D  # s, the time of diffusion without traps


@frozen
class Traps:
    """A membrane's traps and the concentration held at its upstream face.

    Attributes:
        held: c0, mol/m³.
        density: N, mol/m³.
        half: p/k, mol/m³, the mobile concentration at which half of the traps are full.
        detrapping: p, 1/s.
    """

    held: float
    density: float
    half: float
    detrapping: float

    def filled(self, c: Array) -> Array:
        """Trapped concentration in equilibrium with c, mol/m³."""
        return self.density * c / (c + self.half)

    def capacity(self, c: Array) -> Array:
        """Rise of mobile and trapped together with the mobile concentration."""
        return 1.0 + self.density * self.half / (c + self.half) ** 2

    def lag(self) -> float:
        """Time lag of permeation, s: ∫ x (c + c_t) dx / (D c0) at rest, whatever the kinetics.

        By quadrature; the elementary integral loses all digits where c0 k/p is small.
        """
        held, _ = quad(lambda y: y * self.filled(self.held * (1.0 - y)), 0.0, 1.0, epsabs=0.0, epsrel=1e-13)
        return float(CROSSING * (1.0 / 6.0 + held / self.held))


#: c0 k/p = 1e-6: the filling of the traps bends nothing to more than that; N k/p = 10.
WEAK = Traps(held=1e-3, density=1e4, half=1e3, detrapping=1e4)
#: c0 k/p = 50, and ten times as many traps as c0.
STRONG = Traps(held=1.0, density=10.0, half=0.02, detrapping=1e4)


def permeated(traps: Traps, cells: int, times: Array, grading: tuple[str, float] | str) -> pde.Solution:
    """A membrane, empty at first; c0 at its inner face, nothing at its outer face."""
    trapping = (traps.detrapping / traps.half, "m^3/mol/s")
    problem = pde.Problem(
        shape="planar",
        layers=[pde.Layer((THICKNESS, "m"), (D, "m^2/s"), cells=cells, grading=grading)],
        inner=pde.FixedConcentration((traps.held, "mol/m^3")),
        outer=pde.FixedConcentration("0 mol/m^3"),
        sources=[pde.Trap("trapped", (traps.density, "mol/m^3"), trapping, (traps.detrapping, "1/s"))],
        temperature="973 K",
    )
    return problem.solve(times, rtol=1e-6)


def lag(traps: Traps, solution: pde.Solution) -> float:
    """Time lag found: where the straight line through the last amounts meets the axis."""
    out = solution.channels["outer"]["fixed concentration"][-1]
    return float(solution.times[-1] - out / (D * traps.held / THICKNESS))


# -- weak trapping --------------------------------------------------------------------------------------

EFFECTIVE = D / (1.0 + WEAK.density / WEAK.half)
SLOW = np.array([0.05, 0.1, 0.2, 0.5, 4.0]) * THICKNESS**2 / EFFECTIVE


def mobile(x: Array, t: float) -> Array:
    """Mobile concentration with the effective diffusivity."""
    n = np.arange(1, 200)[:, None]
    y = x / THICKNESS
    waves = np.sin(n * np.pi * y) * np.exp(-((n * np.pi) ** 2) * EFFECTIVE * t / THICKNESS**2)
    return WEAK.held * (1.0 - y - np.sum(2.0 / (n * np.pi) * waves, axis=0))


def released(t: Array) -> Array:
    """Flux out of the downstream face over its steady value."""
    n = np.arange(1, 200)[:, None]
    return 1.0 + 2.0 * np.sum((-1.0) ** n * np.exp(-((n * np.pi) ** 2) * EFFECTIVE * t / THICKNESS**2), axis=0)


def run_weak() -> Outcome:
    """Profiles, downstream flux and time lag on three meshes."""
    cells = (30, 60, 120)
    solutions = [permeated(WEAK, n, SLOW, "uniform") for n in cells]
    exact = np.stack([mobile(solutions[-1].x, t) for t in SLOW])
    profiles = [
        float(np.max(np.abs(s.concentration - np.stack([mobile(s.x, t) for t in SLOW])))) / WEAK.held for s in solutions
    ]
    steady = D * WEAK.held / THICKNESS
    fluxes = [float(np.max(np.abs(s.flux("outer") / steady - released(SLOW)))) for s in solutions]
    # In units of what is trapped at c0.
    trapped = solutions[-1].state("trapped") / (WEAK.held * WEAK.density / WEAK.half)
    filling = float(np.max(np.abs(trapped - exact / WEAK.held)))
    steps = 1.0 / np.array(cells)
    checks = [
        Check("mobile profiles, 120 cells, max / $c_0$", profiles[-1], 1e-4),
        Check("trapped profiles, 120 cells, max / trapped at $c_0$", filling, 1e-4),
        Check("downstream flux, 120 cells, max / steady flux", fluxes[-1], 3e-4),
        Check("order of the profiles", order(steps, profiles), 1.9, "above"),
        Check("order of the flux", order(steps, fluxes), 1.9, "above"),
        Check("time lag, 120 cells, relative", abs(lag(WEAK, solutions[-1]) / WEAK.lag() - 1.0), 1e-4),
        Check("closure of mobile, trapped and exchanged", solutions[-1].balance.closure, 1e-10),
    ]
    return Outcome(checks, lambda figure: draw_weak(figure, solutions[-1]))


def draw_weak(figure: Figure, solution: pde.Solution) -> None:
    """Profiles, and the flux beside that of a membrane without traps."""
    left, right = figure.subplots(1, 2)
    x = np.linspace(0.0, THICKNESS, 300)
    for row, t in enumerate(SLOW[:-1]):
        left.plot(1e6 * x, mobile(x, t) / WEAK.held, color="0.25", linewidth=1.2)
        shown = slice(2 * row, None, 9)
        c = solution.concentration[row, shown] / WEAK.held
        left.plot(1e6 * solution.x[shown], c, "osD^"[row], color=f"C{row}", ms=4, label=f"{t:.0f} s")
    left.set(xlabel="x / µm", ylabel="mobile $c\\;/\\;c_0$", xlim=(0, 1), ylim=(-0.02, 1.02))
    t = np.geomspace(2.0, 6000.0, 400)
    right.semilogx(t, released(t), color="0.25", linewidth=1.2)
    right.semilogx(t, released(t * D / EFFECTIVE), color="0.6", linestyle=":", label="without traps")
    found = solution.flux("outer") / (D * WEAK.held / THICKNESS)
    right.semilogx(SLOW, found, "o", color="C0", ms=5, label="computed")
    right.axvline(WEAK.lag(), color="0.8", linewidth=0.8, zorder=0)
    right.annotate(" time lag", (WEAK.lag(), 0.02), size=8, color="0.4")
    right.set(xlabel="t / s", ylabel="downstream flux / steady flux", xlim=(2.0, 6000.0))
    for axes in (left, right):
        axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
        axes.legend(frameon=False, fontsize="small")


# -- strong trapping ------------------------------------------------------------------------------------

#: Two times at which the front is on its way, and one long after it has arrived.
FILLING = np.array([100.0, 300.0, 3000.0])
STRONG_CELLS = (100, 200, 400)


@cache
def front() -> Callable[[Array], Array]:
    """c/c0 at φ = x/(2√(Dt)) in a half-space: u'' = −2 φ (1 + dS/dc) u', shot from the surface to u(∞) = 0."""

    def shot(slope: float) -> tuple[float, Callable[[Array], Array], float]:
        def slopes(phi: float, y: Array) -> list[float]:
            c = STRONG.held * max(y[0], 0.0)
            return [y[1], -2.0 * phi * STRONG.capacity(c) * y[1]]

        def died_out(phi: float, y: Array) -> float:
            return y[1] + 1e-14

        died_out.terminal = True
        path = solve_ivp(
            slopes, (0.0, 6.0), [1.0, -slope], "DOP853", events=died_out, dense_output=True, rtol=1e-11, atol=1e-14
        )
        return path.y[0, -1], path.sol, path.t[-1]

    slope = brentq(lambda s: shot(s)[0], 0.5, 50.0, xtol=1e-13, rtol=1e-13)
    _, dense, end = shot(slope)
    return lambda phi: np.where(phi < end, dense(np.minimum(phi, end))[0], 0.0)


def expected(x: Array, t: float) -> tuple[Array, Array]:
    """Mobile and trapped concentration before the front arrives."""
    c = STRONG.held * front()(x / (2.0 * np.sqrt(D * t)))
    return c, STRONG.filled(c)


def deviations(solution: pde.Solution) -> tuple[float, float]:
    """RMS error of mobile over c0 and of trapped over N while the front is on its way."""
    errors = []
    for row, t in enumerate(FILLING[:2]):
        c, trapped = expected(solution.x, t)
        found = solution.state("trapped")[row]
        errors.append(((solution.concentration[row] - c) / STRONG.held, (found - trapped) / STRONG.density))
    rms = np.sqrt(np.mean(np.array(errors) ** 2, axis=(0, 2)))
    return float(rms[0]), float(rms[1])


def run_strong() -> Outcome:
    """Front and time lag on three meshes."""
    solutions = [permeated(STRONG, n, FILLING, "uniform") for n in STRONG_CELLS]
    mobiles, trappeds = zip(*map(deviations, solutions), strict=True)
    lags = [abs(lag(STRONG, one) / STRONG.lag() - 1.0) for one in solutions]
    steps = 1.0 / np.array(STRONG_CELLS)
    finest = STRONG_CELLS[-1]
    checks = [
        Check(f"mobile profiles, {finest} cells, RMS / $c_0$", mobiles[-1], 1e-5),
        Check(f"trapped profiles, {finest} cells, RMS / $N$", trappeds[-1], 1e-4),
        Check("order of the mobile profiles", order(steps, mobiles), 1.9, "above"),
        Check("order of the trapped profiles", order(steps, trappeds), 1.9, "above"),
        Check(f"time lag, {finest} cells, relative", lags[-1], 1e-4),
        Check("closure of mobile, trapped and exchanged", solutions[-1].balance.closure, 1e-10),
    ]
    rows = [(str(n), m, t, g) for n, m, t, g in zip(STRONG_CELLS, mobiles, trappeds, lags, strict=True)]
    sharp = 0.5 * CROSSING * STRONG.density / STRONG.held
    tables = [
        Table("Errors by mesh", ("cells", "mobile, RMS / $c_0$", "trapped, RMS / $N$", "time lag, relative"), rows),
        Table(
            "Time lag",
            ("computed / s", "exact / s", "sharp front $l^2 N / 2 c_0 D$ / s"),
            [(lag(STRONG, solutions[-1]), STRONG.lag(), sharp)],
        ),
    ]
    return Outcome(checks, lambda figure: draw_strong(figure, solutions[-1]), tables)


def draw_strong(figure: Figure, solution: pde.Solution) -> None:
    """Mobile and trapped profiles behind the front."""
    panels = figure.subplots(1, 2, sharex=True)
    found = (solution.concentration / STRONG.held, solution.state("trapped") / STRONG.density)
    x = np.linspace(0.0, THICKNESS, 600)
    for axes, values, index, unit in zip(panels, found, (0, 1), (STRONG.held, STRONG.density), strict=True):
        for row, t in enumerate(FILLING[:2]):
            axes.plot(1e6 * x, expected(x, t)[index] / unit, color="0.25", linewidth=1.2)
            shown = slice(7 * row, None, 16)
            label = f"computed, {t:g} s"
            axes.plot(1e6 * solution.x[shown], values[row, shown], "os"[row], color=f"C{row}", ms=4, label=label)
            sharp = 1e6 * np.sqrt(2.0 * D * STRONG.held * t / STRONG.density)
            axes.axvline(sharp, color=f"C{row}", linestyle=":", linewidth=1.0)
        axes.plot([], [], color="0.25", linewidth=1.2, label="similarity solution")
        axes.plot([], [], ":", color="0.5", label=r"$\sqrt{2 D c_0 t / N}$")
        axes.set(xlabel="x / µm", xlim=(0, 1), ylim=(-0.02, 1.05))
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=4, frameon=False, fontsize="small")
    panels[0].set_ylabel("mobile $c\\;/\\;c_0$")
    panels[1].set_ylabel("trapped $c_t\\;/\\;N$")


EQUATION = r"""
A membrane with traps, empty at first; $c_0$ is held at $x = 0$ and nothing at $x = l$:

$$\frac{\partial c}{\partial t} = D \frac{\partial^2 c}{\partial x^2} - \frac{\partial c_t}{\partial t}, \qquad
\frac{\partial c_t}{\partial t} = k c\,(N - c_t) - p\, c_t.$$
"""
LAG = r"""The time lag is exact for any kinetics: the balance, multiplied by $x$ and integrated, gives
$t_L = \frac{1}{D c_0} \int_0^l x\,(c + c_t)_\infty\, dx$ with $c_\infty = c_0(1 - x/l)$ and the traps in equilibrium
with it; by quadrature."""

CASES = [
    Case(
        name="traps-weak",
        title="Traps that are hardly filled: an effective diffusivity",
        equation=EQUATION + "\nHere $N k/p = 10$, $c_0 k/p = 10^{-6}$, and trapping is fast.",
        reference=r"""The trapped concentration is $(N k/p)\, c$, so the membrane is one of
$D/(1 + N k/p)$: its sine series. """
        + LAG,
        run=run_weak,
        slow=True,
    ),
    Case(
        name="traps-strong",
        title="Traps that fill up: a moving front",
        equation=EQUATION + "\nHere $N = 10\\, c_0$, $c_0 k/p = 50$, and trapping is fast.",
        reference=r"""Until the front arrives the membrane is a half-space, and with $S(c) = N c/(c + p/k)$ the profile
depends on $\varphi = x/(2\sqrt{Dt})$ only: $c'' = -2\varphi\,(1 + S'(c))\,c'$, shot from the surface (DOP853 at 1e-11,
brentq). """
        + LAG,
        run=run_strong,
        slow=True,
    ),
]
