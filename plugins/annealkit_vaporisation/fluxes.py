"""The two models of this plugin as contributions."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np

from annealkit.api import Book, BoundaryFlux, Callable, Face, Law, Material, hookimpl
from annealkit_vaporisation.carbonate import Carbonate
from annealkit_vaporisation.equilibrium import SPECIES
from annealkit_vaporisation.exchange import ARGUMENTS, Exchange
from annealkit_vaporisation.film import CARRIERS, VAPOURS, GasFilm

__all__ = ["CHANNELS", "OWNER", "annealkit_boundary_fluxes", "book"]

#: Owner of the records: ``vaporisation.alpha``.
OWNER = "vaporisation"
#: Name of each channel in the budget, in the order of the law's leading axis.
CHANNELS = ("Li gas", "LiO gas", "LiOH gas", "(LiOH)2 gas", "Li2O gas", "Li2O2 gas")

_OXIDE, _SPECIES = "Li2O", "Li"
_TABLE = (900, 1000, 1100, 1200, 1400)
_CARBONATE = tuple(f"carbonate.p_CO2.{kelvin}K" for kelvin in _TABLE)
_FACTORS = tuple(f"pressure_factor.{name}" for name in SPECIES)
_SURFACE = ("alpha", "exhaustion", *_FACTORS, *_CARBONATE)
_FILM = tuple(f"gas.{name}.{what}" for name in dict.fromkeys((*VAPOURS, *CARRIERS)) for what in ("diameter", "depth"))


@functools.cache
def book() -> Book:
    """The records of this plugin."""
    return Book.load("annealkit_vaporisation", OWNER)


@hookimpl
def annealkit_boundary_fluxes(material: Material, face: Face) -> Iterable[BoundaryFlux]:
    """Exchange with the gas at a gas face, for a material whose activity of Li2O is known."""
    if face.kind != "gas" or _OXIDE not in material.activities:
        return ()
    return _fluxes(material, material.resolve(book()))


def _fluxes(material: Material, records: Book) -> tuple[BoundaryFlux, BoundaryFlux]:
    return (
        BoundaryFlux(
            name="vaporisation",
            species=_SPECIES,
            channels=CHANNELS,
            law=_law(material, records, film=True),
            standing="equilibrium pressures from NASA Glenn 2002; evaporation coefficient 1 assumed",
            note="Evaporation, gas film and supply of water in series. Carbonate and hydroxide cap a "
            "source but not the body itself.",
        ),
        BoundaryFlux(
            name="free-evaporation",
            species=_SPECIES,
            channels=CHANNELS,
            law=_law(material, records, film=False),
            standing="an upper bound: no gas film, water never short, evaporation coefficient 1 assumed",
            note="Every molecule that leaves is gone; water at the surface is that of the furnace.",
        ),
    )


def _law(material: Material, records: Book, *, film: bool) -> Law:
    activity = material.activity(_OXIDE)
    site = material.species[_SPECIES].site_concentration
    name = "vaporisation" if film else "free-evaporation"
    names = (*_SURFACE, *((*_FILM, "alpha_H2O") if film else ()))
    used = {records[one].key: records[one] for one in names}
    return Callable(
        _exchange(activity, site.per_cell * material.start_ratio(_SPECIES), records, film=film),
        "mol/m^2/s",
        arguments=tuple(dict.fromkeys((*ARGUMENTS, *activity.arguments))),
        records={**used, site.key: site, **activity.records},
        text="n (p_eq − p_∞)/(R T) / (1/k_HK + δ/D)" if film else "n (p_eq − p_∞)/(R T) · k_HK",
        name=name,
        identity=_identity(name, activity),
    )


def _exchange(activity: Law, full: Any, records: Book, *, film: bool) -> Exchange:
    return Exchange(
        activity=activity,
        full=np.asarray(full),
        factors=np.stack(np.broadcast_arrays(*(records[name].per_cell for name in _FACTORS))),
        alpha=np.asarray(records["alpha"].per_cell),
        alpha_water=np.asarray(records["alpha_H2O"].per_cell) if film else None,
        exhaustion=np.asarray(records["exhaustion"].per_cell),
        carbonate=Carbonate(tuple(map(float, _TABLE)), tuple(records[name].per_cell for name in _CARBONATE)),
        film=GasFilm.of({name: records[name] for name in _FILM}) if film else None,
    )


def _identity(name: str, activity: Law) -> str | None:
    """Tells the law from others; unknown where the activity's is."""
    return None if activity.identity is None else f"annealkit_vaporisation {name} over {activity.identity}"
