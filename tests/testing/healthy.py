"""Testium: a plugin that uses every kind of hook and passes every check.

The tests write changed copies of this file and see each check fail. Numbers are made up.
"""

from __future__ import annotations

import numpy as np

from annealkit.api import (
    Activity,
    Arrhenius,
    Atmosphere,
    Book,
    BoundaryFlux,
    Bracket,
    Callable,
    Constant,
    Diffusivity,
    InterfaceLaw,
    Material,
    Observable,
    PhaseRule,
    R,
    Range,
    Record,
    Resistance,
    Species,
    State,
    Substrate,
    Transformation,
    VolumeSource,
    hookimpl,
)

ANNEALKIT_API = 1

NAME = "Testium"
OWNER = "testkit"


def record(owner, short, value, unit, **more):
    return Record(
        key=f"{owner}.{short}", value=value, unit=unit, printed_value=value, printed_unit=unit,
        **{"basis": "assumed", **more},
    )  # fmt: skip


def book(owner, *rows, **more):
    return Book(owner, {short: record(owner, short, value, unit, **more) for short, value, unit in rows})


BOOK = book(
    NAME,
    ("site", 4e4, "mol/m^3"),
    ("prefactor", 1e-9, "m^2/s"),
    ("energy", 8e4, "J/mol"),
    ("activity", 0.02, "1"),
    ("velocity", 1e-10, "m/s"),
    ("rate", 1e-4, "1/s"),
    ("source", 0.0, "mol/m^3/s"),
    ("gibbs", 2e4, "J/mol"),
    ("ratio", 0.9, "1"),
    ("seen", 0.02, "1"),
    ("resistance", 1e-3, "ohm m^2"),
    valid={"T": Range(300.0, 1300.0, "K")},
)
COAT = book("Testcoat", ("site", 3e4, "mol/m^3"), ("diffusivity", 1e-16, "m^2/s"), ("step", 1e9, "s/m"))
SHARED = book(OWNER, ("uptake", 1e-9, "m/s"), ("pressure", 1e5, "Pa"))

GAS_RECORDS = {"pressure": SHARED["pressure"]}


class Function:
    """A function of records, at the top of a module."""

    def __init__(self, **values):
        self.values = values


class Held(Function):
    def __call__(self, T, c):
        return self.values["held"] * np.maximum(c, 0.0) / self.values["site"] * (T / T)


class Exchange(Function):
    def __call__(self, T, c, a_source):
        v = self.values
        here = v["held"] * np.maximum(c, 0.0) / v["site"]
        return v["velocity"] * v["site"] / v["held"] * (here - a_source) * (T / T)


class Uptake(Function):
    def __call__(self, c):
        return self.values["velocity"] * np.maximum(c, 0.0)


class Margin(Function):
    def __call__(self, T, c):
        return R * T * (1.0 - c / self.values["site"]) - self.values["gibbs"]


class Amount(Function):
    def __call__(self, c):
        return np.clip(1.0 - c / self.values["site"], 0.0, 1.0)


class Layer(Function):
    def __call__(self, c, dx):
        empty = np.maximum(0.0, 1.0 - c / self.values["site"][..., np.newaxis])
        return self.values["resistance"] * np.sum(empty * dx, axis=-1) / 1e-7


class Mean(Function):
    def __call__(self, c, dx):
        return np.sum(c * dx, axis=-1) / np.sum(dx, axis=-1)


def law(function, unit, arguments, records, name):
    return Callable(
        function, unit, arguments=arguments, records=records, text=name, name=name, identity=f"testium {name}"
    )


@hookimpl
def annealkit_materials():
    """Testium."""
    yield Material(
        name=NAME,
        title="A material for tests",
        book=BOOK,
        species={"Li": Species("Li", BOOK["site"], metal="Te", oxide="Li2O")},
        start={"Li": 1.0, "Te": 1.0},
        defaults={
            "Li.diffusivity": ("plain",),
            "Li.activity": ("dilute",),
            "Li.loss": ("exchange",),
            "host.ripening": ("steady",),
            "host.phases": ("TeO",),
            "interface.resistance": ("layer",),
        },
        aliases=("test material",),
        oxides={"Li2O": 2},
    )


