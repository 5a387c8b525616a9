"""How fast LiNb3O8 comes and goes, and the composition that people read."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, State, Transformation
from annealkit_materials.linbo3.boundary import BOUNDARIES
from annealkit_materials.linbo3.composition import SITE, Anchored, Array, Parameter, identity, percent
from annealkit_materials.linbo3.phases import PRECIPITATE, Niobate, triniobate

__all__ = ["CONTENT", "Content", "Precipitation", "precipitation"]

#: What the composition is called in results: mol% Li2O in every cell.
CONTENT = "Li2O_mol_percent"


@frozen(eq=False)
class Precipitation:
    """dy/dt = k(T) (y_eq − y).

    Attributes:
        rate: k, 1/s.
        equilibrium: y_eq, the share of Nb in LiNb3O8 by the lever rule.
    """

    rate: Anchored
    equilibrium: Niobate

    def __call__(self, T: ArrayLike, c: ArrayLike, triniobate: ArrayLike) -> Array:
        """1/s, at ``T`` (K), ``c`` (mol/m³) and the share y."""
        return np.asarray(self.rate(T) * (self.equilibrium(T, c) - np.asarray(triniobate, dtype=float)))


@frozen(eq=False)
class Content:
    """mol% Li2O of each cell.

    Attributes:
        site: Concentration at one Li per Nb, mol/m³.
    """

    site: Parameter

    def __call__(self, c: ArrayLike) -> Array:
        """At ``c``, mol/m³."""
        return percent(np.maximum(c, 0.0) / self.site)


def precipitation(material: Material) -> Transformation:
    """The transformation named "relaxation"."""
    return Transformation(
        name="relaxation",
        kind="precipitation",
        state=State(PRECIPITATE, _rate(material), scale=1e-2),
        outputs={CONTENT: _content(material)},
        note="dy/dt = k(T)(y_eq − y), y the share of Nb in LiNb3O8 and y_eq that of the lever rule. y enters neither "
        "diffusion nor loss. Beside it mol% Li2O is told for every cell.",
    )


def _rate(material: Material) -> Law:
    names = ("LiNb3O8.rate", "LiNb3O8.energy", "LiNb3O8.temperature", SITE, *BOUNDARIES)
    rate, energy, reference = (records := [material[name] for name in names])[:3]
    return Callable(
        Precipitation(Anchored(rate.per_cell, energy.per_cell, reference.per_cell), triniobate(material)),
        "1/s",
        arguments=("T", "c", PRECIPITATE),
        records=records,
        text=f"{rate.text} · exp(−{energy.text}/R · (1/T − 1/({reference.text}))) · "
        "((x_poor(T) − x)/(x_poor(T) − 1/3) or 0 − y)",
        name="precipitation of LiNb3O8",
        identity=identity("precipitation"),
    )


def _content(material: Material) -> Law:
    site = material[SITE]
    return Callable(
        Content(site.per_cell),
        "1",
        arguments=("c",),
        records=[site],
        text="100 x/(1 + x)",
        name="mol% Li2O",
        identity=identity("mol% Li2O"),
    )
