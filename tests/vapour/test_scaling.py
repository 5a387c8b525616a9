"""How the vapours over Li2O and over LiCoO2 answer to oxygen and water, as the reactions demand."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit.api import Law
from annealkit.catalogue import as_atmosphere, as_material
from annealkit.plugins import host_for
from annealkit_vaporisation.equilibrium import SPECIES, vapour_pressures

OXYGEN = np.geomspace(1.0, 1e5, 11)
WATER = np.geomspace(1e-2, 1e4, 11)


def _power(name: str, argument: np.ndarray, pressures: np.ndarray) -> np.ndarray:
    """Slope of ln p over the logarithm of an argument, between every two points."""
    return np.diff(np.log(pressures[SPECIES.index(name)])) / np.diff(np.log(argument))


@pytest.mark.parametrize("T", [600.0, 973.15, 1400.0])
@pytest.mark.parametrize(
    ("name", "power"), [("Li", -0.25), ("LiO", 0.25), ("Li2O", 0.0), ("Li2O2", 0.5), ("LiOH", 0.0), ("Li2O2H2", 0.0)]
)
def test_powers_of_oxygen_over_lithia(T: float, name: str, power: float) -> None:
    found = _power(name, OXYGEN, vapour_pressures(T, 1.0, OXYGEN, 10.0))
    np.testing.assert_allclose(found, power, atol=1e-11)


@pytest.mark.parametrize("T", [600.0, 973.15, 1400.0])
@pytest.mark.parametrize(("name", "power"), [("LiOH", 0.5), ("Li2O2H2", 1.0), ("Li", 0.0), ("Li2O", 0.0)])
def test_powers_of_water_over_lithia(T: float, name: str, power: float) -> None:
    found = _power(name, WATER, vapour_pressures(T, 1.0, 1e4, WATER))
    np.testing.assert_allclose(found, power, atol=1e-11)


@pytest.fixture(scope="module")
def activity() -> Law:
    """Activity of Li2O over LiCoO2 by its default model."""
    material = as_material("LiCoO2")
    offered = host_for(material).gather("annealkit_activities", material=material, atmosphere=as_atmosphere("air"))
    (name,) = material.defaults["Li.activity"]
    law: Law = next(one.item.law for one in offered if one.item.name == name)
    return law


@pytest.mark.parametrize(
    ("name", "power"), [("Li", -1 / 3), ("LiO", 1 / 6), ("LiOH", -1 / 12), ("Li2O", -1 / 6), ("Li2O2", 1 / 3)]
)
def test_beside_spinel_the_activity_falls_with_the_sixth_root_of_oxygen(activity: Law, name: str, power: float) -> None:
    """6 LiCoO2 = 2 Co3O4 + 3 Li2O + ½ O2: a³ p_O2^½ is constant, and each vapour follows its own power of a."""
    site = float(as_material("LiCoO2").species["Li"].site_concentration.value)
    oxygen = np.geomspace(1e3, 1e5, 9)
    a = np.asarray(activity.at({"T": 973.15, "c": 0.9 * site, "p_O2": oxygen}))
    np.testing.assert_allclose(np.diff(np.log(a)) / np.diff(np.log(oxygen)), -1 / 6, atol=1e-10)
    found = _power(name, oxygen, vapour_pressures(973.15, a, oxygen, 10.0))
    np.testing.assert_allclose(found, power, atol=1e-10)
