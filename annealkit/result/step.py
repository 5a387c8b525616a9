"""Where a run stands in a sequence: what it takes from the steps before it, and what it hands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from annealkit.build.begin import Begin
from annealkit.pde import Problem, Solution
from annealkit.pde.operator import Operator
from annealkit.pde.topology import Array
from annealkit.result.ledger import budget

__all__ = ["RUN", "Chain", "Step"]

#: The line of solutions that the result is read from; the others are the ends of brackets and the lone particle.
RUN = "run"
#: Share of what the sequence began with below which a host is empty.
_NOTHING = 1e-9


@frozen(eq=False)
class Chain:
    """One line of solutions through the steps.

    Attributes:
        begin: The state that the next step begins from.
        held: What the host holds then, over what it held when the sequence began.
        lost: What left it since the sequence began, over what it held then, by channel.
    """

    begin: Begin
    held: float
    lost: Mapping[str, float]

    @classmethod
    def after(cls, before: Chain | None, solution: Solution, symbol: str) -> Chain:
        """The line one step further."""
        held = 1.0 if before is None else before.held
        lost = {} if before is None else dict(before.lost)
        for channel, share in budget(solution, symbol).items():
            lost[channel] = lost.get(channel, 0.0) + share * held
        host = solution.operator.mesh.layer == 0
        amounts = solution[symbol].concentration[[0, -1]][:, host] @ solution.operator.mesh.volumes[host]
        return cls(Begin.of(solution), held * float(amounts[1] / amounts[0]), lost)

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left to lose."""
        return self.held < _NOTHING

    @property
    def total(self) -> float:
        """What left through all channels."""
        return float(sum(self.lost.values()))


@frozen(eq=False)
class Step:
    """One step of a sequence.

    Attributes:
        number: Counted from 1.
        count: How many steps there are.
        title: What is done, for people.
        began: When it begins, s since the sequence did.
        edges: Edges of the cells of each layer, m; None on a mesh.
        chains: What the steps before handed on, by line; empty for the first one.
    """

    number: int
    count: int
    title: str
    began: float
    edges: tuple[Array, ...] | None
    chains: Mapping[str, Chain] = field(factory=dict)

    def chain(self, line: str) -> Chain | None:
        """The line's state; a bracket that opens now begins from the run's."""
        return self.chains.get(line, self.chains.get(RUN))

    def operator(self, problem: Problem, rtol: float, line: str) -> Operator:
        """The equations of a problem, begun where the line stands."""
        operator, chain = problem.operator(rtol), self.chain(line)
        return operator if chain is None else chain.begin.placed(operator)

    def ended(self, operator: Operator) -> tuple[str, ...]:
        """States of the step before that this one does not know."""
        chain = self.chain(RUN)
        return () if chain is None else chain.begin.ended(operator)

    def told(self, symbol: str, chains: Mapping[str, Chain]) -> dict[str, Any]:
        """What the manifest of the step's result says of the sequence, plain values.

        Args:
            symbol: The species.
            chains: Every line, one step further; without a line of its own, the run is the low end of every bracket.
        """
        run, ends = chains[RUN], None
        if "high" in chains:
            ends = [chains["low"].total if "low" in chains else run.total, chains["high"].total]
        return {
            "step": {"number": self.number, "count": self.count, "title": self.title, "began": self.began},
            "total": {
                "lost": {symbol: run.total},
                "budget": {symbol: dict(run.lost)},
                "bounds": {symbol: ends},
                "lone": {symbol: chains["lone"].total if "lone" in chains else None},
            },
        }
