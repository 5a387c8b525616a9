"""A lithium oxide with a given activity, and what the substrates plugin offers it."""

from __future__ import annotations

from collections.abc import Callable as Function
from typing import Any

import pytest

import annealkit_substrates
from annealkit.api import Book, BoundaryFlux, Constant, Face, Law, Material, Record, Species, Substrate

SITE = 5.15e4


@pytest.fixture
def substrates() -> dict[str, Substrate]:
    """The plugin's catalogue by name."""
    return {one.name: one for one in annealkit_substrates.annealkit_substrates()}


@pytest.fixture
def oxide() -> Function[..., Material]:
    """Factory of a material whose activity of Li2O is a number or a law."""

    def make(activity: float | Law, **overrides: Any) -> Material:
        site = Record(
            key="oxide.site",
            value=SITE,
            unit="mol/m^3",
            printed_value=SITE,
            printed_unit="mol/m^3",
            basis="assumed",
        )
        material = Material(
            name="oxide",
            title="Test oxide",
            book=Book("oxide", {"site": site}),
            species={"Li": Species("Li", site, "Co", "Li2O")},
            start={"Li": 1.0, "Co": 1.0},
            defaults={},
        )
        law = activity if isinstance(activity, Law) else Constant(activity, "1")
        return material.with_overrides(overrides).with_activities({"Li2O": law})

    return make


@pytest.fixture
def offered(substrates: dict[str, Substrate], oxide: Function[..., Material]) -> Function[..., dict[str, BoundaryFlux]]:
    """Factory of the fluxes by name at a face on a substrate; arguments as for ``oxide``."""

    def make(substrate: str, activity: float | Law = 1e-6, **overrides: Any) -> dict[str, BoundaryFlux]:
        face = Face("substrate", substrates[substrate], "inner")
        fluxes = annealkit_substrates.annealkit_boundary_fluxes(oxide(activity, **overrides), face)
        return {one.name: one for one in fluxes}

    return make
