"""Results to hand over, each computed once."""

from __future__ import annotations

import types
from collections.abc import Iterator

import pytest

import annealkit as ak
from annealkit.api import hookimpl
from annealkit.plugins import temporary
from handed_over import HOOKS, annealed


@pytest.fixture(scope="module")
def plain() -> Iterator[None]:
    """The plugin, while the tests run."""
    made = types.SimpleNamespace(ANNEALKIT_API=1)
    for name, function in HOOKS.items():
        function.__name__ = name
        setattr(made, name, hookimpl(function))
    with temporary(made, id="plain"):
        yield


@pytest.fixture(scope="module")
def particle(plain: None) -> ak.Result:
    """A grain of 1 µm that lost a share of its lithium."""
    return annealed(ak.Particle(radius="1 um"))


@pytest.fixture(scope="module")
def film(plain: None) -> ak.Result:
    """A film with the phases that its loss makes."""
    return annealed(ak.Film("1 um"), **{"host.phases": ["Co3O4", "CoO"]})
