"""What leaves 500 nm of LiCoO2 in each gas: order, size, moisture. Activity from three reactions, here."""

from __future__ import annotations

from collections.abc import Callable as Function

import numpy as np
import pytest

import annealkit_atmospheres
from annealkit.api import Law, R

SITE, THICKNESS = 5.15e4, 500e-9


def _activity(T: np.ndarray, p_O2: np.ndarray) -> np.ndarray:
    """a(Li2O) of LiCoO2 beside Co3O4 or CoO, whichever is higher; ΔG in J per reaction."""
    oxygen = np.log(p_O2 / 1e5)
    with_spinel = -(236.1e3 - 69.9 * T) / (R * T) * 2 / 3 - oxygen / 6
    with_monoxide = -(146.7e3 - 79.1 * T) / (R * T) * 2 - oxygen / 2
    return np.minimum(1.0, np.exp(np.maximum(with_spinel, with_monoxide)))


@pytest.fixture
def loss(flux: Function[..., Law]) -> Function[..., float]:
    """Fraction lost in 25 → 700 °C at 5 K/min, 30 min, and back; the film keeps its composition meanwhile."""
    law = flux(_activity, arguments=("T", "p_O2"))
    presets = {one.name: one for one in annealkit_atmospheres.annealkit_atmospheres()}

    def compute(name: str, **changed: float) -> float:
        gas = presets[name]
        pressures = {f"p_{key}": value for key, value in gas.pressures.items()} | changed
        corners = np.cumsum([0.0, 8100.0, 1800.0, 8100.0])
        t = np.linspace(0.0, corners[-1], 36001)
        T = np.interp(t, corners, [298.15, 973.15, 973.15, 298.15])
        state = {"T": T, "c": SITE, "a_source": gas.source, "boundary_layer": gas.boundary_layer or 0.0}
        total = np.asarray(law.at(state | pressures)).sum(axis=0)
        return float(np.sum(0.5 * (total[1:] + total[:-1]) * np.diff(t)) / (SITE * THICKNESS))

    return compute


@pytest.mark.parametrize(
    ("name", "water", "expected"),
    [
        ("vacuum", 1e-6, 2.7e-4),
        ("argon", 0.1, 7.4e-7),
        ("air", 0.1, 2.7e-7),
        ("oxygen", 0.1, 2.35e-7),
        ("Li2O-rich", 0.1, -2.9e-4),
        ("argon", 1e3, 7.6e-5),
        ("air", 1e3, 2.7e-5),
        ("oxygen", 1e3, 2.4e-5),
    ],
)
def test_losses_of_the_contract(loss: Function[..., float], name: str, water: float, expected: float) -> None:
    """Numbers computed independently for the physics contract; thermochemistry of two origins, so 1.3."""
    found = loss(name, p_H2O=water)
    assert found / expected == pytest.approx(1.0, abs=0.3)


def test_source_in_air_is_weakened_by_its_carbonate(loss: Function[..., float]) -> None:
    assert loss("Li2O-rich", p_CO2=40.0) / -1.1e-4 == pytest.approx(1.0, abs=0.3)


@pytest.mark.parametrize("water", [0.1, 10.0, 1e3])
def test_ranking_at_equal_moisture(loss: Function[..., float], water: float) -> None:
    names = ("vacuum", "argon", "air", "oxygen", "Li2O-rich")
    found = [loss(name, **({} if name == "vacuum" else {"p_H2O": water})) for name in names]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0 < found[-2]


def test_nitrogen_is_argon(loss: Function[..., float]) -> None:
    assert loss("nitrogen") == pytest.approx(loss("argon"), rel=0.05)


def test_humid_air_takes_more_than_dry_argon(loss: Function[..., float]) -> None:
    assert loss("air", p_H2O=1e3) > 10 * loss("argon")


def test_without_any_water_the_order_of_the_gases_turns(loss: Function[..., float]) -> None:
    """LiO and Li2O2 then carry what little leaves: oxygen most, and all far below any instrument."""
    vacuum, argon, air, oxygen = (loss(name, p_H2O=0.0) for name in ("vacuum", "argon", "air", "oxygen"))
    assert vacuum > 1e4 * oxygen
    assert 1e-11 > oxygen > air > argon > 0
