"""Local states: numbers of a cell or a face that follow an ordinary differential equation."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from annealkit.laws import Law

__all__ = ["State", "Transformation"]


@frozen
class State:
    """A local state.

    Attributes:
        name: The name laws use as an argument, for example ``"xi"``.
        rate: Its time derivative, in ``unit`` per second; arguments among T, t, c, p_* and states.
        initial: Value at the start, in ``unit``.
        unit: SI unit text, ``"1"`` when dimensionless.
        scale: Typical magnitude, sets the absolute tolerance of the integration.
    """

    name: str
    rate: Law
    initial: float = 0.0
    unit: str = "1"
    scale: float = 1.0


@frozen
class Transformation:
    """A named change of the material's inner state, an alternative of ``host.<kind>``.

    Attributes:
        name: The model's name, for example ``"JMAK"``.
        kind: What changes, for example ``"crystallisation"``.
        state: The state of every cell.
        outputs: What people read, as laws of the state, for example
            ``{"crystallised_fraction": X}``.
        note: One sentence for ``explain()``.
    """

    name: str
    kind: str
    state: State
    outputs: Mapping[str, Law] = field(factory=dict)
    note: str = ""

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"host.{self.kind}"
