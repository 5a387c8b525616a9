"""A lithium oxide that no catalogue offers, with whatever activity of Li2O a test gives it."""

from __future__ import annotations

from typing import Any

from annealkit.api import Book, Law, Material, Record, Species

__all__ = ["SITE", "oxide_with"]

#: Concentration at one Li per metal, mol/m³.
SITE = 5.15e4


def oxide_with(activity: Law, **overrides: Any) -> Material:
    """A material with this activity, and with records overridden (two underscores stand for a point)."""
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
        oxides={"Li2O": 2},
    )
    given = {key.replace("__", "."): value for key, value in overrides.items()}
    return material.with_overrides(given).with_activities({"Li2O": activity})
