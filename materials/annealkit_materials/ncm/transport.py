"""Diffusion of lithium: a tracer law for anneals, and the electrochemical numbers that contradict it.

At 25 °C the values in use lie nine decades apart. The two regimes are alternatives and never joined.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Arrhenius, Callable, Diffusivity, Law, Material
from annealkit_materials.ncm.anchored import anchored
from annealkit_materials.ncm.composition import SITE, Array, Parameter, deficit, identity

__all__ = ["Vacancies", "diffusivities"]

_MODEL = "Li.D.battery_model"


@frozen(eq=False)
class Vacancies:
    """Vacancies per vacancy of the samples that the tracer was measured in, (v0 + max(0, 1 − x))/v.

    Attributes:
        site: Concentration at one Li per metal atom, mol/m³.
        sample: v, share of empty sites in the samples.
        intrinsic: v0, share that stoichiometric NCM has.
    """

    site: Parameter
    sample: Parameter
    intrinsic: Parameter

    def __call__(self, c: ArrayLike) -> Array:
        """At ``c``, mol/m³."""
        return np.asarray((self.intrinsic + deficit(c, self.site)) / self.sample)


def diffusivities(material: Material) -> Iterator[Diffusivity]:
    """The alternatives for one composition."""
    tracer = Arrhenius(material["Li.D.tracer.prefactor"], material["Li.D.tracer.energy"])
    yield Diffusivity("tracer", "Li", tracer, _TRACER)
    yield Diffusivity("tracer-vacancy", "Li", tracer * _vacancies(material), _VACANCY)
    yield Diffusivity("electrochemical", "Li", _at_room(material, "Li.D.electrochemical"), _ELECTROCHEMICAL)
    if f"{_MODEL}.value" in material.book:
        yield Diffusivity("battery-model", "Li", _at_room(material, _MODEL), _BATTERY)


_TRACER = (
    "Tracer diffusion as measured in sintered NCM111, about 10 % short of lithium, at 110 to 350 °C, whatever the "
    "composition of the body; the prefactor is estimated from hops."
)
_VACANCY = "The tracer law scaled with the vacancies there are; how many stoichiometric NCM has is assumed."
_ELECTROCHEMICAL = (
    "The middle of battery models and titrations near room temperature: not for anneals, and not to be joined to the "
    "tracer law, which lies seven decades below it at 25 °C."
)
_BATTERY = "One parameter set of a battery model near room temperature: not for anneals."


def _at_room(material: Material, stem: str) -> Law:
    return anchored(material[f"{stem}.value"], material[f"{stem}.energy"], None, unit="m^2/s", name=stem)


def _vacancies(material: Material) -> Law:
    site, sample, intrinsic = (material[name] for name in (SITE, "Li.D.tracer.vacancies", "Li.D.tracer.intrinsic"))
    return Callable(
        Vacancies(site.per_cell, sample.per_cell, intrinsic.per_cell),
        "1",
        arguments=("c",),
        records=[site, sample, intrinsic],
        text=f"({intrinsic.text} + max(0, 1 − x))/{sample.text}",
        name="vacancies",
        identity=identity("vacancies"),
    )
