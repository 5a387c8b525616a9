"""Reaction and diffusion: Thiele's steady states, absorption with reaction, reactions in a closed body."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import frozen
from scipy.integrate import quad
from scipy.special import erf, erfc, i0e, i1e

from annealkit import laws, pde
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray
Shape = Literal["planar", "cylinder", "sphere"]

SIZE, D, C0 = 1e-6, 1e-14, 100.0  # m, m²/s, mol/m³
CELLS = (25, 50, 100)

# -- steady first-order consumption -----------------------------------------------------------------


@frozen
class Body:
    """A shape and its steady state under first-order consumption.

    Attributes:
        shape: As annealkit calls it.
        profile: c/c0 at y = x/SIZE for a Thiele modulus φ = SIZE √(k/D).
        effectiveness: Consumption over what the body would consume if it were c0 throughout.
    """

    shape: Shape
    profile: Callable[[Array, float], Array]
    effectiveness: Callable[[float], float]


# Exponentials are taken out, so that a large φ does not overflow.
BODIES = (
    Body(
        "planar",
        lambda y, phi: np.exp(phi * (y - 1.0)) * (1.0 + np.exp(-2.0 * phi * y)) / (1.0 + np.exp(-2.0 * phi)),
        lambda phi: np.tanh(phi) / phi,
    ),
    Body(
        "cylinder",
        lambda y, phi: np.exp(phi * (y - 1.0)) * i0e(phi * y) / i0e(phi),
        lambda phi: 2.0 * i1e(phi) / (phi * i0e(phi)),
    ),
    Body(
        "sphere",
        lambda y, phi: np.exp(phi * (y - 1.0)) * np.expm1(-2.0 * phi * y) / (y * np.expm1(-2.0 * phi)),
        lambda phi: 3.0 * (phi / np.tanh(phi) - 1.0) / phi**2,
    ),
)
MODULI = (0.5, 2.0, 10.0)


def consumed(shape: Shape, phi: float, cells: int) -> pde.Solution:
    """The body at rest: the slowest transient, exp(−(k + 2.4 D/SIZE²) t), is down by exp(−25)."""
    k = phi**2 * D / SIZE**2
    problem = pde.Problem(
        shape=shape,
        layers=[pde.Layer((SIZE, "m"), (D, "m^2/s"), initial=(C0, "mol/m^3"), cells=cells)],
        outer=pde.FixedConcentration((C0, "mol/m^3")),
        sources=[pde.Source(laws.Callable(lambda c: -k * c, "mol/m^3/s"), name="consumption")],
        temperature="973 K",
    )
    return problem.solve(np.array([25.0 / (k + 2.4 * D / SIZE**2)]), rtol=1e-5)


def thiele_errors(body: Body, phi: float, solution: pde.Solution) -> tuple[float, float]:
    """Largest error of the profile over c0, and relative error of the effectiveness factor."""
    profile = np.max(np.abs(solution.concentration[-1] / C0 - body.profile(solution.x / SIZE, phi)))
    return float(profile), abs(_found(body, phi, solution) / body.effectiveness(phi) - 1.0)


def _found(body: Body, phi: float, solution: pde.Solution) -> float:
    """The effectiveness factor from the flux into the body: area over volume is 1, 2 or 3 over SIZE."""
    per_size = {"planar": 1.0, "cylinder": 2.0, "sphere": 3.0}[body.shape]
    return float(-solution.flux("outer")[-1] * per_size * SIZE / (phi**2 * D * C0))


def run_thiele() -> Outcome:
    """Three shapes, three moduli on one mesh; a coarser one for the largest."""
    checks, rows, solutions = [], [], {}
    for body in BODIES:
        errors = {}
        for phi in MODULI:
            solutions[body.shape, phi] = solution = consumed(body.shape, phi, CELLS[-1])
            errors[phi] = thiele_errors(body, phi, solution)
            rows.append((body.shape, phi, body.effectiveness(phi), *errors[phi]))
        coarse = [thiele_errors(body, MODULI[-1], consumed(body.shape, MODULI[-1], cells)) for cells in CELLS[1:-1]]
        profiles, factors = zip(*coarse, errors[MODULI[-1]], strict=True)
        steps = 1.0 / np.array(CELLS[1:])
        checks += [
            Check(f"{body.shape}: profile, {CELLS[-1]} cells, max / $c_0$", max(p for p, _ in errors.values()), 5e-5),
            Check(f"{body.shape}: effectiveness factor, relative", max(f for _, f in errors.values()), 2e-4),
            Check(f"{body.shape}: order of the profile, φ = 10", order(steps, profiles), 1.9, "above"),
            Check(f"{body.shape}: order of the factor, φ = 10", order(steps, factors), 1.9, "above"),
        ]
    columns = ("shape", "φ", "η", "profile, max / $c_0$", "η, relative")
    table = Table(f"Errors on {CELLS[-1]} cells", columns, rows)
    return Outcome(checks, lambda figure: draw_thiele(figure, solutions), [table])


def draw_thiele(figure: Figure, solutions: dict[tuple[str, float], pde.Solution]) -> None:
    """Profiles of the sphere, and effectiveness factors of all shapes."""
    left, right = figure.subplots(1, 2)
    sphere = BODIES[-1]
    y = np.linspace(1e-6, 1.0, 300)
    for index, phi in enumerate(MODULI):
        solution = solutions["sphere", phi]
        left.plot(y, sphere.profile(y, phi), color="0.25", linewidth=1.2)
        shown = np.searchsorted(solution.x / SIZE, np.linspace(0.0, 1.0, 14, endpoint=False))
        c = solution.concentration[-1, shown] / C0
        left.plot(solution.x[shown] / SIZE, c, "osD^"[index], color=f"C{index}", ms=4.5, label=f"φ = {phi:g}")
    left.set(xlabel="r / a", ylabel="$c\\;/\\;c_0$", title="sphere", xlim=(0, 1), ylim=(-0.02, 1.04))
    moduli = np.geomspace(0.2, 15.0, 200)
    for body, marker, color in zip(BODIES, "osD", ("C0", "C1", "C2"), strict=True):
        right.loglog(moduli, [body.effectiveness(phi) for phi in moduli], color="0.25", linewidth=1.2)
        found = [_found(body, phi, solutions[body.shape, phi]) for phi in MODULI]
        right.loglog(MODULI, found, marker, color=color, ms=5, label=body.shape)
    right.set(xlabel="Thiele modulus φ", ylabel="effectiveness factor η", title="all shapes", xlim=(0.2, 15.0))
    for axes in (left, right):
        axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
        axes.legend(frameon=False, fontsize="small")


# -- absorption into a half-space with first-order reaction --------------------------------------------

RATE, ABSORBED = 0.05, np.array([2.0, 10.0, 40.0])  # 1/s, s


def absorbed(cells: int) -> pde.Solution:
    """A sheet thick enough for the last time: reaction stops the profile at some √(D/k)."""
    thickness = 24.0 * np.sqrt(D / RATE)
    problem = pde.Problem(
        shape="planar",
        layers=[pde.Layer((thickness, "m"), (D, "m^2/s"), cells=cells, grading=("inner", 30.0))],
        inner=pde.FixedConcentration((C0, "mol/m^3")),
        sources=[pde.Source(laws.Callable(lambda c: -RATE * c, "mol/m^3/s"), name="consumption")],
        temperature="973 K",
    )
    return problem.solve(ABSORBED, rtol=1e-5)


def danckwerts(x: Array, t: Array) -> Array:
    """c(x, t): the steady exponentials, each switched on by a complementary error function."""
    m, z, s = np.sqrt(RATE / D), x / (2.0 * np.sqrt(D * t)), np.sqrt(RATE * t)
    return 0.5 * C0 * (np.exp(-m * x) * erfc(z - s) + np.exp(np.minimum(m * x, 600.0)) * erfc(z + s))


def uptake(t: Array) -> Array:
    """Amount absorbed by t (mol/m²): the integral of c0 √(Dk) [erf √(kt) + exp(−kt)/√(π k t)]."""
    kt = RATE * t
    return C0 * np.sqrt(D / RATE) * ((kt + 0.5) * erf(np.sqrt(kt)) + np.sqrt(kt / np.pi) * np.exp(-kt))


def run_absorption() -> Outcome:
    """Profiles and uptake on three meshes."""
    solutions = [absorbed(2 * cells) for cells in CELLS]
    profiles = [float(np.max(np.abs(s.concentration - danckwerts(s.x, ABSORBED[:, None])))) / C0 for s in solutions]
    taken = [-s.channels["inner"]["fixed concentration"] for s in solutions]
    amounts = [float(np.max(np.abs(one / uptake(ABSORBED) - 1.0))) for one in taken]
    steps = 1.0 / np.array(CELLS)
    checks = [
        Check(f"profiles, {2 * CELLS[-1]} cells, max / $c_0$", profiles[-1], 1e-4),
        Check(f"amount absorbed, {2 * CELLS[-1]} cells, relative", amounts[-1], 3e-4),
        Check("order of the profiles", order(steps, profiles), 1.9, "above"),
        Check("order of the amount", order(steps, amounts), 1.9, "above"),
    ]
    return Outcome(checks, lambda figure: draw_absorption(figure, solutions[-1]))


def draw_absorption(figure: Figure, solution: pde.Solution) -> None:
    """Profiles, and the amount with its straight asymptote."""
    left, right = figure.subplots(1, 2)
    end = 6.0 * np.sqrt(D / RATE)
    x = np.linspace(0.0, end, 300)
    for row, t in enumerate(ABSORBED):
        left.plot(1e6 * x, danckwerts(x, t), color="0.25", linewidth=1.2)
        shown = np.unique(np.searchsorted(solution.x, np.linspace(0.0, end, 14) + row * end / 56))
        c = solution.concentration[row, shown]
        left.plot(1e6 * solution.x[shown], c, "osD^"[row], color=f"C{row}", ms=4.5, label=f"{t:g} s")
    left.set(xlabel="x / µm", ylabel="c / (mol/m³)", xlim=(0.0, 1e6 * end))
    t = np.geomspace(1.0, 100.0, 200)
    right.loglog(t, 1e6 * uptake(t), color="0.25", linewidth=1.2)
    right.loglog(t, 2e6 * C0 * np.sqrt(D * t / np.pi), color="0.6", linestyle=":", label="without reaction")
    taken = -solution.channels["inner"]["fixed concentration"]
    right.loglog(ABSORBED, 1e6 * taken, "o", color="C0", ms=5, label="computed")
    right.set(xlabel="t / s", ylabel="amount absorbed / (µmol/m²)")
    for axes in (left, right):
        axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
        axes.legend(frameon=False, fontsize="small")


# -- reactions in a closed body without gradients ------------------------------------------------------

A0, B0, PAIRING, SPLITTING, DECAY = 100.0, 140.0, 2e-4, 0.01, 5e-3  # mol/m³, mol/m³, m³/(mol s), 1/s, 1/s
SAMPLED = np.array([3.0, 10.0, 30.0, 100.0, 300.0, 1000.0])  # s
#: What the time integration is asked for, and so what it has to keep.
ASKED = 1e-8


def paired(t: Array | float, splitting: float) -> Array | float:
    """Extent ξ of A + B ⇌ AB: ξ' = k (a − ξ)(b − ξ) − k' ξ = k (r − ξ)(R − ξ), r < R.

    Separated, ξ = r R (E − 1)/(R E − r) with E = exp(k (R − r) t); without splitting r = a and R = b.
    """
    total = A0 + B0 + splitting / PAIRING
    high = 0.5 * (total + np.sqrt(total**2 - 4.0 * A0 * B0))
    low = A0 * B0 / high
    shrunk = np.exp(-PAIRING * (high - low) * t)
    return low * high * (1.0 - shrunk) / (high - low * shrunk)


def remaining(t: float) -> float:
    """AB that has not decayed: the convolution of its making with exp(−λ t)."""

    def made(s: float) -> float:
        extent = paired(s, 0.0)
        return PAIRING * (A0 - extent) * (B0 - extent) * np.exp(-DECAY * (t - s))

    return quad(made, 0.0, t, epsabs=1e-12, epsrel=1e-12, limit=200)[0]


def closed_body(sources: list[object]) -> pde.Solution:
    """A and B spread evenly in a sealed sphere."""
    start = {"A": (A0, "mol/m^3"), "B": (B0, "mol/m^3"), "AB": "0 mol/m^3"}
    problem = pde.Problem(
        shape="sphere",
        layers=[pde.Layer((SIZE, "m"), dict.fromkeys(start, (D, "m^2/s")), initial=start, cells=20)],
        sources=sources,
        temperature="973 K",
    )
    return problem.solve(SAMPLED, rtol=ASKED)


def as_sources() -> list[object]:
    """A + B → AB and AB → nothing, each species' share as a source of its own."""

    def source(law: Callable[..., Array], species: str, name: str) -> pde.Source:
        return pde.Source(laws.Callable(law, "mol/m^3/s"), species=species, name=name)

    return [
        source(lambda c_A, c_B: -PAIRING * c_A * c_B, "A", "pairing of A"),
        source(lambda c_A, c_B: -PAIRING * c_A * c_B, "B", "pairing of B"),
        source(lambda c_A, c_B: PAIRING * c_A * c_B, "AB", "pairing"),
        source(lambda c: -DECAY * c, "AB", "decay"),
    ]


