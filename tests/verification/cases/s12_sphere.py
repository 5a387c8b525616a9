"""A sphere that empties, and the steady state of a hollow one."""

from __future__ import annotations

import numpy as np
from scipy.special import erfc

from verification.case import Case
from verification.cases.s10_sheet import Release, half_space
from verification.cases.s11_cylinder import HollowWall
from verification.closed_forms import Array

__all__ = ["CASES"]

BIOT = 5.0


def images(r: Array, fourier: float) -> Array:
    """c/c0 with an empty surface: r c is a sheet's profile, odd about the centre."""
    n = np.arange(4)[:, np.newaxis]
    width = 2.0 * np.sqrt(fourier)
    return np.asarray(1.0 - np.sum(erfc((2 * n + 1 - r) / width) - erfc((2 * n + 1 + r) / width), axis=0) / r)


def exchanging(r: Array, fourier: float) -> Array:
    """c/c0 with exchange before the centre is felt.

    w = r (1 − c/c0) obeys the sheet's equation and dw/dr = B − (B − 1) w at r = 1: a half-space with Biot number B − 1
    whose uptake is driven towards B/(B − 1).
    """
    uptake = 1.0 - half_space(1.0 - r, fourier, BIOT - 1.0)
    return np.asarray(1.0 - BIOT / (BIOT - 1.0) * uptake / r)


# As for the sheet: a jump at the surface costs 3 × 1.7e-4 of the loss at the first time.
FIXED = Release("sphere", np.inf, images, 5e-4, 5e-5)
EXCHANGE = Release("sphere", BIOT, exchanging, 3e-5, 5e-5)

CASES = [
    Case(
        name="sphere-fixed",
        title="Sphere with an empty surface",
        equation=r"""
$$\frac{\partial c}{\partial t} = \frac{1}{r^2}\frac{\partial}{\partial r}\Big(r^2 D\frac{\partial c}{\partial r}\Big),
\qquad c(a, t) = 0,\qquad c(r, 0) = c_0 .$$
""",
        reference=r"""
$r c$ obeys the equation of the sheet. Up to $D t/a^2 = 0.01$ error functions, $c/c_0 = 1 - \frac{a}{r}\sum_n
\{\mathrm{erfc}[((2n+1)a - r)/2\sqrt{Dt}] - \mathrm{erfc}[((2n+1)a + r)/2\sqrt{Dt}]\}$, loss $6\sqrt{\tau/\pi} - 3\tau$
with $\tau = D t/a^2$; later the sine series $c/c_0 = \frac{2a}{\pi r}\sum_n \frac{(-1)^{n+1}}{n}
\sin\frac{n\pi r}{a}\,e^{-n^2\pi^2\tau}$ with 400 terms (Crank, *The Mathematics of Diffusion*, chapter 6).""",
        run=FIXED,
    ),
    Case(
        name="sphere-exchange",
        title="Sphere with surface exchange",
        equation=r"""
$$\frac{\partial c}{\partial t} = \frac{1}{r^2}\frac{\partial}{\partial r}\Big(r^2 D\frac{\partial c}{\partial r}\Big),
\qquad -D\,\frac{\partial c}{\partial r}\Big|_{r=a} = k\,c(a, t),\qquad c(r, 0) = c_0,\qquad B = k a/D = 5 .$$
""",
        reference=r"""
Early: $r(1 - c/c_0)$ is taken up by a half-space with Biot number $B - 1$ that is driven towards $B/(B - 1)$,
in erfc and erfcx (the centre is felt by less than $10^{-10}$ up to $D t/a^2 = 0.01$); the loss by powers of $\sqrt t$.
Later the sine series with the roots of $b \cot b = 1 - B$ by Brent's method, 400 terms
(Crank, *The Mathematics of Diffusion*, chapter 6).""",
        run=EXCHANGE,
    ),
    Case(
        name="sphere-hollow",
        title="Hollow sphere, steady state",
        equation=r"""
$$\frac{1}{r^2}\frac{d}{dr}\Big(r^2 D\,\frac{dc}{dr}\Big) = 0,\qquad c(a) = c_0,\qquad
-D\,\frac{dc}{dr}\Big|_{r=b} = k\,c(b),\qquad b = 3a,\qquad k b/D = 3 .$$
""",
        reference=r"""
$c = c_0 - \dfrac{Q}{4\pi D}\Big(\dfrac1a - \dfrac1r\Big)$ with $Q = c_0\Big/\Big(\dfrac{1/a - 1/b}{4\pi D} +
\dfrac{1}{4\pi b^2 k}\Big)$: resistances of wall and face in series. The run starts empty and lasts
$20\,(b - a)^2/D$.""",
        run=HollowWall("sphere"),
    ),
]
