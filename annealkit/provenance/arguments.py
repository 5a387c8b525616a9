"""The units of the arguments that laws are called with."""

from __future__ import annotations

__all__ = ["unit_of"]

_UNITS = {
    "T": "K",
    "t": "s",
    "c": "mol/m^3",
    "ratio": "1",
    "a_source": "1",
    "T_source": "K",
    "boundary_layer": "m",
    "flow": "mol/s",
    "tube": "m",
    "boat": "m",
    "Re": "1",
    "Sc": "1",
}
_PREFIXES = {"p_": "Pa", "c_": "mol/m^3"}


def unit_of(argument: str) -> str | None:
    """SI unit of an argument that means the same everywhere, None for others (``x``, local states)."""
    known = _UNITS.get(argument)
    return known or next((unit for start, unit in _PREFIXES.items() if argument.startswith(start)), None)
