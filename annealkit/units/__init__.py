"""The unit gate: text, quantities and pairs come in, SI floats leave, quantities are made on output.

Nothing here stores a pint object, defines anything in the application registry or sets it; pint
itself is imported on first use.
"""

from annealkit.units.grammar import split
from annealkit.units.kinds import duration, energy, length, molar_flow, pressure, rate, temperature
from annealkit.units.reading import QuantityLike, given_text, si, si_array
from annealkit.units.scales import normal
from annealkit.units.writing import quantity, text

__all__ = [
    "QuantityLike",
    "duration",
    "energy",
    "given_text",
    "length",
    "molar_flow",
    "normal",
    "pressure",
    "quantity",
    "rate",
    "si",
    "si_array",
    "split",
    "temperature",
    "text",
]
