"""A body that exchanges with a well-stirred vessel of finite volume, in equilibrium with its surface."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import frozen
from scipy.optimize import brentq

from annealkit import laws, pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

SIZE, D = 1e-6, 1e-14  # m, m²/s
#: What the vessel holds at first (mol/m³ of it), and how much more the body dissolves of it.
CHARGE, SOLUBILITY = 100.0, 0.4
#: Capacity of the vessel over that of the body.
RATIO = 0.8
TIMES = np.array([0.01, 0.03, 0.1, 0.3, 2.0]) * SIZE**2 / D
CELLS = (20, 40, 80)
ROOTS = 150


@frozen
class Body:
    """A shape and its series.

    Attributes:
        shape: As annealkit calls it.
        volume: m³, or m for each m² of a sheet.
        condition: Whose n-th positive root lies between (n − ½)π and (n + ½)π.
        weight: Weight of the exponential of a root at the surface, over the final concentration.
        wave: Profile of a root, 1 at the surface.
    """

    shape: Literal["planar", "sphere"]
    volume: float
    condition: Callable[[float], float]
    weight: Callable[[Array], Array]
    wave: Callable[[Array, Array], Array]

    @property
    def vessel(self) -> float:
        """Volume of the vessel, in the unit of the body's."""
        return RATIO * SOLUBILITY * self.volume


A = RATIO
SHEET = Body(
    "planar",
    SIZE,
    lambda q: np.sin(q) + A * q * np.cos(q),
    lambda q: 2.0 * (1.0 + A) / (1.0 + A + A**2 * q**2),
    lambda q, y: np.cos(q * y) / np.cos(q),
)
SPHERE = Body(
    "sphere",
    4.0 / 3.0 * np.pi * SIZE**3,
    lambda q: (3.0 + A * q**2) * np.sin(q) - 3.0 * q * np.cos(q),
    lambda q: 6.0 * (1.0 + A) / (9.0 + 9.0 * A + A**2 * q**2),
    lambda q, y: np.sin(q * y) / (y * np.sin(q)),
)
#: Concentration of the body at the end.
FINAL = SOLUBILITY * CHARGE * A / (1.0 + A)


@cache
def roots(body: Body) -> Array:
    """The first roots of tan q = −A q (sheet) or tan q = 3q/(3 + A q²) (sphere), each in its bracket."""
    # A sheet's roots lie in the lower half of (n − ½)π to (n + ½)π, a sphere's in the upper half.
    low, high = (-0.5, 0.0) if body.shape == "planar" else (0.0, 0.5)
    spans = [((n + low) * np.pi, (n + high) * np.pi) for n in range(1, ROOTS + 1)]
    return np.array([brentq(body.condition, *span, xtol=1e-14, rtol=1e-15) for span in spans])


def profile(body: Body, x: Array, t: float) -> Array:
    """Concentration in the body, mol/m³."""
    q = roots(body)[:, None]
    decay = np.exp(-(q**2) * D * t / SIZE**2)
    return FINAL * (1.0 + np.sum(body.weight(q) * decay * body.wave(q, x / SIZE), axis=0))


def held(body: Body, t: float) -> float:
    """Amount in the vessel, in equilibrium with the surface."""
    return float(body.vessel / SOLUBILITY * profile(body, np.array([SIZE]), t)[0])


def compute(body: Body, cells: int) -> pde.Solution:
    """An empty body; the vessel gains what leaves it."""
    surface = laws.Callable(lambda vessel: SOLUBILITY * vessel / body.vessel, "mol/m^3")
    problem = pde.Problem(
        shape=body.shape,
        layers=[pde.Layer((SIZE, "m"), (D, "m^2/s"), cells=cells, grading=("outer", 30.0))],
        outer=pde.FixedConcentration(surface),
        reservoirs=[pde.Reservoir("vessel", CHARGE * body.vessel, fed_by={"outer: fixed concentration": 1.0})],
        temperature="973 K",
    )
    return problem.solve(TIMES, rtol=1e-6)


def deviations(body: Body, solution: pde.Solution) -> tuple[float, float]:
    """Largest error of the profiles over the final concentration, and of the vessel's amount over its charge."""
    profiles = np.stack([profile(body, solution.x, t) for t in TIMES])
    amounts = np.array([held(body, t) for t in TIMES])
    return (
        float(np.max(np.abs(solution.concentration - profiles))) / FINAL,
        float(np.max(np.abs(solution.state("vessel") - amounts))) / (CHARGE * body.vessel),
    )


