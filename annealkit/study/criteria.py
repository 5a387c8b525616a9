"""What an anneal must reach: named, editable criteria on what a result measures."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from attrs import frozen

from annealkit import units
from annealkit.errors import InputError, UnitError, UnknownNameError
from annealkit.study.reading import OHM, measure_of
from annealkit.units.scales import converted

__all__ = ["ACCEPTED", "Criterion", "as_criteria", "default_criteria", "margin", "met", "refuse_unmeasurable"]

Relation = Literal["<=", ">=", "is"]
_TEXT = re.compile(r"\s*(<=|>=|≤|≥)\s*(.+)")
_SIGNS: Mapping[str, Relation] = {"<=": "<=", ">=": ">=", "≤": "<=", "≥": ">="}

#: What is asked where nothing else is said: choices of a user, not facts of a material.
ACCEPTED: Mapping[str, Any] = {
    "crystallised_fraction": ">= 0.95",
    "most_lost": "<= 0.05",
    "detectable_XRD": False,
}


@frozen
class Criterion:
    """One limit on one measure.

    Attributes:
        measure: Name of what is measured, as in ``study.measure(name)``.
        relation: ``">="`` (at least), ``"<="`` (at most), ``"is"`` (yes or no).
        limit: In the SI unit of the measure; 1.0 or 0.0 for yes or no.
        unit: That unit.
    """

    measure: str
    relation: Relation
    limit: float
    unit: str = "1"

    @classmethod
    def of(cls, measure: str, given: Any) -> Criterion:
        """A criterion from what the user gives.

        Args:
            measure: The measure; spaces count as underscores.
            given: ``">= 0.95"``, ``(">=", 0.95)``, ``"<= 50 ohm cm^2"``, or True or False for yes or no.

        Raises:
            InputError: It is none of these.
            UnitError: A limit with a unit that is not known.
        """
        name = measure.strip().replace(" ", "_")
        if isinstance(given, cls):
            return given
        if isinstance(given, bool):
            return cls(name, "is", float(given))
        sign, limit = _parts(name, given)
        number, unit = _number(name, limit)
        return cls(name, sign, number, unit)

    def __str__(self) -> str:
        name = self.measure.replace("_", " ")
        if self.relation == "is":
            return f"{name}: {'yes' if self.limit else 'no'}"
        return f"{name} {'≥' if self.relation == '>=' else '≤'} {_shown(self.limit, self.unit)}"

    def margin(self, found: Mapping[str, Any]) -> float:
        """How far a result is inside the limit, as a share of the limit; negative outside.

        Yes or no gives 1 or -1, a measure that is not a number minus infinity.

        Args:
            found: Numbers of a result.

        Raises:
            UnknownNameError: The result has no such measure.
        """
        value = measure_of(found, self.measure)
        if math.isnan(value):
            return -math.inf
        if self.relation == "is":
            return 1.0 if value == self.limit else -1.0
        inside = value - self.limit if self.relation == ">=" else self.limit - value
        return inside / (abs(self.limit) or 1.0)

    def told(self, found: Mapping[str, Any]) -> str:
        """The value of the measure in a result, for people."""
        value = measure_of(found, self.measure)
        if self.relation == "is":
            return "yes" if value else "no"
        return _shown(float(f"{value:.4g}"), self.unit)


def _shown(value: float, unit: str) -> str:
    """A number for people: area-specific resistances per cm²."""
    return f"{value * 1e4:.4g} Ω·cm²" if unit == OHM else units.text(value, unit)


def _parts(name: str, given: Any) -> tuple[Relation, Any]:
    if isinstance(given, str) and (match := _TEXT.fullmatch(given)):
        return _SIGNS[match[1]], match[2]
    if isinstance(given, Sequence) and not isinstance(given, str) and len(given) == 2 and given[0] in _SIGNS:
        return _SIGNS[given[0]], given[1]
    raise InputError(
        f"criteria[{name!r}]: {given!r} was given; expected a limit such as '>= 0.95', ('<=', 0.05) or "
        "'<= 50 ohm cm^2', or True or False for what is detected or not."
    )


def _number(name: str, limit: Any) -> tuple[float, str]:
    """A limit in the SI unit of its dimension."""
    field = f"criteria[{name!r}]"
    if isinstance(limit, bool):
        raise InputError(f"{field}: {limit!r} was given as a limit; give True or False alone for yes or no.")
    if isinstance(limit, int | float):
        number, unit = float(limit), ""
    else:
        try:
            number, unit = units.split(units.given_text(limit), name=field)
        except (TypeError, ValueError) as error:
            raise InputError(f"{field}: {error}") from None
    if not math.isfinite(number):
        raise InputError(f"{field}: {limit!r} was given; expected a finite limit.")
    normal = units.normal(unit) if unit else "1"
    value = converted(number, unit, normal) if unit else number
    if value is None:
        raise UnitError(f"{field}: {limit!r} has a unit that is not known.")
    return value, normal


def as_criteria(given: Mapping[str, Any] | Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Criteria from what the user gives.

    Args:
        given: Limits by measure, or criteria.

    Raises:
        InputError: None at all, or one that cannot be read.
    """
    if isinstance(given, Mapping):
        found = tuple(Criterion.of(str(name), one) for name, one in given.items())
    else:
        found = () if isinstance(given, str) else tuple(given)
    if not found or not all(isinstance(one, Criterion) for one in found):
        raise InputError(
            f"criteria: {given!r} was given; expected limits by measure, such as "
            "{'crystallised_fraction': '>= 0.95', 'most_lost': '<= 0.05', 'detectable_XRD': False}."
        )
    return found


def default_criteria(known: Mapping[str, str]) -> tuple[Criterion, ...]:
    """Those of :data:`ACCEPTED` that an anneal measures.

    Args:
        known: Unit by measure, see :func:`annealkit.study.measurable.measurable`.
    """
    return as_criteria({name: one for name, one in ACCEPTED.items() if name in known})


def refuse_unmeasurable(criteria: Iterable[Criterion], known: Mapping[str, str]) -> None:
    """Refuse, before anything is computed, a criterion on what an anneal does not measure.

    Args:
        criteria: The criteria.
        known: Unit by measure.

    Raises:
        UnknownNameError: No such measure; names the nearest.
        UnitError: A limit of another dimension.
    """
    for one in criteria:
        if one.measure not in known:
            raise UnknownNameError.of("criteria: measure", one.measure, known)
        if one.relation != "is" and one.unit != units.normal(known[one.measure]):
            raise UnitError(
                f"criteria[{one.measure!r}]: the limit is in {one.unit}; expected one in {known[one.measure]} or its "
                "like, with the unit in the text."
            )


def margin(criteria: Iterable[Criterion], found: Mapping[str, Any] | None) -> float:
    """The smallest margin of a result over the criteria; minus infinity where there is none."""
    return -math.inf if found is None else min(one.margin(found) for one in criteria)


def met(criteria: Iterable[Criterion], found: Mapping[str, Any] | None) -> bool:
    """Whether a result meets them all."""
    return margin(criteria, found) >= 0.0
