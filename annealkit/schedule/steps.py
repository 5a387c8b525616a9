"""The segments of a schedule that people write: ramp, hold, furnace cooling."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

from attrs import frozen

from annealkit import units
from annealkit.errors import InputError
from annealkit.schedule.curve import Pieces
from annealkit.schedule.wording import duration_text, rate_text, temperature_text
from annealkit.units import QuantityLike

__all__ = ["Cool", "Hold", "Ramp", "Segment"]

#: Room that a furnace cools towards unless told otherwise.
AMBIENT = "20 degC"


class Segment(Protocol):
    """What a schedule needs of a segment."""

    @property
    def text(self) -> str:
        """The text form, which parses back to an equal segment."""

    def end(self, start: float) -> float:
        """Temperature (K) at the end, begun at start (K)."""

    def pieces(self, start: float) -> Pieces:
        """The curve, begun at start (K). InputError when it cannot begin there."""

    def to_json(self) -> dict[str, Any]:
        """SI numbers and the kind."""


@frozen(init=False)
class Ramp:
    """A straight ramp to a temperature, by rate or in a time.

    Attributes:
        to: K.
        rate: K/s, positive for heating and cooling alike; None when the duration is set.
        duration: s; None when the rate is set.
    """

    to: float
    rate: float | None
    duration: float | None

    def __init__(
        self, to: QuantityLike, *, rate: QuantityLike | None = None, duration: QuantityLike | None = None
    ) -> None:
        """Set the target and one of rate and duration.

        Args:
            to: Temperature, for example ``"700 degC"``.
            rate: For example ``"5 K/min"``; the direction follows from the temperatures.
            duration: For example ``"2 h"``.

        Raises:
            InputError: Neither or both are given, or one is not above zero.
            UnitError: A value without the right unit.
        """
        if (rate is None) == (duration is None):
            given = "neither" if rate is None else "both"
            raise InputError(f"Ramp: got {given} of rate= and duration=; expected exactly one of them.")
        target = units.temperature(to, name="Ramp.to")
        speed = None if rate is None else units.rate(rate, name="Ramp.rate")
        time = None if duration is None else units.duration(duration, name="Ramp.duration")
        if speed is not None and speed <= 0.0:
            raise InputError(
                f"Ramp.rate: got {rate!r}; expected a rate above zero. The direction follows from the temperatures."
            )
        if time == 0.0:
            raise InputError(f"Ramp.duration: got {duration!r}; expected a time above zero.")
        self.__attrs_init__(target, speed, time)

    @property
    def text(self) -> str:
        """For example ``"-> 700 degC @ 5 K/min"``."""
        pace = f"@ {rate_text(self.rate)}" if self.rate is not None else f"in {duration_text(self.duration or 0.0)}"
        return f"-> {temperature_text(self.to)} {pace}"

    def end(self, start: float) -> float:
        """The target, K."""
        return self.to

    def pieces(self, start: float) -> Pieces:
        """One straight piece. InputError when the target is where it starts."""
        change = abs(self.to - start)
        if change == 0.0:
            raise InputError(
                f"the ramp begins and ends at {temperature_text(start)}. Ramp to another temperature or write a hold."
            )
        if self.duration is not None:
            return Pieces.line(start, self.to, self.duration)
        # Twelve digits: 675 K at 5 K/min takes 8100 s, not 8100.000000000001 s.
        return Pieces.line(start, self.to, float(f"{change / (self.rate or 1.0):.12g}"))

    def to_json(self) -> dict[str, Any]:
        """Kind, target in K, and rate in K/s or duration in s."""
        pace = {"rate": self.rate} if self.rate is not None else {"duration": self.duration}
        return {"kind": "ramp", "to": self.to, **pace}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ramp:
        """The inverse of :meth:`to_json`."""
        given = {key: (data[key], unit) for key, unit in (("rate", "K/s"), ("duration", "s")) if key in data}
        return cls((data["to"], "K"), **given)


@frozen(init=False)
class Hold:
    """A plateau at the temperature reached.

    Attributes:
        duration: s; zero is allowed, as the end of a study over hold times.
    """

    duration: float

    def __init__(self, duration: QuantityLike) -> None:
        """Set the time.

        Args:
            duration: For example ``"30 min"``.

        Raises:
            InputError: A negative time.
            UnitError: No time.
        """
        self.__attrs_init__(units.duration(duration, name="Hold.duration"))

    @property
    def text(self) -> str:
        """For example ``"hold 30 min"``."""
        return f"hold {duration_text(self.duration)}"

    def end(self, start: float) -> float:
        """The temperature it began at, K."""
        return start

    def pieces(self, start: float) -> Pieces:
        """One level piece, none for a hold of no time."""
        return Pieces.line(start, start, self.duration) if self.duration > 0.0 else Pieces.none()

    def to_json(self) -> dict[str, Any]:
        """Kind and duration in s."""
        return {"kind": "hold", "duration": self.duration}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Hold:
        """The inverse of :meth:`to_json`."""
        return cls((data["duration"], "s"))


@frozen(init=False)
class Cool:
    """Furnace cooling, exponential towards the room until ``to`` is reached.

    ``T = ambient + (T_start − ambient) exp(−t / time_constant)``; it never gets to the ambient itself, so
    that ``to`` lies above it.

    Attributes:
        to: K, where the segment ends.
        time_constant: s.
        ambient: K.
    """

    to: float
    time_constant: float
    ambient: float

    def __init__(self, to: QuantityLike, time_constant: QuantityLike, *, ambient: QuantityLike = AMBIENT) -> None:
        """Set the end and the pace.

        Args:
            to: Temperature at which the segment ends, for example ``"25 degC"``.
            time_constant: For example ``"2 h"``.
            ambient: Temperature the furnace approaches, 20 degC unless given.

        Raises:
            InputError: ``to`` is not above the ambient, or the time constant is not above zero.
            UnitError: A value without the right unit.
        """
        target = units.temperature(to, name="Cool.to")
        room = units.temperature(ambient, name="Cool.ambient")
        tau = units.duration(time_constant, name="Cool.time_constant")
        if tau == 0.0:
            raise InputError(f"Cool.time_constant: got {time_constant!r}; expected a time above zero.")
        if target <= room:
            raise InputError(
                f"Cool.to: got {to!r}, not above the ambient of {temperature_text(room)}. Exponential "
                "cooling never reaches its ambient: end at a higher temperature or give a lower ambient=."
            )
        self.__attrs_init__(target, tau, room)

    @property
    def text(self) -> str:
        """``"furnace cool to 25 degC time constant 2 h"``, the ambient only when it is not 20 degC."""
        other = self.ambient != units.temperature(AMBIENT, name="Cool.ambient")
        room = f" ambient {temperature_text(self.ambient)}" if other else ""
        pace = f"time constant {duration_text(self.time_constant)}"
        return f"furnace cool to {temperature_text(self.to)} {pace}{room}"

    def end(self, start: float) -> float:
        """The temperature it cools to, K."""
        return self.to

    def pieces(self, start: float) -> Pieces:
        """One exponential piece. InputError when it begins at or below its end."""
        if start <= self.to:
            raise InputError(
                f"furnace cooling to {temperature_text(self.to)} begins at {temperature_text(start)}, which "
                "is not above it. Heat first, or cool to a lower temperature."
            )
        falls = (start - self.ambient) / (self.to - self.ambient)
        duration = self.time_constant * math.log(falls)
        return Pieces.approach(start, self.to, self.ambient, 1.0 / self.time_constant, duration)

    def to_json(self) -> dict[str, Any]:
        """Kind, temperatures in K, time constant in s."""
        return {"kind": "cool", "to": self.to, "time_constant": self.time_constant, "ambient": self.ambient}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Cool:
        """The inverse of :meth:`to_json`."""
        return cls((data["to"], "K"), (data["time_constant"], "s"), ambient=(data["ambient"], "K"))
