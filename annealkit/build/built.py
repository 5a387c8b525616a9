"""An anneal made ready to run, and the problem that is solved for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from annealkit import pde
from annealkit.build import coating as skin
from annealkit.build.fluxes import at_end, boundaries, over_share, told_apart, with_names
from annealkit.build.outer import changes, face_states, mobiles, outer_face
from annealkit.build.used import of_coating as records_of_coating
from annealkit.coated import Coated
from annealkit.contributions import BoundaryFlux, Bracket, VolumeSource
from annealkit.domain import Atmosphere, Material, Stack
from annealkit.domain.body import Body, MeshBody
from annealkit.errors import InputError
from annealkit.laws import Law
from annealkit.pde.topology import Array
from annealkit.provenance import Record
from annealkit.schedule import Schedule
from annealkit.selection import Chosen
from annealkit.surroundings import Surroundings
from annealkit.vessel import Vessel

__all__ = ["Built"]


@frozen(eq=False, repr=False)
class Built:
    """An anneal made ready to run.

    Attributes:
        material: With overrides and resolved activities.
        symbol: The species that is solved.
        body: What is annealed.
        stacks: What it stands on, by face.
        gases: Atmosphere from each time (s) on.
        schedule: Temperature programme.
        chosen: The models.
        gas: Laws of t by argument name; in a sealed vessel the pressures are laws of T and of the amounts of gas.
        start: Moles of the species per mole of metal at the start.
        records: Every record an assembled term uses, by full id.
        left_out: By slot, the models that need what this body or its other models do not have: a profile over depth,
            one outer face, an inner state.
        vessel: The sealed vessel it lies in; None in an open furnace.
        around: What a particle or a powder takes from its neighbours.
        lone: The same with one particle of a powder alone in the gas; None for other bodies.
        sizes: The same by size of a powder's particles, each for an equal share of the mass; none where all are equal.
        coating: What covers the outer surface; None for a bare body.
    """

    material: Material
    symbol: str
    body: Body
    stacks: Mapping[str, Stack]
    gases: tuple[tuple[float, Atmosphere], ...]
    schedule: Schedule
    chosen: Chosen
    gas: Mapping[str, Law]
    start: float
    records: Mapping[str, Record]
    left_out: Mapping[str, tuple[str, ...]] = field(factory=dict)
    vessel: Vessel | None = None
    around: Surroundings = field(factory=Surroundings)
    lone: Built | None = None
    sizes: tuple[Built, ...] = ()
    coating: Coated | None = None

    @property
    def reference(self) -> float:
        """Concentration at a ratio of one to the metal, mol/m³."""
        return self.material.species[self.symbol].reference

    @property
    def brackets(self) -> tuple[Bracket, ...]:
        """Fluxes whose rate is unknown or calibrated."""
        return tuple(f.bracket for f in self.every_flux() if f.bracket is not None)

    def every_flux(self) -> tuple[BoundaryFlux, ...]:
        """The boundary fluxes of all faces."""
        return tuple(o.item for own in self.chosen.fluxes.values() for o in own)

    @property
    def numbers(self) -> dict[str, list[Law]]:
        """Dimensionless numbers of the gas by name, of every flux that tells them."""
        found: dict[str, list[Law]] = {}
        for flux in self.every_flux():
            for name, law in flux.numbers.items():
                found.setdefault(name, []).append(law)
        return found

    def fluxes(self, end: str | None = None) -> dict[str, Sequence[BoundaryFlux]]:
        """The boundary fluxes by face as they are solved; see :meth:`problem` for ``end``."""
        found = {face: [at_end(o.item, end) for o in own] for face, own in self.chosen.fluxes.items()}
        shares = self.around.shares
        found = {f: [over_share(one, shares[f]) for one in own] if f in shares else own for f, own in found.items()}
        if self.coating is not None:
            covered = [face for face in found if self.chosen.faces[face].coating is not None]
            found.update({face: skin.by_level(found[face], self.coating, self.species) for face in covered})
        return told_apart(found)

    @property
    def of_coating(self) -> dict[str, Record]:
        """Records of the coating by full id; empty without one."""
        return {} if self.coating is None else records_of_coating(self.coating)

    @property
    def species(self) -> tuple[str, ...]:
        """All that move: the one that is followed, and what changes of the material let move besides."""
        return (self.symbol, *(one.symbol for one in mobiles(self.chosen)))

    def by_region(self, end: str | None = None) -> dict[str, list[BoundaryFlux]]:
        """The same by region of the surface, in the order in which they are solved; see :meth:`region`."""
        found: dict[str, list[BoundaryFlux]] = {}
        for face, own in self.fluxes(end).items():
            found.setdefault(self.region(face), []).extend(own)
        return found

    def region(self, face: str) -> str:
        """The part of the solved body's surface that a face is: a curved body has one, which several faces share."""
        return face if isinstance(self.body, MeshBody) else self.chosen.faces[face].side

    @property
    def outside(self) -> str:
        """The region that holds the states of the body's outer face."""
        name = outer_face(self.chosen.faces)
        return "outer" if name is None else self.region(name)

    def problem(
        self,
        cells: int | None = None,
        end: str | None = None,
        edges: Sequence[Array] | None = None,
        temperature: Law | None = None,
    ) -> pde.Problem:
        """The diffusion problem.

        Args:
            cells: Number of cells, None lets ``rtol`` choose.
            end: None for the run itself; ``"low"`` or ``"high"`` puts that end of every bracket in its place.
            edges: Edges of the cells of each layer from its inner side, m, instead of ``cells``.
            temperature: A law of t in K that a host leads, instead of the schedule's. The gas stays the schedule's.
        """
        diffusivity = {self.symbol: sum(one.law for one in self.chosen.items(f"{self.symbol}.diffusivity"))}
        initial = {self.symbol: (self.start * self.reference, "mol/m^3")}
        for one in mobiles(self.chosen):
            diffusivity[one.symbol] = one.diffusivity
            initial[one.symbol] = (one.initial, "mol/m^3")
        fluxes = self.fluxes(end)
        common: dict[str, Any] = {
            "states": _states(self, fluxes),
            "sources": _sources(self),
            "temperature": self.schedule if temperature is None else temperature,
            "gas": self.gas,
            "reservoirs": [] if self.vessel is None else self.vessel.reservoirs(self.by_region(end)),
        }
        if isinstance(self.body, MeshBody):
            self.refuse_cells(cells)
            return pde.Problem(
                mesh=self.body.mesh,
                regions=self.body.regions,
                diffusivity=diffusivity,
                initial=initial,
                boundaries={face: boundaries(own) for face, own in fluxes.items()},
                **common,
            )
        return pde.Problem(
            shape=self.body.shape,
            layers=[
                pde.Layer(
                    (self.body.span, "m"),
                    diffusivity,
                    initial=initial,
                    cells=cells if edges is None else None,
                    edges=None if edges is None else edges[0],
                ),
                *([] if self.coating is None else [self._coating(self.coating, cells, edges)]),
            ],
            interfaces=[] if self.coating is None else [skin.interface(self.coating)],
            inner=boundaries(self.by_region(end).get("inner", ())),
            outer=boundaries(self.by_region(end).get("outer", ())),
            **common,
        )

    def _coating(self, coating: Coated, cells: int | None, edges: Sequence[Array] | None) -> pde.Layer:
        return skin.layer(coating, self.species, cells, None if edges is None else edges[skin.COATING])

    def refuse_cells(self, cells: int | None) -> None:
        """Refuse a number of cells where the body brings its own.

        Raises:
            InputError: It does.
        """
        if cells is not None and isinstance(self.body, MeshBody):
            raise InputError(
                f"cells: {cells!r} was given, but a MeshBody has the cells of its mesh; leave cells out, or give a "
                "finer mesh."
            )