def run(body: Body) -> Outcome:
    """Profiles and vessel on three meshes; body and vessel together."""
    solutions = [compute(body, cells) for cells in CELLS]
    profiles, amounts = zip(*(deviations(body, one) for one in solutions), strict=True)
    steps = 1.0 / np.array(CELLS)
    last = solutions[-1]
    together = (last.inventory + last.state("vessel")) / (CHARGE * body.vessel)
    finest = CELLS[-1]
    checks = [
        Check(f"profiles, {finest} cells, max / final concentration", profiles[-1], 5e-4),
        Check(f"vessel, {finest} cells, max / charge", amounts[-1], 1e-4),
        Check("order of the profiles", order(steps, profiles), 1.9, "above"),
        Check("order of the vessel's amount", order(steps, amounts), 1.9, "above"),
        Check("body and vessel together, relative", float(np.max(np.abs(together - 1.0))), 1e-10),
    ]
    rows = [(str(n), p, a) for n, p, a in zip(CELLS, profiles, amounts, strict=True)]
    table = Table("Errors by mesh", ("cells", "profiles, max / final", "vessel, max / charge"), rows)
    return Outcome(checks, lambda figure: draw(figure, body, last), [table])


def draw(figure: Figure, body: Body, solution: pde.Solution) -> None:
    """Profiles, and the vessel that runs down."""
    left, right = figure.subplots(1, 2)
    x = SIZE * np.linspace(1e-6, 1.0, 300)
    for row, t in enumerate(TIMES):
        left.plot(1e6 * x, profile(body, x, t), color="0.25", linewidth=1.2)
        shown = np.unique(np.searchsorted(solution.x, SIZE * (np.linspace(0.03, 0.97, 12))))
        c = solution.concentration[row, shown]
        left.plot(1e6 * solution.x[shown], c, "osD^v"[row], color=f"C{row}", ms=4, label=f"{t:g} s")
    left.set(xlabel="x / µm" if body.shape == "planar" else "r / µm", ylabel="c / (mol/m³)", xlim=(0.0, 1.0))
    t = np.geomspace(0.3, 400.0, 200)
    charge = CHARGE * body.vessel
    right.semilogx(t, [held(body, one) / charge for one in t], color="0.25", linewidth=1.2)
    right.semilogx(TIMES, solution.state("vessel") / charge, "o", color="C0", ms=5)
    right.axhline(A / (1.0 + A), color="0.8", linewidth=0.8, zorder=0)
    right.set(xlabel="t / s", ylabel="left in the vessel / charge", xlim=(0.3, 400.0))
    left.plot([], [], color="0.25", linewidth=1.2, label="series")
    handles = left.get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=6, frameon=False, fontsize="small")


EQUATION = r"""
An empty {body} dissolves a species from a vessel of volume $V$ that is well stirred and in equilibrium with the
surface; $n$ is what the vessel holds:

$$\frac{{\partial c}}{{\partial t}} = D \nabla^2 c, \qquad c(a, t) = K\, n/V, \qquad
\frac{{dn}}{{dt}} = -S D \left.\frac{{\partial c}}{{\partial r}}\right|_{{r = a}}, \qquad n(0) = n_0.$$
"""

CASES = [
    Case(
        name="vessel-sheet",
        title="A sheet in a vessel of finite volume",
        equation=EQUATION.format(body="sheet, sealed at $x = 0$,"),
        reference=r"""With $A = V/(K a)$ (the vessel's volume for each m² of sheet) the Laplace transform has its poles
at the roots of $\tan q = -A q$:
$c/c_\infty = 1 + \sum \frac{2(1 + A)}{1 + A + A^2 q^2}\, e^{-q^2 D t/a^2} \frac{\cos(q x/a)}{\cos q}$,
$c_\infty = K \frac{n_0}{V} \frac{A}{1 + A}$; 150 roots by brentq.""",
        run=lambda: run(SHEET),
    ),
    Case(
        name="vessel-sphere",
        title="A sphere in a vessel of finite volume",
        equation=EQUATION.format(body="sphere"),
        reference=r"""With $A = 3V/(4\pi a^3 K)$ the Laplace transform has its poles at the roots of
$\tan q = 3q/(3 + A q^2)$: $c/c_\infty = 1 + \sum \frac{6(1 + A)}{9 + 9A + A^2 q^2}\, e^{-q^2 D t/a^2}
\frac{a \sin(q r/a)}{r \sin q}$; 150 roots by brentq.""",
        run=lambda: run(SPHERE),
    ),
]
