"""Installing a plugin changes no number of a run that does not name it; naming it does, and says by whom."""

from __future__ import annotations

import itertools

import pytest

import annealkit as ak
from annealkit import plugins
from annealkit.errors import (
    AmbiguousModelError,
    ParameterError,
    PluginError,
    PluginUnavailableError,
    PluginWarning,
    UnknownNameError,
    UnusedParameterError,
)

#: Another diffusivity, another loss channel and another activity of LiCoO2, all from the plugin's own records.
RIVAL = """
def number(short, value, unit):
    return Record(
        key=f"{OWNER}.{short}", value=value, unit=unit, printed_value=value, printed_unit=unit, basis="assumed"
    )


BOOK = Book(OWNER, {
    "D": number("D", 1e-18, "m^2/s"),
    "loss.rate": number("loss.rate", 1e-9, "mol/(m^2 s)"),
    "activity": number("activity", 1e-5, "1"),
    "spare": number("spare", 1.0, "1"),
})


@hookimpl
def annealkit_diffusivities(material, species):
    if material.name == "LiCoO2":
        yield Diffusivity(f"{OWNER}-slow", species, Constant(material.resolve(BOOK)["D"]))


@hookimpl
def annealkit_boundary_fluxes(material, face):
    if material.name == "LiCoO2" and face.kind == "gas":
        yield BoundaryFlux(f"{OWNER}-loss", "Li", (f"{OWNER} gas",), Constant(material.resolve(BOOK)["loss.rate"]))


@hookimpl
def annealkit_activities(material):
    if material.name == "LiCoO2":
        yield Activity(f"{OWNER}-flat", "Li", "Li2O", Constant(material.resolve(BOOK)["activity"]))
"""


def rival(site, header, owner="rival"):
    """Install a distribution ``fake-<owner>`` 4.2 that rivals the models of LiCoO2."""
    site.install(f"fake-{owner}", owner, f"OWNER = {owner!r}\n{header}{RIVAL}", version="4.2")
    plugins.reset()


def anneal(**more):
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("100 nm", substrate="Pt"),
        atmosphere="air",
        schedule="600 degC; hold 5 min",
        **more,
    )


def run(**more):
    return anneal(**more).run(cells=4, rtol=1e-3)


def content(result):
    """Every bit of the dataset, and the manifest."""
    table = result.dataset
    arrays = {name: (array.dims, array.dtype.str, array.values.tobytes()) for name, array in table.variables.items()}
    return arrays, dict(table.attrs), result.manifest


#: What of the rival a run can name, and where that shows.
NAMED = {
    "diffusivity": ({"Li.diffusivity": "rival-slow"}, "rival.D"),
    "loss": ({"Li.loss": ["vaporisation", "substrate", "rival-loss"]}, "rival.loss.rate"),
    "activity": ({"Li.activity": "rival-flat"}, "rival.activity"),
}


@pytest.fixture(scope="module")
def alone():
    """The run without the rival."""
    return content(run())


def test_installing_a_plugin_changes_no_bit_of_a_run_that_does_not_name_it(beside, header, alone):
    rival(beside(), header)
    assert plugins.host().plugin("rival").state == "ok"
    assert {one.plugin for one in ak.models("LiCoO2")["Li.diffusivity"]} == {"licoo2", "rival"}
    assert content(run()) == alone


@pytest.mark.parametrize(("models", "record"), NAMED.values(), ids=NAMED)
def test_naming_its_model_changes_the_run_and_says_by_whom(beside, header, alone, models, record):
    rival(beside(), header)
    result = run(models=models)
    (slot,) = models
    (term,) = [one for one in result.explain().terms if one.name.startswith("rival-")]
    assert (term.slot, term.plugin) == (slot, "plugin 'rival' of fake-rival 4.2")
    assert record in term.records
    assert {"id": "rival", "distribution": "fake-rival", "version": "4.2", "api": 1} in result.manifest["plugins"]
    assert record in {one.key for one in result.sources}
    assert result.manifest["lost"] != alone[2]["lost"]


def test_an_override_of_a_record_that_no_term_uses_names_the_nearest_used_one(beside, header):
    rival(beside(), header)
    loss = {"Li.loss": ["vaporisation", "rival-loss"]}
    with pytest.raises(UnusedParameterError, match=r"parameters\['rival.loss.rate'\]: no assembled term"):
        anneal(parameters={"rival.loss.rate": "2e-9 mol/(m^2 s)"})
    with pytest.raises(UnusedParameterError, match=r"nearest used id is 'rival\.loss\.rate'"):
        anneal(parameters={"rivals.loss.rate": "2e-9 mol/(m^2 s)"}, models=loss)
    with pytest.raises(UnusedParameterError, match=r"parameters\['rival.spare'\]"):
        anneal(parameters={"rival.spare": 2.0}, models=loss)


def test_an_override_of_a_third_partys_record_is_used_and_a_misspelt_one_refused(beside, header):
    rival(beside(), header)
    loss = {"Li.loss": ["rival-loss"]}
    twice = anneal(parameters={"rival.loss.rate": "2e-9 mol/(m^2 s)"}, models=loss)
    (record,) = [one for one in twice.records() if one.key == "rival.loss.rate"]
    assert (record.value, record.overridden) == (2e-9, True)
    with pytest.raises(ParameterError, match=r"rival has no such record. Did you mean 'rival.loss.rate'\?"):
        anneal(parameters={"rival.loss.rat": "2e-9 mol/(m^2 s)"}, models=loss)
    with pytest.raises(ParameterError, match=r"parameters\['rival.loss.rate'\]"):
        anneal(parameters={"rival.loss.rate": "2e-9 m/s"}, models=loss)


