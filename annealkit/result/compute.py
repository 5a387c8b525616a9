"""Run an anneal and turn its solution into a Result."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit.build import Built
from annealkit.build.outer import readings
from annealkit.domain.body import Powder
from annealkit.errors import InputError, OutOfRangeError
from annealkit.explain import bibliography, explain
from annealkit.pde import Solution
from annealkit.pde.mesh import Array
from annealkit.plan import plan
from annealkit.plugins import host
from annealkit.result.caveats import body_notes, caveats, standings
from annealkit.result.layers import Layers, layers, records_of_body
from annealkit.result.ledger import budget, lost_history
from annealkit.result.limits import limits, with_limits
from annealkit.result.measured import means, observables, outputs, resistance, spread_out
from annealkit.result.ranges import Excursion, excursions, outside_of_temperature
from annealkit.result.result import Result
from annealkit.result.room import room
from annealkit.result.states import Histories
from annealkit.result.step import RUN, Chain, Step
from annealkit.result.stored import FORMAT
from annealkit.result.table import dataset
from annealkit.result.verdict import judge

if TYPE_CHECKING:
    from annealkit.anneal import Anneal

__all__ = ["compute", "computed", "output_times"]

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
    """What an anneal by itself did; arguments and errors as for :func:`computed`."""
    return computed(
        anneal, engine=engine, rtol=rtol, cells=cells, out_of_range=out_of_range, progress=progress, step=None
    )[0]


def computed(
    anneal: Anneal,
    *,
    engine: str,
    rtol: float,
    cells: int | None,
    out_of_range: str,
    progress: Progress | None,
    step: Step | None,
) -> tuple[Result, dict[str, Chain]]:
    """Solve an anneal, its brackets, and everything read off the solution.

    Args:
        anneal: What to run.
        engine: ``"sundials"`` or ``"fipy"``; ends of brackets are always found by SUNDIALS.
        rtol: Relative error wanted of the lost amounts.
        cells: Number of cells, or None.
        out_of_range: ``"warn"``, ``"raise"`` or ``"allow"``.
        progress: Called with the fraction done and what is being done.
        step: Where it stands in a sequence, None by itself.

    Returns:
        The result, and what every line of solutions hands on to a next step.

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
    ends = _ends(built, () if step is None else step.chains)
    steps = 1 + len(ends) + (built.lone is not None) + len(built.sizes)
    times = output_times(built)
    chains: dict[str, Chain] = {}

    def solve(one: Built, end: str | None, number: int) -> Solution:
        doing = "integrating" if end is None else f"bounding the {'slowest' if end == 'low' else 'fastest'} reaction"
        doing = doing if one is built else "integrating the other particles"
        report = None if progress is None else lambda done: progress((number + done) / steps, doing)
        line = end or RUN if one is built else "lone" if one is built.lone else f"size {number}"
        problem = one.problem(cells, end, None if step is None else step.edges)
        # An end of a bracket is told to a few digits, and may be a front that crosses every cell:
        # FiPy's implicit Euler would take minutes for it. Other particles are told for comparison.
        aside = end is not None or line.startswith("size")
        wanted, by = (max(rtol, _BRACKET) if aside else rtol), (engine if number == 0 else "sundials")
        operator = problem.operator(wanted) if step is None else step.operator(problem, wanted, line)
        solution = problem.run(operator, times, wanted, by, report, _switches(built))  # type: ignore[arg-type]  # checked there
        chains[line] = Chain.after(None if step is None else step.chain(line), solution, built.symbol)
        return solution

    def end_of_bracket(end: str, number: int) -> float:
        chain = None if step is None else step.chains.get(end)
        if chain is not None and chain.exhausted:
            chains[end] = chain
            return 0.0
        return float(lost_history(solve(built, end, number), built.symbol)[-1])

    solution = solve(built, None, 0)
    histories = Histories(solution, built.symbol, built.outside, readings(built.chosen))
    found = _excursions(built, histories)
    if out_of_range == "raise" and found:
        raise OutOfRangeError(_strict_sentence(list(dict.fromkeys(one.key for one in found))))
    lost = float(lost_history(solution, built.symbol)[-1])
    bounds = _bounds(lost, {end: end_of_bracket(end, n + 1) for n, end in enumerate(ends)})
    lone = None if built.lone is None else lost_history(solve(built.lone, None, 1 + len(ends)), built.symbol)
    by_size = [
        float(lost_history(solve(one, None, steps - len(built.sizes) + n), built.symbol)[-1])
        for n, one in enumerate(built.sizes)
    ]
    if progress is not None:
        progress(1.0, "done")
    told = found if out_of_range == "warn" else ()
    result = _result(anneal, histories, told, bounds, lone, (engine, rtol, cells))
    told_sizes = built.body.sizes if isinstance(built.body, Powder) and by_size else ()
    result.manifest["sizes"] = {
        built.symbol: [[2 * one.span, lost] for one, lost in zip(told_sizes, by_size, strict=True)]
    }
    if step is not None:
        _place(result, step, histories, chains)
    result.manifest["warnings"] += host().notify(result)
    return result, chains


