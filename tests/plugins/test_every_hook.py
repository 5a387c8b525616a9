"""Each hook, implemented in a plugin, is seen through the public API."""

from __future__ import annotations

import pytest

import annealkit as ak
from annealkit import hookspecs, plugins

HOOKS = {name for name in vars(hookspecs) if name.startswith("annealkit_")}
#: What shows each hook's contribution in a finished run, and what it says there.
SHOWN = {
    "annealkit_materials": lambda result: result.manifest["material"] == "PinnedO2",
    "annealkit_atmospheres": lambda result: "A gas to test compatibility" in result.manifest["plan"],
    "annealkit_substrates": lambda result: float(result.budget["Li"]["pinned rock"].magnitude) > 0,
    "annealkit_diffusivities": lambda result: "Li.diffusivity = pinned-tracer" in result.explain().text(),
    "annealkit_activities": lambda result: "Li.activity = pinned-flat" in result.explain().text(),
    "annealkit_boundary_fluxes": lambda result: set(result.budget["Li"]) == {"pinned gas", "pinned rock"},
    "annealkit_volume_sources": lambda result: float(result.balance.made["pinned-feed"].magnitude) > 0,
    "annealkit_transformations": lambda result: 0 < result.observed["pinned_aged"] < 1,
    "annealkit_phase_rules": lambda result: [one.product for one in result.phases] == ["PinnedO"],
    "annealkit_resistances": lambda result: result.resistance["pinned-film"].m_as("ohm cm^2") == pytest.approx(5),
    "annealkit_observables": lambda result: result.observe("pinned-tint").m_as("") == pytest.approx(0.77315),
}
#: The slot in which ``ak.models`` lists each hook's contribution, and under which name.
LISTED = {
    "annealkit_diffusivities": ("Li.diffusivity", "pinned-tracer"),
    "annealkit_activities": ("Li.activity", "pinned-flat"),
    "annealkit_boundary_fluxes": ("Li.loss", "pinned-sink"),
    "annealkit_volume_sources": ("Li.source", "pinned-feed"),
    "annealkit_transformations": ("host.ageing", "pinned-first-order"),
    "annealkit_phase_rules": ("host.phases", "PinnedO"),
    "annealkit_resistances": ("interface.resistance", "pinned-film"),
    "annealkit_observables": ("host.observables", "pinned-tint"),
}
#: Hooks that only a coated body asks.
COATED = {"annealkit_coatings", "annealkit_interfaces"}
OBSERVER = {"annealkit_run_completed"}


@pytest.fixture(scope="module")
def finished(pinned):
    """A run that uses whatever the plugin offers by itself, and what its hooks were asked."""
    with plugins.temporary(pinned, id="pinned"):
        anneal = ak.Anneal(
            material="pinned OXIDE",
            body=ak.Film("100 nm", substrate="pinned stone"),
            atmosphere="pinned air",
            schedule="500 degC; hold 10 min",
            models={"Li.source": "pinned-feed"},
        )
        return anneal.run(cells=2, rtol=1e-2), dict(pinned.ASKED)


@pytest.fixture
def result(finished):
    """The run's result."""
    return finished[0]


@pytest.fixture
def asked(finished):
    """What the hooks were asked in the run."""
    return finished[1]


@pytest.fixture
def used(pinned):
    """The plugin in use."""
    with plugins.temporary(pinned, id="pinned"):
        yield pinned


def test_every_hook_has_a_test():
    assert {*SHOWN, *COATED, *OBSERVER} == HOOKS
    assert set(LISTED) <= HOOKS


@pytest.mark.parametrize("name", SHOWN)
def test_a_hook_shows_in_the_result(result, name):
    assert SHOWN[name](result)


@pytest.mark.parametrize("name", LISTED)
def test_a_hook_shows_among_the_models(used, name):
    slot, model = LISTED[name]
    (found,) = [one for one in ak.models("PinnedO2")[slot] if one.name == model]
    assert (found.plugin, found.distribution) == ("pinned", "(in memory)")


def test_a_coating_is_offered_by_name(used):
    offered = plugins.host().coating("pinnedcoat")
    assert (offered.item.name, offered.plugin.id) == ("PinnedCoat", "pinned")
    assert "PinnedCoat" not in plugins.host().materials()


def test_an_interface_is_asked_for_a_pair(used):
    film, coat = plugins.host().material("PinnedO2").item, plugins.host().coating("PinnedCoat").item
    (law,) = plugins.host().gather("annealkit_interfaces", inner=film, outer=coat)
    assert law.item.partition() == 0.5
    assert used.ASKED["annealkit_interfaces"] == {"inner": "PinnedO2", "outer": "PinnedCoat"}


def test_a_coated_body_asks_for_its_coating_and_the_contact(used):
    made = ak.Anneal(
        material="PinnedO2",
        body=ak.Film("100 nm", coating=ak.Coating("pinnedcoat", "5 nm")),
        atmosphere="pinned air",
        schedule="500 degC; hold 1 min",
    )
    assert used.ASKED["annealkit_interfaces"] == {"inner": "PinnedO2", "outer": "PinnedCoat"}
    told = made.explain().text()
    assert "coating.Li.diffusivity = pinned-tracer" in told
    assert "coating.Li.interface = pinned-contact" in told


def test_an_observer_sees_the_run(result, asked):
    assert asked["annealkit_run_completed"] == {"result": result}


def test_every_argument_arrives(asked):
    material, gas = {"material": "PinnedO2"}, {"atmosphere": "pinned gas"}
    assert asked["annealkit_diffusivities"] == {**material, "species": "Li"}
    assert asked["annealkit_observables"] == material
    for name in ("activities", "volume_sources", "transformations", "phase_rules"):
        assert asked[f"annealkit_{name}"] == {**material, **gas}
    for name, more in (("boundary_fluxes", gas), ("resistances", {})):
        face = asked[f"annealkit_{name}"]["face"]
        assert face in ("gas", "substrate")
        assert asked[f"annealkit_{name}"] == {**material, **more, "face": face}
