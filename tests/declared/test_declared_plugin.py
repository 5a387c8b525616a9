"""A data-only material as a plugin: hooks, overrides, and an anneal from a path."""

from __future__ import annotations

import copy
import pickle
import shutil

import numpy as np
import pytest

import annealkit as ak
from annealkit import plugins
from annealkit.catalogue import as_material
from annealkit.declared import DeclaredPlugin
from annealkit.domain import Face
from annealkit.errors import InputError, ParameterError, PluginError, UnknownNameError, UnusedParameterError
from annealkit.runfile import read_anneal

RECIPE = {"body": ak.Film("100 nm"), "atmosphere": "air", "schedule": "25 degC -> 500 degC @ 20 K/min; hold 10 min"}
RUN = """
material = "mine.toml"
body = { type = "Film", thickness = "100 nm" }
atmosphere = "air"
schedule = "25 degC -> 500 degC @ 20 K/min; hold 10 min"
"""
HOOKS = ("diffusivities", "activities", "volume_sources", "transformations", "phase_rules", "observables")


def hooks_of(plugin) -> set[str]:
    return {name.removeprefix("annealkit_") for name in dir(plugin) if name.startswith("annealkit_")}


def everything(plugin, material):
    """All that a plugin gives for a material."""
    gas, face = Face("gas", None, "outer"), Face("substrate", None, "inner")
    return [
        *plugin.annealkit_diffusivities(material, "Li"),
        *plugin.annealkit_activities(material),
        *plugin.annealkit_volume_sources(material),
        *plugin.annealkit_boundary_fluxes(material, gas),
        *plugin.annealkit_boundary_fluxes(material, face),
        *plugin.annealkit_transformations(material),
        *plugin.annealkit_phase_rules(material),
        *plugin.annealkit_resistances(material, gas),
        *plugin.annealkit_observables(material),
        *plugin.annealkit_interfaces(material, material),
    ]


def test_a_plugin_has_the_hooks_that_its_file_uses_and_no_others(reading, whole):
    found = hooks_of(DeclaredPlugin(reading()))
    assert found == {*HOOKS, "materials", "boundary_fluxes", "resistances", "interfaces"}
    assert "coatings" in hooks_of(DeclaredPlugin(reading(("[material]", "[coating]"))))
    short = whole[: whole.index("[source.")] + whole[whole.index("[points.") :]
    lean = reading(('["first-order"]', "[]"), text=short)
    assert hooks_of(DeclaredPlugin(lean)) == {"materials", "diffusivities", "activities"}


def test_what_a_plugin_gives_is_made_of_the_records_of_the_material_it_is_given(reading):
    declared = reading()
    plugin = DeclaredPlugin(declared)
    changed = declared.material.with_overrides({"Lithosite.Li.D.energy": "0.7 eV", "Lithosite.two": 3})
    (before, _), (after, mixed) = (list(plugin.annealkit_diffusivities(m, "Li")) for m in (declared.material, changed))
    assert "0.5 eV" in before.law.describe()
    assert "0.7 eV" in after.law.describe()
    assert "^3" in mixed.law.describe()
    assert after.law.records["Lithosite.Li.D.energy"].overridden


def test_nothing_is_given_for_a_foreign_material(reading):
    plugin, foreign = DeclaredPlugin(reading()), as_material("LiCoO2")
    assert everything(plugin, foreign) == []


def test_every_law_of_a_plugin_has_an_identity_and_survives_pickling(reading):
    declared = reading()
    items = everything(DeclaredPlugin(declared), declared.material)
    assert len(items) == 11
    for item in items:
        again = pickle.loads(pickle.dumps(item))
        law = getattr(item, "law", None)
        if law is not None:
            assert law.identity
            assert again.law.identity == law.identity


def test_a_face_gets_the_losses_of_its_kind(reading):
    declared = reading()
    plugin = DeclaredPlugin(declared)

    def names(kind):
        return [one.name for one in plugin.annealkit_boundary_fluxes(declared.material, Face(kind, None, "outer"))]

    assert {kind: names(kind) for kind in ("gas", "substrate", "interface")} == {
        "gas": ["first-order"],
        "substrate": ["sink"],
        "interface": [],
    }
    assert not list(plugin.annealkit_resistances(declared.material, Face("substrate", None, "outer")))


