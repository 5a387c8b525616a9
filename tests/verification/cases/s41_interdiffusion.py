"""Interdiffusion couples: two half-spaces joined, equal, with a partition, and with a resistance between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy.special import erf, erfc, erfcx

from annealkit import pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

START = 100.0  # mol/m³ in the inner half-space
TIMES = np.array([25.0, 100.0])  # s
D1, D2, K2, RESISTANCE = 1e-14, 4e-14, 0.3, 1e8  # m²/s, m²/s, 1, s/m
CELLS = (60, 120, 240)


def reach(diffusivity: float) -> float:
    """So thick (m) that its end does not matter to the last time: erfc(7) = 4e-23."""
    return 14.0 * float(np.sqrt(diffusivity * TIMES[-1]))


def couple(cells: int, outer: float, partition: float = 1.0, resistance: float = 0.0) -> pde.Problem:
    """Full on the inner side, empty on the outer one, sealed at both ends.

    The outer layer has fewer cells: on cells that fit each other the joint would be right by symmetry.
    """
    return pde.Problem(
        shape="planar",
        layers=[
            pde.Layer((reach(D1), "m"), (D1, "m^2/s"), initial=(START, "mol/m^3"), cells=cells),
            pde.Layer((reach(outer), "m"), (outer, "m^2/s"), partition=partition, cells=3 * cells // 4),
        ],
        interfaces=[pde.Interface((resistance, "s/m")) if resistance else None],
        temperature="973 K",
    )


def one_body(cells: int) -> pde.Problem:
    """The equal couple as one layer whose initial profile jumps in the middle of a cell."""
    joint = reach(D1)
    layer = pde.Layer(
        (2.0 * joint, "m"),
        (D1, "m^2/s"),
        initial=lambda x: np.where(x < joint, START, 0.0),
        breakpoints=[(joint, "m")],
        cells=2 * cells + 1,
        grading="uniform",
    )
    return pde.Problem(shape="planar", layers=[layer], temperature="973 K")


# -- closed forms, x from the interface outwards ------------------------------------------------


def equal(x: Array, t: Array) -> Array:
    """Both halves alike."""
    return 0.5 * START * erfc(x / (2.0 * np.sqrt(D1 * t)))


def parted(x: Array, t: Array) -> Array:
    """Other D and K outside: u at the interface stays at e1 / (e1 + e2) of the start, e = K √D."""
    e1, e2 = np.sqrt(D1), K2 * np.sqrt(D2)
    level = START * e1 / (e1 + e2)
    inside = level - (START - level) * erf(x / (2.0 * np.sqrt(D1 * t)))
    return np.where(x < 0.0, inside, K2 * level * erfc(x / (2.0 * np.sqrt(D2 * t))))


def resisted(x: Array, t: Array) -> Array:
    """A resistance R besides: û = Ĵ exp(−q √s)/(e √s), Ĵ = u0/(R √s (√s + h)), h = (1/e1 + 1/e2)/R, q = |x|/√D."""
    e1, e2 = np.sqrt(D1), K2 * np.sqrt(D2)
    h = (1.0 / e1 + 1.0 / e2) / RESISTANCE
    q = np.abs(x) / np.sqrt(np.where(x < 0.0, D1, D2))
    z = q / (2.0 * np.sqrt(t))
    # exp(h q + h² t) erfc(z + h √t), written so that it cannot overflow.
    late = np.exp(-(z**2)) * erfcx(z + h * np.sqrt(t))
    lack = START / (RESISTANCE * h) * (erfc(z) - late)
    return np.where(x < 0.0, START - lack / e1, K2 * lack / e2)


# -- comparison -----------------------------------------------------------------------------------


@frozen
class Couple:
    """One couple and its closed form.

    Attributes:
        label: As figure and table say it.
        problem: The couple with so many cells a side.
        exact: c at a distance from the joint (m) and a time (s).
        limit: What the finest mesh earns, over the start.
    """

    label: str
    problem: Callable[[int], pde.Problem]
    exact: Callable[[Array, Array], Array]
    limit: float


ONE = Couple("one layer", one_body, equal, 2e-4)
EQUAL = Couple("two layers", lambda cells: couple(cells, D1), equal, 2e-5)
PARTED = Couple("partition", lambda cells: couple(cells, D2, K2), parted, 2e-5)
RESISTED = Couple("partition and resistance", lambda cells: couple(cells, D2, K2, RESISTANCE), resisted, 2e-5)


def deviations(solution: pde.Solution, exact: Callable[[Array, Array], Array]) -> tuple[float, float]:
    """Largest error of all profiles, and of the values on both sides of the joint at all times, over the start."""
    t, joint = solution.times, reach(D1)
    profile = np.max(np.abs(solution.concentration - exact(solution.x - joint, t[:, np.newaxis])))
    # The closed form's limits from both sides, at the smallest distances that there are.
    sides = (("inner", -np.finfo(float).tiny), ("outer", np.finfo(float).tiny))
    values = [np.max(np.abs(solution.at(joint, t, side=side) - exact(np.array(x), t))) for side, x in sides]
    return float(profile) / START, float(max(values)) / START


def run(couples: tuple[Couple, ...]) -> Outcome:
    """Solve on three meshes; compare profiles and the values at the joint."""
    checks, rows, finest = [], [], []
    for one in couples:
        solutions = [one.problem(cells).solve(TIMES, rtol=1e-6) for cells in CELLS]
        finest.append(solutions[-1])
        profiles, joints = zip(*(deviations(solution, one.exact) for solution in solutions), strict=True)
        cells = [len(solution.x) for solution in solutions]
        checks += [
            Check(f"{one.label}: profiles, {cells[-1]} cells, max / $c_0$", profiles[-1], one.limit),
            Check(f"{one.label}: values at the joint, {cells[-1]} cells, max / $c_0$", joints[-1], one.limit),
            Check(f"{one.label}: order of the profiles", order(1.0 / np.array(cells), profiles), 1.9, "above"),
        ]
        rows += [(one.label, str(n), p, j) for n, p, j in zip(cells, profiles, joints, strict=True)]
    columns = ("couple", "cells", "profiles, max / $c_0$", "joint, max / $c_0$")
    return Outcome(checks, lambda figure: draw(figure, couples, finest), [Table("Errors by mesh", columns, rows)])


def draw(figure: Figure, couples: tuple[Couple, ...], solutions: list[pde.Solution]) -> None:
    """Profiles about the joint at both times."""
    panels = figure.subplots(1, len(couples), sharey=True, squeeze=False)[0]
    for axes, one, solution in zip(panels, couples, solutions, strict=True):
        near = 0.4 * reach(D1)
        for row, (color, marker) in enumerate((("C0", "o"), ("C1", "s"))):
            t = solution.times[row]
            for side in (np.linspace(-near, -1e-12, 200), np.linspace(1e-12, near, 200)):
                axes.plot(1e6 * side, one.exact(side, t), color="0.25", linewidth=1.2)
            wanted = np.linspace(-near, near, 25) + row * near / 25
            shown = np.unique(np.searchsorted(solution.x - reach(D1), wanted))
            x, c = 1e6 * (solution.x[shown] - reach(D1)), solution.concentration[row, shown]
            axes.plot(x, c, marker, color=color, ms=4, label=f"computed, {t:g} s")
        axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
        axes.axvline(0.0, color="0.8", linewidth=0.8, zorder=0)
        axes.set(xlabel="distance from the joint / µm", title=one.label, xlim=(-1e6 * near, 1e6 * near))
        axes.legend(frameon=False, fontsize="small")
    panels[0].set_ylabel("c / (mol/m³)")


EQUATION = r"""
Two half-spaces are joined at $x = 0$; at $t = 0$ the inner one holds $c_0$, the outer one nothing.

