"""The unit gate: what is understood, what is refused and how, and what comes out."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annealkit import units
from annealkit.errors import InputError, UnitError

AVOGADRO = 6.02214076e23
ELEMENTARY_CHARGE = 1.602176634e-19
GAS_CONSTANT = 8.31446261815324
MOLAR_VOLT = AVOGADRO * ELEMENTARY_CHARGE  # J/mol of 1 eV per particle

finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


@pytest.fixture(scope="module")
def foreign() -> Any:
    """A registry that is neither ours nor the application's."""
    return pint.UnitRegistry()


def host() -> Any:
    """The registry of whoever uses annealkit."""
    application: Any = pint.get_application_registry
    return application()


def close(value: float) -> Any:
    """Equal but for the last bits."""
    return pytest.approx(value, rel=1e-14, abs=0.0)


class TestUnderstood:
    @pytest.mark.parametrize(
        ("text", "unit", "expected"),
        [
            ("1e-14 m^2/s", "m^2/s", 1e-14),
            ("1e-14 m²/s", "m^2/s", 1e-14),
            ("1e-14 m² s⁻¹", "m^2/s", 1e-14),
            ("1e-10 cm**2/s", "m^2/s", 1e-14),
            ("1e-14 m2 s-1", "m^2/s", 1e-14),
            ("5×10⁻¹⁴ m²/s", "m^2/s", 5e-14),
            ("5 x 10^-14 m^2/s", "m^2/s", 5e-14),
            ("10^-14 m^2/s", "m^2/s", 1e-14),
            ("5 %", "1", 0.05),
            ("5%", "1", 0.05),
            ("0.3", "1", 0.3),
            ("10 ppm", "1", 1e-5),
            ("48 mol%", "1", 0.48),
            ("48 mol %", "1", 0.48),
            ("3 at%", "1", 0.03),
            ("3 at.%", "1", 0.03),
            ("10 ohm cm^2", "ohm m^2", 1e-3),
            ("10 Ω·cm²", "ohm m^2", 1e-3),
            ("10 Ω cm²", "ohm m^2", 1e-3),  # the ohm sign, U+2126
            ("5 µm", "m", 5e-6),  # micro sign, U+00B5
            ("5 μm", "m", 5e-6),  # Greek mu, U+03BC
            ("500nm", "m", 5e-7),
            (".5 nm", "m", 5e-10),
            ("2 Å", "m", 2e-10),
            ("1 h 30 min", "s", 5400.0),
            ("1h30min", "s", 5400.0),
            ("1 d 2 h 3 min 4 s", "s", 93784.0),
            ("1e-3 /s", "1/s", 1e-3),
            ("5 1/s", "1/s", 5.0),
            ("1e-9 mol m^-2 s^-1", "mol/(m^2 s)", 1e-9),
            ("1e-9 mol/(m^2 s)", "mol/(m^2 s)", 1e-9),
            ("700 °C", "K", 973.15),
            ("700 degC", "K", 973.15),
            ("700 deg C", "K", 973.15),
            ("700 ℃", "K", 973.15),
            ("32 degF", "K", 273.15),
            ("20 degC", "delta K", 20.0),
            ("20 K", "delta K", 20.0),
            ("9 degF", "delta K", 5.0),
            ("20 delta K", "delta K", 20.0),
            ("20 delta_degC", "delta K", 20.0),
            ("760 Torr", "Pa", 101325.0),
            ("760 torr", "Pa", 101325.0),
            ("1e-3 mol/L", "mol/m^3", 1.0),
        ],
    )
    def test_text_to_si(self, text: str, unit: str, expected: float) -> None:
        assert units.si(text, unit, name="x") == close(expected)

    @pytest.mark.parametrize("text", ["0.30 eV", "0.30 eV/particle", "0.30 eV/atom", "0.30 eV/f.u.", "300 meV"])
    def test_electron_volts_are_per_particle(self, text: str) -> None:
        assert units.energy(text, name="E") == pytest.approx(0.30 * MOLAR_VOLT, rel=1e-9)

    def test_molar_energies(self) -> None:
        assert units.energy("29 kJ/mol", name="E") == 29000.0
        assert units.energy("−7 kcal/mol", name="E") == close(-7 * 4184.0)

    def test_entropy_in_electron_volts(self) -> None:
        assert units.si("1 meV/K", "J/(mol K)", name="S") == pytest.approx(1e-3 * MOLAR_VOLT, rel=1e-9)

    def test_an_energy_in_joule_is_still_one(self) -> None:
        assert units.si("1 eV", "J", name="E") == pytest.approx(ELEMENTARY_CHARGE, rel=1e-9)

    def test_standard_cubic_centimetres(self) -> None:
        expected = 100e-6 / 60.0 * 101325.0 / (GAS_CONSTANT * 273.15)
        assert units.si("100 sccm", "mol/s", name="flow") == pytest.approx(expected, rel=1e-12)
        assert units.si("0.1 slm", "mol/s", name="flow") == pytest.approx(expected, rel=1e-12)

    @pytest.mark.parametrize("text", ["5 K/min", "5 degC/min", "5 °C/min", "300 K/h", "300 °C/h", "9 degF/min"])
    def test_rates(self, text: str) -> None:
        assert units.rate(text, name="rate") == close(5.0 / 60.0)

    def test_rate_keeps_sign_and_zero(self) -> None:
        assert units.rate("-5 K/min", name="rate") == close(-5.0 / 60.0)
        assert units.rate("0 K/min", name="rate") == 0.0

    def test_decimals_survive_the_prefix(self) -> None:
        # 500 * 1e-9 is 5.000000000000001e-07: a factor below one divides instead.
        assert units.length("500 nm", name="x") == 5e-7
        assert units.si("7 cm^2", "m^2", name="x") == 7e-4
        assert units.si("3 mm", "m", name="x") == 3e-3

    def test_plain_numbers_where_dimensionless(self) -> None:
        assert units.si(0.3, "1", name="x") == 0.3
        float32: Any = np.float32(0.5)
        assert units.si(float32, "1", name="x") == 0.5

    def test_pairs(self) -> None:
        assert units.si((5, "nm"), "m", name="x") == 5e-9
        listed: Any = [5, "nm"]  # as JSON and TOML write it
        assert units.si(listed, "m", name="x") == 5e-9
        assert units.temperature((25.0, "degC"), name="T") == 298.15

    def test_arrays(self) -> None:
        got = units.si_array((np.array([0.0, 25.0]), "degC"), "K", name="T")
        assert isinstance(got, np.ndarray)
        np.testing.assert_allclose(got, [273.15, 298.15], rtol=1e-15)
        got = units.si_array(([[1, 2]], "nm"), "m", name="x")
        np.testing.assert_array_equal(got, [[1e-9, 2e-9]])
        assert isinstance(units.si_array("5 nm", "m", name="x"), float)

    def test_input_array_is_left_alone(self) -> None:
        mine = np.array([1.0, 2.0])
        units.si_array((mine, "nm"), "m", name="x")
        np.testing.assert_array_equal(mine, [1.0, 2.0])


