"""Activity of Li2O over LiNbO3. Nobody measured it: four models, all assumed, decades apart.

LiNbO3 beside LiNb3O8 or beside Li3NbO4 has the activity of its boundary, so a two-phase powder is a source of
that activity.
"""

from __future__ import annotations

from collections.abc import Callable as Function
from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Activity, Callable, Constant, Material, R
from annealkit_materials.linbo3.boundary import Field, field_of, records_of
from annealkit_materials.linbo3.composition import SITE, Array, Parameter, antisites, identity, percent, ratio

__all__ = ["Congruent", "Defects", "LogLinear", "LowerBound", "activities"]


@frozen(eq=False)
class Congruent:
    """Activity over the congruent crystal, ln a going with 1/T.

    Attributes:
        activity: At the reference temperature.
        reference: K.
        content: Congruent content of Li2O, between 0 and 1.
        site: Concentration at one Li per Nb, mol/m³.
    """

    activity: Parameter
    reference: Parameter
    content: Parameter
    site: Parameter

    def log(self, T: ArrayLike) -> Array:
        """ln a at ``T``, K."""
        return np.asarray(np.log(self.activity) * self.reference / np.asarray(T, dtype=float))


@frozen(eq=False)
class Defects:
    """Mass action of the antisites: a/a_congruent = (x_congruent/x)^n.

    Attributes:
        start: The congruent crystal.
        field: Where LiNbO3 is one phase.
        exponent: n.
    """

    start: Congruent
    field: Field
    exponent: Parameter

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """a(Li2O), at most 1, at ``T`` (K) and ``c`` (mol/m³)."""
        here = self.field.antisites(T, np.asarray(c, dtype=float) / self.start.site)
        change = self.exponent * np.log(antisites(ratio(self.start.content)) / here)
        return np.asarray(np.exp(np.minimum(self.start.log(T) + change, 0.0)))


@frozen(eq=False)
class LogLinear:
    """So many decades for each mol%.

    Attributes:
        start: The congruent crystal.
        field: Where LiNbO3 is one phase.
        decades: For each mol% Li2O.
    """

    start: Congruent
    field: Field
    decades: Parameter

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """a(Li2O), at most 1, at ``T`` (K) and ``c`` (mol/m³)."""
        here = percent(self.field.inside(T, np.asarray(c, dtype=float) / self.start.site))
        change = np.log(10.0) * self.decades * (here - 100.0 * self.start.content)
        return np.asarray(np.exp(np.minimum(self.start.log(T) + change, 0.0)))


@frozen(eq=False)
class LowerBound:
    """LiNbO3 beside Nb2O5, as if there were no LiNb3O8: a = exp(2 ΔH/RT).

    Attributes:
        enthalpy: ΔH of formation from the oxides, J per mole of LiNbO3.
    """

    enthalpy: Parameter

    def __call__(self, T: ArrayLike) -> Array:
        """a(Li2O) at ``T``, K."""
        return np.asarray(np.exp(2.0 * self.enthalpy / (R * np.asarray(T, dtype=float))))


def activities(material: Material) -> Iterator[Activity]:
    """The four alternatives."""
    field, start = field_of(material), _congruent(material)
    exponent, decades = material["Li.activity.exponent"], material["Li.activity.decades"]
    congruent = material["congruent"].text
    yield _of_composition(
        material,
        "defects",
        Defects(start, field, exponent.per_cell),
        "Li.activity.exponent",
        f"(N_congruent/N)^{exponent.text}, N = (1 − x)/(5 + x) antisites on each Li site, {congruent} congruent",
        _DEFECTS,
    )
    yield _of_composition(
        material,
        "log-linear",
        LogLinear(start, field, decades.per_cell),
        "Li.activity.decades",
        f"10^({decades.text} · (mol% Li2O − {congruent}))",
        _LINEAR,
    )
    yield _lower(material)
    yield Activity("upper-bound", "Li", "Li2O", Constant(1.0, "1", name="activity of pure Li2O"), _UPPER)


_COMMON = (
    " No trustworthy source exists: the activity over the congruent crystal is an order of magnitude. Beside LiNb3O8 "
    "and beside Li3NbO4 it is that of the boundary. Water carries lithium off as LiOH by this thermochemistry, where "
    "the literature on Ti-diffused crystals says that water keeps it in: the sign of the effect is open."
)
_DEFECTS = "Mass action of antisite Nb and Li vacancies." + _COMMON
_LINEAR = "So many decades for each mol%." + _COMMON
_LOWER = "LiNbO3 beside Nb2O5 with an enthalpy from memory: no crystal can be lower."
_UPPER = "As over pure Li2O: no crystal can be higher."


def _congruent(material: Material) -> Congruent:
    names = ("Li.activity.congruent", "Li.activity.temperature", "congruent", SITE)
    return Congruent(*(material[name].per_cell for name in names))


def _of_composition(
    material: Material, name: str, function: Function[..., Array], own: str, factor: str, note: str
) -> Activity:
    shared = [material[one] for one in ("Li.activity.congruent", "Li.activity.temperature", "congruent", SITE)]
    value, reference = shared[:2]
    law = Callable(
        function,
        "1",
        arguments=("T", "c"),
        records=[*shared, *records_of(material), material[own]],
        text=f"min(1, {value.text}^({reference.text}/T) · {factor}), c inside the phase field",
        name=f"activity of Li2O, {name}",
        identity=identity(f"activity {name}"),
    )
    return Activity(name, "Li", "Li2O", law, note)


def _lower(material: Material) -> Activity:
    enthalpy = material["Li.activity.formation_enthalpy"]
    law = Callable(
        LowerBound(enthalpy.per_cell),
        "1",
        arguments=("T",),
        records=[enthalpy],
        text=f"exp(2 · ({enthalpy.text})/RT)",
        name="activity of Li2O, lower bound",
        identity=identity("activity lower bound"),
    )
    return Activity("lower-bound", "Li", "Li2O", law, _LOWER)
