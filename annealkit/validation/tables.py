"""What ``cases.toml`` may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from annealkit.tables import key

__all__ = ["CaseTable", "CasesFile", "Compares"]

#: A value, a limit, a sign or an order, or nothing at all.
Compares = Literal["number", "bound", "order", "nothing"]

_TEXT = {"minLength": 1}


@frozen
class CaseTable:
    """One observation that a computation can be held against."""

    title: str = key("What was done, one line.", schema=_TEXT)
    compares: Compares = key(
        "What can be compared: a number, a bound, an order (signs, orders, yes or no), or nothing."
    )
    quantity: str = key("What is compared.", default="")
    observed: float | None = key("The value or the limit as printed.", default=None)
    unit: str = key('Its unit as printed, "1" for a plain number.', default="1", schema=_TEXT)
    within: float | None = key("Half-width of the observed value, in the unit.", default=None)
    factor: float | None = key("The observed value may be this factor too high or too low.", default=None)
    limit: Literal["below", "above"] | None = key("On which side of a bound it was found.", default=None)
    saw: str = key("What was observed, in words, where it is no number.", default="")
    sources: tuple[str, ...] = key("Keys into the BibTeX file.", default=())
    where: str = key("Table, figure or page in the source.", default="")
    claim: str = key("Row of the guides that it belongs to.", default="")
    why: str = key("Why no more than this can be compared.", default="")
    note: str = key("What a reader should know.", default="")


@frozen
class CasesFile:
    """The cases of one package."""

    annealkit: Literal[1] = key("Format of the file.")
    case: Mapping[str, CaseTable] = key("Cases by id; ids that hold points are quoted.", factory=dict)
