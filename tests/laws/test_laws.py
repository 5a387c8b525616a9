from __future__ import annotations

import functools
import operator
import pickle
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import pint
import pytest
from scipy.interpolate import PchipInterpolator

from annealkit.errors import InputError, UnitError
from annealkit.laws import Arrhenius, Callable, Constant, Law, Product, Sum, Tabulated, as_law
from annealkit.provenance import Range, Record

R = 1.380649e-23 * 6.02214076e23
EV = 1.602176634e-19 * 6.02214076e23


def record(key: str, value: Any, unit: str, printed: tuple[float, str], **more: Any) -> Record:
    return Record(
        key=key,
        value=value,
        unit=unit,
        printed_value=printed[0],
        printed_unit=printed[1],
        basis="assumed",
        **more,
    )


PREFACTOR = record("M.D.prefactor", 2e-7, "m^2/s", (2e-7, "m^2/s"), valid={"T": Range(300.0, 900.0, "K")})
ENERGY = record(
    "M.D.energy",
    0.34 * EV,
    "J/mol",
    (0.34, "eV"),
    valid={"T": Range(400.0, 1000.0, "K"), "x": Range(0.5, 1.0, "1")},
)


def linear(T: Any, x: Any) -> Any:
    """A function at the top of a module."""
    return 1e-12 * T * x


# -- single laws ---------------------------------------------------------------------


def test_constant_reads_its_own_unit() -> None:
    law = Constant("5 cm^2/s")
    assert law() == 5e-4
    assert (law.unit, law.arguments, dict(law.records)) == ("m^2/s", (), {})
    assert Constant(0.5)() == 0.5
    assert Constant(0.5).unit == "1"
    assert Constant("-20 delta K")() == -20.0
    assert Constant("-20 delta K").unit == "K"
    assert Constant((700.0, "degC"))() == pytest.approx(973.15)
    assert Constant(pint.UnitRegistry().Quantity(3.0, "nm"))() == 3e-9


def test_constant_of_a_record_carries_it() -> None:
    law = Constant(PREFACTOR)
    assert law() == 2e-7
    assert law.records == {"M.D.prefactor": PREFACTOR}
    assert law.name == "M.D.prefactor"


@pytest.mark.parametrize(("value", "unit"), [("1 m", "m^2/s"), (1.0, "m"), ("5", "m"), (PREFACTOR, "J/mol")])
def test_constant_of_another_dimension_is_refused(value: Any, unit: str) -> None:
    with pytest.raises(UnitError, match="rate"):
        Constant(value, unit, name="rate")


def test_arrhenius_is_the_formula() -> None:
    T = np.linspace(300.0, 1500.0, 25)
    law = Arrhenius("1e-9 m^2/s", "120 kJ/mol")
    np.testing.assert_allclose(law(T=T), 1e-9 * np.exp(-120e3 / (R * T)), rtol=1e-13)
    assert (law.unit, law.arguments) == ("m^2/s", ("T",))


def test_energies_per_particle_and_per_mole_agree() -> None:
    in_ev = Arrhenius("1e-9 m^2/s", "1.2 eV")
    in_kj = Arrhenius("1e-5 cm^2/s", f"{1.2 * EV / 1000!r} kJ/mol")
    k = 8.617333262e-5  # eV/K
    assert in_ev(T=900.0) == pytest.approx(in_kj(T=900.0), rel=1e-12)
    assert in_ev(T=900.0) == pytest.approx(1e-9 * np.exp(-1.2 / (k * 900.0)), rel=1e-8)


def test_arrhenius_of_records() -> None:
    law = Arrhenius(PREFACTOR, ENERGY)
    assert law(T=700.0) == pytest.approx(2e-7 * np.exp(-0.34 * EV / (R * 700.0)), rel=1e-13)
    assert list(law.records) == ["M.D.prefactor", "M.D.energy"]


@pytest.mark.parametrize(
    ("prefactor", "energy", "unit"),
    [
        (1e-9, "1 eV", None),
        ("1e-9 m^2/s", 1.0, None),
        ("1e-9 m^2/s", "1 m", None),
        ("1e-9 m/s", "1 eV", "m^2/s"),
        (ENERGY, ENERGY, "m^2/s"),
        (PREFACTOR, PREFACTOR, None),
    ],
)
def test_arrhenius_refuses_other_dimensions(prefactor: Any, energy: Any, unit: str | None) -> None:
    if prefactor == 1e-9:  # a plain number is a dimensionless law, which the unit then refuses
        unit = "m^2/s"
    with pytest.raises(UnitError, match="Arrhenius"):
        Arrhenius(prefactor, energy, unit)


