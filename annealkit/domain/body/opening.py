"""What a body says of a face, and what the bodies have in common when they are stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from attrs import frozen

from annealkit.domain.face import Form
from annealkit.errors import InputError

__all__ = ["Opening", "as_stack", "check_composition", "stack_text"]


@frozen
class Opening:
    """What a body says of one of its faces; the others are sealed.

    Attributes:
        kind: ``"gas"``, ``"substrate"`` or ``"interface"`` (closed: no exchange of Li with the gas).
        side: ``"outer"`` where the gas is, ``"inner"`` where the body stands on something. A curved body has an outer
            face only, which the gas and a solid share.
        substrate: What it stands on, from the bottom up; names, Substrates, or pairs of one and its thickness.
        form: What the gas flows along.
        length: Length (m) that sets the flow, None where the body does not say.
        area: Of the whole face, m²; None where unknown.
    """

    kind: Literal["gas", "substrate", "interface"]
    side: Literal["inner", "outer"]
    substrate: tuple[Any, ...] = ()
    form: Form = "plate"
    length: float | None = None
    area: float | None = None


def as_stack(value: Any) -> tuple[Any, ...]:
    """A substrate argument as a tuple from the bottom up."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def check_composition(body: str, composition: Any) -> None:
    """Refuse a composition that is no mapping.

    Raises:
        InputError: It is none.
    """
    if composition is not None and not isinstance(composition, Mapping):
        raise InputError(
            f"{body} composition: {composition!r} was given; expected a ratio such as {{'Li': 1.06, 'Co': 1}}."
        )


def stack_text(layers: Sequence[Any]) -> str:
    """Layers from the top down, for people; empty without any."""
    return " / ".join(_layer_text(one) for one in reversed(layers))


def _layer_text(one: Any) -> str:
    if isinstance(one, tuple):
        return f"{one[1]} {getattr(one[0], 'name', one[0])}"
    return str(getattr(one, "name", one))
