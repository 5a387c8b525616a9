"""Diffusion with a velocity and with a thermodynamic factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq

from annealkit import laws, pde
from verification.case import Case, Check, Outcome, order
from verification.cases.s40_boltzmann import LINEAR, similarity

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

SIZE, D = 1e-6, 1e-14  # m, m²/s
CELLS = (40, 80, 160)


def sheet(cells: int, thickness: float = SIZE, **more: Any) -> pde.Problem:
    """One uniform layer of constant D; what belongs to the faces goes to the problem."""
    faces = {key: more.pop(key) for key in ("inner", "outer") if key in more}
    layer = pde.Layer((thickness, "m"), (D, "m^2/s"), cells=cells, grading="uniform", **more)
    return pde.Problem(shape="planar", layers=[layer], temperature="973 K", **faces)


def largest(found: Array, exact: Array) -> float:
    """Largest difference."""
    return float(np.max(np.abs(found - exact)))


# -- at rest between two values -------------------------------------------------------------------------

ENDS = (100.0, 20.0)  # mol/m³
PECLETS = (0.1, 10.0, -10.0)


def stream(peclet: float) -> tuple[Callable[[Array], Array], float]:
    """c(x) = c0 + (cl − c0) (exp(P x/l) − 1)/(exp(P) − 1), and J = v c − D c'."""
    first, last = ENDS
    share = (last - first) / np.expm1(peclet)
    return lambda x: first + share * np.expm1(peclet * x / SIZE), peclet * D / SIZE * (first - share)


def run_stream() -> Outcome:
    """Profiles and both fluxes on a coarse mesh: exact, for fluxes between cells are fitted to exponentials."""
    checks, solutions = [], []
    first, last = ENDS
    for peclet in PECLETS:
        exact, flux = stream(peclet)
        solution = sheet(
            20,
            velocity=(peclet * D / SIZE, "m/s"),
            inner=pde.FixedConcentration((first, "mol/m^3")),
            outer=pde.FixedConcentration((last, "mol/m^3")),
        ).solve(np.array([3.0 * SIZE**2 / D]), rtol=1e-7)
        fluxes = (solution.flux("outer")[-1], -solution.flux("inner")[-1])
        label = f"P = {peclet:g}, 20 cells"
        checks += [
            Check(
                f"{label}: profile, max / $c_0$", largest(solution.concentration[-1], exact(solution.x)) / first, 1e-7
            ),
            Check(f"{label}: both fluxes, relative", float(max(abs(j / flux - 1.0) for j in fluxes)), 1e-7),
        ]
        solutions.append(solution)
    return Outcome(checks, lambda figure: draw_stream(figure, solutions))


def draw_stream(figure: Figure, solutions: list[pde.Solution]) -> None:
    """Profiles at rest."""
    axes = figure.subplots()
    x = SIZE * np.linspace(0.0, 1.0, 300)
    for index, (peclet, solution) in enumerate(zip(PECLETS, solutions, strict=True)):
        axes.plot(1e6 * x, stream(peclet)[0](x), color="0.25", linewidth=1.2)
        shown = slice(None)
        c = solution.concentration[-1, shown]
        axes.plot(1e6 * solution.x[shown], c, "osD"[index], color=f"C{index}", ms=4.5, label=f"P = {peclet:g}")
    axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
    axes.set(xlabel="x / µm", ylabel="c / (mol/m³)", xlim=(0, 1))
    axes.legend(frameon=False, fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))


# -- sealed: electromigration at rest -------------------------------------------------------------------

MEAN, SITES = 50.0, 100.0  # mol/m³
DRIFT = 8.0  # v l/D


def piled_up(x: Array) -> Array:
    """c ∝ exp(v x/D), holding what there was at first."""
    return MEAN * DRIFT / np.expm1(DRIFT) * np.exp(DRIFT * x / SIZE)


def crowded(x: Array) -> Array:
    """With Θ = 1/(1 − c/c_m) the same balance v c = D Θ c' gives a logistic curve, c_m/(1 + exp(−v (x − x0)/D))."""

    def held(middle: float) -> float:
        # The mean of the logistic curve over the sheet, in units of c_m.
        return (np.logaddexp(0.0, DRIFT * (1.0 - middle)) - np.logaddexp(0.0, -DRIFT * middle)) / DRIFT

    middle = brentq(lambda y: SITES * held(y) - MEAN, -5.0, 6.0, xtol=1e-14, rtol=1e-15)
    return SITES / (1.0 + np.exp(-DRIFT * (x / SIZE - middle)))


