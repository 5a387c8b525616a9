"""A logged temperature curve as a segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from annealkit import units
from annealkit.errors import InputError
from annealkit.schedule.curve import Pieces
from annealkit.schedule.wording import temperature_text
from annealkit.units import QuantityLike

__all__ = ["Log"]


@frozen(init=False)
class Log:
    """A measured curve, interpolated by monotone cubics (PCHIP).

    The slope is continuous at every logged point, so that a noisy log does not restart the integrator;
    between two points the curve stays between their temperatures.

    Attributes:
        times: s from the beginning of the segment, the first is 0.
        temperatures: K.
        origin: Where it came from, for views.
    """

    times: tuple[float, ...]
    temperatures: tuple[float, ...]
    origin: str = field(default="", eq=False)

    def __init__(self, times: QuantityLike, temperatures: QuantityLike, *, origin: str = "") -> None:
        """Set the points.

        Args:
            times: ``(array, unit)`` or an array quantity, strictly increasing; the first becomes 0.
            temperatures: ``(array, unit)`` or an array quantity of the same length.
            origin: For views, for example a file name.

        Raises:
            InputError: Fewer than two points, different lengths, or times that do not increase.
            UnitError: Values without the right unit.
        """
        seconds = np.atleast_1d(np.asarray(units.si_array(times, "s", name="Log.times")))
        kelvins = np.atleast_1d(np.asarray(units.si_array(temperatures, "K", name="Log.temperatures")))
        if seconds.ndim != 1 or seconds.shape != kelvins.shape or len(seconds) < 2:
            raise InputError(
                f"Log: got times of shape {seconds.shape} and temperatures of shape {kelvins.shape}; "
                "expected two lists of equal length with two points or more."
            )
        if not np.all(np.diff(seconds) > 0.0):
            first = int(np.argmax(np.diff(seconds) <= 0.0)) + 1
            raise InputError(f"Log.times: point {first + 1} is not later than the one before; times must increase.")
        shifted = tuple(float(one) for one in seconds - seconds[0])
        self.__attrs_init__(shifted, tuple(float(one) for one in kelvins), origin)

    @property
    def text(self) -> str:
        """``"log (s, K): 0 298.15, 60 303.15"``: every point, so that it parses back."""
        points = ", ".join(f"{t!r} {kelvin!r}" for t, kelvin in zip(self.times, self.temperatures, strict=True))
        return f"log (s, K): {points}"

    @property
    def title(self) -> str:
        """One short line for people."""
        ends = f"{temperature_text(min(self.temperatures))} to {temperature_text(max(self.temperatures))}"
        name = f" {self.origin}" if self.origin else ""
        return f"log{name} ({len(self.times)} points, {ends}, {units.text(self.times[-1], 's')})"

    def end(self, start: float) -> float:
        """The last logged temperature, K."""
        return self.temperatures[-1]

    def pieces(self, start: float) -> Pieces:
        """One cubic piece between every two points. InputError when it does not begin at start (K)."""
        if abs(start - self.temperatures[0]) > 1e-9 * start:
            raise InputError(
                f"the log begins at {temperature_text(self.temperatures[0])}, but the schedule is at "
                f"{temperature_text(start)} there. Ramp to the log's first temperature before it."
            )
        from scipy.interpolate import PchipInterpolator

        kelvins = np.asarray(self.temperatures)
        cubic = PchipInterpolator(np.asarray(self.times), kelvins).c[::-1].T
        none = np.zeros(len(cubic))
        low, high = np.minimum(kelvins[:-1], kelvins[1:]), np.maximum(kelvins[:-1], kelvins[1:])
        return Pieces(np.diff(self.times), np.ascontiguousarray(cubic), none, none, low, high)

    def to_json(self) -> dict[str, Any]:
        """Kind, times in s, temperatures in K."""
        points = {"times": list(self.times), "temperatures": list(self.temperatures)}
        return {"kind": "log", **points, "origin": self.origin}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Log:
        """The inverse of :meth:`to_json`."""
        return cls((data["times"], "s"), (data["temperatures"], "K"), origin=data.get("origin", ""))