def test_batches_and_leading_axes_broadcast() -> None:
    energies = ENERGY.with_value((np.array([0.2, 0.3, 0.4]), "eV"))
    law = Arrhenius(PREFACTOR, energies)
    T = np.linspace(500.0, 900.0, 7)
    expected = 2e-7 * np.exp(-np.array([0.2, 0.3, 0.4])[:, None] * EV / (R * T))
    np.testing.assert_allclose(law(T=T), expected, rtol=1e-12)
    assert np.shape(law(T=600.0)) == (3, 1)
    assert np.shape(law(T=np.ones((3, 1)) * T)) == (3, 7)
    assert np.shape(law(T=np.ones((5, 3, 7)) * 600.0)) == (5, 3, 7)
    assert np.shape(Constant(PREFACTOR.with_value(([1e-7, 2e-7, 3e-7], "m^2/s")))()) == (3, 1)


# -- tables ----------------------------------------------------------------------------

POINTS = np.array([300.0, 400.0, 600.0, 650.0, 900.0])
VALUES = np.array([1e-15, 2e-14, 2e-14, 5e-13, 1e-11])


@pytest.mark.parametrize("log", [False, True])
def test_table_is_scipy_s_monotone_cubic(log: bool) -> None:
    law = Tabulated("T", POINTS, VALUES, unit="m^2/s", log=log)
    T = np.linspace(300.0, 900.0, 61).reshape(1, 61)
    oracle = PchipInterpolator(POINTS, np.log(VALUES) if log else VALUES)(T)
    np.testing.assert_allclose(law(T=T), np.exp(oracle) if log else oracle, rtol=1e-12)
    np.testing.assert_allclose(law(T=POINTS), VALUES, rtol=1e-12)


def test_table_holds_its_ends_and_says_where_it_ends() -> None:
    law = Tabulated("T", POINTS, VALUES, unit="m^2/s")
    assert law(T=200.0) == pytest.approx(1e-15, rel=1e-12)
    assert law(T=2000.0) == pytest.approx(1e-11, rel=1e-12)
    assert law.ranges() == {"T": Range(300.0, 900.0, "K")}
    narrowed = Tabulated("T", POINTS, VALUES, unit="m^2/s", records=[ENERGY])
    assert narrowed.ranges() == {"T": Range(400.0, 900.0, "K"), "x": Range(0.5, 1.0, "1")}


def test_table_takes_units() -> None:
    law = Tabulated("T", (POINTS - 273.15, "degC"), VALUES * 1e4, unit="cm^2/s")
    assert law.unit == "m^2/s"
    assert law(T=650.0) == pytest.approx(5e-13, rel=1e-12)
    depth = Tabulated("depth", ([0.0, 100.0], "nm"), [0.0, 1.0], unit="1")
    assert depth(depth=50e-9) == pytest.approx(0.5)
    assert depth.ranges()["depth"] == Range(0.0, 1e-7, "m")


@pytest.mark.parametrize(
    ("points", "values", "log"),
    [
        ([300.0], [1.0], False),
        ([300.0, 400.0], [1.0], False),
        ([400.0, 300.0], [1.0, 2.0], False),
        ([300.0, 300.0], [1.0, 2.0], False),
        ([[300.0, 400.0]], [[1.0, 2.0]], False),
        ([300.0, 400.0], [0.0, 1.0], True),
        ([300.0, 400.0], [np.nan, 1.0], False),
        ([-5.0, 400.0], [1.0, 1.0], False),
    ],
)
def test_bad_tables_are_refused(points: Any, values: Any, log: bool) -> None:
    with pytest.raises(InputError, match=r"Tabulated\(T\)"):
        Tabulated("T", points, values, unit="1", log=log)


# -- functions -------------------------------------------------------------------------


