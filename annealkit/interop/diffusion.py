"""The diffusivity at 25 °C over the share of filled sites, as far as the run's law tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

from annealkit.interop.electrode import Electrode

__all__ = ["PiecewiseLinear", "absence", "diffusivity"]


def _floats(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(one) for one in values)


@frozen
class PiecewiseLinear:
    """A function through points, constant beyond them; of numbers, arrays and other codes' symbols alike.

    It is written with absolute values, f(s) = (y0 + yn)/2 + Σ Δm/2 |s − x| with the change Δm of the slope at each
    point, since symbols have those and know no table.

    Attributes:
        x: The points, increasing.
        y: The values there.
    """

    x: tuple[float, ...] = field(converter=_floats)
    y: tuple[float, ...] = field(converter=_floats)

    def __call__(self, sto: Any, T: Any = None) -> Any:
        """The value at ``sto``; the temperature is not used."""
        slopes = np.diff(self.y) / np.diff(self.x)
        bends = np.diff(np.concatenate([[0.0], slopes, [0.0]]))
        value = 0.5 * (self.y[0] + self.y[-1]) + 0.0 * sto
        for place, bend in zip(self.x, bends, strict=True):
            if bend:
                value = value + float(0.5 * bend) * abs(sto - place)
        return value


def diffusivity(electrode: Electrode) -> float | PiecewiseLinear | None:
    """m²/s at 25 °C: one number where it does not depend on the filling; None where the law does not cover it."""
    told = electrode.diffusivity
    values = told.get(electrode.moment)
    if not values:
        return None
    if len(values) == 1 or np.ptp(values) <= 1e-12 * max(values):
        return float(values[0])
    return PiecewiseLinear(told["ratio"], values)


def absence(electrode: Electrode) -> str:
    """Why it is not told, in words."""
    told = electrode.diffusivity
    valid, models = told["valid"].get("T"), ", ".join(told["models"])
    if "ratio" not in told and valid is not None:
        return f"the law of the run ({models}) holds from {valid[0]:.6g} to {valid[1]:.6g} K, not at 25 °C"
    return f"the law of the run ({models}) gives no number at 25 °C"
