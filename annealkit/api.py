"""Everything a plugin author imports, and nothing else of annealkit is promised to stay.

    from annealkit.api import Arrhenius, Diffusivity, hookimpl

    ANNEALKIT_API = 1

    @hookimpl
    def annealkit_diffusivities(material, species):
        if material.name == "ZnO" and species == "Li":
            yield Diffusivity("tracer", "Li", Arrhenius("2e-6 m^2/s", "1.1 eV"))

The hooks are specified in :mod:`annealkit.hookspecs`. Names given here keep their meaning as long as
``API_VERSION`` is the same.
"""

from __future__ import annotations

from annealkit.contributions import (
    Activity,
    BoundaryFlux,
    Bracket,
    Diffusivity,
    InterfaceLaw,
    Mobile,
    Observable,
    PhaseRule,
    Resistance,
    Series,
    State,
    Transformation,
    VolumeSource,
)
from annealkit.domain import GASES, Atmosphere, Face, Material, Species, Stack, Substrate
from annealkit.domain.formula import molar_mass
from annealkit.errors import InputError, OutOfRangeError, RecordError, UnitError, UnknownNameError
from annealkit.hookspecs import API_VERSION, OLDEST_API, hookimpl
from annealkit.laws import Arrhenius, Callable, Constant, Law, Product, Sum, Tabulated, as_law
from annealkit.provenance import Basis, Book, Points, Range, Record, Source, Uncertainty
from annealkit.units import QuantityLike, quantity, si

__all__ = [
    "API_VERSION",
    "GASES",
    "OLDEST_API",
    "Activity",
    "Arrhenius",
    "Atmosphere",
    "Basis",
    "Book",
    "BoundaryFlux",
    "Bracket",
    "Callable",
    "Constant",
    "Diffusivity",
    "Face",
    "InputError",
    "InterfaceLaw",
    "Law",
    "Material",
    "Mobile",
    "Observable",
    "OutOfRangeError",
    "PhaseRule",
    "Points",
    "Product",
    "QuantityLike",
    "R",
    "Range",
    "Record",
    "RecordError",
    "Resistance",
    "Series",
    "Source",
    "Species",
    "Stack",
    "State",
    "Substrate",
    "Sum",
    "Tabulated",
    "Transformation",
    "Uncertainty",
    "UnitError",
    "UnknownNameError",
    "VolumeSource",
    "as_law",
    "hookimpl",
    "molar_mass",
    "quantity",
    "si",
]

#: Gas constant, J/(mol K), exact in the SI.
R = 8.31446261815324
