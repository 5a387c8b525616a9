"""HfO2: a thin film by atomic layer deposition, on any host that holds lithium.

What is known and what is not stands with the records in ``parameters.toml``. In short: two films tell at which
temperature it crystallises, and everything on films of a few nanometres is extrapolated from them; no kinetics of its
densification, no conductivity or diffusivity of lithium in it and no adhesion was found. Electronic conduction and
chemistry inside the film other than the uptake of lithium are not shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from annealkit.api import (
    Diffusivity,
    Face,
    InterfaceLaw,
    Material,
    Observable,
    Resistance,
    Transformation,
    hookimpl,
)
from annealkit_materials.hfo2.catalogue import hafnia
from annealkit_materials.hfo2.composition import NAME
from annealkit_materials.hfo2.crystallisation import crystallisations
from annealkit_materials.hfo2.densification import bondings, densifications
from annealkit_materials.hfo2.observables import observables
from annealkit_materials.hfo2.onset import crystallisation_temperature, phase
from annealkit_materials.hfo2.resistance import resistances
from annealkit_materials.hfo2.transport import diffusivities
from annealkit_materials.hfo2.uptake import interfaces

__all__ = ["crystallisation_temperature", "phase"]

ANNEALKIT_API = 1


@hookimpl
def annealkit_coatings() -> Iterable[Material]:
    """HfO2 as deposited."""
    yield hafnia()


@hookimpl
def annealkit_diffusivities(material: Material, species: str) -> Iterable[Diffusivity]:
    """Diffusion of Li in the film."""
    if material.name == NAME and species == "Li":
        yield from diffusivities(material)


@hookimpl
def annealkit_interfaces(inner: Material, outer: Material) -> Iterable[InterfaceLaw]:
    """Uptake of Li from the host below."""
    if outer.name == NAME and inner.name != NAME:
        yield from interfaces(inner, outer)


@hookimpl
def annealkit_transformations(material: Material) -> Iterable[Transformation]:
    """Crystallisation, densification and bonding."""
    if material.name == NAME:
        yield from crystallisations(material)
        yield from densifications(material)
        yield from bondings(material)


@hookimpl
def annealkit_resistances(material: Material, face: Face) -> Iterable[Resistance]:
    """The film and its contact, at a face that an electrolyte can be put on."""
    if material.name == NAME and face.kind in ("gas", "interface"):
        yield from resistances(material)


@hookimpl
def annealkit_observables(material: Material) -> Iterable[Observable]:
    """Density, thickness, roughness, coverage, bonding, conductivity and heat."""
    if material.name == NAME:
        yield from observables(material)
