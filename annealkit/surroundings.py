"""What the neighbours of a body's particles take from them: the share of the surface in contact, and the bed's gas.

Every number comes from the body, or from a record that is printed and can be overridden (docs/bodies.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen

from annealkit.domain import Atmosphere, Material
from annealkit.domain.body import Body, Particle, Powder
from annealkit.domain.body.defaults import book
from annealkit.domain.formula import atoms, molar_mass
from annealkit.errors import InputError
from annealkit.laws import Constant, Law
from annealkit.laws.law import Values
from annealkit.provenance import Book, Record

__all__ = ["BED", "Surroundings", "surround"]

#: The argument by which laws see a bed: surface of the particles in the gas per molar flow through them.
BED = "bed"


@frozen(eq=False)
class Surroundings:
    """What was settled for a body beyond its own shape.

    Attributes:
        shares: Share of the surface that each opening has, by name; those that are not named have all of it.
        area: Of all particles together, m²; None where there is no bed.
        particles: Number of particles in the bed, None where there is none.
        bed: m² s/mol, the law of :data:`BED`; zero where no gas flows through. None without a bed.
        records: Records that were taken, by full id.
    """

    shares: Mapping[str, Values] = field(factory=dict)
    area: Values | None = None
    particles: Values | None = None
    bed: Law | None = None
    records: Mapping[str, Record] = field(factory=dict)


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
    """Settle what a particle or a powder leaves open; nothing for other bodies.

    Args:
        body: What is annealed.
        material: With the run's overrides.
        symbol: The species that is solved.
        gases: Atmosphere from each time (s) on.

    Raises:
        InputError: A powder without a known density, or with a flow that its gas cannot have.
        ParameterError: An override of a record of bodies that does not exist.
    """
    taken = _Taken(material.resolve(book()))
    if isinstance(body, Particle):
        shares = _shares(taken.of(body.contact_fraction, "contact.fraction")) if body.contact else {}
        return Surroundings(shares, records=taken.records)
    if not isinstance(body, Powder):
        return Surroundings()
    shares = _shares(_touching(body, taken)) if body.container else {}
    particles = _number(body, material, symbol, taken)
    area = particles * body.particle.surface
    bed = _bed(body, gases, area * shares.get("outer", 1.0), taken)
    return Surroundings(shares, area, particles, Constant((bed, "m^2*s/mol"), name=BED), taken.records)


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
        if counts and species.metal in counts:
            value = species.site_concentration.value * molar_mass(counts) / counts[species.metal]
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


def _bed(body: Powder, gases: Sequence[tuple[float, Atmosphere]], area: Values, taken: _Taken) -> Values:
    """Surface per flow, m² s/mol; zero in a sealed vessel, where all particles see one gas."""
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
        return 0.0
    return area / taken.of(body.flow, "powder.flow")
