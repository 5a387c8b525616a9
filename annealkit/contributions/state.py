"""Local states: numbers of a cell or a face that follow an ordinary differential equation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from annealkit.errors import InputError
from annealkit.laws import Law

if TYPE_CHECKING:
    from annealkit.contributions.flux import BoundaryFlux

__all__ = ["Mobile", "State", "Transformation"]


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
class Mobile:
    """A further species that moves through the body because of a transformation, such as hydrogen.

    Attributes:
        symbol: Its chemical symbol; laws see its concentration (mol/m³) as ``c_<symbol>``.
        diffusivity: m²/s; arguments as for :class:`annealkit.contributions.Diffusivity`.
        initial: mol/m³ at the start.
    """

    symbol: str
    diffusivity: Law
    initial: float = 0.0


@frozen
class Transformation:
    """A named change of the material's inner state, an alternative of ``host.<kind>``.

    Attributes:
        name: The model's name, for example ``"JMAK"``.
        kind: What changes, for example ``"crystallisation"``.
        state: The state of every cell, or of the outer face; None where only a further species moves.
        outputs: What people read, as laws of the state, for example
            ``{"crystallised_fraction": X}``.
        note: One sentence for ``explain()``.
        where: ``"cell"``; or ``"face"`` for a state of the body's outer face, open to the gas or closed. Its laws see
            T, t, p_*, the face states, and c and c_<symbol> as surface values; at a closed face, which no gas reaches,
            p_* are 0. Its outputs are numbers of the face, which resistances may read by name, shape ``[..., 1]``.
        mobile: A further species that moves because of it.
        fluxes: What it lets pass through the outer face, open or closed, whatever models are named for the
            loss; of the material's species or of ``mobile``.

    Raises:
        InputError: It has neither a state nor a mobile species, or fluxes without being a change of the face.
    """

    name: str
    kind: str
    state: State | None
    outputs: Mapping[str, Law] = field(factory=dict)
    note: str = ""
    where: Literal["cell", "face"] = "cell"
    mobile: Mobile | None = None
    fluxes: tuple[BoundaryFlux, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.state is None and self.mobile is None:
            raise InputError(f"Transformation {self.name!r}: it has neither a state nor a mobile species; give one.")
        if self.where == "cell" and (self.fluxes or self.mobile is not None):
            raise InputError(
                f"Transformation {self.name!r}: fluxes and a mobile species pass through the outer face; "
                "give where='face'."
            )

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"host.{self.kind}"
