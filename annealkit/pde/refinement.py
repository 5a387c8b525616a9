"""How far a solution is off: the same problem on finer cells, and with a tighter tolerance.

Both engines integrate a second-order scheme in space, so the error of the cells is 4/3 of what changes
when every cell is halved; the error of the time integration is what changes at a tenth of rtol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from annealkit.errors import InputError
from annealkit.pde.topology import Array

if TYPE_CHECKING:
    from annealkit.pde.solution import Solution, SpeciesSolution

__all__ = ["ErrorEstimate", "Part", "estimate"]


@frozen
class Part:
    """The error of one quantity, from cells and from time.

    Attributes:
        value: What the solution gave.
        cells: Error of the cells.
        time: Error of the time integration.
    """

    value: float
    cells: float
    time: float

    @property
    def total(self) -> float:
        """Both together, absolute."""
        return self.cells + self.time

    @property
    def relative(self) -> float:
        """Both together, relative to the value."""
        return self.total / abs(self.value) if self.value else self.total


@frozen
class ErrorEstimate:
    """Errors of a solution at its last time, by species.

    Attributes:
        inventory: Amount held, in the unit of the inventory.
        left: Amount that left through each channel, by ``"region: channel"``.
        profile: Largest error of a concentration over all times, mol/m³; the value is the largest concentration.
    """

    inventory: Mapping[str, Part]
    left: Mapping[str, Mapping[str, Part]]
    profile: Mapping[str, Part]


def estimate(solution: Solution) -> ErrorEstimate:
    """Solve again twice, and compare.

    Raises:
        InputError: The problem cannot be refined, or the solution does not know its problem.
    """
    problem = solution.problem
    if problem is None:
        raise InputError("error_estimate: this solution was not made by a problem's solve; solve the problem instead.")
    rtol, engine, times = solution.rtol, solution.engine, solution.times
    halved = problem.run(problem.operator(rtol, halvings=1), times, rtol, engine)
    tight = problem.run(solution.operator, times, max(0.1 * rtol, 1e-12), engine)
    species = solution.operator.species
    return ErrorEstimate(
        inventory={s: _part(*(float(one[s].inventory[-1]) for one in (solution, halved, tight))) for s in species},
        left={s: _left(solution[s], halved[s], tight[s]) for s in species},
        profile={s: _profile(solution[s], halved[s], tight[s]) for s in species},
    )


def _part(value: float, halved: float, tight: float) -> Part:
    return Part(value, 4.0 / 3.0 * abs(halved - value), abs(tight - value))


def _left(one: SpeciesSolution, halved: SpeciesSolution, tight: SpeciesSolution) -> dict[str, Part]:
    sums = [solution.balance.left for solution in (one, halved, tight)]
    return {name: _part(*(amounts[name] for amounts in sums)) for name in sums[0]}


def _profile(one: SpeciesSolution, halved: SpeciesSolution, tight: SpeciesSolution) -> Part:
    volumes = halved.operator.mesh.volumes
    merged = np.add.reduceat(halved.concentration * volumes, np.arange(0, len(volumes), 2), axis=1)
    merged = merged / np.add.reduceat(volumes, np.arange(0, len(volumes), 2))
    largest = float(np.max(np.abs(one.concentration)))
    return Part(largest, 4.0 / 3.0 * _most(merged - one.concentration), _most(tight.concentration - one.concentration))


def _most(difference: Array) -> float:
    return float(np.max(np.abs(difference)))
