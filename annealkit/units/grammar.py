"""How text becomes a number and the text of a unit, without evaluating anything."""

from __future__ import annotations

import math
import re

from annealkit.errors import UnitError
from annealkit.units.scales import scale_of

__all__ = ["split"]

_MANTISSA = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POWER = r"10\s*(?:\^|\*\*)\s*\(?\s*(?P<{0}>[+-]?[0-9]+)\s*\)?"
_NUMBER = re.compile(
    rf"(?:(?P<sign>[+-]?)\s*{_POWER.format('lone')}|(?P<mantissa>{_MANTISSA})"
    rf"(?:\s*[x×·⋅*]\s*{_POWER.format('power')})?)(?P<unit>.*)",
    re.DOTALL,
)
# Atomic: "1e-3 m" must not fall back to the two parts "1 e" and "-3 m".
_PART = rf"((?>{_MANTISSA}))\s*([A-Za-zµμ]+)"
_SUM = re.compile(rf"(?:{_PART}\s*){{2,}}")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")


def split(text: str, *, name: str) -> tuple[float, str]:
    """Split ``"1e-14 m^2/s"`` into its number and the text of its unit.

    Args:
        text: A number followed by a unit. ``"5×10⁻¹⁴ m²/s"`` and ``"10^-14 m^2/s"`` are
            understood, and so is a sum of times, ``"1 h 30 min"``, which is given back in ``"s"``.
        name: The argument, for messages.

    Returns:
        The number as given (not converted) and the unit as written; the unit is
        empty when there is none.

    Raises:
        UnitError: There is no finite number in front.
    """
    stripped = text.strip().replace("−", "-")
    total = _sum_of_times(stripped, name)
    if total is not None:
        return total, "s"
    match = _NUMBER.fullmatch(_plain_power(stripped))
    if match is None:
        raise UnitError(_no_number(text, name))
    unit = match["unit"].strip()
    _refuse_odd_number(text, unit, name)
    number = float(_digits(match))
    if not math.isfinite(number):
        raise UnitError(f"{name}: {text!r} is not a finite number. Give a number and a unit.")
    return number, unit


def _digits(match: re.Match[str]) -> str:
    if match["lone"] is not None:
        return f"{match['sign']}1e{match['lone']}"
    return match["mantissa"] + (f"e{match['power']}" if match["power"] else "")


def _plain_power(text: str) -> str:
    # Only the power of ten in front is rewritten; the unit keeps the superscripts as written.
    return re.sub(r"(?<![0-9.])10([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "10^" + m[1].translate(_SUPERSCRIPT), text, count=1)


def _sum_of_times(text: str, name: str) -> float | None:
    if _SUM.fullmatch(text) is None:
        return None
    parts = re.findall(_PART, text)
    scales = [scale_of(unit) for _, unit in parts]
    if any(one is None or one.normal != "s" for one in scales) or any(n[0] in "+-" for n, _ in parts[1:]):
        raise UnitError(f"{name}: {text!r} has several numbers. Only times may be written as a sum, like '1 h 30 min'.")
    return float(sum(one.apply(float(number)) for (number, _), one in zip(parts, scales, strict=True) if one))


def _refuse_odd_number(text: str, unit: str, name: str) -> None:
    if re.match(r",\s*[0-9]", unit):
        raise UnitError(
            f"{name}: {text!r} has a comma in its number. Write the decimal sign as a point, without groups."
        )
    if re.match(r"[0-9.]+\b(?!\s*/)", unit):
        raise UnitError(f"{name}: {text!r} has two numbers before its unit. Write one number, for example '1000 nm'.")


def _no_number(text: str, name: str) -> str:
    if re.match(r"\s*[+-]?(nan|inf)", text, re.IGNORECASE):
        return f"{name}: {text!r} is not finite. Give a finite number and a unit."
    return f"{name}: {text!r} does not begin with a number. Give a number and a unit, for example '5 nm'."
