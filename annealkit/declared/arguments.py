"""What the laws of a file may depend on: names and units of arguments."""

from __future__ import annotations

from annealkit.domain import GASES
from annealkit.provenance.arguments import unit_of

__all__ = ["GAS", "INSIDE", "SURFACE", "WHERE", "WHOLE", "argument_unit"]

#: The gas at a face, by the names that laws use.
GAS = tuple(f"p_{one}" for one in GASES)
#: What a law of transport sees besides local states.
WHERE = ("T", "t", "x", "c")
#: What a law of a local state, a phase or a measurement sees besides local states.
INSIDE = ("T", "t", "c", *GAS)
#: What a law of the body as a whole sees: nothing that differs from cell to cell.
WHOLE = ("T", "t", *GAS)
#: What a flux through a face sees.
SURFACE = ("T", "t", "c", *GAS, "a_source", "T_source", "boundary_layer", "flow", "tube", "boat")

_LENGTHS = ("x", "dx", "depth")


def argument_unit(argument: str) -> str:
    """SI unit of an argument; local states are dimensionless."""
    return "m" if argument in _LENGTHS else unit_of(argument) or "1"
