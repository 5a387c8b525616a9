"""Manufactured solutions in one dimension: every shape, D(c), all kinds of boundary, uniform and graded cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import frozen

from annealkit import laws, pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

LEVEL, DIFFUSIVITY, SIZE, DECAY, RATE = 100.0, 1e-14, 1e-6, 60.0, 3e-8  # mol/m³, m²/s, m, s, m/s
END = 40.0  # s
CELLS = (20, 40, 80)
GRADINGS: dict[str, Literal["uniform"] | tuple[Literal["both"], float]] = {
    "uniform": "uniform",
    "graded": ("both", 8.0),
}


@frozen
class Body:
    """A shape, its inner radius, and the solution that is made to hold in it.

    Attributes:
        name: For the reader.
        shape: As annealkit calls it.
        hole: Inner radius, m.
        phase: Of the cosine; 0 where the middle of a solid body needs an even profile.
        gradings: Of the cells.
    """

    name: str
    shape: Literal["planar", "cylinder", "sphere"]
    hole: float
    phase: float
    gradings: tuple[str, ...] = tuple(GRADINGS)

    @property
    def power(self) -> int:
        """Areas grow as r to this power."""
        return {"planar": 0, "cylinder": 1, "sphere": 2}[self.shape]

    def c(self, x: Array, t: Array) -> Array:
        """The solution: C [1 + ½ cos(p + 5/2 y) exp(−t/τ)], y from 0 to 1 across the wall."""
        return LEVEL * (1.0 + 0.5 * np.cos(self._angle(x)) * np.exp(-t / DECAY))

    def slope(self, x: Array, t: Array) -> Array:
        """Its first derivative in x."""
        return -1.25 * LEVEL / SIZE * np.sin(self._angle(x)) * np.exp(-t / DECAY)

    def source(self, x: Array, t: Array) -> Array:
        """What must be made for it to hold: c_t − D'(c) c_x² − D (c_xx + m c_x/x)."""
        c, slope = self.c(x, t), self.slope(x, t)
        bend = -(2.5**2) / SIZE**2 * (c - LEVEL)
        spread = self.power * slope / x if self.power else 0.0
        return -(c - LEVEL) / DECAY - 2.0 * DIFFUSIVITY * c / LEVEL**2 * slope**2 - diffusivity(c) * (bend + spread)

    def _angle(self, x: Array) -> Array:
        return self.phase + 2.5 * (x - self.hole) / SIZE


def diffusivity(c: Array) -> Array:
    """D(c) = D0 (½ + (c/C)²): varies by a factor of 3 over the profile."""
    return DIFFUSIVITY * (0.5 + (c / LEVEL) ** 2)


BODIES = (
    Body("sheet", "planar", 0.0, -0.9),
    Body("solid cylinder", "cylinder", 0.0, 0.0),
    Body("hollow cylinder", "cylinder", 0.3 * SIZE, -0.9, ("graded",)),
    Body("solid sphere", "sphere", 0.0, 0.0),
    Body("hollow sphere", "sphere", 0.3 * SIZE, -0.9, ("graded",)),
)


def compute(body: Body, grading: str, cells: int) -> pde.Solution:
    """The value is held at an inner face (a solid body has none), exchange is at the outer one."""
    start, end = body.hole, body.hole + SIZE
    held = pde.FixedConcentration(laws.Callable(lambda t: body.c(start, t), "mol/m^3"))
    # J = k (c − c_eq) = −D c_x, so c_eq = c + D c_x / k.
    equilibrium = laws.Callable(
        lambda t: body.c(end, t) + diffusivity(body.c(end, t)) * body.slope(end, t) / RATE, "mol/m^3"
    )
    solid = body.power > 0 and body.hole == 0.0
    layer = pde.Layer(
        (SIZE, "m"),
        laws.Callable(lambda c: diffusivity(c), "m^2/s"),
        initial=lambda x: body.c(x, 0.0),
        cells=cells,
        grading=GRADINGS[grading],
    )
    problem = pde.Problem(
        shape=body.shape,
        inner_radius=(body.hole, "m") if body.hole else None,
        layers=[layer],
        inner=pde.NoFlux() if solid else held,
        outer=pde.SurfaceExchange((RATE, "m/s"), equilibrium),
        sources=[pde.Source(laws.Callable(lambda x, t: body.source(x, t), "mol/m^3/s"))],
        temperature="973 K",
    )
    return problem.solve(np.array([0.5 * END, END]), rtol=1e-5)


def errors(body: Body, solution: pde.Solution) -> tuple[float, float]:
    """RMS and largest error at the end, over C."""
    off = (solution.concentration[-1] - body.c(solution.x, END)) / LEVEL
    weights = np.gradient(solution.x) * solution.x**body.power
    return float(np.sqrt(np.average(off**2, weights=weights))), float(np.max(np.abs(off)))


