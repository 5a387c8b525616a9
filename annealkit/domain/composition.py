"""Start compositions, on both sides of stoichiometry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from annealkit.domain.material import Material
from annealkit.domain.oxides import ratio_of_oxides
from annealkit.errors import InputError, UnknownNameError

__all__ = ["start_ratio"]

#: Largest difference of a metal's share of the metals from the material's own.
SAME_FRAME = 0.01


def start_ratio(material: Material, symbol: str, composition: Mapping[str, Any] | None) -> float:
    """Moles of a species per mole of its metals at the start.

    Args:
        material: The material.
        symbol: The species.
        composition: Amounts by element in any common unit, ``{"Li": 1.06, "Co": 1}``, or the content of an
            oxide, ``{"Li2O": "48.62 mol%"}``; None is the catalogue's start.

    Raises:
        InputError: An element is missing, an amount is not positive, or metals that fix the frame together are in
            another ratio than the material's.
        UnknownNameError: An element the material does not hold.
    """
    by_oxide = None if composition is None else ratio_of_oxides(material, symbol, composition)
    if by_oxide is not None:
        return by_oxide
    metals = material.species[symbol].metals
    amounts = material.start if composition is None else composition
    for element in amounts:
        if element not in material.start:
            raise UnknownNameError.of(f"composition of {material.name}", element, material.start)
    for needed in (symbol, *metals):
        if needed not in amounts:
            raise InputError(
                f"composition of {material.name}: {needed!r} is missing from {dict(amounts)!r}; "
                f"give the ratio to the metal, for example {_example(material, symbol, metals)}."
            )
    frame = {metal: _amount(material, metal, amounts[metal]) for metal in metals}
    _refuse_other_frame(material, frame)
    return _amount(material, symbol, amounts[symbol]) / sum(frame.values())


def _refuse_other_frame(material: Material, frame: Mapping[str, float]) -> None:
    """Metals in another ratio are another material, with other numbers."""
    own = {metal: material.start[metal] for metal in frame}
    whole, usual = sum(frame.values()), sum(own.values())
    if any(abs(frame[metal] / whole - own[metal] / usual) > SAME_FRAME for metal in frame):
        given, due = (" : ".join(f"{one:.4g}" for one in parts.values()) for parts in (frame, own))
        raise InputError(
            f"composition of {material.name}: {':'.join(frame)} = {given} was given, where {material.name} has {due}. "
            "Its metals fix the frame and its numbers; name the material that has this ratio of metals, or give that "
            "of this one."
        )


def _example(material: Material, symbol: str, metals: tuple[str, ...]) -> str:
    """A composition as it may be given."""
    parts = {symbol: 1.02, **{metal: material.start[metal] for metal in metals}}
    return f"{{{', '.join(f'{element!r}: {amount:.3g}' for element, amount in parts.items())}}}"


def _amount(material: Material, element: str, value: Any) -> float:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:
        raise InputError(
            f"composition of {material.name}: {element} = {value!r} was given; expected a positive number of moles."
        )
    return float(value)
