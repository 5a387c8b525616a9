"""What happens in a place: states that follow an ordinary differential equation, sources, amounts outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from annealkit.errors import InputError
from annealkit.laws import Law, as_law
from annealkit.pde.topology import Array

__all__ = ["LocalState", "Reservoir", "Source", "of_time"]


def _source(value: Any) -> Law:
    return as_law(value, "mol/m^3/s", name="Source")


@frozen
class LocalState:
    """A number of every cell, or of a face, that follows an ordinary differential equation.

    Attributes:
        name: The argument by which laws see it.
        rate: Its time derivative; a law of T, t, c, p_* and local states, in ``unit`` per second.
        initial: Value at the start, in ``unit``; one number, or one for each cell or face.
        where: ``"cell"``, or the region of the surface: ``"inner"``, ``"outer"``, or a mesh's own.
        scale: Typical magnitude; sets the absolute tolerance.
        concentration: It is an amount of a species (mol/m³) and has the tolerance of concentrations instead.
        layer: The layer whose cells have it, counted from 0 inside; None: all. Layers may have states of one name,
            each seen by the laws in its own cells.
    """

    name: str
    rate: Law
    initial: float | Array = 0.0
    where: str = "cell"
    scale: float = 1.0
    concentration: bool = False
    layer: int | None = None


@frozen
class Source:
    """A volume source.

    Attributes:
        law: mol/(m³ s), positive when it creates; a law of T, x, t, c and local states.
        species: Symbol of the species, None for the only one.
        name: Its name in the balance.
        layer: The layer that it makes it in, counted from 0 inside; None: all.
    """

    law: Law = field(converter=_source)
    species: str | None = None
    name: str = "source"
    layer: int | None = None


def _leak(value: Any) -> Law | None:
    # The unit depends on the shape (mol, mol/m, mol/m² a second), so a law is taken as it is.
    if value is None or isinstance(value, Law):
        return value
    raise InputError(f"Reservoir rate: got {value!r}; expected a law in the unit of its amount per second, or None.")


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < float("inf"):
        raise InputError(
            f"Reservoir initial: got {value!r}; expected an amount as a plain number, in mol/m² for a planar body, "
            "mol/m for a cylinder, mol for a sphere or a mesh."
        )
    return float(value)


@frozen
class Reservoir:
    """A well-mixed amount outside the body, such as one gas in a closed vessel.

    Every law sees it by its name: the value at a face that stands in equilibrium with a vessel is a
    ``FixedConcentration`` whose law takes the amount. A law of the problem's ``gas`` may make a pressure of it, which
    the other laws see then.

    Attributes:
        name: The argument by which laws see the amount.
        initial: Amount at the start, in the unit of the inventory: mol/m² (planar), mol/m (cylinder), mol.
        fed_by: How much it gains per mole that leaves through a channel, by ``"region: channel"`` as in the balance.
        rate: What else it gains, amount per second (a leak, a feed); a law of T, t, gas and reservoirs.
        scale: Typical amount; sets the absolute tolerance. None takes the start or the body's inventory.
    """

    name: str
    initial: float = field(converter=_finite)
    fed_by: Mapping[str, float] = field(factory=dict)
    rate: Law | None = field(default=None, converter=_leak)
    scale: float | None = None


def of_time(gas: Mapping[str, Law], reservoirs: Iterable[Reservoir]) -> tuple[str, ...]:
    """Names of what of the gas follows from time and temperature alone, and reads no reservoir."""
    held = {one.name for one in reservoirs}
    return tuple(name for name, law in gas.items() if not held & set(law.arguments))
