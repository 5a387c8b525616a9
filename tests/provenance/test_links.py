"""Correlations, successors, forms of samples and data points of one file."""

from __future__ import annotations

import json
from collections.abc import Callable

import attrs
import numpy as np
import pytest

from annealkit.errors import RecordError
from annealkit.provenance import Book, Points, Record, read_bibliography, superseded
from annealkit.provenance.reading import Content, read_parameters

SOURCES = read_bibliography("@misc{Someone2018, title = {A title}}", file="references.bib")

TWO = """
annealkit = 1
[record."D.prefactor"]
value = 2e-3
unit = "cm^2/s"
uncertainty = { factor = 10 }
correlated = { "D.energy" = 0.9 }
forms = ["single crystal", "film"]
basis = "derived"
superseded_by = "E.prefactor"

[record."D.energy"]
value = 0.5
unit = "eV"
uncertainty = { deviation = 0.05 }
basis = "derived"

[record."E.prefactor"]
value = 1e-3
unit = "cm^2/s"
uncertainty = { factor = 2 }
basis = "derived"
"""

POINTS = """
[points."D.tracer"]
x = { name = "T", unit = "degC", values = [300, 400] }
y = { name = "D", unit = "cm^2/s", values = [1e-10, 1e-9], deviation = [2e-11, 1e-10] }
fits = ["D.prefactor", "D.energy"]
basis = "measured"
sources = ["Someone2018"]
where = "table 1"
note = "A note."
"""


def reading(text: str) -> Content:
    return read_parameters(text, file="parameters.toml", owner="M", sources=SOURCES)


def refusal(text: str) -> str:
    with pytest.raises(RecordError) as caught:
        reading(text)
    return str(caught.value)


@pytest.fixture
def content() -> Content:
    return reading(TWO + POINTS)


def test_a_correlation_given_once_holds_both_ways(content: Content) -> None:
    assert content.records["D.prefactor"].correlated == {"M.D.energy": 0.9}
    assert content.records["D.energy"].correlated == {"M.D.prefactor": 0.9}
    assert content.records["E.prefactor"].correlated == {}


def test_a_correlation_given_twice_alike_is_one() -> None:
    twice = TWO.replace("deviation = 0.05 }", 'deviation = 0.05 }\ncorrelated = { "D.prefactor" = 0.9 }')
    assert reading(twice).records["D.energy"].correlated == {"M.D.prefactor": 0.9}


def test_forms_and_successors_are_read(content: Content) -> None:
    record = content.records["D.prefactor"]
    assert record.forms == ("single crystal", "film")
    assert record.superseded_by == "M.E.prefactor"
    assert content.records["E.prefactor"].superseded_by == ""


def test_the_new_keys_survive_storing(content: Content) -> None:
    for record in content.records.values():
        assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('{ "D.energy" = 0.9 }', '{ "D.enrgy" = 0.9 }', "record.\"D.prefactor\".correlated: 'D.enrgy' is no record"),
        ('{ "D.energy" = 0.9 }', '{ "D.enrgy" = 0.9 }', "Did you mean 'D.energy'?"),
        (
            '{ "D.energy" = 0.9 }',
            '{ "D.energy" = 1.1 }',
            'correlated."D.energy": 1.1 was given; expected a coefficient',
        ),
        ('{ "D.energy" = 0.9 }', '{ "D.prefactor" = 0.9 }', "a record is always correlated with itself"),
        ('{ "D.energy" = 0.9 }', '{ "D.energy" = "high" }', "expected a number without quotes, got 'high'"),
        ("uncertainty = { deviation = 0.05 }\n", "", "'D.energy' has no uncertainty that could be correlated"),
        ("deviation = 0.05 }", 'deviation = 0.05 }\ncorrelated = { "D.prefactor" = 0.8 }', "'D.energy' says 0.8"),
        ('superseded_by = "E.prefactor"', 'superseded_by = "F"', "record.\"D.prefactor\".superseded_by: 'F' is no"),
        ('superseded_by = "E.prefactor"', 'superseded_by = "D.prefactor"', "a record cannot replace itself"),
        ('forms = ["single crystal", "film"]', 'forms = "film"', 'forms: expected a list such as [...], got "film"'),
        ('fits = ["D.prefactor"', 'fits = ["D.prefactr"', "points.\"D.tracer\".fits: 'D.prefactr' is no record"),
    ],
)
def test_what_does_not_resolve_is_refused(old: str, new: str, message: str) -> None:
    assert old in TWO + POINTS
    assert message.replace('got "film"', "got 'film'") in refusal((TWO + POINTS).replace(old, new))


