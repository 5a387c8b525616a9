"""Permeation through an empty membrane: breakthrough and time lag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import erfc

from annealkit import pde
from verification.case import Case, Check, Outcome, Table
from verification.closed_forms import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CASES"]

LENGTH, DIFFUSIVITY, LEVEL = 1e-6, 1e-14, 100.0
FOURIERS = (0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 3.0, 4.0)
RTOL = 1e-5


def late(fourier: float) -> float:
    """Amount that has come out, over c1 l, by the Fourier series."""
    n = np.arange(1, 200)
    rest = np.sum((-1.0) ** n / n**2 * np.exp(-(n**2) * np.pi**2 * fourier))
    return float(fourier - 1.0 / 6.0 - 2.0 / np.pi**2 * rest)


def early(fourier: float) -> float:
    """The same by the error functions of the images: 4√τ Σ ierfc((2n + 1)/2√τ)."""
    z = (2 * np.arange(6) + 1) / (2.0 * np.sqrt(fourier))
    return float(4.0 * np.sqrt(fourier) * np.sum(np.exp(-(z**2)) / np.sqrt(np.pi) - z * erfc(z)))


def front_error(edges: Array, fourier: Array) -> Array:
    """Relative error of a second-order scheme's outflow at breakthrough.

    The transform decays as exp(−q) across the membrane, on cells of width h as exp(−q + q³ h²/24), and early outflow
    comes from q = 1/2τ: the error is the mean of h² over 192 τ³. After τ = 0.3 the front has passed.
    """
    mean_square = np.sum(np.diff(edges) ** 3)
    return np.asarray(np.where(fourier < 0.3, mean_square / (192.0 * fourier**3), 0.0))


def run() -> Outcome:
    solution = problem().solve(np.array(FOURIERS) * LENGTH**2 / DIFFUSIVITY, rtol=RTOL)
    out = solution.channels["outer"]["fixed concentration"] / (LEVEL * LENGTH)
    # Cancellation leaves the Fourier series few digits before breakthrough; images are exact there.
    exact = np.array([early(f) if f < 0.3 else late(f) for f in FOURIERS])
    off = out / exact - 1.0
    into = -solution.channels["inner"]["fixed concentration"] / (LEVEL * LENGTH)
    slope = (out[-1] - out[-2]) / (FOURIERS[-1] - FOURIERS[-2])
    lag = FOURIERS[-1] - out[-1] / slope
    fourier = np.array(FOURIERS)
    allowed = 3.0 * (RTOL + front_error(solution.operator.mesh.edges / LENGTH, fourier))
    checks = [
        Check("outflow, relative, at breakthrough, D t/l² = 0.03", float(abs(off[0])), float(allowed[0])),
        Check(
            "outflow, relative, largest error over what is allowed at its time",
            float(np.max(np.abs(off) / allowed)),
            1.0,
        ),
        Check("outflow, relative, D t/l² ≥ 1", float(np.abs(off[fourier >= 1.0]).max()), 3.0 * RTOL),
        Check("time lag against l²/6D, relative", float(abs(6.0 * lag - 1.0)), 1e-4),
        Check("steady flux against D c1/l, relative", float(abs(slope - 1.0)), 1e-4),
        Check("inflow minus outflow against c1 l/2, relative", float(abs(2.0 * (into[-1] - out[-1]) - 1.0)), 1e-4),
        Check("the two closed forms against each other at D t/l² = 0.3", abs(early(0.3) / late(0.3) - 1.0), 1e-10),
    ]
    rows = list(zip(FOURIERS, exact, out, off, strict=True))
    table = Table("Amount that has come out, over c1 l", ("D t/l²", "exact", "computed", "relative error"), rows)
    return Outcome(checks, lambda figure: draw(figure, out, (off, allowed), lag), [table])


def problem() -> pde.Problem:
    return pde.Problem(
        shape="planar",
        layers=[pde.Layer((LENGTH, "m"), (DIFFUSIVITY, "m^2/s"), initial="0 mol/m^3")],
        inner=pde.FixedConcentration((LEVEL, "mol/m^3")),
        outer=pde.FixedConcentration("0 mol/m^3"),
        temperature="973 K",
    )


def draw(figure: Figure, out: Array, error: tuple[Array, Array], lag: float) -> None:
    left, right = figure.subplots(1, 2)
    fine = np.linspace(0.01, 1.25, 200)
    shown = np.array(FOURIERS) < 1.5
    left.plot(fine, [early(f) if f < 0.3 else late(f) for f in fine], color="0.3", linewidth=1, label="exact")
    left.plot(np.array(FOURIERS)[shown], out[shown], "o", markersize=4, label="computed")
    left.plot(fine, fine - 1.0 / 6.0, "--", color="C3", linewidth=1, label="asymptote")
    left.axhline(0.0, color="0.7", linewidth=0.8)
    left.annotate(f"lag\n{lag:.5f}", (lag, 0.0), (0.22, -0.13), fontsize="x-small", arrowprops={"arrowstyle": "->"})
    left.set(xlabel=r"$D\,t/l^2$", ylabel=r"amount out / $c_1 l$", ylim=(-0.17, 1.1))
    left.legend(fontsize="x-small")
    right.loglog(FOURIERS, np.abs(error[0]), "o-", color="C3", markersize=4, label="found")
    right.loglog(FOURIERS, error[1], "--", color="0.5", linewidth=1, label="allowed")
    right.legend(fontsize="x-small")
    right.set(xlabel=r"$D\,t/l^2$", ylabel="error of amount out / amount out")


CASES = [
    Case(
        name="permeation",
        title="Permeation through an empty membrane",
        equation=r"""
$$\frac{\partial c}{\partial t} = D\,\frac{\partial^2 c}{\partial x^2},\qquad c(0, t) = c_1,\qquad c(l, t) = 0,\qquad
c(x, 0) = 0,\qquad Q(t) = \int_0^t -D\,\frac{\partial c}{\partial x}\Big|_{x=l} dt .$$
""",
        reference=r"""
$\dfrac{Q}{c_1 l} = \tau - \dfrac16 - \dfrac{2}{\pi^2}\sum_{n \ge 1}\dfrac{(-1)^n}{n^2}e^{-n^2\pi^2\tau}$
(Crank, *The Mathematics of Diffusion*, chapter 4); before breakthrough, where that cancels, the images
$4\sqrt{\tau}\sum_n \mathrm{ierfc}[(2n+1)/2\sqrt\tau]$, $\tau = D t/l^2$. The lag is where the line through the last two
outflows meets zero.""",
        run=run,
    )
]
