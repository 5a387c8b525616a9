"""What can hold at an outer face of a body."""

from __future__ import annotations

from attrs import field, frozen

from annealkit.laws import Law, as_law
from annealkit.units import QuantityLike

__all__ = ["Boundary", "FixedConcentration", "Flux", "NoFlux", "SurfaceExchange"]


def _law(unit: str, name: str):  # type: ignore[no-untyped-def]  # attrs infers field types from the annotation
    return field(converter=lambda value: as_law(value, unit, name=name))


@frozen
class NoFlux:
    """Nothing crosses the face."""


@frozen
class FixedConcentration:
    """The surface holds a given concentration.

    Attributes:
        value: mol/m³, a quantity or a law of T, t and p_*.
        species: Symbol of the species, None for the only one.
        name: Name of the channel in the balance.
    """

    value: Law = _law("mol/m^3", "FixedConcentration")
    species: str | None = None
    name: str = "fixed concentration"


@frozen
class SurfaceExchange:
    """First-order exchange with the surroundings, J = k (c_s - c_eq).

    Attributes:
        rate: k in m/s, a quantity or a law of T, t and p_*.
        equilibrium: c_eq in mol/m³, likewise.
        species: Symbol of the species, None for the only one.
        name: Name of the channel in the balance.
    """

    rate: Law = _law("m/s", "SurfaceExchange rate")
    equilibrium: Law = _law("mol/m^3", "SurfaceExchange equilibrium")
    species: str | None = None
    name: str = "surface exchange"


@frozen
class Flux:
    """A flux given as a law, positive when it leaves the body.

    Attributes:
        law: mol/(m² s), a quantity or a law of T, t, c (the surface value), p_* and face states.
            With several channels its result has a leading axis, one entry a channel.
        species: Symbol of the species, None for the only one.
        channels: Name of each channel in the balance.
    """

    law: Law = _law("mol/m^2/s", "Flux")
    species: str | None = None
    channels: tuple[str, ...] = ("flux",)


Boundary = NoFlux | FixedConcentration | SurfaceExchange | Flux