def test_records_that_replace_each_other_in_a_circle_are_refused() -> None:
    circle = TWO.replace('unit = "eV"', 'unit = "eV"\nsuperseded_by = "D.prefactor"').replace(
        'superseded_by = "E.prefactor"', 'superseded_by = "D.energy"'
    )
    assert "replace each other in a circle (D.prefactor -> D.energy -> D.prefactor)" in refusal(circle)


def test_coefficients_that_no_errors_can_have_together_are_refused() -> None:
    entry = '[record.{0}]\nvalue = 1\nunit = "1"\nuncertainty = {{ factor = 2 }}\nbasis = "derived"\n'
    entry += "correlated = {{ {1} }}\n"
    impossible = "annealkit = 1\n" + entry.format("a", "b = 0.9, c = -0.9") + entry.format("b", "c = 0.9")
    impossible += entry.format("c", "")
    assert "no errors can be correlated like those of" in refusal(impossible)
    assert reading(impossible.replace("c = -0.9", "c = 0.9")).records["c"].correlated == {"M.a": 0.9, "M.b": 0.9}


def test_every_record_s_mistake_is_told_on_a_line() -> None:
    lines = refusal(TWO.replace("0.5\n", "5000\n").replace("1e-3\n", "1e40\n")).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        'parameters.toml, record."D.energy".value',
        'parameters.toml, record."E.prefactor".value',
    ]


# -- superseded records ---------------------------------------------------------------


def test_a_superseded_record_in_use_is_told(content: Content) -> None:
    (told,) = superseded(content.records.values())
    assert told.startswith("M.D.prefactor is used, but M.E.prefactor supersedes it")
    assert superseded([content.records["E.prefactor"]]) == ()


def test_a_superseded_record_whose_value_the_run_sets_is_not_told(content: Content) -> None:
    book = Book("M", content.records).override({"M.D.prefactor": "1e-4 cm^2/s"})
    assert superseded([book["D.prefactor"]]) == ()


# -- data points -----------------------------------------------------------------------


def test_points_become_si_and_keep_their_printed_form(content: Content) -> None:
    points = content.points["D.tracer"]
    assert len(points) == 2
    assert (points.key, points.x.name, points.y.name) == ("M.D.tracer", "T", "D")
    np.testing.assert_allclose(points.x.values, [573.15, 673.15])
    np.testing.assert_allclose(points.y.values, [1e-14, 1e-13])
    np.testing.assert_allclose(np.asarray(points.deviation), [2e-15, 1e-14])
    assert points.factor is None
    assert (points.y.unit, points.y.printed_unit) == ("m^2/s", "cm^2/s")
    np.testing.assert_array_equal(points.y.printed_values, [1e-10, 1e-9])
    assert points.fits == ("M.D.prefactor", "M.D.energy")
    assert [one.key for one in points.cited] == ["Someone2018"]
    with pytest.raises(ValueError, match="read-only"):
        points.y.values[0] = 1.0


def test_one_error_bar_serves_all_points() -> None:
    points = reading((TWO + POINTS).replace("deviation = [2e-11, 1e-10]", "factor = 1.5")).points["D.tracer"]
    np.testing.assert_array_equal(np.asarray(points.factor), [1.5, 1.5])
    assert points.deviation is None


