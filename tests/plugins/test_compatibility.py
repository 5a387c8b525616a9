"""Plugins of an older contract keep working, and are told what will go."""

from __future__ import annotations

import hashlib
import types
import warnings
from pathlib import Path

import pytest
from attrs import evolve

import annealkit as ak
from annealkit import api, hookspecs, plugins
from annealkit.api import Constant, Diffusivity, hookimpl
from annealkit.errors import PluginError, PluginWarning
from annealkit.plugins import compat
from annealkit.plugins.compat import Adapter

#: SHA-256 of the pinned plugin's text. It does not change; a new API number gets a file of its own.
PINNED = "3c21f2495ba857cefa2701e911f5dfd146aca381ddb877ea4b41cceaaa91bc9d"
PAGE = Path(__file__).parents[2] / "docs" / "compatibility.md"


@pytest.fixture(autouse=True)
def alone(clean, monkeypatch):
    """No installed plugin is in use; the pinned one brings its own gas."""
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "")


@pytest.fixture
def two(monkeypatch):
    """As if this annealkit spoke API 2; gives a function that says what changed since API 1."""
    monkeypatch.setattr(hookspecs, "API_VERSION", 2)
    plugins.reset()
    return lambda adapter=None: monkeypatch.setitem(compat.ADAPTERS, 1, adapter or Adapter())


def told(plugin: object, *, id: str = "mine") -> list[str]:
    """The warnings of using a plugin."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with plugins.temporary(plugin, id=id):
            plugins.host()
            plugins.host()
    assert all(one.category is PluginWarning for one in caught)
    return [str(one.message) for one in caught]


def film(**more):
    return ak.Anneal(
        material="PinnedO2", body=ak.Film("100 nm"), atmosphere="pinned gas", schedule="400 degC; hold 1 min", **more
    )


# --- the policy -------------------------------------------------------------------------------


def test_every_supported_number_has_its_step():
    assert set(compat.ADAPTERS) == set(range(hookspecs.OLDEST_API, hookspecs.API_VERSION))


def test_the_number_before_the_current_one_is_supported():
    assert max(1, hookspecs.API_VERSION - 1) >= hookspecs.OLDEST_API >= 1


def test_the_page_states_the_numbers_in_force():
    page = PAGE.read_text(encoding="utf-8")
    assert f"speaks `ANNEALKIT_API = {hookspecs.API_VERSION}`" in page
    assert f"oldest it understands is `{hookspecs.OLDEST_API}`" in page


def test_the_pinned_plugin_was_not_edited():
    text = Path(__file__).with_name("pinned_api_1.py").read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == PINNED


def test_no_name_of_the_oldest_api_is_gone(pinned):
    assert set(pinned.NAMES) - set(api.__all__) == set()
    assert [name for name in pinned.NAMES if not hasattr(api, name)] == []


def test_the_pinned_plugin_implements_every_hook_with_every_argument(pinned):
    """Of today's contract, as long as today's is the number it is pinned at."""
    with plugins.temporary(pinned, id="pinned") as record:
        assert record.api == pinned.ANNEALKIT_API == hookspecs.OLDEST_API
        spoken = compat.contract(record.api)
        (found,) = [one for one in plugins.host().candidates if one.record == record]
        used = {one.spoken.name: one.argnames for own in found.implementations.values() for one in own}
    assert used == {name: tuple(one.arguments) for name, one in spoken.items()}


def test_the_pinned_plugin_is_told_nothing(pinned):
    assert told(pinned) == []


# --- a contract that moved on -----------------------------------------------------------------


def test_the_pinned_plugin_works_under_the_next_number(pinned, two):
    two()
    (warning,) = told(pinned)
    assert warning.startswith("plugin 'mine' of (in memory) works, and needs an update. It declares ANNEALKIT_API = 1,")
    assert "still adapts to its own 2" in warning
    with warnings.catch_warnings(), plugins.temporary(pinned, id="pinned"):
        warnings.simplefilter("ignore", PluginWarning)
        assert set(film().run(cells=2, rtol=1e-2).budget["Li"]) == {"pinned gas"}


def test_strict_does_not_refuse_what_still_works(pinned, two, monkeypatch):
    two()
    monkeypatch.setenv("ANNEALKIT_STRICT", "1")
    assert len(told(pinned)) == 1


def old_diffusivities(**options):
    """A plugin of API 1 as it might have been: another hook name, another argument, D in cm²/s as a bare number."""

    @hookimpl(**options)
    def annealkit_diffusion(material, ion):
        yield ("old-tracer", ion, 1e-8)

    return types.SimpleNamespace(ANNEALKIT_API=1, annealkit_diffusion=annealkit_diffusion)


MOVED = Adapter(
    hooks={"annealkit_diffusion": "annealkit_diffusivities"},
    arguments={"annealkit_diffusivities": {"ion": "species"}},
    items={"annealkit_diffusivities": lambda item: Diffusivity(item[0], item[1], Constant((item[2], "cm^2/s")))},
)


@pytest.mark.filterwarnings("ignore::annealkit.errors.PluginWarning")
def test_a_renamed_hook_a_renamed_argument_and_a_changed_unit_are_adapted(two):
    two(MOVED)
    with plugins.temporary(old_diffusivities(), id="old") as record:
        assert (record.api, record.contributes) == (1, {"hooks": ("annealkit_diffusivities",)})
        (offered,) = plugins.host().gather("annealkit_diffusivities", material=None, species="Li")
    assert (offered.item.name, offered.item.species) == ("old-tracer", "Li")
    assert offered.item.law() == pytest.approx(1e-12)
    assert offered.plugin == record


@pytest.mark.filterwarnings("ignore::annealkit.errors.PluginWarning")
def test_an_adapted_item_is_held_to_todays_rules(two):
    two(evolve(MOVED, items={"annealkit_diffusivities": lambda item: item}))
    says = r"'old' of \(in memory\): annealkit_diffusion gave an invalid item 1: tuple where Diffusivity is due"
    with plugins.temporary(old_diffusivities(), id="old"), pytest.raises(PluginError, match=says):
        plugins.host().gather("annealkit_diffusivities", material=None, species="Li")


def test_each_number_has_its_own_names(two):
    """Under the number a plugin declares, neither older nor newer names are known."""
    two(MOVED)
    new = types.SimpleNamespace(
        ANNEALKIT_API=1, new=hookimpl(lambda material, species: (), specname="annealkit_diffusivities")
    )
    says = "annealkit_diffusivities, which is no hook of ANNEALKIT_API = 1, which it declares. Did you mean annealkit_d"
    with pytest.raises(PluginError, match=says), plugins.temporary(new, id="new"):
        pass
    old = old_diffusivities()
    old.ANNEALKIT_API = 2
    says = "annealkit_diffusion, which is no hook of this annealkit. Did you mean annealkit_diffusivities"
    with pytest.raises(PluginError, match=says), plugins.temporary(old, id="old"):
        pass


def test_an_argument_of_another_number_is_refused_by_name(two):
    two(MOVED)
    plugin = types.SimpleNamespace(ANNEALKIT_API=1, old=hookimpl(lambda species: (), specname="annealkit_diffusion"))
    says = r"Its annealkit_diffusion names the argument 'species'.*The hook's arguments: material, ion\."
    with pytest.raises(PluginError, match=says), plugins.temporary(plugin, id="old"):
        pass


def test_two_steps_are_taken_one_after_the_other(two, monkeypatch):
    two(MOVED)
    monkeypatch.setattr(hookspecs, "API_VERSION", 3)
    halved = Adapter(items={"annealkit_diffusivities": lambda item: evolve(item, law=0.5 * item.law)})
    monkeypatch.setitem(compat.ADAPTERS, 2, halved)
    with pytest.warns(PluginWarning, match="ANNEALKIT_API = 1"), plugins.temporary(old_diffusivities(), id="old"):
        (offered,) = plugins.host().gather("annealkit_diffusivities", material=None, species="Li")
    assert offered.item.law() == pytest.approx(0.5e-12)


def test_a_number_that_is_no_longer_spoken_is_refused(two, pinned, monkeypatch):
    monkeypatch.setattr(hookspecs, "OLDEST_API", 2)
    says = "ANNEALKIT_API = 1; this annealkit speaks 2. Look for a newer version of the plugin"
    with pytest.raises(PluginError, match=says), plugins.temporary(pinned, id="pinned"):
        pass


# --- deprecations -----------------------------------------------------------------------------


def deprecate(monkeypatch, hook, **options):
    """Mark a hook's specification as pluggy does."""
    specification = getattr(hookspecs, hook)
    copy = types.FunctionType(
        specification.__code__, specification.__globals__, hook, specification.__defaults__, specification.__closure__
    )
    monkeypatch.setattr(hookspecs, hook, hookspecs.hookspec(copy, **options))
    plugins.reset()


