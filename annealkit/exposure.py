"""What happens to a body between deposition and anneal: it lies in some gas, at some temperature, for some time."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

from attrs import frozen

from annealkit import units
from annealkit.anneal import Anneal
from annealkit.catalogue import as_atmosphere
from annealkit.domain import Atmosphere
from annealkit.domain.body import Body
from annealkit.domain.humidity import saturation_pressure
from annealkit.errors import InputError, UnusedParameterError
from annealkit.schedule import Hold, Schedule
from annealkit.schedule.wording import duration_text, temperature_text
from annealkit.units import QuantityLike

__all__ = ["Exposure", "is_closed", "opened"]


class _Given(NamedTuple):
    """What the user said of the moisture, by keyword; None where nothing."""

    humidity: QuantityLike | None
    H2O: QuantityLike | None
    dew_point: QuantityLike | None


@frozen(init=False)
class Exposure:
    """A stay in a gas at one temperature, as a step of a :class:`annealkit.Sequence`.

    Body, material, models and parameters are those of the anneal that follows it, or of the last one where none does.

    Attributes:
        temperature: K.
        duration: s.
        atmosphere: The gas, its moisture as given.
        humidity: Relative humidity at that temperature (0 to 1; over ice below 0 degC); None where it was not given.
    """

    temperature: float
    duration: float
    atmosphere: Atmosphere
    humidity: float | None

    def __init__(
        self,
        temperature: QuantityLike,
        *,
        duration: QuantityLike | None = None,
        atmosphere: Any = "air",
        humidity: QuantityLike | None = None,
        H2O: QuantityLike | None = None,
        dew_point: QuantityLike | None = None,
    ) -> None:
        """Say where the body lies.

        Args:
            temperature: For example ``"25 degC"``.
            duration: For example ``"24 h"``.
            atmosphere: Name, ``ak.atmosphere(...)`` or a mapping with ``gas``.
            humidity: Relative humidity at the temperature, ``"50 %"`` or 0.5.
            H2O: Moisture as a pressure, ppm or % of the total, instead of ``humidity``.
            dew_point: Moisture as a dew point, instead of ``humidity``.

        Raises:
            InputError: No duration; the moisture is given twice, is above saturation, or below zero.
            UnitError: A value without the right unit.
        """
        kelvin = units.temperature(temperature, name="Exposure temperature")
        gas = as_atmosphere(atmosphere)
        given = _Given(humidity, H2O, dew_point)
        _refuse_twice(gas, given)
        relative = None if humidity is None else _relative(humidity)
        moist = {
            "H2O": H2O if relative is None else (relative * _saturation(kelvin), "Pa"),
            "dew_point": dew_point,
        }
        moist = {name: value for name, value in moist.items() if value is not None}
        self.__attrs_init__(kelvin, _duration(duration), gas.with_gas(**moist) if moist else gas, relative)

    @property
    def schedule(self) -> Schedule:
        """The constant temperature."""
        return Schedule((self.temperature, "K"), [Hold((self.duration, "s"))])

    def describe(self) -> str:
        """One line for people."""
        water = f"H2O {self.atmosphere.pressures['H2O']:.4g} Pa"
        moist = water if self.humidity is None else f"{water}, {100 * self.humidity:.4g} % of saturation"
        at = f"{temperature_text(self.temperature)} for {duration_text(self.duration)}"
        return f"exposure at {at} in {self.atmosphere.name} ({moist})"

    def of(self, anneal: Anneal, *, closed: bool) -> Anneal:
        """This exposure of the body of an anneal.

        Args:
            anneal: Gives material, body, models, and those of its parameters that an exposure uses.
            closed: Whether the outer face is buried already.
        """
        body = anneal.body if closed else opened(anneal.body)
        parameters = dict(anneal.parameters or {})
        while True:
            try:
                return Anneal(
                    material=anneal.material,
                    body=body,
                    atmosphere=self.atmosphere,
                    schedule=self.schedule,
                    models=anneal.models,
                    parameters=parameters or None,
                )
            except UnusedParameterError as error:
                # The anneal itself uses it, or it would have been refused there.
                if error.parameter not in parameters:
                    raise
                del parameters[error.parameter]


def is_closed(body: Body) -> bool:
    """Whether the outer face of a body is buried."""
    return bool(getattr(body, "closed", False))


def opened(body: Body) -> Body:
    """The same body before its outer face was buried."""
    if not is_closed(body):
        return body
    found = copy.copy(body)
    object.__setattr__(found, "closed", False)  # a copy that nobody else holds yet
    return found


def _duration(given: QuantityLike | None) -> float:
    if given is None:
        raise InputError("Exposure duration: none was given; say how long it lies there, for example duration='24 h'.")
    seconds = units.duration(given, name="Exposure duration")
    if seconds <= 0:
        raise InputError(f"Exposure duration: {given!r} was given; expected a time above zero.")
    return seconds


def _relative(given: QuantityLike) -> float:
    share = units.si(given, "1", name="Exposure humidity")
    if not 0.0 <= share <= 1.0:
        hint = f" Did you mean '{share:g} %'?" if 1.0 < share <= 100.0 and not isinstance(given, str) else ""
        raise InputError(f"Exposure humidity: {given!r} was given; expected 0 to 100 % of saturation.{hint}")
    return share


def _saturation(kelvin: float) -> float:
    try:
        return saturation_pressure(kelvin)
    except InputError as error:
        raise InputError(
            f"Exposure humidity: the vapour pressure of water is not known at {kelvin:.6g} K, so a relative humidity "
            "means nothing there. Give H2O= as a pressure."
        ) from error


def _refuse_twice(gas: Atmosphere, given: _Given) -> None:
    named = [f"{name}=" for name, value in given._asdict().items() if value is not None]
    named += [f"{name}= of the atmosphere" for name in ("H2O", "dew_point") if name in gas.given]
    if given.humidity is not None and len(named) > 1:
        raise InputError(f"Exposure humidity: {' and '.join(named)} were given; each sets the moisture. Give one.")