class TestForeignQuantities:
    def test_of_another_registry(self, foreign: Any) -> None:
        assert units.temperature(foreign.Quantity(700, "degC"), name="T") == 973.15
        assert units.rate(foreign.Quantity(5, "degC/min"), name="rate") == close(5 / 60)
        assert units.length(foreign.Quantity(500, "nm"), name="x") == 5e-7
        assert units.si(foreign.Quantity(5, "percent"), "1", name="x") == 0.05
        assert units.energy(foreign.Quantity(1, "eV"), name="E") == pytest.approx(MOLAR_VOLT, rel=1e-9)

    def test_of_the_application_registry(self) -> None:
        assert units.length(host().Quantity(3, "mm"), name="x") == 3e-3

    def test_arrays(self, foreign: Any) -> None:
        got = units.si_array(foreign.Quantity(np.array([1.0, 2.0]), "kPa"), "Pa", name="p")
        np.testing.assert_array_equal(got, [1000.0, 2000.0])

    def test_whatever_its_default_format(self) -> None:
        odd: Any = pint.UnitRegistry()
        odd.formatter.default_format = "Lx"
        assert units.si(odd.Quantity(1, "cm^2/s"), "m^2/s", name="D") == 1e-4

    def test_a_unit_only_it_knows_converts_itself(self) -> None:
        own: Any = pint.UnitRegistry()
        own.define("furlong_of_mine = 201.168 m")
        assert units.length(own.Quantity(2, "furlong_of_mine"), name="x") == close(402.336)

    def test_duck_typed(self) -> None:
        class Mine:
            magnitude = 5.0
            units = "nm"

        assert units.length(Mine(), name="x") == 5e-9

    def test_difference_is_no_temperature(self, foreign: Any) -> None:
        with pytest.raises(UnitError, match="difference"):
            units.temperature(foreign.Quantity(5, "delta_degC"), name="T")

    def test_not_a_number_inside(self, foreign: Any) -> None:
        with pytest.raises(UnitError, match="not finite"):
            units.length(foreign.Quantity(math.nan, "m"), name="x")

    def test_with_uncertainty_inside(self) -> None:
        class Odd:
            magnitude = object()
            units = "nm"

        with pytest.raises(UnitError, match="holds no number"):
            units.length(Odd(), name="x")


