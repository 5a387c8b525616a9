"""Traps that fill and empty at a finite rate, far from full: Laplace transform, inverted numerically."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath as mp
import numpy as np

from annealkit import pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

THICKNESS, D, HELD = 1e-6, 1e-14, 1.0  # m, m²/s, mol/m³
#: Both rates are comparable with D/l² = 0.01/s: neither local equilibrium nor traps that stand aside.
TRAPPING, DETRAPPING = 0.05, 0.01  # kN and p, 1/s
#: So many traps (mol/m³) that c_t/N stays below 1e-9: the kinetics is linear.
DENSITY = 5e9
TIMES = np.array([5.0, 25.0, 100.0, 400.0])  # s
CELLS = (30, 60, 120)
#: Shares of the thickness at which profiles are compared; on every mesh the nearest cells.
SHARES = np.linspace(0.05, 0.99, 6)


def compute(cells: int) -> pde.Solution:
    """A sheet sealed at its inner face, empty at first, c0 held at its outer face."""
    problem = pde.Problem(
        shape="planar",
        layers=[pde.Layer((THICKNESS, "m"), (D, "m^2/s"), cells=cells, grading=("outer", 8.0))],
        outer=pde.FixedConcentration((HELD, "mol/m^3")),
        sources=[pde.Trap("trapped", (DENSITY, "mol/m^3"), (TRAPPING / DENSITY, "m^3/mol/s"), (DETRAPPING, "1/s"))],
        temperature="973 K",
    )
    return problem.solve(TIMES, rtol=1e-6)


def _q(s: mp.mpc) -> mp.mpc:
    """The transform varies as cosh(q x): D q² = s + s κ/(s + p)."""
    return mp.sqrt(s / D * (1 + TRAPPING / (s + DETRAPPING)))


def _invert(transform: object, t: float) -> float:
    """Talbot's contour; every singularity lies on the negative real axis."""
    return float(mp.invertlaplace(transform, t, method="talbot", degree=24))


def mobile(x: float, t: float) -> float:
    """c: the inverse of (c0/s) cosh(q x)/cosh(q l)."""
    return _invert(lambda s: HELD / s * mp.cosh(_q(s) * x) / mp.cosh(_q(s) * THICKNESS), t)


def trapped(x: float, t: float) -> float:
    """c_t: κ/(s + p) times the transform of c."""
    return _invert(
        lambda s: HELD / s * mp.cosh(_q(s) * x) / mp.cosh(_q(s) * THICKNESS) * TRAPPING / (s + DETRAPPING), t
    )


def taken_up(t: float) -> float:
    """Amount that has entered (mol/m²): D c0 q tanh(q l)/s²."""
    return _invert(lambda s: D * HELD * _q(s) * mp.tanh(_q(s) * THICKNESS) / s**2, t)


def deviations(solution: pde.Solution) -> tuple[float, float, float]:
    """Largest errors of c over c0, of c_t over its final value, and relative one of the uptake."""
    cells = np.searchsorted(solution.x, SHARES * THICKNESS)
    cells = np.minimum(cells, len(solution.x) - 1)
    final = HELD * TRAPPING / DETRAPPING
    off, behind = [], []
    for row, t in enumerate(TIMES):
        for cell in cells:
            x = float(solution.x[cell])
            off.append(solution.concentration[row, cell] - mobile(x, t))
            behind.append(solution.state("trapped")[row, cell] - trapped(x, t))
    amounts = -solution.channels["outer"]["fixed concentration"]
    uptake = max(abs(amount / taken_up(t) - 1.0) for amount, t in zip(amounts, TIMES, strict=True))
    return float(np.max(np.abs(off))) / HELD, float(np.max(np.abs(behind))) / final, float(uptake)


def run() -> Outcome:
    """Profiles of both and the uptake on three meshes."""
    solutions = [compute(cells) for cells in CELLS]
    mobiles, trappeds, uptakes = zip(*map(deviations, solutions), strict=True)
    steps = 1.0 / np.array(CELLS)
    last = solutions[-1]
    checks = [
        Check("mobile profiles, 120 cells, max / $c_0$", mobiles[-1], 5e-5),
        Check("trapped profiles, 120 cells, max / final", trappeds[-1], 5e-5),
        Check("amount taken up, 120 cells, relative", uptakes[-1], 2e-4),
        Check("order of the mobile profiles", order(steps, mobiles), 1.9, "above"),
        Check("order of the trapped profiles", order(steps, trappeds), 1.9, "above"),
        Check("order of the uptake", order(steps, uptakes), 1.9, "above"),
        Check("closure of mobile, trapped and exchanged", last.balance.closure, 1e-10),
    ]
    rows = [(str(n), *errors) for n, *errors in zip(CELLS, mobiles, trappeds, uptakes, strict=True)]
    table = Table("Errors by mesh", ("cells", "mobile, max / $c_0$", "trapped, max / final", "uptake, relative"), rows)
    return Outcome(checks, lambda figure: draw(figure, last), [table])


def draw(figure: Figure, solution: pde.Solution) -> None:
    """Mobile and trapped profiles: the traps lag behind."""
    panels = figure.subplots(1, 2)
    final = HELD * TRAPPING / DETRAPPING
    found = (solution.concentration / HELD, solution.state("trapped") / final)
    x = THICKNESS * np.linspace(0.0, 1.0, 31)
    for axes, values, exact, unit in zip(panels, found, (mobile, trapped), (HELD, final), strict=True):
        for row, t in enumerate(TIMES):
            axes.plot(1e6 * x, [exact(float(one), t) / unit for one in x], color="0.25", linewidth=1.2)
            shown = np.unique(np.searchsorted(solution.x, THICKNESS * np.linspace(0.02, 0.98, 12)))
            axes.plot(1e6 * solution.x[shown], values[row, shown], "osD^"[row], color=f"C{row}", ms=4, label=f"{t:g} s")
        axes.plot([], [], color="0.25", linewidth=1.2, label="inverted transform")
        axes.set(xlabel="x / µm", xlim=(0, 1), ylim=(-0.02, 1.05))
    panels[0].set_ylabel("mobile $c\\;/\\;c_0$")
    panels[1].set_ylabel("trapped, share of the final value")
    figure.legend(*panels[1].get_legend_handles_labels(), loc="outside upper center", ncols=5, frameon=False)


CASES = [
    Case(
        name="traps-finite-rate",
        title="Traps that fill and empty at a finite rate",
        equation=r"""
A sheet of thickness $l$, sealed at $x = 0$, empty at first, $c_0$ held at $x = l$, with traps far from full:

$$\frac{\partial c}{\partial t} = D \frac{\partial^2 c}{\partial x^2} - \frac{\partial c_t}{\partial t}, \qquad
\frac{\partial c_t}{\partial t} = \kappa c - p\, c_t, \qquad \kappa = kN.$$
""",
        reference=r"""The Laplace transform: $\hat c = \frac{c_0}{s} \frac{\cosh q x}{\cosh q l}$,
$\hat c_t = \frac{\kappa}{s + p}\, \hat c$, $D q^2 = s + \frac{s \kappa}{s + p}$, and the amount taken up
$D c_0\, q \tanh(q l)/s^2$; inverted by mpmath along Talbot's contour.""",
        run=run,
        slow=True,
    )
]
