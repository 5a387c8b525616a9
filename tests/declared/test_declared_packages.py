"""Data-only materials that packages ship: found, told apart, quarantined one by one."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pytest
from attrs import define

import annealkit as ak
from annealkit import plugins
from annealkit.errors import InputError, PluginError, PluginUnavailableError, PluginWarning

pytestmark = pytest.mark.usefixtures("fresh")


@define
class Site:
    """A folder on ``sys.path`` that distributions of data are installed into."""

    folder: Path

    def install(self, distribution: str, entry: str, package: str, **files: str) -> Path:
        """Install a distribution with one package of data; files by name without suffix."""
        target = self.folder.joinpath(*package.split("."))
        target.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            suffix = ".py" if name.startswith("__") else ".toml"
            (target / f"{name}{suffix}").write_text(text, encoding="utf-8")
        info = self.folder / f"{distribution.replace('-', '_')}-2.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.5\n")
        (info / "entry_points.txt").write_text(f"[annealkit.data]\n{entry} = {package}\n")
        return target


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site where nothing of annealkit is installed but what a test installs."""
    for name in ("ANNEALKIT_PLUGINS", "ANNEALKIT_STRICT"):
        monkeypatch.delenv(name, raising=False)
    info = tmp_path / "annealkit-0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: annealkit\nVersion: 0.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Site(tmp_path)
    for name in [one for one in sys.modules if one.startswith("fake_")]:
        del sys.modules[name]


