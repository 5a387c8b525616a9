"""Cases are read strictly, and what a comparison is worth follows from what the records in use were fitted on."""

from __future__ import annotations

import pytest

from annealkit.errors import RecordError
from annealkit.provenance import Record, Uncertainty, read_bibliography
from annealkit.validation import read_cases, standing
from annealkit.validation.standing import spent_cases
from validation.predicting import Predicted, band

SOURCES = read_bibliography("@misc{Someone2018, title = {A title}}", file="references.bib")

FILE = """
annealkit = 1
[case."V1"]
title = "A plate"
compares = "number"
quantity = "loss"
observed = 2.0
unit = "percent"
within = 0.5
sources = ["Someone2018"]

[case."V2"]
title = "A film"
compares = "bound"
observed = 0.1
unit = "mol%"
limit = "below"
sources = ["Someone2018"]

[case."V3"]
title = "A powder"
compares = "order"
saw = "more than in air"
why = "the size is not told"
sources = ["Someone2018"]

[case."V4"]
title = "A fibre"
compares = "nothing"
saw = "turned black"
why = "no law of colour"
claim = "A1"
"""


def cases(text: str = FILE):
    return read_cases(text, file="cases.toml", owner="zno", sources=SOURCES)


def record(**more) -> Record:
    plain = {"key": "M.k", "value": 2.0, "unit": "1", "printed_value": 2.0, "printed_unit": "1", "basis": "calibrated"}
    return Record(**{**plain, **more})


def test_a_number_agrees_within_its_width_and_a_bound_on_its_side():
    found = cases()
    assert [found["zno.V1"].agrees(value) for value in (1.4, 1.5, 2.5, 2.6)] == [False, True, True, False]
    assert [found["zno.V2"].agrees(value) for value in (-1.0, 0.1, 0.2)] == [True, True, False]
    assert found["zno.V1"].observation() == "2 percent (1.5 to 2.5)"
    assert found["zno.V2"].observation() == "< 0.1 mol%"


def test_a_factor_reaches_as_far_up_as_down():
    case = cases(FILE.replace("within = 0.5", "factor = 2"))["zno.V1"]
    assert (case.low, case.high) == (1.0, 4.0)


@pytest.mark.parametrize(
    ("spent", "inherited", "worth"),
    [
        ((), (), "prediction"),
        (("zno.V2: the slope",), (), "prediction"),
        (("zno.V1: the slope",), (), "calibration"),
        ((), ("zno.V1",), "calibration"),
        (("zno.V10",), (), "prediction"),
    ],
)
def test_a_case_that_a_record_was_fitted_on_is_a_calibration(spent, inherited, worth):
    assert standing(cases()["zno.V1"], [record(spent=spent, inherited=inherited)]) == worth


def test_orders_and_what_cannot_be_compared_keep_their_standing():
    found = cases()
    assert standing(found["zno.V3"], [record()]) == "consistent"
    assert standing(found["zno.V3"], [record(spent=("zno.V3",))]) == "calibration"
    assert standing(found["zno.V4"], [record(spent=("zno.V4",))]) == "not comparable"


def test_what_was_fitted_on_a_claim_of_the_guides_is_no_test_of_it():
    case = cases(FILE.replace("within = 0.5", 'within = 0.5\nclaim = "B1"'))["zno.V1"]
    assert standing(case, [record(spent=("guide.B1: dense in an hour",))]) == "calibration"
    assert standing(case, [record(spent=("guide.B2",))]) == "prediction"


def test_what_was_spent_is_listed_by_case():
    both = [record(spent=("zno.V1: a", "zno.V1: b")), record(key="M.e", inherited=("zno.V1",))]
    assert spent_cases(both) == {"zno.V1": ("M.k", "M.e")}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("observed = 2.0\n", "", "a number is compared, but none is given"),
        ("within = 0.5", "within = 0.5\nfactor = 2", "exactly one of 'within' and 'factor'"),
        ("within = 0.5", "within = -1", "above 0"),
        ("within = 0.5", 'within = 0.5\nlimit = "below"', "a number has no side"),
        ('limit = "below"\n', "", "a bound needs"),
        ('why = "the size is not told"\n', "", "say why"),
        ('saw = "more than in air"\n', "", "say in words"),
        ('unit = "percent"', 'unit = "percant"', "percant"),
        ('sources = ["Someone2018"]', 'sources = ["Somebody2018"]', "Did you mean 'Someone2018'?"),
        ('claim = "A1"\n', "", "nothing says where it was observed"),
        ("compares", "compare", "compare"),
    ],
)
def test_what_is_wrong_with_a_case_is_named(old: str, new: str, said: str):
    with pytest.raises(RecordError) as caught:
        cases(FILE.replace(old, new, 1))
    assert said in str(caught.value)
    assert "cases.toml" in str(caught.value)


def test_a_band_adds_the_records_error_bars_in_squares():
    """y = a b² with a within 10 %, b ± 0.1: both ends from the products themselves."""
    a = record(key="M.a", value=2.0, uncertainty=Uncertainty(factor=1.1), basis="derived")
    b = record(key="M.b", value=3.0, uncertainty=Uncertainty(deviation=0.1), basis="derived")

    def predict(parameters):
        first, second = (float(parameters.get(key, value)) for key, value in (("M.a", 2.0), ("M.b", 3.0)))
        return Predicted(first * second**2, records=[a, b, record(key="M.c")])

    low, high = band(predict, predict({}))
    assert high == pytest.approx(18 + ((2.2 - 2.0) ** 2 * 81 + (2 * 3.1**2 - 18) ** 2) ** 0.5)
    assert low == pytest.approx(18 - ((2.0 - 2.0 / 1.1) ** 2 * 81 + (18 - 2 * 2.9**2) ** 2) ** 0.5)
    assert band(predict, predict({}), vary=["M.a"])[1] == pytest.approx(19.8)


@pytest.mark.parametrize(("correlation", "spread"), [(1.0, 0.0), (-1.0, 2.0), (0.0, 2**0.5)])
def test_a_band_moves_correlated_records_together(correlation: float, spread: float):
    """y = a - b, both with one standard deviation of 1: sqrt(2 - 2 rho)."""
    bar, basis = Uncertainty(deviation=1.0), "derived"
    a = record(
        key="M.a", value=5.0, uncertainty=bar, basis=basis, correlated={"M.b": correlation} if correlation else {}
    )
    b = record(
        key="M.b", value=3.0, uncertainty=bar, basis=basis, correlated={"M.a": correlation} if correlation else {}
    )

    def predict(parameters):
        return Predicted(float(parameters.get("M.a", 5.0)) - float(parameters.get("M.b", 3.0)), records=[a, b])

    low, high = band(predict, predict({}))
    assert high - 2.0 == pytest.approx(spread, abs=1e-7)
    assert 2.0 - low == pytest.approx(spread, abs=1e-7)