$$\frac{\partial c_i}{\partial t} = D_i \frac{\partial^2 c_i}{\partial x^2}, \qquad c_i = K_i u_i, \qquad
J = -D_1 \frac{\partial c_1}{\partial x} = -D_2 \frac{\partial c_2}{\partial x} = \frac{u_1 - u_2}{R}
\quad \text{at } x = 0.$$
"""

CASES = [
    Case(
        name="couple-equal",
        title="Interdiffusion couple of two equal halves",
        equation=EQUATION + "\nHere $D_1 = D_2$, $K_1 = K_2 = 1$ and $R = 0$: once as two layers, once as one layer\n"
        "whose initial profile jumps in the middle of a cell.",
        reference=r"$c = \tfrac12 c_0\, \mathrm{erfc}(x/2\sqrt{D t})$ at the cell centres.",
        run=lambda: run((EQUAL, ONE)),
    ),
    Case(
        name="couple-partition",
        title="Interdiffusion couple with a partition and with a resistance",
        equation=EQUATION + "\nHere $D_2 = 4 D_1$, $K_1 = 1$, $K_2 = 0.3$, and $R = 0$ or $R > 0$.",
        reference=r"""With $e_i = K_i\sqrt{D_i}$ and $R = 0$ the interface stays at $u_s = c_0\, e_1/(e_1 + e_2)$;
$c_1 = u_s + (c_0 - u_s)\,\mathrm{erf}(|x|/2\sqrt{D_1 t})$, $c_2 = K_2 u_s\,\mathrm{erfc}(x/2\sqrt{D_2 t})$.
With a resistance the Laplace transform gives $\hat J = c_0/(R\sqrt s(\sqrt s + h))$, $h = (1/e_1 + 1/e_2)/R$, and the
change of $u$ in half $i$ is $\frac{c_0}{R h e_i}\left[\mathrm{erfc}\,z - e^{-z^2}\mathrm{erfcx}(z + h\sqrt t)\right]$,
$z = |x|/2\sqrt{D_i t}$.""",
        run=lambda: run((PARTED, RESISTED)),
        slow=True,
    ),
]