def _factor(c: Array) -> Array:
    """Θ of a lattice of c_m sites; the floor keeps an overshoot of Newton's method finite."""
    return 1.0 / np.maximum(1.0 - c / SITES, 1e-9)


def run_sealed() -> Outcome:
    """Both profiles at rest on three meshes; nothing is lost."""
    checks, found = [], []
    settings = (
        ("ideal", piled_up, {}),
        ("lattice", crowded, {"thermodynamic_factor": laws.Callable(_factor, "1")}),
    )
    for label, exact, more in settings:
        solutions = [
            sheet(cells, initial=(MEAN, "mol/m^3"), velocity=(DRIFT * D / SIZE, "m/s"), **more).solve(
                np.array([1.5 * SIZE**2 / D]), rtol=1e-6
            )
            for cells in CELLS
        ]
        scale = float(exact(np.array(SIZE)))
        profiles = [largest(one.concentration[-1], exact(one.x)) / scale for one in solutions]
        kept = max(abs(float(one.inventory[-1]) / (MEAN * SIZE) - 1.0) for one in solutions)
        checks += [
            Check(f"{label}: profile, 160 cells, max / largest", profiles[-1], 5e-4),
            Check(f"{label}: order of the profile", order(1.0 / np.array(CELLS), profiles), 1.9, "above"),
            Check(f"{label}: amount, relative", kept, 1e-12),
        ]
        found.append((label, exact, solutions[-1]))
    return Outcome(checks, lambda figure: draw_sealed(figure, found))


def draw_sealed(figure: Figure, found: list[tuple[str, Callable[[Array], Array], pde.Solution]]) -> None:
    """The exponential and the logistic curve."""
    axes = figure.subplots()
    x = SIZE * np.linspace(0.0, 1.0, 300)
    for index, (label, exact, solution) in enumerate(found):
        axes.plot(1e6 * x, exact(x), color="0.25", linewidth=1.2)
        c = solution.concentration[-1, ::6]
        axes.plot(1e6 * solution.x[::6], c, "os"[index], color=f"C{index}", ms=4.5, label=f"{label}, computed")
    axes.axhline(SITES, color="0.6", linestyle=":", linewidth=1.0, label="sites of the lattice")
    axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
    axes.set(xlabel="x / µm", ylabel="c / (mol/m³)", xlim=(0, 1))
    axes.legend(frameon=False, fontsize="small")


# -- a pulse that moves and spreads ---------------------------------------------------------------------

LONG, BEGUN, SPEED = 48e-6, 16e-6, 2e-8  # m, m, m/s
AGE = 100.0  # s: the pulse is as wide at first as a point source would be after this time
PASSED = np.array([100.0, 200.0, 400.0])  # s
LOAD = 1e-4  # mol/m²
LONG_CELLS = (240, 480, 960)


def pulse(x: Array, t: float) -> Array:
    """A Gaussian about x0 + v t of variance 2 D (t + age)."""
    spread = 4.0 * D * (t + AGE)
    return LOAD / np.sqrt(np.pi * spread) * np.exp(-((x - BEGUN - SPEED * t) ** 2) / spread)


def run_pulse() -> Outcome:
    """Profiles, centre and variance on three meshes."""
    solutions = [
        sheet(cells, LONG, initial=lambda x: pulse(x, 0.0), velocity=(SPEED, "m/s")).solve(PASSED, rtol=1e-7)
        for cells in LONG_CELLS
    ]
    top = float(pulse(np.array(BEGUN), 0.0))
    profiles = [
        max(largest(one.concentration[row], pulse(one.x, t)) for row, t in enumerate(PASSED)) / top for one in solutions
    ]
    centres, variances = zip(*map(moments, solutions), strict=True)
    way, width = SPEED * PASSED[-1], 2.0 * D * (PASSED[-1] + AGE)
    spreads = [abs(variance / width - 1.0) for variance in variances]
    steps = 1.0 / np.array(LONG_CELLS)
    checks = [
        Check("profiles, 960 cells, max / first peak", profiles[-1], 5e-4),
        Check("order of the profiles", order(steps, profiles), 1.9, "above"),
        Check("way of the centre, relative", abs((centres[-1] - BEGUN) / way - 1.0), 1e-6),
        # Fluxes fitted to exponentials spread as if D were larger by (v h/D)²/12: 8e-4 on these cells.
        Check("variance, 960 cells, relative", spreads[-1], 1e-3),
        Check("order of the variance", order(steps, spreads), 1.9, "above"),
    ]
    return Outcome(checks, lambda figure: draw_pulse(figure, solutions[-1]))