class TestRefused:
    """Every refusal names the argument, what was given, what is expected, and the likely intent."""

    @pytest.mark.parametrize(
        ("value", "unit", "said"),
        [
            ("700 C", "K", ["'700 C'", "coulomb", "temperature", "Did you mean '700 degC'"]),
            ("700 c", "K", ["Did you mean '700 degC'"]),
            ("700 k", "K", ["boltzmann", "Did you mean '700 K'"]),
            ("700 °", "K", ["Did you mean '700 degC'"]),
            ("700 F", "K", ["farad", "Did you mean '700 degF'"]),
            ("5 C/min", "K/s", ["coulomb / minute", "Did you mean '5 degC/min'"]),
            ("5 K", "K/s", ["Did you mean '5 K/min'"]),
            ("5 m", "s", ["meter", "Did you mean '5 min'"]),
            ("5 H", "s", ["henry", "Did you mean '5 h'"]),
            ("5 kJ", "J/mol", ["Did you mean '5 kJ/mol'"]),
            ("5 kj/mol", "J/mol", ["not a unit", "Did you mean '5 kJ/mol'"]),
            ("5 NM", "m", ["Did you mean '5 nm'"]),
            ("5 kpa", "Pa", ["Did you mean '5 kPa'"]),
            ("5 nm", "s", ["nanometer", "a time such as '30 min'"]),
            (700, "K", ["700", "without a unit", "Did you mean '700 degC'"]),
            ("700", "K", ["without a unit", "Did you mean '700 degC'"]),
            (500.0, "m", ["without a unit", "Did you mean '500.0 nm'"]),
            (0.5, "mol/(m^2 s)", ["without a unit", "'0.5 mol/(m^2 s)'"]),
            (None, "m", ["None", "a length such as '500 nm'"]),
            (True, "1", ["True", "no number"]),
            ({"a": 1}, "m", ["expected a length"]),
            ("nan m", "m", ["not finite"]),
            ("inf", "1", ["not finite"]),
            ("-inf K", "K", ["not finite"]),
            ("1e999 m", "m", ["not a finite number"]),
            ("1e308 km", "m", ["too large"]),
            ((math.nan, "m"), "m", ["not finite"]),
            (math.inf, "1", ["not finite"]),
            ((np.array([1.0, math.inf]), "m"), "m", ["not finite"]),
            ("", "m", ["does not begin with a number"]),
            ("five nm", "m", ["does not begin with a number"]),
            ("1,5 nm", "m", ["comma", "point"]),
            ("1 000 nm", "m", ["two numbers"]),
            ("5 nm 3 m", "m", ["several numbers", "1 h 30 min"]),
            ("1 h -30 min", "s", ["several numbers"]),
            ("1/2 h", "s", ["'/2 h' is not a unit"]),
            (("5", "nm"), "m", ["first of the pair must be a number"]),
            ((True, "nm"), "m", ["no number"]),
            ((1 + 2j, "nm"), "m", ["no number"]),
            ([1.0, 2.0], "1", ["array", "one value"]),
            ("5 dB", "1", ["not a unit"]),
            ("-300 degC", "K", ["below absolute zero"]),
            ("-1 K", "K", ["below absolute zero"]),
            ("5 xyz", "m", ["'xyz' is not a unit"]),
            ("5 m", "delta K", ["a temperature difference"]),
        ],
    )
    def test_says(self, value: Any, unit: str, said: list[str]) -> None:
        with pytest.raises(UnitError) as caught:
            units.si(value, unit, name="the argument")
        message = str(caught.value)
        assert message.startswith("the argument: ")
        for part in said:
            assert part in message

    @pytest.mark.parametrize(
        "text",
        [
            "1 __import__('os').system('true')",
            "1 9^9^9^9^9^9",
            "1 m^(9^9^9^9)",
            "1 m^(2)^(99)^(99)^(99)",
            "1 m**99**99**99",
            "1 m + 2",
            "1 m/0",
            "1 m; s",
            "1 " + "(" * 500 + "m" + ")" * 500,
            "1 lambda: 0",
            "1 m\x00",
        ],
    )
    def test_nothing_is_evaluated(self, text: str) -> None:
        with pytest.raises(UnitError):
            units.si(text, "m", name="x")

    @pytest.mark.parametrize("value", ["0 nm", "-5 nm", (0.0, "m")])
    def test_lengths_are_positive(self, value: Any) -> None:
        with pytest.raises(InputError, match=r"thickness: .*above zero"):
            units.length(value, name="thickness")

    def test_times_are_not_negative(self) -> None:
        assert units.duration("0 s", name="t") == 0.0
        with pytest.raises(InputError, match=r"t: .*negative"):
            units.duration("-5 min", name="t")

    def test_long_values_are_cut_short(self) -> None:
        with pytest.raises(UnitError) as caught:
            units.si_array((np.arange(1000.0), "s"), "m", name="x")
        assert len(str(caught.value)) < 300


