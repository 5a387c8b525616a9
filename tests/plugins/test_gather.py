from __future__ import annotations

import types

import pytest

from annealkit import plugins
from annealkit.errors import AmbiguousModelError, PluginError, PluginWarning, UnknownNameError

VACANCY = """
@hookimpl
def annealkit_diffusivities(species):
    yield Diffusivity("{name}", species, Arrhenius("1e-9 m^2/s", "1 eV"))
"""
#: What a physics hook does wrong, and what the error must say.
BAD = {
    "raises": (
        "def annealkit_diffusivities(): raise ValueError('no\\nsuch thing')",
        "ValueError: no such thing",
    ),
    "late": ("def annealkit_diffusivities():\n    yield 1 / 0", "ZeroDivisionError"),
    "exits": ("def annealkit_diffusivities(): raise SystemExit(3)", "SystemExit: 3"),
    "textless": (
        ("def annealkit_diffusivities():\n    class Odd(Exception):\n        def __str__(self): 1 / 0\n    raise Odd"),
        "Odd",
    ),
    "none": ("def annealkit_diffusivities(): pass", "returned None where an iterable of Diffusivity is due"),
    "single": ("def annealkit_diffusivities(): return D('Li')", "not iterable"),
    "class": ("def annealkit_diffusivities(): yield solid('x')", "Substrate where Diffusivity is due"),
    "law": ("def annealkit_diffusivities(): yield Diffusivity('a', 'Li', 1e-9)", "law of 'a' is float"),
    "unit": (
        "def annealkit_diffusivities(): yield Diffusivity('a', 'Li', Constant('1 m/s'))",
        "law of 'a' is in 'm/s' where 'm^2/s' is due",
    ),
    "foreign": ("def annealkit_diffusivities(): yield D('H')", "for the species 'H' when asked for 'Li'"),
    "twice": (
        "def annealkit_diffusivities(): return [D('Li'), D('Li')]",
        "'a' of the slot 'Li.diffusivity' twice",
    ),
}
HELPER = "def D(species): return Diffusivity('a', species, Constant('1 m^2/s'))\n\n@hookimpl\n"


def diffusivities(species: str = "Li") -> tuple[plugins.Offered, ...]:
    return plugins.host().gather("annealkit_diffusivities", material=object(), species=species)


def test_what_is_gathered_is_sorted_by_plugin_and_bears_its_name(site, header):
    site.install("fake-a", "zebra", header + VACANCY.format(name="first"))
    site.install("fake-z", "ant", header + VACANCY.format(name="second"))
    offered = diffusivities("H")
    assert [(one.plugin.id, one.item.name, one.item.species) for one in offered] == [
        ("ant", "second", "H"),
        ("zebra", "first", "H"),
    ]
    assert [one.id for one in plugins.host().used_by([*offered, *offered])] == ["ant", "zebra"]


def test_an_implementation_gets_the_arguments_it_names(site, header):
    site.install(
        "fake-a",
        "a",
        header
        + """
seen = []

@hookimpl
def annealkit_boundary_fluxes(face, material):
    seen.append((material, face))
    return []
""",
        module="fake_a",
    )
    plugins.host().gather("annealkit_boundary_fluxes", material="m", atmosphere="a", face="f")
    from fake_a import seen

    assert seen == [("m", "f")]


@pytest.mark.parametrize(("code", "cause"), BAD.values(), ids=BAD)
def test_a_failing_physics_hook_stops_in_one_line(site, header, code, cause):
    site.install("fake-bad", "bad", header + HELPER + code, version="0.7")
    site.install("fake-a", "fine", header + VACANCY.format(name="fine"))
    with pytest.raises(PluginError) as caught:
        diffusivities()
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith("plugin 'bad' of fake-bad 0.7: annealkit_diffusivities ")
    assert cause in text
    assert text.endswith("set ANNEALKIT_PLUGINS=fine")


def test_the_remedy_works_and_the_cause_is_kept(site, header, monkeypatch):
    site.install("fake-bad", "bad", header + HELPER + BAD["raises"][0])
    site.install("fake-a", "fine", header + VACANCY.format(name="fine"))
    with pytest.raises(PluginError) as caught:
        diffusivities()
    assert isinstance(caught.value.__cause__, ValueError)
    monkeypatch.setenv("ANNEALKIT_PLUGINS", str(caught.value).rpartition("=")[2])
    assert [one.item.name for one in diffusivities()] == ["fine"]