def moments(solution: pde.Solution) -> tuple[float, float]:
    """Centre (m) and variance (m²) of the last profile."""
    c, x = solution.concentration[-1], solution.x
    centre = float(np.average(x, weights=c))
    return centre, float(np.average((x - centre) ** 2, weights=c))


def draw_pulse(figure: Figure, solution: pde.Solution) -> None:
    """The pulse at the start and at three times."""
    axes = figure.subplots()
    x = np.linspace(0.0, LONG, 500)
    axes.plot(1e6 * x, pulse(x, 0.0), color="0.6", linestyle=":", label="start")
    for row, t in enumerate(PASSED):
        axes.plot(1e6 * x, pulse(x, t), color="0.25", linewidth=1.2)
        shown = slice(6 * row, None, 18)
        c = solution.concentration[row, shown]
        axes.plot(1e6 * solution.x[shown], c, "osD"[row], color=f"C{row}", ms=4, label=f"computed, {t:g} s")
    axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
    axes.set(xlabel="x / µm", ylabel="c / (mol/m³)", xlim=(8, 42))
    axes.legend(frameon=False, fontsize="small")


# -- thermodynamic factor -------------------------------------------------------------------------------

FILLED = (95.0, 10.0)  # mol/m³ at the faces, of SITES
SURFACE, END = 100.0, 100.0  # mol/m³, s
HALF_CELLS = (40, 80, 160)


def membrane(x: Array) -> Array:
    """D Θ c' is constant: ln(1 − c/c_m) is linear in x."""
    first, last = (1.0 - c / SITES for c in FILLED)
    return SITES * (1.0 - first ** (1.0 - x / SIZE) * last ** (x / SIZE))


def run_factor() -> Outcome:
    """A membrane of lattice sites at rest, and uptake by a half-space with Θ = 1 + 4 c/c_s."""
    first, last = FILLED
    at_rest = [
        sheet(
            cells,
            thermodynamic_factor=laws.Callable(_factor, "1"),
            inner=pde.FixedConcentration((first, "mol/m^3")),
            outer=pde.FixedConcentration((last, "mol/m^3")),
        ).solve(np.array([5.0 * SIZE**2 / D]), rtol=1e-6)
        for cells in HALF_CELLS
    ]
    flux = D * SITES / SIZE * np.log((1.0 - last / SITES) / (1.0 - first / SITES))
    profiles = [largest(one.concentration[-1], membrane(one.x)) / SITES for one in at_rest]
    fluxes = [abs(float(one.flux("outer")[-1]) / flux - 1.0) for one in at_rest]
    exact = similarity(LINEAR)
    spread = 2.0 * np.sqrt(D * END)
    filling = [
        sheet(
            cells,
            1.1 * exact.reach * spread,
            thermodynamic_factor=laws.Callable(lambda c: LINEAR.of(c / SURFACE), "1"),
            inner=pde.FixedConcentration((SURFACE, "mol/m^3")),
        ).solve(np.array([END]), rtol=1e-6)
        for cells in HALF_CELLS
    ]
    uptake = SURFACE * exact.slope * np.sqrt(D * END)
    taken = [abs(-one.channels["inner"]["fixed concentration"][-1] / uptake - 1.0) for one in filling]
    fronts = [largest(one.concentration[-1], SURFACE * exact.profile(one.x / spread)) / SURFACE for one in filling]
    steps = 1.0 / np.array(HALF_CELLS)
    checks = [
        Check("membrane: profile, 160 cells, max / $c_m$", profiles[-1], 2e-4),
        Check("membrane: flux, 160 cells, relative", fluxes[-1], 2e-4),
        Check("membrane: order of the profile", order(steps, profiles), 1.9, "above"),
        Check("membrane: order of the flux", order(steps, fluxes), 1.9, "above"),
        Check("half-space: profile, 160 cells, max / $c_s$", fronts[-1], 2e-4),
        Check("half-space: amount taken up, 160 cells, relative", float(taken[-1]), 2e-4),
        Check("half-space: order of the profile", order(steps, fronts), 1.9, "above"),
    ]
    return Outcome(checks, lambda figure: draw_factor(figure, at_rest[-1], filling[-1]))


