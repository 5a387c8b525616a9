"""The process window: where every criterion is met, per atmosphere, with its picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray

import annealkit as ak
from annealkit.errors import InputError, UnitError, UnknownNameError
from quick_work import crystallises, loses

LIMITS = {"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.01"}


@pytest.fixture
def window(film, closed_forms) -> ak.Window:
    return ak.window(
        film, ("500 degC", "800 degC", 4), ("1 min", "100 min", 3), atmospheres=["air", "argon"], limits=LIMITS
    )


def test_a_point_is_inside_where_the_closed_forms_say_so(window):
    assert window.dataset["time"].values.tolist() == [1.0, 10.0, 100.0]
    assert window.feasible.dims == ("temperature", "time", "atmosphere")
    for (row, column, gas), inside in np.ndenumerate(window.feasible.to_numpy()):
        celsius, seconds = 500.0 + 100.0 * row, 60.0 * 10.0**column
        crystalline = 1.0 - math.exp(-crystallises(celsius) * seconds) >= 0.95
        kept = loses(celsius, ["air", "argon"][gas]) * seconds <= 0.01
        assert bool(inside) == (crystalline and kept)
    assert 0 < len(window.within) < 24
    assert str(window.dataset["failing"].values[0, 0, 0]) == "crystallised_fraction"


def test_it_tells_each_atmosphere_and_how_often_a_criterion_fails(window):
    told = window.text()
    assert "air - feasible: " in told
    assert "crystallised fraction ≥ 0.95: not met at" in told
    assert window.to_json()["feasible"] == len(window.within)


@pytest.mark.parametrize("atmosphere", [None, 1])
def test_it_is_drawn_a_row_for_each_atmosphere(window, atmosphere):
    figure = window.plot(atmosphere)
    rows = 2 if atmosphere is None else 1
    heads = [one.get_title() for one in figure.axes if one.get_title()]
    assert len(heads) == 4 * rows
    assert heads[:4] == ["crystallised fraction", "share lost", "metal in secondary phases", "resistance / Ω cm²"]


def test_it_is_saved_with_what_is_feasible(window, tmp_path):
    with xarray.open_dataset(window.save(tmp_path / "window.nc"), engine="h5netcdf") as table:
        assert np.array_equal(table["feasible"], window.feasible)
        assert "crystallised fraction ≥ 0.95" in table["feasible"].attrs["long_name"]


def test_the_hold_of_several_is_named(film, closed_forms):
    two = ak.Anneal(
        material=film.material,
        body=film.body,
        atmosphere="air",
        schedule="25 degC -> 400 degC @ 20 K/min; hold 1 min; -> 600 degC @ 20 K/min; hold 1 min",
        models=film.models,
    )
    given = {"temperature": ["600 degC", "700 degC"], "time": ["1 min", "1 h"]}
    with pytest.raises(InputError, match=r"has 2 holds\. Say which one is varied with hold=0 to hold=1"):
        ak.window(two, **given)
    last = ak.window(two, hold=1, **given)
    assert [one.anneal["schedule"]["segments"][1]["duration"] for one in last.points] == [60.0] * 4
    assert [one.anneal["schedule"]["segments"][3]["duration"] for one in last.points] == [60.0, 3600.0] * 2


def test_points_without_a_result_are_neither_inside_nor_outside(film, closed_forms):
    thin = ak.Anneal(
        material=film.material, body=ak.Film("50 nm"), atmosphere="air", schedule=film.schedule, models=film.models
    )
    study = ak.window(thin, ["600 degC", "700 degC"], ["1 min", "1 h"], limits=LIMITS)
    assert np.isnan(study.feasible).all()
    with pytest.raises(InputError, match="no point has a result"):
        study.plot()


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"temperature": "500 degC"}, InputError, "window, temperature: '500 degC' was given"),
        ({"temperature": (500, 800, 31)}, UnitError, "with a unit"),
        ({"time": ("5 min", "800 degC", 3)}, UnitError, "one dimension"),
        ({"limits": {"crystaline": ">= 0.9"}}, UnknownNameError, "criteria: measure"),
        ({"hold": 3}, InputError, "the schedule has 1, numbered from 0"),
        ({"atmospheres": "air"}, InputError, "expected a list"),
        ({"atmospheres": ["ear"]}, UnknownNameError, "axes['atmosphere']"),
        ({"workers": 0}, InputError, "workers: 0"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_computed(film, closed_forms, given, kind, said: str):
    with pytest.raises(kind) as caught:
        ak.window(film, **{"temperature": ["600 degC"], "time": ["1 min"], **given})
    assert said in str(caught.value)
    assert not closed_forms


def test_a_schedule_without_a_hold_has_no_window(film):
    ramp = ak.Anneal(material="LiCoO2", body=film.body, atmosphere="air", schedule="25 degC -> 600 degC @ 20 K/min")
    with pytest.raises(InputError, match="has no hold to vary"):
        ak.window(ramp)
