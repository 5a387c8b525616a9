"""A FiPy term that a user or plugin adds to a species' equation, and its lowered form."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen
from scipy import sparse

from annealkit.errors import InputError
from annealkit.pde.topology import Array, Index

if TYPE_CHECKING:
    from annealkit.pde.operator import Operator

__all__ = ["FiPyTerm", "LoweredTerm", "built", "clock", "wind"]

Build = Callable[..., Any]


@frozen
class FiPyTerm:
    """A term on the right of ∂c/∂t = ∇·(K D ∇u) + term, written with FiPy.

    ``sundials`` takes the term's matrix and right-hand side from FiPy, once if it is ``constant`` and at every
    evaluation otherwise (about 10 ms each); ``fipy`` puts the term itself into the equation.

    Attributes:
        build: Called with the FiPy variables u = c/K by species; returns the term, for example
            ``lambda u: fipy.ImplicitSourceTerm(coeff=-1e-3, var=u["c"])``. Every term in it needs its ``var=``.
            With a second parameter it is also given what changes with time, as FiPy variables by argument name
            (``t`` in s, ``T`` in K, the gas): ``lambda u, now: fipy.ImplicitSourceTerm(-1e-6 * now["T"], var=u["c"])``.
        species: The species whose equation it joins, None for the only one.
        name: Its name in the balance.
        constant: Neither its coefficients nor its sources depend on the variables or on time.

    Raises:
        InputError: ``build`` cannot be called with one or two arguments, or is given what changes with time
            although the term is ``constant``.
    """

    build: Build
    species: str | None = None
    name: str = "FiPy term"
    constant: bool = False

    def __attrs_post_init__(self) -> None:
        if self.constant and self.reads_time:
            raise InputError(
                f"FiPyTerm {self.name!r}: constant=True was given, but build asks for what changes with time. "
                "Leave constant out, or the second parameter."
            )

    @property
    def reads_time(self) -> bool:
        """Whether ``build`` asks for what changes with time."""
        try:
            parameters = inspect.signature(self.build).parameters.values()
        except (TypeError, ValueError):
            raise InputError(
                f"FiPyTerm {self.name!r}: got {self.build!r} as build; expected a function of the FiPy variables."
            ) from None
        asked = [one for one in parameters if one.default is one.empty and one.kind is not one.VAR_KEYWORD]
        if len(asked) not in (1, 2) or any(one.kind in (one.KEYWORD_ONLY, one.VAR_POSITIONAL) for one in asked):
            raise InputError(
                f"FiPyTerm {self.name!r}: build takes ({', '.join(map(str, parameters))}); expected build(u), or "
                "build(u, now) where coefficients change with time."
            )
        return len(asked) == 2


def clock(names: Iterable[str]) -> dict[str, Any]:
    """FiPy variables of what changes with time, by argument name; :func:`wind` sets them."""
    from annealkit.pde.fipy_import import fipy

    return {name: fipy().Variable(value=1.0, name=name) for name in names}


def wind(now: Mapping[str, Any], environment: Mapping[str, Any]) -> None:
    """Set the variables of :func:`clock` to what holds at a time."""
    for name, variable in now.items():
        variable.setValue(float(environment[name]))


def built(term: FiPyTerm, symbol: str, variables: Mapping[str, Any], now: Mapping[str, Any]) -> Any:
    """The FiPy term, refused by name where it cannot stand in one species' equation.

    Raises:
        InputError: It is no FiPy term, holds a transient term, or acts on no or another variable.
    """
    from annealkit.pde.fipy_import import fipy

    try:
        made = term.build(variables, now) if term.reads_time else term.build(variables)
    except KeyError as missing:
        raise InputError(
            f"FiPyTerm {term.name!r}: it reads {missing.args[0]!r}, which nothing tells it. There are the species "
            f"{', '.join(variables)}, and with time change {', '.join(now)} (the gas of a closed vessel is no FiPy "
            "variable; use a law)."
        ) from missing
    if not isinstance(made, fipy().terms.term.Term):
        raise InputError(
            f"FiPyTerm {term.name!r}: build returned {made!r}; expected a FiPy term such as "
            "fipy.ImplicitSourceTerm(coeff=..., var=u['c'])."
        )
    if made._transientVars:
        raise InputError(
            f"FiPyTerm {term.name!r}: it holds a TransientTerm; storage is the partition's. Use "
            "Layer(partition=...) or an isotherm instead."
        )
    odd = [getattr(var, "name", "none given") for var in made._vars if var is not variables[symbol]]
    if odd or not made._vars:
        raise InputError(
            f"FiPyTerm {term.name!r}: it acts on {', '.join(map(repr, odd)) or 'no variable'}; a term in the "
            f"equation of {symbol!r} needs var=u[{symbol!r}] in each of its parts. Effects of other species belong "
            "into coefficients, or into a pde.Reaction."
        )
    return made


@frozen(eq=False)
class LoweredTerm:
    """A FiPy term as numbers: what it makes in each cell, read off FiPy's matrix.

    Attributes:
        given: The term as given.
        symbol: Its species.
        variables: FiPy variables u by species, on the mesh of the problem.
        now: FiPy variables of what changes with time.
        equation: The FiPy term built on them.
        partition: K of every species and cell at a time, ``[species, cell]``, as a function of the environment.
    """

    given: FiPyTerm
    symbol: str
    variables: Mapping[str, Any]
    now: Mapping[str, Any]
    equation: Any
    partition: Callable[[Mapping[str, Any]], Array]
    _fixed: list[tuple[sparse.csr_matrix, Array]] = field(factory=list, init=False)

    @property
    def species(self) -> str:
        """Its species."""
        return self.symbol

    @property
    def name(self) -> str:
        """Its name in the balance."""
        return self.given.name

    def rate(self, operator: Operator, t: float, y: Array) -> Array:
        """What it makes, mol/(m³ s), shape ``[..., cell]``."""
        u = self._unknowns(operator, t, y)
        index = operator.species.index(self.symbol)
        if self.given.reads_time:
            wind(self.now, operator.environment(t))
        flat = u.reshape(-1, *u.shape[-2:])
        if self.given.constant:
            if not self._fixed:
                self._fixed.append(self._affine(flat[0], index))
            matrix, rest = self._fixed[0]
            amounts = (matrix @ flat[:, index].T).T + rest
        else:
            amounts = np.stack([self.amount(one, index) for one in flat])
        return np.asarray(amounts.reshape(*u.shape[:-2], u.shape[-1]) / operator.mesh.volumes)

    def amount(self, u: Array, index: int) -> Array:
        """What the term makes in each cell at these unknowns, mol/s, from FiPy's matrix and right-hand side."""
        for row, variable in enumerate(self.variables.values()):
            variable.setValue(u[row])
        matrix, right = self.system()
        return np.asarray(matrix @ u[index] - right)

    def system(self) -> tuple[sparse.csr_matrix, Array]:
        """FiPy's matrix and right-hand side of the term at the variables' present values."""
        term = self.equation
        term.cacheMatrix()
        term.cacheRHSvector()
        term.justResidualVector(dt=1.0)
        return sparse.csr_matrix(term.matrix.matrix), np.array(term.RHSvector, dtype=float)

    def _affine(self, u: Array, index: int) -> tuple[sparse.csr_matrix, Array]:
        """A constant term as matrix and rest.

        FiPy puts sources that it takes for destabilising on the right-hand side, cell by cell; what differs
        there between u = 0 and u = 1 belongs to the diagonal.

        Raises:
            InputError: The term is not constant.
        """
        at = [u.copy() for _ in range(3)]
        at[0][index], at[1][index] = 0.0, 1.0
        at[2][index] = 1.0 + np.cos(np.arange(u.shape[-1]))
        rest = self.amount(at[0], index)
        right = [self.system()[1]]
        self.amount(at[1], index)
        matrix, one = self.system()
        matrix = (matrix + sparse.diags(right[0] - one)).tocsr()
        seen, wanted = self.amount(at[2], index), matrix @ at[2][index] + rest
        if np.max(np.abs(seen - wanted)) > 1e-9 * np.max(np.abs(seen) + np.abs(wanted), initial=1e-300):
            raise InputError(
                f"FiPyTerm {self.name!r}: constant=True was given, but its coefficients change with u. "
                "Leave constant out."
            )
        return matrix, rest

    def reach(self, operator: Operator) -> tuple[Index, Index]:
        """Which cells the term couples: rows and columns of FiPy's matrix, the diagonal included."""
        wind(self.now, operator.environment(0.0))
        matrix, _ = self.system()
        entries = (abs(matrix) + sparse.identity(matrix.shape[0])).tocoo()
        return entries.row.astype(np.intp), entries.col.astype(np.intp)

    def _unknowns(self, operator: Operator, t: float, y: Array) -> Array:
        c = operator.concentration(operator.layout.cells_of(y))
        return np.asarray(c / self.partition(operator.environment(t)))
