"""What a study tells other programs, and the warnings of its points gathered."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annealkit.study.criteria import Criterion
from annealkit.study.reading import measures_in
from annealkit.study.table import label
from annealkit.study.work import Outcome

__all__ = ["criteria_json", "finite", "outcome_json", "told_inputs", "warning_lines", "warnings_of"]

_NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d.]*(?:e[-+]?\d+)?(?![\w])")
#: Kinds of warnings that are told whole.
_SHOWN = 3


def warnings_of(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Warnings of many results, those that differ in their numbers only told once, the commonest first.

    Args:
        outcomes: Of the points.
    """
    found: dict[str, list[str]] = {}
    results = [one.measured for one in outcomes if one.measured is not None]
    for one in results:
        for text in dict.fromkeys(one["warnings"]):
            found.setdefault(_NUMBER.sub("#", text), []).append(text)
    kinds = sorted(found.values(), key=len, reverse=True)
    return tuple(f"{len(texts)} of {len(results)} points, such as: {texts[0]}" for texts in kinds)


def warning_lines(outcomes: Iterable[Outcome]) -> list[str]:
    """The same for people: the first few, and how many more there are."""
    found = warnings_of(outcomes)
    more = len(found) - _SHOWN
    return [
        *(f"warning: {one}" for one in found[:_SHOWN]),
        *([f"warning: and {more} more kinds; .warnings has them all."] if more > 0 else []),
    ]


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Status, reason and every measure of a point, SI; what is no number is null."""
    found = outcome.measured
    values = {} if found is None else {name: finite(one) for name, one in measures_in(found).items()}
    return {"status": outcome.status, "reason": outcome.reason, "reused": outcome.reused, "measures": values}


def told_inputs(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Inputs as text, by path."""
    return {path: label(one) for path, one in inputs.items()}


def criteria_json(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Criteria as plain values."""
    return [
        {"measure": one.measure, "relation": one.relation, "limit": one.limit, "unit": one.unit} for one in criteria
    ]


def finite(value: float) -> float | None:
    """A number as JSON holds it: null where it is none."""
    return float(value) if math.isfinite(value) else None
