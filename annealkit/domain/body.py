"""Bodies: the shape of what is annealed, and what each of its faces touches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from annealkit.errors import InputError
from annealkit.units import QuantityLike, length, text

__all__ = ["BODIES", "Film"]


def _thickness(value: QuantityLike) -> float:
    return length(value, name="Film thickness")


def _stack(value: Any) -> tuple[Any, ...]:
    """A substrate argument as a tuple from the bottom up."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


@frozen
class Film:
    """A film on a support; its outer face is open to the gas.

    Attributes:
        thickness: m; any length on input.
        substrate: Name of the substrate, or a stack from the bottom up such as
            ``["steel", ("Pt", "100 nm")]``. Without one the support is inert and impermeable.
        coating: Name of a coating on the outer face.
        composition: Start composition, for example ``{"Li": 1.06, "Co": 1}``; None is the catalogue's.
        closed: The outer face is buried: no Li exchange with the gas.
    """

    thickness: float = field(converter=_thickness)
    substrate: tuple[Any, ...] = field(default=None, converter=_stack, kw_only=True)
    coating: Any = field(default=None, kw_only=True)
    composition: Mapping[str, Any] | None = field(default=None, kw_only=True)
    closed: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.closed, bool):
            raise InputError(f"Film closed: {self.closed!r} was given; expected true or false.")
        if self.composition is not None and not isinstance(self.composition, Mapping):
            raise InputError(
                f"Film composition: {self.composition!r} was given; expected a ratio such as {{'Li': 1.06, 'Co': 1}}."
            )

    shape = "planar"

    def describe(self) -> str:
        """One line for people."""
        under = " / ".join(_layer_text(one) for one in reversed(self.substrate)) or "an inert, impermeable support"
        return f"{text(self.thickness, 'm')} film on {under}{', closed interface' if self.closed else ''}"


def _layer_text(one: Any) -> str:
    if isinstance(one, tuple):
        return f"{one[1]} {getattr(one[0], 'name', one[0])}"
    return str(getattr(one, "name", one))


#: Bodies by the name that run files use.
BODIES: Mapping[str, type] = {"Film": Film}
