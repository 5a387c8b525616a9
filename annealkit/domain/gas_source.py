"""What a user says of a source of lithium in the furnace: its activity and its temperature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annealkit import units
from annealkit.errors import InputError, UnitError
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.domain.gas import Atmosphere

__all__ = ["source"]

#: Words for a source of the pure oxide.
_PURE = ("li2o", "li2o-rich", "lithia")


def source(atmosphere: Atmosphere, given: Mapping[str, QuantityLike]) -> dict[str, Any]:
    """Fields of the atmosphere that describe its source, with what the user sets now.

    Args:
        atmosphere: The preset, or one that was amended before.
        given: See ``Atmosphere.with_gas``.

    Raises:
        InputError: An activity that is not between 0 and 1.
        UnitError: A value without the right unit.
    """
    where = f"atmosphere {atmosphere.name!r}"
    found: dict[str, Any] = {}
    if "activity" in given:
        found["source"] = _activity(given["activity"], f"{where}, activity")
    if "temperature" in given:
        found["source_temperature"] = units.temperature(given["temperature"], name=f"{where}, temperature")
    return found


def _activity(value: QuantityLike, name: str) -> float:
    if isinstance(value, str) and value.strip().casefold() in _PURE:
        return 1.0
    try:
        activity = units.si(value, "1", name=name)
    except UnitError as error:
        raise UnitError(
            f"{name}: got {value!r}; expected the activity of Li2O in the source, a number above 0 and at most 1 "
            "(1 is the pure oxide), or 'Li2O'."
        ) from error
    if not 0.0 < activity <= 1.0:
        raise InputError(
            f"{name}: got {value!r}; expected a number above 0 and at most 1, the activity of Li2O relative to the "
            "pure oxide. For no source at all, name the gas alone, such as 'air'."
        )
    return activity
