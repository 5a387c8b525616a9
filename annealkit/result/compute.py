"""Run an anneal and turn its solution into a Result."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit.build import Built
from annealkit.errors import InputError, OutOfRangeError, RunError
from annealkit.explain import bibliography, explain
from annealkit.pde import Solution
from annealkit.pde.mesh import Array
from annealkit.plan import plan
from annealkit.plugins import host
from annealkit.result.caveats import body_notes, caveats, standings
from annealkit.result.ledger import budget, lost_history
from annealkit.result.limits import limits, with_limits
from annealkit.result.ranges import Excursion, excursions, outside_of_temperature
from annealkit.result.result import Result
from annealkit.result.states import Histories
from annealkit.result.stored import FORMAT
from annealkit.result.table import dataset
from annealkit.result.verdict import judge

if TYPE_CHECKING:
    from annealkit.anneal import Anneal

__all__ = ["compute", "output_times"]

_RESISTANCE = "interface.resistance"

#: Accuracy of the ends of a bracket.
_BRACKET = 1e-4

Progress = Callable[[float, str], None]


def compute(
    anneal: Anneal,
    *,
    engine: str,
    rtol: float,
    cells: int | None,
    out_of_range: str,
    progress: Progress | None,
) -> Result:
    """Solve an anneal, its brackets, and everything read off the solution.

    Args:
        anneal: What to run.
        engine: ``"sundials"`` or ``"fipy"``; ends of brackets are always found by SUNDIALS.
        rtol: Relative error wanted of the lost amounts.
        cells: Number of cells, or None.
        out_of_range: ``"warn"``, ``"raise"`` or ``"allow"``.
        progress: Called with the fraction done and what is being done.

    Raises:
        InputError: An option is not valid.
        OutOfRangeError: A law left its range under ``"raise"``.
        RunError: The integration failed or the balance is open.
    """
    if out_of_range not in ("warn", "raise", "allow"):
        raise InputError(f"out_of_range: {out_of_range!r} was given; expected 'warn', 'raise' or 'allow'.")
    if cells is not None and (isinstance(cells, bool) or not isinstance(cells, int) or cells < 1):
        raise InputError(f"cells: {cells!r} was given; expected a whole number of at least 1, or None.")
    built = anneal.built
    built.refuse_cells(cells)
    if out_of_range == "raise":
        _refuse_temperature(built)
    ends = _ends(built)
    steps = 1 + len(ends) + (built.lone is not None)
    times = output_times(built)

    def solve(one: Built, end: str | None, number: int) -> Solution:
        doing = "integrating" if end is None else f"bounding the {'slowest' if end == 'low' else 'fastest'} reaction"
        doing = doing if one is built else "integrating the lone particle"
        report = None if progress is None else lambda done: progress((number + done) / steps, doing)
        problem = one.problem(cells, end)
        # An end of a bracket is told to a few digits, and may be a front that crosses every cell:
        # FiPy's implicit Euler would take minutes for it. A lone particle is told for comparison.
        wanted, by = (rtol if end is None else max(rtol, _BRACKET)), (engine if number == 0 else "sundials")
        return problem.solve(times, engine=by, rtol=wanted, progress=report, corners=_switches(built))  # type: ignore[arg-type]  # checked by solve

    solution = solve(built, None, 0)
    histories = Histories(solution, built.symbol)
    found = excursions(built.records.values(), histories, reference=built.reference)
    if out_of_range == "raise" and found:
        raise OutOfRangeError(_strict_sentence([one.key for one in found]))
    lost = float(lost_history(solution, built.symbol)[-1])
    bounds = _bounds(built, lost, {end: solve(built, end, n + 1) for n, end in enumerate(ends)})
    lone = None if built.lone is None else lost_history(solve(built.lone, None, steps - 1), built.symbol)
    if progress is not None:
        progress(1.0, "done")
    told = found if out_of_range == "warn" else ()
    result = _result(anneal, histories, told, bounds, lone, (engine, rtol, cells))
    result.manifest["warnings"] += host().notify(result)
    return result


def output_times(built: Built, per_run: int = 240) -> Array:
    """Times at which results are kept: every corner, and evenly between, at least 20 a segment."""
    end = built.schedule.duration
    corners = np.unique(np.concatenate([[0.0, end], built.schedule.corners]))
    pieces = [
        np.linspace(a, b, max(20, round(per_run * (b - a) / end)) + 1)[:-1]
        for a, b in zip(corners, corners[1:], strict=False)
    ]
    return np.concatenate([*pieces, [end]])


def _switches(built: Built) -> Array:
    return np.array([time for time, _ in built.gases])


def _ends(built: Built) -> tuple[str, ...]:
    """Which ends of the brackets need a solution of their own."""
    if not built.brackets:
        return ()
    low_is_run = all(f.law is f.bracket.low for f in built.every_flux() if f.bracket is not None)
    return ("high",) if low_is_run else ("low", "high")


def _bounds(built: Built, lost: float, solutions: Mapping[str, Solution]) -> list[float] | None:
    if not built.brackets:
        return None
    ends = {end: float(lost_history(s, built.symbol)[-1]) for end, s in solutions.items()}
    low = ends.get("low", lost)
    return [low, ends["high"]]


def _refuse_temperature(built: Built) -> None:
    schedule = built.schedule
    outside = outside_of_temperature(built.records.values(), schedule.lowest, schedule.peak)
    if outside:
        worst = ", ".join(f"{key} ({valid.low:.6g} to {valid.high:.6g} {valid.unit})" for key, valid in outside[:4])
        raise OutOfRangeError(
            f"schedule: it spans {schedule.lowest:.6g} to {schedule.peak:.6g} K, outside the range of {len(outside)} "
            f"records: {worst}{' ...' if len(outside) > 4 else ''}. Stay inside, or run with out_of_range='warn' "
            "(without --strict) and read the warning."
        )


def _strict_sentence(keys: list[str]) -> str:
    return (
        f"The run left the range of {len(keys)} records ({', '.join(keys[:6])}{' ...' if len(keys) > 6 else ''}). "
        "Run with out_of_range='warn' (without --strict) to get the result with a warning."
    )


def _result(
    anneal: Anneal,
    histories: Histories,
    found: tuple[Excursion, ...],
    bounds: list[float] | None,
    lone: Array | None,
    numerics: tuple[str, float, int | None],
) -> Result:
    built, symbol = anneal.built, anneal.built.symbol
    judged = [judge(o.item, o.plugin.id, histories) for o in built.chosen.by_slot.get("host.phases", ())]
    outputs = _outputs(built, histories)
    limiting = limits(built, histories)
    shares = budget(histories.solution, symbol)
    balance = histories.solution[symbol].balance
    engine, rtol, cells = numerics
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "species": symbol,
        "material": built.material.name,
        "body": built.body.describe(),
        "lost": {symbol: float(sum(v for v in shares.values()))},
        "budget": {symbol: shares},
        "bounds": {symbol: bounds},
        "lone": {symbol: None if lone is None else float(lone[-1])},
        "limits": {symbol: limiting.mean},
        "phases": [verdict.to_json() for verdict, _ in judged],
        "observed": {name: float(values[-1] @ histories.weights) for name, values in outputs.items()},
        "observables": _observables(built, histories),
        "observables_start": _observables(built, histories, row=0),
        "resistance": _resistance(built, histories),
        "resistance_start": _resistance(built, histories, row=0),
        "observed_start": {name: float(values[0] @ histories.weights) for name, values in outputs.items()},
        "start": built.start,
        "balance": {
            "initial": balance.initial,
            "final": balance.final,
            "left": dict(balance.left),
            "made": dict(balance.made),
            "closure": balance.closure,
            "unit": _amount_unit(histories),
        },
        "ranges": [[e.key, e.argument, e.low, e.high, e.unit, e.share, list(e.seen), e.box] for e in found],
        "numerics": {
            "engine": engine,
            "rtol": rtol,
            "cells": histories.cells,
            "cells_given": cells,
            **histories.solution.effort,
        },
        "records": [record.to_json() for record in anneal.records()],
        "bibliography": bibliography(anneal.records()),
        "explanation": explain(built).to_json(),
        "plan": plan(anneal).text(),
        "plugins": _plugins(built),
    }
    manifest["assumed"] = body_notes(built)
    manifest["standings"] = standings(built, calibrated=True)
    manifest["warnings"], manifest["notes"] = caveats(built, manifest, found, histories)
    table = dataset(built, histories, outputs, {v.product: share for v, share in judged})
    manifest["notes"] += [limiting.note] if limiting.note else []
    table = with_limits(table, symbol, limiting)
    if lone is not None:
        about = {"units": "1", "long_name": f"share of the {symbol} that leaves a lone particle in the same gas"}
        table[f"lost_{symbol}_lone"] = ("time", lone, about)
    # As it is stored: what is saved and loaded again is equal, not alike.
    return Result(table, json.loads(json.dumps(manifest)))


def _outputs(built: Built, histories: Histories) -> dict[str, Array]:
    """What transformations let people read, shape ``[time, cell]``."""
    laws = {
        name: law
        for slot in built.chosen.by_slot
        for item in built.chosen.items(slot)
        for name, law in getattr(item, "outputs", {}).items()
    }
    return {
        name: np.stack([np.broadcast_to(law.at(known), (histories.cells,)) for known in histories.each()])
        for name, law in laws.items()
    }


def _resistance(built: Built, histories: Histories, row: int = -1) -> dict[str, float]:
    """Series parts in Ω m², and their total; no total where a part had to be left out."""
    parts = {name: value for name, (value, _) in _measured(built, histories, _RESISTANCE, row).items()}
    return {**parts, "total": sum(parts.values())} if parts and _RESISTANCE not in built.left_out else parts


def _observables(built: Built, histories: Histories, row: int = -1) -> dict[str, dict[str, Any]]:
    """Virtual measurements: value and SI unit by name."""
    found = _measured(built, histories, "host.observables", row)
    return {name: {"value": value, "unit": unit} for name, (value, unit) in found.items()}


def _measured(built: Built, histories: Histories, slot: str, row: int) -> dict[str, tuple[float, str]]:
    """What the laws of a slot read off one output time, with their units."""
    known = histories.at(row % len(histories.times))
    out = {}
    for one in built.chosen.items(slot):
        value = np.asarray(one.law.at(known), dtype=float)
        if value.size != 1:
            raise RunError(
                f"{slot}: {one.name!r} gave {value.size} numbers; expected one for the body. Average over the cells "
                "with dx as weights in its law."
            )
        if not np.isfinite(value).all():
            raise RunError(f"{slot}: {one.name!r} is not finite ({value.item()!r}). Check the records of its law.")
        out[one.name] = (value.item(), one.law.unit)
    return out


def _amount_unit(histories: Histories) -> str:
    """Unit of amounts: those of a film are per area, of a fiber and on a plane mesh per metre, of a particle whole."""
    if histories.line is not None:
        return {"planar": "mol / m^2", "cylinder": "mol / m", "sphere": "mol"}[histories.line.shape]
    return "mol / m" if histories.mesh.dimension == 2 else "mol"


def _plugins(built: Built) -> list[dict[str, Any]]:
    offers = [o for own in (*built.chosen.by_slot.values(), *built.chosen.fluxes.values()) for o in own]
    seen = {(o.plugin.distribution, o.plugin.id): o.plugin.to_json() for o in offers}
    return [seen[key] for key in sorted(seen)]
