"""The thermodynamic factor of lithium in single-phase LixCoO2, from its open-circuit curve.

Diffusion is driven by the chemical potential, J = −D_self c/(RT) ∂μ/∂x, and a cell at rest reads that potential as
its voltage, μ = μ0 − F U. Hence J = −Θ D_self ∂c/∂x with Θ = ∂(μ/RT)/∂ln c = −(F x/RT) dU/dx.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, R
from annealkit_materials.licoo2.composition import SITE, Array, Parameter, identity
from annealkit_materials.licoo2.transport import share

__all__ = ["CURVE", "FARADAY", "SinglePhase", "Slope", "slope", "thermodynamic_factor"]

#: Charge of a mole of electrons, C/mol, exact in the SI.
FARADAY = 96485.33212331
#: Short id of the readings of the curve.
CURVE = "open_circuit"


@frozen(eq=False)
class Slope:
    """−dU/dx of a curve of readings: quotients of neighbours, joined by straight lines between the midpoints.

    Beyond the first and the last midpoint the slope is that of the nearest.

    Attributes:
        ratios: Midpoints, Li per Co, rising.
        slopes: V, positive.
    """

    ratios: Array
    slopes: Array

    @classmethod
    def of(cls, ratio: Array, voltage: Array) -> Slope:
        """From readings of the voltage (V) at rising ratios."""
        return cls((ratio[1:] + ratio[:-1]) / 2, -np.diff(voltage) / np.diff(ratio))

    def __call__(self, ratio: ArrayLike) -> Array:
        """V per unit of x."""
        return np.asarray(np.interp(np.asarray(ratio, dtype=float), self.ratios, self.slopes))


@frozen(eq=False)
class SinglePhase:
    """Θ of what is still single-phase: 1 + (Θ(x) − 1)(1 − ξ), since two phases side by side have no factor.

    Attributes:
        slope: −dU/dx.
        scale: Factor on Θ(x).
        site: Concentration at one Li per Co, mol/m³.
    """

    slope: Slope
    scale: Parameter
    site: Parameter

    def factor(self, T: ArrayLike, c: ArrayLike) -> Array:
        """Θ(x) itself at ``T`` (K) and ``c`` (mol/m³)."""
        x = np.asarray(c, dtype=float) / self.site
        # Without lithium x dU/dx is nought and diffusion ideal.
        x = np.maximum(x, self.slope.ratios[0])
        return np.asarray(self.scale * FARADAY * x / (R * np.asarray(T, dtype=float)) * self.slope(x))

    def __call__(self, T: ArrayLike, c: ArrayLike, eta: ArrayLike) -> Array:
        """At ``T`` (K), ``c`` (mol/m³) and the progress ``eta`` of disproportionation."""
        return np.asarray(1.0 + (self.factor(T, c) - 1.0) * (1.0 - share(eta)))


def slope(material: Material) -> Slope:
    """−dU/dx of the material's curve."""
    readings = material.book.points[CURVE]
    return Slope.of(readings.x.values, readings.y.values)


def thermodynamic_factor(material: Material) -> Law:
    """Θ as a law of T, c and the state η."""
    scale, site = material["Li.theta.scale"], material[SITE]
    return Callable(
        SinglePhase(slope(material), scale.per_cell, site.per_cell),
        "1",
        arguments=("T", "c", "eta"),
        records=[scale, site],
        text=f"(1 + ({scale.text} · (F x/RT) |dU/dx| − 1) e^−η)",
        name="thermodynamic factor",
        identity=identity("thermodynamic factor"),
    )
