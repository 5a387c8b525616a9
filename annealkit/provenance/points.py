"""Data points as a source prints them, that may stand beside a fit or against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from attrs import asdict, cmp_using, field, fields_dict, frozen

from annealkit.errors import RecordError
from annealkit.provenance.bibliography import Source
from annealkit.provenance.record import BASES, Array, Basis

__all__ = ["Column", "Points"]


def _column(value: Any) -> Array:
    array = np.array(value, dtype=np.float64)
    array.setflags(write=False)
    return array


def _maybe_column(value: Any) -> Array | None:
    return None if value is None else _column(value)


def _texts(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


_SAME = cmp_using(eq=np.array_equal)


@frozen(kw_only=True)
class Column:
    """One axis of data points.

    Attributes:
        name: The argument or quantity, ``"T"`` or ``"D"``.
        unit: SI unit text.
        values: SI, shape ``[point]``.
        printed_values: As printed in the source, shape ``[point]``.
        printed_unit: Their unit.
    """

    name: str
    unit: str
    values: Array = field(converter=_column, eq=_SAME, hash=False)
    printed_values: Array = field(converter=_column, eq=_SAME, hash=False)
    printed_unit: str

    def __len__(self) -> int:
        return len(self.values)


@frozen(kw_only=True)
class Points:
    """Readings of one quantity over one argument.

    Attributes:
        key: Full id, owner first.
        x: What was set.
        y: What was read.
        factor: Error bar of the logarithm of y, one standard deviation as a factor, shape ``[point]``; or None.
        deviation: Standard deviation of y, SI, shape ``[point]``; or None.
        fits: Full ids of the records that were fitted to the points.
        basis: How they came to be.
        sources: Keys into the bibliography.
        where: Table, figure or page in the source.
        note: What a reader should know.
        cited: The bibliography entries behind ``sources``; not part of the stored form.
    """

    key: str
    x: Column
    y: Column
    factor: Array | None = field(default=None, converter=_maybe_column, eq=_SAME, hash=False)
    deviation: Array | None = field(default=None, converter=_maybe_column, eq=_SAME, hash=False)
    fits: tuple[str, ...] = field(default=(), converter=_texts)
    basis: Basis
    sources: tuple[str, ...] = field(default=(), converter=_texts)
    where: str = ""
    note: str = ""
    cited: tuple[Source, ...] = field(default=(), eq=False, repr=False)

    def __len__(self) -> int:
        return len(self.x)

    def to_json(self) -> dict[str, Any]:
        """Plain values that JSON can hold without loss; the keys are the attributes."""
        plain = asdict(
            self,
            filter=lambda attribute, _: attribute.name != "cited",
            value_serializer=lambda _, __, value: value.tolist() if isinstance(value, np.ndarray) else value,
        )
        return plain | {"fits": list(self.fits), "sources": list(self.sources)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Points:
        """The points that :meth:`to_json` wrote.

        Raises:
            RecordError: A key is missing or unknown, or the basis is.
        """
        expected = set(fields_dict(cls)) - {"cited"}
        if set(data) != expected or data["basis"] not in BASES:
            odd = ", ".join(sorted(set(data) ^ expected)) or f"basis {data['basis']!r}"
            raise RecordError(
                f"points {data.get('key', '?')!r}: the stored form has missing or unknown keys ({odd}); "
                "it was written by another version or changed by hand. Compute the result again."
            )
        return cls(**{**data, "x": Column(**data["x"]), "y": Column(**data["y"])})
