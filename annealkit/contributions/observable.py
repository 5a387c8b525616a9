"""Virtual measurements of a finished anneal."""

from __future__ import annotations

from attrs import frozen

from annealkit.laws import Law

__all__ = ["Observable"]


@frozen
class Observable:
    """A virtual measurement of the slot ``host.observables``; ``result.observe(name)`` reads it.

    Attributes:
        name: The observable's name.
        law: Law of the final state, in any unit; arguments as for :class:`annealkit.contributions.Resistance`.
        note: One sentence for ``explain()``.
    """

    name: str
    law: Law
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this belongs to."""
        return "host.observables"
