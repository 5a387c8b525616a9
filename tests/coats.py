"""A plain material and coatings of every kind, made up, so that closed forms hold."""

from __future__ import annotations

import numpy as np

import annealkit as ak
from annealkit.api import (
    Book,
    BoundaryFlux,
    Callable,
    Constant,
    Diffusivity,
    InterfaceLaw,
    Material,
    Observable,
    Record,
    Resistance,
    Species,
    State,
    Transformation,
    VolumeSource,
    hookimpl,
)

ID = "coats"


def record(owner, short, value, unit):
    """A record that nobody measured."""
    return Record(
        key=f"{owner}.{short}", value=value, unit=unit, printed_value=value, printed_unit=unit, basis="assumed"
    )


def book(owner, **values):
    """A book of such records, ``name=(value, unit)``."""
    named = {name.replace("__", "."): one for name, one in values.items()}
    return Book(owner, {name: record(owner, name, *one) for name, one in named.items()})


SITE, SITE_COAT = 4e4, 2e4  # mol/m³
D, D_COAT, K = 1e-16, 1e-18, 1e-10  # m²/s, m²/s, m/s
PARTITION, BARRIER = 0.25, 1e11  # -, s/m
MOST, HALF = 1.5e4, 1e4  # mol/m³: ceiling of the isotherm, and the u at which it is half full
AGEING, RIPENING = 2e-4, 5e-4  # 1/s

PLAIN = book(
    "Plain",
    site=(SITE, "mol/m^3"),
    diffusivity=(D, "m^2/s"),
    exchange=(K, "m/s"),
    ageing=(AGEING, "1/s"),
    gain=(1e-2, "mol/m^3/s"),
)
COAT = book(
    "Coat",
    site=(SITE_COAT, "mol/m^3"),
    diffusivity=(D_COAT, "m^2/s"),
    slow=(1e-25, "m^2/s"),
    partition=(PARTITION, "1"),
    barrier=(BARRIER, "s/m"),
    most=(MOST, "mol/m^3"),
    half=(HALF, "mol/m^3"),
    ripening=(RIPENING, "1/s"),
    resistivity=(1e6, "ohm m"),
    density=(9.7e3, "kg/m^3"),
    ald__growth_per_cycle=(1e-10, "m"),
    gain=(1e-2, "mol/m^3/s"),
)


class Of:
    """A function of numbers, at the top of a module."""

    def __init__(self, **values):
        self.__dict__.update(values)


class Exchange(Of):
    def __call__(self, c):
        return self.k * np.maximum(c, 0.0)


class Decay(Of):
    def __call__(self, w, T):
        return self.k * (1.0 - w) * (T / T)


class Filled(Of):
    def __call__(self, u):
        return self.most * u / (u + self.half)


class Through(Of):
    def __call__(self, dx, w):
        return self.rho * np.sum(dx * (2.0 - w), axis=-1)


class Mean(Of):
    def __call__(self, w, dx):
        return self.rho * np.sum(w * dx, axis=-1) / np.sum(dx, axis=-1)


def law(function, unit, arguments, *records):
    """A law of a function and its records."""
    name = type(function).__name__.lower()
    return Callable(function, unit, arguments=arguments, records=records, text=name, name=name, identity=f"test {name}")


