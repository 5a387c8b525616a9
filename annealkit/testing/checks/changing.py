"""Whether phase rules and local states hold over the whole range of compositions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from annealkit.contributions import PhaseRule
from annealkit.domain import GASES
from annealkit.plugins.table import HOOKS
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.contents import states_of
from annealkit.testing.scene import Answer
from annealkit.testing.subject import Subject
from annealkit.testing.trying import Tried

__all__ = ["CHECKS"]

#: Names that mean something else to a law already.
_TAKEN = ("T", "t", "x", "y", "z", "c", "dx", "depth", "a_source", "T_source", "boundary_layer", "flow", "tube", "boat")
_ROUNDING = 1e-9


@check("answered")
def phase_rules_answer_everywhere(subject: Subject) -> Iterator[str]:
    """From an empty body to 1.2 of its sites a rule has a finite margin, and an amount between 0 and 1.

    A rule is evaluated in every cell at every time, whatever became of the composition.
    """
    _require(subject, "annealkit_phase_rules")
    for one in subject.tried:
        if not isinstance(one.answer.item, PhaseRule):
            continue
        known = one.known
        values, failure = one.numbers(known)
        if values is None:
            yield failure
            continue
        bad = ~np.isfinite(values)
        if one.place == "amount":
            bad |= (values < -_ROUNDING) | (values > 1 + _ROUNDING)
        told = one.first(bad, values, known)
        if told:
            due = "a share between 0 and 1" if one.place == "amount" else "finite"
            yield f"{one.where}: it is not {due}: {told}."


@check("answered")
def phase_rules_are_told(subject: Subject) -> Iterator[str]:
    """Each rule names its product and its reaction, and thresholds of instruments are shares between 0 and 1.

    A verdict says what is made, how, and who would see it.
    """
    _require(subject, "annealkit_phase_rules")
    for answer in subject.answers:
        item = answer.item
        if isinstance(item, PhaseRule):
            for name in ("product", "reaction"):
                if not getattr(item, name).strip():
                    yield f"{answer.where}: it has no {name}. Give one."
            for instrument, record in item.thresholds.items():
                if not np.all((np.asarray(record.value) > 0) & (np.asarray(record.value) < 1)):
                    yield f"{answer.where}: {instrument} sees shares from {record.text}; expected one between 0 and 1."


@check("answered")
def states_can_be_integrated(subject: Subject) -> Iterator[str]:
    """Local states have free names and a positive scale, and finite rates where they begin and beyond.

    The integrator takes its tolerance from the scale and its steps from the rate.
    """
    found = [(answer, state) for answer in subject.answers for state in states_of(answer.item)]
    if not found:
        raise Inapplicable("It brings no local state.")
    for answer, state in found:
        if state.name in _TAKEN or state.name.startswith("c_") or state.name in {f"p_{gas}" for gas in GASES}:
            yield f"{answer.where}: the state's name {state.name!r} means something else to laws. Choose another."
        if not (np.isfinite(state.initial) and np.isfinite(state.scale) and state.scale > 0):
            yield (
                f"{answer.where}: the state {state.name!r} begins at {state.initial} with the scale {state.scale}; "
                "expected finite numbers, the scale above 0."
            )
            continue
        yield from _rates([one for one in subject.tried if one.answer is answer])


@check("answered")
def states_do_not_share_names(subject: Subject) -> Iterator[str]:
    """No two transformations of different kinds offered for a material bring a state of the same name.

    Both may be used in one run, and a law that reads the name would read one of them.
    """
    _require(subject, "annealkit_transformations")
    seen: dict[tuple[str, str], Answer] = {}
    for answer in subject.answers:
        if answer.hook is not HOOKS["annealkit_transformations"]:
            continue
        if answer.item.state is None:
            continue
        first = seen.setdefault((answer.scene.material.name, answer.item.state.name), answer)
        if first.slot != answer.slot:
            yield f"{answer.where}: its state {answer.item.state.name!r} is also that of {first.where}. Rename one."


def _rates(own: list[Tried]) -> Iterator[str]:
    for one in own:
        if not one.place.endswith("rate"):
            continue
        known = one.known
        values, failure = one.numbers(known)
        told = failure if values is None else one.first(~np.isfinite(values), values, known)
        if told:
            yield f"{one.where}: the rate is not finite: {told}."


def _require(subject: Subject, hook: str) -> None:
    if not any(answer.hook.name == hook for answer in subject.answers):
        raise Inapplicable(f"It gives nothing for {hook}.")


CHECKS: tuple[Check, ...] = (
    phase_rules_answer_everywhere,
    phase_rules_are_told,
    states_can_be_integrated,
    states_do_not_share_names,
)
