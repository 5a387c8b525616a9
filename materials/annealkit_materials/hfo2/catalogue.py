"""The catalogue entry of HfO2."""

from __future__ import annotations

from annealkit.api import Book, Material, Species
from annealkit_materials.hfo2.composition import NAME, SITE

__all__ = ["DEFAULTS", "hafnia"]

#: The model of each slot where a run names none.
DEFAULTS = {
    "Li.diffusivity": ("amorphous",),
    "host.crystallisation": ("JMAK",),
    "host.densification": ("deposition",),
    "host.bonding": ("condensation",),
    "host.observables": (
        "density",
        "thickness",
        "roughness_ratio",
        "coverage",
        "bonding",
        "conductivity",
        "crystallisation_heat",
    ),
    "interface.resistance": ("coating", "contact"),
}


def hafnia() -> Material:
    """HfO2 as deposited: amorphous, under-dense, without lithium."""
    book = Book.load("annealkit_materials.hfo2", NAME)
    return Material(
        name=NAME,
        title="Hafnium oxide, by atomic layer deposition",
        book=book,
        species={"Li": Species("Li", book[SITE], metal="Hf", oxide="Li2O")},
        start={"Li": 0.0, "Hf": 1.0},
        defaults=DEFAULTS,
        aliases=("hafnia", "hafnium oxide"),
        oxides={"Li2O": 2},
    )
