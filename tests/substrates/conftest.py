"""A lithium oxide with a given activity, and what the substrates plugin offers it."""

from __future__ import annotations

from collections.abc import Callable as Function
from typing import Any

import pytest

import annealkit_substrates
from annealkit.api import BoundaryFlux, Constant, Face, Law, Material, Substrate
from oxides import oxide_with


@pytest.fixture
def substrates() -> dict[str, Substrate]:
    """The plugin's catalogue by name."""
    return {one.name: one for one in annealkit_substrates.annealkit_substrates()}


@pytest.fixture
def oxide() -> Function[..., Material]:
    """Factory of a material whose activity of Li2O is a number or a law."""

    def make(activity: float | Law, **overrides: Any) -> Material:
        return oxide_with(activity if isinstance(activity, Law) else Constant(activity, "1"), **overrides)

    return make


@pytest.fixture
def offered(substrates: dict[str, Substrate], oxide: Function[..., Material]) -> Function[..., dict[str, BoundaryFlux]]:
    """Factory of the fluxes by name at a face on a substrate; arguments as for ``oxide``."""

    def make(substrate: str, activity: float | Law = 1e-6, **overrides: Any) -> dict[str, BoundaryFlux]:
        face = Face("substrate", substrates[substrate], "inner")
        fluxes = annealkit_substrates.annealkit_boundary_fluxes(oxide(activity, **overrides), face)
        return {one.name: one for one in fluxes}

    return make
