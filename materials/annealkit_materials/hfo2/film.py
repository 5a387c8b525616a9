"""The film's density and conductivity as they follow from its inner states and its lithium."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Material, Record
from annealkit_materials.hfo2.composition import SITE, Array, Parameter
from annealkit_materials.hfo2.crystallisation import crystallised
from annealkit_materials.hfo2.densification import done

__all__ = ["CONDUCTION", "DENSITY", "Conductivity", "Density", "conduction", "density"]

#: Records that each of the two stands on.
DENSITY = ("density.deposited", "density.amorphous", "density.gain_on_crystallising", "crystallisation.exponent")
CONDUCTION = (
    "Li.conductivity.free",
    "Li.conductivity.lithiated",
    "Li.conductivity.content",
    "Li.conductivity.crystalline",
    "crystallisation.exponent",
    SITE,
)


@frozen(eq=False)
class Density:
    """ρ = ρ_dep + (ρ_am − ρ_dep) θ + g ρ_am X.

    Attributes:
        deposited: ρ_dep, kg/m³.
        amorphous: ρ_am of an amorphous film without pores, kg/m³.
        gain: g, rise of the density on crystallising.
        exponent: n of X = 1 − exp(−wⁿ).
    """

    deposited: Parameter
    amorphous: Parameter
    gain: Parameter
    exponent: Parameter

    def __call__(self, pore_closing: ArrayLike, crystal_time: ArrayLike) -> Array:
        """kg/m³, cell by cell."""
        closing = (self.amorphous - self.deposited) * done(pore_closing)
        return np.asarray(
            self.deposited + closing + self.gain * self.amorphous * crystallised(crystal_time, self.exponent)
        )

    def shrinkage(self, pore_closing: ArrayLike, crystal_time: ArrayLike) -> Array:
        """Thickness over that as deposited: a film held by its host shrinks across itself only."""
        return np.asarray(self.deposited / self(pore_closing, crystal_time))


@frozen(eq=False)
class Conductivity:
    """Conductivity of lithium ions in the film, S/m, where cells are measured.

    σ = σ_free^(1−s) σ_lith^s · (1 − X + r X), s = min(1, content/content_lith): amorphous and crystalline areas lie
    side by side.

    Attributes:
        free: σ_free of the amorphous film without lithium, S/m.
        lithiated: σ_lith of the amorphous film with lithium, S/m.
        content: Li per Hf from which the film counts as lithiated.
        crystalline: r, crystalline over amorphous.
        exponent: n of X = 1 − exp(−wⁿ).
        site: Concentration at one Li per Hf, mol/m³.
    """

    free: Parameter
    lithiated: Parameter
    content: Parameter
    crystalline: Parameter
    exponent: Parameter
    site: Parameter

    def __call__(self, c: ArrayLike, crystal_time: ArrayLike) -> Array:
        """At the concentration ``c`` of Li (mol/m³), cell by cell."""
        s = np.clip(np.asarray(c, dtype=float) / (self.site * self.content), 0.0, 1.0)
        return np.asarray(np.exp((1.0 - s) * np.log(self.free) + s * np.log(self.lithiated)) * self.areas(crystal_time))

    def areas(self, crystal_time: ArrayLike) -> Array:
        """Share of the conductivity that is left by crystallisation."""
        return np.asarray(1.0 - (1.0 - self.crystalline) * crystallised(crystal_time, self.exponent))


def density(material: Material) -> tuple[Density, list[Record]]:
    """The density and the records it stands on."""
    records = [material[name] for name in DENSITY]
    return Density(*(one.per_cell for one in records)), records


def conduction(material: Material) -> tuple[Conductivity, list[Record]]:
    """The conductivity and the records it stands on."""
    records = [material[name] for name in CONDUCTION]
    return Conductivity(*(one.per_cell for one in records)), records