def pairing(reverse: float, rate: float = PAIRING) -> pde.Reaction:
    """A + B → AB, or ⇌, as one reaction."""
    return pde.Reaction(
        "pairing",
        (rate, "m^3/mol/s"),
        reactants={"A": 1, "B": 1},
        products={"AB": 1},
        reverse=(reverse, "1/s") if reverse else None,
    )


def as_reactions() -> list[object]:
    """The same two as reactions."""
    return [pairing(0.0), pde.Reaction("decay", (DECAY, "1/s"), reactants={"AB": 1}, products={})]


def run_closed(sources: Callable[[], list[object]], splitting: float, product: Callable[[float], float]) -> Outcome:
    """Amounts at every time, everywhere in the body."""
    solution = closed_body(sources())
    extent = paired(SAMPLED, splitting)
    exact = {"A": A0 - extent, "B": B0 - extent, "AB": np.array([product(t) for t in SAMPLED])}
    checks = [
        Check(
            f"{species}, every time and cell, max / $a$",
            float(np.max(np.abs(solution[species].concentration - c[:, None]))) / A0,
            ASKED,
        )
        for species, c in exact.items()
    ]
    excess = solution["B"].concentration - solution["A"].concentration
    checks.append(Check("B − A stays, relative", float(np.max(np.abs(excess / (B0 - A0) - 1.0))), 1e-12))
    return Outcome(checks, lambda figure: draw_closed(figure, solution, splitting, product))


