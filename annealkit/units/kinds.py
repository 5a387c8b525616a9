"""The quantities every anneal has: temperature, rate, time, length, energy, pressure."""

from __future__ import annotations

from annealkit.errors import InputError, UnitError
from annealkit.units import hints
from annealkit.units.reading import QuantityLike, has_unit, si

__all__ = ["duration", "energy", "length", "molar_flow", "pressure", "rate", "temperature"]

#: mol/m³ of an ideal gas at 25 degC and 1 atm, at which plain volumes of a flow are counted.
_ROOM_GAS = 101325.0 / (8.31446261815324 * 298.15)


def temperature(value: QuantityLike, *, name: str) -> float:
    """An absolute temperature in K.

    Args:
        value: For example ``"700 degC"``, ``"700 °C"``, ``"973 K"``; a pint quantity.
        name: The argument, for messages.

    Raises:
        UnitError: ``"700 C"`` (coulomb), a temperature difference, a bare number, or below 0 K.
    """
    return si(value, "K", name=name)


def rate(value: QuantityLike, *, name: str) -> float:
    """A heating or cooling rate in K/s, sign kept, zero allowed.

    Args:
        value: For example ``"5 K/min"``, ``"5 degC/min"``, ``"300 °C/h"``.
        name: The argument, for messages.

    Raises:
        UnitError: No rate of temperature.
    """
    return si(value, "K/s", name=name)


def duration(value: QuantityLike, *, name: str) -> float:
    """A time in s, zero allowed.

    Args:
        value: For example ``"30 min"``, ``"1 h 30 min"``.
        name: The argument, for messages.

    Raises:
        UnitError: No time.
        InputError: A negative time.
    """
    seconds = si(value, "s", name=name)
    if seconds < 0.0:
        raise InputError(f"{name}: got {hints.shown(value)}; a time cannot be negative.")
    return seconds


def length(value: QuantityLike, *, name: str) -> float:
    """A positive length in m.

    Args:
        value: For example ``"500 nm"``, ``"7 mm"``.
        name: The argument, for messages.

    Raises:
        UnitError: No length, or not finite.
        InputError: Zero or negative.
    """
    metres = si(value, "m", name=name)
    if metres <= 0.0:
        raise InputError(f"{name}: got {hints.shown(value)}; expected a length above zero, such as '500 nm'.")
    return metres


def energy(value: QuantityLike, *, name: str) -> float:
    """An energy of activation or reaction in J/mol, sign kept.

    Args:
        value: For example ``"0.30 eV"`` (per particle), ``"eV/particle"``, ``"29 kJ/mol"``, ``"7 kcal/mol"``.
        name: The argument, for messages.

    Raises:
        UnitError: No molar energy; ``"5 kJ"`` is one of those.
    """
    return si(value, "J/mol", name=name)


def pressure(value: QuantityLike, *, name: str, total: float | None = None) -> float:
    """A pressure in Pa, zero allowed.

    Args:
        value: For example ``"1 kPa"``; with ``total`` also a share, ``"10 ppm"``, ``"2 %"``.
        name: The argument, for messages.
        total: Total pressure (Pa) that shares refer to, None where shares make no sense.

    Raises:
        UnitError: No pressure, a bare number, or a share without a total.
        InputError: A negative pressure.
    """
    share = _share(value, name)
    if share is None:
        pascals = si(value, "Pa", name=name)
    elif total is None:
        raise UnitError(f"{name}: got {hints.shown(value)}, a share of a total that is not known here; give Pa or bar.")
    else:
        pascals = share * total
    if pascals < 0.0:
        raise InputError(
            f"{name}: got {hints.shown(value)}; a pressure cannot be negative. Give an absolute pressure, 0 Pa or more."
        )
    return pascals


def molar_flow(value: QuantityLike, *, name: str) -> float:
    """A flow of gas in mol/s, above zero.

    Args:
        value: For example ``"100 sccm"`` (counted at 0 degC and 1 atm), ``"100 mL/min"`` (a plain volume, counted at
            25 degC and 1 atm), ``"1 mmol/s"``.
        name: The argument, for messages.

    Raises:
        UnitError: No flow of amount or volume, or not finite.
        InputError: Zero or negative.
    """
    volume = has_unit(value, "m^3/s", name=name)
    moles = si(value, "m^3/s", name=name) * _ROOM_GAS if volume else si(value, "mol/s", name=name)
    if moles <= 0.0:
        raise InputError(f"{name}: got {hints.shown(value)}; expected a flow above zero, such as '100 sccm'.")
    return moles


def _share(value: QuantityLike, name: str) -> float | None:
    """The value as a share of a total, None when it carries any other unit or none at all."""
    return si(value, "1", name=name) if has_unit(value, "1", name=name) else None
