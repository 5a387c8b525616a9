"""What ``import annealkit`` loads, and where the packages lie."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import annealkit

HEAVY = {
    "fipy",
    "pint",
    "matplotlib",
    "xarray",
    "numpy",
    "scipy",
    "sksundae",
    "pluggy",
    "typer",
    "rich",
    "attrs",
}
PLUGINS = ["annealkit_atmospheres", "annealkit_materials", "annealkit_substrates", "annealkit_vaporisation"]


def _loaded(code: str, folder: Path) -> set[str]:
    """Top-level modules that a fresh interpreter holds after some code."""
    told = "import sys, json; print(json.dumps(sorted({one.partition('.')[0] for one in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{told}"], cwd=folder, check=True, capture_output=True, text=True
    )
    return set(json.loads(done.stdout))


def test_import_loads_nothing_heavy_and_no_plugin(tmp_path):
    loaded = _loaded("import annealkit", tmp_path)
    assert "annealkit" in loaded
    assert loaded & {*HEAVY, *PLUGINS} == set()


def test_listing_names_and_version_loads_nothing_heavy(tmp_path):
    loaded = _loaded("import annealkit; dir(annealkit); annealkit.__version__; annealkit.errors", tmp_path)
    assert loaded & {*HEAVY, *PLUGINS} == set()


def test_a_solver_library_is_loaded_only_when_used(tmp_path):
    loaded = _loaded("import annealkit; annealkit.Anneal; annealkit.Film; annealkit.models", tmp_path)
    assert loaded & {"fipy", "matplotlib", *PLUGINS} == set()


@pytest.mark.parametrize("name", annealkit.__all__)
def test_every_public_name_resolves(name):
    assert getattr(annealkit, name) is not None
    assert name in dir(annealkit)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'Aneal'"):
        _ = annealkit.Aneal


def test_no_module_bears_the_name_of_a_public_function():
    functions = {one for one in annealkit.__all__ if callable(getattr(annealkit, one)) and one.islower()}
    assert functions
    package = Path(annealkit.__file__).parent
    assert [one for one in functions if (package / f"{one}.py").exists() or (package / one).is_dir()] == []


def test_all_packages_come_from_one_place():
    """A tree and an installation mixed (``python -m pytest`` after ``pip install .``) would test neither."""
    root = Path(annealkit.__file__).parents[1]
    places = {name: Path(importlib.import_module(name).__path__[0]).parent for name in PLUGINS}
    installed = dict.fromkeys(PLUGINS, root)
    tree = {name: root / ("materials" if name.endswith("materials") else "plugins") for name in PLUGINS}
    assert places in (installed, tree)
