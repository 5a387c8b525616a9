"""A law given as a Python function."""

from __future__ import annotations

import inspect
import sys
from collections import abc
from typing import Any

from attrs import frozen

from annealkit.errors import InputError
from annealkit.laws.law import Law, Values, si_unit
from annealkit.provenance import Record

__all__ = ["Callable", "by_key"]


def by_key(records: abc.Mapping[str, Record] | abc.Iterable[Record]) -> dict[str, Record]:
    """Records by full id, from a mapping or a series of them."""
    series = records.values() if isinstance(records, abc.Mapping) else records
    return {record.key: record for record in series}


@frozen(init=False, eq=False)
class Callable(Law):
    """A function of SI keyword arrays.

    The function must work on arrays with any leading axes, without branching on a value. A law
    that crosses processes needs a function defined at the top of a module.
    """

    function: abc.Callable[..., Values]
    unit: str
    arguments: tuple[str, ...]
    records: abc.Mapping[str, Record]
    name: str
    text: str
    _identity: str | None

    def __init__(
        self,
        f: abc.Callable[..., Values],
        unit: str,
        *,
        arguments: abc.Sequence[str] | None = None,
        records: abc.Mapping[str, Record] | abc.Iterable[Record] = (),
        text: str = "",
        name: str = "",
        identity: str | None = None,
    ) -> None:
        """Make a law of a function.

        Args:
            f: Called with the arguments by keyword, SI; returns SI.
            unit: SI unit text of the result.
            arguments: Names to call it with; by default its parameters without a default value
                (a parameter with one is bound, as by ``functools.partial``).
            records: The records whose values the function uses.
            text: The function as readable mathematics; by default its name and arguments.
            name: What messages call it; by default the function's name.
            identity: Text that tells what the function computes, for stores of results; by default the
                qualified name of a function at the top of a module.

        Raises:
            InputError: ``f`` cannot be called by keyword, or is a law already.
            UnitError: The unit is not an SI unit.
        """
        called = name or getattr(f, "__name__", "") or type(f).__name__
        if isinstance(f, Law) or not callable(f):
            raise InputError(f"Callable: got {f!r}; expected a function of SI arrays such as lambda T: 1e-9 * T.")
        names = _parameters(f, called) if arguments is None else tuple(arguments)
        shown = text or f"{called}({', '.join(names)})"
        self.__attrs_init__(
            f,
            si_unit(unit, name=f"Callable {called!r}"),
            names,
            by_key(records),
            called,
            shown,
            identity or _home(f),
        )

    @property
    def identity(self) -> str | None:
        """What was given, or ``module.name`` of a function at the top of a module, else None."""
        return f"Callable({self._identity}, {self.unit})" if self._identity else None

    def __call__(self, **state: Values) -> Values:
        """What the function returns."""
        return self.function(**state)

    def describe(self) -> str:
        """The text given, or the function's name and arguments."""
        return self.text


def _parameters(f: abc.Callable[..., Any], called: str) -> tuple[str, ...]:
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        raise InputError(f"Callable {called!r}: its arguments cannot be read. Give arguments=(...).") from None
    for one in parameters:
        if one.kind not in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY):
            raise InputError(
                f"Callable {called!r}: the parameter {str(one)!r} cannot be given by one name. "
                "Give arguments=(...), or write the function with named parameters."
            )
    return tuple(one.name for one in parameters if one.default is one.empty)


def _home(f: Any) -> str | None:
    """``module.name`` where that finds the same function again in any process."""
    module, name = getattr(f, "__module__", None), getattr(f, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module == "__main__":
        return None
    return f"{module}.{name}" if getattr(sys.modules.get(module), name, None) is f else None
