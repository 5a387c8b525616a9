"""The tutorials, executed from the page."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from annealkit import plugins

PAGES = Path(__file__).parents[2] / "docs" / "tutorials"
PYTHON, TOML = "new-material-python.md", "new-material-toml.md"
#: A block of code, and the file it is when the line before says so.
BLOCK = re.compile(r"(?:^`([\w./]+)`\n\n)?^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def blocks(page):
    """File name (or empty), language and text of every block of code."""
    found = BLOCK.findall((PAGES / page).read_text(encoding="utf-8"))
    assert found
    return found


def programs(page):
    """The blocks of Python that are no file, in the order of the page."""
    return [text for name, language, text in blocks(page) if language == "python" and not name]


def write(page, folder):
    """Make the files of a page."""
    for name, _, text in blocks(page):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")


def run(page, text):
    """Execute a block; gives what it defined."""
    scope = {}
    exec(compile(text, page, "exec"), scope)
    return scope


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """What the blocks of both pages defined, each page run once in a folder of its own."""
    before = set(sys.modules)
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for page in (PYTHON, TOML):
            folder = tmp_path_factory.mktemp("tutorial")
            write(page, folder)
            patch.chdir(folder)
            patch.syspath_prepend(str(folder))
            found[page] = [run(page, text) for text in programs(page)]
    for name in set(sys.modules) - before:
        if name.startswith("annealkit_li2tio3"):
            del sys.modules[name]
    plugins.reset()
    return found


@pytest.mark.parametrize("page", [PYTHON, TOML])
def test_the_anneal_of_the_page_runs(page, executed):
    result = executed[page][0]["result"]
    assert 0.0 < result.lost["Li"].magnitude < 1.0
    assert abs(result.balance.closure) < 1e-9


@pytest.mark.parametrize("page", [PYTHON, TOML])
def test_the_material_of_the_page_passes_the_kit(page, executed):
    report = executed[page][1]["report"]
    assert report.ran
    assert report.ok, report.text()


def test_both_pages_describe_one_material(executed):
    first, second = (float(executed[page][0]["result"].lost["Li"].magnitude) for page in (PYTHON, TOML))
    assert first == second


def test_the_python_material_takes_about_forty_lines():
    (code,) = (text for name, _, text in blocks(PYTHON) if name.endswith("__init__.py"))
    assert len([line for line in code.splitlines() if line.strip()]) <= 40


def test_the_toml_material_takes_about_thirty_lines():
    (data,) = (text for name, _, text in blocks(TOML) if name.endswith(".toml"))
    assert len([line for line in data.splitlines() if line.strip()]) <= 30


@pytest.mark.parametrize("page", [PYTHON, TOML])
def test_every_table_of_a_page_is_toml(page):
    tables = [tomllib.loads(text) for _, language, text in blocks(page) if language == "toml"]
    (points,) = [one["project"]["entry-points"] for one in tables if "project" in one]
    assert list(points.values()) == [{"li2tio3": "annealkit_li2tio3"}]


def test_the_two_lines_of_the_conformance_test_are_python():
    (text,) = (text for name, _, text in blocks(PYTHON) if name == "tests/test_conformance.py")
    assert len([line for line in text.splitlines() if line]) == 2
    compile(text, PYTHON, "exec")


@pytest.mark.parametrize("page", sorted(one.name for one in PAGES.glob("*.md")))
def test_what_a_page_links_exists(page):
    targets = LINK.findall((PAGES / page).read_text(encoding="utf-8"))
    assert targets
    assert [one for one in targets if not (PAGES / one).exists()] == []