def test_the_remedy_leaves_out_what_is_unusable_anyway(site, header):
    site.install("fake-bad", "bad", header + HELPER + BAD["raises"][0])
    site.install("fake-broken", "broken", "1 / 0")
    site.install("fake-a", "fine", header)
    with pytest.warns(PluginWarning, match="'broken'"):
        plugins.host()
    with pytest.raises(PluginError, match=r"set ANNEALKIT_PLUGINS=fine$"):
        diffusivities()


def test_a_plugin_from_memory_is_asked_in_its_place_and_remedied_at_home(site, header):
    site.install("fake-z", "zebra", header + VACANCY.format(name="first"))
    module = types.ModuleType("fake_memory")
    exec(header + VACANCY.format(name="second"), module.__dict__)
    with plugins.temporary(module, id="ant"):
        assert [one.plugin.id for one in diffusivities()] == ["ant", "zebra"]
    exec(header + HELPER + BAD["raises"][0], module.__dict__)
    with plugins.temporary(module, id="ant"), pytest.raises(PluginError, match=r"'ant' .*mend it there\.$"):
        diffusivities()


def test_keyboard_interrupt_passes(site, header):
    site.install("fake-bad", "bad", header + HELPER + "def annealkit_diffusivities(): raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        diffusivities()


def test_two_plugins_with_one_model_are_an_error_naming_both(site, header):
    site.install("fake-a", "one", header + VACANCY.format(name="same"))
    site.install("fake-b", "two", header + VACANCY.format(name="same"))
    with pytest.raises(AmbiguousModelError, match=r"Li.diffusivity: 'same'.*'one' of fake-a.*'two' of fake-b"):
        diffusivities()


def interface(law: str) -> str:
    return f"""
@hookimpl
def annealkit_interfaces(inner, outer):
    yield InterfaceLaw("a law of my own", "Li", {law})
"""


def test_two_partitions_of_one_interface_are_an_error_whatever_their_names(site, header):
    site.install("fake-a", "one", header + interface("partition=Constant(1.0, '1')"))
    site.install("fake-b", "two", header + interface("partition=Constant(2.0, '1')").replace("my", "your"))
    with pytest.raises(AmbiguousModelError, match=r"'partition'.*fake-a.*fake-b"):
        plugins.host().gather("annealkit_interfaces", inner=object(), outer=object())


def test_a_partition_and_a_resistance_may_come_from_two_plugins(site, header):
    site.install("fake-a", "one", header + interface("partition=Constant(1.0, '1')"))
    site.install("fake-b", "two", header + interface("resistance=Constant('2 s/m')"))
    offered = plugins.host().gather("annealkit_interfaces", inner=object(), outer=object())
    assert [one.plugin.id for one in offered] == ["one", "two"]


def test_the_laws_of_a_bracket_are_checked(site, header):
    site.install(
        "fake-a",
        "one",
        header
        + """
@hookimpl
def annealkit_boundary_fluxes():
    yield BoundaryFlux("a", "Li", ("gas",), None)
    yield BoundaryFlux("b", "Li", ("gas",), None, bracket=Bracket(None, Constant("1 m/s"), "unknown"))
""",
    )
    with pytest.raises(PluginError, match=r"invalid item 2: bracket.high of 'b' is in 'm/s'"):
        plugins.host().gather("annealkit_boundary_fluxes", material=0, atmosphere=0, face=0)


def test_a_wrong_call_is_refused(site):
    host = plugins.host()
    with pytest.raises(UnknownNameError, match="Did you mean 'annealkit_diffusivities'"):
        host.gather("annealkit_diffusivity", material=0, species="Li")
    with pytest.raises(UnknownNameError, match="annealkit_materials"):
        host.gather("annealkit_materials")
    with pytest.raises(TypeError, match="species"):
        host.gather("annealkit_diffusivities", material=0)


def test_observers_see_the_result_and_a_failing_one_is_a_warning(site, header):
    site.install(
        "fake-a",
        "a",
        header + "seen = []\n@hookimpl\ndef annealkit_run_completed(result): seen.append(result)\n",
        module="fake_a",
    )
    site.install("fake-bad", "aa", header + "@hookimpl\ndef annealkit_run_completed(): raise OSError('full')\n")
    with pytest.warns(PluginWarning, match=r"'aa' of fake-bad 1.0: .*OSError: full"):
        failures = plugins.host().notify("the result")
    from fake_a import seen

    assert seen == ["the result"]
    assert len(failures) == 1
    assert "The result stands" in failures[0]
