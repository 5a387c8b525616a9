"""A state of a problem on disk: enough to go on from, and to refuse what does not fit."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from annealkit.errors import InputError
from annealkit.files import written_whole
from annealkit.pde.topology import Array

if TYPE_CHECKING:
    from annealkit.pde.operator import Operator
    from annealkit.pde.solution import Solution

__all__ = ["Checkpoint"]

#: Raised when the meaning of the file changes.
_FORMAT = 1


@frozen(eq=False)
class Checkpoint:
    """The state of a problem at one time.

    Attributes:
        time: s since the problem's start.
        state: State vector.
        structure: What the state vector means: species, states, channels, and the cells.
        points: Cell centres, m, ``[dimension, cell]``.
        start: Concentration at the problem's start, mol/m³, ``[species, cell]``.
    """

    time: float
    state: Array
    structure: dict[str, Any]
    points: Array
    start: Array

    @classmethod
    def of(cls, solution: Solution) -> Checkpoint:
        """The last state of a solution."""
        operator = solution.operator
        return cls(
            float(solution.times[-1]),
            solution.states[-1].copy(),
            structure(operator),
            operator.mesh.points,
            operator.start,
        )

    def save(self, path: str | Path) -> Path:
        """Write it (NumPy's zip of arrays, no pickle); the file appears whole or not at all.

        Raises:
            InputError: The folder does not exist or cannot be written.
        """
        target = Path(path)
        described = json.dumps({"format": _FORMAT, "time": self.time, "structure": self.structure})
        with written_whole(target, what="checkpoint") as fresh, fresh.open("wb") as file:
            np.savez(file, about=np.array(described), state=self.state, points=self.points, start=self.start)
        return target

    @classmethod
    def load(cls, path: str | Path) -> Checkpoint:
        """Read what :meth:`save` wrote.

        Raises:
            InputError: No such file, or not a checkpoint of this format.
        """
        try:
            with np.load(path, allow_pickle=False) as stored:
                about = json.loads(str(stored["about"]))
                arrays = [np.asarray(stored[name], dtype=float) for name in ("state", "points", "start")]
        except FileNotFoundError as error:
            raise InputError(f"checkpoint: {str(path)!r} is not a file.") from error
        except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            raise InputError(f"checkpoint: {str(path)!r} was not written by annealkit: {error}.") from error
        if about.get("format") != _FORMAT:
            raise InputError(
                f"checkpoint: {str(path)!r} has format {about.get('format')!r}; this annealkit reads format {_FORMAT}. "
                "Read it with the version that wrote it."
            )
        state, points, start = arrays
        return cls(float(about["time"]), state, about["structure"], points, start)

    def fits(self, operator: Operator) -> None:
        """Refuse a problem that the state does not belong to.

        Raises:
            InputError: Names what differs.
        """
        wanted = structure(operator)
        for what, mine in self.structure.items():
            if wanted.get(what) != mine:
                raise InputError(
                    f"start: the checkpoint has {what} {mine!r}, the problem {wanted.get(what)!r}; a state goes on in "
                    "the problem it came from only. Keep the body, the species, the boundaries' names, rtol and cells."
                )
        for what, mine, own in (("cells", self.points, operator.mesh.points), ("initial", self.start, operator.start)):
            if mine.shape != own.shape or not np.allclose(mine, own, rtol=1e-12, atol=0.0):
                raise InputError(
                    f"start: the checkpoint's {what} differ from the problem's; a state goes on in the problem it came "
                    "from only. The number of cells follows from rtol unless given: keep both."
                )


def structure(operator: Operator) -> dict[str, Any]:
    """What the numbers of a state vector mean, as plain data."""
    return {
        "species": list(operator.species),
        "number of cells": operator.mesh.cells,
        "states": [one.name for one in operator.states],
        "sources": [one.name for one in operator.made],
        "channels": {name: [list(pair) for pair in face.channels] for name, face in operator.faces.items()},
        "states of faces": {name: [one.name for one in face.states] for name, face in operator.faces.items()},
        "reservoirs": [one.name for one in operator.reservoirs],
    }
