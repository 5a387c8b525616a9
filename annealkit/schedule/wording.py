"""Numbers of a schedule as short text that reads back to the very same float."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annealkit import units

__all__ = ["duration_text", "rate_text", "temperature_text"]


def temperature_text(kelvin: float) -> str:
    """``"700 degC"``, or K to the last bit where degC does not give the same number."""
    return _exact(kelvin, "K", [(kelvin - 273.15, "degC"), (kelvin, "K")], units.temperature)


def rate_text(rate: float) -> str:
    """``"5 K/min"`` of a rate in K/s."""
    return _exact(rate, "K/s", [(rate * 60.0, "K/min"), (rate * 3600.0, "K/h")], units.rate)


def duration_text(seconds: float) -> str:
    """``"30 min"`` or ``"2 h"`` of a time in s."""
    steps = [
        (seconds / size, unit)
        for size, unit in ((3600.0, "h"), (60.0, "min"))
        if seconds >= 2.0 * size or seconds == size
    ]
    return _exact(seconds, "s", [*steps, (seconds, "s")], units.duration)


def _exact(value: float, unit: str, tries: Iterable[tuple[float, str]], read: Callable[..., float]) -> str:
    for number, spelled in tries:
        text = f"{number:.10g} {spelled}"
        if read(text, name="schedule") == value:
            return text
    return f"{value!r} {unit}"
