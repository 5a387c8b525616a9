"""What to say about a value whose unit is missing, unknown or of another dimension."""

from __future__ import annotations

import re
from typing import Any

from annealkit.units.scales import molar, normal, scale_of

__all__ = ["bare", "shown", "unknown", "wanted", "wrong"]

#: What people call it, and an example, by SI text.
_KINDS = {
    "K": ("a temperature", "700 degC"),
    "delta K": ("a temperature difference", "20 K"),
    "K/s": ("a heating or cooling rate", "5 K/min"),
    "s": ("a time", "30 min"),
    "m": ("a length", "500 nm"),
    "J/mol": ("an energy per particle or mole", "0.3 eV"),
    "Pa": ("a pressure", "1 kPa"),
    "m^2/s": ("a diffusivity", "1e-14 m^2/s"),
    "m/s": ("a velocity", "1e-9 m/s"),
    "mol/m^3": ("a concentration", "100 mol/m^3"),
    "mol/s": ("a molar flow", "100 sccm"),
    "m^3": ("a volume", "50 mL"),
    "m^3/s": ("a volume flow", "100 mL/min"),
    "kg": ("a mass", "1 g"),
    "ohm m^2": ("an area-specific resistance", "10 ohm cm^2"),
    "1": ("a plain number or a share", "5 %"),
}

#: Unit texts people mean, tried in this order when letters have the wrong case.
_COMMON = (
    "nm", "um", "mm", "cm", "m", "angstrom", "s", "min", "h", "d", "ms", "degC", "degF", "K", "K/min",
    "degC/min", "K/s", "K/h", "degC/h", "Pa", "hPa", "kPa", "mbar", "bar", "atm", "torr", "eV", "meV",
    "kJ/mol", "J/mol", "kcal/mol", "m^2/s", "cm^2/s", "m/s", "cm/s", "mol/m^3", "mol/L", "sccm", "slm", "mL",
    "L", "mL/min", "L/min", "mg", "g", "kg", "ppm", "%", "mol%", "at%", "ohm cm^2", "ohm m^2",
)  # fmt: skip

#: A symbol that means something else, and what it was probably meant to be.
_MEANT = {
    "C": ("degC",), "c": ("degC",), "F": ("degF",), "k": ("K",), "deg": ("degC",), "degree": ("degC",),
    "degrees": ("degC",), "celsius": ("degC",), "Celsius": ("degC",), "CELSIUS": ("degC",), "Kelvin": ("K",),
    "kelvins": ("K",), "°": ("degC",), "m": ("min",), "M": ("min", "m"), "H": ("h",), "S": ("s",),
    "sec": ("s",), "mins": ("min",), "A": ("angstrom",), "micro": ("um",), "u": ("um",), "J": ("J/mol",),
    "kJ": ("kJ/mol",), "kcal": ("kcal/mol",), "cal": ("cal/mol",), "K": ("K/min",), "degC": ("degC/min",),
    "°C": ("degC/min",),
}  # fmt: skip


def wanted(unit: str) -> str:
    """What is expected, with an example."""
    kind, example = _KINDS.get(unit) or _KINDS.get(normal(unit), ("", ""))
    return f"{kind} such as {example!r}" if kind else f"a value in {unit} or a unit of that dimension"


def shown(value: Any) -> str:
    """What the user gave, on one short line."""
    text = f"'{value}'" if hasattr(value, "magnitude") else repr(value)
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= 80 else line[:77] + "..."


def bare(value: Any, unit: str, name: str) -> str:
    """A number came without a unit, or something that is no quantity at all."""
    example = _KINDS.get(unit, _KINDS.get(normal("K" if unit == "delta K" else unit), ("", "")))[1]
    if not _is_number(value):
        return f"{name}: got {shown(value)}; expected {wanted(unit)}, as text, (value, unit) or a pint quantity."
    own = f"{value} {example.partition(' ')[2] if example else unit}".strip().strip("'")
    return f"{name}: got {shown(value)} without a unit; expected {wanted(unit)}. Did you mean {own!r}?"


def unknown(value: Any, given: str, unit: str, name: str) -> str:
    """The unit's text means nothing."""
    said = f"{name}: got {shown(value)}; {given!r} is not a unit annealkit knows."
    return f"{said} Expected {wanted(unit)}.{_asked(value, given, unit)}"


def wrong(value: Any, given: str, unit: str, name: str) -> str:
    """The unit is one, of another dimension."""
    scale = scale_of(given)
    meaning = f"{given!r} is {scale.pint.replace('_', ' ')}" if scale else f"{given!r} is something else"
    return f"{name}: got {shown(value)}; {meaning}. Expected {wanted(unit)}.{_asked(value, given, unit)}"


def _asked(value: Any, given: str, unit: str) -> str:
    meant = _meant(given, normal("K" if unit == "delta K" else unit))
    if meant is None:
        return ""
    number = value[: value.rindex(given)].strip() if isinstance(value, str) and given in value else ""
    return f" Did you mean {f'{number} {meant}'.strip()!r}?"


def _meant(given: str, expected: str) -> str | None:
    symbols = _MEANT.get(given, ()) + tuple(_replaced(given))
    by_case = tuple(text for text in _COMMON if text.casefold() == given.replace(" ", "").casefold())
    return next((text for text in symbols + by_case if _is(text, expected)), None)


def _replaced(given: str) -> list[str]:
    """The text with one misread symbol replaced, for example ``"C/min"`` to ``"degC/min"``."""
    pattern = re.compile(r"(?<![A-Za-z])(C|c|F|k|deg|celsius|Celsius|Kelvin|H|S|M|m|sec)(?![A-Za-z])")
    return [
        given[: found.start()] + meant + given[found.end() :]
        for found in pattern.finditer(given)
        for meant in _MEANT[found[0]]
    ]


def _is(text: str, expected: str) -> bool:
    scale = scale_of(text)
    per_particle = molar(text)
    return (scale is not None and scale.normal == expected) or (
        per_particle is not None and per_particle.normal == expected
    )


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, bool)
