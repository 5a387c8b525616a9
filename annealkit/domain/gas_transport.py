"""What a user says of how the gas moves: boundary layer or flow, tube, boat, sealed vessel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annealkit import units
from annealkit.errors import InputError
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.domain.gas import Atmosphere

__all__ = ["transport"]


def transport(atmosphere: Atmosphere, given: Mapping[str, QuantityLike]) -> dict[str, Any]:
    """Fields of the atmosphere that say how its gas moves, with what the user sets now.

    Args:
        atmosphere: The preset, or one that was amended before.
        given: See ``Atmosphere.with_gas``.

    Raises:
        InputError: A value that is not above zero, or a flow through a tube that nobody knows.
        UnitError: A value without the right unit.
    """
    where = f"atmosphere {atmosphere.name!r}"
    found: dict[str, Any] = {}
    for key in ("boundary_layer", "boat", "tube"):
        if key in given:
            found[key] = units.length(given[key], name=f"{where}, {key}")
    if "vessel" in given:
        found["vessel"] = _volume(given["vessel"], f"{where}, vessel")
    if "flow" in given:
        found["flow"] = units.molar_flow(given["flow"], name=f"{where}, flow")
        found["boundary_layer"] = None
        found.setdefault("tube", atmosphere.tube or _usual_tube(atmosphere))
    return found


def _usual_tube(atmosphere: Atmosphere) -> float:
    record = atmosphere.reserve.get("tube")
    if record is None:
        raise InputError(
            f"atmosphere {atmosphere.name!r}: flow= was given, and its velocity depends on the width of the tube, "
            "which this atmosphere has no record of. Give tube= too, for example tube='40 mm'."
        )
    return float(record.value)


def _volume(value: QuantityLike, name: str) -> float:
    blank = isinstance(value, str) and not value.strip()
    volume = 0.0 if blank else units.si(value, "m^3", name=name)
    if volume <= 0.0:
        raise InputError(
            f"{name}: got {value!r}; a sealed vessel needs a volume above zero, such as '50 mL'. Leave vessel= out "
            "for an open furnace."
        )
    return volume
