"""Stated sizes of round bodies: a diameter or a radius, and the share of the surface that touches a solid."""

from __future__ import annotations

from typing import Any

from annealkit.errors import InputError
from annealkit.units import QuantityLike, length, si

__all__ = ["as_share", "check_contact", "radius_of"]


def radius_of(body: str, diameter: QuantityLike | None, radius: QuantityLike | None) -> float:
    """The radius (m) of a body that was given by one of the two.

    Raises:
        InputError: Neither or both were given, or it is not above zero.
        UnitError: No length.
    """
    if (diameter is None) == (radius is None):
        given = "neither was" if diameter is None else f"both {diameter!r} and {radius!r} were"
        raise InputError(f"{body} diameter, radius: {given} given; give one of them, such as diameter='10 um'.")
    if radius is not None:
        return length(radius, name=f"{body} radius")
    assert diameter is not None
    return length(diameter, name=f"{body} diameter") / 2


def as_share(value: QuantityLike | None, *, name: str) -> float | None:
    """A share of a surface, above 0 and at most 1; None where not given.

    Raises:
        InputError: It is outside.
        UnitError: It has a unit.
    """
    if value is None:
        return None
    found = si(value, "1", name=name)
    if not 0 < found <= 1:
        raise InputError(f"{name}: {value!r} was given; expected a share above 0 and at most 1, such as '1 %'.")
    return found


def check_contact(body: str, field: str, solid: Any, share: float | None) -> None:
    """Refuse a share of the surface that touches nothing.

    Raises:
        InputError: A share was given, and no solid.
    """
    if share is not None and not solid:
        raise InputError(
            f"{body} contact_fraction: {share:g} was given, but nothing touches the body. Name the solid, for example "
            f"{field}='Al2O3', or leave contact_fraction out."
        )
