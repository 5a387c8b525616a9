"""What a species is made from or used up by, in the volume."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from annealkit.errors import InputError
from annealkit.laws import Law
from annealkit.provenance import Record

__all__ = ["VolumeSource"]


@frozen
class VolumeSource:
    """A named alternative of the slot ``<species>.source``: a law, or a FiPy term.

    Attributes:
        name: The model's name, and that of what it made in the balance.
        species: Symbol of the species made.
        law: mol/(m³ s), positive when it creates; arguments among T, x, t, c, p_* and local states.
        note: One sentence for ``explain()``.
        term: Instead of the law, a function that builds a FiPy term for the right side of ∂c/∂t = ... from the
            FiPy variables by species, and with a second parameter from the FiPy variables of what changes with
            time (``T`` in K, ``t`` in s, ``p_O2`` in Pa ...); see :class:`annealkit.pde.FiPyTerm`.
        constant: Nothing in the FiPy term changes with time or concentration; it is then read once.
        records: Records whose values the FiPy term uses; a law brings its own.
        text: The FiPy term as readable mathematics; a law describes itself.

    Raises:
        InputError: Not exactly one of ``law`` and ``term`` is given, or a FiPy term without ``text``.
    """

    name: str
    species: str
    law: Law | None = None
    note: str = ""
    term: Callable[..., Any] | None = None
    constant: bool = False
    records: tuple[Record, ...] = field(default=(), converter=tuple)
    text: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.law is None) == (self.term is None):
            raise InputError(
                f"VolumeSource {self.name!r}: {'neither' if self.law is None else 'both'} law and term given; "
                "expected one of them."
            )
        if self.term is not None and not self.text:
            raise InputError(
                f"VolumeSource {self.name!r}: a FiPy term cannot be read off as mathematics; give text='...' for "
                "those who ask what is solved."
            )

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"{self.species}.source"