def test_function_gets_its_arguments_by_name() -> None:
    law = Callable(linear, "m^2/s", records={"any": PREFACTOR})
    assert law.arguments == ("T", "x")
    assert law(T=300.0, x=0.5) == 1.5e-10
    assert law.at({"x": 0.5, "T": 300.0, "t": 1.0}) == 1.5e-10
    assert law.records == {"M.D.prefactor": PREFACTOR}
    assert law.describe() == "linear(T, x)"
    assert law.name == "linear"


def test_parameters_with_a_default_are_bound() -> None:
    assert Callable(lambda T, k=2.0: k * T, "K").arguments == ("T",)
    half = Callable(functools.partial(linear, x=0.5), "m^2/s", name="half")
    assert half.arguments == ("T",)
    assert half(T=300.0) == 1.5e-10


def test_arguments_may_be_named() -> None:
    law = Callable(lambda **state: state["a"] + state["b"], "1", arguments=("a", "b"))
    assert law.at({"a": 1.0, "b": 2.0, "c": 3.0}) == 3.0


@pytest.mark.parametrize("f", [lambda **state: 1.0, lambda *values: 1.0, operator.itemgetter(0), 5.0, Constant(1.0)])
def test_functions_that_cannot_be_called_by_name_are_refused(f: Any) -> None:
    with pytest.raises(InputError, match="Callable"):
        Callable(f, "1")


@pytest.mark.parametrize("unit", ["cm^2/s", "degC", "eV", "%", "bar"])
def test_a_function_must_return_si(unit: str) -> None:
    with pytest.raises(UnitError, match="SI numbers"):
        Callable(lambda T: T, unit)


def test_an_error_inside_a_function_is_its_own() -> None:
    law = Callable(lambda T: dict[str, float]()["missing"], "1")
    with pytest.raises(KeyError, match="missing"):
        law.at({"T": 1.0})


# -- algebra ---------------------------------------------------------------------------


def test_sum_adds_and_unites() -> None:
    total = Arrhenius(PREFACTOR, ENERGY) + Callable(linear, "m^2/s") + Constant("1e-14 m^2/s")
    T, x = np.linspace(400.0, 900.0, 5), np.full((3, 5), 0.7)
    expected = 2e-7 * np.exp(-0.34 * EV / (R * T)) + 1e-12 * T * x + 1e-14
    np.testing.assert_allclose(total(T=T, x=x), expected, rtol=1e-12)
    assert total.arguments == ("T", "x")
    assert total.unit == "m^2/s"
    assert list(total.records) == ["M.D.prefactor", "M.D.energy"]
    assert isinstance(total, Sum)
    assert len(total.terms) == 3


def test_sum_of_a_list_begins_at_zero() -> None:
    laws = [Constant("1 m"), Constant("2 m"), Constant("50 cm")]
    total = sum(laws)
    assert isinstance(total, Law)
    assert total() == 3.5
    assert sum([laws[0]]) is laws[0]


def test_sum_does_not_change_what_a_constant_holds() -> None:
    batch = Constant(PREFACTOR.with_value(([1e-7, 2e-7], "m^2/s")))
    total = batch + batch
    total()
    np.testing.assert_array_equal(np.asarray(total()), [[2e-7], [4e-7]])


def test_product_multiplies_units_and_values() -> None:
    law = Callable(linear, "m^2/s") * Constant("100 mol/m^3") * Constant(0.5)
    assert law.unit == "mol/(m s)"
    assert law(T=300.0, x=1.0) == pytest.approx(1.5e-8)
    assert (Constant("2 m") * Constant("3 1/m")).unit == "1"
    assert (Constant("2 1/s") * Constant("3 1/(m^2 s)")).unit == "1/(m^2 s^2)"
    assert (Constant(2.0) * Constant(3.0)).unit == "1"


@pytest.mark.parametrize("number", [2, 2.0, np.float64(2.0), np.int64(2), np.float32(2.0)])
def test_scaling_from_both_sides(number: Any) -> None:
    law = Callable(linear, "m^2/s")
    for scaled in (law * number, number * law):
        assert isinstance(scaled, Product)
        assert scaled.unit == "m^2/s"
        assert scaled(T=300.0, x=1.0) == pytest.approx(6e-10)
    assert (2.0 * law * 3.0 * law)(T=300.0, x=1.0) == pytest.approx(6 * 9e-20)


