"""What a plugin gives is looked at field by field; one wrong field refuses the plugin, with a sentence."""

from __future__ import annotations

import types

import numpy as np
import pytest
from attrs import evolve

from annealkit import plugins
from annealkit.api import Book, BoundaryFlux, Bracket, Callable, Constant, InterfaceLaw, Record, State, hookimpl
from annealkit.errors import PluginError, PluginUnavailableError, PluginWarning, UnknownNameError


def number(key: str, value: float, unit: str) -> Record:
    return Record(key=key, value=value, unit=unit, printed_value=value, printed_unit=unit, basis="assumed")


def offering(hook: str, *items: object) -> types.SimpleNamespace:
    """A plugin with one hook without arguments."""
    return types.SimpleNamespace(ANNEALKIT_API=1, **{hook: hookimpl(lambda: items, specname=hook)})


def reason(hook: str, *items: object) -> str:
    """Why a plugin that gives these items is refused; empty when it is not."""
    try:
        with plugins.temporary(offering(hook, *items), id="mine"):
            return ""
    except PluginError as error:
        return str(error)


@pytest.fixture(autouse=True)
def alone(clean, monkeypatch):
    """No installed plugin is in use."""
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "")


@pytest.fixture
def material(pinned):
    (one,) = pinned.annealkit_materials()
    return one


@pytest.fixture
def gas(pinned):
    (one,) = pinned.annealkit_atmospheres()
    return one


@pytest.fixture
def rock(pinned):
    (one,) = pinned.annealkit_substrates()
    return one


def species(**changes):
    return lambda one: {"species": {"Li": evolve(one.species["Li"], **changes)}}


#: Fields of a material that are wrong, made from a good one, and what the reason must say.
MATERIALS = {
    "title": (lambda _: {"title": 3}, "'PinnedO2' has title=3 where text is due"),
    "book": (lambda _: {"book": {}}, "has book={} where a Book is due"),
    "record": (lambda _: {"book": Book("PinnedO2", {"site": 5.0})}, "book.records['site']=5.0 where a Record is due"),
    "key": (
        lambda one: {"book": Book("PinnedO2", {"place": one.book["site"]})},
        "has the record 'PinnedO2.site' under 'place' in its book where the id PinnedO2.place is due",
    ),
    "species-list": (lambda _: {"species": ["Li"]}, "has species=['Li'] where a mapping by name is due"),
    "no-species": (lambda _: {"species": {}}, "has species={} where a mapping of at least 1 is due"),
    "species-class": (lambda _: {"species": {"Li": "Li"}}, "species['Li']='Li' where a Species is due"),
    "symbol": (species(symbol="H"), "has the species 'H' under 'Li'"),
    "dotted": (
        lambda one: {"species": {"L.i": evolve(one.species["Li"], symbol="L.i")}, "start": {"L.i": 1.0, "Co": 1.0}},
        "without a dot",
    ),
    "site-number": (species(site_concentration=5e4), "site_concentration=50000.0 where a record in mol/m^3 is due"),
    "site-unit": (
        lambda one: species(site_concentration=one["D0"])(one),
        "has the record PinnedO2.D0 in 'm^2/s' as species['Li'].site_concentration where 'mol/m^3' is due",
    ),
    "site-foreign": (
        species(site_concentration=number("else.site", 5e4, "mol/m^3")),
        "has the record else.site as species['Li'].site_concentration, which is not in its book",
    ),
    "metal": (species(metal=""), "species['Li'].metal='' where a name is due"),
    "oxide": (species(oxide=None), "species['Li'].oxide=None where a name is due"),
    "other-metal": (species(metal="Ni"), "has no 'Ni' in start={'Li': 1.0, 'Co': 1.0}"),
    "start-pairs": (lambda _: {"start": [("Li", 1.0)]}, "where a mapping by name is due"),
    "start-text": (lambda _: {"start": {"Li": "1", "Co": 1.0}}, "start['Li']='1' where a finite number in mol is due"),
    "start-bool": (lambda _: {"start": {"Li": True, "Co": 1.0}}, "start['Li']=True where a finite number"),
    "start-zero": (lambda _: {"start": {"Li": 0.0, "Co": 1.0}}, "start['Li']=0.0 where a number above 0 mol is due"),
    "start-nan": (lambda _: {"start": {"Li": float("nan"), "Co": 1.0}}, "start['Li']=nan where a finite number"),
    "defaults-list": (lambda _: {"defaults": ["Li.loss"]}, "where a mapping by name is due"),
    "default-text": (
        lambda _: {"defaults": {"Li.loss": "vaporisation"}},
        "defaults['Li.loss']='vaporisation' where a tuple of names is due",
    ),
    "default-twice": (lambda _: {"defaults": {"Li.loss": ("a", "a")}}, "defaults['Li.loss']=('a', 'a'), which names"),
    "slot": (
        lambda _: {"defaults": {"Li.difusivity": ("a",)}},
        (
            "names the slot 'Li.difusivity' in its defaults, which nothing can fill; slots are Li.diffusivity, "
            "Li.activity, Li.loss, Li.source, host.<kind> and interface.resistance. Did you mean 'Li.diffusivity'?"
        ),
    ),
    "slot-species": (lambda _: {"defaults": {"H.loss": ("a",)}}, "names the slot 'H.loss'"),
    "slot-host": (lambda _: {"defaults": {"host.": ("a",)}}, "names the slot 'host.'"),
    "slot-bare": (lambda _: {"defaults": {"diffusivity": ("a",)}}, "names the slot 'diffusivity'"),
    "two-activities": (lambda _: {"defaults": {"Li.activity": ("a", "b")}}, "where one name is due"),
    "no-diffusivity": (lambda _: {"defaults": {"Li.diffusivity": ()}}, "where at least one name is due"),
    "oxides": (lambda _: {"oxides": {"Li2O": 2.0}}, "oxides['Li2O']=2.0 where a whole number of at least 1 is due"),
    "aliases": (lambda _: {"aliases": ["x"]}, "has aliases=['x'] where a tuple of names is due"),
    "overrides": (lambda _: {"overrides": {"PinnedO2.D0": "1 m^2/s"}}, "which belongs to a run"),
    "activities": (lambda _: {"activities": {"Li2O": Constant("1")}}, "which belongs to a run"),
}


