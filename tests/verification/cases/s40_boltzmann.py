"""Diffusivity that depends on concentration, against Boltzmann's similarity solution."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from annealkit import laws, pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

SURFACE = 100.0  # mol/m³
SLOWEST = 1e-14  # m²/s
END = 100.0  # s
#: Where the similarity profile counts as ended: the flux that is left, relative to that at a slope of 1.
NOTHING = 1e-14


@frozen
class Ratio:
    """How fast a species is at c = u c_s relative to the slowest.

    Attributes:
        label: As the figure says it.
        of: The ratio, a function of u in [0, 1].
        fastest: Its largest value.
        grading: Largest over smallest cell: a slow skin needs fine cells at the surface.
    """

    label: str
    of: Callable[[Array], Array]
    fastest: float
    grading: float


LINEAR = Ratio("$D/D_0 = 1 + 4u$", lambda u: 1.0 + 4.0 * u, 5.0, 8.0)
RISING = Ratio("$D/D_0 = 200^{u}$", lambda u: 200.0**u, 200.0, 8.0)
FALLING = Ratio("$D/D_0 = 200^{1-u}$", lambda u: 200.0 ** (1.0 - u), 200.0, 1000.0)
CELLS = (60, 120, 240)


@frozen
class Similarity:
    """The profile u(φ), φ = x / (2 √(D0 t)), and the slope of its flux at the surface, −d u' at φ = 0."""

    profile: Callable[[Array], Array]
    slope: float
    reach: float


@cache
def similarity(ratio: Ratio) -> Similarity:
    """Shoot from the surface: u' = w/d, w' = −2 φ w/d, u(0) = 1, until the flux w has died out; u must end at 0."""

    def shot(slope: float) -> tuple[float, Callable[[Array], Array], float]:
        def slopes(phi: float, y: Array) -> list[float]:
            # A shot that is too steep passes below zero, where d is not meant to be evaluated.
            d = ratio.of(max(y[0], 0.0))
            return [y[1] / d, -2.0 * phi * y[1] / d]

        def died_out(phi: float, y: Array) -> float:
            return y[1] + NOTHING

        died_out.terminal = True
        far = 20.0 * np.sqrt(ratio.fastest)
        path = solve_ivp(
            slopes, (0.0, far), [1.0, -slope], "DOP853", events=died_out, dense_output=True, rtol=1e-11, atol=1e-14
        )
        return path.y[0, -1], path.sol, path.t[-1]

    slope = brentq(lambda s: shot(s)[0], 0.1, 2.0 * np.sqrt(ratio.fastest), xtol=1e-13, rtol=1e-13)
    _, dense, reach = shot(slope)
    return Similarity(lambda phi: np.where(phi < reach, dense(np.minimum(phi, reach))[0], 0.0), slope, reach)


def compute(ratio: Ratio, cells: int) -> pde.Solution:
    """A sheet just thicker than the profile reaches by the end, sealed at the far face."""
    thickness = 1.1 * similarity(ratio).reach * _spread(END)
    diffusivity = laws.Callable(lambda c: SLOWEST * ratio.of(c / SURFACE), "m^2/s")
    problem = pde.Problem(
        shape="planar",
        layers=[pde.Layer((thickness, "m"), diffusivity, cells=cells, grading=("inner", ratio.grading))],
        inner=pde.FixedConcentration((SURFACE, "mol/m^3")),
        temperature="973 K",
    )
    return problem.solve(np.array([0.25 * END, END]), rtol=1e-5)


def _spread(t: float) -> float:
    """The length 2 √(D0 t) of which φ is the multiple, m."""
    return 2.0 * np.sqrt(SLOWEST * t)


def deviation(ratio: Ratio, solution: pde.Solution) -> tuple[float, float]:
    """RMS error over the sheet of the last profile over c_s, and relative error of the amount taken up."""
    exact = similarity(ratio)
    error = solution.concentration[-1] / SURFACE - exact.profile(solution.x / _spread(END))
    profile = np.sqrt(np.average(error**2, weights=np.gradient(solution.x)))
    uptake = SURFACE * exact.slope * np.sqrt(SLOWEST * END)
    taken = -solution.channels["inner"]["fixed concentration"][-1]
    return float(profile), float(abs(taken / uptake - 1.0))


