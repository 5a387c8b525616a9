"""A film on a support."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from attrs import field, frozen

from annealkit.domain.body.opening import Opening, as_stack, check_composition, stack_text
from annealkit.domain.coating import Coating, as_coating, coated_text, reach
from annealkit.errors import InputError
from annealkit.units import QuantityLike, length, si, text

__all__ = ["Film"]


def _thickness(value: QuantityLike) -> float:
    return length(value, name="Film thickness")


def _area(value: QuantityLike | None) -> float | None:
    if value is None:
        return None
    found = si(value, "m^2", name="Film area")
    if found <= 0:
        raise InputError(f"Film area: {value!r} was given; expected an area above zero, such as '1 cm^2'.")
    return found


@frozen
class Film:
    """A film on a support; its outer face is open to the gas.

    Attributes:
        thickness: m; any length on input.
        substrate: Name of the substrate, or a stack from the bottom up such as
            ``["steel", ("Pt", "100 nm")]``. Without one the support is inert and impermeable.
        coating: What covers the outer face, for example ``ak.Coating("HfO2", "2 nm")``.
        composition: Start composition, for example ``{"Li": 1.06, "Co": 1}``; None is the catalogue's.
        closed: The outer face is buried: no Li exchange with the gas.
        area: Of the outer face, m²; any area on input. It counts where the gas is sealed in a vessel with the film.
    """

    thickness: float = field(converter=_thickness)
    substrate: tuple[Any, ...] = field(default=None, converter=as_stack, kw_only=True)
    coating: Coating | None = field(default=None, converter=as_coating, kw_only=True)
    composition: Mapping[str, Any] | None = field(default=None, kw_only=True)
    closed: bool = field(default=False, kw_only=True)
    area: float | None = field(default=None, converter=_area, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.closed, bool):
            raise InputError(f"Film closed: {self.closed!r} was given; expected true or false.")
        check_composition("Film", self.composition)

    shape: ClassVar[Literal["planar"]] = "planar"

    @property
    def span(self) -> float:
        """Distance from the inner to the outer face, m."""
        return self.thickness

    @property
    def reach(self) -> float:
        """Distance from the inner face to the outer surface, m."""
        return reach(self.span, self.coating)

    @property
    def openings(self) -> dict[str, Opening]:
        """The faces through which something may pass, by name."""
        found = {"outer": Opening("interface" if self.closed else "gas", "outer", area=self.area)}
        if self.substrate:
            found["inner"] = Opening("substrate", "inner", self.substrate, area=self.area)
        return found

    def place(self, face: str) -> str:
        """A face in words."""
        return f"{face} face"

    def describe(self) -> str:
        """One line for people."""
        under = stack_text(self.substrate) or "an inert, impermeable support"
        closed = ", closed interface" if self.closed else ""
        return f"{text(self.thickness, 'm')} film on {under}{coated_text(self.coating)}{closed}"
