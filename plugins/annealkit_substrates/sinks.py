"""Laws of a solid sink: what drives it, how fast it could be, and a parabolic layer.

The drive is ``s = max(0, 1 − a_reaction/a) · x/(x + x_half)``: nothing once the body's activity of Li2O
has fallen to that of the reaction's equilibrium, nothing once the lithium is gone. The fastest uptake is
proportional to c instead of the factor in x, which ends it as well.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from annealkit.api import Law, R

__all__ = ["REFERENCE", "Drive", "FastUptake", "FixedThreshold", "LayerGrowth", "LayerUptake", "Threshold"]

Array = NDArray[np.float64]
#: A number, or an array of them with the cells last and any axes in front.
Values = float | Array

#: Temperature at which the calibrated rate is given, K.
REFERENCE = 973.15
#: Keeps the quotient of activities finite where the body has none.
_TINY = 1e-300


@frozen(eq=False)
class Threshold:
    """Activity of Li2O at which the substrate's reaction is in equilibrium.

    Attributes:
        intercept: Of ΔG per mole of Li2O, J/mol.
        slope: Of ΔG, J/(mol K).
    """

    intercept: Values
    slope: Values

    def __call__(self, T: Values) -> Array:
        """exp(ΔG/RT) at ``T`` (K)."""
        t = np.asarray(T, dtype=float)
        return np.asarray(np.exp((self.intercept + self.slope * t) / (R * t)))


@frozen(eq=False)
class FixedThreshold:
    """The same where no thermochemistry is known: one activity at all temperatures.

    Attributes:
        activity: The activity.
    """

    activity: Values

    def __call__(self, T: Values) -> Array:
        """The activity with the shape that ``T`` asks for."""
        return np.asarray(self.activity + 0 * np.asarray(T, dtype=float))


@frozen(eq=False)
class Drive:
    """s, between 0 and 1.

    Attributes:
        activity: Activity of Li2O over the body.
        threshold: That of the reaction.
        full: Concentration (mol/m³) of the catalogue's composition.
        exhaustion: Share of ``full`` at which the uptake is halved.
    """

    activity: Law
    threshold: Threshold | FixedThreshold
    full: Values
    exhaustion: Values

    def __call__(self, **state: Values) -> Array:
        """Needs T (K), c (mol/m³) and what the activity asks for."""
        left = np.maximum(np.asarray(state["c"], dtype=float), 0.0) / self.full
        return np.asarray(self.excess(state) * left / (left + self.exhaustion))

    def excess(self, state: Mapping[str, Values]) -> Array:
        """Its first factor, max(0, 1 − a_reaction/a)."""
        held = np.maximum(np.asarray(self.activity.at(state), dtype=float), _TINY)
        return np.asarray(np.maximum(0.0, 1.0 - self.threshold(state["T"]) / held))


@frozen(eq=False)
class FastUptake:
    """Flux of an uptake so fast that diffusion in the body limits it, mol Li/(m² s).

    Linear in c: a factor that saturates at a thousandth of the lithium would make the surface value so
    small that it is lost in the rounding of the concentration.

    Attributes:
        drive: Its threshold is used.
        velocity: The stand-in rate, m/s.
    """

    drive: Drive
    velocity: Values

    def __call__(self, **state: Values) -> Array:
        """Needs what the drive needs."""
        c = np.maximum(np.asarray(state["c"], dtype=float), 0.0)
        return np.asarray(self.velocity * c * self.drive.excess(state))


@frozen(eq=False)
class LayerGrowth:
    """dL/dt = k_p(T)/(L + L0) · s of a product layer, m/s.

    Attributes:
        drive: s.
        thickness: Name of the state L (m).
        k_p: Parabolic rate at the reference temperature, m²/s.
        energy: Its activation energy, J/mol.
        start: L0, m.
    """

    drive: Drive
    thickness: str
    k_p: Values
    energy: Values
    start: Values

    def __call__(self, **state: Values) -> Array:
        """Needs what the drive needs, and the state L."""
        t = np.asarray(state["T"], dtype=float)
        rate = self.k_p * np.exp(-self.energy / R * (1 / t - 1 / REFERENCE))
        layer = np.maximum(np.asarray(state[self.thickness], dtype=float), 0.0)
        return np.asarray(rate / (layer + self.start) * self.drive(**state))


@frozen(eq=False)
class LayerUptake:
    """Flux into the growing layer, mol Li/(m² s).

    Attributes:
        growth: dL/dt.
        content: Lithium in the product, mol/m³.
    """

    growth: LayerGrowth
    content: Values

    def __call__(self, **state: Values) -> Array:
        """Needs what the growth needs."""
        return np.asarray(self.content * self.growth(**state))
