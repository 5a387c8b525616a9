"""The gas of a powder bed: limits of the average, and the plug flow that it stands for, integrated along the bed."""

from __future__ import annotations

from collections.abc import Callable as Function

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from annealkit.api import Face, Law, Material, R
from annealkit_vaporisation import annealkit_boundary_fluxes
from annealkit_vaporisation.carrying import carried_share
from annealkit_vaporisation.exchange import Exchange
from annealkit_vaporisation.fluxes import CHANNELS

RADIUS = 5e-6
LITHIUM = dict(zip(CHANNELS, (1, 1, 1, 2, 2, 2), strict=True))
BAR = 1e5

Laws = Function[..., Law]


@pytest.fixture
def bed(oxide: Function[..., Material]) -> Laws:
    """Factory of the vaporisation law at the face of a bed's particles, or of a lone one."""

    def make(activity: float = 1e-3, form: str = "bed") -> Law:
        face = Face("gas", None, "outer", form, 2 * RADIUS)
        one = next(o for o in annealkit_boundary_fluxes(oxide(activity), None, face) if o.name == "vaporisation")
        assert one.law is not None
        return one.law

    return make


def test_the_share_falls_from_one_to_the_inverse_of_the_number() -> None:
    T, total = 1000.0, 1e5
    number = np.array([0.0, 1e-12, 1e-9, 1e-7, 1e-3, 1.0, 50.0, 1e6])
    found = carried_share(number * R * T / total, T, total, 1.0)
    exact = [1.0, 1 - 5e-13, 1 - 5e-10, 1 - 5e-8, -np.expm1(-1e-3) / 1e-3, 1 - np.exp(-1), 1 / 50, 1e-6]
    assert found == pytest.approx(exact, rel=1e-14)
    assert np.all(np.diff(found) < 0)


def test_without_a_flow_through_it_a_bed_is_a_lone_particle(bed: Laws, air: dict[str, float]) -> None:
    still = bed().at({**air, "bed": 0.0})
    alone = bed(form="sphere").at({**air, "boundary_layer": 1e3})  # a thick layer: Sh = 2
    assert still == pytest.approx(alone, rel=1e-8)


def test_a_slow_flow_leaves_saturated(bed: Laws, air: dict[str, float]) -> None:
    """Every vapour leaves with p_eq/p of the flow; water is what the inlet brings less what the vapours took."""
    law, flow = bed(), 1e-4
    exchange = law.function
    assert isinstance(exchange, Exchange)
    found = law.at({**air, "bed": 1.0 / flow})
    per_mole = np.asarray(found) / flow * (1 + 1e-3)  # outflow carries the factor x/(x + 1e-3)
    total = sum(air[f"p_{gas}"] for gas in ("O2", "N2", "Ar", "H2O", "CO2"))
    pressures = {name: moles / LITHIUM[name] * total for name, moles in zip(CHANNELS, per_mole, strict=True)}
    water = air["p_H2O"] - 0.5 * pressures["LiOH gas"] - pressures["(LiOH)2 gas"]
    plenty = bed(activity=1e-3).at({**air, "p_H2O": water, "p_N2": air["p_N2"] + air["p_H2O"] - water, "bed": 0.0})
    # Equilibrium pressures at that water from a law without gas film, water never short.
    state = {name: np.asarray(value) for name, value in air.items()} | {"p_H2O": np.asarray(water)}
    free = _equilibrium(exchange, state)
    assert np.all(np.isfinite(plenty))
    assert [pressures[name] for name in CHANNELS] == pytest.approx(free, rel=1e-6)


def _equilibrium(exchange: Exchange, state: dict[str, np.ndarray]) -> list[float]:
    """Pressure (Pa) of every vapour in equilibrium with the solid at the water given."""
    from attrs import evolve

    never_short = evolve(exchange, alpha_water=None)
    still = {**state, "bed": np.zeros(())}
    here, ndim = never_short._surface(still)
    rise = never_short._rise(never_short._gas(still), here, ndim)
    return [float(one) * BAR for one in rise]


