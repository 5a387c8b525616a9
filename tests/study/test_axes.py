"""Axes: values with units, several inputs together, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit.errors import InputError, UnitError
from annealkit.study.axes import as_axes, from_table, geomspace, linspace, points, zipped
from annealkit.study.table import dataset
from annealkit.study.work import Outcome


def test_evenly_spaced_values_keep_the_unit_of_the_first():
    assert linspace("500 degC", "800 degC", 4) == ("500.0 degC", "600.0 degC", "700.0 degC", "800.0 degC")
    assert linspace("5 min", "1 h", 2) == ("5.0 min", "60.0 min")
    assert linspace("273.15 K", "100 degC", 2)[1] == "373.15 K"


def test_geometric_values_have_a_constant_ratio():
    values = [float(one.removesuffix(" nm")) for one in geomspace("1 nm", "1 um", 4)]
    assert np.allclose(np.divide(values[1:], values[:-1]), 10.0, rtol=1e-10)


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: linspace(500, 800, 3), UnitError, "with a unit"),
        (lambda: linspace("500 degC", "800 s", 3), UnitError, "one dimension"),
        (lambda: linspace("500 degC", "800 degC", 1), InputError, "at least 2"),
        (lambda: geomspace("0 nm", "1 um", 3), InputError, "above zero"),
        (lambda: zipped({"a": [1, 2], "b": [1]}), InputError, "'a' has 2, 'b' has 1"),
        (lambda: as_axes({}), InputError, "expected values by path"),
        (lambda: as_axes({"body.thickness": "100 nm"}), InputError, "expected a list of values with units"),
        (lambda: as_axes({"a": ["1 s"], "z": zipped({"a": ["2 s"]})}), InputError, "varied twice"),
    ],
)
def test_what_is_no_axis_is_refused(call, kind, said: str):
    with pytest.raises(kind) as caught:
        call()
    assert said in str(caught.value)


def test_the_last_axis_runs_fastest_and_zipped_inputs_go_together():
    axes = as_axes({"a": ["1 s", "2 s"], "pair": zipped({"b": ["x", "y"], "c": ["1 m", "2 m"]})})
    assert [inputs for _, inputs in points(axes)] == [
        {"a": "1 s", "b": "x", "c": "1 m"},
        {"a": "1 s", "b": "y", "c": "2 m"},
        {"a": "2 s", "b": "x", "c": "1 m"},
        {"a": "2 s", "b": "y", "c": "2 m"},
    ]


def test_a_table_is_one_axis_and_its_header_names_paths_and_units(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("schedule.hold.temperature [degC],atmosphere\n600,air\n700,argon\n", encoding="utf-8")
    (axis,) = as_axes(from_table(file))
    assert axis.name == "point"
    assert axis.inputs(1) == {"schedule.hold.temperature": "700 degC", "atmosphere": "argon"}


def test_a_row_that_is_not_complete_is_named(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("a [s],b\n1,x\n2\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3: 1 cells, expected 2"):
        from_table(file)
    with pytest.raises(InputError, match=r"Did you mean .*points\.csv"):
        from_table(tmp_path / "point.csv")


def measured(lost: float) -> dict:
    return {
        "lost": {"Li": lost},
        "bounds": {"Li": None},
        "budget": {"Li": {"LiOH gas": lost}},
        "phases": {},
        "observed": {},
        "observables": {},
        "resistance": {},
        "closure": 0.0,
    }


def test_a_dataset_has_numbers_with_units_where_all_values_are_of_one_dimension():
    axes = as_axes({"t": ["30 min", "1 h"], "gas": ["air", "argon"]})
    outcomes = [Outcome(n, "ok", measured=measured(n / 10)) for n in range(3)] + [Outcome(3, "failed", "why")]
    table = dataset(axes, outcomes)
    assert table["t"].values.tolist() == [30.0, 60.0]
    assert table["t"].attrs["units"] == "min"
    assert table["gas"].values.tolist() == ["air", "argon"]
    assert table["lost_Li"].values[0].tolist() == [0.0, 0.1]
    assert np.isnan(table["lost_Li"].values[1, 1])
    assert table["status"].values.tolist() == [["ok", "ok"], ["ok", "failed"]]
    assert table["reason"].values[1, 1] == "why"
    assert table["budget_Li"].dims == ("t", "gas", "channel_Li")
