"""Where matter went: the ledger of one species."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from annealkit.pde.solution import SpeciesSolution

__all__ = ["Balance"]


@frozen
class Balance:
    """The mass balance of one species from start to end.

    Amounts are mol/m² (planar), mol/m (cylinder) or mol (sphere).

    Attributes:
        initial: Amount at the start.
        final: Amount at the end.
        left: Amount that left through each channel, by ``"side: channel"``, positive outwards.
        made: Amount each source made.
        closure: |initial - final - left + made| over the larger of the initial amount and all that
            was exchanged or made.
    """

    initial: float
    final: float
    left: Mapping[str, float]
    made: Mapping[str, float]
    closure: float

    @classmethod
    def of(cls, solution: SpeciesSolution) -> Balance:
        """Add up a solution's integrated fluxes and its change of inventory."""
        operator = solution.operator
        volumes = operator.mesh.volumes
        start = float(operator.start[operator.species.index(solution.symbol)] @ volumes)
        gained = float(solution.change[-1] @ volumes)
        left = {
            f"{side}: {name}": float(amount[-1])
            for side, channels in solution.channels.items()
            for name, amount in channels.items()
        }
        made = cls._made(solution)
        exchanged = sum(map(abs, left.values())) + sum(map(abs, made.values()))
        gap = abs(gained + sum(left.values()) - sum(made.values()))
        scale = max(abs(start), exchanged)
        return cls(start, start + gained, left, made, gap / scale if scale > 0 else gap)

    @staticmethod
    def _made(solution: SpeciesSolution) -> dict[str, float]:
        operator = solution.operator
        offset = len(operator.species) + len(operator.states)
        fields = operator.layout.cells_of(solution.states[-1])
        return {
            source.name: float(np.dot(fields[offset + index], operator.mesh.volumes))
            for index, source in enumerate(operator.sources)
            if (source.species or operator.species[0]) == solution.symbol
        }