def test_an_interface_is_spoken_for_in_the_order_it_was_given(reading):
    declared = reading()
    plugin, own = DeclaredPlugin(declared), declared.material
    skin = copy.copy(as_material("LiCoO2"))
    object.__setattr__(skin, "name", "Skin")
    (law,) = plugin.annealkit_interfaces(own, skin)
    assert law.species == "Li"
    assert law.partition() == 0.5
    assert law.resistance.unit == "s/m"
    assert not list(plugin.annealkit_interfaces(skin, own))


def test_an_anneal_of_a_file_runs_with_what_the_file_contributes(saved):
    path = saved()
    anneal = ak.Anneal(material=path, **RECIPE)
    result = anneal.run(cells=20)
    assert abs(result.balance.closure) < 1e-10
    assert set(result.budget["Li"]) == {"gas"}
    assert [one.product for one in result.phases] == ["Fe2O3"]
    assert result.observe("colour").magnitude == pytest.approx(result.phases[0].amount, rel=1e-12)
    assert result.observe("heat").to("kJ/mol").magnitude == 10.0
    sha = plugins.from_file(path).record.version
    assert {"id": "mine", "distribution": "(file)", "version": sha, "api": 1} in result.manifest["plugins"]
    assert "plugin 'mine' of (file)" in str(anneal.explain())
    assert "Points Lithosite.Li.D.points (measured; Invented, figure 2)." in str(
        ak.Anneal(material=path, models={"Li.diffusivity": "mixed"}, **RECIPE).explain()
    )


def test_text_and_path_and_run_file_name_the_same_material(saved, tmp_path, monkeypatch):
    path = saved()
    (tmp_path / "run.toml").write_text(RUN)
    monkeypatch.chdir(tmp_path)
    by_text, by_path = (ak.Anneal(material=one, **RECIPE) for one in ("mine.toml", path))
    monkeypatch.chdir("/")
    by_run, _ = read_anneal(tmp_path / "run.toml")
    texts = {one.explain().text() for one in (by_text, by_path, by_run)}
    assert len(texts) == 1
    assert {one.material.origin for one in (by_text, by_path, by_run)} == {by_path.material.origin}


def test_overrides_reach_the_laws_of_a_file_and_unused_ones_are_refused(saved):
    path = saved()
    plain = ak.Anneal(material=path, **RECIPE).run(cells=10).lost["Li"].magnitude
    more = ak.Anneal(material=path, parameters={"Lithosite.Li.k": "2e-12 m/s"}, **RECIPE).run(cells=10)
    # First order: what is left falls by the same factor twice.
    assert 1 - more.lost["Li"].magnitude == pytest.approx((1 - plain) ** 2, rel=1e-5)
    with pytest.raises(ParameterError, match=r"Did you mean 'Lithosite\.Li\.k'"):
        ak.Anneal(material=path, parameters={"Lithosite.Li.kk": "2e-12 m/s"}, **RECIPE)
    with pytest.raises(UnusedParameterError, match=r"Lithosite\.flux"):
        ak.Anneal(material=path, parameters={"Lithosite.flux": "2e-12 mol/m^2/s"}, **RECIPE)


def test_an_override_that_a_law_cannot_have_stops_the_run_and_names_the_file(saved):
    path = saved()
    with pytest.raises(
        PluginError, match=r"plugin 'mine' of \(file\) sha256:.*reference: 0 bar is not positive.*Correct"
    ):
        ak.Anneal(material=path, parameters={"Lithosite.bar": "0 bar"}, **RECIPE)


def test_a_file_leaves_the_plugins_in_use_as_they_are(saved):
    before = plugins.host().records
    material = as_material(saved())
    assert ak.models(material)["Li.diffusivity"][0].distribution == "(file)"
    assert plugins.host().records == before
    assert "Lithosite" not in plugins.host().materials()
    with pytest.raises(UnknownNameError, match="'Lithosite' is not known"):
        as_material("Lithosite")


def test_installed_models_are_offered_beside_those_of_the_file(saved):
    offered = {one.name for one in ak.models(saved())["Li.loss"]}
    assert {"first-order", "sink", "vaporisation", "substrate"} <= offered


