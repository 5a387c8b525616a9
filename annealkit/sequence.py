"""Several steps of one body, each begun from the state in which the last one left it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from annealkit.anneal import Anneal, Engine, Progress, RangePolicy
from annealkit.errors import InputError
from annealkit.exposure import Exposure, is_closed, opened

if TYPE_CHECKING:
    from annealkit.explain import Explanation
    from annealkit.plan import Plan
    from annealkit.provenance import Record
    from annealkit.result import Result
    from annealkit.result.step import Chain

__all__ = ["Sequence"]

_STEP = "ak.Exposure('25 degC', duration='24 h') or ak.Anneal(...)"


def _steps(value: Any) -> tuple[Exposure | Anneal, ...]:
    if isinstance(value, (str, bytes, Mapping, Exposure, Anneal)) or not isinstance(value, Iterable):
        raise InputError(f"Sequence: {value!r} was given; expected a list of steps such as {_STEP}.")
    found = tuple(value)
    for number, one in enumerate(found, start=1):
        if not isinstance(one, (Exposure, Anneal)):
            raise InputError(f"Sequence, step {number}: {one!r} was given; expected {_STEP}.")
    return found


@frozen(eq=False)
class Sequence:
    """Exposures and anneals of one body, one after another.

    Profiles, local states and states of faces go on from step to step by name; what a step's models bring new begins
    as they say. Each step has its own gas, also where it is sealed in a vessel.

    A film with ``closed=True`` is open in every exposure before its first closed anneal: the face is buried between
    them.

    Attributes:
        steps: As given.
        anneals: Every step as it is solved; an exposure is an anneal at one temperature.
    """

    steps: tuple[Exposure | Anneal, ...] = field(converter=_steps)
    anneals: tuple[Anneal, ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        own = [one for one in self.steps if isinstance(one, Anneal)]
        if not own:
            what = "no step" if not self.steps else "exposures only"
            raise InputError(f"Sequence: {what} given; expected at least one anneal, which says what is exposed.")
        for other in own[1:]:
            _refuse_other(own[0], other)
        object.__setattr__(self, "anneals", tuple(self._resolved()))

    def run(
        self,
        *,
        engine: Engine = "sundials",
        rtol: float = 1e-5,
        cells: int | None = None,
        out_of_range: RangePolicy = "warn",
        progress: Progress | None = None,
    ) -> Result:
        """Compute what every step does; arguments and errors as for :meth:`annealkit.Anneal.run`.

        Returns:
            The result of the last step; its ``steps`` are those of all, its ``total`` is told over all of them.
        """
        # The result stands a floor above; it is imported when there is one to make.
        from annealkit.build.begin import shared_edges
        from annealkit.result import Result
        from annealkit.result.compute import computed
        from annealkit.result.step import Step

        edges = shared_edges(tuple(one.built for one in self.anneals), cells, rtol)
        chains: dict[str, Chain] = {}
        done: tuple[Result, ...] = ()
        began, count = 0.0, len(self.anneals)
        for number, anneal in enumerate(self.anneals, start=1):
            step = Step(number, count, self._title(number - 1), began, edges, chains)
            found, chains = computed(
                anneal,
                engine=engine,
                rtol=rtol,
                cells=cells,
                out_of_range=out_of_range,
                progress=_shared(progress, number, count),
                step=step,
            )
            done = (*done, Result(found.dataset, found.manifest, done))
            began += anneal.schedule.duration
        return done[-1]

    def explain(self) -> Explanation:
        """The equations of every step, each term and record once."""
        own = [one.explain() for one in self.anneals]
        told = tuple(pair for number, one in enumerate(own) for pair in (self._heading(number), *one.equations))
        terms = {(term.symbol, term.slot, repr(term.laws)): term for one in own for term in one.terms}
        return evolve(
            own[-1],
            equations=told,
            terms=tuple(terms.values()),
            records={key: text for one in own for key, text in one.records.items()},
            sources={key: text for one in own for key, text in one.sources.items()},
        )

    def plan(self) -> Plan:
        """What a run would use, step by step."""
        parts = [one.plan() for one in self.anneals]
        sections = [
            section
            for number, one in enumerate(parts)
            for section in ((f"Step {number + 1} of {len(parts)}", (self._title(number),)), *one.sections)
        ]
        return evolve(parts[-1], sections=tuple(sections))

    def records(self) -> tuple[Record, ...]:
        """Every record that a step uses, by id."""
        found = {record.key: record for one in self.anneals for record in one.records()}
        return tuple(found[key] for key in sorted(found))

    def cite(self) -> str:
        """BibTeX of every source of the records in use."""
        from annealkit.explain import bibliography

        return bibliography(self.records())

    def _resolved(self) -> Iterable[Anneal]:
        """Every step as an anneal."""
        closed = False
        for number, one in enumerate(self.steps):
            if isinstance(one, Exposure):
                after = (other for other in self.steps[number:] if isinstance(other, Anneal))
                before = (other for other in reversed(self.steps[:number]) if isinstance(other, Anneal))
                yield one.of(next(after, None) or next(before), closed=closed)
                continue
            if closed and not is_closed(one.body):
                raise InputError(
                    f"Sequence, step {number + 1}: the film is open, but was closed before; what was put on it does "
                    "not come off. Give closed=True, or leave it out of the earlier anneals."
                )
            closed = closed or is_closed(one.body)
            yield one

    def _title(self, number: int) -> str:
        one = self.steps[number]
        if isinstance(one, Exposure):
            return one.describe()
        buried = ", outer face closed" if is_closed(one.body) else ""
        return f"anneal in {one.atmosphere.name}{buried}: {one.schedule.text}"

    def _heading(self, number: int) -> tuple[str, str]:
        from annealkit.typeset import escaped

        text = f"Step {number + 1} of {len(self.steps)}: {self._title(number)}"
        return text, rf"&\text{{{escaped(text)}}}"


def _refuse_other(first: Anneal, other: Anneal) -> None:
    if (first.material.name, first.material.origin) != (other.material.name, other.material.origin):
        raise InputError(
            f"Sequence: anneals of {first.material.name} and of {other.material.name} were given; the steps are those "
            "of one body. Make a sequence for each material."
        )
    if opened(first.body) != opened(other.body):
        raise InputError(
            f"Sequence: anneals of a {first.body.describe()} and of a {other.body.describe()} were given; the steps "
            "are those of one body, with the composition it began with. Give the same body (closed= may differ)."
        )


def _shared(progress: Progress | None, number: int, count: int) -> Progress | None:
    """Progress of one step as a share of all."""
    if progress is None:
        return None
    return lambda done, doing: progress((number - 1 + done) / count, f"step {number} of {count}, {doing}")
