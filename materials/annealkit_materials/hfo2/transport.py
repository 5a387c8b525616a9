"""Diffusion of lithium in the film. No measurement in HfO2 was found, and none limits a film of nanometres."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Arrhenius, Callable, Diffusivity, Law, Material, R
from annealkit_materials.hfo2.composition import Array, Parameter, identity
from annealkit_materials.hfo2.crystallisation import PROGRESS
from annealkit_materials.hfo2.film import Conductivity, conduction

__all__ = ["NernstEinstein", "diffusivities"]

#: C/mol, exact in the SI to the digits given.
FARADAY = 96485.33212


@frozen(eq=False)
class NernstEinstein:
    """D = σ R T/(F² c) of the lithiated amorphous film where cells are measured, taken elsewhere with an energy.

    Attributes:
        conductivity: Of the film.
        reference: Temperature at which it holds, K.
        energy: Activation energy of D, J/mol.
    """

    conductivity: Conductivity
    reference: Parameter
    energy: Parameter

    def __call__(self, T: ArrayLike, crystal_time: ArrayLike) -> Array:
        """m²/s, at ``T`` (K); crystalline areas let less through."""
        film = self.conductivity
        here = film.lithiated * R * self.reference / (FARADAY**2 * film.site * film.content)
        cooler = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.reference
        return np.asarray(here * np.exp(-self.energy / R * cooler) * film.areas(crystal_time))


def diffusivities(material: Material) -> Iterator[Diffusivity]:
    """The two models of ``Li.diffusivity``."""
    yield Diffusivity("amorphous", "Li", _amorphous(material), _AMORPHOUS)
    crystal = Arrhenius(material["Li.D.crystalline.prefactor"], material["Li.D.crystalline.energy"])
    yield Diffusivity("crystalline", "Li", crystal, _CRYSTALLINE)


_AMORPHOUS = (
    "Nernst and Einstein, from the assumed conductivity of the lithiated amorphous film; a film of nanometres is in "
    "equilibrium with its host within seconds at any temperature of an anneal."
)
_CRYSTALLINE = "Hops over the barrier computed for monoclinic ZrO2, a lower bound: a crystalline film from the start."


def _amorphous(material: Material) -> Law:
    film, records = conduction(material)
    # Only what the lithiated film conducts is used.
    used = [one for one in records if not one.key.endswith(".conductivity.free")]
    reference, energy = material["Li.conductivity.temperature"], material["Li.D.amorphous.energy"]
    lithiated, content = material["Li.conductivity.lithiated"], material["Li.conductivity.content"]
    crystalline = material["Li.conductivity.crystalline"]
    return Callable(
        NernstEinstein(film, reference.per_cell, energy.per_cell),
        "m^2/s",
        arguments=("T", PROGRESS),
        records=[*used, reference, energy],
        text=(
            f"({lithiated.text}) R ({reference.text})/(F² · {content.text} Li per Hf) · "
            f"exp(−{energy.text}/k · (1/T − 1/({reference.text}))) · (1 − X + {crystalline.text} X)"
        ),
        name="diffusion in the film",
        identity=identity("diffusion in the film"),
    )
