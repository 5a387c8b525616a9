"""The schedule: temperature and gas as functions of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from os import PathLike
from typing import Any, ClassVar

from attrs import field, frozen

from annealkit import units
from annealkit.errors import InputError
from annealkit.schedule import csvlog, stored
from annealkit.schedule.curve import Curve, Pieces
from annealkit.schedule.log import Log
from annealkit.schedule.parsing import in_segment, parsed
from annealkit.schedule.steps import Hold, Segment
from annealkit.schedule.wording import duration_text, temperature_text
from annealkit.units import QuantityLike

__all__ = ["Schedule"]

#: Times closer than this share of the schedule are one moment to the integrator.
_SAME = 1e-9


@frozen(init=False)
class Schedule:
    """T(t) from a start temperature and segments, with optional gas switches.

    It is a law of time: ``schedule(t=...)`` gives K, ``.unit`` and ``.arguments`` say so.

    Attributes:
        start: K.
        segments: Ramps, holds, furnace cooling or a log.
        gas: ``(time in s, gas)`` from which moment on which gas flows, or empty for one gas throughout. A gas
            is kept as given: a name, an atmosphere, or the mapping of a run file.
        edges: s, where segments begin and the last one ends.
    """

    start: float
    segments: tuple[Segment, ...]
    gas: tuple[tuple[float, Any], ...] = ()
    edges: tuple[float, ...] = field(default=(), eq=False, repr=False)
    _curve: Curve = field(default=None, eq=False, repr=False)

    unit: ClassVar[str] = "K"
    arguments: ClassVar[tuple[str, ...]] = ("t",)

    def __init__(
        self,
        start: QuantityLike,
        segments: Sequence[Segment],
        gas: Iterable[tuple[QuantityLike, Any]] | None = None,
    ) -> None:
        """Join the segments.

        Args:
            start: Temperature at 0 s, for example ``"25 degC"``.
            segments: ``[Ramp("700 degC", rate="5 K/min"), Hold("30 min")]``.
            gas: ``[("0 s", "O2"), ("1 h", ak.atmosphere("argon"))]``; None for the anneal's
                atmosphere throughout.

        Raises:
            InputError: No segment, no duration, a ramp that goes nowhere, or gas times that do
                not begin at 0, do not increase or leave the schedule; the message names the segment.
            UnitError: A value without the right unit.
        """
        kelvin = units.temperature(start, name="schedule, start")
        parts = _listed(segments)
        joined, counts = _joined(kelvin, parts)
        curve = Curve.of(joined)
        edges = tuple(float(curve.knots[count]) for count in counts)
        switches = _switches(gas, edges) if gas is not None else ()
        self.__attrs_init__(kelvin, parts, switches, edges, curve)

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """A schedule from text.

        Args:
            text: ``"25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min"``; also ``in 2 h``
                instead of a rate, ``→`` as arrow, ``furnace cool to 25 degC time constant 2 h``.

        Raises:
            InputError: Something is missing or not understood; the message names the segment.
            UnitError: A value without the right unit.
        """
        start, segments = parsed(text)
        return cls(start, segments)

    @classmethod
    def from_csv(
        cls, path: str | PathLike[str], *, time: str | tuple[str, str], temperature: str | tuple[str, str]
    ) -> Schedule:
        """A schedule from a logged curve, interpolated by monotone cubics.

        Args:
            path: A table with a header row; ``,``, ``;`` or tabs separate columns, ``#`` begins a comment.
            time: Header of the time column with its unit in it (``"time [min]"``), or ``("time", "min")``.
                The first time becomes 0 s.
            temperature: Header of the temperature column, likewise.

        Raises:
            InputError: The file, a column or a number is missing, or times do not increase; the
                message names file, column and row.
            UnitError: A column without the right unit.
        """
        log = csvlog.read(path, time, temperature)
        return cls((log.temperatures[0], "K"), [log])

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Schedule:
        """The inverse of :meth:`to_json`.

        Args:
            data: What :meth:`to_json` gave.

        Raises:
            InputError: It does not hold a schedule.
        """
        return cls(*stored.read(data))

    def to_json(self) -> dict[str, Any]:
        """SI numbers by name. An atmosphere is written as in a run file: its name and what the user set."""
        return {
            "start": self.start,
            "segments": [segment.to_json() for segment in self.segments],
            "gas": [[time, stored.written(gas)] for time, gas in self.gas] or None,
        }

    @property
    def duration(self) -> float:
        """Length, s."""
        return self._curve.duration

    @property
    def corners(self) -> tuple[float, ...]:
        """Times (s) where the slope or the gas jumps, 0 and the end included, increasing."""
        inner = {*self._curve.bends(self.edges), *(time for time, _ in self.gas)}
        return tuple(sorted({0.0, self.duration, *inner}))

    @property
    def peak(self) -> float:
        """Highest temperature, K."""
        return float(self._curve.pieces.high.max())

    @property
    def lowest(self) -> float:
        """Lowest temperature, K."""
        return float(self._curve.pieces.low.min())

    @property
    def holds(self) -> tuple[tuple[float, float, float], ...]:
        """Start (s), end (s) and temperature (K) of every hold."""
        found = []
        now = self.start
        for segment, begin, end in zip(self.segments, self.edges[:-1], self.edges[1:], strict=True):
            now = segment.end(now)
            if isinstance(segment, Hold):
                found.append((begin, end, now))
        return tuple(found)

    def temperature(self, t: Any) -> Any:
        """Temperature at times.

        Args:
            t: s, any shape; before 0 and after the end the ends hold.

        Returns:
            K, of the same shape.
        """
        return self._curve(t)

    def __call__(self, *, t: Any) -> Any:
        """Temperature (K) at times t (s): the schedule as a law."""
        return self._curve(t)

    @property
    def text(self) -> str:
        """The temperatures as text that parses back to the same curve, bit for bit.

        Gas switches are not part of the text form; ``to_json`` and ``str`` have them.
        """
        return _line(self.start, [segment.text for segment in self.segments])

    def __str__(self) -> str:
        """For people: the text, a log cut short, and the gases."""
        parts = [segment.title if isinstance(segment, Log) else segment.text for segment in self.segments]
        gases = [f"{getattr(gas, 'name', gas)} from {duration_text(time)}" for time, gas in self.gas]
        return _line(self.start, parts) + (f"; gas: {', '.join(gases)}" if gases else "")


def _line(start: float, parts: list[str]) -> str:
    begin = temperature_text(start)
    first = f"{begin} {parts[0]}" if parts[0].startswith("->") else f"{begin}; {parts[0]}"
    return "; ".join([first, *parts[1:]])


def _listed(segments: Any) -> tuple[Segment, ...]:
    if isinstance(segments, str) or not isinstance(segments, Iterable):
        raise InputError(
            f"schedule: got segments {segments!r}; expected a list of ak.Ramp, ak.Hold and ak.Cool, or the "
            "whole schedule as text through ak.Schedule.parse."
        )
    return tuple(segments)


def _joined(start: float, segments: tuple[Segment, ...]) -> tuple[Pieces, list[int]]:
    """The pieces of all segments, and how many pieces precede each edge."""
    parts, counts, now = [], [0], start
    for number, segment in enumerate(segments, 1):
        if not hasattr(segment, "pieces"):
            raise InputError(
                f"schedule, segment {number}: got {segment!r}; expected ak.Ramp, ak.Hold or ak.Cool, or the "
                "whole schedule as text through ak.Schedule.parse."
            )
        with in_segment(number, segment.text):
            parts.append(segment.pieces(now))
        counts.append(counts[-1] + len(parts[-1].durations))
        now = segment.end(now)
    if counts[-1] == 0:
        raise InputError(
            "schedule: it has no duration. Add a segment that takes time, for example 'hold 30 min' or "
            "'-> 700 degC @ 5 K/min'."
        )
    return Pieces.joined(parts), counts


def _switches(gas: Iterable[tuple[QuantityLike, Any]], edges: tuple[float, ...]) -> tuple[tuple[float, Any], ...]:
    pairs = [_switch(number, entry) for number, entry in enumerate(gas, 1)]
    if not pairs or pairs[0][0] != 0.0:
        raise InputError("schedule, gas: the first gas must start at '0 s'; gas= lists (time, gas) pairs.")
    for (before, _), (time, _) in pairwise(pairs):
        if time <= before:
            raise InputError(f"schedule, gas: {time:g} s does not come after {before:g} s; times must increase.")
    if pairs[-1][0] >= edges[-1]:
        raise InputError(
            f"schedule, gas: {pairs[-1][0]:g} s is not inside the schedule, which ends at {edges[-1]:g} s."
        )
    return tuple((_snapped(time, edges), one) for time, one in pairs)


def _switch(number: int, entry: Any) -> tuple[float, Any]:
    if isinstance(entry, str) or not isinstance(entry, Sequence) or len(entry) != 2:
        raise InputError(f"schedule, gas {number}: got {entry!r}; expected a pair such as ('1 h', 'argon').")
    return units.duration(entry[0], name=f"schedule, gas {number}, time"), entry[1]


def _snapped(time: float, edges: tuple[float, ...]) -> float:
    # Two corners a rounding error apart would make the integrator start and stop at one moment.
    return next((edge for edge in edges if abs(edge - time) <= _SAME * edges[-1]), time)
