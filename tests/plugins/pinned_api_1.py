"""A plugin of ANNEALKIT_API = 1 that implements every hook with every argument.

This file is the witness of compatibility: it stands for the plugins that other people wrote against API 1, and
it must never be edited, neither to follow a change of annealkit nor to please a tool. Where a change breaks it,
the change is incompatible: raise ``API_VERSION``, write the adapter that keeps this file working
(``docs/compatibility.md``), and pin a new file beside it.
"""

# ruff: noqa
# fmt: off
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

#: Every name that annealkit.api gave at API 1.
NAMES = (
    "API_VERSION", "GASES", "OLDEST_API", "R",
    "Activity", "Arrhenius", "Atmosphere", "Basis", "Book", "BoundaryFlux", "Bracket", "Callable", "Constant",
    "Diffusivity", "Face", "InputError", "InterfaceLaw", "Law", "Material", "Observable", "OutOfRangeError",
    "PhaseRule", "Product", "QuantityLike", "Range", "Record", "RecordError", "Resistance", "Source", "Species",
    "Stack", "State", "Substrate", "Sum", "Tabulated", "Transformation", "Uncertainty", "UnitError",
    "UnknownNameError", "VolumeSource", "as_law", "hookimpl", "quantity", "si",
)

#: What the hooks were asked with, by hook: the names of the materials, gases and faces.
ASKED = {}


def record(owner, short, value, unit):
    return Record(
        key=f"{owner}.{short}", value=value, unit=unit, printed_value=value, printed_unit=unit, basis="assumed",
        note="Made up to test compatibility.",
    )


def book(owner):
    numbers = {
        "site": (5.0e4, "mol/m^3"),
        "D0": (1.0e-12, "m^2/s"),
        "D.energy": (5.0e4, "J/mol"),
        "leak": (1.0e-12, "m/s"),
        "feed": (1.0e-3, "mol/(m^3 s)"),
        "seen": (0.01, "1"),
    }
    return Book(owner, {short: record(owner, short, *number) for short, number in numbers.items()})


def solid(name, defaults, **more):
    own = book(name)
    return Material(
        name=name, title="A material to test compatibility", book=own,
        species={"Li": Species("Li", own["site"], metal="Co", oxide="Li2O")},
        start={"Li": 1.0, "Co": 1.0}, defaults=defaults, oxides={"Li2O": 2}, **more,
    )


def noted(hook, **arguments):
    ASKED[hook] = {
        name: getattr(value, "name", None) or getattr(value, "kind", value) for name, value in arguments.items()
    }


def ours(material):
    return material.name in ("PinnedO2", "PinnedCoat")


@hookimpl
def annealkit_materials():
    yield solid(
        "PinnedO2",
        {
            "Li.diffusivity": ("pinned-tracer",),
            "Li.activity": ("pinned-flat",),
            "Li.loss": ("pinned-leak", "pinned-sink"),
            "host.ageing": ("pinned-first-order",),
            "host.phases": ("PinnedO",),
            "interface.resistance": ("pinned-film",),
            "host.observables": ("pinned-tint",),
        },
        aliases=("pinned oxide",),
    )


@hookimpl
def annealkit_coatings():
    yield solid("PinnedCoat", {"Li.diffusivity": ("pinned-tracer",)})


@hookimpl
def annealkit_atmospheres():
    pressure = record("pinned", "pressure", 1.0e5, "Pa")
    yield Atmosphere(
        name="pinned gas", title="A gas to test compatibility", partial={"O2": 2.0e4, "H2O": 10.0}, total=1.0e5,
        balance="Ar", boundary_layer=5e-3, records={"pressure": pressure}, aliases=("pinned air",),
    )


@hookimpl
def annealkit_substrates():
    yield Substrate(
        "PinnedRock", "A solid to test compatibility", True, Book("pinned rock"), "Li2Pinned", ("pinned stone",)
    )


