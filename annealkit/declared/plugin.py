"""A data-only material as a plugin: the hooks that hosts call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from annealkit.contributions import (
    Activity,
    BoundaryFlux,
    Diffusivity,
    InterfaceLaw,
    Observable,
    PhaseRule,
    Resistance,
    Transformation,
    VolumeSource,
)
from annealkit.declared.building import Builder
from annealkit.declared.offers import Offers
from annealkit.declared.reading import Declared
from annealkit.declared.tables import MaterialFile
from annealkit.domain import Face, Material
from annealkit.hookspecs import hookimpl

__all__ = ["DeclaredPlugin"]

#: The tables of a file that each hook speaks for.
_TABLES: Mapping[str, str] = {
    "annealkit_materials": "material",
    "annealkit_coatings": "coating",
    "annealkit_diffusivities": "diffusivity",
    "annealkit_activities": "activity",
    "annealkit_volume_sources": "source",
    "annealkit_boundary_fluxes": "loss",
    "annealkit_transformations": "transformation",
    "annealkit_phase_rules": "phase",
    "annealkit_resistances": "resistance",
    "annealkit_observables": "observable",
    "annealkit_interfaces": "interface",
}


@frozen(eq=False)
class DeclaredPlugin:
    """What one file contributes.

    The laws are made anew for every anneal, of the records of the material that the hook is given, so that overrides
    reach them. A file that does not use a hook does not seem to have it.

    Attributes:
        declared: The file as it was read.
    """

    declared: Declared

    ANNEALKIT_API = 1

    def __dir__(self) -> Iterable[str]:
        """Without the hooks that the file does not use: hosts look here for what a plugin implements."""
        return [name for name in super().__dir__() if name not in _TABLES or getattr(self._tables, _TABLES[name])]

    @property
    def _tables(self) -> MaterialFile:
        return self.declared.tables

    def _offers(self, material: Material) -> Offers | None:
        """What the file contributes to a material; None for one that is not the file's."""
        if material.name != self.declared.material.name:
            return None
        return Offers(self._tables, Builder(self.declared.file, material.book))

    @hookimpl
    def annealkit_materials(self) -> Iterable[Material]:
        """The material."""
        return (self.declared.material,)

    @hookimpl
    def annealkit_coatings(self) -> Iterable[Material]:
        """The coating."""
        return (self.declared.material,)

    @hookimpl
    def annealkit_diffusivities(self, material: Material, species: str) -> Iterable[Diffusivity]:
        """Diffusivities of the file's material."""
        offers = self._offers(material)
        return () if offers is None else offers.diffusivities(species)

    @hookimpl
    def annealkit_activities(self, material: Material) -> Iterable[Activity]:
        """Activities of the oxides of the file's material."""
        offers = self._offers(material)
        return () if offers is None else offers.activities()

    @hookimpl
    def annealkit_volume_sources(self, material: Material) -> Iterable[VolumeSource]:
        """What is made in the volume of the file's material."""
        offers = self._offers(material)
        return () if offers is None else offers.sources()

    @hookimpl
    def annealkit_boundary_fluxes(self, material: Material, face: Face) -> Iterable[BoundaryFlux]:
        """What leaves the file's material through a face."""
        offers = self._offers(material)
        return () if offers is None else offers.fluxes(face.kind)

    @hookimpl
    def annealkit_transformations(self, material: Material) -> Iterable[Transformation]:
        """Changes inside the file's material."""
        offers = self._offers(material)
        return () if offers is None else offers.transformations()

    @hookimpl
    def annealkit_phase_rules(self, material: Material) -> Iterable[PhaseRule]:
        """Second phases beside the file's material."""
        offers = self._offers(material)
        return () if offers is None else offers.phases()

    @hookimpl
    def annealkit_resistances(self, material: Material, face: Face) -> Iterable[Resistance]:
        """Parts of the resistance at a face that an electrolyte can be put on."""
        offers = self._offers(material)
        return () if offers is None or face.kind == "substrate" else offers.resistances()

    @hookimpl
    def annealkit_observables(self, material: Material) -> Iterable[Observable]:
        """Virtual measurements of the file's material."""
        offers = self._offers(material)
        return () if offers is None else offers.observables()

    @hookimpl
    def annealkit_interfaces(self, inner: Material, outer: Material) -> Iterable[InterfaceLaw]:
        """What holds where the file's material touches another."""
        offers = self._offers(inner) or self._offers(outer)
        if offers is None:
            return ()
        return [law for table, law in offers.interfaces() if (table.inner, table.outer) == (inner.name, outer.name)]
