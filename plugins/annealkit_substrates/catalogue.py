"""The substrates that can be named."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from annealkit.api import Book, Substrate, hookimpl

__all__ = ["INERT_BECAUSE", "OWNER", "annealkit_substrates", "book"]

#: Owner of the records: ``substrates.SiO2.calibrated.k_p_ref``.
OWNER = "substrates"

_REACTIVE = (
    ("SiO2", "Silica, also the thermal oxide of silicon", "Li2SiO3", ("silica", "quartz")),
    ("Al2O3", "Alumina, sapphire", "LiAlO2", ("sapphire", "alumina")),
    ("steel", "Stainless steel", "oxides of Li, Fe and Cr", ("stainless steel",)),
)
_INERT = (
    ("Pt", "Platinum", ("platinum",)),
    ("Au", "Gold", ("gold",)),
    ("MgO", "Magnesia", ("magnesia",)),
)
#: Why each inert substrate is taken to be so.
INERT_BECAUSE = {
    "Pt": "inert: LiCoO2 sputtered on Pt was found single phase at 700 °C",
    "Au": "inert: reported to take up no Li (Coessens et al., J. Mater. Chem. A, 2026)",
    "MgO": "inert: reported to take up no Li (Coessens et al., J. Mater. Chem. A, 2026)",
}


@functools.cache
def book() -> Book:
    """The records of this plugin, shared by all its substrates."""
    return Book.load("annealkit_substrates", OWNER)


@hookimpl
def annealkit_substrates() -> Iterator[Substrate]:
    """Three substrates that react with Li2O, three that do not."""
    for name, title, product, aliases in _REACTIVE:
        yield Substrate(name, title, reactive=True, book=book(), product=product, aliases=aliases)
    for name, title, aliases in _INERT:
        yield Substrate(name, title, reactive=False, book=book(), aliases=aliases)
