"""Inputs of an atmosphere that exclude each other, or that a vacuum cannot have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annealkit.errors import InputError

if TYPE_CHECKING:
    from annealkit.domain.gas import Atmosphere

__all__ = ["contradiction", "refuse_contradictions"]

#: Keywords that cannot both be given, and why.
_EXCLUDING = (
    ("flow", "boundary_layer", "both say how far the vapours diffuse: a flow makes its own boundary layer"),
    ("flow", "vessel", "nothing flows through a sealed vessel"),
    ("tube", "vessel", "nothing flows through a sealed vessel"),
)
_NOT_IN_VACUUM = {
    "boundary_layer": "no gas that could form a boundary layer",
    "flow": "no gas that could flow",
    "tube": "no gas that could flow",
    "vessel": "no gas that could fill a vessel",
    "boat": "no gas that could stand in a boat",
}


def refuse_contradictions(atmosphere: Atmosphere, given: Mapping[str, Any]) -> None:
    """Refuse keywords that cannot go with each other or with the atmosphere.

    Args:
        atmosphere: The preset, or one that was amended before; what was given then counts.
        given: What the user sets now.

    Raises:
        InputError: Some cannot.
    """
    if "H2O" in given and "dew_point" in given:
        raise contradiction(atmosphere, "H2O= and dew_point= both set the moisture. Give one of them.")
    if atmosphere.balance in given:
        raise contradiction(
            atmosphere,
            f"{atmosphere.balance}= cannot be set, because {atmosphere.balance} is the gas that fills up to "
            "the total. Set the total with pressure=, or the other gases.",
        )
    if atmosphere.is_vacuum:
        _refuse_in_vacuum(atmosphere, given)
    every = {*atmosphere.given, *given}
    for first, second, why in _EXCLUDING:
        if first in every and second in every:
            raise contradiction(atmosphere, f"{first}= and {second}= were given, but {why}. Give one of them.")
    if "tube" in given and "flow" not in every:
        raise contradiction(
            atmosphere,
            "tube= was given without flow=; it says how wide the gas flows. Give flow= too, or leave it out.",
        )
    for key in ("activity", "composition", "temperature"):
        if key in given and atmosphere.carrier is None:
            raise contradiction(
                atmosphere,
                f"{key}= was given, but it holds no source. Use ak.atmosphere('source', activity=..., "
                f"carrier={atmosphere.name!r}).",
            )


def contradiction(atmosphere: Atmosphere, message: str) -> InputError:
    """The error that names the atmosphere."""
    return InputError(f"atmosphere {atmosphere.name!r}: {message}")


def _refuse_in_vacuum(atmosphere: Atmosphere, given: Mapping[str, Any]) -> None:
    for key, what in _NOT_IN_VACUUM.items():
        if key in given:
            raise contradiction(atmosphere, f"{key}= was given, but vacuum has {what}. Leave it out.")
