"""Water vapour at saturation: what a dew point or a frost point means as a pressure."""

from __future__ import annotations

import math

from annealkit.errors import InputError

__all__ = ["LOWEST", "saturation_pressure"]

_FREEZING = 273.15  # K
_CRITICAL = 647.096  # K
_CRITICAL_PRESSURE = 22.064e6  # Pa
_TERMS = (
    (-7.85951783, 1.0),
    (1.84408259, 1.5),
    (-11.7866497, 3.0),
    (22.6807411, 3.5),
    (-15.9618719, 4.0),
    (1.80122502, 7.5),
)

#: Lowest temperature (K) at which the equation over ice holds.
LOWEST = 110.0


def saturation_pressure(temperature: float) -> float:
    """Vapour pressure of water over a flat surface, Pa.

    Over liquid from 0 degC to the critical point: the saturation equation of Wagner and Pruß,
    J. Phys. Chem. Ref. Data 31 (2002) 387, equation 2.5. Over ice below 0 degC, down to
    110 K: Murphy and Koop, Q. J. R. Meteorol. Soc. 131 (2005) 1539, equation 7. Neither
    corrects for the carrier gas (about 0.5 % at 1 atm).

    Args:
        temperature: K. Below 0 degC a dew point is taken as a frost point.

    Raises:
        InputError: The temperature is outside both equations.
    """
    if not LOWEST <= temperature <= _CRITICAL:
        raise InputError(
            f"dew_point: {temperature:.6g} K is outside {LOWEST:g} to {_CRITICAL:g} K, where the vapour "
            "pressure of water is known. Give H2O= as a pressure instead."
        )
    return _over_liquid(temperature) if temperature >= _FREEZING else _over_ice(temperature)


def _over_liquid(temperature: float) -> float:
    below = 1.0 - temperature / _CRITICAL
    total = sum(factor * below**power for factor, power in _TERMS)
    return _CRITICAL_PRESSURE * math.exp(_CRITICAL / temperature * total)


def _over_ice(temperature: float) -> float:
    return math.exp(9.550426 - 5723.265 / temperature + 3.53068 * math.log(temperature) - 0.00728332 * temperature)
