"""A long cylinder in the gas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from attrs import field, frozen

from annealkit.domain.body.opening import Opening, check_composition
from annealkit.domain.body.size import radius_of
from annealkit.domain.coating import Coating, as_coating, coated_text, reach
from annealkit.units import text

__all__ = ["Fiber"]


@frozen(kw_only=True)
class Fiber:
    """A long cylinder in the gas; give its diameter or its radius. Amounts are per metre of length.

    Attributes:
        diameter: m; any length on input.
        radius: m; any length on input.
        composition: Start composition, for example ``{"Li": 1.06, "Co": 1}``; None is the catalogue's.
        coating: What covers its surface, for example ``ak.Coating("HfO2", "2 nm")``; it lies outside the fibre.

    Raises:
        InputError: Neither or both of diameter and radius, or a value outside its range.
        UnitError: A value without the right unit.
    """

    diameter: float | None = None
    radius: float | None = None
    composition: Mapping[str, Any] | None = None
    coating: Coating | None = field(default=None, converter=as_coating)

    shape: ClassVar[Literal["cylinder"]] = "cylinder"

    def __attrs_post_init__(self) -> None:
        radius = radius_of("Fiber", self.diameter, self.radius)
        object.__setattr__(self, "radius", radius)
        object.__setattr__(self, "diameter", 2 * radius)
        check_composition("Fiber", self.composition)

    @property
    def span(self) -> float:
        """Distance from the axis to the surface, m."""
        assert self.radius is not None
        return self.radius

    @property
    def reach(self) -> float:
        """Distance from the axis to the outer surface, m."""
        return reach(self.span, self.coating)

    @property
    def openings(self) -> dict[str, Opening]:
        """Its surface."""
        return {"outer": Opening("gas", "outer", length=2 * self.reach)}

    def place(self, face: str) -> str:
        """A face in words."""
        return "surface"

    def describe(self) -> str:
        """One line for people."""
        return f"fiber of {text(2 * self.span, 'm')} diameter{coated_text(self.coating)}"
