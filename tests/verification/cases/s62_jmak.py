"""Crystallisation by Johnson, Mehl, Avrami and Kolmogorov under a ramp, alone and coupled to diffusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath
import numpy as np
from scipy.integrate import quad

from annealkit import laws, pde
from annealkit.schedule import Schedule
from verification.case import Case, Check, Outcome, Table
from verification.closed_forms import Array, Emptying

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CASES"]

PREFACTOR, ENERGY, GAS = 3e13, 250e3, 8.31446261815324
COLD, HEATING = 673.15, 20.0 / 60.0
SCHEDULE = "400 degC -> 600 degC @ 20 K/min"
LOOKS = np.array([460.0, 500.0, 520.0, 540.0, 560.0, 570.0, 580.0, 590.0, 600.0])
AVRAMI = (1.0, 2.0, 3.0, 4.0)
RTOL = 1e-5

#: The film of the coupled case: m, mol/m³, m²/s and J/mol when amorphous, what crystals lack of it, Avrami exponent.
LENGTH, START, AMORPHOUS, BARRIER, LACK, EXPONENT = 1.25e-7, 100.0, 5e-8, 150e3, 0.99, 3.0


def when(celsius: Array) -> Array:
    """s, when the ramp gets there."""
    return np.asarray((celsius + 273.15 - COLD) / HEATING)


def turned(t: float) -> float:
    """w = ∫ k dt by quadrature."""
    with mpmath.workdps(20):
        return float(
            mpmath.quad(lambda s: PREFACTOR * mpmath.exp(-ENERGY / (GAS * (COLD + HEATING * s))), np.linspace(0, t, 4))
        )


def turned_in_closed_form(t: float) -> float:
    """The same by ∫ exp(−A/T) dT = T exp(−A/T) − A E1(A/T)."""

    def primitive(kelvin: float) -> mpmath.mpf:
        slope = mpmath.mpf(ENERGY) / GAS
        return kelvin * mpmath.exp(-slope / kelvin) - slope * mpmath.e1(slope / kelvin)

    with mpmath.workdps(25):
        return float(PREFACTOR / HEATING * (primitive(COLD + HEATING * t) - primitive(mpmath.mpf(COLD))))


def crystalline(w: Array, n: float) -> Array:
    """X."""
    return np.asarray(-np.expm1(-(w**n)))


def slowing(T: Array, w: Array) -> Array:
    """D of a film that crystallises, m²/s."""
    return np.asarray(AMORPHOUS * np.exp(-BARRIER / (GAS * T)) * (1.0 - LACK * crystalline(w, EXPONENT)))


def problem(**own: object) -> pde.Problem:
    """A body with the local state w."""
    rate = laws.Arrhenius((PREFACTOR, "1/s"), (ENERGY, "J/mol"))
    return pde.Problem(
        shape="planar",
        states=[pde.LocalState("w", rate)],
        temperature=Schedule.parse(SCHEDULE),
        **own,
    )


def passed_on(n: float) -> float:
    """Largest (1 + w) dX/dw: the error of X per error of w/(1 + w)."""
    w = np.linspace(0.0, 3.0, 3001)[1:]
    return float(np.max((1.0 + w) * n * w ** (n - 1.0) * np.exp(-(w**n))))


# -- the transformation alone ------------------------------------------------------------


def alone() -> Outcome:
    layer = pde.Layer((LENGTH, "m"), (1e-17, "m^2/s"), initial=(START, "mol/m^3"), cells=4)
    solution = problem(layers=[layer]).solve(when(LOOKS), rtol=RTOL)
    w = solution.state("w")
    exact = np.array([turned(t) for t in solution.times])
    closed = np.array([turned_in_closed_form(t) for t in solution.times])
    off = {n: np.abs(crystalline(w, n) - crystalline(exact, n)[:, np.newaxis]).max(axis=1) for n in AVRAMI}
    # Every step is held to rtol/10 of w and of its scale 1; what the steps of a ramp leave adds up to some rtol, and
    # ten are allowed. dX/dw passes it on.
    checks = [
        Check("w in any cell, absolute or relative", float(np.max(np.abs(w.T - exact) / (1.0 + exact))), 10.0 * RTOL),
        *(Check(f"X in any cell, n = {n:g}", float(own.max()), 10.0 * RTOL * passed_on(n)) for n, own in off.items()),
        Check("w by quadrature against the exponential integral", float(np.max(np.abs(closed / exact - 1.0))), 1e-12),
    ]
    rows = list(zip(LOOKS, exact, w[:, 0] - exact, *(crystalline(exact, n) for n in AVRAMI), strict=True))
    columns = ("temperature / °C", "w, exact", "computed − exact", *(f"X, n = {n:g}" for n in AVRAMI))
    table = Table("Along the ramp", columns, rows)

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        fine = np.linspace(450.0, 600.0, 80)
        w_fine = np.array([turned_in_closed_form(t) for t in when(fine)])
        for index, n in enumerate(AVRAMI):
            left.plot(fine, crystalline(w_fine, n), color=f"C{index}", linewidth=1)
            left.plot(LOOKS, crystalline(w[:, 0], n), "o", color=f"C{index}", markersize=4, label=f"n = {n:g}")
            right.semilogy(LOOKS, off[n].clip(1e-12), "o-", color=f"C{index}", markersize=4, linewidth=1)
        left.set(xlabel="temperature / °C", ylabel="crystalline share X")
        left.legend(title="lines exact", fontsize="x-small", title_fontsize="x-small")
        right.set(xlabel="temperature / °C", ylabel="error of X", ylim=(1e-10, 3e-4))

    return Outcome(checks, draw, [table])


# -- a film that crystallises while it empties ----------------------------------------------


def transformed(times: Array, lack: float) -> Array:
    """θ/l² with θ = ∫ D dt by quadrature from time to time."""

    def diffusivity(t: float) -> float:
        amorphous = AMORPHOUS * np.exp(-BARRIER / (GAS * (COLD + HEATING * t)))
        return float(amorphous * (1.0 - lack * crystalline(np.asarray(turned_in_closed_form(t)), EXPONENT)))

    starts = np.concatenate([[0.0], times[:-1]])
    parts = [quad(diffusivity, *pair, epsrel=1e-9, epsabs=0.0)[0] for pair in zip(starts, times, strict=True)]
    return np.asarray(np.cumsum(parts) / LENGTH**2)


def coupled() -> Outcome:
    law = laws.Callable(slowing, "m^2/s")
    layer = pde.Layer((LENGTH, "m"), law, initial=(START, "mol/m^3"))
    body = problem(layers=[layer], outer=pde.FixedConcentration("0 mol/m^3"))
    solution = body.solve(when(LOOKS), rtol=RTOL)
    fouriers = transformed(solution.times, LACK)
    series = Emptying("planar")
    exact = np.array([series.retained(f) for f in fouriers])
    found = solution.inventory / (START * LENGTH)
    profiles = np.array([series.profile(solution.x / LENGTH, f) for f in fouriers])
    off = np.abs(solution.concentration / START - profiles).max(axis=1)
    # The cells cost up to 1e-5 as in the sheet at constant D, and the integration of D(w) adds to that.
    checks = [
        Check("share retained, largest error of all times", float(np.abs(found - exact).max()), 3.0 * RTOL),
        Check("c/c0 in any cell", float(off.max()), 5e-5),
    ]
    rows = list(zip(LOOKS, fouriers, exact, found - exact, strict=True))
    table = Table("Along the ramp", ("temperature / °C", "θ/l²", "share retained, exact", "computed − exact"), rows)

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        fine = np.linspace(410.0, 600.0, 39)
        held, amorphous = ([series.retained(f) for f in transformed(when(fine), lack)] for lack in (LACK, 0.0))
        left.plot(fine, held, color="0.3", linewidth=1, label="exact")
        left.plot(LOOKS, found, "o", markersize=4, label="computed")
        left.plot(fine, amorphous, "--", color="C3", linewidth=1, label="were it to stay amorphous")
        left.set(xlabel="temperature / °C", ylabel="share retained")
        left.legend(fontsize="x-small")
        right.plot(LOOKS, found - exact, "o-", color="C3", markersize=4, linewidth=1)
        right.axhline(0.0, color="0.5", linewidth=0.8)
        right.set(xlabel="temperature / °C", ylabel="computed − exact")
        right.ticklabel_format(axis="y", scilimits=(0, 0))

    return Outcome(checks, draw, [table])


CASES = [
    Case(
        name="jmak-ramp",
        title="Crystallisation under a ramp",
        equation=r"""
