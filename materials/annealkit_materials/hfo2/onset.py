"""What people ask of the crystallisation law: the temperature on a ramp, and a word for a share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve

from annealkit.api import Callable, InputError, Material, QuantityLike, R, UnknownNameError, quantity, si
from annealkit_materials.hfo2.catalogue import hafnia
from annealkit_materials.hfo2.composition import NAME
from annealkit_materials.hfo2.crystallisation import Rate, rates

if TYPE_CHECKING:
    import pint

__all__ = ["crystallisation_temperature", "phase"]

#: E/RT between which the peak is looked for: whatever the prefactor and the rate, it is near ln(k0 T/β).
_COLD, _HOT = 500.0, 2.0
#: A progress at which everything is over.
_LATE = 1e6


def crystallisation_temperature(
    thickness: QuantityLike,
    rate: QuantityLike = "10 K/min",
    *,
    model: str = "JMAK",
    parameters: Mapping[str, QuantityLike] | None = None,
) -> pint.Quantity[Any]:
    """Temperature of the peak of dX/dt of a film on a ramp from the cold, as calorimetry shows it.

    Args:
        thickness: Of the film.
        rate: Heating rate.
        model: Name of the crystallisation model.
        parameters: Overrides of records of HfO2, by full id.

    Returns:
        In kelvin.

    Raises:
        InputError: The thickness or rate is not above zero, or the film stays amorphous at every temperature.
        UnitError: A wrong dimension.
        UnknownNameError: No such model.
    """
    h, heating = si(thickness, "m", name="thickness"), si(rate, "K/s", name="rate")
    if h <= 0.0 or heating <= 0.0:
        raise InputError(f"thickness, rate: {thickness!r} and {rate!r} were given; expected both above zero.")
    film = evolve(hafnia().with_overrides(parameters or {}), thickness=h)
    models = rates(film)
    if model not in models:
        raise UnknownNameError.of("models of host.crystallisation", model, models)
    law = models[model]
    assert isinstance(law, Callable)
    assert isinstance(law.function, Rate)
    if h < float(np.squeeze(law.function.critical)):
        raise InputError(
            f"thickness: a film of {thickness!r} stays amorphous at every temperature, for it is thinner than "
            f"{NAME}.crystallisation.critical_thickness. Give a thicker film, or override that record."
        )
    exponent = float(film["crystallisation.exponent"].value)
    return quantity(_peak(law.function, exponent, heating), "K")


def _peak(rate: Rate, exponent: float, heating: float) -> float:
    """Temperature (K) at which d²X/dt² = 0.

    With k = k0 exp(−E/Rτ), τ = T − dT, the progress on a ramp β is w = (k0/β) τ E₂(E/Rτ), and the second derivative
    of X vanishes where (n − 1) + β E w/(R τ² k) − n wⁿ = 0, which falls from about n to minus infinity.
    """
    from scipy.optimize import brentq
    from scipy.special import expn

    prefactor, energy, shift = (float(np.squeeze(one)) for one in (rate.prefactor, rate.energy, rate.shift))

    def slope(felt: float) -> float:
        y = energy / (R * felt)
        # w/k = τ E₂(y) e^y/β.
        per_rate = felt * float(np.exp(y) * expn(2, y)) / heating
        w = min(per_rate * prefactor * float(np.exp(-y)), _LATE)
        return exponent - 1.0 + heating * y / felt * per_rate - exponent * float(w**exponent)

    return float(brentq(slope, energy / (R * _COLD), energy / (R * _HOT), xtol=1e-9)) + shift


def phase(crystallised: float, material: Material | None = None) -> str:
    """``"amorphous"``, ``"partly crystalline"`` or ``"crystalline"``, for a crystallised share.

    Args:
        crystallised: X, from 0 to 1.
        material: HfO2 with the run's overrides, whose records ``state.amorphous`` and ``state.crystalline`` draw the
            lines; by default as in the catalogue.
    """
    film = hafnia() if material is None else material
    if crystallised < float(film["state.amorphous"].value):
        return "amorphous"
    return "crystalline" if crystallised >= float(film["state.crystalline"].value) else "partly crystalline"
