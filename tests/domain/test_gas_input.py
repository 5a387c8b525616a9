"""What a user may change about an atmosphere."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annealkit import units
from annealkit.domain.gas import Atmosphere
from annealkit.domain.humidity import saturation_pressure
from annealkit.errors import InputError, UnitError, UnknownNameError
from annealkit.provenance import Record

ATM = 101325.0


def record(field: str, value: float, unit: str = "Pa") -> Record:
    """An assumed preset."""
    return Record(
        key=f"atmospheres.test.{field}",
        value=value,
        unit=unit,
        printed_value=value,
        printed_unit=unit,
        uncertainty=None,
        valid={},
        basis="assumed",
        spent=(),
        sources=(),
        where="",
        note="",
    )


@pytest.fixture
def air() -> Atmosphere:
    partial = {"H2O": 0.1, "O2": 0.2095 * ATM, "CO2": 40.0}
    return Atmosphere(
        name="air",
        title="air",
        partial=partial,
        total=ATM,
        balance="N2",
        boundary_layer=7e-3,
        records={
            **{gas: record(gas, value) for gas, value in partial.items()},
            "pressure": record("pressure", ATM),
            "boundary_layer": record("boundary_layer", 7e-3, "m"),
        },
    )


@pytest.fixture
def vacuum() -> Atmosphere:
    partial = {"H2O": 1e-6, "O2": 1e-4}
    return Atmosphere(
        name="vacuum",
        title="vacuum",
        partial=partial,
        total=sum(partial.values()),
        balance=None,
        boundary_layer=None,
        records={gas: record(gas, value) for gas, value in partial.items()},
    )


class TestPartialPressures:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [("1 kPa", 1000.0), ("10 ppm", 1e-5 * ATM), ("1 %", 0.01 * ATM), ((2, "kPa"), 2000.0), ("0 Pa", 0.0)],
    )
    def test_set(self, air: Atmosphere, value: Any, expected: float) -> None:
        wet = air.with_gas(H2O=value)
        assert wet.pressures["H2O"] == pytest.approx(expected, rel=1e-13)
        assert wet.pressures["O2"] == air.pressures["O2"]
        assert sum(wet.pressures.values()) == pytest.approx(ATM, rel=1e-14)
        assert wet.name == "air"
        assert wet.boundary_layer == 7e-3

    def test_a_gas_the_preset_does_not_have(self, air: Atmosphere) -> None:
        assert air.with_gas(Ar="1 %").pressures["Ar"] == pytest.approx(0.01 * ATM, rel=1e-14)

    def test_the_preset_is_left_alone(self, air: Atmosphere) -> None:
        air.with_gas(H2O="1 kPa")
        assert air.partial["H2O"] == 0.1
        assert air.given == {}
        assert "H2O" in air.records

    def test_the_record_goes_and_the_text_stays(self, air: Atmosphere) -> None:
        wet = air.with_gas(H2O="1 kPa", boundary_layer=(3, "mm"))
        assert set(wet.records) == {"O2", "CO2", "pressure"}
        assert wet.given == {"H2O": "1 kPa", "boundary_layer": "3.0 mm"}
        assert wet.boundary_layer == 3e-3

    def test_none_is_not_given(self, air: Atmosphere) -> None:
        nothing: Any = None
        assert air.with_gas(H2O=nothing) == air

    def test_given_texts_rebuild_the_atmosphere(self, air: Atmosphere) -> None:
        quantity = units.quantity(1.3, "kPa")
        changed = air.with_gas(H2O=quantity, O2="5 %", pressure=(0.5, "bar"))
        assert air.with_gas(**changed.given).partial == changed.partial

    def test_too_much(self, air: Atmosphere) -> None:
        with pytest.raises(InputError, match=r"add up to .* more than"):
            air.with_gas(H2O="90 kPa")

    def test_negative(self, air: Atmosphere) -> None:
        with pytest.raises(InputError, match=r"'air', H2O: .*negative"):
            air.with_gas(H2O="-1 Pa")

    @pytest.mark.parametrize("value", [0.01, "0.01", "5 K"])
    def test_wrong_unit(self, air: Atmosphere, value: Any) -> None:
        with pytest.raises(UnitError, match="'air', H2O"):
            air.with_gas(H2O=value)

    def test_balance_gas(self, air: Atmosphere) -> None:
        with pytest.raises(InputError, match=r"N2= cannot be set.*pressure="):
            air.with_gas(N2="1 kPa")


class TestTotal:
    def test_presets_keep_their_share(self, air: Atmosphere) -> None:
        half = air.with_gas(pressure=(ATM / 2, "Pa"))
        assert half.total == ATM / 2
        for gas, value in air.pressures.items():
            assert half.pressures[gas] == pytest.approx(value / 2, rel=1e-13)

    def test_what_was_given_stays(self, air: Atmosphere) -> None:
        half = air.with_gas(H2O="1 kPa", pressure="0.5 atm")
        assert half.partial["H2O"] == 1000.0
        assert half.partial["O2"] == pytest.approx(0.2095 * ATM / 2, rel=1e-13)

    def test_given_in_an_earlier_step_stays_too(self, air: Atmosphere) -> None:
        two_steps = air.with_gas(H2O="1 kPa", O2="5 %").with_gas(pressure="0.5 atm")
        one_step = air.with_gas(H2O="1 kPa", O2="5 %", pressure="0.5 atm")
        assert two_steps.partial == pytest.approx(one_step.partial, rel=1e-13)
        assert two_steps.partial["O2"] == pytest.approx(0.05 * ATM / 2, rel=1e-13)

    def test_shares_are_of_the_new_total(self, air: Atmosphere) -> None:
        assert air.with_gas(H2O="1 %", pressure="10 kPa").partial["H2O"] == pytest.approx(100.0, rel=1e-13)

    def test_records_tell_the_new_value(self, air: Atmosphere) -> None:
        half = air.with_gas(pressure=(ATM / 2, "Pa"))
        assert "pressure" not in half.records
        assert half.records["O2"].value == half.partial["O2"]
        assert half.records["O2"].overridden

    @pytest.mark.parametrize("value", ["0 Pa", "-1 bar"])
    def test_above_zero(self, air: Atmosphere, value: str) -> None:
        with pytest.raises(InputError, match="'air', pressure"):
            air.with_gas(pressure=value)

    def test_a_share_is_no_total(self, air: Atmosphere) -> None:
        with pytest.raises(UnitError, match="share"):
            air.with_gas(pressure="50 %")


class TestVacuum:
    def test_total_is_the_sum(self, vacuum: Atmosphere) -> None:
        changed = vacuum.with_gas(O2="1e-3 Pa")
        assert changed.total == pytest.approx(1e-3 + 1e-6, rel=1e-14)
        assert changed.pressures["N2"] == 0.0

    def test_pressure_scales_the_residual_gas(self, vacuum: Atmosphere) -> None:
        changed = vacuum.with_gas(pressure="1.01e-2 Pa")
        assert changed.partial["O2"] == pytest.approx(1e-2, rel=1e-12)
        assert changed.partial["H2O"] == pytest.approx(1e-4, rel=1e-12)

    @pytest.mark.parametrize(
        "steps", [[{"H2O": "1e-3 Pa", "pressure": "1e-2 Pa"}], [{"pressure": "1e-2 Pa"}, {"H2O": "1e-3 Pa"}]]
    )
    def test_pressure_and_a_gas_agree(self, vacuum: Atmosphere, steps: list[dict[str, str]]) -> None:
        for step in steps:
            vacuum = vacuum.with_gas(**step)
        assert vacuum.total == pytest.approx(1e-2, rel=1e-12)
        assert vacuum.partial == pytest.approx({"H2O": 1e-3, "O2": 9e-3}, rel=1e-12)

    @pytest.mark.parametrize("given_gases", [{"O2": "1 Pa"}, {"O2": "1e-3 Pa", "H2O": "1e-3 Pa"}])
    def test_pressure_that_contradicts(self, vacuum: Atmosphere, given_gases: dict[str, str]) -> None:
        with pytest.raises(InputError, match="residual gases are all there is"):
            vacuum.with_gas(pressure="1e-2 Pa", **given_gases)

    def test_share_of_nothing_known(self, vacuum: Atmosphere) -> None:
        with pytest.raises(UnitError, match="share"):
            vacuum.with_gas(O2="10 ppm")

    @pytest.mark.parametrize(
        ("given_key", "said"),
        [("boundary_layer", "boundary layer"), ("flow", "no gas that could flow"), ("vessel", "vessel")],
    )
    def test_nothing_flows(self, vacuum: Atmosphere, given_key: str, said: str) -> None:
        with pytest.raises(InputError, match=f"'vacuum'.*{said}"):
            vacuum.with_gas(**{given_key: "5 mm"})


class TestKeywords:
    def test_unknown(self, air: Atmosphere) -> None:
        with pytest.raises(UnknownNameError, match="Did you mean 'pressure'"):
            air.with_gas(presure="1 bar")

    @pytest.mark.parametrize("value", ["0 mm", "-1 mm", "inf m", 5])
    def test_boundary_layer(self, air: Atmosphere, value: Any) -> None:
        with pytest.raises(InputError, match="boundary_layer"):
            air.with_gas(boundary_layer=value)


class TestMoisture:
    def test_dew_point_sets_water(self, air: Atmosphere) -> None:
        wet = air.with_gas(dew_point="20 degC")
        assert wet.partial["H2O"] == pytest.approx(2339.0, rel=1e-3)  # steam tables
        assert "H2O" not in wet.records
        assert wet.given == {"dew_point": "20 degC"}

    def test_dew_point_stays_when_the_total_changes(self, air: Atmosphere) -> None:
        low = air.with_gas(dew_point="-40 degC").with_gas(pressure="0.5 atm")
        assert low.partial["H2O"] == air.with_gas(dew_point="-40 degC").partial["H2O"]

    def test_the_later_replaces_the_earlier(self, air: Atmosphere) -> None:
        assert air.with_gas(dew_point="20 degC").with_gas(H2O="1 Pa").given == {"H2O": "1 Pa"}
        assert air.with_gas(H2O="1 Pa").with_gas(dew_point="20 degC").given == {"dew_point": "20 degC"}

    def test_both_at_once(self, air: Atmosphere) -> None:
        with pytest.raises(InputError, match="H2O= and dew_point="):
            air.with_gas(H2O="1 kPa", dew_point="20 degC")

    @pytest.mark.parametrize("value", ["100 K", "400 degC"])
    def test_out_of_range(self, air: Atmosphere, value: str) -> None:
        with pytest.raises(InputError, match=r"dew_point: .* outside"):
            air.with_gas(dew_point=value)

    def test_coulomb(self, air: Atmosphere) -> None:
        with pytest.raises(UnitError, match="Did you mean '20 degC'"):
            air.with_gas(dew_point="20 C")

    @pytest.mark.parametrize("celsius", [0.02, 20.0, 50.0, 99.0, 150.0, 300.0])
    def test_over_liquid_agrees_with_an_equation_of_state(self, celsius: float) -> None:
        cantera = pytest.importorskip("cantera")
        water = cantera.Water()
        water.TQ = celsius + 273.15, 0.0
        assert saturation_pressure(celsius + 273.15) == pytest.approx(water.P_sat, rel=4e-3)

    def test_water_boils(self) -> None:
        assert saturation_pressure(373.1243) == pytest.approx(ATM, rel=1e-5)

    @pytest.mark.parametrize("celsius", [-60.0, -40.0, -20.0, -5.0])
    def test_over_ice_agrees_with_the_magnus_form(self, celsius: float) -> None:
        magnus = 611.2 * math.exp(22.46 * celsius / (272.62 + celsius))
        assert saturation_pressure(celsius + 273.15) == pytest.approx(magnus, rel=6e-3)

    def test_the_two_meet_at_the_triple_point(self) -> None:
        assert saturation_pressure(273.16) == pytest.approx(611.657, rel=1e-4)
        assert saturation_pressure(273.1499) == pytest.approx(saturation_pressure(273.15), rel=2e-4)

    @given(st.floats(111.0, 646.0), st.floats(0.01, 1.0))
    def test_rises(self, kelvin: float, step: float) -> None:
        assert saturation_pressure(kelvin + step) > saturation_pressure(kelvin)
