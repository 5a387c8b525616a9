"""Phase verdicts: stable or not, how much, how deep, and whether an instrument sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import asdict, frozen
from scipy.interpolate import PchipInterpolator

from annealkit.contributions import PhaseRule
from annealkit.pde.mesh import Array
from annealkit.result.states import Histories
from annealkit.units import quantity

__all__ = ["Verdict", "judge"]


@frozen
class Verdict:
    """What one rule says of one phase.

    Attributes:
        product: Formula of the phase.
        rule: Name of the rule.
        plugin: Id of the plugin that offers it.
        reaction: The reaction that makes it.
        stable: Whether it is stable against the host at the end of the hottest stretch (the amounts follow
            what is stable at their own time, and may change on cooling).
        margin_J: J per mole of product, positive where stable, at that moment.
        margin_at: Temperature (K) of that moment.
        amount: y at the end, the share of the host's metal in the phase, averaged over the body.
        peak: Largest y during the anneal.
        volume_fraction: Share of the volume at the end.
        depth_m: Thickness (m) of the zone where y passes the finest threshold, at the end; None on a mesh of two or
            three dimensions.
        thresholds: Smallest y each instrument detects.
        detectable: Whether the amount at the end passes it.
        onset_s: When y first reached it (s), None when it never did.
    """

    product: str
    rule: str
    plugin: str
    reaction: str
    stable: bool
    margin_J: float
    margin_at: float
    amount: float
    peak: float
    volume_fraction: float
    depth_m: float | None
    thresholds: Mapping[str, float]
    detectable: Mapping[str, bool]
    onset_s: Mapping[str, float | None]

    @property
    def margin(self) -> Any:
        """Margin as a Quantity, kJ/mol of product."""
        return quantity(self.margin_J / 1e3, "kJ/mol")

    @property
    def depth(self) -> Any:
        """Depth of the zone with the phase, as a Quantity; None on a mesh."""
        return None if self.depth_m is None else quantity(self.depth_m, "m")

    @property
    def onset(self) -> dict[str, Any]:
        """When each threshold was reached, as Quantities, None where never."""
        return {k: None if v is None else quantity(v, "s") for k, v in self.onset_s.items()}

    def to_json(self) -> dict[str, Any]:
        """Plain values, SI."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict stored as plain values."""
        return cls(**data)


def judge(rule: PhaseRule, plugin: str, histories: Histories) -> tuple[Verdict, Array]:
    """Evaluate a rule along the whole anneal.

    Args:
        rule: The rule.
        plugin: Who offers it.
        histories: State of the body at every output time.

    Returns:
        The verdict, and y averaged over the body at each time.
    """
    share = np.stack([_cells(rule.amount.at(known), histories.cells) for known in histories.each()])
    mean = share @ histories.weights
    thresholds = {name: float(record.value) for name, record in rule.thresholds.items()}
    last = histories.last
    volume = _cells(rule.volume_ratio.at(last), histories.cells)
    hottest = histories.hottest
    grown = share[-1] * volume
    margin = _cells(rule.margin.at(hottest), histories.cells)
    extreme = float(margin[np.argmax(margin)])
    reached = share[-1] >= min(thresholds.values(), default=0.0)
    verdict = Verdict(
        product=rule.product,
        rule=rule.name,
        plugin=plugin,
        reaction=rule.reaction,
        stable=extreme > 0,
        margin_J=extreme,
        margin_at=float(hottest["T"]),
        amount=float(mean[-1]),
        peak=float(mean.max()),
        volume_fraction=float((grown / (1 - share[-1] + grown)) @ histories.weights),
        depth_m=None if histories.widths is None else float(histories.widths @ reached),
        thresholds=thresholds,
        detectable={name: bool(mean[-1] >= level) for name, level in thresholds.items()},
        onset_s={name: onset(histories.times, mean, level) for name, level in thresholds.items()},
    )
    return verdict, mean


def onset(times: Array, amount: Array, level: float) -> float | None:
    """First time at which an amount reaches a level.

    Args:
        times: s, increasing.
        amount: At those times; a monotone cubic runs through them.
        level: The threshold.

    Returns:
        The root of amount - level, 0 when true at the start, None when never.
    """
    if amount[0] >= level:
        return 0.0
    above = np.flatnonzero(amount >= level)
    if not len(above):
        return None
    first = int(above[0])
    curve = PchipInterpolator(times, amount - level)
    roots = curve.solve(0.0, extrapolate=False)
    inside = roots[(roots > times[first - 1]) & (roots <= times[first])]
    return float(inside[0]) if len(inside) else float(times[first])


def _cells(value: Any, cells: int) -> Array:
    return np.broadcast_to(np.asarray(value, dtype=float), (cells,))