def _place(result: Result, step: Step, histories: Histories, chains: Mapping[str, Chain]) -> None:
    """Say in a result where it stands in its sequence."""
    own, before = result.manifest, step.chain(RUN)
    own.update(step.told(histories.symbol, chains))
    own["start"] *= 1.0 if before is None else before.held
    ended = step.ended(histories.solution.operator)
    if ended:
        own["notes"].append(f"{', '.join(ended)} ended with the step before: no model of this step goes on with it.")


def output_times(built: Built, per_run: int = 240) -> Array:
    """Times at which results are kept: every corner, and evenly between, at least 20 a segment."""
    end = built.schedule.duration
    corners = np.unique(np.concatenate([[0.0, end], built.schedule.corners]))
    pieces = [
        np.linspace(a, b, max(20, round(per_run * (b - a) / end)) + 1)[:-1]
        for a, b in zip(corners, corners[1:], strict=False)
    ]
    return np.concatenate([*pieces, [end]])


def _excursions(built: Built, whole: Histories) -> tuple[Excursion, ...]:
    """Ranges that were left, those of the coating judged by its own cells."""
    seen = layers(built, whole)
    found = excursions(records_of_body(built), seen.body, reference=built.reference, numbers=built.numbers)
    if built.coating is None or seen.coating is None:
        return found
    return found + excursions(built.of_coating.values(), seen.coating, reference=built.coating.reference)


def _coating(built: Built, seen: Layers) -> dict[str, Any] | None:
    """What is told of the coating; its ratio is that of the followed species to its own metal."""
    if built.coating is None or seen.coating is None:
        return None
    own = built.coating
    held = seen.coating.concentration @ seen.coating.weights / own.reference
    return {
        "name": own.name,
        "title": own.material.title,
        "thickness": own.thickness,
        "ratio": own.material.species[built.symbol].ratio,
        "ratio_start": float(held[0]),
        "ratio_end": float(held[-1]),
    }


def _switches(built: Built) -> Array:
    return np.array([time for time, _ in built.gases])


def _ends(built: Built, lines: Iterable[str]) -> tuple[str, ...]:
    """Which ends of the brackets need a solution of their own; those that a step before had go on."""
    begun = tuple(end for end in ("low", "high") if end in lines)
    if "low" in begun or not built.brackets:
        return begun
    low_is_run = all(f.law is f.bracket.low for f in built.every_flux() if f.bracket is not None)
    return ("high",) if low_is_run else ("low", "high")


def _bounds(lost: float, ends: Mapping[str, float]) -> list[float] | None:
    """Lowest and highest amount lost; in a sequence the fast end may have little left to lose."""
    return sorted([ends.get("low", lost), ends["high"]]) if ends else None


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
    seen = layers(built, histories)
    judged = [judge(o.item, o.plugin.id, seen.body) for o in built.chosen.by_slot.get("host.phases", ())]
    read = outputs(built, seen)
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
        "observed": means(read, -1),
        "observables": observables(built, seen),
        "observables_start": observables(built, seen, row=0),
        "resistance": resistance(built, seen),
        "resistance_start": resistance(built, seen, row=0),
        "observed_start": means(read, 0),
        "coating": _coating(built, seen),
        "start": built.start,
        "room": room(built, seen.body),
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
    table = dataset(built, histories, spread_out(read), {v.product: share for v, share in judged})
    manifest["notes"] += [limiting.note] if limiting.note else []
    table = with_limits(table, symbol, limiting)
    if lone is not None:
        about = {"units": "1", "long_name": f"share of the {symbol} that leaves a lone particle in the same gas"}
        table[f"lost_{symbol}_lone"] = ("time", lone, about)
    # As it is stored: what is saved and loaded again is equal, not alike.
    return Result(table, json.loads(json.dumps(manifest)))


def _amount_unit(histories: Histories) -> str:
    """Unit of amounts: those of a film are per area, of a fiber and on a plane mesh per metre, of a particle whole."""
    if histories.line is not None:
        return {"planar": "mol / m^2", "cylinder": "mol / m", "sphere": "mol"}[histories.line.shape]
    return "mol / m" if histories.mesh.dimension == 2 else "mol"


def _plugins(built: Built) -> list[dict[str, Any]]:
    offers = [o for own in (*built.chosen.by_slot.values(), *built.chosen.fluxes.values()) for o in own]
    offers += [] if built.coating is None else list(built.coating.offers())
    seen = {(o.plugin.distribution, o.plugin.id): o.plugin.to_json() for o in offers}
    return [seen[key] for key in sorted(seen)]