@pytest.mark.parametrize("other", ["1e-14 m^2/s", True, None, np.ones(3)])
def test_algebra_with_anything_else_is_a_type_error(other: Any) -> None:
    law = Constant("1 m^2/s")
    with pytest.raises(TypeError):
        law * other
    with pytest.raises(TypeError):
        law + other


def test_adding_a_number_other_than_zero_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        Constant(1.0) + 1.0


def test_sum_of_different_units_is_refused() -> None:
    with pytest.raises(UnitError, match=r"Sum: .*only laws of one unit"):
        Constant("1 m") + Constant("1 s")


@pytest.mark.parametrize("kind", [Sum, Product])
def test_sum_and_product_need_laws(kind: Any) -> None:
    with pytest.raises(InputError, match=kind.__name__):
        kind()
    with pytest.raises(InputError, match=kind.__name__):
        kind(Constant(1.0), "1 m")


def test_ranges_are_intersections() -> None:
    law = Arrhenius(PREFACTOR, ENERGY)
    assert law.ranges() == {"T": Range(400.0, 900.0, "K"), "x": Range(0.5, 1.0, "1")}
    table = Tabulated("T", [350.0, 450.0], [1.0, 2.0], unit="1")
    assert (law * table).ranges()["T"] == Range(400.0, 450.0, "K")
    assert Constant(1.0).ranges() == {}


# -- calling ---------------------------------------------------------------------------


def test_missing_argument_names_law_and_argument() -> None:
    for law in (Callable(linear, "m^2/s"), Callable(linear, "m^2/s") + Callable(linear, "m^2/s")):
        with pytest.raises(InputError, match=r"law 'linear': the argument 'x' is missing"):
            law.at({"T": 300.0})
    with pytest.raises(InputError, match=r"1e-09 m²/s · exp.*'T' is missing"):
        Arrhenius("1e-9 m^2/s", "1 eV").at({"x": 1.0})


def test_a_direct_call_takes_exactly_the_arguments() -> None:
    law = Arrhenius("1e-9 m^2/s", "1 eV")
    with pytest.raises(TypeError):
        law(T=300.0, x=1.0)
    with pytest.raises(InputError, match="does not depend on x"):
        (law + law)(T=300.0, x=1.0)


def test_a_law_of_one_s_own_needs_two_methods() -> None:
    class Doubled(Law):
        unit, arguments, name = "K", ("T",), "doubled"
        records: Mapping[str, Record] = MappingProxyType({})

        def __call__(self, *, T: Any) -> Any:
            return 2.0 * T

        def describe(self) -> str:
            return "2 T"

    law = Doubled() + Constant("1 K")
    assert law.at({"T": 300.0, "x": 0.5}) == 601.0
    assert law.identity is None


# -- words, identity, transport ----------------------------------------------------------


def test_descriptions_are_the_printed_mathematics() -> None:
    law = Arrhenius(PREFACTOR, ENERGY)
    assert law.describe() == "2e-07 m²/s · exp(−0.34 eV/kT)"
    assert str(law) == law.describe()
    assert Arrhenius("1 cm^2/s", "120 kJ/mol").describe() == "1 cm²/s · exp(−120 kJ/mol/RT)"
    assert Arrhenius("3 1/s", "-0.2 eV").describe() == "3 1/s · exp(+0.2 eV/kT)"
    assert Constant("500 nm").describe() == "500 nm"
    assert (Constant("1 m") + Constant("2 m")).describe() == "1 m + 2 m"
    assert ((Constant("1 m") + Constant("2 m")) * Constant("3 s") * 2.0).describe() == "2 · (1 m + 2 m) · 3 s"
    assert Callable(linear, "m^2/s", text="a T x").describe() == "a T x"
    table = Tabulated("T", POINTS, VALUES, unit="m^2/s").describe()
    assert "5 points, 300 K to 900 K" in table
    assert "1e-15 m²/s to 1e-11 m²/s" in table


def test_description_follows_an_override() -> None:
    assert "0.3 eV/kT" in Arrhenius(PREFACTOR, ENERGY.with_value("0.30 eV")).describe()
    assert "30 kJ/mol/RT" in Arrhenius(PREFACTOR, ENERGY.with_value("30 kJ/mol")).describe()
    assert "[0.2 eV … 0.4 eV" in Arrhenius(PREFACTOR, ENERGY.with_value(([0.2, 0.4], "eV"))).describe()


