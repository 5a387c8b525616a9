"""LiCoO2: layered lithium cobalt oxide in a furnace.

What is known and what is not stands with the records in ``parameters.toml``. In short: diffusion is
extrapolated from below 400 K, the equilibria rest on standard data from memory, and no kinetic fit of the
crystallisation of sputtered films was found.
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
    Resistance,
    Species,
    Transformation,
    hookimpl,
)
from annealkit_materials.licoo2.composition import NAME, SITE
from annealkit_materials.licoo2.crystallisation import crystallisation
from annealkit_materials.licoo2.diffusion import diffusivities
from annealkit_materials.licoo2.excess import capped_activity
from annealkit_materials.licoo2.excess_rules import excess_rules
from annealkit_materials.licoo2.grains import growth
from annealkit_materials.licoo2.interface import resistances
from annealkit_materials.licoo2.loss import first_order
from annealkit_materials.licoo2.performance import observables
from annealkit_materials.licoo2.phases import phase_rules
from annealkit_materials.licoo2.protons import blocked, protons
from annealkit_materials.licoo2.thermodynamics import activity
from annealkit_materials.licoo2.transport import disproportionation

ANNEALKIT_API = 1

#: The model of each slot where a run names none.
DEFAULTS = {
    "Li.diffusivity": ("vacancy",),
    "Li.activity": ("decomposition",),
    "Li.loss": ("vaporisation", "substrate"),
    "host.disproportionation": ("first-order",),
    "host.crystallisation": ("JMAK",),
    "host.grains": ("limited",),
    "host.protons": ("coverage",),
    "host.phases": ("Co3O4", "CoO"),
    "host.observables": ("capacity_share", "capacity", "diffusion_time", "grain_size"),
    "interface.resistance": ("pristine", "protons", "deficient-layer", "secondary-phase"),
}


@hookimpl
def annealkit_materials() -> Iterable[Material]:
    """LiCoO2, stoichiometric unless the user says otherwise."""
    book = Book.load(__name__, NAME)
    yield Material(
        name=NAME,
        title="Lithium cobalt oxide, layered",
        book=book,
        species={"Li": Species("Li", book[SITE], metal="Co", oxide="Li2O")},
        start={"Li": 1.0, "Co": 1.0},
        defaults=DEFAULTS,
        aliases=("LCO", "lithium cobalt oxide"),
        oxides={"Li2O": 2},
    )


@hookimpl
def annealkit_diffusivities(material: Material, species: str) -> Iterable[Diffusivity]:
    """Diffusion of Li by vacancies and by rival mechanisms and paths."""
    if material.name == NAME and species == "Li":
        yield from diffusivities(material)


@hookimpl
def annealkit_activities(material: Material) -> Iterable[Activity]:
    """Activity of Li2O from the decomposition of LiCoO2, with pure Li2O or its salts above x = 1."""
    if material.name == NAME:
        yield activity(material)
        yield capped_activity(material)


@hookimpl
def annealkit_boundary_fluxes(material: Material, face: Face) -> Iterable[BoundaryFlux]:
    """The calibrated loss, at a face in the gas."""
    if material.name == NAME and face.kind == "gas":
        yield first_order(material)


@hookimpl
def annealkit_transformations(material: Material) -> Iterable[Transformation]:
    """Disproportionation, crystallisation, growth of the grains, and protons at the face."""
    if material.name == NAME:
        yield disproportionation(material)
        yield from crystallisation(material)
        yield from growth(material)
        yield from protons(material)


@hookimpl
def annealkit_phase_rules(material: Material) -> Iterable[PhaseRule]:
    """Co3O4 and CoO; the forms of excess lithium where a run names them."""
    if material.name == NAME:
        yield from phase_rules(material)
        yield from excess_rules(material)


@hookimpl
def annealkit_resistances(material: Material, face: Face) -> Iterable[Resistance]:
    """The interface's four parts, at a face that an electrolyte can be put on."""
    if material.name == NAME and face.kind in ("gas", "interface"):
        yield from resistances(material)
        yield blocked(material)


@hookimpl
def annealkit_observables(material: Material) -> Iterable[Observable]:
    """Capacity, diffusion time, grains: what a cell would notice."""
    if material.name == NAME:
        yield from observables(material)
