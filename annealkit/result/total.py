"""What a whole sequence did to the body, told relative to what the body held when it began."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from annealkit.units import quantity

__all__ = ["Total"]


@frozen
class Total:
    """Amounts from the begin of a sequence to the end of one of its steps.

    Attributes:
        lost: Net amount that left over what the body held when the sequence began, by species.
        budget: The same by channel; the channels sum to ``lost``.
        bounds: Lowest and highest ``lost`` where a reactive solid's rate is unknown or calibrated, else None.
        lone: What one particle of a powder would lose alone; None for other bodies.
    """

    lost: Mapping[str, Any]
    budget: Mapping[str, Mapping[str, Any]]
    bounds: Mapping[str, tuple[Any, Any] | None]
    lone: Mapping[str, Any]

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Total:
        """From the manifest of a step, or of an anneal by itself."""
        own = manifest.get("total", manifest)
        lone = own.get("lone", {})
        return cls(
            {s: quantity(v, "1") for s, v in own["lost"].items()},
            {s: {c: quantity(v, "1") for c, v in by.items()} for s, by in own["budget"].items()},
            {
                s: None if ends is None else (quantity(ends[0], "1"), quantity(ends[1], "1"))
                for s, ends in own["bounds"].items()
            },
            {s: None if lone.get(s) is None else quantity(lone[s], "1") for s in own["lost"]},
        )