def run(ratios: tuple[Ratio, ...], limit: float) -> Outcome:
    """Solve on three meshes; compare profile and uptake with the similarity solution."""
    checks, rows, finest = [], [], []
    for ratio in ratios:
        solutions = [compute(ratio, cells) for cells in CELLS]
        finest.append(solutions[-1])
        profiles, uptakes = zip(*(deviation(ratio, one) for one in solutions), strict=True)
        steps = [1.0 / cells for cells in CELLS]
        checks += [
            Check(f"{ratio.label}: profile, {CELLS[-1]} cells, RMS / $c_s$", profiles[-1], limit),
            Check(f"{ratio.label}: amount taken up, {CELLS[-1]} cells, relative", uptakes[-1], limit),
            Check(f"{ratio.label}: order of the profile", order(steps, profiles), 1.9, "above"),
            Check(f"{ratio.label}: order of the uptake", order(steps, uptakes), 1.9, "above"),
        ]
        rows += [(ratio.label, str(n), p, u) for n, p, u in zip(CELLS, profiles, uptakes, strict=True)]
    columns = ("diffusivity", "cells", "profile, RMS / $c_s$", "uptake, relative")
    return Outcome(checks, lambda figure: draw(figure, ratios, finest), [Table("Errors by mesh", columns, rows)])


def draw(figure: Figure, ratios: tuple[Ratio, ...], solutions: list[pde.Solution]) -> None:
    """Two times fall on one curve of φ."""
    panels = figure.subplots(1, len(ratios), squeeze=False)[0]
    for axes, ratio, solution in zip(panels, ratios, solutions, strict=True):
        exact = similarity(ratio)
        # A slow skin is seen on a logarithmic axis only.
        skin = ratio is FALLING
        start, end = (0.01, 100.0) if skin else (0.0, 1.1 * _where(exact, 1e-3))
        phi = np.geomspace(start, end, 400) if skin else np.linspace(start, end, 400)
        axes.plot(phi, exact.profile(phi), color="0.25", linewidth=1.2, label="similarity solution")
        for color, marker, row, shift in (("C0", "o", 0, 0.0), ("C1", "s", 1, 0.5)):
            t = solution.times[row]
            along = np.geomspace(start, end, 13) if skin else np.linspace(start, end, 13)
            wanted = np.interp(np.arange(12) + shift, np.arange(13), along)
            shown = np.unique(np.searchsorted(solution.x / _spread(t), wanted))
            shown = shown[shown < len(solution.x)]
            c = solution.concentration[row, shown] / SURFACE
            axes.plot(solution.x[shown] / _spread(t), c, marker, color=color, ms=5, label=f"computed, {t:g} s")
        axes.set(xlabel=r"$\varphi = x\;/\;2\sqrt{D_0 t}$", ylabel="$c\\;/\\;c_s$", title=ratio.label)
        axes.set(xscale="log" if skin else "linear", xlim=(start, end), ylim=(-0.02, 1.03))
        axes.legend(frameon=False, fontsize="small")


def _where(exact: Similarity, level: float) -> float:
    """The φ at which the profile has fallen to a level."""
    return float(brentq(lambda phi: float(exact.profile(np.array(phi))) - level, 0.0, exact.reach))


EQUATION = r"""
A half-space without the species, whose surface is held at $c_s$ from $t = 0$ on, with $u = c/c_s$:

$$\frac{\partial c}{\partial t} = \frac{\partial}{\partial x}\left(D_0\, d(u)\, \frac{\partial c}{\partial x}\right),
\qquad c(0, t) = c_s, \quad c(x, 0) = 0.$$
"""
REFERENCE = r"""
Boltzmann's substitution $\varphi = x/(2\sqrt{D_0 t})$ leaves $(d\,u')' = -2\varphi\,u'$ with $u(0) = 1$,
$u(\infty) = 0$. The case shoots for the slope $s = -d\,u'|_{\varphi = 0}$ (DOP853 at 1e-11, brentq); the amount taken
up is $c_s\, s\, \sqrt{D_0 t}$."""

CASES = [
    Case(
        name="boltzmann-linear",
        title="Diffusivity that rises linearly with concentration",
        equation=EQUATION + "\nHere $d(u) = 1 + 4u$.",
        reference=REFERENCE,
        run=lambda: run((LINEAR,), 1e-5),
    ),
    Case(
        name="boltzmann-strong",
        title="Diffusivity that varies by a factor of 200",
        equation=EQUATION
        + "\nHere $d$ rises or falls exponentially by a factor of 200: a steep front, and a slow skin.",
        reference=REFERENCE,
        run=lambda: run((RISING, FALLING), 3e-4),
        slow=True,
    ),
]