@hookimpl
def annealkit_diffusivities(material, species):
    noted("annealkit_diffusivities", material=material, species=species)
    if ours(material) and species == "Li":
        yield Diffusivity("pinned-tracer", "Li", Arrhenius(material["D0"], material["D.energy"]), "A tracer's.")


@hookimpl
def annealkit_activities(material, atmosphere):
    noted("annealkit_activities", material=material, atmosphere=atmosphere)
    if ours(material):
        yield Activity("pinned-flat", "Li", "Li2O", Constant("1e-6"), "The same at any composition.")


@hookimpl
def annealkit_boundary_fluxes(material, atmosphere, face):
    noted("annealkit_boundary_fluxes", material=material, atmosphere=atmosphere, face=face)
    if not ours(material):
        return
    leak = material["leak"]
    law = Callable(lambda c: leak.per_cell * c, "mol/(m^2 s)", records=[leak], text="k c")
    if face.kind == "gas":
        yield BoundaryFlux("pinned-leak", "Li", ("pinned gas",), law, note="First order.")
    if face.kind == "substrate" and face.neighbour.name == "PinnedRock":
        crust = State("pinned_crust", Constant("1e-12 m/s"), initial=0.0, unit="m", scale=1e-9)
        thinned = Callable(
            lambda c, pinned_crust: leak.per_cell * c / (1.0 + pinned_crust / 1e-9), "mol/(m^2 s)", records=[leak],
            text="k c / (1 + crust/nm)",
        )
        yield BoundaryFlux(
            "pinned-sink", "Li", ("pinned rock",), thinned, (crust,),
            Bracket(None, law, "nobody measured it"), "made up", "Slows down as a crust grows.",
        )


@hookimpl
def annealkit_volume_sources(material, atmosphere):
    noted("annealkit_volume_sources", material=material, atmosphere=atmosphere)
    if ours(material):
        yield VolumeSource("pinned-feed", "Li", Constant(material["feed"]), "Comes from nowhere.")


@hookimpl
def annealkit_interfaces(inner, outer):
    noted("annealkit_interfaces", inner=inner, outer=outer)
    if ours(inner) or ours(outer):
        yield InterfaceLaw("pinned-contact", "Li", Constant("0.5"), Constant("1e8 s/m"))


@hookimpl
def annealkit_transformations(material, atmosphere):
    noted("annealkit_transformations", material=material, atmosphere=atmosphere)
    if ours(material):
        state = State("pinned_age", Constant("1e-5 1/s"), initial=0.0, unit="1", scale=1.0)
        aged = Callable(lambda pinned_age: 1.0 * pinned_age, "1", text="age")
        yield Transformation("pinned-first-order", "ageing", state, {"pinned_aged": aged}, "Everything ages.")


@hookimpl
def annealkit_phase_rules(material, atmosphere):
    noted("annealkit_phase_rules", material=material, atmosphere=atmosphere)
    if ours(material):
        margin = Callable(lambda T, c: 10.0 * T + 0.0 * c, "J/mol", text="10 J/(mol K) T")
        amount = Callable(lambda c: 0.02 + 0.0 * c, "1", text="0.02")
        yield PhaseRule(
            "PinnedO", "PinnedO", "PinnedO2 = PinnedO + 1/2 O2", margin, amount, Constant("0.8"),
            {"XRD": material["seen"]}, "Always there.",
        )


@hookimpl
def annealkit_resistances(material, face):
    noted("annealkit_resistances", material=material, face=face)
    if ours(material):
        yield Resistance("pinned-film", Constant("5 ohm cm^2"), "A film of dirt.")


@hookimpl
def annealkit_observables(material):
    noted("annealkit_observables", material=material)
    if ours(material):
        yield Observable("pinned-tint", Callable(lambda T: T / 1000.0, "1", text="T/1000 K"), "How red it is.")


@hookimpl
def annealkit_run_completed(result):
    noted("annealkit_run_completed", result=result)
