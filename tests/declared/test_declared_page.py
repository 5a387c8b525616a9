"""The page on data-only materials: its material is read and annealed, its tables are complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from attrs import fields

from annealkit import plugins
from annealkit.declared import MaterialFile
from annealkit.declared.lawtables import LawTable
from annealkit.tables.reading import CHOICES
from annealkit.testing import check_plugin

PAGE = (Path(__file__).parents[2] / "docs" / "data-only-materials.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The one code block of a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_the_material_of_the_page_is_annealed_as_it_says(tmp_path, monkeypatch, capsys):
    text = block("toml")
    assert len(text.splitlines()) <= 35
    (tmp_path / "lixo2.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "the page", "exec"), {})
    said = capsys.readouterr().out
    assert "plugin 'lixo2' of (file) sha256:" in said
    assert "0.6 eV" in said
    assert re.search(r"^ *rusted +0\b.* 0?\.?[1-9]", said, re.MULTILINE)
    assert plugins.from_file(tmp_path / "lixo2.toml").record.state == "ok"


def test_the_material_of_the_page_passes_the_conformance_checks(tmp_path):
    path = tmp_path / "lixo2.toml"
    path.write_text(block("toml"), encoding="utf-8")
    report = check_plugin(path)
    assert report.ok, report.text()


def test_the_page_tells_every_table_and_every_law():
    told = set(re.findall(r"\[+([a-z]+)[.\]\"]", PAGE))
    assert {one.name for one in fields(MaterialFile)} - told == {"annealkit", "references"}
    hints = [get_type_hints(option) for option in CHOICES[LawTable]]
    kinds = {get_args(one["law"])[0] for one in hints if "law" in one}
    assert set(re.findall(r'^\| `"([a-z]+)"`', PAGE, re.MULTILINE)) == kinds
    assert "constant" in kinds


@pytest.mark.parametrize("option", CHOICES[LawTable], ids=lambda one: one.__name__)
def test_the_page_tells_every_key_of_a_law(option):
    for one in fields(option):
        assert f"`{one.name}" in PAGE or one.name in ("sum", "product")
