"""Schedules as text: ``25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from annealkit.errors import InputError
from annealkit.schedule.log import Log
from annealkit.schedule.steps import AMBIENT, Cool, Hold, Ramp, Segment

__all__ = ["in_segment", "parsed"]

_EXAMPLE = "'25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min'"
_ARROW = re.compile(r"\s*(?:-+>|=>|→|⟶)\s*")
_RAMP = re.compile(r"(?P<to>.+?)\s*(?:(?:@|\bat\b)\s*(?P<rate>.*)|\bin\s+(?P<duration>.*))", re.DOTALL)
_HOLD = re.compile(r"(?:hold|dwell)(?:\s+for)?\b\s*(?P<duration>.*)", re.IGNORECASE | re.DOTALL)
_COOL = re.compile(
    r"(?:furnace|natural)[\s-]+cool(?:ing)?\s+to\s+(?P<to>.+?),?\s+(?:with\s+)?(?:a\s+)?time\s+constant\s+(?:of\s+)?"
    r"(?P<tau>.+?)(?:,?\s+ambient\s+(?P<ambient>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_SECOND = re.compile(r"(?<=\S)[\s,]+((?:hold|dwell|furnace|natural)\b.*)", re.IGNORECASE | re.DOTALL)
_LOG = re.compile(r"log\s*\(s, K\):(?P<points>.*)", re.IGNORECASE | re.DOTALL)


@contextmanager
def in_segment(number: int, text: str) -> Iterator[None]:
    """Let an input error say which segment it is about.

    Args:
        number: Counted from 1.
        text: The segment as text.
    """
    shown = text if len(text) <= 80 else text[:77] + "..."
    try:
        yield
    except InputError as error:
        raise type(error)(f"schedule, segment {number} ({shown!r}): {error}") from None


def parsed(text: str) -> tuple[str, list[Segment]]:
    """Start temperature as text, and the segments.

    Args:
        text: Segments separated by ``;`` or by lines; arrows are ramps.

    Raises:
        InputError: Something is missing or not understood; the message names the segment.
        UnitError: A value without the right unit.
    """
    if not isinstance(text, str):
        raise InputError(f"schedule: got {text!r}; expected text such as {_EXAMPLE}, or an ak.Schedule.")
    statements = [one for part in re.split(r"[;\n]", text) for one in _statements(part)]
    if not statements:
        raise InputError(f"schedule: the text is empty. Write for example {_EXAMPLE}.")
    start, *rest = statements
    if start.startswith("->") or _HOLD.match(start) or _COOL.match(start):
        raise InputError(
            f"schedule: {start!r} comes first, so that the start temperature is missing. Write for example {_EXAMPLE}."
        )
    return start, [_segment(number, one) for number, one in enumerate(rest, 1)]


def _statements(part: str) -> list[str]:
    """One statement for what stands before the first arrow, if anything, and one for every arrow."""
    first, *ramps = _ARROW.split(part.strip())
    return ([first] if first else []) + [f"-> {ramp}".strip() for ramp in ramps]


def _segment(number: int, text: str) -> Segment:
    with in_segment(number, text):
        _refuse_run_on(text)
        if text.startswith("->"):
            return _ramp(text.removeprefix("->").strip())
        if hold := _HOLD.fullmatch(text):
            return Hold(_present(hold["duration"], "hold", "hold 30 min"))
        if cool := _COOL.fullmatch(text):
            return Cool(cool["to"], cool["tau"], ambient=cool["ambient"] or AMBIENT)
        if log := _LOG.fullmatch(text):
            return _log(log["points"])
        raise InputError(
            "not understood. A segment is '-> 700 degC @ 5 K/min', '-> 700 degC in 2 h', 'hold 30 min' or "
            "'furnace cool to 25 degC time constant 2 h'; ';' separates segments."
        )


def _refuse_run_on(text: str) -> None:
    second = _SECOND.search(text)
    if second is not None:
        raise InputError(f"two segments run together. Write ';' before {second[1]!r}.")


def _ramp(text: str) -> Ramp:
    match = _RAMP.fullmatch(text)
    if match is None:
        raise InputError("the ramp has no rate and no time. Write '-> 700 degC @ 5 K/min' or '-> 700 degC in 2 h'.")
    if match["rate"] is not None:
        return Ramp(match["to"], rate=_present(match["rate"], "@", "-> 700 degC @ 5 K/min"))
    return Ramp(match["to"], duration=_present(match["duration"], "in", "-> 700 degC in 2 h"))


def _present(value: str, after: str, example: str) -> str:
    if not value.strip():
        raise InputError(f"nothing stands after {after!r}. Write for example {example!r}.")
    return value.strip()


def _log(points: str) -> Log:
    try:
        pairs = [(float(t), float(kelvin)) for t, kelvin in (point.split() for point in points.split(","))]
    except ValueError:
        raise InputError("a log is written as 'log (s, K): 0 298.15, 60 303.15'.") from None
    times, kelvins = zip(*pairs, strict=True)
    return Log((list(times), "s"), (list(kelvins), "K"))
