"""Whether numbers come from records: overrides arrive, batches spread, processes agree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from annealkit.errors import AnnealkitError
from annealkit.plugins.calling import said
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.probing import Array, Known
from annealkit.testing.subject import Subject
from annealkit.testing.trials import trials
from annealkit.testing.varying import Varied, shifted, variations

__all__ = ["CHECKS"]

_CLOSE = 1e-12


@check("answered")
def overrides_reach_every_record(subject: Subject) -> Iterator[str]:
    """An anneal uses the overriding value of each record that it lists, and its explanation shows it.

    A law built from the module's own book instead of the material it is given would take an override and ignore it.
    """
    tried = 0
    for trial in trials(subject):
        try:
            plain = trial.anneal()
            own = {key: record for key, record in plain.built.records.items() if key in subject.records}
            overrides = shifted(own)
            changed = trial.anneal(parameters=overrides)
        except AnnealkitError as error:
            yield f"{trial.what}: it cannot be made with other values of its records. {error}"
            continue
        tried += len(overrides)
        told = changed.explain().records
        for key in overrides:
            record = changed.built.records.get(key)
            if record is None or not record.overridden or key not in told:
                yield (
                    f"{trial.what}: the override of {key} is taken and not used. Build laws from the records of the "
                    "material that the hook is given (material[...], material.resolve(book))."
                )
    if not tried:
        raise Inapplicable("No anneal uses a record of it.")


@check("answered")
def laws_listen_to_their_records(subject: Subject) -> Iterator[str]:
    """With other values of the records it lists, a law gives other numbers.

    A law that lists records and computes with numbers of its own makes every error bar a fiction.
    """
    found, failure = _variations(subject)
    if failure:
        yield failure
    for varied in found:
        if not any(np.any(np.asarray(record.value)) for record in varied.one.law.records.values()):
            continue  # a share of nothing is nothing
        known = varied.one.known
        before, _ = varied.one.numbers(known)
        after, _ = varied.other.numbers(known)
        if before is not None and after is not None and np.array_equal(before, after, equal_nan=True):
            yield (
                f"{varied.one.where}: its numbers do not change with any of its records "
                f"({', '.join(sorted(varied.one.law.records))}). Compute with the records' values."
            )


@check("answered")
def laws_take_batches(subject: Subject) -> Iterator[str]:
    """With records that hold several values, a law gives what it gives for each, on a new leading axis.

    Uncertainty and sensitivity vary records this way; record.per_cell has the axis for the cells.
    """
    found, failure = _variations(subject)
    if failure:
        yield failure
    for varied in found:
        yield from islice((defect for known in varied.states for defect in _batch_defects(varied, known)), 1)


@check("answered")
def contributions_cross_processes(subject: Subject) -> Iterator[str]:
    """What it contributes can be pickled, and arrives in another process as the same.

    Studies run in worker processes.
    """
    if subject.target.kind == "object":
        raise Inapplicable("An object in memory cannot be found by another process.")
    if not subject.answers:
        raise Inapplicable("It contributes nothing to an anneal.")
    if subject.elsewhere.failure:
        yield subject.elsewhere.failure
    for answer, trouble in zip(subject.answers, subject.elsewhere.trouble, strict=True):
        if trouble:
            yield f"{answer.where}: {trouble}. Use functions and classes at the top of a module."


def _variations(subject: Subject) -> tuple[list[Varied], str]:
    """Laws with other values of their records, and why they cannot be had."""
    if not any(one.law.records for one in subject.tried):
        raise Inapplicable("It brings no law with records.")
    try:
        return list(variations(subject)), ""
    except Exception as error:  # whatever a plugin's hooks raise
        return [], (
            f"Its contributions cannot be made of records with other or several values: {said(error).rstrip('.')}. Use "
            "record.value or record.per_cell as they are, without float()."
        )


def _batch_defects(varied: Varied, known: Known) -> Iterator[str]:
    where = varied.one.where
    found = [one.numbers(known)[0] for one in (varied.one, varied.other)]
    singles = [one for one in found if one is not None]
    if len(singles) < len(found):  # told by laws_are_finite
        return
    both, failure = varied.batch.numbers(known)
    if both is None:
        yield f"{failure} That is with records of two values; use record.per_cell."
        return
    due = varied.one.shape(known)
    lead = varied.one.lead
    spread = _in_batch(both, (*lead, 2, *due))
    if spread is None:
        yield f"{where}: with records of two values its result has the shape {both.shape}; expected {(*lead, 2, *due)}."
        return
    for number, single in enumerate(singles):
        alone = np.broadcast_to(single, (*lead, *due))
        if not np.allclose(spread.take(number, axis=len(lead)), alone, rtol=_CLOSE, atol=0.0, equal_nan=True):
            yield f"{where}: in a batch of two values of its records, entry {number} differs from that value alone."
            return


def _in_batch(values: Array, shape: tuple[int, ...]) -> Array | None:
    """A result spread over batch and cells; a number for the whole body may keep an axis of one for the cells."""
    for one in (values, values[..., 0] if values.ndim and values.shape[-1] == 1 else values):
        try:
            return np.broadcast_to(one, shape)
        except ValueError:
            continue
    return None


CHECKS: tuple[Check, ...] = (
    overrides_reach_every_record,
    laws_listen_to_their_records,
    laws_take_batches,
    contributions_cross_processes,
)
