"""The example of a third party's distribution, from its folder."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from annealkit import plugins
from annealkit.testing import check_plugin

FOLDER = Path(__file__).parents[2] / "plugins" / "examples" / "annealkit-zno"


@pytest.fixture
def zno(monkeypatch):
    """The module, in use as a plugin."""
    monkeypatch.syspath_prepend(str(FOLDER))
    before = set(sys.modules)
    module = importlib.import_module("annealkit_zno")
    with plugins.temporary(module, id="zno-example"):
        yield module
    for name in set(sys.modules) - before:
        if name.startswith("annealkit_zno"):
            del sys.modules[name]


def test_it_passes_the_conformance_kit():
    report = check_plugin(FOLDER / "annealkit_zno")
    assert report.ok, report.text()


def test_it_imports_nothing_of_annealkit_but_the_api():
    for file in (FOLDER / "annealkit_zno").glob("*.py"):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        found = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        assert {one for one in found if one.partition(".")[0] == "annealkit"} <= {"annealkit.api"}


def test_the_activity_goes_with_the_square_up_to_the_solubility(zno):
    (material,) = zno.annealkit_materials()
    (activity,) = zno.annealkit_activities(material)
    site = material["Li.site_concentration"].value
    solubility = 0.3 * np.exp(-0.3 * 96485.33 / (8.314462618 * 1000.0))
    a = activity.law(T=np.full((2, 1), 1000.0), c=site * solubility * np.array([-0.1, 0.0, 0.25, 0.5, 1.0, 2.0]))
    assert a == pytest.approx(np.tile([0.0, 0.0, 0.0625, 0.25, 1.0, 1.0], (2, 1)), rel=1e-6)


def test_every_number_is_assumed_and_says_why(zno):
    (material,) = zno.annealkit_materials()
    records = [material[name] for name in material.book]
    assert len(records) == 5
    assert {one.basis for one in records} == {"assumed"}
    assert all(one.note and one.uncertainty for one in records)


@pytest.mark.slow  # five seconds: a whole anneal at the default accuracy
def test_the_anneal_of_its_readme_takes_lithium_out(zno, capsys):
    (example,) = re.findall(r"```python\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    scope = {}
    exec(compile(example, "README.md", "exec"), scope)
    printed = capsys.readouterr().out
    before, after = map(float, re.search(r"Li per metal\s+(\S+)\s+(\S+)", printed).groups())
    assert before == pytest.approx(1e-3)
    assert 0.0 < after < before