@pytest.mark.parametrize("number", [0.03, 0.3, 1.0, 3.0, 30.0])
@pytest.mark.parametrize("water", [0.01, 1.0, 1000.0])
def test_the_average_is_that_of_a_plug_flow(bed: Laws, air: dict[str, float], number: float, water: float) -> None:
    """dp/dξ along the bed, with the water that the vapours take from it, against the law; within 3 %."""
    exchange = bed().function
    state = {**air, "p_H2O": water}
    s = {name: np.asarray(value) for name, value in state.items()} | {"bed": np.asarray(0.0)}
    conductance = exchange._conductance(s, 0)
    total = sum(state[f"p_{gas}"] for gas in ("O2", "N2", "Ar", "H2O", "CO2"))
    size = number * R * state["T"] / (conductance[2] * total)  # N of LiOH
    found = np.asarray(bed().at({**state, "bed": size}))[[2, 3]]
    k1, k2, kw = conductance[[2, 3, 6]]
    unit = np.array(_equilibrium(exchange, {**s, "p_H2O": np.asarray(BAR)}))[[2, 3]]  # at 1 bar of water, Pa

    def local(p1: float, p2: float, pw: float) -> tuple[float, float]:
        """Fluxes of the two hydroxides (as p/(R T)), water at the surface solved with them."""

        def gap(root: float) -> float:
            surface = root**2
            e1, e2 = k1 * (unit[0] * (surface / BAR) ** 0.5 - p1), k2 * (unit[1] * surface / BAR - p2)
            return kw * (pw - surface) - 0.5 * e1 - e2

        root = brentq(gap, 0.0, 10 * np.sqrt(max(pw, p1, p2)) + 1e-9, xtol=1e-15, rtol=1e-14)
        return k1 * (unit[0] * root / np.sqrt(BAR) - p1), k2 * (unit[1] * root**2 / BAR - p2)

    def along(_: float, p: np.ndarray) -> list[float]:
        e1, e2 = local(*p)
        n = size * total / (R * state["T"])
        return [n * e1, n * e2, -n * (0.5 * e1 + e2)]

    end = solve_ivp(along, (0, 1), [0.0, 0.0, water], rtol=1e-9, atol=1e-16 * water, method="LSODA").y[:, -1]
    exact = np.array([1.0, 2.0]) * end[:2] / (total * size) / (1 + 1e-3)
    assert found.sum() == pytest.approx(exact.sum(), rel=0.03)


def test_water_short_at_the_inlet_caps_the_hydroxide(bed: Laws, air: dict[str, float]) -> None:
    """A solid that takes up all water: two moles of LiOH for each mole of water that flows in."""
    flow = 1e-4
    found = np.asarray(bed(activity=1.0).at({**air, "T": 1400.0, "p_H2O": 1e-4, "bed": 1.0 / flow}))
    total = sum(air[f"p_{gas}"] for gas in ("O2", "N2", "Ar", "CO2")) + 1e-4
    assert found[2] + found[3] == pytest.approx(2 * flow * 1e-4 / total, rel=1e-2)


def test_a_gas_richer_than_the_solid_deposits(bed: Laws, air: dict[str, float]) -> None:
    rich = {**air, "a_source": 1.0, "p_CO2": 0.0}
    slow, fast = (np.asarray(bed(activity=1e-4).at({**rich, "bed": one})) for one in (1e4, 0.0))
    assert np.all(fast < slow)
    assert np.all(slow < 0)


def test_batches_of_state_give_what_scalars_give(bed: Laws, air: dict[str, float]) -> None:
    T, size = np.array([[800.0], [1100.0]]), np.array([0.0, 1.0, 1e4])
    law = bed()
    found = np.asarray(law.at({**air, "T": T, "bed": size, "c": np.full(3, 5e4)}))
    assert found.shape == (6, 2, 3)
    for i, j in np.ndindex(2, 3):
        one = law.at({**air, "T": T[i, 0], "bed": size[j], "c": 5e4})
        assert found[:, i, j] == pytest.approx(one, rel=1e-12)
