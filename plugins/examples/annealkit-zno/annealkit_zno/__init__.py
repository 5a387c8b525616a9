"""ZnO with dissolved lithium: a contamination that an anneal can take out.

No number here has a source: everything in ``parameters.toml`` is assumed, with a wide error bar.
"""

from __future__ import annotations

from collections.abc import Iterable

from annealkit.api import Activity, Arrhenius, Book, Diffusivity, Material, Species, hookimpl
from annealkit_zno.solution import activity

ANNEALKIT_API = 1

#: Name of the material.
NAME = "ZnO"
#: The model of each slot where a run names none; the losses are those of annealkit's own plugins.
DEFAULTS = {
    "Li.diffusivity": ("interstitial",),
    "Li.activity": ("dilute",),
    "Li.loss": ("vaporisation", "substrate"),
}


@hookimpl
def annealkit_materials() -> Iterable[Material]:
    """ZnO with a hundred lithium per million zinc."""
    book = Book.load(__name__, NAME)
    yield Material(
        name=NAME,
        title="Zinc oxide with dissolved lithium",
        book=book,
        species={"Li": Species("Li", book["Li.site_concentration"], metal="Zn", oxide="Li2O")},
        start={"Li": 1e-4, "Zn": 1.0},
        defaults=DEFAULTS,
        aliases=("zinc oxide", "ZnO:Li"),
        oxides={"Li2O": 2},
    )


@hookimpl
def annealkit_diffusivities(material: Material, species: str) -> Iterable[Diffusivity]:
    """Effective diffusion of interstitial lithium."""
    if material.name == NAME and species == "Li":
        law = Arrhenius(material["Li.D.prefactor"], material["Li.D.energy"])
        yield Diffusivity("interstitial", "Li", law, "One effective rate; trapping on zinc sites is in it.")


@hookimpl
def annealkit_activities(material: Material) -> Iterable[Activity]:
    """Activity of Li2O over the dilute solution."""
    if material.name == NAME:
        yield activity(material)
