"""What a body meets beyond its own shape: the share of its surface in contact, and the gas that has to serve it.

Every number comes from the body, or from a record that is printed and can be overridden (docs/bodies.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from attrs import evolve, field, frozen

from annealkit.domain import Atmosphere, Material
from annealkit.domain.body import Body, Particle, Powder
from annealkit.domain.body.defaults import book
from annealkit.domain.formula import atoms, molar_mass
from annealkit.errors import InputError
from annealkit.exposed import AREA, exposed
from annealkit.laws import Constant, Law
from annealkit.laws.law import Values
from annealkit.laws.steps import steps
from annealkit.provenance import Book, Record

__all__ = ["BED", "SWEPT", "Surroundings", "surround"]

#: The argument by which laws see a bed: surface of the particles in the gas per molar flow through them.
BED = "bed"
#: The same of a body along which the gas flows.
SWEPT = "swept"


@frozen(eq=False)
class Surroundings:
    """What was settled for a body beyond its own shape.

    Attributes:
        shares: Share of the surface that each opening has, by name; those that are not named have all of it.
        area: Of all particles together, m²; None where there is no bed.
        particles: Number of particles in the bed, None where there is none.
        gas: Laws of the surface that the passing gas has to serve, m² s/mol, by argument (:data:`BED` or
            :data:`SWEPT`); zero where none flows.
        records: Records that were taken, by full id.
    """

    shares: Mapping[str, Values] = field(factory=dict)
    area: Values | None = None
    particles: Values | None = None
    gas: Mapping[str, Law] = field(factory=dict)
    records: Mapping[str, Record] = field(factory=dict)

    def read_by(self, arguments: Collection[str]) -> Surroundings:
        """The same without a stream that no chosen law reads, and without what was assumed for it.

        Args:
            arguments: Of all laws at the faces.
        """
        if SWEPT not in self.gas or SWEPT in arguments:
            return self
        return evolve(self, gas={}, records={})


class _Taken:
    """Reads values off the body or the book, and keeps the records that were read."""

    def __init__(self, records: Book) -> None:
        self.book = records
        self.records: dict[str, Record] = {}

    def of(self, given: float | None, name: str) -> Values:
        if given is not None:
            return given
        return self.take(self.book[name])

    def take(self, record: Record) -> Values:
        self.records[record.key] = record
        return record.per_cell


def surround(body: Body, material: Material, symbol: str, gases: Sequence[tuple[float, Atmosphere]]) -> Surroundings:
    """Settle what a body leaves open.

    Args:
        body: What is annealed.
        material: With the run's overrides.
        symbol: The species that is solved.
        gases: Atmosphere from each time (s) on.

    Raises:
        InputError: A powder without a known density, or with a flow through it that its gas cannot have.
        ParameterError: An override of a record of bodies that does not exist.
    """
    taken = _Taken(material.resolve(book()))
    if isinstance(body, Particle):
        shares = _shares(taken.of(body.contact_fraction, "contact.fraction")) if body.contact else {}
        return Surroundings(shares, records=taken.records)
    if not isinstance(body, Powder):
        return Surroundings(gas=_swept(body, gases, taken), records=taken.records)
    shares = _shares(_touching(body, taken)) if body.container else {}
    sizes = body.sizes
    counts = [_number(one, material, symbol, taken) / len(sizes) for one in sizes]
    particles = sum(counts)
    area = sum(count * one.particle.surface for count, one in zip(counts, sizes, strict=True))
    flows = _through(body, gases, taken)
    bed = _per_flow(BED, area * shares.get("outer", 1.0), gases, flows)
    return Surroundings(shares, area, particles, {BED: bed}, taken.records)


def _shares(contact: Values) -> dict[str, Values]:
    """The surface is divided between the gas and the solid."""
    return {"outer": 1.0 - contact, "contact": contact}


def _touching(body: Powder, taken: _Taken) -> Values:
    """Share of the surface of all particles that touches the container: the lowest layer of the bed does."""
    if body.contact_fraction is not None:
        return body.contact_fraction
    lowest = np.minimum(1.0, 2 * body.span / taken.of(body.depth, "powder.depth"))
    share = taken.of(None, "contact.fraction") * lowest
    return float(share) if np.ndim(share) == 0 else np.asarray(share)


def _number(body: Powder, material: Material, symbol: str, taken: _Taken) -> Values:
    mass = taken.of(body.mass, "powder.mass")
    density = body.density if body.density is not None else taken.take(_density(material, symbol))
    return mass / (density * body.particle.volume)


def _density(material: Material, symbol: str) -> Record:
    """The material's record of it, or what its formula weighs at the concentration of its metal."""
    if "density" in material.book:
        return material["density"]
    species = material.species[symbol]
    for name in (material.name, *material.aliases):
        counts = atoms(name)
        if counts and set(species.metals) <= set(counts):
            value = species.site_concentration.value * molar_mass(counts) / sum(counts[one] for one in species.metals)
            return Record(
                key=f"{material.name}.density",
                value=value,
                unit="kg/m^3",
                printed_value=value,
                printed_unit="kg/m^3",
                basis="derived",
                note=f"Molar mass of {name} times {species.site_concentration.key}.",
            )
    raise InputError(
        f"Powder density: that of {material.name} is not known, and its name is no formula with {species.metal} that "
        "could tell it. Give the density of a particle, for example density='4.8 g/cm^3'."
    )