@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace(", deviation = [2e-11, 1e-10]", "")])
def test_points_survive_storing(change: Callable[[str], str]) -> None:
    points = reading(change(TWO + POINTS)).points["D.tracer"]
    back = Points.from_json(json.loads(json.dumps(points.to_json(), allow_nan=False)))
    assert back == points
    for name in attrs.fields_dict(Points):
        if name not in ("cited", "factor", "deviation"):
            assert getattr(back, name) == getattr(points, name), name


def test_stored_points_of_another_version_are_refused(content: Content) -> None:
    stored = content.points["D.tracer"].to_json()
    with pytest.raises(RecordError, match=r"'M\.D\.tracer': the stored form"):
        Points.from_json(stored | {"extra": 1})
    with pytest.raises(RecordError, match="basis 'guessed'"):
        Points.from_json(stored | {"basis": "guessed"})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("values = [300, 400]", "values = [300]", "y.values: 2 were given for 1 in x.values"),
        ("values = [300, 400]", "values = []", "x.values: no number is given"),
        ("values = [300, 400]", 'values = ["300", 400]', "x.values.0: expected a number without quotes"),
        ('"T", unit = "degC"', '"T", unit = "eV"', "x.unit: 'eV' was given; T is told in 'K'"),
        ('"T", unit = "degC"', '"T", unit = "C"', "x.unit"),
        ("[300, 400]", "[300, -400]", "x.values: got (-400.0, 'degC'), which is -126.85 K, below absolute zero"),
        ("[1e-10, 1e-9]", "[1e10, 1e-9]", "Did you mean '1e-10 cm^2/s'?"),
        ("[2e-11, 1e-10]", "[2e-11]", "y.deviation: 1 were given for 2 points"),
        ("[2e-11, 1e-10]", "[2e-11, 0]", "y.deviation: 0.0 was given; expected deviations above 0"),
        ("[2e-11, 1e-10]", "1e-11, factor = 2", "expected at most one of factor and deviation"),
        ("deviation = [2e-11, 1e-10]", "factor = 0.5", "y.factor: 0.5 was given; expected at least 1"),
        ('sources = ["Someone2018"]', "", "sources: a measured value needs a source"),
        ('sources = ["Someone2018"]', 'sources = ["Someone18"]', "mean 'Someone2018'?"),
        ('"D.tracer"', '"D tracer"', "must not be empty or hold blanks"),
        ("x = {", "z = {", "the key 'z' is not known"),
    ],
)
def test_points_that_do_not_hold_together_are_refused(old: str, new: str, message: str) -> None:
    assert old in POINTS
    told = refusal(TWO + POINTS.replace(old, new))
    assert told.startswith("parameters.toml, points.")
    assert message in told


CHAIN = """
annealkit = 1
[record."k"]
value = 1
unit = "1/s"
basis = "calibrated"
spent = ["claim A", "claim B"]

[record."half"]
value = 2
unit = "1/s"
basis = "derived"
derived_from = ["k"]

[record."both"]
value = 3
unit = "1/s"
basis = "calibrated"
spent = ["claim C"]
derived_from = ["half", "k"]
"""


def test_what_a_record_was_fitted_on_reaches_those_derived_from_it():
    records = reading(CHAIN).records
    assert records["half"].derived_from == ("M.k",)
    assert records["half"].spent == ()
    assert records["half"].spent_on == {"claim A", "claim B"}
    assert records["both"].spent_on == {"claim A", "claim B", "claim C"}
    assert records["k"].inherited == ()
    assert Record.from_json(json.loads(json.dumps(records["both"].to_json()))) == records["both"]


def test_a_record_cannot_be_derived_from_one_that_is_not_there():
    said = refusal(CHAIN.replace('derived_from = ["k"]', 'derived_from = ["kk"]'))
    assert "derived_from" in said
    assert "'kk'" in said
    assert "'k'" in said


def test_records_are_not_derived_from_each_other_in_a_circle():
    said = refusal(CHAIN.replace('spent = ["claim A", "claim B"]', 'spent = ["claim A"]\nderived_from = ["both"]'))
    assert "circle" in said
    assert "k -> both -> half -> k" in said