def draw_closed(figure: Figure, solution: pde.Solution, splitting: float, product: Callable[[float], float]) -> None:
    """Amounts over time."""
    axes = figure.subplots()
    t = np.geomspace(1.0, 2000.0, 200)
    curves = {"A": A0 - paired(t, splitting), "B": B0 - paired(t, splitting), "AB": [product(one) for one in t]}
    for (species, curve), marker, color in zip(curves.items(), "osD", ("C0", "C1", "C2"), strict=True):
        axes.semilogx(t, curve, color="0.25", linewidth=1.2)
        axes.semilogx(SAMPLED, solution[species].concentration[:, 0], marker, color=color, ms=5, label=species)
    axes.plot([], [], color="0.25", linewidth=1.2, label="closed form")
    axes.set(xlabel="t / s", ylabel="c / (mol/m³)", xlim=(1.0, 2000.0), ylim=(0.0, None))
    axes.legend(frameon=False, fontsize="small")


# -- A and B that meet by diffusion ---------------------------------------------------------------------

MET = np.array([1.0, 4.0, 16.0])  # s
#: m³/(mol s): so fast that A and B hardly overlap.
FAST = 0.02


def meeting(cells: int) -> pde.Solution:
    """A in the inner half, B in the outer one, all equally mobile; they pair where they meet."""
    half = 0.5 * SIZE
    start = {
        "A": lambda x: np.where(x < half, A0, 0.0),
        "B": lambda x: np.where(x > half, B0, 0.0),
        "AB": "0 mol/m^3",
    }
    layer = pde.Layer(
        (SIZE, "m"),
        dict.fromkeys(start, (D, "m^2/s")),
        initial=start,
        breakpoints=[(half, "m")],
        cells=cells,
        grading="uniform",
    )
    problem = pde.Problem(shape="planar", layers=[layer], sources=[pairing(0.0, FAST)], temperature="973 K")
    return problem.solve(MET, rtol=1e-6)


