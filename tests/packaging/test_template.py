"""``annealkit plugin new``: what the template renders works as it stands, and bad answers are refused by name."""

from __future__ import annotations

import sys
import tomllib

import pytest
import yaml

from annealkit.cli import main
from annealkit.cli.plugin_new import QUESTIONS, answers, render, template
from annealkit.errors import AnnealkitError, InputError, UnknownNameError
from annealkit.testing import check_plugin

KINDS = ("python", "data-only")
MATERIALS = ("LiMnO2", "NaCoO2")
AUTHOR = 'Zoë "Z" O\'Hara'


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """Folder of the distribution with these answers, rendered once."""
    made = {}

    def make(kind, material):
        if (kind, material) not in made:
            folder = tmp_path_factory.mktemp("rendered") / f"{kind}-{material}"
            render(folder, {"kind": kind, "material": material, "author": AUTHOR}, defaults=True)
            made[kind, material] = folder
        return made[kind, material]

    return make


def package(folder):
    (found,) = (one.parent for one in folder.rglob("py.typed"))
    return found


def records(folder):
    """The records of a rendered distribution, from whichever file holds them."""
    (found,) = (tomllib.loads(one.read_text(encoding="utf-8")) for one in package(folder).glob("*.toml"))
    assert found["annealkit"] == 1
    return found["record"]


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_rendered_passes_the_conformance_kit(rendered, kind, material):
    folder = package(rendered(kind, material))
    target = folder if kind == "python" else folder / f"{material.lower()}.toml"
    before = list(sys.path)
    report = check_plugin(target)
    assert report.ok, report.text()
    assert sys.path == before


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_announced_under_the_group_of_its_kind_and_tested_by_its_id(rendered, kind):
    folder = rendered(kind, "LiMnO2")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "annealkit-limno2"
    assert project["authors"] == [{"name": AUTHOR}]
    group, plugin_id = {"python": ("annealkit.plugins", "limno2"), "data-only": ("annealkit.data", "limno2.limno2")}[
        kind
    ]
    assert project["entry-points"] == {group: {"limno2": "annealkit_limno2"}}
    (line,) = (one for one in (folder / "tests/test_conformance.py").read_text().splitlines() if "test_" in one)
    assert line == f'test_conformance = parametrize_with_checks("{plugin_id}")'


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_number_says_that_it_is_a_placeholder(rendered, kind, material):
    found = records(rendered(kind, material))
    assert found
    assert {one["basis"] for one in found.values()} == {"assumed"}
    assert [name for name, one in found.items() if not one["note"].startswith("PLACEHOLDER")] == []


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_template_is_left_over(rendered, kind, material):
    files = [one for one in rendered(kind, material).rglob("*") if one.is_file() and "__pycache__" not in one.parts]
    assert {"README.md", "pyproject.toml", ".gitignore", "references.bib"} <= {one.name for one in files}
    assert [one for one in files if one.suffix == ".jinja" or "{" in one.name] == []
    assert [one for one in files for sign in ("{{", "{%") if sign in one.read_text(encoding="utf-8")] == []


def test_the_moles_of_a_species_come_from_the_oxide(tmp_path):
    render(tmp_path / "new", {"material": "LiMnO2", "oxide": "Li2CO3"}, defaults=True)
    assert 'oxides={"Li2CO3": 2}' in (tmp_path / "new/annealkit_limno2/__init__.py").read_text(encoding="utf-8")


def test_the_questions_are_those_of_the_template_and_it_runs_nothing():
    data = yaml.safe_load((template() / "copier.yml").read_text(encoding="utf-8"))
    asked = [name for name, about in data.items() if not name.startswith("_") and about.get("when", True)]
    assert tuple(asked) == QUESTIONS
    assert {name for name in data if name.startswith("_")} == {"_min_copier_version", "_subdirectory", "_exclude"}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("package", "1st-oxide", '"1st-oxide" is no name of a package: small letters, digits and underscores'),
        ("distribution", "-", '"-" is no name of a distribution'),
        ("plugin_id", "My Oxide", '"My Oxide" is no plugin id'),
        ("material", "9 x", '"9 x" is no formula'),
        ("species", "lithium", '"lithium" is no symbol of an element'),
        ("metal", "Li", "expected the symbol of an element other than Li"),
        ("oxide", "CO2", "expected an oxide of Li"),
        ("author", " ", "It must not be empty"),
        ("kind", "yaml", "'yaml' is not in ['python', 'data-only']"),
    ],
)
def test_a_bad_answer_is_refused_with_a_sentence_and_nothing_is_written(tmp_path, key, value, said):
    with pytest.raises(InputError, match=key) as refused:
        render(tmp_path / "new", {key: value}, defaults=True)
    assert said in str(refused.value)
    assert not (tmp_path / "new").exists()


def test_an_answer_to_no_question_names_the_nearest(tmp_path):
    with pytest.raises(UnknownNameError, match=r"'packge' is not known\. Did you mean 'package'"):
        render(tmp_path / "new", {"packge": "x"}, defaults=True)


def test_answers_are_pairs_and_each_is_given_once():
    assert answers(["author=A=B", "kind=python"]) == {"author": "A=B", "kind": "python"}
    with pytest.raises(InputError, match="expected KEY=VALUE"):
        answers(["LiMnO2"])
    with pytest.raises(InputError, match="'kind' is given twice"):
        answers(["kind=python", "kind=data-only"])


def test_a_folder_that_holds_something_is_never_written_into(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is not empty, and nothing is overwritten"):
        render(tmp_path, {}, defaults=True)
    with pytest.raises(InputError, match=r"mine\.txt is a file"):
        render(tmp_path / "mine.txt", {}, defaults=True)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path):
    assert tmp_path / "pyproject.toml" in render(tmp_path, {}, defaults=True)


def test_without_a_terminal_the_answers_must_be_given(tmp_path, monkeypatch):
    with open("/dev/null" if sys.platform != "win32" else "NUL") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        with pytest.raises(InputError, match=r"there is no terminal to ask on\. Give --defaults"):
            render(tmp_path / "new", {}, defaults=False)


def test_without_copier_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "copier", None)
    with pytest.raises(AnnealkitError, match=r"pip install 'annealkit\[author\]'"):
        render(tmp_path / "new", {}, defaults=True)


def command(*words):
    """Exit code of ``annealkit plugin new``."""
    with pytest.raises(SystemExit) as left:
        main(["plugin", "new", *map(str, words)])
    return left.value.code


def test_the_command_writes_the_files_and_says_what_to_do_next(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert command(folder, "--defaults", "--data", "kind=data-only", "-d", "author=A=B") == 0
    told = capsys.readouterr().out
    assert "wrote 8 files" in told
    assert f"pip install -e '{folder}[test]'" in told
    assert 'name = "A=B"' in (folder / "pyproject.toml").read_text(encoding="utf-8")


def test_the_command_refuses_a_bad_answer_as_wrong_input(tmp_path, capsys):
    assert command(tmp_path / "mine", "--defaults", "-d", "package=1st") == 2
    assert 'error: plugin new: package: "1st" is no name of a package' in capsys.readouterr().err
