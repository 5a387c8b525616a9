"""What people read of each anneal in a table of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annealkit.study.work import Outcome

__all__ = ["cells_of", "heads_of", "measure_of", "measures_in"]

_OHM = "resistance, Ω·cm²"
_NONE = "–"


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
    return (*heads, "balance closes to")


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
        seen = [f"{p} ({i})" for p, one in found["phases"].items() for i, yes in one["detectable"].items() if yes]
        return ", ".join(seen) or "none"
    if head == _OHM:
        total = found["resistance"].get("total")
        return _NONE if total is None else f"{total * 1e4:.4g}"
    if head == "balance closes to":
        return f"{found['closure']:.0e}"
    value = {name.replace("_", " "): one for name, one in found["observed"].items()}.get(head)
    return _NONE if value is None else f"{value:.3g}"


def measures_in(found: Mapping[str, Any]) -> dict[str, float]:
    """Every number of a result that can be asked for by a name."""
    losses = {"lost" if n == 0 else f"lost_{s}": value for n, (s, value) in enumerate(found["lost"].items())}
    total = {"resistance": found["resistance"]["total"]} if "total" in found["resistance"] else {}
    amounts = {f"amount_{product}": one["amount"] for product, one in found["phases"].items()}
    observables = {name: one["value"] for name, one in found["observables"].items()}
    return {**losses, **total, **amounts, **found["observed"], **observables}


def measure_of(found: Mapping[str, Any], name: str) -> float:
    """A number of a result by its name.

    Raises:
        UnknownNameError: The result has none of this name; names the nearest.
    """
    from annealkit.errors import UnknownNameError

    known = measures_in(found)
    if name not in known:
        raise UnknownNameError.of("measure", name, known)
    return float(known[name])
