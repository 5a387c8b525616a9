"""The two models of this plugin as contributions."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np

from annealkit.api import Atmosphere, Book, BoundaryFlux, Callable, Face, Law, Material, Series, hookimpl
from annealkit_vaporisation.alternatives import alternatives
from annealkit_vaporisation.carbonate import Carbonate
from annealkit_vaporisation.equilibrium import SPECIES
from annealkit_vaporisation.exchange import ARGUMENTS, Exchange
from annealkit_vaporisation.place import Place
from annealkit_vaporisation.similarity import similarity
from annealkit_vaporisation.supply import supply
from annealkit_vaporisation.vessel import RELEASES

__all__ = ["CHANNELS", "OWNER", "annealkit_boundary_fluxes", "book"]

#: Owner of the records: ``vaporisation.alpha``.
OWNER = "vaporisation"
#: Name of each channel in the budget, in the order of the law's leading axis.
CHANNELS = ("Li gas", "LiO gas", "LiOH gas", "(LiOH)2 gas", "Li2O gas", "Li2O2 gas")

#: What the gas gains for each mole of Li through each channel.
_RELEASES = {channel: RELEASES[name] for channel, name in zip(CHANNELS, SPECIES, strict=True)}

_OXIDE, _SPECIES = "Li2O", "Li"
_TABLE = (900, 1000, 1100, 1200, 1400)
_CARBONATE = tuple(f"carbonate.p_CO2.{kelvin}K" for kelvin in _TABLE)
_FACTORS = tuple(f"pressure_factor.{name}" for name in SPECIES)
_SURFACE = ("alpha", "exhaustion", *_FACTORS, *_CARBONATE)


@functools.cache
def book() -> Book:
    """The records of this plugin."""
    return Book.load("annealkit_vaporisation", OWNER)


@hookimpl
def annealkit_boundary_fluxes(material: Material, atmosphere: Atmosphere | None, face: Face) -> Iterable[BoundaryFlux]:
    """Exchange with the gas at a gas face, for a material whose activity of Li2O is known."""
    if face.kind != "gas" or _OXIDE not in material.activities:
        return ()
    return _fluxes(material, material.resolve(book()), Place.of(face, atmosphere))


def _fluxes(material: Material, records: Book, place: Place) -> tuple[BoundaryFlux, ...]:
    film, free = (_law(material, records, place, film=own) for own in (True, False))
    return (
        BoundaryFlux(
            name="vaporisation",
            species=_SPECIES,
            channels=CHANNELS,
            law=film,
            series=_series(film),
            releases=_RELEASES,
            supply=_supply(film),
            numbers=similarity(place.film(records)),
            standing="equilibrium pressures from NASA Glenn 2002; evaporation coefficient 1 assumed",
            note="Evaporation, gas film and supply of water in series. Carbonate and hydroxide cap a "
            "source but not the body itself.",
        ),
        BoundaryFlux(
            name="free-evaporation",
            species=_SPECIES,
            channels=CHANNELS,
            law=free,
            series=_series(free),
            releases=_RELEASES,
            supply=_supply(free),
            standing="an upper bound: no gas film, water never short, evaporation coefficient 1 assumed",
            note="Every molecule that leaves is gone; water at the surface is that of the furnace.",
        ),
        *alternatives(material, records),
    )


def _supply(law: Callable) -> Law | None:
    """What a source in the body's vessel gives, by the same exchange."""
    exchange: Exchange = law.function  # type: ignore[assignment]  # made so below
    return supply(exchange, law)


def _series(law: Callable) -> Series:
    """What limits the flux of one of the two laws."""
    exchange: Exchange = law.function  # type: ignore[assignment]  # made so below
    drops = Callable(
        exchange.drops,
        "Pa",
        arguments=law.arguments,
        records=law.records,
        text="p_eq − p_∞, taken apart",
        name=f"drops of {law.name}",
        identity=None if law.identity is None else f"drops of {law.identity}",
    )
    return Series(exchange.resistances, drops)


def _law(material: Material, records: Book, place: Place, *, film: bool) -> Callable:
    activity = material.activity(_OXIDE)
    site = material.species[_SPECIES].site_concentration
    name = "vaporisation" if film else "free-evaporation"
    names = (*_SURFACE, *((*place.records, "alpha_H2O") if film else ()))
    used = {records[one].key: place.judged(records[one]) for one in names}
    exchange = _exchange(activity, site.per_cell * material.start_ratio(_SPECIES), records, place, film=film)
    return Callable(
        exchange,
        "mol/m^2/s",
        arguments=tuple(dict.fromkeys((*ARGUMENTS, *exchange.arguments, *activity.arguments))),
        records={**used, site.key: site, **activity.records},
        text="n (p_eq − p_∞)/(R T) / (1/k_HK + δ/D)" if film else "n (p_eq − p_∞)/(R T) · k_HK",
        name=name,
        identity=_identity(name + place.identity, activity),
    )


def _exchange(activity: Law, full: Any, records: Book, place: Place, *, film: bool) -> Exchange:
    return Exchange(
        activity=activity,
        full=np.asarray(full),
        factors=np.stack(np.broadcast_arrays(*(records[name].per_cell for name in _FACTORS))),
        alpha=np.asarray(records["alpha"].per_cell),
        alpha_water=np.asarray(records["alpha_H2O"].per_cell) if film else None,
        exhaustion=np.asarray(records["exhaustion"].per_cell),
        carbonate=Carbonate(tuple(map(float, _TABLE)), tuple(records[name].per_cell for name in _CARBONATE)),
        film=place.film(records) if film else None,
        source_apart=place.source_apart,
        sealed=place.sealed,
        source=place.source,
    )


def _identity(name: str, activity: Law) -> str | None:
    """Tells the law from others; unknown where the activity's is."""
    return None if activity.identity is None else f"annealkit_vaporisation {name} over {activity.identity}"
