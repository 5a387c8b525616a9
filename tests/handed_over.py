"""A plugin whose results are handed to other codes: first-order loss, and a diffusivity that holds at 25 °C."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import annealkit as ak
from annealkit.api import BoundaryFlux, Callable, Diffusivity, Record, Resistance

FEW: dict[str, Any] = {"rtol": 1e-4, "cells": 6}
#: Rate of exchange, m/s.
K = 2e-11
#: Ω m²: without loss, and per share of the lithium missing.
BARE, MISSING = 1e-3, 0.05
#: Sites of LiCoO2, mol/m³.
SITES = 51500.0


def diffusivity_at(ratio: Any) -> Any:
    """m²/s."""
    return 1e-16 * (1.05 - ratio)


def record(name: str, value: float, unit: str, **more: Any) -> Record:
    return Record(
        key=f"plain.{name}", value=value, unit=unit, printed_value=value, printed_unit=unit, basis="assumed", **more
    )


def _own(material: Any) -> bool:
    """Whether it is the material that the plugin is made for; it stays registered while other tests ask."""
    return bool(material.name == "LiCoO2")


def fluxes(material: Any, face: Any) -> Iterator[BoundaryFlux]:
    """First-order exchange."""
    if not _own(material):
        return
    rate = record("rate", K, "m/s")
    law = Callable(lambda c: rate.per_cell * c, "mol/m^2/s", records=[rate], text="k c", name="plain")
    yield BoundaryFlux("plain", "Li", ("gas",), law)


def diffusivities(material: Any, species: str) -> Iterator[Diffusivity]:
    """Falls with the filling."""
    if not _own(material) or species != "Li":
        return
    yield Diffusivity("filling", "Li", Callable(lambda c: diffusivity_at(c / SITES), "m^2/s", name="filling"))


def resistances(material: Any, face: Any) -> Iterator[Resistance]:
    """Grows with what is missing."""
    if not _own(material):
        return

    def missing(c: Any, dx: Any) -> Any:
        return MISSING * (1.0 - (c * dx).sum(-1) / (SITES * dx.sum(-1)))

    yield Resistance("bare", Callable(lambda: BARE, "ohm m^2", name="bare"))
    yield Resistance("missing", Callable(missing, "ohm m^2", name="missing"))


#: By hook.
HOOKS = {
    "annealkit_boundary_fluxes": fluxes,
    "annealkit_diffusivities": diffusivities,
    "annealkit_resistances": resistances,
}


def anneal(body: Any, **models: Any) -> ak.Anneal:
    """An hour at 600 °C with the plugin's models, and others by slot."""
    named = {"Li.diffusivity": "filling", "Li.loss": ["plain"], "interface.resistance": ["bare", "missing"]}
    rest = ("host.phases", "host.crystallisation", "host.grains", "host.protons")
    return ak.Anneal(
        material="LiCoO2",
        body=body,
        atmosphere="air",
        schedule="600 degC; hold 1 h",
        models={**named, **{slot: [] for slot in rest}, **models},
    )


def annealed(body: Any, **models: Any) -> ak.Result:
    """Its result, in a few cells."""
    return anneal(body, **models).run(**FEW)
