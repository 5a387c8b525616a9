"""From the tables of a data-only material to what plugins contribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from annealkit.contributions import (
    Activity,
    BoundaryFlux,
    Diffusivity,
    InterfaceLaw,
    Observable,
    PhaseRule,
    Resistance,
    State,
    Transformation,
    VolumeSource,
)
from annealkit.declared.arguments import GAS, INSIDE, SURFACE, WHERE, WHOLE
from annealkit.declared.building import Builder
from annealkit.declared.lawtables import LawTable
from annealkit.declared.mean import CellMean
from annealkit.declared.tables import InterfaceTable, LossTable, MaterialFile, PhaseTable, TransformationTable
from annealkit.laws import Law

__all__ = ["Offers"]


@frozen
class Offers:
    """The contributions of one file, made of the records of one material.

    Every method raises RecordError, naming file and key, where tables and records do not fit each other.

    Attributes:
        tables: The file.
        place: Its records, overrides applied.
    """

    tables: MaterialFile
    place: Builder

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the local states."""
        return tuple(dict.fromkeys(one.state for own in self.tables.transformation.values() for one in own.values()))

    @property
    def _inside(self) -> tuple[str, ...]:
        return (*INSIDE, *self.states)

    def diffusivities(self, species: str) -> Iterator[Diffusivity]:
        """Diffusivities of a species, m²/s."""
        for name, table in self.tables.diffusivity.get(species, {}).items():
            place = self.place / "diffusivity" / species / name
            law = place.law(table, (*WHERE, *self.states), "m^2/s", "a diffusivity")
            yield Diffusivity(name, species, law, _note(place, "", table))

    def activities(self) -> Iterator[Activity]:
        """Activities of the species' oxides."""
        for species, name, table in _models(self.tables.activity):
            place = self.place / "activity" / species / name
            law = place.law(table, ("T", "c", *GAS), "1", "an activity")
            oxide = self.tables.species[species].oxide
            yield Activity(name, species, oxide, law, _note(place, "", table))

    def sources(self) -> Iterator[VolumeSource]:
        """What is made in the volume, mol/(m³ s)."""
        for species, name, table in _models(self.tables.source):
            place = self.place / "source" / species / name
            law = place.law(table, (*WHERE, *GAS, *self.states), "mol/(m^3 s)", "a source")
            yield VolumeSource(name, species, law, _note(place, "", table))

    def fluxes(self, kind: str) -> Iterator[BoundaryFlux]:
        """What leaves through a face of a kind, mol/(m² s)."""
        for species, own in self.tables.loss.items():
            for name, table in own.items():
                if table.face == kind:
                    yield _flux(species, name, table, self.place / "loss" / species / name)

    def transformations(self) -> Iterator[Transformation]:
        """Changes inside, each with its state."""
        for kind, own in self.tables.transformation.items():
            for name, table in own.items():
                yield self._transformation(kind, name, table)

    def phases(self) -> Iterator[PhaseRule]:
        """Rules of second phases."""
        for name, table in self.tables.phase.items():
            yield self._phase(name, table)

    def resistances(self) -> Iterator[Resistance]:
        """Series parts of the interface's resistance, Ω m²."""
        for name, table in self.tables.resistance.items():
            place = self.place / "resistance" / name
            law = place.law(table, WHOLE, "ohm m^2", "an area-specific resistance")
            yield Resistance(name, CellMean(law), _note(place, "", table))

    def observables(self) -> Iterator[Observable]:
        """Virtual measurements; a law of the cells is averaged over them."""
        for name, table in self.tables.observable.items():
            place = self.place / "observable" / name
            law = place.law(table, self._inside, what="an observable")
            yield Observable(name, CellMean(law), _note(place, "", table))

    def interfaces(self) -> Iterator[tuple[InterfaceTable, InterfaceLaw]]:
        """What holds where this material touches another, each with its table."""
        for number, table in enumerate(self.tables.interface):
            place = self.place / "interface" / number
            partition = _of_interface(table.partition, place / "partition", "1", "a partition")
            resistance = _of_interface(table.resistance, place / "resistance", "s/m", "a transfer resistance")
            yield table, InterfaceLaw(f"{table.inner}|{table.outer}", table.species, partition, resistance)

    def _transformation(self, kind: str, name: str, table: TransformationTable) -> Transformation:
        place = self.place / "transformation" / kind / name
        rate = (place / "rate").law(table.rate, self._inside, "1/s", "the rate of a state")
        outputs = {
            output: (place / "outputs" / output).law(law, self._inside, "1", "an output")
            for output, law in table.outputs.items()
        }
        note = _note(place, table.note, table.rate, *table.outputs.values())
        return Transformation(name, kind, State(table.state, rate), outputs, note)

    def _phase(self, name: str, table: PhaseTable) -> PhaseRule:
        place = self.place / "phase" / name
        inside = tuple(one for one in self._inside if one != "t")
        return PhaseRule(
            name=name,
            product=table.product,
            reaction=table.reaction,
            margin=(place / "margin").law(table.margin, inside, "J/mol", "a margin per mole of product"),
            amount=(place / "amount").law(table.amount, inside, "1", "a share of the metal"),
            volume_ratio=(place / "volume_ratio").law(table.volume_ratio, inside, "1", "a ratio of volumes"),
            thresholds={
                instrument: (place / "thresholds" / instrument).number(short, "1", "a share of the metal")
                for instrument, short in table.thresholds.items()
            },
            note=_note(place, table.note, table.margin, table.amount, table.volume_ratio),
        )


def _models(tables: Mapping[str, Mapping[str, LawTable]]) -> Iterator[tuple[str, str, LawTable]]:
    for species, own in tables.items():
        for name, table in own.items():
            yield species, name, table


def _flux(species: str, name: str, table: LossTable, place: Builder) -> BoundaryFlux:
    if len(table.channels) != 1:
        raise (place / "channels").error(
            f"{len(table.channels)} channels were given; expected one, for one flux. Write one [loss] table for each."
        )
    law = (place / "flux").law(table.flux, SURFACE, "mol/(m^2 s)", "a flux out of the body")
    note = _note(place, table.note, table.flux)
    return BoundaryFlux(name, species, table.channels, law, standing=table.standing.rstrip("."), note=note)


def _of_interface(table: LawTable | None, place: Builder, unit: str, what: str) -> Law | None:
    return None if table is None else place.law(table, ("T", "t"), unit, what)


def _note(place: Builder, own: str, *tables: LawTable) -> str:
    """The note of a table and those of its laws, in one line."""
    told = [own, *(note for table in tables for note in place.notes(table))]
    return " ".join(dict.fromkeys(filter(None, told)))
