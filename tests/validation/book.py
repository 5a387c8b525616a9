"""Writes docs/validation.md by computing every case.

python tests/validation/book.py [--quick] [PART OF AN ID ...]

--quick leaves the bands as they were, or out, which takes minutes instead of an hour. Computed rows are kept in
docs/validation.json, so that naming cases computes these only.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))

from annealkit.units import text as quantity_text  # noqa: E402 - the path is set above where this is a script
from annealkit.validation import standing  # noqa: E402 - likewise
from annealkit.validation.standing import spent_cases  # noqa: E402 - likewise
from validation.predicting import band  # noqa: E402 - likewise
from validation.shelf import Entry, entries  # noqa: E402 - likewise

PAGE = ROOT / "docs" / "validation.md"
ROWS = ROOT / "docs" / "validation.json"
COMMAND = "python tests/validation/book.py"

INTRODUCTION = f"""\
# Validation

What annealkit computes against what was observed: one row for each case of the materials' `cases.toml`, and for each
claim of the two guides that its first users work by. Misses stay in the table. Nothing is tuned on a case unless the
row says calibration. The page is written by

    {COMMAND}

**Standing.** *prediction*: a number or a bound, and no record in use was fitted on the case, directly or through a
record that one was derived from. *calibration*: a record in use was; agreement shows that the model can take the
number, no more. *consistent*: signs, orders, yes or no. *not comparable*: what was observed lacks what a computation
needs; the row says what.

**Predicted.** With the band that one standard deviation of each record's error bar makes, added in squares;
records whose errors are correlated move together. No band where no record in use has an error bar, or where it would
take many minutes.
**Agrees**: *yes* where the computed value lies where the observed one may; *in band* where only the band reaches it;
*miss* where neither does.
"""


def row(entry: Entry, before: dict[str, Any], *, quick: bool) -> dict[str, Any]:
    """One case computed: plain values for the table.

    Args:
        entry: The case.
        before: Its row of an earlier time; a quick row keeps that one's band where the value is the same.
        quick: Whether no band is computed.
    """
    case = entry.case
    if entry.predict is None:
        return {"standing": standing(case, ()), "predicted": "", "agrees": "", "records": 0, "spent": {}}
    began = time.perf_counter()
    found = entry.predict({})
    plain: dict[str, Any] = {
        "standing": standing(case, found.records),
        "records": len(found.records),
        "spent": {one: list(keys) for one, keys in spent_cases(found.records).items()},
    }
    if case.compares == "order":
        assert found.agrees is not None, f"{case.key}: an order needs agrees="
        return {**plain, "predicted": found.text, "agrees": "yes" if found.agrees else "miss"}
    assert found.value is not None, f"{case.key}: a number needs a value"
    assert found.unit == case.unit, f"{case.key}: computed in {found.unit}, observed in {case.unit}"
    if quick or entry.vary == ():
        same = math.isclose(before.get("value", math.nan), found.value, rel_tol=5e-3)
        low, high = before["band"] if same and quick else (found.value, found.value)
    else:
        low, high = band(entry.predict, found, entry.vary)
    print(f"{case.key}: {time.perf_counter() - began:.1f} s", file=sys.stderr)
    said = _number(found.value, low, high, found.unit)
    return {
        **plain,
        "value": found.value,
        "band": [low, high],
        "predicted": f"{said}; {found.text}" if found.text else said,
        "agrees": _agreement(entry, found.value, low, high),
    }


def _agreement(entry: Entry, value: float, low: float, high: float) -> str:
    case = entry.case
    if case.agrees(value):
        return "yes"
    least = -math.inf if case.low is None else case.low
    most = math.inf if case.high is None else case.high
    return "in band" if low <= most and high >= least else "miss"


def _number(value: float, low: float, high: float, unit: str) -> str:
    said = quantity_text(float(f"{value:.4g}"), unit)
    return said if low == high else f"{said} ({low:.3g} to {high:.3g})"


def page(every: list[Entry], rows: dict[str, dict[str, Any]]) -> str:
    """The whole page."""
    parts = [INTRODUCTION, _counts(every, rows)]
    for owner in dict.fromkeys(entry.case.key.partition(".")[0] for entry in every):
        own = [entry for entry in every if entry.case.key.startswith(f"{owner}.")]
        lines = [
            f"## {owner}",
            "",
            "| case | what | observed | predicted | standing | agrees |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_line(entry, rows[entry.case.key]) for entry in own]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _line(entry: Entry, found: dict[str, Any]) -> str:
    case = entry.case
    source = "; ".join(filter(None, [", ".join(case.sources), case.where]))
    what = f"{case.title}: {case.quantity}" if case.quantity else case.title
    told = [case.observation() + (f" ({source})" if source else "")]
    standing_said = found["standing"] + (f": {case.why}" if case.why else "")
    note = f" {case.note}" if case.note else ""
    cells = [
        case.key.partition(".")[2],
        what + note,
        *told,
        found["predicted"] or "–",
        standing_said,
        found["agrees"] or "–",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _counts(every: list[Entry], rows: dict[str, dict[str, Any]]) -> str:
    by = Counter((rows[e.case.key]["standing"], rows[e.case.key]["agrees"]) for e in every)
    lines = ["| standing | cases | yes | in band | miss |", "|---|---|---|---|---|"]
    for name in ("prediction", "calibration", "consistent", "not comparable"):
        own = {agrees: count for (one, agrees), count in by.items() if one == name}
        cells = [str(own.get(agrees, 0)) for agrees in ("yes", "in band", "miss")]
        lines.append(
            f"| {name} | {sum(own.values())} | {' | '.join(cells if name != 'not comparable' else ['–'] * 3)} |"
        )
    spent: dict[str, set[str]] = {}
    for entry in every:
        for case, keys in rows[entry.case.key]["spent"].items():
            spent.setdefault(case, set()).update(keys)
    degrees = sorted({key for keys in spent.values() for key in keys})
    lines += [
        "",
        f"Degrees of freedom spent: {len(degrees)} records in use carry what was fitted on observations or claims.",
        "",
        "| spent on | records |",
        "|---|---|",
        *(f"| {case} | {', '.join(f'`{key}`' for key in sorted(keys))} |" for case, keys in sorted(spent.items())),
    ]
    return "\n".join(lines)


def write(wanted: list[str], *, quick: bool) -> None:
    """Compute the wanted cases (all without a name) and write rows and page."""
    every = entries()
    kept: dict[str, Any] = json.loads(ROWS.read_text(encoding="utf-8")) if ROWS.exists() else {}
    rows = {}
    for entry in every:
        key = entry.case.key
        ask = not wanted or any(part in key for part in wanted)
        rows[key] = row(entry, kept.get(key, {}), quick=quick) if ask or key not in kept else kept[key]
        ROWS.write_text(json.dumps({**kept, **rows}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    ROWS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(every, rows), encoding="utf-8")


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if one != "--quick"]
    write(given, quick="--quick" in sys.argv)
