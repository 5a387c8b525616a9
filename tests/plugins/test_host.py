from __future__ import annotations

import itertools
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

import annealkit as ak
from annealkit import plugins
from annealkit.errors import (
    InputError,
    PluginError,
    PluginUnavailableError,
    PluginWarning,
    UnknownNameError,
)

GOOD = """
@hookimpl
def annealkit_substrates():
    yield solid("Glass", "SiO2-glass")

@hookimpl
def annealkit_diffusivities(species):
    return ()
"""
CLAY = """
@hookimpl
def annealkit_substrates():
    yield solid("Clay")
"""

#: What is wrong with a plugin, its code, and what the reason must say.
BAD = {
    "import-error": ("import fake_module_nobody_has", "ModuleNotFoundError"),
    "syntax-error": ("def (", "SyntaxError"),
    "system-exit": ("raise SystemExit('bye')", "SystemExit: bye"),
    "missing-api": ("x = 1", "does not declare ANNEALKIT_API"),
    "old-api": ("ANNEALKIT_API = 0", "ANNEALKIT_API = 0; this annealkit speaks 1"),
    "new-api": ("ANNEALKIT_API = 2", "Upgrade annealkit"),
    "base-exception": ("class Stop(BaseException): pass\nraise Stop('now')", "Stop: now"),
    "generator-exit": ("raise GeneratorExit", "GeneratorExit"),
    "no-integer": ("ANNEALKIT_API = '1'", "ANNEALKIT_API = '1' where a whole number is due"),
    "bool-api": ("ANNEALKIT_API = True", "ANNEALKIT_API = True where a whole number is due"),
    "none-api": (
        "ANNEALKIT_API = None",
        "does not declare ANNEALKIT_API; this annealkit speaks 1. Write ANNEALKIT_API",
    ),
    "negative-api": ("ANNEALKIT_API = -1", "Look for a newer version of the plugin"),
    "raising-api": (
        "def __getattr__(name):\n    raise OSError(name)",
        "Its ANNEALKIT_API cannot be read: OSError: ANNEALKIT_API",
    ),
    "misspelt": (
        "{header}\n@hookimpl\ndef annealkit_difusivities(): return ()",
        "annealkit_difusivities, which is no hook of this annealkit. Did you mean annealkit_diffusivities?",
    ),
    "foreign-name": ("{header}\n@hookimpl\ndef materials(): return ()", "implements materials"),
    "unmarked": ("{header}\ndef annealkit_substrates(): return ()", "without @hookimpl"),
    "partial": (
        "{header}\nfrom functools import partial\nannealkit_substrates = hookimpl(partial(tuple))",
        "or not as a plain function, so it would never be called",
    ),
    "argument": (
        "{header}\n@hookimpl\ndef annealkit_diffusivities(materials): return ()",
        "'materials', which the hook does not have. Did you mean 'material'?",
    ),
    "default": (
        "{header}\n@hookimpl\ndef annealkit_diffusivities(species='Li'): return ()",
        "without defaults",
    ),
    "keywords": ("{header}\n@hookimpl\ndef annealkit_diffusivities(**all): return ()", "'**all'"),
    "tryfirst": ("{header}\n@hookimpl(tryfirst=True)\ndef annealkit_activities(): return ()", "tryfirst"),
    "wrapper": ("{header}\n@hookimpl(wrapper=True)\ndef annealkit_activities(): return (yield)", "wrapper"),
    "raising": ("{header}\n@hookimpl\ndef annealkit_materials(): 1 / 0", "annealkit_materials failed: Zero"),
    "late": (
        "{header}\n@hookimpl\ndef annealkit_substrates():\n    yield solid('Half')\n    raise SystemExit",
        "annealkit_substrates failed: SystemExit",
    ),
    "none": ("{header}\n@hookimpl\ndef annealkit_materials(): pass", "returned None"),
    "no-iterable": ("{header}\n@hookimpl\ndef annealkit_substrates(): return solid('x')", "not iterable"),
    "invalid": (
        "{header}\n@hookimpl\ndef annealkit_materials(): yield solid('x')",
        "Substrate where Material",
    ),
    "nameless": ("{header}\n@hookimpl\ndef annealkit_substrates(): yield solid(' ')", "non-empty text"),
    "alias-text": (
        (
            "{header}\nx = Substrate('x', 'x', False, Book('n'), aliases='ab')\n"
            "@hookimpl\ndef annealkit_substrates(): yield x"
        ),
        "aliases='ab'",
    ),
    "twice": (
        "{header}\n@hookimpl\ndef annealkit_substrates(): return [solid('x'), solid('y', 'X')]",
        "'X' twice",
    ),
    "reentrant": (
        "from annealkit import plugins\nplugins.host()\n{header}",
        "asked for the plugins in use while it was being loaded",
    ),
}