OWNERS = ("ant", "bee", "cow")
SUM = {"Li.loss": ["vaporisation", *(f"{owner}-loss" for owner in OWNERS)]}


def test_the_order_of_installation_decides_nothing_in_what_is_built(beside, header):
    seen = []
    for number, order in enumerate(itertools.permutations(OWNERS)):
        for place, owner in enumerate(order):
            rival(beside(f"{number}-{place}"), header, owner)
        built = anneal(models=SUM)
        known = {slot: [one.name for one in own] for slot, own in ak.models("LiCoO2").items()}
        seen.append(([str(one) for one in plugins.host().records], known, built.explain(), built.plan().text()))
    assert {"ant-slow", "bee-slow", "cow-slow"} < set(seen[0][1]["Li.diffusivity"])
    assert all(one == seen[0] for one in seen)


def test_the_order_of_installation_decides_no_bit_of_a_sum(beside, header):
    """Three third parties add a loss each; floating-point sums depend on their order."""
    seen = []
    for number, order in enumerate((OWNERS, OWNERS[::-1])):
        for place, owner in enumerate(order):
            rival(beside(f"{number}-{place}"), header, owner)
        seen.append(content(anneal(models=SUM).run(cells=2, rtol=1e-2)))
    assert {f"{owner} gas" for owner in OWNERS} < set(seen[0][2]["budget"]["Li"])
    assert seen[0] == seen[1]


def test_two_plugins_with_one_model_are_named_both(beside, header):
    site = beside()
    rival(site, header)
    site.install("fake-other", "other", f"OWNER = 'rival'\n{header}{RIVAL}")
    plugins.reset()
    with pytest.raises(
        AmbiguousModelError, match=r"'rival-slow'.*'other' of fake-other 1.0.*'rival' of fake-rival 4.2"
    ):
        anneal()
    with plugins.block("other"):
        assert anneal(models={"Li.diffusivity": "rival-slow"}).built.records["rival.D"].value == 1e-18


def test_a_slot_with_candidates_and_no_default_names_them_with_their_plugins(beside, header):
    site = beside()
    material = """
@hookimpl
def annealkit_materials():
    site = Record(
        key="NewO2.site", value=5e4, unit="mol/m^3", printed_value=5e4, printed_unit="mol/m^3", basis="assumed"
    )
    yield Material(
        "NewO2", "A new oxide", Book("NewO2", {"site": site}), {"Li": Species("Li", site, "Co", "Li2O")},
        {"Li": 1.0, "Co": 1.0}, {},
    )
"""
    offer = """
@hookimpl
def annealkit_diffusivities(material, species):
    if material.name == "NewO2":
        yield Diffusivity("%s", species, Constant("1e-15 m^2/s"))
"""
    site.install("fake-new", "new", header + material + offer % "mine")
    site.install("fake-more", "more", header + offer % "yours")
    plugins.reset()
    with pytest.raises(AmbiguousModelError, match=r"'yours' \(plugin more\), 'mine' \(plugin new\)"):
        ak.Anneal(material="NewO2", body=ak.Film("1 um"), atmosphere="air", schedule="500 degC; hold 1 h")


# --- failing hooks ----------------------------------------------------------------------------

#: The physics hooks that an anneal asks, with arguments that fit each.
ASKED = [
    "annealkit_diffusivities",
    "annealkit_activities",
    "annealkit_transformations",
    "annealkit_phase_rules",
    "annealkit_volume_sources",
    "annealkit_observables",
    "annealkit_boundary_fluxes",
    "annealkit_resistances",
]


@pytest.mark.parametrize("hook", ASKED)
def test_a_physics_hook_that_raises_stops_the_anneal_and_is_named(beside, header, monkeypatch, hook):
    """Even where the run names nothing of the plugin: what it would have offered is unknown."""
    code = f"@hookimpl\ndef {hook}():\n    raise OSError('no table')\n"
    beside().install("fake-bad", "bad", header + code, version="0.9")
    plugins.reset()
    with pytest.raises(PluginError) as caught:
        anneal()
    told = str(caught.value)
    assert told.startswith(f"plugin 'bad' of fake-bad 0.9: {hook} failed: OSError: no table. To run without it, set ")
    assert "\n" not in told
    assert isinstance(caught.value.__cause__, OSError)
    monkeypatch.setenv("ANNEALKIT_PLUGINS", told.rpartition("=")[2])
    anneal()


def test_a_law_that_nobody_can_use_is_told_like_an_unknown_name(beside, header):
    rival(beside(), header)
    with pytest.raises(UnknownNameError, match=r"models\['Li.loss'\] here: 'rival-los' is not known. Did you mean"):
        anneal(models={"Li.loss": "rival-los"})


def test_a_model_of_a_plugin_that_cannot_be_used_is_told_with_the_reason(beside, header):
    site = beside()
    site.install("fake-broken", "broken", header + "import fake_nobody_has_this\n", version="2.0")
    plugins.reset()
    says = r"Not in use is plugin 'broken' of fake-broken 2.0: It cannot be imported: ModuleNotFoundError"
    with pytest.warns(PluginWarning, match="'broken'"), pytest.raises(PluginUnavailableError, match=says):
        anneal(models={"Li.diffusivity": "broken"})
    with pytest.raises(UnknownNameError, match=says):
        anneal(models={"Li.diffusivity": "fast"})
    with pytest.raises(UnknownNameError, match=says):
        anneal(models={"Li.difusivity": "vacancy"})


def test_a_default_of_a_plugin_that_cannot_be_used_is_told_with_the_reason():
    says = r"'vaporisation', which no working plugin offers here\. Left out by .*: 'vaporisation' of annealkit\."
    with plugins.block("vaporisation"), pytest.raises(PluginUnavailableError, match=says):
        anneal()