@pytest.mark.parametrize(("change", "says"), MATERIALS.values(), ids=MATERIALS)
def test_a_wrong_field_of_a_material_is_refused(material, change, says):
    assert reason("annealkit_materials", material) == ""
    told = reason("annealkit_materials", evolve(material, **change(material)))
    assert says in told
    assert "annealkit_materials gave an invalid item 1: 'PinnedO2' " in told
    assert "\n" not in told


@pytest.mark.parametrize("value", [0.0, -1.0, float("inf")])
def test_a_site_concentration_is_a_positive_number(material, value):
    book = Book("PinnedO2", {"site": number("PinnedO2.site", value, "mol/m^3")})
    odd = evolve(material, book=book, **species(site_concentration=book["site"])(material))
    assert "PinnedO2.site" in reason("annealkit_materials", odd)


def test_a_coating_may_begin_without_what_moves_and_a_material_may_not(material):
    empty = evolve(material, start={"Li": 0.0, "Co": 1.0})
    assert reason("annealkit_coatings", empty) == ""
    assert "start['Li']=0.0" in reason("annealkit_materials", empty)
    assert "start['Co']=0.0" in reason("annealkit_coatings", evolve(material, start={"Li": 0.0, "Co": 0.0}))


#: As above, for an atmosphere.
GASES = {
    "title": ({"title": None}, "has title=None where text is due"),
    "partial": ({"partial": {"O2": "20 kPa"}}, "partial['O2']='20 kPa' where a finite number in Pa is due"),
    "negative": ({"partial": {"O2": -1.0}}, "partial['O2']=-1.0 where at least 0 Pa is due"),
    "gas": (
        {"partial": {"H20": 1.0}},
        "names the gas 'H20' in partial; known are O2, N2, Ar, H2O, CO2. Did you mean 'H2O'",
    ),
    "balance": ({"balance": "argon"}, "names the gas 'argon' in balance"),
    "both": ({"balance": "O2"}, "has 'O2' both as its balance gas and among the partial pressures"),
    "unbalanced": ({"balance": None}, "without a balance gas, where the partial pressures add up to 20010 Pa"),
    "total": ({"total": float("inf")}, "has total=inf where a finite number in Pa is due"),
    "layer": ({"boundary_layer": 0.0}, "has boundary_layer=0.0 where a number above 0 m is due"),
    "source": ({"source": -0.1}, "has source=-0.1 where at least 0 is due"),
    "field": ({"records": {"N2": number("x.N2", 1.0, "Pa")}}, "has a record for 'N2'"),
    "record": ({"records": {"O2": 2.0e4}}, "records['O2']=20000.0 where a record in Pa is due"),
    "unit": (
        {"records": {"O2": number("x.O2", 2.0e4, "K")}},
        "has the record x.O2 in 'K' as records['O2'] where 'Pa' is due",
    ),
    "other-value": (
        {"records": {"O2": number("x.O2", 1.0e4, "Pa")}},
        "has the record x.O2 = 10 kPa for O2, and 20000.0 Pa as its own; take the number from the record",
    ),
}


