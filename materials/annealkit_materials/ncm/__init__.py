"""NCM: layered oxides of nickel, cobalt and manganese as powders, in four compositions.

What is known and what is not stands with the records in ``parameters.toml``. In short: diffusion was measured on
NCM111 below 350 °C only, no thermochemistry of lithiated NCM was found, rock salt is taken from LiNiO2 in air, and what
happens at the surface is assumed in its rates.
"""

from __future__ import annotations

from collections.abc import Iterable

from annealkit.api import (
    Activity,
    BoundaryFlux,
    Diffusivity,
    Face,
    Material,
    Observable,
    Resistance,
    Species,
    Transformation,
    hookimpl,
)
from annealkit_materials.ncm import carbonate, hydroxyl, mixing, rocksalt
from annealkit_materials.ncm.activity import activity
from annealkit_materials.ncm.composition import COMPOSITIONS, SITE, is_ours
from annealkit_materials.ncm.interface import resistances
from annealkit_materials.ncm.loss import isochronal
from annealkit_materials.ncm.observables import observables
from annealkit_materials.ncm.records import book_of
from annealkit_materials.ncm.transport import diffusivities

ANNEALKIT_API = 1

#: The model of each slot where a run names none.
DEFAULTS = {
    "Li.diffusivity": ("tracer",),
    "Li.activity": ("upper-bound",),
    "Li.loss": ("vaporisation", "substrate"),
    "host.rocksalt": ("shell",),
    "host.mixing": ("equilibrium",),
    "host.hydroxyl": ("first-order",),
    "host.carbonate": ("first-order",),
    "host.observables": (
        "rocksalt_shell",
        "damage_indicator",
        "excess_lithium",
        "residual_carbonate",
        "carbonate_lithium",
        "hydroxyl_water",
        "surface_ratio",
    ),
    "interface.resistance": ("charge-transfer", "rock-salt"),
}


@hookimpl
def annealkit_materials() -> Iterable[Material]:
    """The four compositions, stoichiometric unless the user says otherwise."""
    for name, composition in COMPOSITIONS.items():
        book, metals = book_of(name), composition.metals
        shares = ", ".join(f"{metal} {100 * share:.3g} %" for metal, share in metals.items())
        yield Material(
            name=name,
            title=f"Layered oxide of lithium and {shares} of the metals",
            book=book,
            species={"Li": Species("Li", book[SITE], metal="+".join(metals), oxide="Li2O")},
            start={"Li": 1.0, **metals},
            defaults=DEFAULTS,
            aliases=composition.aliases,
            oxides={"Li2O": 2},
        )


@hookimpl
def annealkit_diffusivities(material: Material, species: str) -> Iterable[Diffusivity]:
    """Tracer diffusion, and what electrochemistry says instead."""
    if is_ours(material) and species == "Li":
        yield from diffusivities(material)


@hookimpl
def annealkit_activities(material: Material) -> Iterable[Activity]:
    """The upper bound."""
    if is_ours(material):
        yield activity(material)


@hookimpl
def annealkit_boundary_fluxes(material: Material, face: Face) -> Iterable[BoundaryFlux]:
    """The classic loss, of particles in the gas."""
    if is_ours(material) and face.kind == "gas" and face.form != "plate" and face.length is not None:
        yield isochronal(material, face.length)


@hookimpl
def annealkit_transformations(material: Material) -> Iterable[Transformation]:
    """Rock salt, mixing, and what lies on the surface."""
    if is_ours(material):
        yield from (kind.transformation(material) for kind in (rocksalt, mixing, hydroxyl, carbonate))


@hookimpl
def annealkit_resistances(material: Material, face: Face) -> Iterable[Resistance]:
    """Charge transfer and rock salt, at a face that an electrolyte can be put on."""
    if is_ours(material) and face.kind in ("gas", "interface"):
        yield from resistances(material)


@hookimpl
def annealkit_observables(material: Material) -> Iterable[Observable]:
    """Damage, excess, and what lies on the surface."""
    if is_ours(material):
        yield from observables(material)