def _through(body: Powder, gases: Sequence[tuple[float, Atmosphere]], taken: _Taken) -> list[Values]:
    """Gas through the bed by gas of the run, mol/s; 0 in a sealed vessel, where all particles see one gas."""
    vacuum = next((gas for _, gas in gases if gas.is_vacuum), None)
    sealed = next((gas for _, gas in gases if gas.vessel is not None), None)
    if body.flow is not None and vacuum is not None:
        raise InputError(
            f"Powder flow: a flow through the powder was given, but {vacuum.name!r} has no gas that could flow. Leave "
            "flow out."
        )
    if body.flow is not None and sealed is not None:
        raise InputError(
            f"Powder flow: a flow through the powder was given, but the gas ({sealed.name!r}) is sealed in a vessel. "
            "Leave flow out, or vessel= of the atmosphere."
        )
    if sealed is not None or all(gas.is_vacuum for _, gas in gases):
        return [0.0 for _ in gases]
    flow = taken.of(body.flow, "powder.flow")
    return [_at_most(flow, gas, given=body.flow is not None) for _, gas in gases]


def _at_most(flow: Values, gas: Atmosphere, *, given: bool) -> Values:
    """No more gas flows through the bed than the furnace is fed with."""
    if gas.flow is None:
        return flow
    if given and np.any(np.asarray(flow) > gas.flow * (1 + 1e-9)):
        raise InputError(
            f"Powder flow: {float(np.max(flow)):.4g} mol/s through the powder were given, but the furnace is fed with "
            f"{gas.flow:.4g} mol/s of {gas.name} (flow= of the atmosphere). Give at most that, or leave one out."
        )
    return flow if given else np.minimum(flow, gas.flow)


def _swept(body: Body, gases: Sequence[tuple[float, Atmosphere]], taken: _Taken) -> dict[str, Law]:
    """What the stream along a body has to serve; nothing where no gas of the run flows or none can be touched."""
    areas = {name: one.area for name, one in body.openings.items() if one.kind == "gas"}
    if not areas or all(gas.flow is None for _, gas in gases):
        return {}
    area, alike = exposed(body, areas)
    known = alike * taken.of(None, AREA) if area is None else area
    return {SWEPT: _per_flow(SWEPT, known, gases, [gas.flow or 0.0 for _, gas in gases])}


def _per_flow(name: str, area: Values, gases: Sequence[tuple[float, Atmosphere]], flows: Sequence[Values]) -> Law:
    """Surface per flow, m² s/mol; zero where nothing flows."""
    served = [area / np.where(np.asarray(flow) > 0, flow, np.inf) for flow in flows]
    if all(np.array_equal(one, served[0]) for one in served):
        return Constant((served[0] if np.ndim(served[0]) else float(served[0]), "m^2*s/mol"), name=name)
    times = np.array([time for time, _ in gases])
    return steps(times, np.array([float(one) for one in served]), "m^2*s/mol", name=name)
