"""A result as text, tables and HTML: the one place that decides what people read first.

Warnings come first, then what was lost and through which channel, what is bracketed, the
phases, the inner state, the resistance and the mass balance.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from annealkit.result.result import Result

_CELSIUS = 273.15

__all__ = ["html", "number", "renderables", "summary", "table", "text"]


#: pint sorts the factors of a product, and its versions differ in the dot; people write these otherwise.
_PRODUCTS = {"cm²·Ω": "Ω·cm²"}


def renderables(result: Result) -> tuple[RenderableType, ...]:
    """The parts of the view, in reading order, for rich."""
    sections = (_warnings, _step, _losses, _phases, _observed, _resistance, _balance, _notes)
    return tuple(part for section in sections for part in section(result))


def text(result: Result, *, width: int = 110) -> str:
    """The view as plain text.

    Args:
        result: What to show.
        width: Columns that tables may take.
    """
    return _plain(renderables(result), width)


def summary(result: Result, *, width: int = 100) -> str:
    """Before and after, side by side, as plain text; of a sequence with a column for every step between.

    Args:
        result: What to show.
        width: Columns that the table may take.
    """
    between = [{label: after for label, _, after in _before_and_after(one)} for one in result.earlier]
    heads = ("", "before", *(f"step {number}" for number in range(1, len(between) + 1)), "after")
    told = ((label, a, *(own.get(label, "–") for own in between), b) for label, a, b in _before_and_after(result))
    rows = table(heads, tuple(told), right=range(1, len(heads)))
    taken = (f"note: {one}" for one in result.manifest.get("assumed", ()))
    return _plain((*_warnings(result), rows, *taken), width)


def _plain(parts: Iterable[RenderableType], width: int) -> str:
    from rich.console import Console

    out = io.StringIO()
    page = Console(file=out, width=width, highlight=False, markup=False, emoji=False, color_system=None)
    for part in parts:
        page.print(part, soft_wrap=isinstance(part, str))
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).strip("\n")


def _before_and_after(result: Result) -> Iterator[tuple[str, str, str]]:
    start = result.steps[0].manifest["start"]
    for species, lost in result.total.lost.items():
        left = start * (1.0 - float(lost.to("").magnitude))
        yield f"{species} per metal", f"{start:.6g}", f"{left:.6g}"
        lone = result.total.lone.get(species)
        if lone is not None:
            alone = start * (1.0 - float(lone.to("").magnitude))
            yield f"{species} per metal, lone particle", f"{start:.6g}", f"{alone:.6g}"
    for name, after in result.observed.items():
        before = _begun(result, "observed_start").get(name)
        yield _title(name), "–" if before is None else _observation(name, before), _observation(name, after)
    coating = result.manifest.get("coating")
    if coating is not None:
        begun = result.steps[0].manifest["coating"]["ratio_start"]
        yield f"{coating['ratio']} of {coating['name']}", f"{begun:.6g}", f"{coating['ratio_end']:.6g}"
    from annealkit import units  # pint is loaded when there are quantities to show

    for name, measured in result.observables.items():
        one = _begun(result, "observables_start")[name]
        yield _title(name), number(units.quantity(one["value"], one["unit"])), number(measured)
    for verdict in result.phases:
        yield f"metal in {verdict.product}", "–", f"{verdict.amount * 100:.3g} %"
    for name, part in result.resistance.items():
        ohms = _begun(result, "resistance_start").get(name)
        before = "–" if ohms is None else f"{ohms * 1e4:.4g} Ω·cm²"
        yield f"interface resistance, {name}", before, number(part)


def _begun(result: Result, what: str) -> dict[str, Any]:
    """What held when the sequence began; of what came in with a later step, when that step began."""
    return {name: value for one in reversed(result.steps) for name, value in one.manifest[what].items()}


def html(result: Result) -> str:
    """The view as HTML for notebooks: the text, in a fixed pitch."""
    return f"<pre>{escape(text(result))}</pre>"


def table(heads: Iterable[str], rows: Iterable[tuple[str, ...]], *, right: Iterable[int] = ()) -> Table:
    """A table for a terminal, a pipe or a page.

    Args:
        heads: The columns' headings.
        rows: Cells as text, one tuple a row.
        right: Columns to align at the right.
    """
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    flushed = set(right)
    for index, head in enumerate(heads):
        made.add_column(head, justify="right" if index in flushed else "left")
    for row in rows:
        made.add_row(*row)
    return made


def number(quantity: Any) -> str:
    """A quantity for people: four digits, unit as a sign.

    Args:
        quantity: A scalar pint quantity, any registry.
    """
    unit = f"{quantity.units:~P}".replace("⋅", "·")
    unit = _PRODUCTS.get(unit, unit)
    return f"{float(quantity.magnitude):.4g} {unit}".rstrip()


def _share(quantity: Any) -> str:
    """A dimensionless amount; percent where that reads better."""
    value = float(quantity.to("").magnitude)
    return f"{value:.4g}" if abs(value) < 1e-3 and value != 0 else f"{value * 100:.4g} %"


def _length(quantity: Any) -> str:
    from annealkit import units

    return units.text(float(quantity.to("m").magnitude), "m")


def _time(quantity: Any) -> str:
    seconds = float(quantity.to("s").magnitude)
    for name, size in (("h", 3600.0), ("min", 60.0)):
        if seconds >= size:
            return f"{seconds / size:.4g} {name}"
    return f"{seconds:.4g} s"


def _warnings(result: Result) -> Iterator[str]:
    yield from (f"warning: {one}" for one in result.warnings)
    if result.warnings:
        yield ""


def _step(result: Result) -> Iterator[str]:
    step = result.manifest.get("step")
    if step is not None:
        yield f"step {step['number']} of {step['count']}: {step['title']}"


def _losses(result: Result) -> Iterator[RenderableType]:
    for species, lost in result.lost.items():
        verb = "gained" if float(lost.to("").magnitude) < 0 else "lost"
        yield f"{species} {verb}: {_share(abs(lost))} of the initial amount"
        if result.earlier:
            whole = result.total.lost[species]
            verb = "gained" if float(whole.to("").magnitude) < 0 else "lost"
            yield f"  {verb} since the sequence began: {_share(abs(whole))} of what was held then"
        ends = result.bounds.get(species)
        if ends is not None:
            low, high = (_share(one) for one in ends)
            yield f"  between {low} and {high}: the rate of a solid sink is unknown or calibrated"
        lone = result.lone.get(species)
        if lone is not None:
            does = "gains" if float(lone.to("").magnitude) < 0 else "loses"
            yield f"  a lone particle in the same gas {does} {_share(abs(lone))}"
        yield from _by_size(result.sizes.get(species, ()))
        yield from _budget(species, result.budget.get(species, {}), lost, result.limits.get(species, {}))


def _by_size(sizes: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    """What particles of several sizes lose, and the powder as a whole."""
    if sizes:
        told = ", ".join(f"{_length(diameter)} {_share(lost)}" for diameter, lost in sizes)
        whole = sum(lost for _, lost in sizes) / len(sizes)
        yield f"  by size {told}; the whole powder {_share(whole)}"


def _budget(
    species: str, channels: Mapping[str, Any], lost: Any, limits: Mapping[str, Mapping[str, float]]
) -> Iterator[Table]:
    if not channels:
        return
    total = float(lost.to("").magnitude)
    rows = []
    amounts = {name: float(amount.to("").magnitude) for name, amount in channels.items()}
    for name, value in sorted(amounts.items(), key=lambda one: -abs(one[1])):
        share = f"{value / total * 100:.3g} %" if total else "–"
        rows.append((name, f"{value:.4g}", share, _limited(limits.get(name, {}))))
    yield table((f"{species} through", "fraction of initial", "share of lost", "limited by"), rows, right=(1, 2))


def _limited(shares: Mapping[str, float]) -> str:
    """The largest share of the driving force, and what else takes a tenth of it."""
    ordered = sorted(shares.items(), key=lambda one: -one[1])
    return ", ".join(f"{name} {share * 100:.0f} %" for name, share in ordered if share >= 0.1)


def _phases(result: Result) -> Iterator[RenderableType]:
    if not result.phases:
        return
    instruments = sorted({name for verdict in result.phases for name in verdict.detectable})
    hottest = f"at {result.phases[0].margin_at - _CELSIUS:.0f} °C"
    heads = ("phase", hottest, "margin", "metal in it", "at most", "volume", "depth", *instruments)
    yield table(heads, [_verdict(one, instruments) for one in result.phases], right=(2, 3, 4, 5, 6))


def _verdict(verdict: Any, instruments: Iterable[str]) -> tuple[str, ...]:
    return (
        verdict.product,
        "stable" if verdict.stable else "not stable",
        number(verdict.margin),
        f"{verdict.amount * 100:.3g} %",
        f"{verdict.peak * 100:.3g} %",
        f"{verdict.volume_fraction * 100:.3g} %",
        "–" if verdict.depth is None else _length(verdict.depth),
        *(_seen(verdict, name) for name in instruments),
    )


def _seen(verdict: Any, instrument: str) -> str:
    if not verdict.detectable.get(instrument, False):
        return "not seen"
    onset = verdict.onset.get(instrument)
    if onset is None:
        return "seen"
    return f"from {_time(onset)}" if float(onset.magnitude) > 0 else "from the start"


def _observed(result: Result) -> Iterator[str]:
    for name, value in result.observed.items():
        yield f"{_title(name)}: {_observation(name, value)}"
    for name, measured in result.observables.items():
        yield f"{_title(name)}: {number(measured)}"


def _title(name: str) -> str:
    return name.replace("_", " ")


def _observation(name: str, value: float) -> str:
    return f"{value * 100:.4g} %" if name.endswith("fraction") else f"{value:.4g}"


def _resistance(result: Result) -> Iterator[RenderableType]:
    parts = {name: value for name, value in result.resistance.items() if name != "total"}
    if not result.resistance:
        return
    total = result.resistance.get("total")
    heading = "" if total is None else f": {number(total)}"
    yield f"interface resistance{heading}"
    yield from (f"  {name}: {number(value)}" for name, value in parts.items())


def _balance(result: Result) -> Iterator[str]:
    for name, amount in result.balance.made.items():
        share = float((amount / result.balance.initial).to("").magnitude)
        yield f"{'made' if share >= 0 else 'used up'} by {name}: {abs(share):.4g} of the initial amount"
    yield f"mass balance closes to {result.balance.closure:.2g} of what was held or exchanged"


def _notes(result: Result) -> Iterator[str]:
    yield from (f"note: {one}" for one in result.manifest.get("assumed", ()))
    yield from (f"note: {one}" for one in result.notes)
