"""Two layers, the second with a saturating isotherm: equilibrium, permeation, and the first contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import erf, erfc

from annealkit import laws, pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

L1, L2 = 1e-6, 0.5e-6  # m
D1, D2 = 1e-14, 3e-14  # m²/s
MOST, HALF = 60.0, 20.0  # mol/m³: where the isotherm saturates, and the u at which it is half full


def isotherm(u: Array) -> Array:
    """c of the second layer in equilibrium with u, mol/m³."""
    return MOST * u / (u + HALF)


def two_layers(
    first: dict[str, Any], second: dict[str, Any], thicknesses: tuple[float, float] = (L1, L2), **rest: Any
) -> pde.Problem:
    """The first layer has c = u; the second has the isotherm."""
    return pde.Problem(
        shape="planar",
        layers=[
            pde.Layer((thicknesses[0], "m"), (D1, "m^2/s"), **first),
            pde.Layer((thicknesses[1], "m"), (D2, "m^2/s"), isotherm=laws.Callable(isotherm, "mol/m^3"), **second),
        ],
        temperature="973 K",
        **rest,
    )


# -- sealed equilibrium ---------------------------------------------------------------------------------

STARTS = (2.0, 10.0, 30.0, 100.0, 400.0)  # mol/m³ in the first layer


def shared(start: float) -> float:
    """u when L1 u + L2 f(u) is all that there was."""
    return brentq(lambda u: L1 * (u - start) + L2 * isotherm(u), 0.0, start, xtol=1e-14, rtol=1e-15)


def run_sealed() -> Outcome:
    """Both layers after thirty times the slowest relaxation."""
    late = 30.0 * (L1 + 3.0 * L2) ** 2 / D1
    checks, ends = [], []
    for start in STARTS:
        problem = two_layers({"initial": (start, "mol/m^3"), "cells": 10}, {"cells": 10})
        solution = problem.solve(np.array([late]), rtol=1e-8)
        u, c = shared(start), solution.concentration[-1]
        in_second = solution.x > L1
        off = np.where(in_second, c / isotherm(u), c / u) - 1.0
        ends.append((u, float(np.mean(c[~in_second])), float(np.mean(c[in_second]))))
        checks.append(Check(f"every cell, {start:g} mol/m³ at first, max, relative", float(np.max(np.abs(off))), 1e-8))
        kept = abs(float(solution.inventory[-1]) / (start * L1) - 1.0)
        checks.append(Check(f"amount, {start:g} mol/m³ at first, relative", kept, 1e-10))
    rows = [(start, *end) for start, end in zip(STARTS, ends, strict=True)]
    columns = ("start / (mol/m³)", "u by brentq", "first layer", "second layer")
    return Outcome(checks, lambda figure: draw_sealed(figure, ends), [Table("Equilibrium, mol/m³", columns, rows)])


def draw_sealed(figure: Figure, ends: list[tuple[float, float, float]]) -> None:
    """The pairs that come out lie on the isotherm, each on its line of mass."""
    axes = figure.subplots()
    u = np.geomspace(0.5, 500.0, 300)
    axes.semilogx(u, isotherm(u), color="0.25", linewidth=1.2, label="isotherm")
    for index, (start, (_, first, second)) in enumerate(zip(STARTS, ends, strict=True)):
        held = np.linspace(0.5, start, 400)
        axes.semilogx(held, (start - held) * L1 / L2, color=f"C{index}", linewidth=0.8, linestyle=":")
        label = f"computed, $c_0$ = {start:g} mol/m³"
        axes.semilogx(first, second, "o", color=f"C{index}", ms=6, label=label)
    axes.plot([], [], ":", color="0.5", label="all that there is")
    axes.set(xlabel="c in the first layer / (mol/m³)", ylabel="c in the second layer / (mol/m³)")
    axes.set(xlim=(0.5, 500.0), ylim=(0.0, 65.0))
    axes.legend(frameon=False, fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))


# -- permeation at rest ---------------------------------------------------------------------------------

HELD = np.array([5.0, 20.0, 100.0, 400.0])  # mol/m³ at the inner face
TAKEN = 10.0  # mol/m³ at the outer face
RESISTANCE = 5e7  # s/m


def permeation(held: float, resistance: float) -> float:
    """J = D1 (c0 − u1)/L1 = (u1 − u2)/R = D2 (f(u2) − c_l)/L2, in u2; mol/(m² s)."""

    def through(u: float) -> float:
        return D2 * (isotherm(u) - TAKEN) / L2

    def gap(u: float) -> float:
        return held - u - through(u) * (L1 / D1 + resistance)

    return through(brentq(gap, 0.0, max(held, HALF), xtol=1e-14, rtol=1e-15))


def run_permeation() -> Outcome:
    """Flux and profile; both layers are straight, so the scheme has only rounding and time to err in."""
    checks, found = [], {}
    for resistance in (0.0, RESISTANCE):
        for held in HELD:
            problem = two_layers(
                {"cells": 10},
                {"cells": 10},
                interfaces=[pde.Interface((resistance, "s/m")) if resistance else None],
                inner=pde.FixedConcentration((float(held), "mol/m^3")),
                outer=pde.FixedConcentration((TAKEN, "mol/m^3")),
            )
            solution = problem.solve(np.array([5e3]), rtol=1e-7)
            found[resistance, float(held)] = solution
            flux = permeation(float(held), resistance)
            scale = D1 * float(held) / L1
            fluxes = (solution.flux("outer")[-1], -solution.flux("inner")[-1])
            label = f"$c_0$ = {held:g} mol/m³{', with a resistance' if resistance else ''}"
            checks.append(
                Check(f"{label}: both fluxes over $D_1 c_0/L_1$", max(abs(j - flux) for j in fluxes) / scale, 1e-7)
            )
            straight = np.where(
                solution.x < L1, held - flux * solution.x / D1, TAKEN + flux * (L1 + L2 - solution.x) / D2
            )
            off = float(np.max(np.abs(solution.concentration[-1] - straight)))
            checks.append(Check(f"{label}: profile, max / $c_0$", off / float(held), 1e-7))
    return Outcome(checks, lambda figure: draw_permeation(figure, found))


def draw_permeation(figure: Figure, found: dict[tuple[float, float], pde.Solution]) -> None:
    """Fluxes over the value held, and the profiles without a resistance."""
    left, right = figure.subplots(1, 2)
    held = np.geomspace(3.0, 600.0, 100)
    for index, (resistance, label) in enumerate(((0.0, "no resistance"), (RESISTANCE, "resistance"))):
        left.semilogx(held, [1e6 * permeation(c, resistance) for c in held], color="0.25", linewidth=1.2)
        fluxes = [1e6 * found[resistance, float(c)].flux("outer")[-1] for c in HELD]
        left.semilogx(HELD, fluxes, "os"[index], color=f"C{index}", ms=5, label=label)
    left.axhline(1e6 * D2 * (MOST - TAKEN) / L2, color="0.6", linestyle=":", linewidth=1.0)
    left.annotate("second layer saturated", (3.2, 1e6 * D2 * (MOST - TAKEN) / L2), va="bottom", size=8, color="0.4")
    left.set(xlabel="$c_0$ / (mol/m³)", ylabel="flux / (µmol/(m² s))", ylim=(None, 1.15e6 * D2 * (MOST - TAKEN) / L2))
    for index, c in enumerate(HELD[1:]):
        solution, flux = found[0.0, float(c)], permeation(float(c), 0.0)
        first, second = np.linspace(0.0, L1), np.linspace(L1, L1 + L2)
        right.semilogy(1e6 * first, c - flux * first / D1, color="0.25", linewidth=1.2)
        right.semilogy(1e6 * second, TAKEN + flux * (L1 + L2 - second) / D2, color="0.25", linewidth=1.2)
        x, values = 1e6 * solution.x, solution.concentration[-1]
        right.semilogy(x, values, "o", color=f"C{index + 2}", ms=4, label=f"$c_0$ = {c:g} mol/m³")
    right.axvline(1e6 * L1, color="0.8", linewidth=0.8, zorder=0)
    right.set(xlabel="x / µm", ylabel="c / (mol/m³)")
    right.set_ylim(2.0, None)
    for axes, place in ((left, "center left"), (right, "lower left")):
        axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
        axes.legend(frameon=False, fontsize="small", loc=place)


# -- first contact of two half-spaces -------------------------------------------------------------------

FULL = 100.0  # mol/m³ in the first layer
CONTACT = np.array([25.0, 100.0])  # s
CELLS = (60, 120, 240)


def _reach(diffusivity: float) -> float:
    """So thick (m) that its end does not matter to the last time: erfc(7) = 4e-23."""
    return 14.0 * float(np.sqrt(diffusivity * CONTACT[-1]))


def contact() -> float:
    """u at the interface, constant in time: √D1 (c0 − u) = √D2 f(u)."""
    return brentq(lambda u: np.sqrt(D1) * (FULL - u) - np.sqrt(D2) * isotherm(u), 0.0, FULL, xtol=1e-14, rtol=1e-15)


def joined(x: Array, t: Array) -> Array:
    """Both profiles are error functions between the interface's values and the start."""
    u = contact()
    inside = u - (FULL - u) * erf(x / (2.0 * np.sqrt(D1 * t)))
    return np.where(x < 0.0, inside, isotherm(u) * erfc(x / (2.0 * np.sqrt(D2 * t))))