BUILT_IN = [
    Constant("1 m^2/s"),
    Constant(PREFACTOR.with_value(([1e-7, 2e-7], "m^2/s"))),
    Arrhenius(PREFACTOR, ENERGY),
    Tabulated("T", POINTS, VALUES, unit="m^2/s", log=True),
    Callable(linear, "m^2/s"),
    Callable(functools.partial(linear, x=0.5), "m^2/s", identity="linear at 0.5"),
    Arrhenius(PREFACTOR, ENERGY) + Callable(linear, "m^2/s"),
    Arrhenius(PREFACTOR, ENERGY) * Callable(linear, "m^2/s") * 2.0,
]


@pytest.mark.parametrize("law", BUILT_IN, ids=[type(law).__name__ for law in BUILT_IN])
def test_laws_survive_pickling(law: Law) -> None:
    back = pickle.loads(pickle.dumps(law))
    state: dict[str, Any] = {"T": np.linspace(400.0, 800.0, 4), "x": 0.5}
    np.testing.assert_array_equal(np.asarray(back.at(state)), np.asarray(law.at(state)))
    assert (back.unit, back.arguments, back.describe()) == (law.unit, law.arguments, law.describe())
    assert back.records == law.records
    assert back.ranges() == law.ranges()
    assert back.identity == law.identity
    assert law.identity is not None


def test_identities_of_different_laws_differ() -> None:
    identities = [law.identity for law in BUILT_IN]
    assert len(set(identities)) == len(identities)
    assert Arrhenius("1 m^2/s", "1 eV").identity != Arrhenius("1 m^2/s", "1.0000001 eV").identity
    assert Constant("1 m").identity == Constant("100 cm").identity != Constant("1 s").identity
    assert (
        Tabulated("T", POINTS, VALUES, unit="1").identity != Tabulated("T", POINTS, VALUES, unit="1", log=True).identity
    )


def test_what_has_no_stable_name_has_no_identity() -> None:
    def local(T: Any) -> Any:
        return T

    for f in (lambda T: T, local, functools.partial(linear, x=0.5)):
        law = Callable(f, "m^2/s")
        assert law.identity is None
        assert (law + Constant("1 m^2/s")).identity is None
        assert (2.0 * law).identity is None
    assert "mine" in str(Callable(local, "1", identity="mine").identity)


# -- the gate --------------------------------------------------------------------------


def test_gate_passes_laws_of_the_right_unit() -> None:
    law = Arrhenius(PREFACTOR, ENERGY)
    assert as_law(law, "cm^2/s", name="D") is law
    with pytest.raises(UnitError, match=r"D: got a law in 'm\^2/s'.*expected 'm/s'"):
        as_law(law, "m/s", name="D")


def test_gate_makes_constants() -> None:
    law = as_law("1e-10 cm^2/s", "m^2/s", name="D")
    assert law() == pytest.approx(1e-14)
    assert law.name == "D"
    assert as_law(1.0, "1", name="K")() == 1.0
    assert as_law(PREFACTOR, "m^2/s", name="D").records == {"M.D.prefactor": PREFACTOR}
    assert as_law("-20 delta K", "delta K", name="dT")() == -20.0
    for bad in (1e-14, "1e-14", "1e-14 m", "fast", ENERGY):
        with pytest.raises(UnitError, match="D"):
            as_law(bad, "m^2/s", name="D")


def test_gate_refuses_a_function_without_a_unit_and_says_what_to_write() -> None:
    with pytest.raises(InputError, match=r"laws\.Callable\(function, 'm\^2/s'\)"):
        as_law(cast(Any, linear), "m^2/s", name="D")


def test_gate_takes_what_calls_itself_a_law() -> None:
    class Ramp:
        unit, arguments = "K", ("t",)

        def __call__(self, *, t: Any) -> Any:
            return 300.0 + t

    law = as_law(Ramp(), "K", name="temperature")
    np.testing.assert_array_equal(np.asarray(law.at({"t": np.arange(3.0), "x": 1.0})), [300.0, 301.0, 302.0])
    with pytest.raises(UnitError, match="temperature"):
        as_law(Ramp(), "Pa", name="temperature")
