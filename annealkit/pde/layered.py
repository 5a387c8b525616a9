"""States and sources that belong to one layer: their laws see that layer's cells, and are zero in the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import evolve, frozen

from annealkit import laws
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.pde.local import LocalState, Source
from annealkit.pde.topology import Array, Index
from annealkit.pde.transport import at_cells

__all__ = ["sources_in_cells", "states_in_cells"]


def states_in_cells(states: Iterable[LocalState], layer: Index) -> tuple[LocalState, ...]:
    """States of all cells; those of one name in several layers become one.

    Args:
        states: As stated.
        layer: Layer of each cell.
    """
    by_name: dict[str, list[LocalState]] = {}
    for one in states:
        by_name.setdefault(one.name, []).append(one)
    return tuple(own[0] if own[0].layer is None else _joined(own, layer) for own in by_name.values())


def sources_in_cells(sources: Iterable[Source], layer: Index) -> tuple[Source, ...]:
    """Sources of all cells, those of one layer zero in the others.

    Args:
        sources: As stated.
        layer: Layer of each cell.
    """
    return tuple(
        one if one.layer is None else evolve(one, law=_in_layers([(one.layer, one.law)], layer), layer=None)
        for one in sources
    )


def _joined(own: Sequence[LocalState], layer: Index) -> LocalState:
    initial = np.zeros(len(layer))
    for one in own:
        initial[layer == one.layer] = one.initial
    rate = _in_layers([(one.layer or 0, one.rate) for one in own], layer)
    return evolve(own[0], rate=rate, initial=initial, scale=max(one.scale for one in own), layer=None)


def _in_layers(pieces: Sequence[tuple[int, Law]], layer: Index) -> Law:
    parts = tuple((law, np.flatnonzero(layer == number)) for number, law in pieces)
    given = [law for law, _ in parts]
    return laws.Callable(
        _InCells(parts, len(layer)),
        given[0].unit,
        arguments=tuple(dict.fromkeys(name for law in given for name in law.arguments)),
        records={key: record for law in given for key, record in law.records.items()},
        name=given[0].name,
        text="; ".join(law.describe() for law in given),
    )


@frozen(eq=False)
class _InCells:
    """Laws of some cells each; zero in the rest.

    Attributes:
        parts: Laws and their cells.
        count: Number of cells of the body.
    """

    parts: tuple[tuple[Law, Index], ...]
    count: int

    def __call__(self, **state: Values) -> Array:
        found = [(np.asarray(law.at(self._seen(state, own)), dtype=float), own) for law, own in self.parts]
        lead = np.broadcast_shapes(*(value.shape[:-1] for value, _ in found))
        out = np.zeros((*lead, self.count))
        for value, own in found:
            out[..., own] = value
        return out

    def _seen(self, state: Mapping[str, Values], own: Index) -> dict[str, Array | float]:
        return at_cells(state, own, self.count)
