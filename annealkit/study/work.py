"""What a worker does: one chunk of points, each computed, taken from the store, or failed with its reason.

What crosses the process is text: the anneals as plain data, the options of their runs, the store's folder, and the
code that the numbers are to come from.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from annealkit.anneal import Anneal
from annealkit.errors import AnnealkitError, InputError
from annealkit.stated import anneal_of
from annealkit.study.key import key
from annealkit.study.measures import measures
from annealkit.study.store import Store
from annealkit.study.versions import code, differences

__all__ = ["Outcome", "computed", "work"]


@frozen
class Outcome:
    """What became of one point.

    Attributes:
        number: Which point of the study.
        status: ``"ok"``, ``"failed"`` or ``"not computed"``.
        reason: Why it is not ok, one sentence or more.
        measured: Its numbers; None where there are none.
        reused: Whether they were in the store.
        seconds: How long it took.
        key: Of the store; empty without one.
    """

    number: int
    status: str
    reason: str = ""
    measured: Mapping[str, Any] | None = None
    reused: bool = False
    seconds: float = 0.0
    key: str = ""


def work(chunk: str) -> list[Outcome]:
    """Compute a chunk.

    Args:
        chunk: JSON of ``{"points": [[number, anneal], ...], "options": {...}, "store": path or null, "code": [...]}``;
            ``code`` is what :func:`annealkit.study.versions.code` says where the study began.

    Returns:
        One outcome a point; nothing that annealkit raises on purpose gets out of here.
    """
    told = json.loads(chunk)
    store = None if told["store"] is None else Store(told["store"])
    return [_outcome(number, data, told["options"], store, told["code"]) for number, data in told["points"]]


def _outcome(
    number: int,
    data: Mapping[str, Any],
    options: Mapping[str, Any],
    store: Store | None,
    expected: list[dict[str, Any]],
) -> Outcome:
    began = time.perf_counter()
    try:
        anneal = anneal_of(data)
        if expected:
            _refuse_other_code(anneal, expected)
        found, reused, name = computed(anneal, options, store)
    except AnnealkitError as error:
        return Outcome(number, "failed", f"{type(error).__name__}: {error}", seconds=time.perf_counter() - began)
    return Outcome(number, "ok", "", found, reused, time.perf_counter() - began, name)


def computed(anneal: Anneal, options: Mapping[str, Any], store: Store | None) -> tuple[dict[str, Any], bool, str]:
    """The numbers of an anneal, whether they were in the store, and their key there.

    Raises:
        AnnealkitError: Whatever the run or the store raises.
    """
    name = "" if store is None else key(anneal, options)
    known = None if store is None else store.measures(name)
    if known is not None:
        return known, True, name
    result = anneal.run(**options)
    found = measures(result)
    if store is not None:
        from annealkit.stated import stated

        store.keep(name, result, {"anneal": stated(anneal), "options": dict(options)}, found)
    return found, False, name


def _refuse_other_code(anneal: Anneal, expected: list[dict[str, Any]]) -> None:
    """Numbers of other code must not stand beside those of the process that began the study."""
    odd = differences(code(anneal.built), expected)
    if odd:
        raise InputError(
            f"worker: it does not run what the study was begun with: {' '.join(odd)} Install the same, and go on."
        )
