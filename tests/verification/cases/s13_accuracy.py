"""Order in space, and the accuracy that is promised for the amount retained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import j1, jn_zeros

from annealkit import pde
from verification.case import Case, Check, Outcome, Table, order
from verification.closed_forms import Array, Emptying, Shape, early_loss

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CASES"]

LENGTH, DIFFUSIVITY, START = 1e-6, 1e-14, 100.0
SHAPES: tuple[Shape, ...] = ("planar", "cylinder", "sphere")
GRADINGS = ("uniform", ("outer", 10.0))
CELLS = (20, 40, 80)
#: D t/l² at which orders are measured: the slowest mode has lost between a fifth and two thirds.
MOMENT = 0.1
#: What the task states.
ORDER, RETAINED = 1.9, 1e-5

AUTOMATIC = tuple(np.geomspace(1e-4, 1.0, 13))
UNIFORM = tuple(np.geomspace(0.1, 1.0, 7))


def emptying(shape: Shape, **layer: object) -> pde.Problem:
    """A body with an empty surface."""
    own = {"initial": (START, "mol/m^3"), **layer}
    return pde.Problem(
        shape=shape,
        layers=[pde.Layer((LENGTH, "m"), (DIFFUSIVITY, "m^2/s"), **own)],
        outer=pde.FixedConcentration("0 mol/m^3"),
        temperature="973 K",
    )


# -- order in space ------------------------------------------------------------------


def slowest(shape: Shape) -> float:
    """Eigenvalue of the slowest mode."""
    return {"planar": 0.5 * np.pi, "cylinder": float(jn_zeros(0, 1)[0]), "sphere": np.pi}[shape]


def mode_means(shape: Shape, edges: Array) -> Array:
    """Averages of the slowest mode over cells: cos b x, J0(b r) or sin(b r)/(b r) integrated over each volume."""
    b = slowest(shape)
    if shape == "planar":
        amount, measure = np.sin(b * edges) / b, edges
    elif shape == "cylinder":
        amount, measure = edges * j1(b * edges) / b, edges**2 / 2.0
    else:
        amount, measure = (np.sin(b * edges) - b * edges * np.cos(b * edges)) / b**3, edges**3 / 3.0
    return np.asarray(np.diff(amount) / np.diff(measure))


def profile_error(shape: Shape, cells: int, grading: object) -> float:
    """Root mean square over the volume of the error of the cells' averages, over c0."""
    series = Emptying(shape)
    problem = emptying(
        shape, initial=lambda x: START * series.mode(slowest(shape) * x / LENGTH), cells=cells, grading=grading
    )
    solution = problem.solve(np.array([MOMENT * LENGTH**2 / DIFFUSIVITY]), rtol=1e-9)
    mesh = solution.operator.mesh
    exact = np.exp(-(slowest(shape) ** 2) * MOMENT) * mode_means(shape, mesh.edges / LENGTH)
    return float(np.sqrt(np.average((solution.concentration[0] / START - exact) ** 2, weights=mesh.volumes)))


def orders() -> Outcome:
    """Errors on three meshes of each shape and grading."""
    errors = {(s, g): [profile_error(s, n, g) for n in CELLS] for s in SHAPES for g in GRADINGS}
    steps = 1.0 / np.array(CELLS)
    checks = [
        Check(f"order in space, {shape}, {named(grading)}", order(steps, own), ORDER, kind="above")
        for (shape, grading), own in errors.items()
    ]
    rows = [(f"{shape}, {named(grading)}", *own) for (shape, grading), own in errors.items()]
    table = Table(
        f"Error of c/c0 at D t/l² = {MOMENT:g}, root mean square", ("body", *(f"{n} cells" for n in CELLS)), rows
    )

    def draw(figure: Figure) -> None:
        for axes, grading in zip(figure.subplots(1, 2, sharey=True), GRADINGS, strict=True):
            for shape, marker in zip(SHAPES, "os^", strict=True):
                axes.loglog(CELLS, errors[shape, grading], marker + "-", markersize=4, linewidth=1, label=shape)
            top = 1.6 * max(errors[shape, grading][0] for shape in SHAPES)
            axes.loglog(CELLS, top * (CELLS[0] / np.array(CELLS)) ** 2, "k--", linewidth=1, label="order 2")
            axes.set(xlabel="cells", title=named(grading))
            axes.set_xticks(CELLS, [str(n) for n in CELLS])
            axes.minorticks_off()
            axes.legend(fontsize="x-small")
        figure.axes[0].set_ylabel(r"error of $c/c_0$, root mean square")

    return Outcome(checks, draw, [table])