class TestPressure:
    def test_pressures(self) -> None:
        assert units.pressure("1 kPa", name="p") == 1000.0
        assert units.pressure("1 atm", name="p") == close(101325.0)
        assert units.pressure("0 Pa", name="p") == 0.0

    @pytest.mark.parametrize("value", ["10 ppm", (10, "ppm"), "0.001 %", "0.001 mol%"])
    def test_shares_of_the_total(self, value: Any) -> None:
        assert units.pressure(value, name="p", total=101325.0) == pytest.approx(1.01325, rel=1e-13)

    def test_share_without_total(self) -> None:
        with pytest.raises(UnitError, match=r"H2O: .*share of a total"):
            units.pressure("10 ppm", name="H2O")

    @pytest.mark.parametrize("value", ["0.01", 0.01])
    def test_bare_number(self, value: Any) -> None:
        with pytest.raises(UnitError, match="without a unit"):
            units.pressure(value, name="H2O", total=1e5)

    @pytest.mark.parametrize("value", ["-1 Pa", "-1 %"])
    def test_negative(self, value: str) -> None:
        with pytest.raises(InputError, match=r"H2O: .*negative"):
            units.pressure(value, name="H2O", total=1e5)


class TestSplit:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1e-14 m^2/s", (1e-14, "m^2/s")),
            ("5", (5.0, "")),
            ("-0.34eV", (-0.34, "eV")),
            ("1e-3 m", (1e-3, "m")),
            ("5E3Pa", (5000.0, "Pa")),
            ("2×10³ Pa", (2000.0, "Pa")),
            ("5 °C", (5.0, "°C")),
            ("10 m²", (10.0, "m²")),
            ("1 h 30 min", (5400.0, "s")),
        ],
    )
    def test_number_and_unit(self, text: str, expected: tuple[float, str]) -> None:
        assert units.split(text, name="x") == expected

    @given(
        finite,
        st.sampled_from(["m", "nm", "m^2/s", "eV", "K", "Pa", "e", "ohm cm^2"]),
        st.sampled_from(["", " "]),
    )
    def test_every_float_comes_back(self, number: float, unit: str, gap: str) -> None:
        if unit == "e" and not gap:
            gap = " "
        assert units.split(f"{number!r}{gap}{unit}", name="x") == (number, unit)

    @given(st.text(max_size=30))
    @settings(max_examples=300)
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            number = units.si(text, "m", name="x")
        except UnitError:
            return
        assert math.isfinite(number)


class TestNormal:
    @pytest.mark.parametrize(
        ("unit", "expected"),
        [
            ("cm^2/s", "m^2/s"),
            ("m²/s", "m^2/s"),
            ("mol/(cm^2 h)", "mol/(m^2 s)"),
            ("m^2/s * mol/m^3", "mol/(m s)"),
            ("mol/(m^2 s) * m^2/mol", "1/s"),
            ("eV", "J/mol"),
            ("kJ/mol", "J/mol"),
            ("bar", "Pa"),
            ("degC", "K"),
            ("K/min", "K/s"),
            ("ohm cm^2", "ohm m^2"),
            ("%", "1"),
            ("1", "1"),
            ("", "1"),
            ("s/m", "s/m"),
            ("sccm", "mol/s"),
            ("m^0.5", "m^0.5"),
        ],
    )
    def test_texts(self, unit: str, expected: str) -> None:
        assert units.normal(unit) == expected

    @given(
        st.dictionaries(
            st.sampled_from(["m", "s", "kg", "mol", "K", "A"]),
            st.integers(-4, 4).filter(bool),
            min_size=1,
            max_size=5,
        )
    )
    def test_is_its_own_normal(self, powers: dict[str, int]) -> None:
        unit = " ".join(f"{symbol}^{power}" for symbol, power in powers.items())
        once = units.normal(unit)
        assert units.normal(once) == once
        # The same dimension: the ratio of the two cancels.
        assert units.si(f"3 {unit}", once, name="x") == 3.0

    def test_unknown(self) -> None:
        with pytest.raises(UnitError, match="'blub'"):
            units.normal("blub")


