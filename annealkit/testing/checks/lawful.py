"""Whether laws give what they promise: units, arguments, finite numbers, arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from annealkit import units
from annealkit.domain import GASES
from annealkit.laws import Law
from annealkit.plugins.calling import Implementation
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.contents import states_of
from annealkit.testing.probing import Array, Known
from annealkit.testing.scene import calls
from annealkit.testing.subject import Subject
from annealkit.testing.trying import Tried

__all__ = ["CHECKS"]

#: Where a law stands whose value has a sign: hook and place, and whether it may be zero.
_SIGNED: Mapping[tuple[str, str], bool] = {
    ("annealkit_diffusivities", "law"): True,
    ("annealkit_activities", "law"): True,
    ("annealkit_resistances", "law"): True,
    ("annealkit_interfaces", "resistance"): True,
    ("annealkit_interfaces", "partition"): False,
    ("annealkit_interfaces", "isotherm"): True,
    ("annealkit_phase_rules", "volume_ratio"): False,
}
_EVERYWHERE = ("T", "t", "x", "y", "z", "c", *(f"p_{gas}" for gas in GASES))
_AT_FACES = ("a_source", "T_source", "boundary_layer", "flow", "tube", "boat")
_OF_PROFILES = ("dx", "depth")
#: States that a law is called at one by one.
_SINGLE = 24
_CLOSE = 1e-12


@check("used")
def laws_have_the_due_unit(subject: Subject) -> Iterator[str]:
    """Each law is in the unit that its hook says; the rate of a state is in the state's unit per second.

    Laws give bare numbers in SI; a wrong unit is a wrong number.
    """
    _require_laws(subject)
    seen: set[str] = set()
    for scene in subject.scenes:
        for hook, arguments in calls(scene):
            for implementation in subject.target.candidate.implementations.get(hook.name, ()):
                for item in _given(implementation, arguments):
                    for defect in _unit_defects(hook.name, item, hook.laws):
                        if defect not in seen:
                            seen.add(defect)
                            yield defect


@check("answered")
def laws_read_known_arguments(subject: Subject) -> Iterator[str]:
    """Laws read only what an anneal can give them: T, t, x, c, partial pressures, local states that exist.

    A law that asks for something else fails when the anneal is run.
    """
    _require_laws(subject)
    for one in subject.tried:
        moving = (*one.grid.material.species, *one.grid.mobiles)
        known = {*_EVERYWHERE, *(f"c_{symbol}" for symbol in moving), *one.grid.states}
        known |= {*_AT_FACES} if one.answer.face is not None else set()
        known |= {*_OF_PROFILES, *one.grid.of_face} if one.of_profiles else set()
        known |= {"u"} if one.place == "isotherm" else set()
        odd = [argument for argument in one.law.arguments if argument not in known]
        if odd:
            yield f"{one.where}: it reads {', '.join(odd)}, which nothing gives it. Known: {', '.join(sorted(known))}."


@check("answered")
def laws_are_finite(subject: Subject) -> Iterator[str]:
    """Laws give finite numbers from room temperature through their records' range, at every composition and gas.

    Every schedule begins at room temperature, a gas may be absent and a body empty; one infinity stops a run.
    """
    _require_laws(subject)
    for one in subject.tried:
        known = one.known
        values, failure = one.numbers(known)
        if values is None:
            yield failure
            continue
        bad = one.first(~np.isfinite(values), values, known)
        if bad:
            yield f"{one.where}: it is not finite, {bad}."


@check("answered")
def laws_have_their_sign(subject: Subject) -> Iterator[str]:
    """Diffusivities, activities and resistances are nowhere negative, partitions and volume ratios above zero.

    A negative one runs without an error and gives nonsense.
    """
    _require_laws(subject)
    for one in subject.tried:
        may_be_zero = _SIGNED.get((one.answer.hook.name, one.place))
        if may_be_zero is None:
            continue
        known = one.known
        values, _ = one.numbers(known)
        if values is None:
            continue
        bad = one.first(values < 0 if may_be_zero else values <= 0, values, known)
        if bad:
            yield f"{one.where}: it is {'negative' if may_be_zero else 'not above zero'}, {bad}."
        elif one.answer.hook.name == "annealkit_diffusivities" and not np.any(values > 0):
            yield f"{one.where}: it is zero everywhere, so that nothing would ever move."


@check("answered")
def laws_work_on_arrays(subject: Subject) -> Iterator[str]:
    """On arrays with the cells last and any axes in front, laws give what they give one state at a time.

    The integrator calls a law on all cells and many states at once.
    """
    _require_laws(subject)
    for one in subject.tried:
        known = one.known
        values, failure = one.numbers(known)
        if values is None or failure:
            continue
        yield from islice(_array_defects(one, known, values), 1)


@check("answered")
def laws_are_told(subject: Subject) -> Iterator[str]:
    """Each law describes itself as mathematics, and has an identity that tells it from others in any process.

    ``explain()`` shows the one; stores of results need the other and refuse a law without it.
    """
    _require_laws(subject)
    for one in subject.tried:
        if not one.law.describe().strip():
            yield f"{one.where}: it describes itself with nothing. Give text='...'."
        if one.law.identity is None:
            yield (
                f"{one.where}: it has no identity, as a lambda or an inner function has none. Move the function to the "
                "top of a module, or give identity='...'."
            )


def _require_laws(subject: Subject) -> None:
    if not subject.physics:
        raise Inapplicable("It implements no physics hook, hence brings no law.")


def _given(implementation: Implementation, arguments: Mapping[str, object]) -> tuple[Any, ...]:
    """What an implementation gives before the host looks at it, for the host refuses a wrong unit."""
    try:
        return tuple(implementation.spoken.lifted(item) for item in implementation(arguments))
    except Exception:  # told by hooks_answer
        return ()


def _unit_defects(hook: str, item: Any, own: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for path, unit in own:
        law: Any = item
        for part in path.split("."):
            law = getattr(law, part, None)
        if unit and isinstance(law, Law) and units.normal(law.unit) != units.normal(unit):
            yield f"{hook}: {path} of {item.name!r} is in {law.unit!r} where {unit!r} is due. Convert it."
    for state in states_of(item):
        due = units.normal(f"({state.unit}) / s") if units.normal(state.unit) != "1" else "1/s"
        if units.normal(state.rate.unit) != units.normal(due):
            yield (
                f"{hook}: the rate of the state {state.name!r} of {item.name!r} is in {state.rate.unit!r} where "
                f"{due!r} is due. Convert it, or mend the state's unit."
            )


def _array_defects(one: Tried, known: Known, values: Array) -> Iterator[str]:
    due = one.shape(known)
    lead = one.lead
    whole = _spread(values, lead + due)
    if whole is None:
        axes = " and one of the ".join(map(str, lead))
        axis = f"a leading axis of the {axes} {'channels' if len(lead) == 1 else 'resistances and channels'}, then "
        axis = axis if lead else ""
        yield f"{one.where}: on states of shape {due} its result has the shape {values.shape}; expected {axis}{due}."
        return
    yield from _singly(one, known, whole, due)
    if due:
        half = (2, due[0] // 2)
        folded = {name: _folded(value, due[0]) for name, value in known.items()}
        in_two, failure = one.numbers(folded)
        spread = None if in_two is None else _spread(in_two, lead + half)
        if spread is None or not _alike(spread, whole.reshape(lead + half)):
            told = failure or f"{one.where}: its numbers change."
            yield f"{told} That is with one more axis in front of the same states; keep the cells last."


def _singly(one: Tried, known: Known, whole: Array, due: tuple[int, ...]) -> Iterator[str]:
    for index in range(min(_SINGLE, due[0]) if due else 0):
        single, failure = one.numbers(_row(one, known, index))
        if single is None:
            yield f"{failure} It works on an array of the same states."
        elif not _alike(np.squeeze(single), np.squeeze(whole[..., index])):
            yield f"{one.where}: one state alone gives {_short(single)}, among others {_short(whole[..., index])}."


def _spread(values: Array, shape: tuple[int, ...]) -> Array | None:
    try:
        return np.broadcast_to(values, shape)
    except ValueError:
        return None


def _alike(one: Array, other: Array) -> bool:
    return bool(np.allclose(one, other, rtol=_CLOSE, atol=0.0, equal_nan=True))


def _folded(value: Array, points: int) -> Array:
    """The same states in two rows; what belongs to cells only stays."""
    return value.reshape(2, -1, *value.shape[1:]) if value.shape[:1] == (points,) else value


def _row(one: Tried, known: Known, index: int) -> Known:
    """One state of many: scalars, or one profile."""
    if not one.of_profiles:
        return {name: float(value[index]) for name, value in known.items()}
    return {name: value[index] if value.ndim > 1 else value for name, value in known.items()}


def _short(values: Array) -> str:
    return ", ".join(f"{one:.15g}" for one in np.ravel(values)[:6])


CHECKS: tuple[Check, ...] = (
    laws_have_the_due_unit,
    laws_read_known_arguments,
    laws_are_finite,
    laws_have_their_sign,
    laws_work_on_arrays,
    laws_are_told,
)
