"""The number and the unit text of a value, as its author wrote them."""

from __future__ import annotations

from typing import Any

from annealkit import units
from annealkit.units import QuantityLike

__all__ = ["as_written", "is_per_particle", "si_text"]


def as_written(value: QuantityLike, *, name: str) -> tuple[Any, str]:
    """Split a value into its number and the text of its unit, without converting.

    Args:
        value: Text, quantity, ``(value, unit)`` or a plain number.
        name: The argument, for messages.

    Returns:
        The number or array, and the unit; ``"1"`` when there is none.

    Raises:
        UnitError: Text that does not begin with a number.
    """
    given: Any = value
    if isinstance(given, str):
        number, unit = units.split(given, name=name)
        return number, unit or "1"
    if isinstance(given, tuple | list) and len(given) == 2 and isinstance(given[1], str):
        return given[0], given[1] or "1"
    if hasattr(given, "magnitude"):
        return given.magnitude, str(given.units) or "1"
    return given, "1"


def is_per_particle(unit: str) -> bool:
    """Whether an energy's unit counts particles (read with kT) and not moles (read with RT)."""
    return any(word in unit for word in ("eV", "electron_volt", "particle", "atom", "formula", "f.u."))


def si_text(unit: str) -> str:
    """SI text that values in a unit are read with: normal, but ``"delta K"`` for a difference.

    Raises:
        UnitError: The text is no unit.
    """
    normal = units.normal(unit)
    difference = normal == "K" and ("delta" in unit.casefold() or "Δ" in unit)
    return "delta K" if difference else normal