def started(match: str = "") -> tuple[plugins.PluginHost, list[str]]:
    """The host, and the warnings of making it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        host = plugins.host()
    assert all(issubclass(one.category, PluginWarning) for one in caught)
    return host, [str(one.message) for one in caught]


def test_a_good_plugin_is_offered(site, header):
    site.install("fake-glass", "glass", header + GOOD, version="2.5")
    host, told = started()
    assert told == []
    (record,) = host.records
    assert record.listing() == {
        "id": "glass",
        "distribution": "fake-glass",
        "version": "2.5",
        "api": 1,
        "state": "ok",
        "reason": "",
        "contributes": {"substrates": ["Glass"], "hooks": ["annealkit_diffusivities"]},
    }
    assert record.key == ("fake-glass", "glass")
    assert list(host.substrates()) == ["Glass"]
    assert not host.materials()
    for asked in ("Glass", "gLASS", " sio2-GLASS "):
        assert host.substrate(asked).item.name == "Glass"
        assert host.substrate(asked).plugin == record


@pytest.mark.parametrize(("code", "reason"), BAD.values(), ids=BAD)
def test_a_bad_plugin_is_quarantined_and_the_rest_works(site, header, code, reason):
    site.install("fake-bad", "bad", code.replace("{header}", header), version="0.3")
    site.install("fake-glass", "glass", header + GOOD)
    host, told = started()
    record = host.plugin("bad")
    assert record.state == "quarantined"
    assert reason in record.reason
    assert not record.contributes
    assert len(told) == 1
    assert "\n" not in told[0]
    assert "'bad' of fake-bad 0.3" in told[0]
    assert record.reason in told[0]
    assert list(host.substrates()) == ["Glass"]
    assert host.plugin("glass").state == "ok"
    assert started()[1] == []  # told once


@pytest.mark.parametrize(("code", "reason"), BAD.values(), ids=BAD)
def test_strict_raises_instead(site, header, monkeypatch, code, reason):
    site.install("fake-bad", "bad", code.replace("{header}", header))
    monkeypatch.setenv("ANNEALKIT_STRICT", "1")
    with pytest.raises(PluginError) as caught:
        plugins.host()
    assert "'bad' of fake-bad 1.0" in str(caught.value)
    assert reason in str(caught.value)
    monkeypatch.setenv("ANNEALKIT_STRICT", "0")
    with pytest.warns(PluginWarning):
        plugins.host()


def test_keyboard_interrupt_is_not_caught(site):
    site.install("fake-bad", "bad", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        plugins.host()


def test_an_unreadable_entry_points_file_is_one_quarantined_plugin(site, header):
    site.announce("fake-broken", "this line has no equals sign")
    site.install("fake-glass", "glass", header + GOOD)
    host, told = started()
    assert host.substrate("glass").item.name == "Glass"
    assert len(told) == 1
    assert "fake-broken" in told[0]
    assert "entry_points.txt cannot be read" in told[0]


def test_an_entry_point_to_nothing_is_quarantined(site):
    site.announce("fake-empty", "empty = fake_never_written")
    assert "fake_never_written" in started()[0].plugin("empty").reason


def test_of_two_versions_on_the_path_the_first_counts(sites, header):
    sites("old").install("fake-glass", "glass", header + CLAY, version="1.0")
    sites("new").install("fake-glass", "glass", header + GOOD, version="2.0")
    host, told = started()
    assert told == []
    assert [record.version for record in host.records] == ["2.0"]
    assert list(host.substrates()) == ["Glass"]


# --- clashes ----------------------------------------------------------------------------------


def outcomes(sites, installs) -> list[object]:
    """What the host makes of the same distributions, for every order on the path."""
    seen = []
    for number, order in enumerate(itertools.permutations(installs)):
        for place, install in enumerate(order):
            install(sites(f"{number}-{place}"))
        plugins.reset()
        host, told = started()
        seen.append(([one.listing() for one in host.records], list(host.substrates()), sorted(told)))
    return seen


def test_a_duplicate_id_refuses_both_third_parties_in_any_order(sites, header):
    seen = outcomes(
        sites,
        [
            lambda site: site.install("fake-one", "same", header + GOOD),
            lambda site: site.install("fake-two", "same", header + CLAY),
            lambda site: site.install("fake-three", "other", header),
        ],
    )
    records, substrates, told = seen[0]
    assert [(one["id"], one["distribution"], one["state"]) for one in records] == [
        ("other", "fake-three", "ok"),
        ("same", "fake-one", "quarantined"),
        ("same", "fake-two", "quarantined"),
    ]
    assert "fake-two 1.0" in records[1]["reason"]
    assert "fake-one 1.0" in records[2]["reason"]
    assert substrates == []
    assert len(told) == 2
    assert all(one == seen[0] for one in seen)


def test_a_first_party_id_stays(sites, header):
    seen = outcomes(
        sites,
        [
            lambda site: site.install("annealkit", "same", header + GOOD),
            lambda site: site.install("fake-two", "same", header + CLAY),
        ],
    )
    records, substrates, _ = seen[0]
    assert {one["distribution"]: one["state"] for one in records} == {
        "annealkit": "ok",
        "fake-two": "quarantined",
    }
    assert substrates == ["Glass"]
    assert all(one == seen[0] for one in seen)


def test_one_module_under_two_ids_is_refused(site, header):
    module = site.install("fake-one", "one", header + GOOD)
    site.announce("fake-two", f"two = {module}")
    host, told = started()
    assert {record.state for record in host.records} == {"quarantined"}
    assert len(told) == 2
    assert module in told[0]


def test_a_duplicate_catalogue_name_refuses_both_third_parties_in_any_order(sites, header):
    alias = CLAY.replace('"Clay"', '"Clay", "GLASS"')
    seen = outcomes(
        sites,
        [
            lambda site: site.install("fake-one", "one", header + GOOD),
            lambda site: site.install("fake-two", "two", header + alias),
            lambda site: site.install("fake-three", "three", header + CLAY.replace("Clay", "Mud")),
        ],
    )
    records, substrates, told = seen[0]
    assert [one["state"] for one in records] == ["quarantined", "ok", "quarantined"]
    assert substrates == ["Mud"]
    assert "fake-two" in records[0]["reason"]
    assert "fake-one" in records[2]["reason"]
    assert len(told) == 2
    assert all(one == seen[0] for one in seen)


def test_a_first_party_catalogue_name_stays(sites, header):
    seen = outcomes(
        sites,
        [
            lambda site: site.install("annealkit", "own", header + GOOD),
            lambda site: site.install("fake-two", "two", header + GOOD),
        ],
    )
    records, substrates, _ = seen[0]
    assert [one["state"] for one in records] == ["ok", "quarantined"]
    assert substrates == ["Glass"]
    assert all(one == seen[0] for one in seen)


# --- looking up -------------------------------------------------------------------------------


def test_an_unknown_name_has_the_nearest_one(site, header):
    site.install("fake-glass", "glass", header + GOOD)
    with pytest.raises(UnknownNameError, match=r"substrate: 'glas' is not known. Did you mean 'Glass'") as caught:
        plugins.host().substrate("glas")
    assert not isinstance(caught.value, PluginUnavailableError)


@pytest.mark.parametrize(
    ("distribution", "plugin_id", "module", "asked"),
    [
        ("fake-bad", "Mud", "fake_x", "mud"),
        ("fake-mud", "bad", "fake_x", "Mud"),
        ("fake-bad", "bad", "fake_mud", "MUD"),
        ("fake-bad", "hf-o2", "fake_x", "HfO2"),
    ],
)
def test_asking_for_what_a_quarantined_plugin_may_offer(site, distribution, plugin_id, module, asked):
    site.install(distribution, plugin_id, "1 / 0", module=module)
    host, _ = started()
    with pytest.raises(PluginUnavailableError, match=f"of {distribution} 1.0: .*ZeroDivisionError"):
        host.material(asked)


def test_any_quarantined_plugin_is_told_of(site):
    site.install("fake-bad", "bad", "1 / 0")
    host, _ = started()
    with pytest.raises(UnknownNameError, match=r"of fake-bad 1.0: .*ZeroDivisionError") as caught:
        host.material("Mud")
    assert not isinstance(caught.value, PluginUnavailableError)


@pytest.mark.parametrize("kind", ["material", "atmosphere", "coating", "substrate"])
def test_every_catalogue_says_which_plugin_is_not_in_use(site, kind):
    site.install("fake-mud", "mud", "raise SystemExit('no licence')", version="0.4")
    host, _ = started()
    with pytest.raises(
        PluginUnavailableError, match=rf"{kind}: 'Mud' .*'mud' of fake-mud 0.4: .*SystemExit: no licence"
    ):
        getattr(host, kind)("Mud")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: ak.atmosphere("mud"),
        lambda: ak.Anneal(material="mud", body=ak.Film("1 um"), atmosphere="air", schedule="500 degC; hold 1 h"),
        lambda: ak.Anneal(material="LCO", body=ak.Film("1 um"), atmosphere="mud", schedule="500 degC; hold 1 h"),
        lambda: ak.Anneal(
            material="LCO", body=ak.Film("1 um", substrate="Mud"), atmosphere="air", schedule="500 degC; hold 1 h"
        ),
    ],
    ids=["atmosphere", "material", "gas", "substrate"],
)
def test_asking_as_users_do_says_which_plugin_is_not_in_use(beside, ask):
    beside().install("fake-mud", "mud", "import fake_nobody_has_this", version="0.4")
    plugins.reset()
    says = r"Not in use is plugin 'mud' of fake-mud 0.4: It cannot be imported: ModuleNotFoundError"
    with (
        pytest.warns(PluginWarning, match="'mud' of fake-mud 0.4 is left out"),
        pytest.raises(PluginUnavailableError, match=says),
    ):
        ask()


def test_any_unknown_name_can_be_told_like_those_of_the_catalogues(site):
    site.install("fake-mud", "mud", "1 / 0")
    host, _ = started()
    says = (
        "models['Li.loss']: 'mudd' is not known. Did you mean 'mud-2'? Known: mud-2. Not in use is plugin 'mud' of fake"
    )
    assert str(host.unknown("models['Li.loss']", "mudd", ["mud-2"])).startswith(says)
    assert isinstance(host.unknown("x", "mud", ()), PluginUnavailableError)
    assert not isinstance(host.unknown("x", "mudd", ()), PluginUnavailableError)
    assert host.unused().startswith("Not in use is plugin 'mud' of fake-mud 1.0: It cannot be imported: ZeroDivision")


def test_what_a_refused_duplicate_offers_is_remembered(site, header):
    site.install("fake-one", "one", header + GOOD + "    \n")
    site.install("fake-two", "two", header + GOOD)
    host, _ = started()
    with pytest.raises(PluginUnavailableError, match=r"fake-one.*fake-two"):
        host.substrate("sio2-glass")


# --- choosing plugins -------------------------------------------------------------------------


def test_the_environment_restricts_plugins(site, header, monkeypatch):
    site.install("fake-glass", "glass", header + GOOD)
    module = site.install("fake-clay", "clay", header + CLAY)
    monkeypatch.setenv("ANNEALKIT_PLUGINS", " glass , ")
    host, told = started()
    assert told == []
    assert list(host.substrates()) == ["Glass"]
    assert host.plugin("clay").state == "blocked"
    assert "ANNEALKIT_PLUGINS" in host.plugin("clay").reason
    assert module not in sys.modules
    with pytest.raises(PluginUnavailableError, match=r"Left out by ANNEALKIT_PLUGINS.*'clay' of fake-clay"):
        host.substrate("Clay")


def test_an_empty_environment_variable_means_none(site, header, monkeypatch):
    site.install("annealkit", "glass", header + GOOD)
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "")
    host, told = started()
    assert told == []
    assert not host.substrates()
    assert [record.state for record in host.records] == ["blocked"]
    monkeypatch.delenv("ANNEALKIT_PLUGINS")
    assert list(plugins.host().substrates()) == ["Glass"]


@pytest.mark.parametrize("module", ["", "fake_shared"])
def test_the_environment_settles_a_clash(site, header, monkeypatch, module):
    site.install("fake-one", "one", header + GOOD, module=module)
    site.install("fake-two", "two", header + GOOD, module=module)
    assert {record.state for record in started()[0].records} == {"quarantined"}
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "two")
    host, told = started()
    assert told == []
    assert [record.state for record in host.records] == ["blocked", "ok"]
    assert host.substrate("Glass").plugin.id == "two"


def test_threads_wait_for_one_discovery(site, header):
    site.install("fake-slow", "slow", "import time; time.sleep(0.2)\n" + header + GOOD)
    with ThreadPoolExecutor(4) as pool:
        hosts = list(pool.map(lambda _: plugins.host(), range(4)))
    assert len(set(hosts)) == 1
    assert list(hosts[0].substrates()) == ["Glass"]


def test_an_id_that_is_not_installed_is_told_of(site, header, monkeypatch):
    site.install("fake-glass", "glass", header + GOOD)
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "glas")
    with pytest.warns(PluginWarning, match=r"names 'glas'.*Did you mean 'glass'"):
        plugins.host()
    monkeypatch.setenv("ANNEALKIT_STRICT", "1")
    with pytest.raises(PluginError, match="glas"):
        plugins.host()


def test_block_leaves_plugins_out_for_a_while(site, header):
    site.install("fake-glass", "glass", header + GOOD)
    site.install("fake-bad", "bad", "1 / 0")
    site.install("fake-clay", "clay", header + CLAY)
    with plugins.block("bad"):
        assert set(started()[0].substrates()) == {"Clay", "Glass"}
        with plugins.block("glass", "bad") as host:
            assert list(host.substrates()) == ["Clay"]
            assert host.plugin("glass").state == "blocked"
        assert set(plugins.host().substrates()) == {"Clay", "Glass"}
        assert plugins.host().plugin("bad").state == "blocked"
    with pytest.warns(PluginWarning, match="'bad'"):
        assert plugins.host().plugin("bad").state == "quarantined"


def test_block_refuses_an_unknown_id(site, header):
    site.install("fake-glass", "glass", header + GOOD)
    with (
        pytest.raises(UnknownNameError, match=r"plugin to block: 'glas' is not known. Did you mean 'glass'"),
        plugins.block("glas"),
    ):
        pass


def test_a_plugin_from_memory(site, header):
    class Mine:
        ANNEALKIT_API = 1

    site.install("fake-glass", "glass", header + GOOD)
    from annealkit.api import Book, Substrate, hookimpl

    Mine.annealkit_substrates = hookimpl(
        lambda self: [Substrate("Mud", "mud", False, Book("none"))], specname="annealkit_substrates"
    )
    with plugins.temporary(Mine(), id="mine") as record:
        assert record.state == "ok"
        assert plugins.host().substrate("mud").plugin == record
        with pytest.raises(InputError, match="'mine' is taken"), plugins.temporary(Mine(), id="mine"):
            pass
        with (
            pytest.raises(PluginError, match="'Mud' among the substrates"),
            plugins.temporary(Mine(), id="again"),
        ):
            pass
        assert plugins.host().substrate("mud").plugin == record
    assert list(plugins.host().substrates()) == ["Glass"]


def test_a_bad_plugin_from_memory_is_an_error(site, header):
    class Mine:
        ANNEALKIT_API = 3

    site.install("fake-glass", "glass", header + GOOD)
    with pytest.raises(PluginError, match=r"'mine'.*ANNEALKIT_API = 3"), plugins.temporary(Mine(), id="mine"):
        pass
    with (
        pytest.raises(InputError, match=r"'glass' is taken by plugin 'glass' of fake-glass 1.0"),
        plugins.temporary(Mine(), id="glass"),
    ):
        pass


# --- identity ---------------------------------------------------------------------------------


def test_the_file_hash_covers_the_package(site, header):
    module = site.install("fake-pack", "pack", header + GOOD, module="fake_pack.inner.plugin")
    package = site.folder / "fake_pack"
    (package / "__init__.py").write_text("")
    (package / "inner" / "__init__.py").write_text("")
    (package / "laws.py").write_text("x = 1\n")
    record = plugins.host().plugin("pack")
    assert record.module == module
    first = record.file_hash()
    (package / "__pycache__" / "more.pyc").parent.mkdir(exist_ok=True)
    (package / "__pycache__" / "more.pyc").write_text("cache")
    assert record.file_hash() == first
    (package / "laws.py").write_text("x = 2\n")
    second = record.file_hash()
    assert second != first
    (package / "laws.py").rename(package / "rules.py")
    assert record.file_hash() not in (first, second)


def test_the_file_hash_of_a_single_module(site, header):
    module = site.install("fake-glass", "glass", header + GOOD)
    (site.folder / "beside.py").write_text("")
    record = plugins.host().plugin("glass")
    first = record.file_hash()
    (site.folder / "beside.py").write_text("x = 1")
    assert record.file_hash() == first
    (site.folder / f"{module}.py").write_text(header)
    assert record.file_hash() != first


def test_a_plugin_without_files_has_no_hash(site):
    site.announce("fake-empty", "empty = fake_never_written")
    with pytest.raises(InputError, match=r"'empty' of fake-empty 1.0 has no files"):
        started()[0].plugin("empty").file_hash()
