"""What people read of each anneal in a table of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annealkit.errors import UnknownNameError
from annealkit.study.work import Outcome

__all__ = ["OHM", "cells_of", "flags", "heads_of", "losses", "measure_of", "measures_in", "unit_of"]

#: SI unit of resistances.
OHM = "ohm m^2"

_OHM = "resistance, Ω·cm²"
_NONE = "–"
#: Gaps of the balance below this are rounding.
_CLOSED = 1e-12


def heads_of(measured: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Headings of what any of the anneals has."""
    symbols = dict.fromkeys(symbol for one in measured for symbol in one["lost"])
    heads = [f"{symbol} lost" for symbol in symbols]
    if any(ends is not None for one in measured for ends in one["bounds"].values()):
        heads.append("between")
    phases = dict.fromkeys(product for one in measured for product in one["phases"])
    heads += [f"metal in {product}" for product in phases]
    heads += ["detected"] if phases else []
    heads += list(dict.fromkeys(name.replace("_", " ") for one in measured for name in one["observed"]))
    heads += [_OHM] if any("total" in one["resistance"] for one in measured) else []
    return (*heads, "balance closes to") if measured else ()


def cells_of(outcome: Outcome, heads: Sequence[str]) -> tuple[str, ...]:
    """The cells of one anneal under the headings."""
    if outcome.measured is None:
        return (outcome.status, *(_NONE for _ in heads[1:]))
    return tuple(_cell(outcome.measured, head) for head in heads)


def _cell(found: Mapping[str, Any], head: str) -> str:
    if head.endswith(" lost"):
        value = found["lost"].get(head.removesuffix(" lost"))
        return _NONE if value is None else f"{value:.3g}"
    if head == "between":
        ends = next((one for one in found["bounds"].values() if one is not None), None)
        return _NONE if ends is None else f"{ends[0]:.2g} to {ends[1]:.2g}"
    if head.startswith("metal in "):
        phase = found["phases"].get(head.removeprefix("metal in "))
        return _NONE if phase is None else f"{phase['amount']:.3g}"
    if head == "detected":
        return ", ".join(f"{phase} ({by})" for phase, one in found["phases"].items() if (by := _seen_by(one))) or "none"
    if head == _OHM:
        total = found["resistance"].get("total")
        return _NONE if total is None else f"{total * 1e4:.4g}"
    if head == "balance closes to":
        return f"{found['closure']:.0e}" if found["closure"] > _CLOSED else f"< {_CLOSED:.0e}"
    value = {name.replace("_", " "): one for name, one in found["observed"].items()}.get(head)
    return _NONE if value is None else f"{value:.3g}"


def _seen_by(phase: Mapping[str, Any]) -> str:
    return ", ".join(instrument for instrument, yes in phase["detectable"].items() if yes)


def losses(symbols: Iterable[str]) -> tuple[str, ...]:
    """Names of the measures of what is lost; the first species needs no name."""
    first, *others = symbols
    return ("lost", "most_lost", *(f"lost_{one}" for one in (first, *others)))


def flags(product: str, instruments: Iterable[str]) -> tuple[str, ...]:
    """Names of what instruments see: of any phase, and of one."""
    return tuple(name for one in instruments for name in (f"detectable_{one}", f"detectable_{one}_{product}"))


def measures_in(found: Mapping[str, Any]) -> dict[str, float]:
    """Every number of a result that can be asked for by a name, SI.

    ``most_lost`` is the upper end where the loss is bracketed, and the loss elsewhere; ``secondary_phases`` the sum
    of their shares of the metal; ``detectable_XRD`` is 1 where XRD sees any of them.

    Args:
        found: Numbers of a result.
    """
    (first, value), *others = found["lost"].items()
    ends = found["bounds"].get(first)
    known = dict(zip(losses([first]), (value, value if ends is None else max(ends), value), strict=True))
    known |= {f"lost_{symbol}": one for symbol, one in others}
    known |= {"resistance": found["resistance"]["total"]} if "total" in found["resistance"] else {}
    return {**known, **_of_phases(found["phases"]), **found["observed"], **_observables(found)}


def _of_phases(phases: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    found = {"secondary_phases": float(sum(one["amount"] for one in phases.values()))} if phases else {}
    for product, one in phases.items():
        found[f"amount_{product}"] = one["amount"]
        for instrument, seen in one["detectable"].items():
            for name in flags(product, [instrument]):
                found[name] = max(found.get(name, 0.0), float(seen))
    return found


def _observables(found: Mapping[str, Any]) -> dict[str, float]:
    return {name: one["value"] for name, one in found["observables"].items()}


def unit_of(found: Mapping[str, Any], name: str) -> str:
    """SI unit of a measure of a result."""
    if name == "resistance":
        return OHM
    return str(found["observables"][name]["unit"]) if name in found["observables"] else "1"


def measure_of(found: Mapping[str, Any], name: str) -> float:
    """A number of a result by its name.

    Raises:
        UnknownNameError: The result has none of this name; names the nearest.
    """
    known = measures_in(found)
    if name not in known:
        raise UnknownNameError.of("measure", name, known)
    return float(known[name])
