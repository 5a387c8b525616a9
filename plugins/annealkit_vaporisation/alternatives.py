"""Losses without thermochemistry: a surface of fixed composition, and a constant flux.

Both stand on one number that only the user can know, and are refused without it.
"""

from __future__ import annotations

from collections.abc import Callable as Function
from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Book, BoundaryFlux, Callable, Material, R, Record

__all__ = ["ConstantFlux", "FixedSurface", "alternatives"]

Array = NDArray[np.float64]
#: A number, or an array of them with the cells last and any axes in front.
Values = float | Array

_SPECIES = "Li"


@frozen(eq=False)
class FixedSurface:
    """Exchange so fast that the surface stands at one composition; diffusion limits what passes.

    Attributes:
        concentration: What the surface is held at, mol/m³.
        velocity: The stand-in rate, m/s.
    """

    concentration: Values
    velocity: Values

    def __call__(self, c: ArrayLike) -> Array:
        """Flux out of the body, mol/(m² s), at the surface concentration ``c`` (mol/m³)."""
        return np.asarray(self.velocity * (np.asarray(c, dtype=float) - self.concentration))


@frozen(eq=False)
class ConstantFlux:
    """The same flux at all times, until the surface has nothing left.

    Attributes:
        flux: At the reference temperature, mol/(m² s); negative is a gain.
        energy: Activation energy, J/mol.
        reference: K.
        full: Concentration (mol/m³) of the catalogue's composition.
        exhaustion: Share of ``full`` at which an outflow is halved.
    """

    flux: Values
    energy: Values
    reference: Values
    full: Values
    exhaustion: Values

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """Flux out of the body, mol/(m² s), at ``T`` (K) and the surface concentration ``c`` (mol/m³)."""
        colder = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.reference
        flux = self.flux * np.exp(-self.energy / R * colder)
        left = np.maximum(np.asarray(c, dtype=float), 0.0) / self.full
        return np.asarray(np.where(flux > 0, left / (left + self.exhaustion), 1.0) * flux)


def alternatives(material: Material, records: Book) -> Iterator[BoundaryFlux]:
    """Both, for a material that holds lithium.

    Args:
        material: The material.
        records: This plugin's records with the run's overrides.
    """
    yield _fixed_surface(material, records)
    yield _constant_flux(material, records)


def _fixed_surface(material: Material, records: Book) -> BoundaryFlux:
    ratio, velocity = records["fixed_surface.ratio"], records["fixed_surface.velocity"]
    site = material.species[_SPECIES].site_concentration
    return _flux(
        "fixed-surface",
        FixedSurface(ratio.per_cell * site.per_cell, velocity.per_cell),
        ("c",),
        (ratio, velocity, site),
        text=f"k (c − {ratio.text} · {site.text}), k = {velocity.text}",
        standing="the composition of the surface is given, not computed; the gas plays no part",
        note="The surface stands at the given ratio from the first moment, and diffusion in the body alone limits "
        "what leaves or enters. At a ratio of 0 the gas takes all that arrives: an upper bound for any gas.",
        asks=(ratio,),
    )


def _constant_flux(material: Material, records: Book) -> BoundaryFlux:
    flux, energy, reference = (records[f"constant_flux.{name}"] for name in ("flux", "energy", "temperature"))
    site, exhaustion = material.species[_SPECIES].site_concentration, records["exhaustion"]
    full = site.per_cell * material.start_ratio(_SPECIES)
    return _flux(
        "constant-flux",
        ConstantFlux(flux.per_cell, energy.per_cell, reference.per_cell, full, exhaustion.per_cell),
        ("T", "c"),
        (flux, energy, reference, exhaustion, site),
        text=f"{flux.text} · exp(−{energy.text}/R · (1/T − 1/({reference.text}))) · y/(y + {exhaustion.text})",
        standing="the flux is given, not computed; the gas plays no part",
        note="The given flux at every time, whatever the gas; it ends as the surface runs out of lithium.",
        asks=(flux,),
    )


def _flux(
    name: str,
    function: Function[..., Any],
    arguments: tuple[str, ...],
    records: tuple[Record, ...],
    *,
    text: str,
    standing: str,
    note: str,
    asks: tuple[Record, ...],
) -> BoundaryFlux:
    return BoundaryFlux(
        name=name,
        species=_SPECIES,
        channels=(name,),
        law=Callable(
            function,
            "mol/m^2/s",
            arguments=arguments,
            records=records,
            text=text,
            name=name,
            identity=f"annealkit_vaporisation {name}",
        ),
        standing=standing,
        note=note,
        asks=tuple(record.key for record in asks),
    )