@pytest.mark.parametrize(("changes", "says"), GASES.values(), ids=GASES)
def test_a_wrong_field_of_an_atmosphere_is_refused(gas, changes, says):
    assert reason("annealkit_atmospheres", gas) == ""
    given = {"total": 1e5, **changes}
    try:
        odd = evolve(gas, **given)
    except TypeError:  # the class itself adds the pressures up
        odd = evolve(gas)
        object.__setattr__(odd, "partial", given["partial"])
    assert says in reason("annealkit_atmospheres", odd)


#: As above, for a substrate.
ROCKS = {
    "title": ({"title": 1}, "has title=1 where text is due"),
    "reactive": ({"reactive": "no"}, "has reactive='no' where True or False is due"),
    "book": ({"book": None}, "has book=None where a Book is due"),
    "owner": ({"book": Book("")}, "has book.owner='' where a name is due"),
    "product": ({"product": None}, "has product=None where text is due"),
    "inert": ({"reactive": False}, "has reactive=False and product='Li2Pinned'; what is inert forms no product"),
}


@pytest.mark.parametrize(("changes", "says"), ROCKS.values(), ids=ROCKS)
def test_a_wrong_field_of_a_substrate_is_refused(rock, changes, says):
    assert reason("annealkit_substrates", rock) == ""
    assert says in reason("annealkit_substrates", evolve(rock, **changes))


def test_one_bad_item_refuses_the_whole_plugin_and_says_so_when_the_good_one_is_asked_for(site, header, monkeypatch):
    """No half plugin: what is left of it might rely on what is gone."""
    monkeypatch.delenv("ANNEALKIT_PLUGINS")
    site.install(
        "fake-half",
        "half",
        header
        + """
@hookimpl
def annealkit_substrates():
    yield solid("Chalk")
    yield Substrate("Chert", "Chert", "yes", Book("none"))
""",
        version="3.1",
    )
    site.install("fake-whole", "whole", header + "@hookimpl\ndef annealkit_substrates(): yield solid('Clay')\n")
    with pytest.warns(PluginWarning, match="'half' of fake-half 3.1"):
        host = plugins.host()
    assert list(host.substrates()) == ["Clay"]
    says = r"'Half' is not known.*'half' of fake-half 3.1: .*invalid item 2: 'Chert' has reactive='yes'"
    with pytest.raises(PluginUnavailableError, match=says):
        host.substrate("Half")
    with pytest.raises(
        UnknownNameError, match=r"'half' of fake-half 3.1: .*invalid item 2: 'Chert' has reactive='yes'"
    ):
        host.substrate("Chalk")


# --- contributions ----------------------------------------------------------------------------


def gathered(hook: str, item: object, **arguments: object) -> None:
    """Ask a plugin that gives one item."""
    with plugins.temporary(offering(hook, item), id="mine"):
        plugins.host().gather(hook, **arguments)


