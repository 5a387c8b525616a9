"""What a unit means: its factor to SI, its dimension, and whether it has an offset."""

from __future__ import annotations

import functools
from typing import Any

from attrs import frozen

from annealkit.errors import UnitError
from annealkit.units.spelling import spelled

__all__ = ["OWN_UNITS", "Scale", "converted", "molar", "normal", "scale_of"]

_AVOGADRO = 6.02214076e23  # 1/mol, exact in the SI
_GAS_CONSTANT = 8.31446261815324  # J/(mol K), exact in the SI
_SCCM = 101325.0 * 1e-6 / (_GAS_CONSTANT * 273.15) / 60.0  # mol/s of 1 cm³/min at 273.15 K and 101325 Pa

#: What the private registry knows beyond pint's own units.
_DEFINITIONS = (
    f"sccm = {_SCCM!r} mole / second",
    f"slm = {1000.0 * _SCCM!r} mole / second",
    "mol_pct = 0.01",
    "at_pct = 0.01",
    "formula_unit = particle",
    "atom = particle",
    "@alias torr = Torr",
)
#: Names of ours that no other registry knows.
OWN_UNITS = ("sccm", "slm", "mol_pct", "at_pct", "formula_unit", "atom")

_SYMBOLS = {
    "[substance]": "mol", "[mass]": "kg", "[current]": "A", "[luminosity]": "cd",
    "[length]": "m", "[time]": "s", "[temperature]": "K",
}  # fmt: skip
_NAMED = (
    "J/mol", "J/(mol K)", "Pa", "J", "J/K", "W", "V", "ohm", "ohm m", "ohm m^2", "S/m", "J/m^2", "W/m^2",
)  # fmt: skip

_OFFSETS = {"degree_Celsius": (1.0, 273.15), "degree_Fahrenheit": (5.0 / 9.0, 459.67 * 5.0 / 9.0)}

Dimension = tuple[tuple[str, float], ...]


@frozen
class Scale:
    """A unit, measured against SI.

    Attributes:
        factor: SI value of one unit.
        offset: SI value of zero, other than 0 for degC and degF only.
        normal: SI text of the dimension, for example ``"m^2/s"``.
        difference: Whether it is a temperature difference such as delta_degC.
        pint: pint's full name of it, for example ``"meter ** 2 / second"``.
    """

    factor: float
    offset: float
    normal: str
    difference: bool
    pint: str

    def apply(self, value: Any) -> Any:
        """Value in SI. Divides by whole reciprocals, so that ``500 nm`` is exactly ``5e-7``."""
        inverse = round(1.0 / self.factor) if 0.0 < self.factor < 1.0 else 0
        if inverse and abs(self.factor * inverse - 1.0) < 1e-13:
            return value / float(inverse) + self.offset
        return value * self.factor + self.offset


@functools.cache
def registry() -> Any:
    """The private registry; never the application registry, never handed out."""
    import pint

    private: Any = pint.UnitRegistry(cache_folder=None)
    for definition in _DEFINITIONS:
        private.define(definition)
    return private


@functools.lru_cache(maxsize=2048)
def scale_of(unit: str) -> Scale | None:
    """The scale of a unit's text, or None when the text is no unit."""
    plain = spelled(unit)
    if plain is None:
        return None
    try:
        return _measured(registry().parse_units(plain))
    except Exception:  # pint raises a dozen kinds (AssertionError and ZeroDivisionError too) on bad text
        return None


@functools.cache
def normal(unit: str) -> str:
    """SI-coherent text of a unit, equal for units of equal dimension.

    Energies in eV are per particle, so ``normal("eV")`` is ``"J/mol"``.

    Args:
        unit: Any unit text, for example ``"cm^2/s"``; ``"1"`` when dimensionless.

    Raises:
        UnitError: The text is no unit.
    """
    scale = molar(unit) or scale_of(unit)
    if scale is None:
        raise UnitError(f"unit: {unit!r} is not a unit annealkit knows. Write it like 'm^2/s' or 'mol/(m^2 s)'.")
    return scale.normal


def molar(unit: str) -> Scale | None:
    """The scale of eV, or eV/K, taken per particle; None for every other unit."""
    scale = scale_of(unit)
    if scale is None or "electron_volt" not in scale.pint or scale.normal not in ("J", "J/K"):
        return None
    return scale_of(f"({unit})/particle")


def _measured(unit: Any) -> Scale | None:
    private = registry()
    name = format(unit, "D")
    dimension = _dimension(unit.dimensionality)
    text = _named().get(dimension) or _composed(dimension)
    if text is None:
        return None
    if name in _OFFSETS:
        return Scale(*_OFFSETS[name], text, False, name)
    one = private.Quantity(1.0, unit).to_base_units().magnitude
    two = private.Quantity(2.0, unit).to_base_units().magnitude
    if abs(two - 2.0 * one) > 1e-9 * abs(one):  # logarithmic scales and rarer offset units
        return None
    return Scale(_snapped(float(one)), 0.0, text, text == "K" and name.startswith("delta_"), name)


def _snapped(factor: float) -> float:
    # 0.01**2 * 1e4 and the like leave the last bit wrong; whole factors below 2**53 are meant exactly.
    whole = round(factor)
    return float(whole) if 0 < whole < 2**53 and abs(factor / whole - 1.0) < 1e-14 else factor


def _dimension(dimensionality: Any) -> Dimension:
    pairs = ((str(key), round(float(power), 9)) for key, power in dimensionality.items())
    return tuple(sorted(pair for pair in pairs if pair[1] != 0))


@functools.cache
def _named() -> dict[Dimension, str]:
    private = registry()
    return {_dimension(private.parse_units(text.replace("^", "**")).dimensionality): text for text in _NAMED}


def _composed(dimension: Dimension) -> str | None:
    powers = dict(dimension)
    if set(powers) - set(_SYMBOLS):
        return None
    above = [_raised(symbol, powers[key]) for key, symbol in _SYMBOLS.items() if powers.get(key, 0) > 0]
    below = [_raised(symbol, -powers[key]) for key, symbol in _SYMBOLS.items() if powers.get(key, 0) < 0]
    top = " ".join(above) or "1"
    if not below:
        return top
    return f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({' '.join(below)})"


def _raised(symbol: str, power: float) -> str:
    return symbol if power == 1 else f"{symbol}^{power:g}"


def converted(value: float, given: str, wanted: str) -> float | None:
    """A number in another unit of its dimension; None where one is unknown or the dimensions differ.

    Args:
        value: In ``given``.
        given: Unit text.
        wanted: Unit text.
    """
    if given == wanted:
        return value
    scale, other = scale_of(given), scale_of(wanted)
    if scale is None or other is None or scale.normal != other.normal or scale.difference != other.difference:
        return None
    return float((scale.apply(value) - other.offset) / other.factor)