def named(grading: object) -> str:
    return "uniform cells" if grading == "uniform" else "cells graded 10 to 1"


# -- the amount retained ---------------------------------------------------------------


def retained(shape: Shape, fourier: float) -> float:
    """Share retained by the closed form that converges fast."""
    early = fourier <= 0.01
    return 1.0 - early_loss(shape, np.inf, fourier) if early else Emptying(shape).retained(fourier)


def retained_errors(shape: Shape, fouriers: tuple[float, ...], **layer: object) -> Array:
    """Computed minus exact share retained at default settings."""
    solution = emptying(shape, **layer).solve(np.array(fouriers) * LENGTH**2 / DIFFUSIVITY)
    found = solution.inventory / solution.balance.initial
    return np.array([share - retained(shape, f) for share, f in zip(found, fouriers, strict=True)])


def amounts() -> Outcome:
    """Both promises for the three shapes."""
    automatic = {shape: retained_errors(shape, AUTOMATIC) for shape in SHAPES}
    uniform = {shape: retained_errors(shape, UNIFORM, cells=200, grading="uniform") for shape in SHAPES}
    checks = [
        Check(f"share retained, {shape}, {what}", float(np.max(np.abs(own[shape]))), RETAINED)
        for what, own in (("automatic cells, D t/l² ≥ 1e-4", automatic), ("200 uniform cells, D t/l² ≥ 0.1", uniform))
        for shape in SHAPES
    ]

    def draw(figure: Figure) -> None:
        for axes, title, fouriers, own in zip(
            figure.subplots(1, 2, sharey=True),
            ("automatic cells", "200 uniform cells"),
            (AUTOMATIC, UNIFORM),
            (automatic, uniform),
            strict=True,
        ):
            for shape, marker in zip(SHAPES, "os^", strict=True):
                axes.semilogx(fouriers, own[shape], marker + "-", markersize=4, linewidth=1, label=shape)
            axes.axhspan(-RETAINED, RETAINED, color="0.92", zorder=0, label="promised")
            axes.axhline(0.0, color="0.5", linewidth=0.8)
            axes.set(xlabel=r"$D\,t/l^2$", title=title)
        figure.axes[0].set_ylabel("share retained, computed − exact")
        figure.axes[0].ticklabel_format(axis="y", scilimits=(0, 0))
        figure.axes[0].legend(fontsize="x-small", loc="lower left")

    return Outcome(checks, draw)


CASES = [
    Case(
        name="order-in-space",
        slow=True,
        title="Order in space",
        equation=r"""
$$\frac{\partial c}{\partial t} = \frac{1}{r^{n-1}}\frac{\partial}{\partial r}\Big(r^{n-1} D\,
\frac{\partial c}{\partial r}\Big),\qquad c(l, t) = 0,\qquad c(r, 0) = c_0\,\varphi(b r/l),\qquad
\varphi = \cos,\ J_0,\ \frac{\sin z}{z},\qquad \varphi(b) = 0,\quad n = 1, 2, 3 .$$
""",
        reference=r"""
The slowest mode only decays, $c = c_0\,\varphi(b r/l)\,e^{-b^2 D t/l^2}$, so that the data are smooth; it is averaged
over every cell in closed form. The order is the slope of log error over log cell width on three meshes; the integrator
runs at $10^{-9}$ so that time does not matter.""",
        run=orders,
    ),
    Case(
        name="retained-amount",
        title="Accuracy of the amount retained",
        equation=r"""
$$\frac{\partial c}{\partial t} = \frac{1}{r^{n-1}}\frac{\partial}{\partial r}\Big(r^{n-1} D\,
\frac{\partial c}{\partial r}\Big),\qquad c(l, t) = 0,\qquad c(r, 0) = c_0,\qquad n = 1, 2, 3 .$$
""",
        reference=r"""
Up to $D t/l^2 = 0.01$ the expansion by powers of $\sqrt t$, later the eigenfunctions; the cases above hold both against
each other. Default settings: cells chosen and graded automatically, `rtol` $10^{-5}$; then 200 uniform cells.""",
        run=amounts,
    ),
]
