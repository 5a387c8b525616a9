"""What a data-only material may hold, as table classes: the reader and the JSON Schema both come from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

from annealkit.declared.lawtables import LawTable
from annealkit.provenance.tables import PointsTable, RecordTable
from annealkit.tables import key

__all__ = [
    "AboutTable",
    "InterfaceTable",
    "LossTable",
    "MaterialFile",
    "PhaseTable",
    "SpeciesTable",
    "TransformationTable",
]

_NOTE = "One sentence for those who ask what is solved."
_AMOUNTS = {"additionalProperties": {"type": "number", "minimum": 0}}
_NAMES: dict[str, Any] = {"propertyNames": {"pattern": r"^\S+$"}}

#: Laws by name, and by species and name.
Models = Mapping[str, LawTable]
ModelsOfSpecies = Mapping[str, Models]


@frozen
class AboutTable:
    """What the material is called and made of."""

    name: str = key('Catalogue name, for example "LiFePO4".')
    title: str = key("One line for people.")
    aliases: tuple[str, ...] = key("Other names, compared without case.", default=())
    start: Mapping[str, float] = key(
        "Composition where the user gives none, as moles by element: the mobile species and the metals they are "
        "counted against.",
        schema=_AMOUNTS,
    )
    oxides: Mapping[str, int] = key(
        "Moles of the mobile species in a mole of its oxide, by formula: { Li2O = 2 }.",
        schema={"additionalProperties": {"type": "integer", "minimum": 1}},
    )


@frozen
class SpeciesTable:
    """A species that moves, counted against a metal that does not."""

    site_concentration: str = key("Id of the record of the concentration at one of the species per metal, mol/m³.")
    metal: str = key("The metal that stays.")
    oxide: str = key("The oxide whose activity drives the exchange with gas and solids.")


@frozen
class LossTable:
    """How a species leaves through a face."""

    channels: tuple[str, ...] = key("Its name in the budget; one.", schema={"minItems": 1, "maxItems": 1})
    flux: LawTable = key("The flux, mol/(m² s), positive when the species leaves.")
    face: Literal["gas", "substrate", "interface"] = key("Kind of face it holds at.", default="gas")
    standing: str = key("How far the numbers can be trusted, one sentence.", default="")
    note: str = key(_NOTE, default="")


@frozen
class TransformationTable:
    """A change inside the material, followed by a local state that starts at 0."""

    state: str = key("Name of the state, which other laws may depend on.", schema={"pattern": "^[A-Za-z]\\w*$"})
    rate: LawTable = key("Its time derivative, 1/s.")
    outputs: Mapping[str, LawTable] = key("What people read of it, by name; dimensionless.", factory=dict)
    note: str = key(_NOTE, default="")


@frozen
class PhaseTable:
    """When a second phase appears, and how much of it."""

    product: str = key("Formula of the phase.")
    reaction: str = key("The reaction that makes it, with the gas it takes up or gives off.")
    margin: LawTable = key("J per mole of product, positive where the product is stable against the host.")
    amount: LawTable = key("Share of the host's metal that sits in the product, 0 to 1.")
    volume_ratio: LawTable = key("Volume of the product by volume of the host it replaces.")
    thresholds: Mapping[str, str] = key("By instrument, id of the record of the smallest share it detects.")
    note: str = key(_NOTE, default="")


@frozen
class InterfaceTable:
    """What holds where this material touches another; at least one of partition and resistance."""

    inner: str = key("Name of the material of the inner layer.")
    outer: str = key("Name of the material of the outer layer.")
    species: str = key("The species that crosses.")
    partition: LawTable | None = key(
        "Concentration in the outer layer by that in the inner one, dimensionless.", default=None
    )
    resistance: LawTable | None = key("Transfer resistance, s/m.", default=None)


@frozen
class MaterialFile:
    """A material or a coating as data: every number a record, every law one of a few kinds."""

    annealkit: Literal[1] = key("Format of the file.")
    references: str = key("BibTeX text; left out, references.bib beside the file is read.", default="")
    material: AboutTable | None = key("The material; exactly one of material and coating.", default=None)
    coating: AboutTable | None = key("The coating; exactly one of material and coating.", default=None)
    species: Mapping[str, SpeciesTable] = key("Mobile species by symbol.", schema={"minProperties": 1})
    defaults: Mapping[str, tuple[str, ...]] = key(
        "Models of each slot where a run names none; may be left out where the file has one model of the slot.",
        factory=dict,
    )
    record: Mapping[str, RecordTable] = key("Records by id; ids that hold points are quoted.", schema=_NAMES)
    points: Mapping[str, PointsTable] = key("Data points by id.", factory=dict, schema=_NAMES)
    diffusivity: ModelsOfSpecies = key("Laws by species and name, m²/s.", factory=dict)
    activity: ModelsOfSpecies = key("Activity of the species' oxide by species and name.", factory=dict)
    source: ModelsOfSpecies = key("What is made in the volume, mol/(m³ s), by species and name.", factory=dict)
    loss: Mapping[str, Mapping[str, LossTable]] = key("What leaves through faces, by species and name.", factory=dict)
    transformation: Mapping[str, Mapping[str, TransformationTable]] = key(
        "Changes inside, by kind and name.", factory=dict
    )
    phase: Mapping[str, PhaseTable] = key("Second phases by name of the rule.", factory=dict)
    resistance: Models = key("Series parts of the interface's resistance, Ω m², by name.", factory=dict)
    observable: Models = key("Virtual measurements by name, averaged over the body.", factory=dict)
    interface: tuple[InterfaceTable, ...] = key("What holds where this touches another material.", default=())

    @property
    def about(self) -> AboutTable:
        """The material or the coating."""
        found = self.material or self.coating
        assert found is not None  # refused when it was read
        return found
