"""The installed distribution, the project's files and the README say the same."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import annealkit

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def _names(requirements):
    return {re.split(r"[\[<>=;! ]", one, maxsplit=1)[0].lower() for one in requirements}


def _own_extras(requirements):
    listed = [re.fullmatch(r"annealkit\[(.+)\]", one) for one in requirements]
    return {name for match in listed if match for name in match[1].split(",")}


def test_installed_entry_points_are_those_of_pyproject():
    installed: dict[str, dict[str, str]] = {}
    for point in metadata.distribution("annealkit").entry_points:
        installed.setdefault(point.group, {})[point.name] = point.value
    declared = {**PROJECT["entry-points"], "console_scripts": PROJECT["scripts"]}
    assert installed == declared, "entry points changed since the installation: run `pip install -e .` again"


def test_one_version_everywhere():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = PROJECT["version"]
    assert annealkit.__version__ == version
    assert f'version: "{version}"' in citation
    assert f"## [{version}]" in changelog


def test_core_dependencies_are_those_of_the_design():
    assert _names(PROJECT["dependencies"]) == {
        *(
            "numpy",
            "scipy",
            "fipy",
            "pint",
            "pluggy",
            "attrs",
            "cattrs",
            "scikit-sundae",
            "xarray",
            "h5netcdf",
        ),
        *("matplotlib", "platformdirs", "typer", "rich"),
    }
    assert any(one.startswith("h5netcdf[h5py]") for one in PROJECT["dependencies"])  # without h5py it writes nothing


def test_extras_are_those_of_the_design():
    assert set(EXTRAS) == {"study", "parallel", "author", "mesh", "bench", "interop", "docs", "test", "all"}
    assert _own_extras(EXTRAS["test"]) == set(EXTRAS) - {"bench", "interop", "docs", "test", "all"}
    assert {"pytest", "hypothesis", "mpmath", "build", "hatchling", "cantera"} <= _names(EXTRAS["test"])
    assert "mesh" not in _own_extras(EXTRAS["all"])  # gmsh is GPL


def test_what_replaces_the_unit_registry_is_in_the_extra_interop_only():
    for name, requirements in EXTRAS.items():
        found = _names(requirements) & {"pycalphad", "h-transport-materials"}
        assert not found or name == "interop"
    assert "interop" not in set().union(*(_own_extras(one) for one in EXTRAS.values()))


def test_licence_is_in_the_installed_metadata():
    assert metadata.metadata("annealkit")["License-Expression"] == "BSD-3-Clause"
