"""LiNbO3: lithium niobate crystals that take up and give up lithium oxide.

What is known and what is not stands with the records in ``parameters.toml``. In short: one pair of laws at 1100 °C
fixes the chemical diffusivity and a flux, everything else about loss is assumed, and the phase field is from memory.
"""

from __future__ import annotations

from collections.abc import Iterable

from annealkit.api import (
    Activity,
    Book,
    BoundaryFlux,
    Diffusivity,
    Face,
    Material,
    Observable,
    PhaseRule,
    Species,
    Transformation,
    hookimpl,
)
from annealkit_materials.linbo3.activity import activities
from annealkit_materials.linbo3.composition import DOPED, NAME, NAMES, SITE, ratio
from annealkit_materials.linbo3.diffusion import diffusivities
from annealkit_materials.linbo3.loss import losses
from annealkit_materials.linbo3.observables import observables
from annealkit_materials.linbo3.phases import phase_rules
from annealkit_materials.linbo3.precipitation import precipitation

ANNEALKIT_API = 1

#: The model of each slot where a run names none.
DEFAULTS = {
    "Li.diffusivity": ("interdiffusion",),
    "Li.activity": ("defects",),
    "Li.loss": ("vaporisation", "substrate"),
    "host.precipitation": ("relaxation",),
    "host.phases": ("LiNb3O8", "Li3NbO4"),
    "host.observables": (
        "Li2O_mol_percent_mean",
        "Li2O_mol_percent_surface",
        "Curie_temperature_mean",
        "Curie_temperature_surface",
        "n_e_surface",
        "n_e_step",
        "n_o_surface",
        "n_o_step",
    ),
}
#: Name, title and aliases.
_CATALOGUE = (
    (NAME, "Lithium niobate, congruent unless a composition is given", ("LN", "lithium niobate")),
    (
        DOPED,
        "Lithium niobate uniformly doped with MgO, which does not move; every number is that of LiNbO3",
        ("MgO:LiNbO3", "MgO:LN", "Mg:LN"),
    ),
)


@hookimpl
def annealkit_materials() -> Iterable[Material]:
    """LiNbO3, and the same doped with MgO; congruent unless the user says otherwise."""
    for name, title, aliases in _CATALOGUE:
        book = Book.load(__name__, name)
        yield Material(
            name=name,
            title=title,
            book=book,
            species={"Li": Species("Li", book[SITE], metal="Nb", oxide="Li2O")},
            start={"Li": float(ratio(book["congruent"].value)), "Nb": 1.0},
            defaults=DEFAULTS,
            aliases=aliases,
            oxides={"Li2O": 2, "Nb2O5": 2},
        )


@hookimpl
def annealkit_diffusivities(material: Material, species: str) -> Iterable[Diffusivity]:
    """Chemical and tracer diffusion of Li."""
    if material.name in NAMES and species == "Li":
        yield from diffusivities(material)


@hookimpl
def annealkit_activities(material: Material) -> Iterable[Activity]:
    """Activity of Li2O: four models, none measured."""
    if material.name in NAMES:
        yield from activities(material)


@hookimpl
def annealkit_boundary_fluxes(material: Material, face: Face) -> Iterable[BoundaryFlux]:
    """The calibrated losses, at a face in the gas."""
    if material.name in NAMES and face.kind == "gas":
        yield from losses(material)


@hookimpl
def annealkit_transformations(material: Material) -> Iterable[Transformation]:
    """Precipitation of LiNb3O8."""
    if material.name in NAMES:
        yield precipitation(material)


@hookimpl
def annealkit_phase_rules(material: Material) -> Iterable[PhaseRule]:
    """LiNb3O8 and Li3NbO4."""
    if material.name in NAMES:
        yield from phase_rules(material)


@hookimpl
def annealkit_observables(material: Material) -> Iterable[Observable]:
    """Composition, Curie temperature and refractive indices."""
    if material.name in NAMES:
        yield from observables(material)
