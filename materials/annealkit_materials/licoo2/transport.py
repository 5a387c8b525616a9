"""The vacancies that carry lithium, and the disproportionation that uses them up."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Arrhenius, Callable, Law, Material, State, Transformation
from annealkit_materials.licoo2.composition import SITE, Array, Parameter, deficit, identity

#: Deficiency over which the disproportionation sets in.
_ONSET = 1e-9

__all__ = ["Deficient", "Vacancies", "disproportionation", "share", "vacancies"]


@frozen(eq=False)
class Vacancies:
    """Share of the lithium sites that are vacancies of the layered phase, (1 − x)(1 − ξ) = (1 − x) e^−η.

    Attributes:
        site: Concentration at one Li per Co, mol/m³.
    """

    site: Parameter

    def __call__(self, c: ArrayLike, eta: ArrayLike) -> Array:
        """Between 0 and 1, at ``c`` (mol/m³) and the progress ``eta`` of disproportionation."""
        return np.asarray(deficit(c, self.site) * (1.0 - share(eta)))


@frozen(eq=False)
class Deficient:
    """1 where lithium is missing (x < 1), 0 where it is not.

    The switch at x = 1 is spread over 1e-9 in x: a jump there would stop the integrator
    once a cell, and no amount below 1e-9 is ever read.

    Attributes:
        site: Concentration at one Li per Co, mol/m³.
    """

    site: Parameter

    def __call__(self, c: ArrayLike) -> Array:
        """At ``c``, mol/m³."""
        missing = deficit(c, self.site)
        return np.asarray(missing / (missing + _ONSET))


def disproportionation(material: Material) -> Transformation:
    """The transformation named "first-order": LiCoO2 short of Li splits into LiCoO2 and an oxide of Co."""
    rate = Arrhenius(material["disproportionation.prefactor"], material["disproportionation.energy"])
    return Transformation(
        name="first-order",
        kind="disproportionation",
        state=State("eta", rate * _deficient(material)),
        outputs={"disproportionated": _share()},
        note="dξ/dt = k_dis (1 − ξ) where x < 1; ξ is the share of the vacancies that became a second phase. "
        "Solved is η = −ln(1 − ξ), which keeps the last vacancies exact.",
    )


def vacancies(material: Material) -> Law:
    """The share of vacancies as a law of c and η."""
    site = material[SITE]
    return Callable(
        Vacancies(site.per_cell),
        "1",
        arguments=("c", "eta"),
        records=[site],
        text="max(0, 1 − x) e^−η",
        name="vacancies",
        identity=identity("vacancies"),
    )


def _deficient(material: Material) -> Law:
    site = material[SITE]
    return Callable(
        Deficient(site.per_cell),
        "1",
        arguments=("c",),
        records=[site],
        text="(1 where x < 1, else 0)",
        name="deficient",
        identity=identity("deficient"),
    )


def share(eta: ArrayLike) -> Array:
    """The disproportionated share ξ = 1 − e^−η; 0 for a progress below 0, which only rounding makes."""
    return np.asarray(-np.expm1(-np.maximum(np.asarray(eta, dtype=float), 0.0)))


def _share() -> Law:
    return Callable(share, "1", text="1 − e^−η", name="disproportionated", identity=identity("disproportionated"))