def source_gap(body: Body) -> float:
    """Largest relative gap between the source and finite differences of the solution."""
    x, t = body.hole + SIZE * np.linspace(0.05, 0.95, 19), 0.3 * END
    dx, dt = 1e-4 * SIZE, 1e-4 * DECAY

    def carried(x: Array) -> Array:
        across = (body.c(x + 0.5 * dx, t) - body.c(x - 0.5 * dx, t)) / dx
        return x**body.power * diffusivity(body.c(x, t)) * across

    storage = (body.c(x, t + 0.5 * dt) - body.c(x, t - 0.5 * dt)) / dt
    found = storage - (carried(x + 0.5 * dx) - carried(x - 0.5 * dx)) / dx / x**body.power
    return float(np.max(np.abs(found - body.source(x, t))) / np.max(np.abs(found)))


def run(bodies: Sequence[Body]) -> Outcome:
    """Orders on three meshes, uniform and graded."""
    checks, rows, found, finest = [], [], {}, {}
    for body in bodies:
        checks.append(Check(f"{body.name}: source against finite differences, relative", source_gap(body), 1e-6))
        for grading in body.gradings:
            solutions = [compute(body, grading, cells) for cells in CELLS]
            means, largest = zip(*(errors(body, one) for one in solutions), strict=True)
            steps = 1.0 / np.array(CELLS)
            label = f"{body.name}, {grading}"
            checks += [
                Check(f"{label}: largest error on {CELLS[-1]} cells, over $C$", largest[-1], 3e-4),
                Check(f"{label}: order, RMS", order(steps, means), 1.9, "above"),
                Check(f"{label}: order, max", order(steps, largest), 1.9, "above"),
            ]
            rows += [(label, str(n), mean, most) for n, mean, most in zip(CELLS, means, largest, strict=True)]
            found[label], finest[body] = largest, solutions[-1]
    table = Table("Errors by mesh", ("body, cells", "number", "RMS / $C$", "max / $C$"), rows)
    return Outcome(checks, lambda figure: draw(figure, finest, found), [table])


def draw(figure: Figure, solutions: dict[Body, pde.Solution], found: dict[str, Sequence[float]]) -> None:
    """Profiles on graded cells, and errors that fall with the square of the cell size."""
    left, right = figure.subplots(1, 2)
    for index, (body, solution) in enumerate(solutions.items()):
        color, marker = f"C{index}", "os"[index]
        x = body.hole + SIZE * np.linspace(0.0, 1.0, 200)
        for row, t in enumerate(solution.times):
            left.plot(1e6 * x, body.c(x, t), color="0.25", linewidth=1.2)
            shown = slice(4 * row, None, 8)
            style = {"color": color, "ms": 4, "markerfacecolor": color if row else "none"}
            left.plot(1e6 * solution.x[shown], solution.concentration[row, shown], marker, **style)
        left.plot([], [], marker, color=color, ms=4, label=body.name)
    left.plot([], [], color="0.25", linewidth=1.2, label="manufactured")
    left.set(xlabel="x / µm", ylabel="c / (mol/m³)", title=f"{0.5 * END:g} s (open), {END:g} s (full)")
    for label, largest in found.items():
        color = f"C{[label.startswith(body.name) for body in solutions].index(True)}"
        right.loglog(CELLS, largest, "o-" if "uniform" in label else "s--", color=color, ms=4, label=label)
    guide = 0.4 * min(one[0] for one in found.values()) * (np.array(CELLS) / CELLS[0]) ** -2.0
    right.loglog(CELLS, guide, ":", color="0.4", label="second order")
    right.set(xlabel="cells", ylabel="largest error / $C$", xticks=CELLS, xticklabels=CELLS)
    right.minorticks_off()
    for axes in (left, right):
        axes.legend(frameon=False, fontsize="small")


def case(name: str, title: str, power: int) -> Case:
    """One shape, solid and hollow."""
    return Case(
        name=f"manufactured-{name}",
        slow=name != "sheet",
        title=f"Manufactured solution: {title}",
        equation=rf"""
$$\frac{{\partial c}}{{\partial t}} = \frac{{1}}{{x^{power}}} \frac{{\partial}}{{\partial x}}
\left(x^{power} D(c)\, \frac{{\partial c}}{{\partial x}}\right) + S(x, t), \qquad
D = D_0 \left(\tfrac12 + (c/C)^2\right).$$

The value is held at the inner face (a solid body has none), exchange with $c_{{eq}}(t)$ is at the outer one.
""",
        reference=r"""$c = C\,[1 + \tfrac12 \cos(p + \tfrac52 y)\, e^{-t/\tau}]$, $y$ from 0 to 1 across the body, is
made to hold: $S$ and $c_{eq}(t)$ are derived by hand from it, and $S$ is compared with finite differences.""",
        run=lambda: run([body for body in BODIES if body.power == power]),
    )


CASES = [case("sheet", "sheet", 0), case("cylinder", "cylinder", 1), case("sphere", "sphere", 2)]
