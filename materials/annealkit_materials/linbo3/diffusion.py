"""Two diffusivities that are not one: chemical, which flattens profiles, and tracer, which isotopes show.

The chemical diffusivity falls as Li2O goes, for Nb must move with it; the tracer rises, for vacancies come.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Arrhenius, Callable, Diffusivity, Law, Material
from annealkit_materials.linbo3.composition import (
    DOPED,
    SITE,
    Anchored,
    Array,
    Parameter,
    antisites,
    identity,
    percent,
    ratio,
)

__all__ = ["MoreVacancies", "Sloped", "diffusivities", "interdiffusion", "tracer"]

#: The chemical diffusivity never falls below this share of its value: a line must not cross zero.
_LEAST = 1e-2

#: Alternatives of the chemical diffusivity: name, and the record of the activation energy.
_ENERGIES = (
    ("interdiffusion", "Li.D.chemical.energy", "51 kcal/mol of a reaction layer, the default"),
    ("interdiffusion-1.33eV", "Li.D.low.energy", "the energy of the tracer, a lower bound"),
    ("interdiffusion-3.8eV", "Li.D.high.energy", "from MgO:LiNbO3 between 1100 and 1130 °C, an upper bound"),
)
_CHEMICAL = (
    "Chemical (inter)diffusion of Li2O, anchored at 1100 °C, the same along X and Z and at every composition; below "
    "the Li-poor boundary the solved c is the average over two phases. Activation energy: {why}; sources conflict."
)
_SLOPED = (
    "As interdiffusion, and rising linearly with Li2O content, that is, as the cation vacancies become fewer; the "
    "slope is assumed. MgO-doped crystals show a far steeper rise."
)
_TRACER = (
    "Of an isotope in a crystal of one composition, 379 to 773 K, isotropic. It {how}. The balance of an anneal is not "
    "solved with it."
)
_MISUSE = (
    "tracer diffusion is no out-diffusion: it rises as Li2O goes where chemical diffusion falls, and was measured at "
    "379 to 773 K; this is what a wrong choice would give"
)

_UNIFORM = (
    "the crystal is taken as uniformly doped with MgO that does not move, and every number is that of undoped LiNbO3: "
    "no source gives a profile of Mg, and none a number that could be used here"
)


@frozen(eq=False)
class Sloped:
    """1 + β (c − c_0), c in mol% Li2O.

    Attributes:
        slope: β, for each mol%.
        origin: c_0, as a content between 0 and 1.
        site: Concentration at one Li per Nb, mol/m³.
    """

    slope: Parameter
    origin: Parameter
    site: Parameter

    def __call__(self, c: ArrayLike) -> Array:
        """At ``c``, mol/m³; at least a hundredth."""
        away = percent(np.maximum(c, 0.0) / self.site) - 100.0 * self.origin
        return np.asarray(np.maximum(1.0 + self.slope * away, _LEAST))


@frozen(eq=False)
class MoreVacancies:
    """Vacant lithium sites over those of the congruent crystal.

    Attributes:
        site: Concentration at one Li per Nb, mol/m³.
        congruent: Congruent content of Li2O, between 0 and 1.
    """

    site: Parameter
    congruent: Parameter

    def __call__(self, c: ArrayLike) -> Array:
        """At ``c``, mol/m³; zero where there are none."""
        here = antisites(np.maximum(c, 0.0) / self.site)
        return np.asarray(np.maximum(here, 0.0) / antisites(ratio(self.congruent)))


def diffusivities(material: Material) -> Iterator[Diffusivity]:
    """Every alternative of both slots; the tracer among the chemical ones too, with a warning."""
    standing = _UNIFORM if material.name == DOPED else ""
    for name, energy, why in _ENERGIES:
        law = interdiffusion(material, energy)
        yield Diffusivity(name, "Li", law, _CHEMICAL.format(why=why), standing=standing)
    sloped = interdiffusion(material, "Li.D.chemical.energy") * _slope(material)
    yield Diffusivity("interdiffusion-slope", "Li", sloped, _SLOPED, standing=standing)
    yield Diffusivity("tracer", "Li", tracer(material), _TRACER.format(how="does not depend on c"), standing=_MISUSE)
    yield Diffusivity("congruent", "Li", tracer(material), _TRACER.format(how="does not depend on c"), kind="tracer")
    scaled = tracer(material) * _vacancies(material)
    rises = "rises as the vacancies do; of this only the direction was measured"
    yield Diffusivity("vacancies", "Li", scaled, _TRACER.format(how=rises), kind="tracer")


def interdiffusion(material: Material, energy: str) -> Law:
    """The chemical diffusivity (m²/s, a law of T) with one of the activation energies, by short id."""
    names = ("Li.D.chemical.reference", energy, "Li.D.chemical.temperature")
    value, barrier, reference = records = [material[name] for name in names]
    return Callable(
        Anchored(value.per_cell, barrier.per_cell, reference.per_cell),
        "m^2/s",
        arguments=("T",),
        records=records,
        text=f"{value.text} · exp(−{barrier.text}/k · (1/T − 1/({reference.text})))",
        name="chemical diffusivity",
        identity=identity(f"chemical diffusivity {energy}"),
    )


def tracer(material: Material) -> Law:
    """The tracer diffusivity (m²/s, a law of T) of the congruent crystal."""
    return Arrhenius(material["Li.D.tracer.prefactor"], material["Li.D.tracer.energy"], name="tracer diffusivity")


def _slope(material: Material) -> Law:
    slope, origin, site = records = [material[name] for name in ("Li.D.slope", "Li.D.slope.composition", SITE)]
    return Callable(
        Sloped(slope.per_cell, origin.per_cell, site.per_cell),
        "1",
        arguments=("c",),
        records=records,
        text=f"max({_LEAST:g}, 1 + {slope.text} (mol% Li2O − {origin.text}))",
        name="slope with composition",
        identity=identity("slope with composition"),
    )


def _vacancies(material: Material) -> Law:
    site, congruent = records = [material[name] for name in (SITE, "congruent")]
    return Callable(
        MoreVacancies(site.per_cell, congruent.per_cell),
        "1",
        arguments=("c",),
        records=records,
        text=f"N/N(congruent), N = max(0, 1 − x)/(5 + x), congruent at {congruent.text}",
        name="vacancies",
        identity=identity("vacancies"),
    )
