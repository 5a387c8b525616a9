"""A lone sphere in the gas."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from attrs import field, frozen

from annealkit.domain.body.opening import Opening, as_stack, check_composition, stack_text
from annealkit.domain.body.size import as_share, check_contact, radius_of
from annealkit.domain.coating import Coating, as_coating, coated_text, reach
from annealkit.units import QuantityLike, text

__all__ = ["Particle"]


def _share(value: QuantityLike | None) -> float | None:
    return as_share(value, name="Particle contact_fraction")


@frozen(kw_only=True)
class Particle:
    """A lone sphere in the gas, which may touch a solid; give its diameter or its radius.

    Attributes:
        diameter: Without its coating, m; any length on input.
        radius: Likewise.
        coating: What covers its surface, for example ``ak.Coating("HfO2", "2 nm")``; it lies outside the particle.
        composition: Start composition, for example ``{"Li": 1.06, "Co": 1}``; None is the catalogue's.
        contact: What it lies on: a name, or a stack from the bottom up whose last layer it touches; None: nothing.
        contact_fraction: Share of its surface that touches that solid; None takes the record ``body.contact.fraction``.

    Raises:
        InputError: Neither or both of diameter and radius, or a value outside its range.
        UnitError: A value without the right unit.
    """

    diameter: float | None = None
    radius: float | None = None
    coating: Coating | None = field(default=None, converter=as_coating)
    composition: Mapping[str, Any] | None = None
    contact: tuple[Any, ...] = field(default=None, converter=as_stack)
    contact_fraction: float | None = field(default=None, converter=_share)

    def __attrs_post_init__(self) -> None:
        radius = radius_of("Particle", self.diameter, self.radius)
        object.__setattr__(self, "radius", radius)
        object.__setattr__(self, "diameter", 2 * radius)
        check_composition("Particle", self.composition)
        check_contact("Particle", "contact", self.contact, self.contact_fraction)

    shape: ClassVar[Literal["sphere"]] = "sphere"

    @property
    def span(self) -> float:
        """Distance from the centre to the surface, m."""
        assert self.radius is not None
        return self.radius

    @property
    def reach(self) -> float:
        """Distance from the centre to the outer surface, m."""
        return reach(self.span, self.coating)

    @property
    def surface(self) -> float:
        """Area of the outer surface, m²."""
        return 4 * math.pi * self.reach**2

    @property
    def volume(self) -> float:
        """Without its coating, m³."""
        return 4 * math.pi * self.span**2 * self.span / 3

    @property
    def openings(self) -> dict[str, Opening]:
        """What its surface touches, by name: the gas, and the solid it lies on."""
        found = {"outer": Opening("gas", "outer", form="sphere", length=2 * self.reach, area=self.surface)}
        if self.contact:
            found["contact"] = Opening("substrate", "outer", self.contact, area=self.surface)
        return found

    def place(self, face: str) -> str:
        """A face in words."""
        return "contact with the support" if face == "contact" else "surface"

    def describe(self) -> str:
        """One line for people."""
        on = f", on {stack_text(self.contact)}" if self.contact else ""
        return f"lone particle of {text(2 * self.span, 'm')} diameter{coated_text(self.coating)}{on}"
