"""Tables that say which law holds, and with which records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

from annealkit.errors import nearest
from annealkit.tables import Wrong, choice, key

__all__ = [
    "ArrheniusTable",
    "AvramiTable",
    "ConstantTable",
    "DeficitTable",
    "LawTable",
    "PolynomialTable",
    "PowerTable",
    "ProductTable",
    "SumTable",
    "TabulatedTable",
]

_NOTE = "What a reader should know, one sentence."
_ARGUMENT = "What the law depends on: T, t, c, p_O2 or another pressure, a local state."


class LawTable:
    """A law: one of a known kind, a sum or a product."""

    note: str


@frozen
class ConstantTable(LawTable):
    """The same value everywhere and always."""

    law: Literal["constant"] = key("The kind.")
    value: str = key("Id of the record.")
    note: str = key(_NOTE, default="")


@frozen
class ArrheniusTable(LawTable):
    """prefactor · exp(−energy / R T)."""

    law: Literal["arrhenius"] = key("The kind.")
    prefactor: str = key("Id of the record of the value at infinite temperature.")
    energy: str = key("Id of the record of the activation energy, in eV or kJ/mol.")
    note: str = key(_NOTE, default="")


@frozen
class TabulatedTable(LawTable):
    """Points joined by monotone cubics; outside, the value of the nearest end."""

    law: Literal["table"] = key("The kind.")
    points: str = key("Id of the points.")
    log: bool = key("Whether the logarithm of the values is interpolated.", default=False)
    note: str = key(_NOTE, default="")


@frozen
class PolynomialTable(LawTable):
    """a0 + a1·z + a2·z² ... of the argument, or of the logarithm of argument over reference."""

    law: Literal["polynomial"] = key("The kind.")
    argument: str = key(_ARGUMENT)
    coefficients: tuple[str, ...] = key("Ids of the records, the constant term first.", schema={"minItems": 1})
    log: bool = key("Whether z is ln(argument/reference).", default=False)
    reference: str | None = key("Id of the record of the reference; with log only.", default=None)
    note: str = key(_NOTE, default="")


@frozen
class PowerTable(LawTable):
    """(argument/reference)^exponent."""

    law: Literal["power"] = key("The kind.")
    argument: str = key(_ARGUMENT)
    reference: str = key("Id of the record of the argument at which the value is 1.")
    exponent: str | None = key("Id of the record of the exponent; left out it is 1.", default=None)
    note: str = key(_NOTE, default="")


@frozen
class DeficitTable(LawTable):
    """max(0, 1 − argument/reference), the share that is missing."""

    law: Literal["deficit"] = key("The kind.")
    argument: str = key(_ARGUMENT)
    reference: str = key("Id of the record of the argument at which nothing is missing.")
    note: str = key(_NOTE, default="")


@frozen
class AvramiTable(LawTable):
    """1 − exp(−argument^exponent)."""

    law: Literal["avrami"] = key("The kind.")
    argument: str = key("The local state that the law depends on.")
    exponent: str | None = key("Id of the record of the exponent; left out it is 1.", default=None)
    note: str = key(_NOTE, default="")


@frozen
class SumTable(LawTable):
    """Laws of one unit, added."""

    sum: tuple[LawTable, ...] = key("The laws.", schema={"minItems": 2})
    note: str = key(_NOTE, default="")


@frozen
class ProductTable(LawTable):
    """Laws multiplied with each other."""

    product: tuple[LawTable, ...] = key("The laws.", schema={"minItems": 2})
    note: str = key(_NOTE, default="")


_KINDS: dict[str, type[LawTable]] = {
    "constant": ConstantTable,
    "arrhenius": ArrheniusTable,
    "table": TabulatedTable,
    "polynomial": PolynomialTable,
    "power": PowerTable,
    "deficit": DeficitTable,
    "avrami": AvramiTable,
}
_COMPOSED: dict[str, type[LawTable]] = {"sum": SumTable, "product": ProductTable}


def _choose(data: Mapping[str, Any]) -> type[LawTable]:
    given = [name for name in ("law", *_COMPOSED) if name in data]
    if len(given) != 1:
        said = " and ".join(given) or (f"only {', '.join(data)}" if data else "an empty table")
        raise Wrong(
            f"expected exactly one of law, sum and product, got {said}. "
            'Write for example law = "constant", or sum = [{ law = ... }, { law = ... }].'
        )
    if given[0] != "law":
        return _COMPOSED[given[0]]
    kind = data["law"]
    if not isinstance(kind, str) or kind not in _KINDS:
        close = nearest(kind, _KINDS) if isinstance(kind, str) else None
        hint = f" Did you mean {close!r}?" if close else ""
        raise Wrong(f"the law {kind!r} is not known.{hint} Known: {', '.join(_KINDS)}; or sum, or product.")
    return _KINDS[kind]


choice(LawTable, (*_KINDS.values(), *_COMPOSED.values()), _choose)
