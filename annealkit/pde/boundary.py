"""What can hold at an outer face of a body."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from annealkit.laws import Law, as_law

__all__ = ["Boundary", "FixedConcentration", "Flux", "NoFlux", "Open", "SurfaceExchange"]


def _value(value: Any) -> Law:
    return as_law(value, "mol/m^3", name="FixedConcentration")


def _rate(value: Any) -> Law:
    return as_law(value, "m/s", name="SurfaceExchange rate")


def _equilibrium(value: Any) -> Law:
    return as_law(value, "mol/m^3", name="SurfaceExchange equilibrium")


def _flux(value: Any) -> Law:
    return as_law(value, "mol/m^2/s", name="Flux")


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

    value: Law = field(converter=_value)
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

    rate: Law = field(converter=_rate)
    equilibrium: Law = field(converter=_equilibrium)
    species: str | None = None
    name: str = "surface exchange"


@frozen
class Flux:
    """A flux given as a law, positive when it leaves the body.

    Attributes:
        law: mol/(m² s), a quantity or a law of T, t, c (the surface value), u (the same over the uptake of the layer:
            c = K u, or its isotherm), p_*, face states, and other species as c_<symbol> (the value of the adjacent
            cell).
            With several channels its result has a leading axis, one entry a channel.
        species: Symbol of the species, None for the only one.
        channels: Name of each channel in the balance.
    """

    law: Law = field(converter=_flux)
    species: str | None = None
    channels: tuple[str, ...] = ("flux",)


#: What lets the species through.
Open = FixedConcentration | SurfaceExchange | Flux
Boundary = NoFlux | Open
