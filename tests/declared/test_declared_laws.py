"""Laws that only data-only materials use."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from attrs import evolve

from annealkit.declared.mean import CellMean
from annealkit.declared.polynomial import Polynomial
from annealkit.declared.ratios import Avrami, Deficit, Power
from annealkit.errors import InputError, UnitError
from annealkit.laws import Arrhenius, Constant
from annealkit.provenance import Record


def record(value: float, unit: str, short: str = "x") -> Record:
    from annealkit import units

    si = units.normal(unit)
    return Record(
        key=f"Solid.{short}",
        value=units.si((value, unit), si, name=short),
        unit=si,
        printed_value=value,
        printed_unit=unit,
        basis="assumed",
    )


T = np.array([[300.0, 500.0, 900.0], [400.0, 600.0, 1000.0]])
H, S, Q = record(10, "kJ/mol", "h"), record(-5, "J/mol/K", "s"), record(0.1, "J/mol/K^2", "q")
BAR, HALF, TWO = record(1, "bar", "bar"), record(0.5, "1", "half"), record(2, "1", "two")
SITE = record(2e4, "mol/m^3", "site")

#: Laws with what they should give at a state.
CLOSED = {
    "polynomial": (Polynomial("T", [H, S, Q]), {"T": T}, 1e4 - 5 * T + 0.1 * T**2),
    "a constant polynomial": (Polynomial("T", [H]), {"T": T}, np.full(T.shape, 1e4)),
    "logarithm": (Polynomial("p_O2", [H, H], BAR), {"p_O2": 1e5 * T}, 1e4 + 1e4 * np.log(T)),
    "power": (Power("p_O2", BAR, HALF), {"p_O2": 1e5 * T}, np.sqrt(T)),
    "proportional": (Power("c", SITE), {"c": 2e4 * T}, T),
    "deficit": (Deficit("c", SITE), {"c": np.array([-1.0, 0.0, 5e3, 2e4, 3e4])}, np.array([1.0, 1.0, 0.75, 0.0, 0.0])),
    "avrami": (Avrami("w", TWO), {"w": T / 1e3}, 1 - np.exp(-((T / 1e3) ** 2))),
    "first order": (Avrami("w"), {"w": T / 1e3}, 1 - np.exp(-T / 1e3)),
}


@pytest.mark.parametrize(("law", "state", "expected"), CLOSED.values(), ids=CLOSED)
def test_a_law_gives_its_closed_form_on_arrays(law, state, expected):
    assert law(**state).shape == expected.shape
    np.testing.assert_allclose(law(**state), expected, rtol=1e-14)


@pytest.mark.parametrize(("law", "state", "expected"), CLOSED.values(), ids=CLOSED)
def test_a_law_survives_pickling_with_its_identity(law, state, expected):
    again = pickle.loads(pickle.dumps(law))
    assert again.identity == law.identity
    assert again.describe() == law.describe()
    np.testing.assert_array_equal(again(**state), law(**state))


#: A record that is varied, and the law made of it.
BATCHED = {
    "polynomial": (H, lambda one: Polynomial("T", [one, S])),
    "logarithm": (record(300, "K"), lambda one: Polynomial("T", [H, H], one)),
    "power": (TWO, lambda one: Power("T", record(300, "K"), one)),
    "proportional": (record(300, "K"), lambda one: Power("T", one)),
    "deficit": (record(1000, "K"), lambda one: Deficit("T", one)),
    "avrami": (TWO, lambda one: Avrami("w", one)),
}


@pytest.mark.parametrize(("varied", "make"), BATCHED.values(), ids=BATCHED)
def test_a_batch_of_records_adds_an_axis_in_front(varied, make):
    values = np.array([1.0, 1.5]) * varied.value
    law = make(evolve(varied, value=values))
    cells = np.array([300.0, 500.0, 900.0]) / (1e3 if law.arguments == ("w",) else 1.0)
    each = [make(evolve(varied, value=one))(**{law.arguments[0]: cells}) for one in values]
    np.testing.assert_array_equal(law(**{law.arguments[0]: cells}), each)
    assert not np.allclose(each[0], each[1])


def test_nothing_is_infinite_where_a_gas_or_a_species_is_gone():
    assert np.isfinite(Polynomial("p_O2", [H, H], BAR)(p_O2=np.array([0.0, 1.0]))).all()
    assert Power("c", SITE)(c=np.array([0.0]))[0] == 0.0
    assert Power("c", SITE, HALF)(c=np.array([-1e-9, 0.0])).max() < 1e-100
    assert np.isfinite(Power("c", SITE, record(-1, "1"))(c=np.array([0.0]))).all()
    assert Avrami("w", HALF)(w=np.array([-1e-30]))[0] == 0.0


def test_a_mean_weighs_cells_by_their_thickness():
    mean = CellMean(Avrami("w"))
    assert mean.arguments == ("w", "dx")
    widths, w = np.array([1e-9, 3e-9]), np.array([[0.0, np.inf], [np.inf, np.inf]])
    np.testing.assert_allclose(mean(w=w, dx=widths), [0.75, 1.0])
    alike = CellMean(Polynomial("T", [H, S]))
    assert alike.arguments == ("T",)
    assert alike(T=300.0) == 1e4 - 1500
    np.testing.assert_allclose(alike(T=np.array([[300.0], [400.0]])), [8500.0, 8000.0])
    assert alike.describe() == "(10 kJ/mol − 5 J/mol/K · T)"
    whole = CellMean(Constant("2 S/m") * Avrami("w"))
    assert whole.unit == "S/m"
    assert whole.identity == "CellMean(Product(1.0, Constant(2.0 S/m), Avrami(w, none)))"


def test_laws_describe_themselves_so_that_they_can_stand_in_a_product():
    product = Arrhenius("1 1/s", "1 eV") * Avrami("w", TWO) * Polynomial("T", [H, S])
    assert product.describe() == "1 1/s · exp(−1 eV/kT) · (1 − exp(−w^2)) · (10 kJ/mol − 5 J/mol/K · T)"
    assert Polynomial("p_O2", [H, H, H], BAR).describe() == (
        "(10 kJ/mol + 10 kJ/mol · ln(p_O2/1 bar) + 10 kJ/mol · ln(p_O2/1 bar)^2)"
    )
    assert Power("p_O2", BAR, HALF).describe() == "(p_O2/1 bar)^0.5"
    assert Power("c", SITE).describe() == "(c/20000 mol/m³)"
    assert Deficit("c", SITE).describe() == "max(0, 1 − c/20000 mol/m³)"


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: Polynomial("T", []), InputError, "the list is empty"),
        (lambda: Polynomial("T", [H, H]), UnitError, r"coefficients\.1: 10 kJ/mol times the unit 'K' of T"),
        (lambda: Polynomial("p_O2", [H, S], BAR), UnitError, r"coefficients\.1: -5 J/mol/K is in 'J/\(mol K\)'"),
        (lambda: Polynomial("T", [H, H], BAR), UnitError, "reference: the record 'Solid.bar' is in 'Pa'"),
        (lambda: Power("c", BAR), UnitError, "expected 'mol/m\\^3'"),
        (lambda: Power("T", record(0, "K")), InputError, "reference: 0 K is not positive"),
        (lambda: Power("T", record(1, "K"), BAR), UnitError, "exponent: the record 'Solid.bar'"),
        (lambda: Deficit("c", record(-1, "mol/m^3")), InputError, "is not positive"),
        (lambda: Avrami("T"), UnitError, "argument: 'T' is in 'K'; expected a local state"),
    ],
)
def test_units_that_do_not_fit_are_refused(make, error, said):
    with pytest.raises(error, match=said):
        make()