def stepped(x: Array, t: float, inner: float, outer: float) -> Array:
    """A sealed sheet that began with a step in its middle: a series of cosines."""
    n = np.arange(1, 200, 2)[:, None]
    waves = np.cos(n * np.pi * x / SIZE) * np.exp(-((n * np.pi / SIZE) ** 2) * D * t)
    signs = (-1.0) ** ((n - 1) // 2)
    return 0.5 * (inner + outer) + (inner - outer) * np.sum(2.0 / (n * np.pi) * signs * waves, axis=0)


def invariant_errors(solution: pde.Solution) -> tuple[float, float]:
    """Largest error of A − B and of A + B + 2 AB over a, at any time."""
    a, b, ab = (solution[species].concentration for species in ("A", "B", "AB"))
    difference = np.stack([stepped(solution.x, t, A0, -B0) for t in MET])
    total = np.stack([stepped(solution.x, t, A0, B0) for t in MET])
    errors = (np.max(np.abs(a - b - difference)), np.max(np.abs(a + b + 2.0 * ab - total)))
    return float(errors[0]) / A0, float(errors[1]) / A0


def run_meeting() -> Outcome:
    """The two combinations that the reaction leaves alone diffuse as if there were none."""
    cells = (20, 40, 80)
    solutions = [meeting(n) for n in cells]
    differences, totals = zip(*(invariant_errors(one) for one in solutions), strict=True)
    steps = 1.0 / np.array(cells)
    last = solutions[-1]
    moles = [last[s].inventory[-1] for s in ("A", "B", "AB")]
    checks = [
        Check("A − B, 80 cells, max / $a$", differences[-1], 1e-3),
        Check("A + B + 2 AB, 80 cells, max / $a$", totals[-1], 1e-3),
        Check("order of A − B", order(steps, differences), 1.9, "above"),
        Check("order of A + B + 2 AB", order(steps, totals), 1.9, "above"),
        Check("A and AB together keep their amount, relative", _gap(moles[0] + moles[2], A0), 1e-10),
        Check("B and AB together keep their amount, relative", _gap(moles[1] + moles[2], B0), 1e-10),
        Check("share of A that has paired", moles[2] / (0.5 * A0 * SIZE), 0.3, "above"),
    ]
    return Outcome(checks, lambda figure: draw_meeting(figure, last))


def _gap(found: float, density: float) -> float:
    """How far an amount is off that of half the sheet at a density."""
    return abs(found / (0.5 * density * SIZE) - 1.0)


def draw_meeting(figure: Figure, solution: pde.Solution) -> None:
    """The species at one time, and the combination at all."""
    left, right = figure.subplots(1, 2)
    x = np.linspace(0.0, SIZE, 300)
    for species, color in (("A", "C0"), ("B", "C1"), ("AB", "C2")):
        left.plot(1e6 * solution.x, solution[species].concentration[1], color=color, label=species)
    left.set(xlabel="x / µm", ylabel="c / (mol/m³)", title=f"computed, {MET[1]:g} s", xlim=(0.0, 1e6 * SIZE))
    difference = solution["A"].concentration - solution["B"].concentration
    for row, t in enumerate(MET):
        right.plot(1e6 * x, stepped(x, t, A0, -B0), color="0.25", linewidth=1.2)
        shown = np.arange(2 * row, len(solution.x), 7)
        right.plot(1e6 * solution.x[shown], difference[row, shown], "osD"[row], color=f"C{row}", ms=4, label=f"{t:g} s")
    right.plot([], [], color="0.25", linewidth=1.2, label="closed form")
    right.set(xlabel="x / µm", ylabel="($c_A - c_B$) / (mol/m³)", title="A − B", xlim=(0.0, 1e6 * SIZE))
    for axes in (left, right):
        axes.legend(frameon=False, fontsize="small")


PAIRING_EQUATION = r"""
A sealed sphere holds $a$ of A and $b$ of B everywhere; A + B → AB with rate constant $k$, AB → nothing with $\lambda$:

$$\dot c_A = \dot c_B = -k\, c_A c_B, \qquad \dot c_{AB} = k\, c_A c_B - \lambda\, c_{AB}.$$
"""
PAIRING_REFERENCE = r"""$c_A = a - \xi$ with $\xi = ab\,(E - 1)/(bE - a)$, $E = e^{k(b - a)t}$; AB by quadrature of
$\int_0^t \dot\xi(s)\, e^{-\lambda(t - s)}\, ds$."""

CASES = [
    Case(
        name="thiele",
        title="First-order consumption at rest: Thiele's modulus",
        equation=r"""
A body of half thickness or radius $a$ whose surface is held at $c_0$ consumes the species with a rate constant $k$:

$$0 = \frac{1}{r^{m}} \frac{\partial}{\partial r}\left(r^{m} D \frac{\partial c}{\partial r}\right) - k c,
\qquad m = 0, 1, 2, \qquad \varphi = a\sqrt{k/D}.$$
""",
        reference=r"""With $y = r/a$: $\cosh(\varphi y)/\cosh\varphi$, $I_0(\varphi y)/I_0(\varphi)$ and
$\sinh(\varphi y)/(y \sinh\varphi)$ for sheet, cylinder and sphere; effectiveness factors $\tanh\varphi/\varphi$,
$2 I_1(\varphi)/(\varphi I_0(\varphi))$ and $3(\varphi\coth\varphi - 1)/\varphi^2$, evaluated with the exponentials
taken out.""",
        run=run_thiele,
        slow=True,
    ),
    Case(
        name="absorption-with-reaction",
        title="Absorption into a half-space with first-order reaction",
        equation=r"""
An empty half-space, its surface held at $c_0$ from $t = 0$ on:

$$\frac{\partial c}{\partial t} = D \frac{\partial^2 c}{\partial x^2} - k c, \qquad c(0, t) = c_0, \quad c(x, 0) = 0.$$
""",
        reference=r"""The Laplace transform $\hat c = (c_0/s)\, e^{-x\sqrt{(s + k)/D}}$, inverted (Danckwerts):
$\tfrac12 c_0 [e^{-mx}\,\mathrm{erfc}(z - \sqrt{kt}) + e^{mx}\,\mathrm{erfc}(z + \sqrt{kt})]$ with $m = \sqrt{k/D}$,
$z = x/2\sqrt{Dt}$; the amount taken up is
$c_0\sqrt{D/k}\,[(kt + \tfrac12)\,\mathrm{erf}\sqrt{kt} + \sqrt{kt/\pi}\, e^{-kt}]$.""",
        run=run_absorption,
    ),
    Case(
        name="pairing-sources",
        title="A + B → AB → nothing in a closed body, by sources",
        equation=PAIRING_EQUATION,
        reference=PAIRING_REFERENCE,
        run=lambda: run_closed(as_sources, 0.0, remaining),
    ),
    Case(
        name="pairing-reactions",
        title="A + B → AB → nothing in a closed body, by reactions",
        equation=PAIRING_EQUATION,
        reference=PAIRING_REFERENCE,
        run=lambda: run_closed(as_reactions, 0.0, remaining),
    ),
    Case(
        name="pairing-reversible",
        title="A + B ⇌ AB in a closed body",
        equation=r"""
As before, but AB falls apart again into A and B:

$$\dot c_{AB} = -\dot c_A = -\dot c_B = k\, c_A c_B - k'\, c_{AB}.$$
""",
        reference=r"""The extent obeys $\dot\xi = k(r_1 - \xi)(r_2 - \xi)$ with $r_{1,2}$ the roots of
$\xi^2 - (a + b + k'/k)\,\xi + ab$, so $\xi = r_1 r_2 (E - 1)/(r_2 E - r_1)$ with $E = e^{k(r_2 - r_1)t}$.""",
        run=lambda: run_closed(lambda: [pairing(SPLITTING)], SPLITTING, lambda t: paired(t, SPLITTING)),
    ),
    Case(
        name="pairing-front",
        title="A and B meet by diffusion and pair",
        equation=r"""
A sealed sheet holds A in its inner half and B in its outer half; A, B and AB have the same $D$.

$$\frac{\partial c_A}{\partial t} = D \frac{\partial^2 c_A}{\partial x^2} - k c_A c_B, \qquad
\frac{\partial c_B}{\partial t} = D \frac{\partial^2 c_B}{\partial x^2} - k c_A c_B, \qquad
\frac{\partial c_{AB}}{\partial t} = D \frac{\partial^2 c_{AB}}{\partial x^2} + k c_A c_B.$$
""",
        reference=r"""The reaction drops out of $c_A - c_B$ and of $c_A + c_B + 2 c_{AB}$, which spread from a step in
the middle: cosine series. What the reaction does is bounded below by the share that has paired.""",
        run=run_meeting,
        slow=True,
    ),
]
