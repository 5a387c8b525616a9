"""Laws against closed forms and limits, on arrays, and with other values of their records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annealkit.api import Law, Material

Laws = Callable[[Material], dict[str, Law]]
R = 8.31446261815324
AIR, OXYGEN = 0.21 * 101325, 101325.0


def rate(material: Material, laws_of: Laws, kind: str, **state: Any) -> float:
    """Rate of one transformation for one cell, 1/s."""
    law = laws_of(material)[f"rate {kind}"]
    known = {"T": 673.15, "p_O2": OXYGEN, "p_CO2": 0.0, "p_H2O": 0.0, "c": material.species["Li"].reference}
    known |= {f"{one}_change": 0.0 for one in ("rocksalt", "mixing", "hydroxyl", "carbonate")}
    return float(np.squeeze(law.at({**known, **state})))


def test_the_tracer_gives_the_table_it_was_worked_out_in(four: dict[str, Material], laws_of: Laws):
    """D at 400 and at 600 °C, and 47 s for a particle of 5 µm at 400 °C."""
    law = laws_of(four["NCM111"])["D tracer"]
    hot = float(np.squeeze(law(T=673.15)))
    assert hot == pytest.approx(5.4e-14, rel=0.06)
    assert float(np.squeeze(law(T=873.15))) == pytest.approx(1.5e-12, rel=0.06)
    assert 5e-6**2 / (np.pi**2 * hot) == pytest.approx(47, rel=0.06)


def test_the_rivals_lie_seven_decades_apart_at_room_temperature(ncm811: Material, laws_of: Laws):
    laws = laws_of(ncm811)
    tracer, cells = (float(np.squeeze(laws[f"D {name}"](T=298.15))) for name in ("tracer", "electrochemical"))
    assert cells == pytest.approx(1e-14)
    assert 7 < np.log10(cells / tracer) < 8


def test_vacancies_bring_the_tracer_back_at_the_deficiency_it_was_measured_at(ncm811: Material, laws_of: Laws):
    laws, site = laws_of(ncm811), ncm811.species["Li"].reference
    ratio = laws["D tracer-vacancy"](T=600.0, c=site * np.array([1.0, 0.9, 0.8])) / laws["D tracer"](T=600.0)
    assert ratio == pytest.approx(np.array([0.01, 1.01, 2.01]))


@pytest.mark.parametrize(("celsius", "energy", "share"), [(400, 200, 3e-5), (400, 75, 5e-3), (700, 200, 0.83)])
def test_rock_salt_of_linio2_in_air_after_five_hours(
    ncm811: Material, laws_of: Laws, celsius: float, energy: float, share: float
):
    """The law without the factor of nickel gives the table it was worked out in."""
    plain = {"NCM811.rocksalt.nickel_exponent": 1e-12, "NCM811.rocksalt.energy": f"{energy} kJ/mol"}
    k = rate(ncm811.with_overrides(plain), laws_of, "rocksalt", T=celsius + 273.15, p_O2=AIR)
    assert 1 - np.exp(-k * 18000) == pytest.approx(share, rel=0.15)


def test_oxygen_and_nickel_scale_the_growth_of_rock_salt(four: dict[str, Material], laws_of: Laws):
    at = {name: rate(one, laws_of, "rocksalt", p_O2=AIR) for name, one in four.items()}
    nickel = {name: one.start["Ni"] for name, one in four.items()}
    for name in four:
        assert at[name] / at["NCM811"] == pytest.approx((nickel[name] / 0.8) ** 3)
    slow, fast = (rate(four["NCM811"], laws_of, "rocksalt", p_O2=p) for p in (OXYGEN, OXYGEN / 1e4))
    assert fast / slow == pytest.approx(100.0)
    assert slow / at["NCM811"] == pytest.approx(0.46, abs=0.005)


def test_rock_salt_heals_hot_in_oxygen_and_nowhere_else(ncm811: Material, laws_of: Laws):
    def at(celsius: float, pressure: float) -> float:
        return rate(ncm811, laws_of, "rocksalt", T=celsius + 273.15, p_O2=pressure, rocksalt_change=0.2)

    assert at(800, OXYGEN) < 0
    assert at(800, AIR) > 0
    assert at(600, OXYGEN) > 0


def test_healing_takes_three_hours_and_stops_where_the_lithium_ends(ncm811: Material, laws_of: Laws):
    site = ncm811.species["Li"].reference
    whole = rate(ncm811, laws_of, "rocksalt", T=1073.15, rocksalt_change=0.2)
    assert np.exp(whole / 0.2 * 10800) == pytest.approx(0.01, rel=0.3)
    short = rate(ncm811, laws_of, "rocksalt", T=1073.15, c=0.8 * site, rocksalt_change=0.2)
    assert abs(short) < 1e-2 * abs(whole)


def test_mixing_rests_below_760_and_rises_linearly_above(ncm811: Material, laws_of: Laws):
    assert rate(ncm811, laws_of, "mixing", T=673.15) == 0.0
    slope, least = ncm811["mixing.slope"].value, ncm811["mixing.least"].value
    law = laws_of(ncm811)["rate mixing"]
    for kelvin in (10.0, 100.0):
        T = 760 + 273.15 + kelvin
        settled = least + slope * kelvin - ncm811["mixing.start"].value
        assert float(np.squeeze(law(T=T, mixing_change=settled))) == pytest.approx(0.0, abs=1e-18)
        assert float(np.squeeze(law(T=T, mixing_change=0.0))) > 0


def test_hydroxyl_fills_in_a_week_and_is_gone_at_450(ncm811: Material, laws_of: Laws):
    up = rate(ncm811, laws_of, "hydroxyl", T=298.15, p_H2O=2700.0)
    assert 1 - np.exp(-up * 7 * 86400) == pytest.approx(0.95, abs=0.01)
    # ∫ k dt up to 450 °C at 10 K/min, summed over the ramp.
    T = np.linspace(300.0, 723.15, 20001)
    law = laws_of(ncm811)["rate hydroxyl"]
    speeds = -np.asarray(law(T=T, p_H2O=np.zeros_like(T), hydroxyl_change=np.ones_like(T)))
    passed = float(np.trapezoid(speeds, T) * 6.0)
    assert np.exp(-passed) == pytest.approx(0.01, rel=0.5)


def test_carbonate_needs_co2_and_falls_apart_where_it_is_hot(ncm811: Material, laws_of: Laws):
    assert rate(ncm811, laws_of, "carbonate", p_CO2=0.0) == 0.0
    assert rate(ncm811, laws_of, "carbonate", T=473.15, p_CO2=40.0) == pytest.approx(3e-6)
    assert rate(ncm811, laws_of, "carbonate", T=673.15, p_CO2=40.0, carbonate_change=1.0) == 0.0
    hot = rate(ncm811, laws_of, "carbonate", T=1073.15, carbonate_change=1.0)
    assert np.exp(hot * 10800) == pytest.approx(0.01, rel=0.1)
    stays = rate(ncm811, laws_of, "carbonate", T=673.15, carbonate_change=1.0)
    assert abs(stays) * 5 * 3600 < 1e-4


@pytest.mark.parametrize(("kelvin", "bar"), [(900, 1.3e-5), (1000, 2.0e-4), (1100, 1.1e-3)])
def test_the_carbonate_line_passes_the_tabulated_pressures(ncm811: Material, laws_of: Laws, kelvin: float, bar: float):
    """Carbonate neither forms nor decomposes at its own pressure."""
    low, high = (
        rate(ncm811, laws_of, "carbonate", T=kelvin, p_CO2=bar * 1e5 * factor, carbonate_change=0.5)
        for factor in (0.6, 1.6)
    )
    assert low < 0 < high


def test_the_shell_is_a_sixth_of_the_grain_times_the_share(ncm811: Material, laws_of: Laws):
    laws, dx = laws_of(ncm811), np.array([1.0, 3.0])
    z = np.array([0.1, 0.02])
    mean = (0.1 + 3 * 0.02) / 4
    thickness = laws["observable rocksalt_shell"](dx=dx, rocksalt_change=z)
    assert thickness == pytest.approx(mean * 0.3e-6 / 6)
    assert laws["R rock-salt"](dx=dx, rocksalt_change=z) == pytest.approx(thickness * 1e6)
    assert laws["observable damage_indicator"](dx=dx, rocksalt_change=z) == pytest.approx(thickness * 1e6 / 0.010)


def test_charge_transfer_is_told_at_the_temperature_of_the_measurement(ncm811: Material, laws_of: Laws):
    assert float(laws_of(ncm811)["R charge-transfer"]()) == pytest.approx(0.010)
    warm = ncm811.with_overrides({"NCM811.interface.temperature": "60 degC"})
    expected = 0.010 * np.exp(30e3 / R * (1 / 333.15 - 1 / 298.15))
    assert float(laws_of(warm)["R charge-transfer"]()) == pytest.approx(expected)


def test_a_smooth_sphere_has_less_surface_than_its_powder(ncm811: Material, laws_of: Laws):
    """3/(ρR) is 0.126 m²/g for 5 µm, where 0.3 are seen."""
    ratio = laws_of(ncm811)["observable surface_ratio"](dx=np.array([1e-6, 5e-6 / 3 - 1e-6]))
    assert ratio == pytest.approx(300 / 126, rel=0.01)


def test_carbonate_lithium_counts_two_per_formula(ncm811: Material, laws_of: Laws):
    grams = 0.02844
    lithium = laws_of(ncm811)["observable carbonate_lithium"](dx=np.ones(1), carbonate_change=np.ones(1))
    assert lithium == pytest.approx(2 * grams / 73.89 * 97.28, rel=1e-3)


def test_the_isochronal_loss_is_what_was_weighed(ncm811: Material, laws_of: Laws):
    """J A/V over five hours at 1300 °C takes 85 % of a well mixed sphere, and 8e-11 of the rate at 900 °C at 400 °C."""
    law = laws_of(ncm811)["J isochronal"]
    k = float(np.squeeze(law(T=1573.15, c=1.0))) * 6 / 1e-5
    assert 1 - np.exp(-k * 18000) == pytest.approx(0.85)
    ratio = float(np.squeeze(law(T=673.15, c=1.0) / law(T=1173.15, c=1.0)))
    assert ratio == pytest.approx(8e-11, rel=0.1)


@pytest.mark.parametrize(
    ("record", "values"),
    [
        ("rocksalt.energy", (np.array([75.0, 200.0]), "kJ/mol")),
        ("grain", (np.array([0.2, 0.3]), "um")),
        ("mixing.start", (np.array([0.02, 0.05]), "1")),
        ("Li.site_concentration", (np.array([4.9e4, 49150.0]), "mol/m^3")),
        ("carbonate.reaction.enthalpy", (np.array([180.0, 183.5]), "kJ/mol")),
    ],
)
def test_a_batch_is_its_members_side_by_side(
    ncm811: Material, laws_of: Laws, record: str, values: tuple[np.ndarray, str]
):
    state = {
        "T": 940.0,
        "p_O2": 8e4,
        "p_CO2": 40.0,
        "p_H2O": 100.0,
        "c": 49150.0 * np.array([0.9, 1.0, 1.02]),
        "dx": np.array([1e-7, 2e-7, 3e-7]),
        **{f"{one}_change": np.array([0.1, 0.2, 0.3]) for one in ("rocksalt", "mixing", "hydroxyl", "carbonate")},
    }
    key = f"NCM811.{record}"
    batch = laws_of(ncm811.with_overrides({key: values}))
    for member in range(2):
        single = laws_of(ncm811.with_overrides({key: (float(values[0][member]), values[1])}))
        for name, law in single.items():
            whole, expected = np.asarray(batch[name].at(state)), np.asarray(law.at(state))
            row = whole[member] if whole.ndim > expected.ndim and whole.shape[:1] == (2,) else whole
            assert np.squeeze(row) == pytest.approx(np.squeeze(expected), rel=1e-12), name
