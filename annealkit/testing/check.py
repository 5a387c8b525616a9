"""What a check is: a named question to a plugin, and the sentences that say what to mend."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import field, frozen

if TYPE_CHECKING:
    from annealkit.testing.subject import Subject

__all__ = ["Check", "Inapplicable", "Stage", "check"]

#: What must have worked before a check can be tried: nothing, importing the plugin, vetting it and taking it
#: into use, asking its hooks.
Stage: TypeAlias = Literal["found", "loaded", "used", "answered"]
Question: TypeAlias = Callable[["Subject"], Iterator[str]]


class Inapplicable(Exception):  # noqa: N818 - no error: the answer to a question that does not concern a plugin
    """Why a check does not concern a plugin; a full sentence."""


@frozen(eq=False)
class Check:
    """One question.

    Attributes:
        name: What reports and expected failures call it.
        needs: What must have worked before it can be tried.
        question: Yields a sentence for each thing to mend; raises Inapplicable where it does not concern
            the plugin.
        asks: What is asked, one sentence.
        why: Why it is asked.
    """

    name: str
    needs: Stage
    question: Question = field(repr=False)
    asks: str
    why: str


def check(needs: Stage) -> Callable[[Question], Check]:
    """Make a check of a generator function; its docstring says what is asked and, after a blank line, why.

    Args:
        needs: What must have worked before it can be tried.
    """

    def made(question: Question) -> Check:
        asks, _, why = (inspect.getdoc(question) or "").partition("\n\n")
        return Check(question.__name__, needs, question, " ".join(asks.split()), " ".join(why.split()))

    return made
