"""What became of every check of one plugin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

__all__ = ["Outcome", "Report", "Status"]

#: ``expected``: it failed, as it was said it would. ``unreached``: something before it failed, so that it could
#: not be tried. ``inapplicable``: it does not concern this plugin.
Status: TypeAlias = Literal["passed", "failed", "expected", "unreached", "inapplicable"]

_SHOWN: Mapping[str, str] = {
    "passed": "passed",
    "failed": "FAILED",
    "expected": "failed as expected",
    "unreached": "NOT REACHED",
    "inapplicable": "does not apply",
}
#: Sentences of one check that the text shows.
_LONGEST = 6


@frozen
class Outcome:
    """What became of one check.

    Attributes:
        check: Its name.
        status: See :data:`Status`.
        sentences: What to mend, one sentence each.
        reason: Why it does not apply, was not reached, or was expected to fail.
    """

    check: str
    status: Status
    sentences: tuple[str, ...] = ()
    reason: str = ""

    @property
    def text(self) -> str:
        """Reason and sentences in one line."""
        return " ".join([*([self.reason] if self.reason else []), *self.sentences])


@frozen
class Report:
    """Every check of the kit, in its order, with what became of it.

    Attributes:
        target: What was checked, in words.
        outcomes: One for each check of the kit.
        facts: What else was found, for people: what the plugin was tried on, how long its import took.
    """

    target: str
    outcomes: tuple[Outcome, ...]
    facts: Mapping[str, str] = field(factory=dict)

    @property
    def passed(self) -> tuple[str, ...]:
        """Names of the checks that passed."""
        return self._with("passed")

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the checks that failed without being expected to, or passed though expected to fail."""
        return self._with("failed")

    @property
    def expected(self) -> tuple[str, ...]:
        """Names of the checks that failed as expected."""
        return self._with("expected")

    @property
    def unreached(self) -> tuple[str, ...]:
        """Names of the checks that could not be tried because something before them failed."""
        return self._with("unreached")

    @property
    def inapplicable(self) -> tuple[str, ...]:
        """Names of the checks that do not concern this plugin."""
        return self._with("inapplicable")

    @property
    def ran(self) -> tuple[str, ...]:
        """Names of the checks that were tried to the end."""
        return self._with("passed", "failed", "expected")

    @property
    def ok(self) -> bool:
        """Whether nothing failed unexpectedly, everything was reached, and something was tried at all."""
        return bool(self.ran) and not self.failed and not self.unreached

    def __getitem__(self, check: str) -> Outcome:
        """What became of one check.

        Raises:
            KeyError: The kit has no such check.
        """
        return {one.check: one for one in self.outcomes}[check]

    def text(self) -> str:
        """The report for people; what needs mending comes last, where a terminal ends."""
        order = ("passed", "inapplicable", "expected", "unreached", "failed")
        lines = [line for status in order for one in self.outcomes if one.status == status for line in _lines(one)]
        lines += [f"{name}: {fact}" for name, fact in self.facts.items()]
        return "\n".join([f"{self.target}", *lines, self._count()])

    def to_json(self) -> dict[str, Any]:
        """Plain values: target, ok, counts by status, one entry for each check, facts."""
        return {
            "target": self.target,
            "ok": self.ok,
            "counts": self._counts(),
            "checks": [
                {"check": one.check, "status": one.status, "sentences": list(one.sentences), "reason": one.reason}
                for one in self.outcomes
            ],
            "facts": dict(self.facts),
        }

    def __str__(self) -> str:
        return self.text()

    def _with(self, *statuses: Status) -> tuple[str, ...]:
        return tuple(one.check for one in self.outcomes if one.status in statuses)

    def _counts(self) -> dict[str, int]:
        seen = Counter[str](one.status for one in self.outcomes)
        return {status: seen[status] for status in _SHOWN} | {"checks": len(self.outcomes)}

    def _count(self) -> str:
        counts = self._counts()
        told = {**_SHOWN, "inapplicable": "not applicable"}
        parts = ", ".join(f"{counts[status]} {shown.lower()}" for status, shown in told.items() if counts[status])
        return f"{counts['checks']} checks: {parts}."


def _lines(one: Outcome) -> Iterator[str]:
    yield f"  {_SHOWN[one.status]:<18}  {one.check}" + (f": {one.reason}" if one.reason else "")
    for sentence in one.sentences[:_LONGEST]:
        yield f"  {'':<18}    {sentence}"
    if len(one.sentences) > _LONGEST:
        yield f"  {'':<18}    and {len(one.sentences) - _LONGEST} more of the kind."