def run_contact() -> Outcome:
    """Profiles and the interface's values on three meshes."""
    solutions = []
    for cells in CELLS:
        # Fewer cells outside: on cells that fit each other the interface would be right by symmetry.
        problem = two_layers(
            {"initial": (FULL, "mol/m^3"), "cells": cells}, {"cells": 3 * cells // 4}, (_reach(D1), _reach(D2))
        )
        solutions.append(problem.solve(CONTACT, rtol=1e-6))
    profiles, values = zip(*map(contact_errors, solutions), strict=True)
    steps = 1.0 / np.array(CELLS)
    checks = [
        Check("profiles, 420 cells, max / $c_0$", profiles[-1], 2e-5),
        Check("values at the interface, 420 cells, max / $c_0$", values[-1], 2e-5),
        Check("order of the profiles", order(steps, profiles), 1.9, "above"),
        Check("order of the interface's values", order(steps, values), 1.9, "above"),
    ]
    return Outcome(checks, lambda figure: draw_contact(figure, solutions[-1]))


def contact_errors(solution: pde.Solution) -> tuple[float, float]:
    """Largest error of the profiles and of the values on both sides of the interface, over the start."""
    joint, u = _reach(D1), contact()
    profile = np.max(np.abs(solution.concentration - joined(solution.x - joint, CONTACT[:, None])))
    values = [
        np.max(np.abs(solution.at(joint, CONTACT, side=side) - exact))
        for side, exact in (("inner", u), ("outer", isotherm(u)))
    ]
    return float(profile) / FULL, float(max(values)) / FULL


def draw_contact(figure: Figure, solution: pde.Solution) -> None:
    """Profiles about the interface."""
    axes = figure.subplots()
    near = 0.4 * _reach(D1)
    for row, t in enumerate(CONTACT):
        for side in (np.linspace(-near, -1e-12, 200), np.linspace(1e-12, near, 200)):
            axes.plot(1e6 * side, joined(side, t), color="0.25", linewidth=1.2)
        wanted = np.linspace(-near, near, 33) + row * near / 33
        shown = np.unique(np.searchsorted(solution.x - _reach(D1), wanted))
        x, c = 1e6 * (solution.x[shown] - _reach(D1)), solution.concentration[row, shown]
        axes.plot(x, c, "os"[row], color=f"C{row}", ms=4, label=f"computed, {t:g} s")
    axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
    axes.axvline(0.0, color="0.8", linewidth=0.8, zorder=0)
    axes.set(xlabel="distance from the interface / µm", ylabel="c / (mol/m³)", xlim=(-1e6 * near, 1e6 * near))
    axes.legend(frameon=False, fontsize="small")


ISOTHERM = r"""
$$\frac{\partial c_i}{\partial t} = D_i \frac{\partial^2 c_i}{\partial x^2}, \qquad c_1 = u, \qquad
c_2 = f(u) = c_{max} \frac{u}{u + u_{1/2}},$$

with $u$ and the flux $-D_i\, \partial c_i/\partial x$ continuous at the interface of the two layers.
"""

CASES = [
    Case(
        name="isotherm-sealed",
        title="Saturating isotherm: what two sealed layers share",
        equation=f"{ISOTHERM} Both ends are sealed; the first layer holds $c_0$ at first.",
        reference=r"At rest $L_1 u + L_2 f(u) = L_1 c_0$, solved by brentq.",
        run=run_sealed,
        slow=True,
    ),
    Case(
        name="isotherm-permeation",
        title="Saturating isotherm: permeation at rest",
        equation=f"""{ISOTHERM} $c_0$ is held at the inner face of the first layer, $c_l$ at the outer face of the
second; the interface is perfect or has a resistance $R$, across which $u$ jumps by $R J$.""",
        reference=r"""$J = D_1 (c_0 - u_1)/L_1 = (u_1 - u_2)/R = D_2 (f(u_2) - c_l)/L_2$, one equation in $u_2$, solved
by brentq.""",
        run=run_permeation,
        slow=True,
    ),
    Case(
        name="isotherm-contact",
        title="Saturating isotherm: first contact of two half-spaces",
        equation=f"{ISOTHERM} The first half-space holds $c_0$ at first, the second nothing.",
        reference=r"""The interface stays at the $u_s$ that solves $\sqrt{D_1}\,(c_0 - u_s) = \sqrt{D_2}\, f(u_s)$
(brentq), as $D_i$ is constant in each half: $c_1 = u_s + (c_0 - u_s)\,\mathrm{erf}(|x|/2\sqrt{D_1 t})$,
$c_2 = f(u_s)\,\mathrm{erfc}(x/2\sqrt{D_2 t})$.""",
        run=run_contact,
        slow=True,
    ),
]
