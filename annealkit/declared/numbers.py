"""Numbers inside the laws of data-only materials."""

from __future__ import annotations

import numpy as np

from annealkit.declared.arguments import argument_unit
from annealkit.errors import InputError
from annealkit.laws.parameter import Parameter
from annealkit.provenance import Record

__all__ = ["identities", "plain", "positive", "superscript", "used"]


def plain(exponent: Record | None) -> Parameter | None:
    """An exponent, None for 1.

    Raises:
        UnitError: It has a unit.
    """
    return None if exponent is None else Parameter.of(exponent, "1", name="exponent")


def positive(reference: Record, argument: str) -> Parameter:
    """What an argument is divided by.

    Raises:
        InputError: It is not positive.
        UnitError: It is not of the argument's dimension.
    """
    found = Parameter.of(reference, argument_unit(argument), name="reference")
    if np.any(np.asarray(found.value) <= 0.0):
        raise InputError(f"reference: {reference.text} is not positive. Name a record above zero.")
    return found


def superscript(exponent: Parameter | None) -> str:
    """An exponent as it is read, empty for 1."""
    return "" if exponent is None else f"^{exponent.text}"


def used(*parameters: Parameter | None) -> dict[str, Record]:
    """The records behind numbers, by full id."""
    return {key: record for one in parameters if one is not None for key, record in one.records.items()}


def identities(*parameters: Parameter | None) -> str:
    """Values and units without loss."""
    return ", ".join("none" if one is None else one.identity for one in parameters)
