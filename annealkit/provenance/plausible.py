"""Limits that nature sets: a value beyond them has the wrong unit or power of ten."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from attrs import frozen

from annealkit import units
from annealkit.errors import UnitError

__all__ = ["DIMENSIONS", "Limits", "implausible", "wrong_dimension"]


@frozen
class Limits:
    """What values of one kind lie between.

    Attributes:
        what: What the values are, for messages.
        low: Smallest magnitude, SI.
        high: Largest magnitude, SI.
        others: Units of the dimension that people mean, tried in this order.
        zero: Whether 0 makes sense.
        signed: Whether negative values do.
    """

    what: str
    low: float
    high: float
    others: tuple[str, ...] = ()
    zero: bool = True
    signed: bool = False

    def contain(self, value: float) -> bool:
        """Whether a value (SI) lies inside."""
        size = abs(value) if self.signed else value
        return self.low <= size <= self.high or (self.zero and value == 0.0)

    def text(self, unit: str) -> str:
        """The limits for people."""
        sign = " in magnitude" if self.signed else ""
        zero = ", or is 0" if self.zero and self.low > 0.0 else ""
        return f"{self.low:g} to {self.high:g} {unit}{sign}{zero}"


_ENERGIES = ("kJ/mol", "eV", "kcal/mol", "meV", "J/mol")
_PER_TIME = ("1/s", "1/min", "1/h")
_DIFFUSIVITIES = ("m^2/s", "cm^2/s", "um^2/s", "nm^2/s")

#: By SI unit.
_BY_UNIT: Mapping[str, Limits] = {
    # 1e-40: one atomic jump (about 1e-20 m²) takes longer than the age of the universe (4e17 s) below 1e-38.
    # 1e2: gases at 1 Pa reach 1 to 10; solids and liquids stay below 1e-6.
    "m^2/s": Limits("a diffusivity", 1e-40, 1e2, _DIFFUSIVITIES),
    # Enthalpies of formation grow with the formula: Li7La3Zr2O12 is near 1e7, and 2e7 leaves room. A reaction's own
    # enthalpy may pass through any small number.
    "J/mol": Limits("a molar energy", 1e-3, 2e7, _ENERGIES, signed=True),
    # Entropies of formation reach some 1e3 for large formulas; below 1e-2 the kilo of kJ was lost twice.
    "J/(mol K)": Limits("a molar entropy", 1e-2, 2e4, ("J/mol/K", "kJ/mol/K", "meV/K"), signed=True),
    # 4e5: diamond, the densest packing of atoms, holds 2.9e5. 1e-18: a million atoms in a cubic metre.
    "mol/m^3": Limits("a concentration", 1e-18, 4e5, ("mol/m^3", "mol/L", "mol/cm^3")),
    # 1e-6: diamond has 3.4e-6 per mole of atoms. 1: a gas at 2 kPa.
    "m^3/mol": Limits("a molar volume", 1e-6, 1.0, ("cm^3/mol", "m^3/mol", "L/mol"), zero=False),
    # 0 K is never reached; the stars' surfaces are at 1e4 K, solids and their vapours well below.
    "K": Limits("a temperature", 1e-3, 2e4, ("K", "degC"), zero=False),
    # Pressures are not negative; the stiffest modulus, diamond's, is 1.2e12 Pa.
    "Pa": Limits("a pressure", 0.0, 1e13, ("Pa", "kPa", "bar")),
    # 1e-12: below the size of an atom (1e-10). 1e2: a furnace hall.
    "m": Limits("a length", 1e-12, 1e2, ("nm", "um", "mm", "angstrom")),
    # Above 1e16 nothing in a solid happens: its fastest vibration is near 1e14.
    "1/s": Limits("a rate", 0.0, 1e16, _PER_TIME),
    # Surface exchange is bounded by the speed of molecules, near 1e3 to 1e4.
    "m/s": Limits("a velocity", 0.0, 1e5, ("m/s", "cm/s", "nm/s")),
    # 1 atm of hydrogen hits a surface with 2e4 mol/(m² s); no surface reaction is faster.
    "mol/(m^2 s)": Limits("a flux", 0.0, 1e6, ("mol/m^2/s", "umol/m^2/s"), signed=True),
    # 1e-30: fused quartz has 1e-18. 1e9: silver has 6e7.
    "S/m": Limits("a conductivity", 1e-30, 1e9, ("S/m", "S/cm", "mS/cm")),
    # 1e-14: a metal contact. 1e10: 1 cm of the best insulators is more than any cell could be measured through.
    "ohm m^2": Limits("an area-specific resistance", 1e-14, 1e10, ("ohm cm^2", "ohm m^2")),
    # 2.5e4: osmium has 2.26e4. 1e-8: a gas at 1e-3 Pa.
    "kg/m^3": Limits("a density", 1e-8, 2.5e4, ("g/cm^3", "kg/m^3"), zero=False),
    # 1e-3: a hydrogen atom. 20: the largest unit cells of zeolites, per formula.
    "kg/mol": Limits("a molar mass", 1e-3, 20.0, ("g/mol", "kg/mol"), zero=False),
}

#: By the last part of the id, with the unit that such a record must have; these go before those of the unit.
_BY_ID: Mapping[str, tuple[str, Limits]] = {
    # Bonds hold less than 1100 kJ/mol (CO); 2 kJ/mol is RT at 240 K, a barrier to nothing that an anneal does.
    # Quantities that fall with temperature have a negative one.
    "energy": ("J/mol", Limits("an activation energy", 2e3, 1.5e6, _ENERGIES, signed=True)),
    # From a dopant of 1 ppm to diamond.
    "site_concentration": (
        "mol/m^3",
        Limits("a site concentration", 1e-2, 4e5, ("mol/m^3", "mol/L", "mol/cm^3"), zero=False),
    ),
    "molar_volume": ("m^3/mol", _BY_UNIT["m^3/mol"]),
}

#: Values at infinite temperature leave the limits of what can be seen.
_PREFACTORS: Mapping[str, Limits] = {
    # Self-diffusion of silicon has 1e-1 to 1e0; entropies of activation bring few materials beyond 1e2.
    "m^2/s": Limits("the prefactor of a diffusivity", 1e-25, 1e4, _DIFFUSIVITIES, zero=False),
    # Fits of crystallisation with large energies reach 1e35.
    "1/s": Limits("the prefactor of a rate", 1e-12, 1e40, _PER_TIME, zero=False),
}

#: Last parts of ids that fix the dimension of a record.
DIMENSIONS: Mapping[str, str] = {last: unit for last, (unit, _) in _BY_ID.items()}


#: Powers of ten of which people write the exponent.
_LONG = 7


def wrong_dimension(record_id: str, printed_unit: str, unit: str) -> str | None:
    """What is wrong with a record's unit for its id, or None.

    Args:
        record_id: Short id.
        printed_unit: Unit as printed.
        unit: SI unit text of it.
    """
    expected = DIMENSIONS.get(_last(record_id))
    if expected is None or _normal(unit) == expected:
        return None
    what = _BY_ID[_last(record_id)][1]
    example = f"{what.others[0]!r} or {what.others[1]!r}"
    return (
        f"{printed_unit!r} is no unit of {what.what}, which an id that ends in '.{_last(record_id)}' names; expected "
        f"{example}. Correct the unit, or give the record another id."
    )


def implausible(record_id: str, printed: float, printed_unit: str, value: float, unit: str) -> str | None:
    """Why a value cannot be, with the likely intent; None where it can.

    Args:
        record_id: Short id, whose last part may tell more than the unit; or ``""``.
        printed: The number as printed.
        printed_unit: Its unit.
        value: SI value.
        unit: SI unit text; ``"delta K"`` and units that are not known here have no limits.
    """
    limits = _limits(record_id, unit)
    if limits is None or limits.contain(value):
        return None
    meant = _meant(limits, printed, printed_unit, unit)
    hint = f" Did you mean {meant!r}?" if meant else ""
    return (
        f"{units.text(printed, printed_unit)!r} cannot be: {limits.what} lies within {limits.text(unit)} "
        f"(this is {value:g}).{hint} Correct the number or its unit."
    )


def _limits(record_id: str, unit: str) -> Limits | None:
    last = _last(record_id)
    if last in _BY_ID:
        return _BY_ID[last][1]
    if unit == "delta K":
        return None
    if last == "prefactor":
        # What vapour pressures and exchange rates begin with has no limit but its sign.
        own = Limits("a prefactor", 0.0, 1e300, zero=False)
        return _PREFACTORS.get(_normal(unit), own if _normal(unit) in _BY_UNIT else None)
    return _BY_UNIT.get(_normal(unit))


def _last(record_id: str) -> str:
    return record_id.rpartition(".")[2]


@functools.cache
def _normal(unit: str) -> str:
    return units.normal(unit)


def _meant(limits: Limits, printed: float, printed_unit: str, unit: str) -> str | None:
    """The same number in another unit, or with another sign of it or of its exponent, where that can be."""
    mantissa, _, exponent = f"{printed:e}".partition("e")
    turned = (float(f"{mantissa}e{-int(exponent)}"), printed_unit)
    others = [(printed, other) for other in limits.others if other != printed_unit]
    # A lost minus sign explains 1e14 better than another unit does; 500 m were nm.
    likely = [turned, *others] if abs(int(exponent)) >= _LONG else [*others, turned]
    for number, given in (*likely, (-printed, printed_unit)):
        if _fits(limits, number, given, unit):
            return f"{number:g} {given}"
    return None


def _fits(limits: Limits, number: float, given: str, unit: str) -> bool:
    try:
        return limits.contain(units.si((number, given), unit, name="value"))
    except UnitError:
        return False
