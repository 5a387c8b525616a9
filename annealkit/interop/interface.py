"""The resistance of an interface as battery models take it: in series with the cell, or as its kinetics."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from annealkit.errors import InputError
from annealkit.interop.electrode import Electrode
from annealkit.laws.arrhenius import GAS_CONSTANT
from annealkit.units import QuantityLike, si

__all__ = ["FARADAY", "ROOM", "Interface", "Reading", "exchange_current", "ohms", "read"]

#: C/mol, exact in the SI.
FARADAY = 96485.33212331
#: 25 °C, K.
ROOM = 298.15

#: What the area-specific resistance stands for in the host's model.
Reading = Literal["contact", "exchange-current"]


@frozen
class Interface:
    """A resistance as it is handed over.

    Attributes:
        area_specific: Ω m².
        reading: What it stands for.
        area: Of the interface in the cell, m²; None where it is not asked for.
    """

    area_specific: float
    reading: Reading
    area: float | None


def read(electrode: Electrode, reading: Reading | None, area: QuantityLike | None) -> Interface | None:
    """Check what was asked against what the result holds.

    Args:
        electrode: The body.
        reading: As what the total is handed over; None leaves it out.
        area: Of the interface in the cell; for ``"contact"`` only.

    Raises:
        InputError: They do not fit together, or the result has no total resistance.
        UnitError: The area is none.
    """
    if reading not in (None, "contact", "exchange-current"):
        raise InputError(
            f"resistance: {reading!r} was given; expected 'contact' (in series with the cell), 'exchange-current' "
            "(the kinetics of the electrode) or None (left to the host)."
        )
    if reading == "contact" and area is None:
        raise InputError(
            "area: nothing was given, but resistance='contact' needs the area of the interface in the cell, which an "
            "anneal does not know; give area='1 cm^2'."
        )
    if reading != "contact" and area is not None:
        raise InputError(
            f"area: {area!r} was given, but only resistance='contact' asks for it; give that too, or leave area out."
        )
    if reading is None:
        return None
    if not electrode.resistance.get("total", 0.0) > 0:
        raise InputError(
            f"resistance: {reading!r} was given, but the result holds no total resistance of the interface. "
            "Leave it out: the host keeps its own."
        )
    return Interface(electrode.resistance["total"], reading, None if area is None else _area(area))


def ohms(interface: Interface) -> float:
    """In series with the cell, Ω."""
    assert interface.area is not None  # read() asked for it
    return interface.area_specific / interface.area


def exchange_current(interface: Interface) -> float:
    """j0 = RT/(F R), A/m²: symmetric Butler-Volmer kinetics j = 2 j0 sinh(Fη/2RT) have this slope at η = 0."""
    return GAS_CONSTANT * ROOM / (FARADAY * interface.area_specific)


def _area(value: QuantityLike) -> float:
    found = si(value, "m^2", name="area")
    if found <= 0:
        raise InputError(f"area: {value!r} was given; expected an area above zero, such as '1 cm^2'.")
    return found