$$\frac{dw}{dt} = k(T(t)),\qquad w(0) = 0,\qquad X = 1 - e^{-w^n},\qquad k = k_0\,e^{-E/RT},\qquad
T = 400\ °\mathrm{C} + 20\ \mathrm{K/min}\cdot t .$$
""",
        reference=r"""
$w = \int_0^t k\,dt$ by quadrature (mpmath), checked against $\int e^{-A/T}dT = T e^{-A/T} - A\,E_1(A/T)$, $A = E/R$;
$X$ for $n$ = 1 to 4. Computed is `LocalState("w", k)` of every cell.""",
        run=alone,
    ),
    Case(
        name="jmak-diffusion",
        title="Film that crystallises while it empties",
        equation=r"""
$$\frac{\partial c}{\partial t} = D(T, X)\,\frac{\partial^2 c}{\partial x^2},\qquad D = D_a (1 - 0.99\,X),\quad
D_a = D_0\,e^{-E_D/RT},\qquad X = 1 - e^{-w^3},\quad \frac{dw}{dt} = k(T(t)),$$
$$\frac{\partial c}{\partial x}\Big|_{x=0} = 0,\qquad c(l, t) = 0,\qquad c(x, 0) = c_0,\qquad
T = 400\ °\mathrm{C} + 20\ \mathrm{K/min}\cdot t .$$
""",
        reference=r"""
$X$ is the same in every cell, so that with $\theta = \int_0^t D\,dt$ (quadrature over the closed form of $w$) this
is the sheet with an empty surface at $\theta/l^2$, summed as its Fourier series.""",
        run=coupled,
    ),
]
