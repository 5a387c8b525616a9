"""Virtual measurements of the film, each one number for the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Material, Observable, Record
from annealkit_materials.hfo2.composition import Array, Parameter, identity, mean, thickness
from annealkit_materials.hfo2.crystallisation import PROGRESS, crystallised
from annealkit_materials.hfo2.densification import BONDS, PORES, done
from annealkit_materials.hfo2.film import Conductivity, Density, conduction, density

__all__ = ["observables"]

_EXPONENT = "crystallisation.exponent"


@frozen(eq=False)
class MeanDensity:
    """Mass over volume of the film as it is, kg/m³."""

    density: Density

    def __call__(self, pore_closing: ArrayLike, crystal_time: ArrayLike, dx: ArrayLike) -> Array:
        """Of the profiles over the film."""
        # The mass stays: densities average as their reciprocals.
        return np.asarray(1.0 / mean(1.0 / self.density(pore_closing, crystal_time), dx))


@frozen(eq=False)
class Thickness:
    """Thickness of the film as it has shrunk, m."""

    density: Density

    def __call__(self, pore_closing: ArrayLike, crystal_time: ArrayLike, dx: ArrayLike) -> Array:
        """Of the profiles over the film."""
        return np.asarray(np.sum(np.asarray(dx) * self.density.shrinkage(pore_closing, crystal_time), axis=-1))


@frozen(eq=False)
class RoughnessRatio:
    """Roughness over that as deposited: 1 − s θ max(0, 1 − X/X_s) + g X.

    Attributes:
        smoothing: s.
        until: X_s, crystallised share at which nothing is left of the smoothing.
        grains: g.
        exponent: n of X = 1 − exp(−wⁿ).
    """

    smoothing: Parameter
    until: Parameter
    grains: Parameter
    exponent: Parameter

    def __call__(self, pore_closing: ArrayLike, crystal_time: ArrayLike, dx: ArrayLike) -> Array:
        """Of the profiles over the film."""
        X = crystallised(crystal_time, self.exponent)
        smooth = self.smoothing * done(pore_closing) * np.maximum(0.0, 1.0 - X / self.until)
        return mean(1.0 - smooth + self.grains * X, dx)


@frozen(eq=False)
class Coverage:
    """Share of the host that is covered: a film thin enough breaks up into islands as it crystallises.

    Up to the limit it breaks up whole, from there on less and less, beyond twice the limit not at all.

    Attributes:
        bare: Share that a film broken up whole leaves bare.
        limit: Thickness up to which films break up whole, m.
        thickness: Of the film, m.
        exponent: n of X = 1 − exp(−wⁿ).
    """

    bare: Parameter
    limit: Parameter
    thickness: Parameter
    exponent: Parameter

    def __call__(self, crystal_time: ArrayLike, dx: ArrayLike) -> Array:
        """Of the profile over the film."""
        breaks = np.clip(2.0 - self.thickness / self.limit, 0.0, 1.0)
        return mean(1.0 - self.bare * breaks * crystallised(crystal_time, self.exponent), dx)


@frozen(eq=False)
class Bonding:
    """Share of the contact that is bonded."""

    def __call__(self, bond_making: ArrayLike, dx: ArrayLike) -> Array:
        """Of the profile over the film."""
        return mean(done(bond_making), dx)


@frozen(eq=False)
class MeanConductivity:
    """Thickness over resistance of the film, S/m."""

    conductivity: Conductivity

    def __call__(self, c: ArrayLike, crystal_time: ArrayLike, dx: ArrayLike) -> Array:
        """Of the profiles over the film."""
        return np.asarray(1.0 / mean(1.0 / self.conductivity(c, crystal_time), dx))


@frozen(eq=False)
class Heat:
    """Heat taken up so far on crystallising, J per mole of HfO2; negative when it is given off.

    Attributes:
        enthalpy: Of crystallisation, J/mol.
        exponent: n of X = 1 − exp(−wⁿ).
    """

    enthalpy: Parameter
    exponent: Parameter

    def __call__(self, crystal_time: ArrayLike, dx: ArrayLike) -> Array:
        """Of the profile over the film."""
        return mean(self.enthalpy * crystallised(crystal_time, self.exponent), dx)


def observables(material: Material) -> Iterator[Observable]:
    """What is read of the film."""
    yield from _of_density(material)
    yield from _of_shape(material)
    yield _observable("bonding", Bonding(), "1", (BONDS,), [], "⟨1 − e^−η⟩", _BONDING)
    film, conducting = conduction(material)
    yield _observable(
        "conductivity", MeanConductivity(film), "S/m", ("c", PROGRESS), conducting, "1/⟨1/σ⟩", _CONDUCTIVITY
    )
    heat = [material[name] for name in ("crystallisation.enthalpy", _EXPONENT)]
    law = Heat(*(one.per_cell for one in heat))
    yield _observable("crystallisation_heat", law, "J/mol", (PROGRESS,), heat, f"{heat[0].text} · ⟨X⟩", _HEAT)


_ROUGHNESS = (
    "Relative to the film as deposited. Assumed smoother while it stays amorphous, rougher once grains form: sources "
    "on thicker films show only the second."
)
_COVERAGE = (
    "1 unless a film about as thin as those seen to break up crystallises; what islands leave bare, and where thicker "
    "films stop breaking up, is assumed."
)
_BONDING = "An indicator from 0 to 1; no work of adhesion was found."
_CONDUCTIVITY = "Of lithium ions through the film at the temperature of measurement; electrons are not shown."
_HEAT = "Per mole of HfO2, with the enthalpy of the film of 25 nm; 0 while the film is amorphous."


def _of_density(material: Material) -> Iterator[Observable]:
    film, dense = density(material)
    states = (PORES, PROGRESS)
    yield _observable("density", MeanDensity(film), "kg/m^3", states, dense, "1/⟨1/ρ⟩, ρ by pores and crystals", "")
    shrunk = "Held by its host, the film shrinks across itself only."
    yield _observable("thickness", Thickness(film), "m", states, dense, "∫ (ρ_deposited/ρ) dx", shrunk)


def _of_shape(material: Material) -> Iterator[Observable]:
    rough = [material[f"roughness.{name}"] for name in ("smoothing", "smooth_until", "grains")] + [material[_EXPONENT]]
    law = RoughnessRatio(*(one.per_cell for one in rough))
    smoothing, until, grains, _ = (one.text for one in rough)
    text = f"⟨1 − {smoothing} θ max(0, 1 − X/{until}) + {grains} X⟩"
    yield _observable("roughness_ratio", law, "1", (PORES, PROGRESS), rough, text, _ROUGHNESS)
    bare, limit, exponent = (material[name] for name in ("islands.bare", "islands.thickness", _EXPONENT))
    h, given = thickness(material)
    cover = Coverage(bare.per_cell, limit.per_cell, h, exponent.per_cell)
    text = f"1 − {bare.text} ⟨X⟩ clip(2 − h/({limit.text}), 0, 1), h = {float(np.mean(h)) * 1e9:g} nm"
    records = [bare, limit, exponent, *given]
    yield _observable("coverage", cover, "1", (PROGRESS,), records, text, _COVERAGE, np.asarray(h).tolist())


def _observable(
    name: str,
    function: Any,
    unit: str,
    arguments: tuple[str, ...],
    records: list[Record],
    text: str,
    note: str,
    *numbers: object,
) -> Observable:
    law = Callable(
        function,
        unit,
        arguments=(*arguments, "dx"),
        records=records,
        text=text,
        name=name,
        identity=identity(name, *numbers),
    )
    return Observable(name, law, note)
