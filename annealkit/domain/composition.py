"""Start compositions, on both sides of stoichiometry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from annealkit.domain.material import Material
from annealkit.errors import InputError, UnknownNameError

__all__ = ["start_ratio"]


def start_ratio(material: Material, symbol: str, composition: Mapping[str, Any] | None) -> float:
    """Moles of a species per mole of its metal at the start.

    Args:
        material: The material.
        symbol: The species.
        composition: Amounts by element in any common unit, ``{"Li": 1.06, "Co": 1}``; None is
            the catalogue's start.

    Raises:
        InputError: An element is missing, or an amount is not positive.
        UnknownNameError: An element the material does not hold.
    """
    metal = material.species[symbol].metal
    amounts = material.start if composition is None else composition
    for element in amounts:
        if element not in material.start:
            raise UnknownNameError.of(f"composition of {material.name}", element, material.start)
    for needed in (symbol, metal):
        if needed not in amounts:
            raise InputError(
                f"composition of {material.name}: {needed!r} is missing from {dict(amounts)!r}; "
                f"give the ratio to the metal, for example {{{symbol!r}: 1.02, {metal!r}: 1}}."
            )
    return _amount(material, symbol, amounts[symbol]) / _amount(material, metal, amounts[metal])


def _amount(material: Material, element: str, value: Any) -> float:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:
        raise InputError(
            f"composition of {material.name}: {element} = {value!r} was given; expected a positive number of moles."
        )
    return float(value)