def test_a_name_that_an_installed_plugin_offers_too_is_refused(saved):
    path = saved(("Lithosite", "licoo2"))
    with pytest.raises(InputError) as caught:
        ak.Anneal(material=path, **RECIPE)
    said = str(caught.value)
    assert f"material: 'licoo2' of {path} is also offered by plugin 'licoo2' of annealkit" in said
    assert "give the one of the file another name" in said
    with plugins.block("licoo2"):
        assert as_material(path).name == "licoo2"
    with pytest.raises(InputError, match=r"'lco' of .* is also offered"):
        as_material(saved(('"LTS"', '"lco"')))


def test_a_file_that_is_not_there_is_told_with_the_nearest(saved, tmp_path):
    saved()
    cases = {
        tmp_path / "mien.toml": r"mien\.toml does not exist\. Did you mean .*mine\.toml\?",
        tmp_path / "o": r"o does not exist\. Files there: mine\.toml\.",
        tmp_path / "no" / "a.toml": r"does not exist, and neither does the folder",
        tmp_path: "is a folder",
    }
    for path, said in cases.items():
        with pytest.raises(InputError, match=said):
            as_material(path)


def test_a_run_file_that_names_a_missing_material_says_so(tmp_path):
    (tmp_path / "run.toml").write_text(RUN)
    with pytest.raises(
        InputError, match=r"run\.toml: material: .*mine\.toml does not exist\. Did you mean|Files there"
    ):
        read_anneal(tmp_path / "run.toml")


def test_a_file_that_does_not_hold_together_is_refused_with_file_and_key(saved):
    path = saved(('prefactor = "Li.D.prefactor"', 'prefactor = "Li.D.prefaktor"'))
    with pytest.raises(InputError) as caught:
        as_material(path)
    assert f"{path}, diffusivity.Li.channel.prefactor: the file has no record 'Li.D.prefaktor'." in str(caught.value)
    assert plugins.from_file(path).record.state == "quarantined"


def test_a_coating_is_no_material_to_anneal(saved):
    with pytest.raises(InputError, match="describes a coating"):
        as_material(saved(("[material]", "[coating]")))


def test_text_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"annealkit = 1 # \xff")
    with pytest.raises(InputError, match="is not UTF-8 text"):
        as_material(path)


def test_a_material_is_used_as_it_was_read_and_a_changed_file_is_another(saved, monkeypatch):
    path = saved()
    before = as_material(path)
    saved(('value = 0.5\nunit = "eV"', 'value = 0.6\nunit = "eV"'))
    after = as_material(path)
    energies = [ak.Anneal(material=one, **RECIPE).records() for one in (before, after)]
    texts = [next(one.text for one in records if one.key.endswith("D.energy")) for records in energies]
    assert texts == ["0.5 eV", "0.6 eV"]
    monkeypatch.setattr("annealkit.plugins.data._READ", {})  # as in another process
    with pytest.raises(InputError, match="was changed after the material was read"):
        ak.models(before)
    assert ak.models(pickle.loads(pickle.dumps(after))).keys() == ak.models(after).keys()


def test_a_bibliography_beside_the_file_counts_as_its_content(saved):
    line = 'references = "@misc{Invented, title = {Nothing}}"\n'
    path = saved((line, ""))
    path.with_name("references.bib").write_text("@misc{Invented, title = {One}}")
    one = as_material(path)
    path.with_name("references.bib").write_text("@misc{Invented, title = {Two}}")
    two = as_material(path)
    assert [m.book.sources["Invented"].title for m in (one, two)] == ["One", "Two"]
    assert one.origin != two.origin


def test_a_file_has_a_hash_of_its_content(saved, tmp_path):
    path = saved()
    twin = shutil.copy(path, tmp_path / "twin.toml")
    records = [plugins.from_file(one).record for one in (path, twin)]
    assert records[0].file_hash() == records[1].file_hash()
    assert records[0].version == f"sha256:{records[0].file_hash()[:12]}"
    assert records[0].module == str(path)
    assert records[0].contributes["materials"] == ("Lithosite",)


def test_a_batch_of_a_record_runs_through_every_law(reading):
    declared = reading()
    material = declared.material.with_overrides({"Lithosite.two": (np.array([1.0, 2.0]), "1")})
    (activity,) = DeclaredPlugin(declared).annealkit_activities(material)
    assert activity.law(c=np.array([1e4, 2e4, 3e4])).shape == (2, 3)
