"""A plate with both faces in the gas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from attrs import field, frozen

from annealkit.domain.body.opening import Opening, check_composition
from annealkit.domain.coating import Coating, as_coating, coated_text, reach
from annealkit.errors import InputError
from annealkit.units import QuantityLike, length, text

__all__ = ["Wafer"]


def _thickness(value: QuantityLike) -> float:
    return length(value, name="Wafer thickness")


@frozen
class Wafer:
    """A plate with both faces in the same gas; solved from its middle to one face, which is exact.

    Amounts are those of one half, per area of one face; profiles run from a face to the middle.

    Attributes:
        thickness: Of the whole plate, m; any length on input.
        cut: Orientation of the faces, ``"X"`` or ``"Z"``, for models that depend on it.
        composition: Start composition, for example ``{"Li": 0.946, "Nb": 1}`` or ``{"Li2O": "48.62 mol%"}``; None
            is the catalogue's.
        coating: What covers both faces alike, for example ``ak.Coating("HfO2", "2 nm")``.
    """

    thickness: float = field(converter=_thickness)
    cut: str | None = field(default=None, kw_only=True)
    composition: Mapping[str, Any] | None = field(default=None, kw_only=True)
    coating: Coating | None = field(default=None, converter=as_coating, kw_only=True)

    shape: ClassVar[Literal["planar"]] = "planar"

    def __attrs_post_init__(self) -> None:
        check_composition("Wafer", self.composition)
        if self.cut is not None and not (isinstance(self.cut, str) and self.cut and self.cut == self.cut.strip()):
            raise InputError(f"Wafer cut: {self.cut!r} was given; expected a name such as 'Z'.")

    @property
    def span(self) -> float:
        """Distance from the middle to a face, m."""
        return self.thickness / 2

    @property
    def reach(self) -> float:
        """Distance from the middle to the outer surface, m."""
        return reach(self.span, self.coating)

    @property
    def openings(self) -> dict[str, Opening]:
        """One of two equal faces."""
        return {"outer": Opening("gas", "outer")}

    def place(self, face: str) -> str:
        """A face in words."""
        return "two faces"

    def describe(self) -> str:
        """One line for people."""
        cut = f"{self.cut}-cut " if self.cut else ""
        return f"{text(self.thickness, 'm')} {cut}wafer{coated_text(self.coating)}, both faces in the gas"
