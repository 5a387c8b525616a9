"""A sealed slab loaded in one part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import erf

from annealkit import pde
from verification.case import Case, Check, Outcome, Table
from verification.closed_forms import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CASES"]

LENGTH, DIFFUSIVITY, START = 1e-6, 1e-14, 100.0
#: Share of the slab that is loaded.
LOADED = 0.37
FOURIERS = (1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3)
RTOL = 1e-5


def cosines(x: Array, fourier: float) -> Array:
    """c/c0 by the cosine series."""
    k = np.pi * np.arange(1, 400)
    weight = 2.0 * np.sin(k * LOADED) / k * np.exp(-(k**2) * fourier)
    return np.asarray(LOADED + weight @ np.cos(np.multiply.outer(k, x)))


def beyond(x: Array, fourier: float) -> Array:
    """Amount between x and the far face, over c0 l: the series integrated."""
    k = np.pi * np.arange(1, 400)
    weight = 2.0 * np.sin(k * LOADED) / k**2 * np.exp(-(k**2) * fourier)
    return np.asarray(LOADED * (1.0 - x) - weight @ np.sin(np.multiply.outer(k, x)))


def mirrored(x: Array, fourier: float) -> Array:
    """c/c0 by error functions: the loaded part and its images, two slabs apart."""
    width = 2.0 * np.sqrt(fourier)
    centres = 2.0 * np.arange(-3, 4)[:, np.newaxis]
    return np.asarray(0.5 * np.sum(erf((x - centres + LOADED) / width) - erf((x - centres - LOADED) / width), axis=0))


def run() -> Outcome:
    solution = problem().solve(np.array(FOURIERS) * LENGTH**2 / DIFFUSIVITY, rtol=RTOL)
    x, edges = solution.x / LENGTH, solution.operator.mesh.edges / LENGTH
    profiles = np.array([cosines(x, f) for f in FOURIERS])
    off = np.abs(solution.concentration / START - profiles).max(axis=1)
    held = solution.concentration / START * np.diff(edges)
    passed = np.array([row[::-1].cumsum()[::-1] for row in held])
    amount_off = np.array([np.abs(p - beyond(edges[:-1], f)).max() for p, f in zip(passed, FOURIERS, strict=True)])
    kept = np.abs(solution.inventory / (START * LENGTH) - LOADED).max()
    both = max(float(np.abs(cosines(x, f) - mirrored(x, f)).max()) for f in FOURIERS)
    # To second order the scheme solves c_t = D (c_xx + h²/12 c_xxxx). For an error function that is at most h²/87 D t
    # of c0 in the profile, with h²/200 D t between a cell's average and its centre, and h²/85 √(D t) of the amount
    # beyond a point. Three times that is allowed, and rtol for the time.
    # h is the largest cell of the mesh, which is finer towards the jump.
    fourier, largest = np.array(FOURIERS), float(np.diff(edges).max())
    allowed = RTOL + 3.0 * largest**2 / (60.0 * fourier)
    allowed_amount = RTOL + 3.0 * largest**2 / (85.0 * np.sqrt(fourier[0]))
    checks = [
        Check("c/c0 in any cell, D t/l² = 1e-3", float(off[0]), float(allowed[0])),
        Check("c/c0 in any cell, D t/l² ≥ 0.1", float(off[fourier >= 0.1].max()), float(allowed[fourier >= 0.1][0])),
        Check("amount beyond any cell edge / c0 l, all times", float(amount_off.max()), float(allowed_amount)),
        Check("amount in the slab, relative", float(kept / LOADED), 1e-13),
        Check("cosine series against error functions", both, 1e-12),
    ]
    rows = list(zip(FOURIERS, off, amount_off, strict=True))
    title = "Largest errors"
    table = Table(title, ("D t/l²", "c/c0 in any cell", "amount beyond any edge / c0 l"), rows)
    return Outcome(checks, lambda figure: draw(figure, solution, off, allowed), [table])


def problem() -> pde.Problem:
    jump = LOADED * LENGTH
    layer = pde.Layer(
        (LENGTH, "m"),
        (DIFFUSIVITY, "m^2/s"),
        initial=lambda x: np.where(x < jump, START, 0.0),
        breakpoints=np.array([jump]),
    )
    return pde.Problem(shape="planar", layers=[layer], temperature="973 K")


def draw(figure: Figure, solution: pde.Solution, off: Array, allowed: Array) -> None:
    from matplotlib import colormaps

    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    fine, shades = np.linspace(0.0, 1.0, 400), colormaps["viridis"](np.linspace(0.0, 0.9, len(FOURIERS)))
    left.step([0.0, LOADED, 1.0], [1.0, 1.0, 0.0], color="0.7", linewidth=1)
    for fourier, row, shade in zip(FOURIERS, solution.concentration, shades, strict=True):
        left.plot(fine, cosines(fine, fourier), color=shade, linewidth=1, label=f"{fourier:g}")
        left.plot(solution.x[::8] / LENGTH, row[::8] / START, "o", color=shade, markersize=2.5)
    left.set(xlabel="x / l", ylabel=r"$c/c_0$")
    left.legend(title=r"$D\,t/l^2$", fontsize="x-small", title_fontsize="x-small")
    right.loglog(FOURIERS, off, "o-", color="C3", markersize=4, label="found")
    right.loglog(FOURIERS, allowed, "--", color="0.5", linewidth=1, label="allowed")
    right.set(xlabel=r"$D\,t/l^2$", ylabel=r"largest error of $c/c_0$")
    right.legend(fontsize="x-small")


CASES = [
    Case(
        name="slab-loaded-in-part",
        title="Sealed slab loaded in one part",
        equation=r"""
$$\frac{\partial c}{\partial t} = D\,\frac{\partial^2 c}{\partial x^2},\qquad
\frac{\partial c}{\partial x} = 0\ \text{at}\ x = 0,\ l,\qquad
c(x, 0) = c_0\ \text{for}\ x < h = 0.37\,l,\ \text{else}\ 0 .$$
""",
        reference=r"""
$\dfrac{c}{c_0} = \dfrac{h}{l} + \dfrac{2}{\pi}\sum_{n \ge 1} \dfrac1n \sin\dfrac{n\pi h}{l}\cos\dfrac{n\pi x}{l}\,
e^{-n^2\pi^2 D t/l^2}$ with 400 terms, checked against error functions of the loaded part and its images
(Crank, *The Mathematics of Diffusion*, chapter 2). The jump is declared by `breakpoints`, and the
cells are finer towards it.""",
        run=run,
    )
]