def test_a_deprecated_hook_is_one_warning_that_names_the_plugin_and_the_remedy(pinned, monkeypatch):
    remedy = DeprecationWarning("it goes with API 2; give annealkit_measurements instead.")
    deprecate(monkeypatch, "annealkit_observables", warn_on_impl=remedy)
    (warning,) = told(pinned)
    assert warning == (
        "plugin 'mine' of (in memory) works, and needs an update. Its annealkit_observables is deprecated: "
        "it goes with API 2; give annealkit_measurements instead."
    )
    bystander = types.SimpleNamespace(ANNEALKIT_API=1, own=hookimpl(lambda: (), specname="annealkit_activities"))
    assert told(bystander) == []


def test_a_deprecated_argument_is_told_to_those_who_want_it(monkeypatch):
    gone = {"atmosphere": DeprecationWarning("it goes with API 2; read p_O2 in the law.")}
    deprecate(monkeypatch, "annealkit_activities", warn_on_impl_args=gone)
    both = types.SimpleNamespace(
        ANNEALKIT_API=1, own=hookimpl(lambda material, atmosphere: (), specname="annealkit_activities")
    )
    one = types.SimpleNamespace(ANNEALKIT_API=1, own=hookimpl(lambda material: (), specname="annealkit_activities"))
    (warning,) = told(both)
    assert (
        "'atmosphere' of its annealkit_activities is deprecated: it goes with API 2; read p_O2 in the law." in warning
    )
    assert told(one) == []


def test_what_is_deprecated_still_counts(pinned, monkeypatch):
    deprecate(monkeypatch, "annealkit_observables", warn_on_impl=DeprecationWarning("it goes."))
    with warnings.catch_warnings(), plugins.temporary(pinned, id="pinned") as record:
        warnings.simplefilter("ignore", PluginWarning)
        assert record.state == "ok"
        assert "annealkit_observables" in record.contributes["hooks"]
        assert "host.observables = pinned-tint" in film().explain().text()