FLUX = BoundaryFlux("a", "Li", ("gas",), Constant("1 mol/(m^2 s)"))
AGE = State("age", Constant("1 1/s"))
#: Wrong contributions by hook, with what the error says.
WRONG = {
    "species": ("diffusivities", {"species": 3}, "'pinned-tracer' has species=3 where a name is due"),
    "note": ("diffusivities", {"note": None}, "has note=None where text is due"),
    "oxide": ("activities", {"oxide": ""}, "has oxide='' where a name is due"),
    "channels": ("boundary_fluxes", {"channels": "gas"}, "has channels='gas' where a tuple of names is due"),
    "no-channel": ("boundary_fluxes", {"channels": ()}, "has channels=() where a tuple of at least 1 is due"),
    "same-channel": ("boundary_fluxes", {"channels": ("g", "g")}, "has channels=('g', 'g'), which names one twice"),
    "standing": ("boundary_fluxes", {"standing": 1}, "has standing=1 where text is due"),
    "states": ("boundary_fluxes", {"states": [AGE]}, "where a tuple is due"),
    "state": ("boundary_fluxes", {"states": ("age",)}, "has states[0]='age' where a State is due"),
    "bracket": ("boundary_fluxes", {"bracket": (None, 1.0)}, "where a Bracket is due"),
    "reason": (
        "boundary_fluxes",
        {"bracket": Bracket(None, Constant("1 mol/(m^2 s)"), "")},
        "has bracket.reason='' where a name is due",
    ),
    "kind": ("transformations", {"kind": ""}, "has kind='' where a name is due"),
    "state-name": (
        "transformations",
        {"state": evolve(AGE, name="my age")},
        "a name that a law can have as an argument",
    ),
    "rate-unit": (
        "transformations",
        {"state": evolve(AGE, unit="m")},
        "has state.rate in '1/s' where 'm/s' is due",
    ),
    "rate": ("transformations", {"state": evolve(AGE, rate=1.0)}, "has state.rate=1.0 where a Law is due"),
    "initial": ("transformations", {"state": evolve(AGE, initial="0")}, "has state.initial='0' where a finite number"),
    "scale": (
        "transformations",
        {"state": evolve(AGE, scale=0.0)},
        "has state.scale=0.0 where a number above 0 is due",
    ),
    "outputs": ("transformations", {"outputs": {"age": 1.0}}, "has outputs['age']=1.0 where a Law is due"),
    "product": ("phase_rules", {"product": None}, "has product=None where a name is due"),
    "thresholds": (
        "phase_rules",
        {"thresholds": {"XRD": 0.01}},
        "has thresholds['XRD']=0.01 where a record in 1 is due",
    ),
    "threshold-unit": (
        "phase_rules",
        {"thresholds": {"XRD": number("x.seen", 1.0, "m")}},
        "has the record x.seen in 'm' as thresholds['XRD'] where '1' is due",
    ),
    "resistance-note": ("resistances", {"note": 1}, "has note=1 where text is due"),
    "observable-note": ("observables", {"note": 1}, "has note=1 where text is due"),
    "source-records": ("volume_sources", {"records": ("k",)}, "has records[0]='k' where a Record is due"),
    "source-term": (
        "volume_sources",
        {"law": None, "term": 3, "text": "3"},
        "has term=3 where a function that builds a FiPy term is due",
    ),
    "source-species": ("volume_sources", {"species": ""}, "has species='' where a name is due"),
}


@pytest.mark.parametrize(("hook", "changes", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_of_a_contribution_stops_the_run(pinned, material, gas, hook, changes, says):
    from annealkit.api import Face
    from annealkit.plugins.table import HOOKS

    name = f"annealkit_{hook}"
    every = {"material": material, "species": "Li", "atmosphere": gas, "face": Face("gas", None, "outer")}
    arguments = {one: every[one] for one in HOOKS[name].arguments}
    (good,) = getattr(pinned, name)(*arguments.values())
    gathered(name, good, **arguments)
    with pytest.raises(PluginError, match=rf"'mine'.*: {name} gave an invalid item 1: ") as caught:
        gathered(name, evolve(good, **changes), **arguments)
    assert says in str(caught.value)


def test_an_interface_law_says_something():
    with pytest.raises(PluginError, match="'a' has neither a partition nor a resistance"):
        gathered("annealkit_interfaces", InterfaceLaw("a", "Li"), inner=0, outer=0)


def test_a_state_may_begin_with_an_array_of_a_study(material):
    state = evolve(AGE, initial=np.array([[0.0], [0.1]]))
    gathered("annealkit_boundary_fluxes", evolve(FLUX, states=(state,)), material=material, atmosphere=0, face=0)
    odd = evolve(AGE, initial=np.array([0.0, np.nan]))
    with pytest.raises(PluginError, match="where a finite number is due"):
        gathered("annealkit_boundary_fluxes", evolve(FLUX, states=(odd,)), material=material, atmosphere=0, face=0)


def test_a_law_of_the_wrong_kind_is_still_told(material):
    odd = evolve(FLUX, law=Callable(lambda c: c, "m/s"))
    with pytest.raises(PluginError, match=r"law of 'a' is in 'm/s' where 'mol/\(m\^2 s\)' is due"):
        gathered("annealkit_boundary_fluxes", odd, material=material, atmosphere=0, face=0)
