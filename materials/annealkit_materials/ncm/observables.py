"""What is read of an annealed powder."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, Observable, Record, molar_mass
from annealkit_materials.ncm import carbonate, hydroxyl
from annealkit_materials.ncm.composition import (
    COMPOSITIONS,
    SITE,
    Array,
    Parameter,
    excess,
    identity,
)
from annealkit_materials.ncm.interface import damage, shell
from annealkit_materials.ncm.shares import Averaged, averaged

__all__ = ["Excess", "Scaled", "SurfaceRatio", "observables"]

_LI2CO3 = {"Li": 2.0, "C": 1.0, "O": 3.0}


@frozen(eq=False)
class Excess:
    """Lithium per metal atom beyond one.

    Attributes:
        site: Concentration at one Li per metal atom, mol/m³.
    """

    site: Parameter

    def __call__(self, c: ArrayLike) -> Array:
        """At ``c``, mol/m³."""
        return excess(c, self.site)


@frozen(eq=False)
class Scaled:
    """The mean of a share over the body, times what a share of 1 is.

    Attributes:
        share: Law of the cells.
        full: What a share of 1 is, a number or ``[batch]``.
    """

    share: Law
    full: Parameter

    def __call__(self, dx: ArrayLike, **state: ArrayLike) -> Array:
        """In the unit of ``full``."""
        return np.asarray(Averaged(self.share)(dx, **state) * self.full)


@frozen(eq=False)
class SurfaceRatio:
    """Real surface of the oxide per surface of the body, A ρ V/S.

    Attributes:
        area: A, m²/kg, a number or ``[batch]``.
        density: ρ, kg/m³, likewise.
    """

    area: Parameter
    density: Parameter

    def __call__(self, dx: ArrayLike) -> Array:
        """``dx``: volume of each cell per area of the face, m, which adds up to V/S."""
        return np.asarray(self.area * self.density * np.sum(np.asarray(dx, dtype=float), axis=-1))


def observables(material: Material) -> Iterator[Observable]:
    """All of them."""
    yield Observable("rocksalt_shell", shell(material), "Thickness on the primary grains, z d/6, taken as even.")
    yield Observable("damage_indicator", damage(material), _DAMAGE)
    yield Observable("excess_lithium", averaged(_excess(material), "excess lithium"), _EXCESS)
    yield Observable("residual_carbonate", _carbonate(material), "Li2CO3 by mass; the capacity is that of one powder.")
    yield Observable("carbonate_lithium", _carbonate_lithium(material), _BOUND)
    yield Observable("hydroxyl_water", _water(material), "Water held as hydroxyl of the metals, by mass.")
    yield Observable("surface_ratio", _ratio(material), _RATIO)


_DAMAGE = (
    "Resistance of the rock salt over that of an undamaged surface: an indicator, and only of what rock salt does."
)
_EXCESS = (
    "Lithium per metal beyond one, which lies on the grains as Li2O, LiOH or Li2CO3. The activity of Li2O over NCM is "
    "taken as 1 with and without it."
)
_BOUND = "Lithium in the surface's Li2CO3 per metal atom; it is on the particle and not subtracted from the profile."
_RATIO = (
    "Real surface of the oxide, as gas adsorption sees it, per surface of the solved body: resistances are told per "
    "real surface, fluxes per surface of the body."
)


def _excess(material: Material) -> Law:
    site = material[SITE]
    return Callable(
        Excess(site.per_cell),
        "1",
        arguments=("c",),
        records=[site],
        text="max(0, x − 1)",
        name="excess",
        identity=identity("excess"),
    )


def _scaled(share: Law, state: str, full: Parameter, records: list[Record], text: str, name: str) -> Law:
    return Callable(
        Scaled(share, full),
        "1",
        arguments=("dx", state),
        records=[*share.records.values(), *records],
        text=text,
        name=name,
        identity=identity(name),
    )


def _carbonate(material: Material) -> Law:
    capacity = material["carbonate.capacity"]
    text = f"{capacity.text} · κ"
    return _scaled(
        carbonate.fraction(material), carbonate.STATE, capacity.value, [capacity], text, "residual carbonate"
    )


def _carbonate_lithium(material: Material) -> Law:
    capacity = material["carbonate.capacity"]
    per_mass = 2.0 * molar_mass({"Li": 1.0, **COMPOSITIONS[material.name].metals, "O": 2.0}) / molar_mass(_LI2CO3)
    full, text = capacity.value * per_mass, f"{per_mass:.4g} · {capacity.text} · κ"
    name = f"lithium in carbonate of {material.name}"
    return _scaled(carbonate.fraction(material), carbonate.STATE, full, [capacity], text, name)


def _water(material: Material) -> Law:
    water = material["hydroxyl.water"]
    return _scaled(hydroxyl.fraction(material), hydroxyl.STATE, water.value, [water], f"{water.text} · θ", "water held")


def _ratio(material: Material) -> Law:
    area, density = material["surface.area"], material["density"]
    return Callable(
        SurfaceRatio(area.value, density.value),
        "1",
        arguments=("dx",),
        records=[area, density],
        text=f"{area.text} · {density.text} · V/S",
        name="surface ratio",
        identity=identity("surface ratio"),
    )