class TestOutput:
    @pytest.mark.parametrize(
        ("value", "unit", "expected"),
        [
            (5e-7, "m", "500 nm"),
            (2e-6, "m", "2 µm"),
            (7e-3, "m", "7 mm"),
            (1800.0, "s", "30 min"),
            (5400.0, "s", "1.5 h"),
            (90.0, "s", "1.5 min"),
            (973.15, "K", "973.15 K"),
            (101325.0, "Pa", "101.325 kPa"),
            (0.1, "Pa", "0.1 Pa"),
            (32800.0, "J/mol", "32.8 kJ/mol"),
            (-32800.0, "J/mol", "-32.8 kJ/mol"),
            (0.0, "m", "0 m"),
            (0.3, "1", "0.3"),
            (1e-14, "m^2/s", "1e-14 m²/s"),
            (1e-3, "ohm m^2", "0.001 Ω m²"),
            (0.34, "eV", "0.34 eV"),
        ],
    )
    def test_text(self, value: float, unit: str, expected: str) -> None:
        assert units.text(value, unit) == expected

    @given(
        st.floats(1e-15, 1e15).flatmap(lambda x: st.sampled_from([x, -x])),
        st.sampled_from(["m", "s", "Pa", "J/mol", "m^2/s", "mol/(m^2 s)", "1", "ohm m^2", "1/s", "s/m"]),
    )
    def test_text_reads_back(self, value: float, unit: str) -> None:
        assert units.si(units.text(value, unit), unit, name="x") == pytest.approx(value, rel=1e-5)

    @pytest.mark.parametrize(
        ("value", "unit", "expected"),
        [
            (5.0, "m^2/s", "meter ** 2 / second"),
            (5.0, "degC", "degree_Celsius"),
            (5.0, "degC/min", "delta_degree_Celsius / minute"),
            (5.0, "%", "percent"),
            (5.0, "1", "dimensionless"),
        ],
    )
    def test_quantity_is_the_hosts(self, value: float, unit: str, expected: str) -> None:
        got = units.quantity(value, unit)
        assert (got.magnitude, got.units) == (value, host().Unit(expected))
        assert got == host().Quantity(value, expected)

    def test_our_own_units_leave_as_si(self) -> None:
        share = units.quantity(5.0, "mol%")
        assert share.magnitude == 0.05
        assert share.dimensionless
        flow = units.quantity(100.0, "sccm")
        assert flow.check("[substance]/[time]")

    def test_quantity_of_no_unit(self) -> None:
        with pytest.raises(UnitError):
            units.quantity(1.0, "blub")

    @given(finite, st.sampled_from(["nm", "kPa", "K/min", "eV", "cm^2/s", "ohm cm^2"]))
    def test_out_and_in(self, value: float, unit: str) -> None:
        target = units.normal(unit)
        back = units.si(units.quantity(value, unit), target, name="x")
        assert back == pytest.approx(units.si((value, unit), target, name="x"), rel=1e-13, abs=0.0)

    @pytest.mark.parametrize(
        "value", ["5 nm", (5, "nm"), [5, "nm"], (np.float64(5), "nm"), units.quantity(5, "nm")], ids=str
    )
    def test_given_text_reads_back(self, value: Any) -> None:
        assert units.length(units.given_text(value), name="x") == 5e-9


class TestManners:
    def test_the_application_registry_is_untouched(self) -> None:
        code = (
            "import pint\n"
            "before = pint.get_application_registry().get()\n"
            "from annealkit import units\n"
            "units.si('5 sccm', 'mol/s', name='x'); units.quantity(5, 'sccm')\n"
            "assert pint.get_application_registry().get() is before\n"
            "for name in ('sccm', 'mol_pct', 'at_pct', 'formula_unit'):\n"
            "    assert name not in pint.get_application_registry(), name\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_pint_is_loaded_on_first_use_only(self) -> None:
        code = "import sys\nimport annealkit.units\nimport annealkit.schedule\nassert 'pint' not in sys.modules"
        subprocess.run([sys.executable, "-c", code], check=True)
