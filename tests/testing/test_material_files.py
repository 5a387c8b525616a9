"""Data-only materials under the kit."""

from __future__ import annotations

import pytest

from annealkit import plugins
from annealkit.plugins.location import data_file
from annealkit.testing import check_plugin
from annealkit.testing.target import opened


@pytest.fixture
def shipped():
    """The file of a data-only material that annealkit ships."""
    return data_file(plugins.host().plugin("examples.llzo").module)


def test_the_file_of_an_installed_material_is_that_plugin(shipped):
    with opened(shipped) as target:
        assert (target.kind, target.id) == ("data", "examples.llzo")


def test_a_file_that_nobody_installed_is_checked(shipped, tmp_path):
    text = shipped.read_text().replace('name = "Li7La3Zr2O12"', 'name = "Li7Te3Zr2O12"')
    lines = ["aliases = []" if line.startswith("aliases") else line for line in text.splitlines()]
    file = tmp_path / "mine.toml"
    file.write_text("\n".join(lines))
    beside = shipped.with_name("references.bib")
    if beside.is_file():
        (tmp_path / "references.bib").write_text(beside.read_text())
    report = check_plugin(file)
    assert report.ok, report.text()
    assert report.facts == {"contributions tried on": "Li7Te3Zr2O12"}
    assert {"the_smallest_anneals_run", "overrides_reach_every_record"} <= set(report.passed)
    assert "Li7Te3Zr2O12" not in plugins.host().materials()


def test_a_copy_of_an_installed_material_clashes_with_it(shipped, tmp_path):
    file = tmp_path / "copy.toml"
    file.write_text(shipped.read_text())
    (tmp_path / "references.bib").write_text(shipped.with_name("references.bib").read_text())
    report = check_plugin(file)
    assert "is_used_by_the_host" in report.failed
    assert "'examples.llzo' of annealkit" in report["is_used_by_the_host"].text
    assert "laws_are_finite" in report.unreached


def test_a_broken_file_says_what_is_wrong(tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text('annealkit = 1\n[material]\nname = "Brokenium"\n')
    report = check_plugin(str(file))
    assert not report.ok
    assert "is_found_by_its_entry_point" in report.failed
    assert "broken.toml" in report["is_found_by_its_entry_point"].text