def draw_factor(figure: Figure, at_rest: pde.Solution, filling: pde.Solution) -> None:
    """The membrane at rest and the half-space, each with what Θ = 1 would give."""
    left, right = figure.subplots(1, 2)
    x = SIZE * np.linspace(0.0, 1.0, 200)
    left.plot(1e6 * x, membrane(x), color="0.25", linewidth=1.2, label="closed form")
    left.plot(1e6 * at_rest.x[::8], at_rest.concentration[-1, ::8], "o", color="C0", ms=4.5, label="computed")
    left.plot([0.0, 1.0], FILLED, ":", color="0.6", label="without Θ")
    left.set(xlabel="x / µm", ylabel="c / (mol/m³)", xlim=(0, 1), title=r"$Θ = 1/(1 - c/c_m)$")
    exact, spread = similarity(LINEAR), 2.0 * np.sqrt(D * END)
    phi = np.linspace(0.0, 3.2, 300)
    right.plot(
        1e6 * phi * spread, SURFACE * exact.profile(phi), color="0.25", linewidth=1.2, label="similarity solution"
    )
    shown = slice(0, int(np.searchsorted(filling.x, 3.2 * spread)), 8)
    right.plot(1e6 * filling.x[shown], filling.concentration[-1, shown], "o", color="C0", ms=4.5, label="computed")
    right.set(xlabel="x / µm", ylabel="c / (mol/m³)", title=r"$Θ = 1 + 4\,c/c_s$", xlim=(0.0, 3.2e6 * spread))
    for axes in (left, right):
        axes.legend(frameon=False, fontsize="small")


CASES = [
    Case(
        name="convection-steady",
        title="Convection and diffusion at rest between two values",
        equation=r"""
$$0 = -\frac{d}{dx}\left(v c - D \frac{dc}{dx}\right), \qquad c(0) = c_0, \quad c(l) = c_l, \qquad P = v l/D.$$
""",
        reference=r"$c = c_0 + (c_l - c_0)\,\frac{e^{P x/l} - 1}{e^P - 1}$ and $J = v\,[c_0 - (c_l - c_0)/(e^P - 1)]$.",
        run=run_stream,
    ),
    Case(
        name="convection-sealed",
        title="Electromigration in a sealed sheet",
        equation=r"""
$$0 = v c - D\, \Theta(c)\, \frac{dc}{dx}, \qquad \int_0^l c\, dx = \bar c\, l,$$

with $\Theta = 1$, or $\Theta = 1/(1 - c/c_m)$ of a lattice of $c_m$ sites.
""",
        reference=r"""$c = \bar c\, \frac{P e^{P x/l}}{e^P - 1}$, $P = v l/D$, or $c = c_m/(1 + e^{-P (x - x_0)/l})$
with the $x_0$ (brentq) at which the sheet holds what it held at first.""",
        run=run_sealed,
        slow=True,
    ),
    Case(
        name="convection-pulse",
        title="A pulse that moves and spreads",
        equation=r"""
$$\frac{\partial c}{\partial t} = D \frac{\partial^2 c}{\partial x^2} - v \frac{\partial c}{\partial x}$$

in a sheet so long that its sealed ends do not matter.
""",
        reference=r"""$c = \frac{M}{\sqrt{4\pi D (t + t_0)}} \exp\left(-\frac{(x - x_0 - v t)^2}{4 D (t + t_0)}\right)$;
the centre moves by $v t$ and the variance is $2 D (t + t_0)$.""",
        run=run_pulse,
    ),
    Case(
        name="thermodynamic-factor",
        title="A thermodynamic factor",
        equation=r"""
$$\frac{\partial c}{\partial t} = \frac{\partial}{\partial x}
\left(D\, \Theta(c)\, \frac{\partial c}{\partial x}\right):$$

a membrane at rest with $\Theta = 1/(1 - c/c_m)$, and a half-space that fills with $\Theta = 1 + 4 c/c_s$.
""",
        reference=r"""At rest $\ln(1 - c/c_m)$ is linear and $J = (D c_m/l) \ln\frac{1 - c_l/c_m}{1 - c_0/c_m}$; the
half-space is the one of the case on diffusivity that rises linearly with concentration.""",
        run=run_factor,
    ),
]