def seen() -> tuple[plugins.PluginHost, list[str]]:
    """The host, and the warnings of making it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        host = plugins.host()
    assert all(issubclass(one.category, PluginWarning) for one in caught)
    return host, [str(one.message) for one in caught]


def test_each_file_of_a_package_is_a_plugin_of_its_distribution(site, whole):
    site.install(
        "fake-data", "mine", "fake_data", one=whole, two=whole.replace("Lithosite", "Other").replace("LTS", "O")
    )
    host, told = seen()
    assert told == []
    assert [str(one) for one in host.records] == [f"plugin 'mine.{name}' of fake-data 2.5" for name in ("one", "two")]
    first = host.plugin("mine.one")
    assert first.module == "fake_data:one.toml"
    assert first.api == 1
    assert first.listing()["contributes"]["materials"] == ["Lithosite"]
    assert "annealkit_phase_rules" in first.listing()["contributes"]["hooks"]
    assert host.material("lts").item.name == "Lithosite"
    assert host.material("Lithosite").item.origin is None


def test_a_package_of_data_is_not_imported(site, whole):
    site.install("fake-data", "mine", "fake_data.inner", one=whole)
    (site.folder / "fake_data" / "__init__.py").write_text("raise SystemExit('imported')")
    (site.folder / "fake_data" / "inner" / "__init__.py").write_text("raise SystemExit('imported')")
    host, told = seen()
    assert told == []
    assert list(host.materials()) == ["Lithosite"]
    assert "fake_data" not in sys.modules


def test_a_folder_without_init_is_a_package_of_data_too(site, whole):
    site.install("fake-data", "mine", "fake_data.inner", one=whole)
    (site.folder / "fake_data" / "__init__.py").write_text("")
    assert list(seen()[0].materials()) == ["Lithosite"]


def test_a_bad_file_is_quarantined_alone_with_file_and_key(site, whole):
    bad = whole.replace('energy = "Li.D.energy"', 'energy = "Li.D.enrgy"', 1)
    folder = site.install("fake-data", "mine", "fake_data", bad=bad, good=whole, odd="annealkit = 2")
    host, told = seen()
    assert list(host.materials()) == ["Lithosite"]
    assert {one.id: one.state for one in host.records} == {
        "mine.bad": "quarantined",
        "mine.good": "ok",
        "mine.odd": "quarantined",
    }
    reason = host.plugin("mine.bad").reason
    assert reason.startswith(f"{folder / 'bad.toml'}, diffusivity.Li.channel.energy: the file has no record")
    assert host.plugin("mine.odd").reason.startswith(f"{folder / 'odd.toml'}, annealkit: 2 was given")
    assert len(told) == 2
    assert all("\n" not in one for one in told)
    with pytest.raises(
        PluginUnavailableError, match=r"Not in use is plugin 'mine\.bad' of fake-data 2\.5: .*bad\.toml"
    ):
        host.material("bad")


def test_a_file_that_is_no_text_is_quarantined(site, whole):
    folder = site.install("fake-data", "mine", "fake_data", good=whole)
    (folder / "latin.toml").write_bytes(b"annealkit = 1 # \xe9")
    host, _ = seen()
    assert "is not UTF-8 text" in host.plugin("mine.latin").reason
    assert host.plugin("mine.good").state == "ok"


def test_strict_mode_refuses_a_bad_file(site, whole, monkeypatch):
    site.install("fake-data", "mine", "fake_data", good=whole, odd="annealkit = 2")
    monkeypatch.setenv("ANNEALKIT_STRICT", "1")
    with pytest.raises(
        PluginError, match=r"plugin 'mine\.odd' of fake-data 2\.5 is left out\. .*odd\.toml, annealkit: 2"
    ):
        plugins.host()


@pytest.mark.parametrize(
    ("package", "files", "reason"),
    [
        ("fake_empty", {"__init__": ""}, r"Its package 'fake_empty' holds no \*\.toml file\."),
        ("fake_data", None, "Its package 'fake_data' cannot be found."),
    ],
)
def test_a_package_without_data_is_quarantined_by_its_entry(site, package, files, reason):
    folder = site.install("fake-data", "mine", package, **(files or {}))
    if files is None:
        folder.rmdir()
    host, told = seen()
    (record,) = host.records
    assert (record.id, record.state) == ("mine", "quarantined")
    assert record.reason == reason.replace("\\", "")
    assert len(told) == 1


def test_files_are_chosen_and_blocked_by_their_ids(site, whole, monkeypatch):
    other = whole.replace("Lithosite", "Other").replace("LTS", "O")
    site.install("fake-data", "mine", "fake_data", one=whole, two=other)
    with plugins.block("mine.one") as host:
        assert list(host.materials()) == ["Other"]
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "mine.one")
    host, _ = seen()
    assert list(host.materials()) == ["Lithosite"]
    assert host.plugin("mine.two").state == "blocked"
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "mine.on")
    assert "Did you mean 'mine.one'?" in " ".join(seen()[1])


def test_two_files_that_claim_a_name_are_both_left_out(site, whole):
    site.install("fake-data", "mine", "fake_data", one=whole, two=whole.replace("LTS", "lithosite2"))
    host, told = seen()
    assert not host.materials()
    assert len(told) == 2
    assert "Its 'Lithosite' among the materials is also offered by plugin 'mine.two' of fake-data 2.5" in told[0]


def test_two_distributions_that_claim_an_id_are_both_left_out(site, whole):
    site.install("fake-a", "mine", "fake_a", one=whole)
    site.install("fake-b", "mine", "fake_b", one=whole.replace("Lithosite", "Other").replace("LTS", "O"))
    host, told = seen()
    assert {one.state for one in host.records} == {"quarantined"}
    assert "Its id 'mine.one' is also announced by" in told[0]


def test_a_file_by_path_cannot_claim_the_name_of_one_that_is_installed(site, whole):
    folder = site.install("fake-data", "mine", "fake_data", one=whole)
    with pytest.raises(
        InputError, match=r"'Lithosite' of .*one\.toml is also offered by plugin 'mine\.one' of fake-data"
    ):
        ak.models(folder / "one.toml")


def test_the_hash_of_an_installed_file_is_that_of_its_content(site, whole):
    folder = site.install(
        "fake-data", "mine", "fake_data", one=whole, two=whole.replace("Lith", "Moth").replace("LTS", "O")
    )
    one, two = (seen()[0].plugin(f"mine.{name}") for name in ("one", "two"))
    before = one.file_hash()
    assert before != two.file_hash()
    (folder / "two.toml").write_text("annealkit = 1")
    assert one.file_hash() == before
    (folder / "one.toml").write_text("annealkit = 1")
    assert one.file_hash() != before
    (folder / "one.toml").unlink()
    with pytest.raises(
        InputError, match=r"plugin 'mine\.one' of fake-data 2\.5 cannot be hashed\. The file .* is gone"
    ):
        one.file_hash()


def test_a_file_that_vanishes_after_discovery_is_quarantined(site, whole, monkeypatch):
    folder = site.install("fake-data", "mine", "fake_data", one=whole)
    from annealkit.plugins.discovery import installed

    assert [one.state for one in installed()] == ["ok"]
    (folder / "one.toml").unlink()
    host, _ = seen()
    assert host.plugin("mine.one").state == "quarantined"
    assert "is gone" in host.plugin("mine.one").reason


def test_an_import_hook_that_fails_is_told_and_harms_nobody_else(site, whole, monkeypatch):
    site.install("fake-data", "mine", "fake_data", one=whole)

    class Broken:
        @staticmethod
        def find_spec(name, path, target=None):
            if name == "fake_data":
                raise RuntimeError("hook")
            return

    monkeypatch.setattr(sys, "meta_path", [Broken, *sys.meta_path])
    host, _ = seen()
    (record,) = host.records
    assert record.state == "quarantined"
    assert "cannot be found: RuntimeError('hook')" in record.reason


def test_a_physics_hook_that_fails_names_file_and_distribution(site, whole):
    site.install("fake-data", "mine", "fake_data", one=whole)
    host, _ = seen()
    material = host.material("Lithosite").item.with_overrides({"Lithosite.bar": "0 bar"})
    with pytest.raises(
        PluginError, match=r"plugin 'mine\.one' of fake-data 2\.5: annealkit_phase_rules failed: .*one\.toml"
    ):
        host.gather("annealkit_phase_rules", material=material, atmosphere=None)
