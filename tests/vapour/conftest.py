"""A lithium oxide with any activity, and the laws the vaporisation plugin makes for it."""

from __future__ import annotations

from collections.abc import Callable as Function
from typing import Any

import numpy as np
import pytest

from annealkit.api import Callable, Face, Law, Material
from oxides import SITE, oxide_with


def _activity(given: Any, arguments: tuple[str, ...]) -> Law:
    if isinstance(given, Law):
        return given
    function = given if callable(given) else (lambda **_: np.asarray(given, dtype=float))
    return Callable(function, "1", arguments=arguments, name="activity", identity="test activity")


@pytest.fixture
def oxide() -> Function[..., Material]:
    """Factory of a material whose activity of Li2O is a number, a law or a function of T, c, p_O2."""

    def make(activity: Any = 1.0, arguments: tuple[str, ...] = (), **overrides: Any) -> Material:
        return oxide_with(_activity(activity, arguments), **overrides)

    return make


@pytest.fixture
def flux(oxide: Function[..., Material]) -> Function[..., Law]:
    """Factory of the law of one model at a gas face; arguments as for ``oxide``."""

    def make(activity: Any = 1.0, model: str = "vaporisation", **options: Any) -> Law:
        from annealkit_vaporisation import annealkit_boundary_fluxes

        offered = annealkit_boundary_fluxes(oxide(activity, **options), None, Face("gas", None, "outer"))
        law = {one.name: one.law for one in offered}[model]
        assert law is not None
        return law

    return make


@pytest.fixture
def air() -> dict[str, float]:
    """A state at a gas face: dry air at 700 °C over a full film, no source."""
    oxygen, water = 21227.6, 0.1
    return {
        "T": 973.15,
        "c": SITE,
        "p_O2": oxygen,
        "p_H2O": water,
        "p_CO2": 0.0,
        "p_N2": 101325.0 - oxygen - water,
        "p_Ar": 0.0,
        "a_source": 0.0,
        "boundary_layer": 7e-3,
    }
