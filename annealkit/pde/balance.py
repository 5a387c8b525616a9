"""Where matter went: the ledger of one species, of the body and of each layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from annealkit.pde.topology import Array

if TYPE_CHECKING:
    from annealkit.pde.solution import SpeciesSolution

__all__ = ["Balance", "LayerBalance"]


@frozen
class LayerBalance:
    """The mass balance of one species in one layer; amounts as in :class:`Balance`.

    Attributes:
        initial: Amount at the start.
        final: Amount at the end.
        left: Amount that left, by ``"region: channel"`` and ``"interface N"``, positive out of the layer.
        made: Amount each source made.
        closure: |initial - final - left + made| over the larger of the layer's initial amount and all that was
            exchanged or made.
    """

    initial: float
    final: float
    left: Mapping[str, float]
    made: Mapping[str, float]
    closure: float


@frozen
class Balance:
    """The mass balance of one species from start to end.

    Amounts are mol/m² (planar), mol/m (cylinder) or mol (sphere, 3-D mesh; mol/m for a 2-D mesh).

    Attributes:
        initial: Amount at the start.
        final: Amount at the end.
        left: Amount that left through each channel, by ``"region: channel"``, positive outwards.
        made: Amount each source made.
        closure: |initial - final - left + made| over the larger of the initial amount and all that
            was exchanged or made.
        layers: The same for each layer, inner first, with what crossed the interfaces.
    """

    initial: float
    final: float
    left: Mapping[str, float]
    made: Mapping[str, float]
    closure: float
    layers: tuple[LayerBalance, ...] = ()

    @classmethod
    def of(cls, solution: SpeciesSolution) -> Balance:
        """Add up a solution's integrated fluxes and its change of inventory."""
        layers = tuple(_layer(solution, number) for number in range(len(solution.operator.insides)))
        left = {
            name: amount for one in layers for name, amount in one.left.items() if not name.startswith("interface ")
        }
        made: dict[str, float] = {}
        for one in layers:
            for name, amount in one.made.items():
                made[name] = made.get(name, 0.0) + amount
        volumes = solution.operator.mesh.volumes
        start = float(solution.start @ volumes)
        gained = float(solution.change[-1] @ volumes)
        return cls(start, start + gained, left, made, _closure(start, gained, left, made), layers)


def _closure(start: float, gained: float, left: Mapping[str, float], made: Mapping[str, float]) -> float:
    exchanged = sum(map(abs, left.values())) + sum(map(abs, made.values()))
    gap = abs(gained + sum(left.values()) - sum(made.values()))
    scale = max(abs(start), exchanged)
    return gap / scale if scale > 0 else gap


def _layer(solution: SpeciesSolution, number: int) -> LayerBalance:
    operator = solution.operator
    own = operator.mesh.layer == number
    start = float(solution.start[own] @ operator.mesh.volumes[own])
    gained = float(solution.change[-1, own] @ operator.mesh.volumes[own])
    left: dict[str, float] = {}
    for name, face in operator.faces.items():
        if face.region.count and own[face.region.cells[0]]:
            left |= {f"{name}: {called}": float(amount[-1]) for called, amount in solution.channels[name].items()}
    for interface, sign in ((number - 1, -1.0), (number, 1.0)):
        if 0 <= interface < len(operator.contacts):
            left[f"interface {interface}"] = sign * float(solution.crossed(interface)[-1])
    made = _made(solution, own)
    return LayerBalance(start, start + gained, left, made, _closure(start, gained, left, made))


def _made(solution: SpeciesSolution, own: Array) -> dict[str, float]:
    operator = solution.operator
    offset = len(operator.species) + len(operator.states)
    fields = operator.layout.cells_of(solution.states[-1])
    made: dict[str, float] = {}
    for index, source in enumerate(operator.made):
        if operator.species_of(source) == solution.symbol:
            amount = float(np.dot(fields[offset + index, own], operator.mesh.volumes[own]))
            made[source.name] = made.get(source.name, 0.0) + amount
    return made
