"""What a comparison is worth: decided by what the records that were used had been fitted on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from annealkit.provenance import Record
from annealkit.validation.case import Case

__all__ = ["Standing", "spent_cases", "standing"]

#: A test of the model; a number put in beforehand; signs and orders only; no comparison.
Standing = Literal["prediction", "calibration", "consistent", "not comparable"]


def standing(case: Case, records: Iterable[Record]) -> Standing:
    """What agreement with a case is worth.

    A case is a prediction only if no record in use, directly or through those it was derived from, was fitted on it, or
    on the claim of the guides that it belongs to.

    Args:
        case: What was observed.
        records: Every record the computation used.
    """
    if case.compares == "nothing":
        return "not comparable"
    own = {case.key, f"guide.{case.claim}"} if case.claim else {case.key}
    if own & set(spent_cases(records)):
        return "calibration"
    return "consistent" if case.compares == "order" else "prediction"


def spent_cases(records: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """Cases that records were fitted on, with the ids of those records.

    What a record says it spent begins with the case's id: ``"guide.A3: 5 % of 500 nm"``.
    """
    found: dict[str, list[str]] = {}
    for record in records:
        for spent in sorted(record.spent_on):
            found.setdefault(spent.partition(":")[0].strip(), []).append(record.key)
    return {case: tuple(dict.fromkeys(keys)) for case, keys in found.items()}
