"""One number for a whole body."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen

from annealkit.declared.arguments import WHOLE
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.provenance import Range, Record

__all__ = ["CellMean"]


@frozen(init=False, eq=False)
class CellMean(Law):
    """One value of another law for the whole body: its mean over the cells, by their thickness."""

    law: Law
    unit: str
    arguments: tuple[str, ...]
    records: Mapping[str, Record]
    name: str
    _weighed: bool

    def __init__(self, law: Law) -> None:
        """Average a law.

        Args:
            law: A law of the cells; one that is the same in all of them needs no thickness to be averaged.
        """
        weighed = not set(law.arguments) <= set(WHOLE)
        self.__attrs_init__(
            law, law.unit, (*law.arguments, *(["dx"] if weighed else [])), law.records, law.name, weighed
        )

    @property
    def identity(self) -> str | None:
        """That of the law."""
        return None if self.law.identity is None else f"CellMean({self.law.identity})"

    def __call__(self, **state: Values) -> Values:
        """The mean, without the axis of cells."""
        value = np.asarray(self.law.at(state))
        if self._weighed:
            widths = np.asarray(state["dx"])
            return np.asarray(np.sum(value * widths, axis=-1) / np.sum(widths, axis=-1))
        # Temperature and gas have one cell where they have any.
        return value if value.ndim == 0 else np.asarray(np.mean(value, axis=-1))

    def describe(self) -> str:
        """The law, with the sign of a mean where there is something to average."""
        return f"mean({self.law.describe()})" if self._weighed else self.law.describe()

    def ranges(self) -> dict[str, Range]:
        """Those of the law."""
        return self.law.ranges()
