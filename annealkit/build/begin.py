"""The state in which a body goes from one step of a sequence into the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen

from annealkit import pde
from annealkit.build.built import Built
from annealkit.errors import InputError
from annealkit.pde.local import LocalState
from annealkit.pde.mesh import Mesh
from annealkit.pde.operator import Operator
from annealkit.pde.topology import Array

__all__ = ["Begin", "shared_edges"]


@frozen(eq=False)
class Begin:
    """Everything that a body keeps when a step ends.

    Attributes:
        concentration: mol/m³ by species, shape ``[cell]``.
        cells: Local states of the cells by name, shape ``[cell]``.
        faces: States of the faces by region and name, shape ``[face]``.
    """

    concentration: Mapping[str, Array]
    cells: Mapping[str, Array]
    faces: Mapping[str, Mapping[str, Array]]

    @classmethod
    def of(cls, solution: pde.Solution) -> Begin:
        """The last state of a solution."""
        operator, last = solution.operator, solution.states[-1]
        fields = operator.layout.cells_of(last)
        offset = len(operator.species)
        return cls(
            {one: solution[one].concentration[-1] for one in operator.species},
            {one.name: fields[offset + index].copy() for index, one in enumerate(operator.states)},
            {
                name: {s.name: last[operator.layout.states[name][index]].copy() for index, s in enumerate(face.states)}
                for name, face in operator.faces.items()
            },
        )

    def placed(self, operator: Operator) -> Operator:
        """The same equations, begun from this state; what is new begins as its model says.

        Raises:
            InputError: The cells are others.
        """
        start = operator.start.copy()
        for index, symbol in enumerate(operator.species):
            start[index] = _fitting(self.concentration.get(symbol, start[index]), start[index])
        faces = {
            name: evolve(face, states=tuple(_begun(one, self.faces.get(name, {})) for one in face.states))
            for name, face in operator.faces.items()
        }
        states = tuple(_begun(one, self.cells) for one in operator.states)
        return evolve(operator, start=start, states=states, faces=faces)

    def ended(self, operator: Operator) -> tuple[str, ...]:
        """What this state knows and the equations do not: it ends with the step before."""
        faces = {one.name for face in operator.faces.values() for one in face.states}
        own = {name for states in self.faces.values() for name in states}
        gone = set(self.concentration) - set(operator.species)
        gone |= set(self.cells) - {one.name for one in operator.states}
        return tuple(sorted(gone | (own - faces)))


def _begun(state: LocalState, known: Mapping[str, Array]) -> LocalState:
    # The initial value of a state of cells or faces may be one number for each of them.
    given: Any = known.get(state.name)
    return state if given is None else evolve(state, initial=given)


def _fitting(given: Array, due: Array) -> Array:
    if given.shape != due.shape:
        raise InputError(
            f"sequence: the body of the step before has {given.size} cells, this one {due.size}; a state goes on in "
            "the same cells only. Give all steps one body."
        )
    return given


def shared_edges(steps: tuple[Built, ...], cells: int | None, rtol: float) -> tuple[Array, ...] | None:
    """Edges of the cells of each layer (m, from its inner side) that all steps are solved on; None on a mesh.

    Cells are finer towards faces that something passes; the step with the most of them decides.

    Args:
        steps: The steps, ready to run.
        cells: Number of cells, or None.
        rtol: Accuracy, which chooses the number of cells then.
    """
    problems = [one.problem(cells) for one in steps]
    widest = max(problems, key=lambda one: sum(pde.stated.exchanges(own) for own in (one.inner, one.outer)))
    mesh = widest.cells(rtol)
    if not isinstance(mesh, Mesh):
        return None
    cuts = [0, *mesh.interfaces, mesh.cells]
    pieces = (mesh.edges[a : b + 1] for a, b in zip(cuts, cuts[1:], strict=False))
    return tuple(np.asarray(own - own[0]) for own in pieces)
