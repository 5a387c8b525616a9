"""Whether anneals that use the plugin run, and lose nothing on the way."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator

import numpy as np
from numpy.typing import NDArray

from annealkit.errors import AnnealkitError
from annealkit.plugins.calling import said
from annealkit.testing.check import Check, Inapplicable, check
from annealkit.testing.subject import Subject
from annealkit.testing.trials import CELLS, RTOL, Trial, some_material, trials

__all__ = ["CHECKS"]

#: Largest gap of a balance, over what there was.
_GAP = 1e-10


@check("answered")
def a_closed_box_keeps_its_matter(subject: Subject) -> Iterator[str]:
    """In a closed body of each of its materials and coatings the balance closes to 1e-10, and nothing leaves.

    What moves and changes inside must neither make nor destroy matter in silence.
    """
    own = [one for one in trials(subject) if one.plain]
    if not own:
        raise Inapplicable("It offers no material and no coating.")
    for trial in own:
        try:
            anneal = trial.anneal(closed=True)
            solution = anneal.built.problem(CELLS).solve(np.array([anneal.schedule.duration]), rtol=RTOL)
        except Exception as error:  # an integrator meets whatever a law does
            yield f"{trial.what} in a closed body fails: {said(error).rstrip('.')}."
            continue
        balance = solution[anneal.built.symbol].balance
        if not balance.closure <= _GAP:
            yield f"{trial.what} in a closed body: the balance is open by {balance.closure:.3g} of what there was."
        left = {name: amount for name, amount in balance.left.items() if not abs(amount) <= _GAP * balance.initial}
        if left:
            yield f"{trial.what} in a closed body: something leaves through {', '.join(left)}."


@check("answered")
def the_smallest_anneals_run(subject: Subject) -> Iterator[str]:
    """A film of 100 nm runs with each of its models, gases, substrates, coatings; balances close, numbers are finite.

    What cannot do this cannot do more.
    """
    found = trials(subject)
    if not found:
        raise Inapplicable("It offers nothing that an anneal of a material in use could be tried with.")
    bounded: set[tuple[str, str | None]] = set()
    for trial in found:
        try:
            yield from _run(trial) if trial.plain else _solved(trial, bounded)
        except Exception as error:  # an integrator meets whatever a law does
            kind = "" if isinstance(error, AnnealkitError) else "unexpectedly "
            yield f"{trial.what} fails {kind}: {said(error).rstrip('.')}.".replace(" :", ":")


@check("used")
def observers_only_watch(subject: Subject) -> Iterator[str]:
    """An observer of finished runs takes a result without an error and leaves it as it was.

    The result is the user's, and other observers see it too.
    """
    own = subject.target.candidate.implementations.get("annealkit_run_completed", ())
    if not own:
        raise Inapplicable("It observes no runs.")
    material = some_material()
    if not material:
        raise Inapplicable("No material is in use whose anneal it could be shown.")
    result = Trial("", material).anneal().run(cells=CELLS, rtol=RTOL, out_of_range="allow")
    table, manifest = result.dataset.copy(deep=True), json.dumps(result.manifest)
    for one in own:
        try:
            one({"result": result})
        except Exception as error:  # whatever a plugin's function raises
            yield f"annealkit_run_completed raises {said(error).rstrip('.')}."
    if json.dumps(result.manifest) != manifest or not result.dataset.identical(table):
        yield "annealkit_run_completed changes the result it is shown. Work on a copy."


def _run(trial: Trial) -> Iterator[str]:
    """The anneal as a user runs it, to its result."""
    result = trial.anneal().run(cells=CELLS, rtol=RTOL, out_of_range="allow")
    if not result.balance.closure <= _GAP:
        yield f"{trial.what}: the balance is open by {result.balance.closure:.3g} of what there was."
    for name, values in result.dataset.data_vars.items():
        if values.dtype.kind == "f" and not np.all(np.isfinite(_held(values.to_numpy(), values.dims))):
            yield f"{trial.what}: {name} of the result is not finite everywhere."


def _held(values: NDArray[np.float64], dims: tuple[Hashable, ...]) -> NDArray[np.float64]:
    """Values in the cells that have them: a state of one layer is unknown in the other at all times."""
    if "depth" not in dims or np.isnan(values).all():
        return values
    return np.asarray(values[:, ~np.isnan(values).all(axis=0)])


def _solved(trial: Trial, bounded: set[tuple[str, str | None]]) -> Iterator[str]:
    """The anneal, to the end only, and both ends of its brackets where those of its body are not in ``bounded``."""
    anneal = trial.anneal()
    ends: tuple[str | None, ...] = (None,)
    if anneal.built.brackets and (trial.material, trial.substrate) not in bounded:
        bounded.add((trial.material, trial.substrate))
        ends = (None, "low", "high")
    for end in ends:
        solution = anneal.built.problem(CELLS, end).solve(np.array([anneal.schedule.duration]), rtol=RTOL)
        which = f" at the {end} end of its bracket" if end else ""
        closure = solution[anneal.built.symbol].balance.closure
        if not closure <= _GAP:
            yield f"{trial.what}{which}: the balance is open by {closure:.3g} of what there was."
        if not np.all(np.isfinite(solution[anneal.built.symbol].concentration)):
            yield f"{trial.what}{which}: the concentration is not finite everywhere."


CHECKS: tuple[Check, ...] = (a_closed_box_keeps_its_matter, the_smallest_anneals_run, observers_only_watch)
