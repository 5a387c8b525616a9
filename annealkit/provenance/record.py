"""A parameter record: one number with its unit, error bar, range, standing and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from attrs import asdict, cmp_using, evolve, field, fields_dict, frozen

from annealkit import units
from annealkit.errors import RecordError, UnitError
from annealkit.provenance.bibliography import Source
from annealkit.provenance.given import as_written
from annealkit.units import QuantityLike

__all__ = ["BASES", "Array", "Basis", "Range", "Record", "Uncertainty"]

Array: TypeAlias = npt.NDArray[np.float64]

#: How a number came to be: read off an instrument, fitted to readings, computed from
#: other knowledge, tuned to make a claim come true, or believed.
Basis = Literal["measured", "fitted", "derived", "calibrated", "assumed"]
BASES: tuple[str, ...] = get_args(Basis)


@frozen
class Range:
    """Where a record holds, for one argument of the laws that use it.

    Attributes:
        low: Smallest value, SI.
        high: Largest value, SI. Below ``low`` the range is empty (two records that never hold together).
        unit: SI unit text.
    """

    low: float
    high: float
    unit: str

    def contains(self, values: float | Array) -> npt.NDArray[np.bool_]:
        """Which of the values (SI) lie inside, ends included; same shape as ``values``."""
        array = np.asarray(values)
        return np.asarray((array >= self.low) & (array <= self.high))

    def overlap(self, other: Range) -> Range:
        """The values that lie in both ranges.

        Raises:
            UnitError: The two are ranges of different dimension.
        """
        if units.normal(self.unit) != units.normal(other.unit):
            raise UnitError(
                f"valid: one range is in {self.unit!r} and another of the same argument in {other.unit!r}; "
                "give both in one dimension."
            )
        return Range(max(self.low, other.low), min(self.high, other.high), self.unit)


@frozen
class Uncertainty:
    """The error bar of a record, one of the two.

    Attributes:
        factor: The value may be this factor too high or too low (one standard deviation of its logarithm).
        deviation: Standard deviation, SI; of a temperature, a difference in K.
    """

    factor: float | None = None
    deviation: float | None = None


def _own(value: Any) -> float | Array:
    """A float, or an array that nobody else can change."""
    if np.ndim(value) == 0:
        return float(value)
    array = np.array(value, dtype=np.float64)
    array.setflags(write=False)
    return array


def _texts(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _ranges(value: Mapping[str, Range]) -> dict[str, Range]:
    return dict(value)


def _coefficients(value: Mapping[str, float]) -> dict[str, float]:
    return dict(value)


_SAME = cmp_using(eq=np.array_equal)


@frozen(kw_only=True)
class Record:
    """One parameter.

    Attributes:
        key: Full id, owner first, for example ``"LiCoO2.Li.D.deficient.energy"``.
        value: SI; an array over leading batch axes where a study varies it.
        unit: SI unit text; ``"delta K"`` for a temperature difference.
        printed_value: The number as printed in the source, or as the user gave it.
        printed_unit: Its unit, likewise.
        uncertainty: The error bar, or None where nobody knows it.
        correlated: Correlation coefficients with the errors of other records, by full id.
        valid: Where it holds, by argument name, for example ``"T"``; with several, inside all of them.
        forms: Forms of sample it was found on.
        basis: How the number came to be.
        spent: What it was fitted on or calibrated to; no test of the model may use that again.
        derived_from: Full ids of the records it was computed from.
        inherited: What those were fitted on, directly or through others.
        sources: Keys into the bibliography.
        where: Table, figure or page in the source.
        superseded_by: Full id of the record that replaces it, or ``""``.
        note: What a reader should know.
        overridden: Whether the run replaced the value.
        cited: The bibliography entries behind ``sources``; not part of the stored form.
    """

    key: str
    value: float | Array = field(converter=_own, eq=_SAME, hash=False)
    unit: str
    printed_value: float | Array = field(converter=_own, eq=_SAME, hash=False)
    printed_unit: str
    uncertainty: Uncertainty | None = None
    correlated: Mapping[str, float] = field(factory=dict, converter=_coefficients, hash=False)
    valid: Mapping[str, Range] = field(factory=dict, converter=_ranges, hash=False)
    forms: tuple[str, ...] = field(default=(), converter=_texts)
    basis: Basis
    spent: tuple[str, ...] = field(default=(), converter=_texts)
    derived_from: tuple[str, ...] = field(default=(), converter=_texts)
    inherited: tuple[str, ...] = field(default=(), converter=_texts)
    sources: tuple[str, ...] = field(default=(), converter=_texts)
    where: str = ""
    superseded_by: str = ""
    note: str = ""
    overridden: bool = False
    cited: tuple[Source, ...] = field(default=(), eq=False, repr=False)

    @property
    def per_cell(self) -> float | Array:
        """The value ready for a law: a float, or the batch array with an axis for cells behind it."""
        return self.value if isinstance(self.value, float) else self.value[..., np.newaxis]

    @property
    def spent_on(self) -> frozenset[str]:
        """Everything it was fitted on or calibrated to, also through what it was derived from."""
        return frozenset((*self.spent, *self.inherited))

    @property
    def text(self) -> str:
        """The value for people, as printed: ``"0.34 eV"``."""
        if isinstance(self.printed_value, float):
            return units.text(self.printed_value, self.printed_unit)
        low, high = float(np.min(self.printed_value)), float(np.max(self.printed_value))
        ends = f"{units.text(low, self.printed_unit)} … {units.text(high, self.printed_unit)}"
        return f"[{ends}, {self.printed_value.size} values]"

    def describe(self) -> str:
        """The record in one line, with its error bar, standing and sources."""
        standing = f"{self.basis}, set by the run" if self.overridden else self.basis
        origin = ", ".join(filter(None, [*self.sources, self.where]))
        return f"{self.key} = {self.text}{self._error_bar()} ({standing}{f'; {origin}' if origin else ''})"

    def _error_bar(self) -> str:
        bar = self.uncertainty
        if bar is None or self.overridden:
            return ""
        if bar.deviation is None:
            return f", within a factor {bar.factor:g}"
        # The deviation is SI; people compare it with the number as printed.
        one = units.si((1.0, self.printed_unit), "delta K" if self.unit == "K" else self.unit, name=self.key)
        return f" ± {units.text(bar.deviation / one, self.printed_unit)}"

    def with_value(self, value: QuantityLike) -> Record:
        """This record with another value, marked as overridden.

        Args:
            value: Scalar or array quantity of the record's dimension (eV for J/mol and
                degC for K are understood); a plain number only where the unit is ``"1"``.

        Raises:
            UnitError: A wrong dimension, a bare number, or a number that is not finite.
        """
        number = units.si_array(value, self.unit, name=self.key)
        if np.size(number) == 0:
            raise UnitError(f"{self.key}: got an empty array; expected at least one value.")
        printed_value, printed_unit = as_written(value, name=self.key)
        said = f"Set by the run; the record says {self.text}."
        note = self.note if self.overridden else f"{self.note} {said}".strip()
        return evolve(
            self,
            value=number,
            printed_value=printed_value,
            printed_unit=printed_unit,
            note=note,
            overridden=True,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values that JSON can hold without loss; the keys are the attributes."""
        plain = asdict(self, filter=lambda attribute, _: attribute.name != "cited")
        for name in ("value", "printed_value"):
            plain[name] = plain[name] if isinstance(plain[name], float) else plain[name].tolist()
        return plain | {
            name: list(getattr(self, name)) for name in ("forms", "spent", "derived_from", "inherited", "sources")
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """The record that :meth:`to_json` wrote.

        Raises:
            RecordError: A key is missing or unknown, or the basis is.
        """
        _check_stored(data, set(fields_dict(cls)) - {"cited"})
        bar = data["uncertainty"]
        rest = {
            "uncertainty": None if bar is None else Uncertainty(**bar),
            "valid": {argument: Range(**ends) for argument, ends in data["valid"].items()},
        }
        return cls(**{**data, **rest})


def _check_stored(data: Mapping[str, Any], expected: set[str]) -> None:
    if set(data) != expected:
        odd = ", ".join(sorted(set(data) ^ expected))
        raise RecordError(
            f"record {data.get('key', '?')!r}: the stored form has missing or unknown keys ({odd}); "
            "it was written by another version or changed by hand. Compute the result again."
        )
    if data["basis"] not in BASES:
        raise RecordError(
            f"record {data['key']!r}, basis: {data['basis']!r} is stored; expected one of {', '.join(BASES)}."
        )