def _sources(built: Built) -> list[pde.Source | pde.FiPyTerm]:
    layer = None if built.coating is None else skin.BODY
    found = [_source(one, layer) for one in built.chosen.items(f"{built.symbol}.source")]
    if built.coating is None:
        return found
    skin.refuse_terms(found)
    return [*found, *skin.sources(built.coating)]


def _source(one: VolumeSource, layer: int | None) -> pde.Source | pde.FiPyTerm:
    if one.law is not None:
        return pde.Source(one.law, one.species, one.name, layer)
    assert one.term is not None  # a VolumeSource has one of the two
    return pde.FiPyTerm(one.term, one.species, one.name, one.constant)


def _states(built: Built, fluxes: Mapping[str, Sequence[BoundaryFlux]]) -> list[pde.LocalState]:
    coating = built.coating
    layer = None if coating is None else skin.BODY
    inside = [
        pde.LocalState(t.state.name, t.state.rate, t.state.initial, "cell", t.state.scale, layer=layer)
        for t in changes(built.chosen)
        if t.state is not None and t.where == "cell"
    ]
    at_faces = [
        pde.LocalState(s.name, s.rate, s.initial, built.region(face), s.scale)
        for face, own in fluxes.items()
        for flux in own
        for s in flux.states
    ]
    of_face = face_states(built.chosen, built.outside)
    if coating is not None:
        names = skin.names_of_level(built.species)
        of_face = [evolve(one, rate=with_names(one.rate, names)) for one in of_face]
        inside += skin.states(coating)
    return inside + at_faces + of_face