class Coats:
    """The plugin.

    Attributes:
        contact: What the contact has, by name: partition, resistance, isotherm.
        seen: Faces and materials that hooks were asked with.
    """

    ANNEALKIT_API = 1

    def __init__(self, *contact):
        self.contact = contact
        self.seen = {"faces": [], "coatings": []}

    @hookimpl
    def annealkit_materials(self):
        """A plain host."""
        species = {"Li": Species("Li", PLAIN["site"], metal="Co", oxide="Li2O")}
        defaults = {
            "Li.diffusivity": ("plain",),
            "Li.loss": ("exchange",),
            "host.ageing": ("first order",),
            "interface.resistance": ("transfer",),
        }
        yield Material(
            "Plain", "A host for tests", PLAIN, species, {"Li": 1.0, "Co": 1.0}, defaults, oxides={"Li2O": 2}
        )

    @hookimpl
    def annealkit_coatings(self):
        """A coating, and one that has no record of its growth."""
        species = {"Li": Species("Li", COAT["site"], metal="Hf", oxide="Li2O")}
        defaults = {
            "Li.diffusivity": ("plain",),
            "host.ripening": ("first order",),
            "interface.resistance": ("coating",),
            "host.observables": ("density",),
        }
        start = {"Li": 0.0, "Hf": 1.0}
        yield Material("Coat", "A coating for tests", COAT, species, start, defaults, aliases=("skin",))
        bare = book("Bare", site=(SITE_COAT, "mol/m^3"), diffusivity=(D_COAT, "m^2/s"))
        yield Material("Bare", "Without growth", bare, {"Li": Species("Li", bare["site"], "Hf", "Li2O")}, start, {})

    @hookimpl
    def annealkit_diffusivities(self, material, species):
        """Constants."""
        if material.name in ("Plain", "Coat", "Bare") and species == "Li":
            yield Diffusivity("plain", "Li", Constant(material["diffusivity"]))
        if material.name == "Coat" and species == "Li":
            yield Diffusivity("tight", "Li", Constant(material["slow"]))

    @hookimpl
    def annealkit_boundary_fluxes(self, material, face):
        """First-order loss of the host."""
        if material.name == "Plain" and face.kind == "gas":
            self.seen["faces"].append(face)
            exchange = law(Exchange(k=material["exchange"].per_cell), "mol/m^2/s", ("c",), material["exchange"])
            yield BoundaryFlux("exchange", "Li", ("Li gas",), exchange)

    @hookimpl
    def annealkit_transformations(self, material):
        """A state of the same name in the host and in the coating."""
        own = {"Plain": ("ageing", "aged_fraction"), "Coat": ("ripening", "ripe_fraction")}.get(material.name)
        if own is not None:
            kind, output = own
            state = State("w", law(Decay(k=material[kind].per_cell), "1/s", ("w", "T"), material[kind]))
            read = law(Same(), "1", ("w",))
            yield Transformation("first order", kind, state, {output: read})

    @hookimpl
    def annealkit_volume_sources(self, material):
        """A little lithium everywhere, where it is named."""
        if material.name in ("Plain", "Coat"):
            yield VolumeSource("gain", "Li", Constant(material["gain"]))

    @hookimpl
    def annealkit_resistances(self, material, face):
        """Charge transfer of the host, and what the coating adds."""
        if material.name == "Plain":
            yield Resistance("transfer", law(Through(rho=1.0), "ohm m^2", ("dx", "w")))
        if material.name == "Coat":
            self.seen["coatings"].append((material, face))
            rho = material["resistivity"]
            yield Resistance("coating", law(Through(rho=rho.per_cell), "ohm m^2", ("dx", "w"), rho))
            yield Resistance("transfer", law(Through(rho=rho.per_cell), "ohm m^2", ("dx", "w"), rho))

    @hookimpl
    def annealkit_observables(self, material):
        """A density that grows as the coating ripens."""
        if material.name == "Coat":
            rho = material["density"]
            yield Observable("density", law(Mean(rho=rho.per_cell), "kg/m^3", ("w", "dx"), rho))

    @hookimpl
    def annealkit_interfaces(self, inner, outer):
        """What the contact was given."""
        if inner.name == "Plain" and outer.name in ("Coat", "Bare") and self.contact:
            values = outer.book.records
            laws = {
                "partition": lambda: Constant(outer["partition"]),
                "resistance": lambda: Constant(outer["barrier"]),
                "isotherm": lambda: law(
                    Filled(most=outer["most"].per_cell, half=outer["half"].per_cell),
                    "mol/m^3",
                    ("u",),
                    values["most"],
                    values["half"],
                ),
            }
            yield InterfaceLaw("contact", "Li", **{name: laws[name]() for name in self.contact})


class Same(Of):
    def __call__(self, w):
        return w * 1.0


def film(thickness="100 nm", coating="2 nm", of="Coat", **more):
    """A film of the plain material, bare for None."""
    return ak.Film(thickness, coating=None if coating is None else ak.Coating(of, coating), **more)


def anneal(body=None, schedule="700 degC; hold 1 h", **more):
    """An anneal of the plain material."""
    given = {"material": "Plain", "atmosphere": "argon", "schedule": schedule, **more}
    return ak.Anneal(body=film() if body is None else body, **given)