@hookimpl
def annealkit_coatings():
    """Testcoat."""
    site = COAT["site"]
    start = {"Li": 0.5, "Tc": 1.0}
    species = {"Li": Species("Li", site, metal="Tc", oxide="Li2O")}
    yield Material("Testcoat", "A coating for tests", COAT, species, start, {}, oxides={"Li2O": 2})


@hookimpl
def annealkit_atmospheres():
    """Testgas."""
    yield Atmosphere(
        "testgas", "A gas for tests", {"O2": 100.0}, SHARED["pressure"].value, "Ar", 1e-3, records=GAS_RECORDS
    )


@hookimpl
def annealkit_substrates():
    """Testplate."""
    yield Substrate("testplate", "A substrate for tests", True, SHARED, product="Li2TeO3")


@hookimpl
def annealkit_diffusivities(material, species):
    """One of each."""
    if material.name == NAME and species == "Li":
        yield Diffusivity("plain", "Li", Arrhenius(material["prefactor"], material["energy"]))
    if material.name == "Testcoat" and species == "Li":
        yield Diffusivity("coat", "Li", Constant(material["diffusivity"]))


def held(material):
    records = [material["activity"], material["site"]]
    function = Held(held=material["activity"].per_cell, site=material["site"].per_cell)
    return law(function, "1", ("T", "c"), records, "held")


@hookimpl
def annealkit_activities(material):
    """A dilute solution."""
    if material.name == NAME:
        yield Activity("dilute", "Li", "Li2O", held(material))


@hookimpl
def annealkit_boundary_fluxes(material, face):
    """Exchange with a gas, uptake by the plate."""
    if material.name != NAME:
        return
    if face.kind == "gas":
        names = {"held": "activity", "site": "site", "velocity": "velocity"}
        records = [material[short] for short in names.values()]
        function = Exchange(**{name: material[short].per_cell for name, short in names.items()})
        exchange = law(function, "mol/m^2/s", ("T", "c", "a_source"), records, "exchange")
        yield BoundaryFlux("exchange", "Li", ("Li gas",), exchange)
    if face.kind == "substrate" and face.neighbour.name == "testplate":
        shared = material.resolve(face.neighbour.book)
        uptake = law(Uptake(velocity=shared["uptake"].per_cell), "mol/m^2/s", ("c",), [shared["uptake"]], "uptake")
        bracket = Bracket(low=None, high=uptake, reason="nobody measured it")
        yield BoundaryFlux("plate", "Li", ("plate",), None, bracket=bracket)


@hookimpl
def annealkit_volume_sources(material):
    """None to speak of."""
    if material.name == NAME:
        yield VolumeSource("trickle", "Li", Constant(material["source"]))


@hookimpl
def annealkit_interfaces(inner, outer):
    """A step."""
    if inner.name == NAME and outer.name == "Testcoat":
        yield InterfaceLaw("step", "Li", resistance=Constant(outer["step"]))


@hookimpl
def annealkit_transformations(material):
    """Ripening at a steady rate."""
    if material.name == NAME:
        yield Transformation("steady", "ripening", State("ripe", Constant(material["rate"])))


@hookimpl
def annealkit_phase_rules(material):
    """Tellurium oxide where Li is short."""
    if material.name == NAME:
        site, gibbs = material["site"], material["gibbs"]
        margin = Margin(site=site.per_cell, gibbs=gibbs.per_cell)
        yield PhaseRule(
            name="TeO",
            product="TeO",
            reaction="LiTeO2 = TeO + 1/2 Li2O + 1/4 O2",
            margin=law(margin, "J/mol", ("T", "c"), [site, gibbs], "margin"),
            amount=law(Amount(site=site.per_cell), "1", ("c",), [site], "amount"),
            volume_ratio=Constant(material["ratio"]),
            thresholds={"XRD": material["seen"]},
        )


@hookimpl
def annealkit_resistances(material, face):
    """A layer that lost its Li."""
    if material.name == NAME and face.kind in ("gas", "interface"):
        records = [material["site"], material["resistance"]]
        layer = Layer(site=np.asarray(material["site"].value), resistance=material["resistance"].value)
        yield Resistance("layer", law(layer, "ohm m^2", ("c", "dx"), records, "layer"))


@hookimpl
def annealkit_run_completed(result):
    """Look and forget."""
    assert result.lost


@hookimpl
def annealkit_observables(material):
    """Mean concentration."""
    if material.name == NAME:
        yield Observable("mean", law(Mean(), "mol/m^3", ("c", "dx"), (), "mean"))
