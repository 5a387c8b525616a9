"""Distributions that look installed, made in a temporary folder."""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from pathlib import Path

import pytest
from attrs import define

from annealkit import plugins

HEADER = """
from annealkit.api import *
from annealkit.api import hookimpl

ANNEALKIT_API = 1


def solid(name, *aliases):
    return Substrate(name, name, False, Book("none"), aliases=aliases)

"""


@define
class Site:
    """A folder on ``sys.path`` that distributions are installed into."""

    folder: Path

    def install(self, distribution: str, plugin_id: str, code: str, *, module: str = "", version: str = "1.0") -> str:
        """Install a distribution with one plugin; gives the module's name."""
        module = module or f"fake_{distribution.replace('-', '_')}_{plugin_id.replace('-', '_')}"
        target = self.folder.joinpath(*module.split(".")).with_suffix(".py")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(code))
        self.announce(distribution, f"{plugin_id} = {module}", version=version)
        return module

    def announce(self, distribution: str, *lines: str, version: str = "1.0") -> Path:
        """Write a distribution's metadata with these entry points."""
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        points = "\n".join(["[annealkit.plugins]", *lines, ""])
        info.joinpath("entry_points.txt").write_text(points)
        return info


@pytest.fixture
def clean(monkeypatch):
    """The environment and the modules as they were, before and after."""
    before = set(sys.modules)
    for name in ("ANNEALKIT_PLUGINS", "ANNEALKIT_STRICT"):
        monkeypatch.delenv(name, raising=False)
    plugins.reset()
    yield
    plugins.reset()
    for name in set(sys.modules) - before:
        if name.startswith("fake_"):
            del sys.modules[name]


@pytest.fixture
def beside(clean, tmp_path, monkeypatch):
    """Makes sites beside what is really installed, the last one made first on the path."""

    def make(name: str = "beside") -> Site:
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.syspath_prepend(str(folder))
        plugins.reset()
        return Site(folder)

    return make


@pytest.fixture
def sites(beside):
    """Makes sites as ``beside`` does, but no really installed plugin is seen."""
    beside("base").announce("annealkit", version="0.0")
    return beside


@pytest.fixture
def site(sites):
    """One site; a distribution ``annealkit`` without plugins hides the real one."""
    return sites("site")


@pytest.fixture(scope="module")
def pinned():
    """The plugin that uses every hook of API 1."""
    file = Path(__file__).with_name("pinned_api_1.py")
    spec = importlib.util.spec_from_file_location("fake_pinned_api_1", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def header():
    """First lines of a working plugin module."""
    return HEADER
