"""What is in the wheel, and what must not be."""

from __future__ import annotations

import configparser
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = [Path(one) for one in PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _sources(package: Path) -> set[str]:
    """Every file of a package in the tree, as the wheel should name it."""
    found = (ROOT / package).rglob("*")
    kept = (one for one in found if one.is_file() and "__pycache__" not in one.parts)
    return {one.relative_to((ROOT / package).parent).as_posix() for one in kept}


def _template() -> set[str]:
    """Every file of the template, as the wheel should name it."""
    return {one.replace("template/", "annealkit_template/", 1) for one in _sources(Path("plugins/template"))}


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_every_file_of_a_package_is_in_the_wheel(names, package):
    assert _sources(package) - names == set()
    assert f"{package.name}/py.typed" in names


def test_nothing_else_is_in_the_wheel(names):
    expected = set().union(*(_sources(package) for package in PACKAGES), _template())
    strangers = {one for one in names - expected if ".dist-info/" not in one}
    assert strangers == set()


def test_the_template_travels(names):
    assert "annealkit_template/copier.yml" in _template()
    assert _template() - names == set()


def test_the_template_holds_nothing_that_an_installer_would_compile(names):
    assert [one for one in _template() if one.endswith(".py")] == []


def test_records_and_sources_travel(names):
    assert "annealkit_materials/licoo2/parameters.toml" in names
    assert "annealkit_materials/licoo2/references.bib" in names


def test_nothing_is_compiled(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")


def test_every_package_of_the_tree_is_shipped():
    folders = [ROOT / "annealkit", *(ROOT / "plugins").iterdir(), *(ROOT / "materials").iterdir()]
    found = {one.relative_to(ROOT) for one in folders if (one / "__init__.py").exists()}
    namespaces = {one.relative_to(ROOT) for one in folders if one.name.startswith("annealkit_")}
    assert found | namespaces == set(PACKAGES)


def test_the_folders_of_packages_are_no_packages():
    assert not (ROOT / "plugins" / "__init__.py").exists()
    assert not (ROOT / "materials" / "__init__.py").exists()


def test_entry_points_of_the_wheel_are_those_of_pyproject(wheel, names):
    (listing,) = (one for one in names if one.endswith("entry_points.txt"))
    parser = configparser.ConfigParser(delimiters=("=",))
    parser.optionxform = str
    with zipfile.ZipFile(wheel) as archive:
        parser.read_string(archive.read(listing).decode())
    assert dict(parser["annealkit.plugins"]) == PYPROJECT["project"]["entry-points"]["annealkit.plugins"]
    assert dict(parser["console_scripts"]) == PYPROJECT["project"]["scripts"]
