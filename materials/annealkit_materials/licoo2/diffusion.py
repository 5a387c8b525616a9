"""How lithium moves: rival mechanisms and paths, each a diffusivity with a name.

All are written D = A exp(−E/kT) · (share of what carries) + (what moves in the full lattice). No measurement above
about 400 K was found for any of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Arrhenius, Callable, Constant, Diffusivity, Law, Material
from annealkit_materials.licoo2.composition import SITE, Array, Parameter, identity
from annealkit_materials.licoo2.grains import boundaries
from annealkit_materials.licoo2.opencircuit import thermodynamic_factor
from annealkit_materials.licoo2.transport import Vacancies, vacancies

__all__ = ["Interstitials", "Pairs", "diffusivities"]

#: Share of vacancies above which every vacancy has another beside it.
CROWDED = 0.2


@frozen(eq=False)
class Pairs:
    """v · min(1, 5 v): vacancies that have a second one beside them, for hops through the tetrahedral site.

    Attributes:
        vacancies: v.
    """

    vacancies: Vacancies

    def __call__(self, c: ArrayLike, eta: ArrayLike) -> Array:
        """At ``c`` (mol/m³) and the progress ``eta`` of disproportionation."""
        v = self.vacancies(c, eta)
        return np.asarray(v * np.minimum(1.0, v / CROWDED))


@frozen(eq=False)
class Interstitials:
    """Lithium beyond one per Co that is still dissolved, min(max(0, x − 1), w).

    Attributes:
        site: Concentration at one Li per Co, mol/m³.
        width: w; what exceeds it is a phase of its own and carries nothing.
    """

    site: Parameter
    width: Parameter

    def __call__(self, c: ArrayLike) -> Array:
        """At ``c``, mol/m³."""
        excess = np.asarray(c, dtype=float) / self.site - 1.0
        return np.asarray(np.minimum(np.maximum(0.0, excess), self.width))


def diffusivities(material: Material) -> Iterator[Diffusivity]:
    """The alternatives of ``Li.diffusivity``."""
    by_vacancies = _term(material, "deficient") * vacancies(material) + _full(material)
    yield Diffusivity("vacancy", "Li", by_vacancies, _VACANCY)
    yield Diffusivity("divacancy", "Li", _term(material, "deficient") * _pairs(material) + _full(material), _DIVACANCY)
    yield Diffusivity("vacancy-bare", "Li", _bare(material) * vacancies(material) + _full(material), _BARE)
    yield Diffusivity("interstitial", "Li", _by_interstitials(material), _INTERSTITIAL)
    yield Diffusivity("vacancy-c", "Li", Constant(material["Li.D.anisotropy"]) * by_vacancies, _ACROSS)
    yield Diffusivity("grain-boundary", "Li", boundaries(material) * by_vacancies, _BOUNDARY)
    yield Diffusivity(
        "grain-boundary-c", "Li", boundaries(material, material["Li.D.anisotropy"]) * by_vacancies, _BOUNDARY_ACROSS
    )
    yield Diffusivity("open-circuit", "Li", thermodynamic_factor(material) * by_vacancies, _CHEMICAL)


_VACANCY = (
    "Self-diffusion in the plane of the layers with a thermodynamic factor of 1, v = (1 − x) e^−η; below "
    "x = 1 the solved x is the average over two phases. Everything at an anneal temperature is extrapolated."
)
_DIVACANCY = (
    "As vacancy, but a hop needs a second vacancy beside the first: v · min(1, 5 v). Calculations find pairs at all x "
    "but infinite dilution."
)
_BARE = "As vacancy, with the barrier calculated without the Co4+ polaron beside the vacancy: 0.21 instead of 0.34 eV."
_INTERSTITIAL = (
    "Lithium beyond one per Co hops between the sites: D rises with excess and not with deficiency. No source supports "
    "it for LiCoO2, where calculations agree on vacancies; its barrier is assumed."
)
_ACROSS = "As vacancy, across the layers: what a (003) film without boundaries offers. The ratio is assumed."
_BOUNDARY = (
    "As vacancy, with boundaries beside the grains: D (1 − g + g D_gb/D), g from the grain size and the width of a "
    "boundary."
)
_BOUNDARY_ACROSS = "As grain-boundary, with grains that stand on their basal plane: D (D_c/D_ab (1 − g) + g D_gb/D)."
_CHEMICAL = (
    "As vacancy, times the thermodynamic factor from the open-circuit curve at 25 °C for what is still single-phase; "
    "the vibrational part of the entropy is left out. For LixCoO2 below the temperature of its disproportionation."
)


def _term(material: Material, which: str) -> Law:
    return Arrhenius(material[f"Li.D.{which}.prefactor"], material[f"Li.D.{which}.energy"])


def _full(material: Material) -> Law:
    return _term(material, "stoichiometric")


def _bare(material: Material) -> Law:
    return Arrhenius(material["Li.D.deficient.prefactor"], material["Li.D.bare.energy"])


def _by_interstitials(material: Material) -> Law:
    return _term(material, "interstitial") * _interstitials(material) + _full(material)


def _pairs(material: Material) -> Law:
    site = material[SITE]
    return Callable(
        Pairs(Vacancies(site.per_cell)),
        "1",
        arguments=("c", "eta"),
        records=[site],
        text="v min(1, 5 v), v = max(0, 1 − x) e^−η",
        name="pairs of vacancies",
        identity=identity("pairs of vacancies"),
    )


def _interstitials(material: Material) -> Law:
    site, width = material[SITE], material["Li.activity.width"]
    return Callable(
        Interstitials(site.per_cell, width.per_cell),
        "1",
        arguments=("c",),
        records=[site, width],
        text=f"min(max(0, x − 1), {width.text})",
        name="interstitials",
        identity=identity("interstitials"),
    )
