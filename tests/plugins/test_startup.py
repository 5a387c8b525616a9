"""What is loaded when: no plugin by importing, each plugin on first use, nothing heavy by a plugin's imports."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import textwrap
from importlib import metadata
from pathlib import Path

import pytest

#: What only a run, a table or a picture needs.
HEAVY = {"fipy", "matplotlib", "pint", "sksundae", "xarray"}
PACKAGES = {
    entry.value.partition(".")[0]
    for group in ("annealkit.plugins", "annealkit.data")
    for entry in metadata.entry_points(group=group)
}
ROOT = Path(__file__).parents[2]


def loaded(code: str, *paths: str) -> set[str]:
    """Names of the modules that a fresh interpreter holds after some code."""
    setup = f"import sys; sys.path[:0] = {[*paths]!r}\n"
    told = "\nimport json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", setup + textwrap.dedent(code) + told], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def tops(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_importing_loads_no_plugin_and_no_data(beside, header):
    site = beside()
    module = site.install("fake-glass", "glass", header)
    package = site.folder / "fake_data"
    package.mkdir()
    (package / "__init__.py").write_text("")
    info = site.announce("fake-data")
    (info / "entry_points.txt").write_text("[annealkit.data]\nmine = fake_data\n")
    names = loaded("import annealkit, annealkit.api, annealkit.plugins", str(site.folder))
    assert "annealkit.plugins.active" in names
    assert tops(names) & {module, "fake_data", *PACKAGES} == set()
    used = loaded("from annealkit import plugins; plugins.host()", str(site.folder))
    assert {module, "annealkit_materials"} <= tops(used)


def test_importing_the_package_loads_nothing_of_the_host():
    names = loaded("import annealkit")
    assert {name for name in names if name.startswith("annealkit.plugins")} == set()
    assert "pluggy" not in names


def test_the_api_loads_nothing_heavy():
    assert tops(loaded("import annealkit.api")) & HEAVY == set()


def test_the_plugins_load_nothing_that_only_a_run_needs():
    """They read records, which have units; solvers, tables and pictures come later."""
    assert tops(loaded("from annealkit import plugins; plugins.host()")) & (HEAVY - {"pint"}) == set()


def test_pytest_plugins_load_nothing_of_the_science():
    """They are imported by every pytest of an environment, whatever it tests."""
    found = [entry for entry in metadata.entry_points(group="pytest11") if entry.value.startswith("annealkit")]
    code = "".join(f"import {entry.value}\n" for entry in found)
    names = loaded(f"import pytest\n{code}")
    assert tops(names) & {*HEAVY, "numpy", "scipy", *PACKAGES} == set()
    assert {
        name for name in names if name.startswith(("annealkit.plugins", "annealkit.laws", "annealkit.pde"))
    } == set()


def imported(file: Path) -> set[str]:
    """The modules of annealkit that a file names in its imports, as dotted names."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {
                f"{node.module}.{one.name}" if node.module == "annealkit" else str(node.module) for one in node.names
            }
    return {name for name in found if name == "annealkit" or name.startswith("annealkit.")}


def first_party() -> list[Path]:
    """Every module of the plugins that come with annealkit, and of the examples."""
    files = [*(ROOT / "plugins").rglob("*.py"), *(ROOT / "materials").rglob("*.py")]
    return [one for one in files if "template" not in one.parts and "tests" not in one.parts]


@pytest.mark.skipif(not (ROOT / "materials").is_dir(), reason="the sources of the plugins are not here")
def test_annealkit_api_is_the_one_module_a_plugin_imports():
    found = {str(file.relative_to(ROOT)): imported(file) - {"annealkit.api"} for file in first_party()}
    assert len(found) > 10
    assert {file: names for file, names in found.items() if names} == {}
