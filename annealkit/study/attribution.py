"""Which difference between two anneals made their results differ: one input exchanged at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from annealkit.errors import AnnealkitError
from annealkit.stated import anneal_of
from annealkit.study.differing import differing, inputs_apart
from annealkit.study.reading import measure_of
from annealkit.study.store import Store
from annealkit.study.work import computed

__all__ = ["Effect", "attributed"]


@frozen
class Effect:
    """What one difference does alone.

    Attributes:
        path: The input that was exchanged; ``"together"`` for what several do that none does alone.
        change: Of the measure, in its SI unit; None where the anneal with this input alone cannot be.
        share: Of the whole change; None where the whole is nothing.
        through: Models (with plugins) and records that came with the input.
        reason: Why it could not be run alone.
    """

    path: str
    change: float | None
    share: float | None
    through: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        if self.change is None:
            return f"{self.path}: cannot be exchanged alone. {self.reason}"
        share = "" if self.share is None else f", {100 * self.share:.3g} % of the whole"
        by = f" through {'; '.join(self.through[:4])}{' ...' if len(self.through) > 4 else ''}" if self.through else ""
        return f"{self.path}: {self.change:+.3g}{share}{by}"


def attributed(
    inputs: tuple[Mapping[str, Any], Mapping[str, Any]],
    measured: tuple[Mapping[str, Any], Mapping[str, Any]],
    measure: str,
    options: Mapping[str, Any],
    store: Store | None,
) -> list[Effect]:
    """What each input that differs does alone to a measure of the first anneal.

    Args:
        inputs: Both anneals as plain data.
        measured: The numbers of both results.
        measure: See :func:`annealkit.study.reading.measure_of`.
        options: Of the runs.
        store: Where they are kept, or None.

    Raises:
        UnknownNameError: The results have no such measure.
    """
    begin, end = (measure_of(one, measure) for one in measured)
    whole = end - begin
    first = anneal_of(inputs[0])
    found = []
    for path, (_, value) in inputs_apart(*inputs).items():
        data = _with(inputs[0], path, value)
        try:
            anneal = anneal_of(data)
            change = measure_of(computed(anneal, options, store)[0], measure) - begin
        except AnnealkitError as error:
            found.append(Effect(path, None, None, reason=str(error)))
            continue
        apart = differing(first.built, anneal.built, (inputs[0], data))
        through = tuple(f"{one.kind} {one}" for one in apart if one.kind != "input")
        found.append(Effect(path, change, change / whole if whole else None, through))
    found.sort(key=lambda one: -abs(one.change or 0.0))
    alone = sum(one.change or 0.0 for one in found)
    if len(found) > 1:
        found.append(Effect("together", whole - alone, (whole - alone) / whole if whole else None))
    return found


def _with(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Plain data with one entry replaced, or taken out where the other has none."""
    head, _, rest = path.partition(".")
    inner = dict(data.get(head) or {}) if rest and head in ("body", "atmosphere") else None
    found = dict(data)
    if inner is not None:
        found[head] = _with(inner, rest, value)
    elif rest:  # slots and ids hold dots themselves
        found[head] = {key: one for key, one in (data.get(head) or {}).items() if key != rest}
        if value is not None:
            found[head][rest] = value
    elif value is None:
        found.pop(head, None)
    else:
        found[head] = value
    return found
