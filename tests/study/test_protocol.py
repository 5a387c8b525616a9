"""The protocol: temperatures, times, atmospheres, and a recipe with its reasons, or none and the nearest."""

from __future__ import annotations

import math

import pytest
import xarray

import annealkit as ak
from annealkit.errors import InputError, UnknownNameError
from quick_work import crystallises, loses

CRITERIA = {"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.05", "detectable_Raman": False}


@pytest.fixture
def found(film, closed_forms) -> ak.Protocol:
    return ak.protocol(film, criteria=CRITERIA)


def test_the_recipe_is_the_one_of_the_closed_forms(found):
    temperatures = [500.0 + 50.0 * number for number in range(6)]
    good = [
        one
        for one in temperatures
        if 1.0 - math.exp(-crystallises(one) * 3600.0) >= 0.95 and loses(one) * 3600.0 <= 0.05
    ]
    times = [60.0 * one for one in (15, 30, 60, 120) if 1.0 - math.exp(-crystallises(good[0]) * 60.0 * one) >= 0.95]
    assert [one.name for one in found.stages] == ["temperature", "time", "atmosphere"]
    assert found.stages[0].chosen.name == f"{good[0]:g} degC"
    assert found.stages[0].runner_up.name == f"{good[1]:g} degC"
    assert found.stages[1].chosen.name == f"{times[0] / 60.0:g} min" if times[0] < 3600 else "1 h"
    assert found.found
    assert str(found.best) == f"{good[0]:g} degC, {found.stages[1].chosen.name}, air"
    assert found.recommended.schedule.peak == pytest.approx(good[0] + 273.15)
    assert "the least lost" in found.stages[0].reason


def test_every_recipe_is_a_point_and_none_is_computed_twice(found, closed_forms, tmp_path):
    assert len(found.points) == 6 + 4 + 3
    assert found.counts == {"computed": 11, "reused": 2, "failed": 0, "not_computed": 0}
    assert len(closed_forms) == 11
    with xarray.open_dataset(found.save(tmp_path / "protocol.nc"), engine="h5netcdf") as table:
        assert table["stage"].values.tolist() == ["temperature"] * 6 + ["time"] * 4 + ["atmosphere"] * 3
        assert table["schedule.hold.temperature"].attrs["units"] == "degC"


def test_the_answer_names_the_recipe_the_reason_and_the_runner_up(found):
    told = found.text()
    assert told.startswith("warning: ")
    assert told.splitlines()[1].startswith(f"Recommended: {found.best}. It has the least lost of the ")
    assert str(found.runner_up) in told
    assert "Stage 2: time" in told
    assert "✗" in told
    program = found.to_json()
    assert program["best"] == dict(found.best.inputs)
    assert [one["name"] for one in program["stages"]] == ["temperature", "time", "atmosphere"]


def test_a_difference_that_the_criteria_cannot_tell_is_said(found):
    # Oxygen and air lose the same in the closed forms.
    assert "The difference is below 1 % of the limit: either will do." in found.stages[2].reason


def test_where_no_recipe_meets_the_criteria_the_nearest_is_told_with_what_it_misses(film, closed_forms):
    strict = {"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.00001"}
    found = ak.protocol(film, criteria=strict)
    assert not found.found
    assert found.recommended is None
    assert found.answer.startswith("No recipe meets the criteria. Nearest: ")
    assert (
        "500 degC is nearest: it misses crystallised fraction ≥ 0.95, it has 0.3023; most lost ≤ 1e-05, it"
        in found.stages[0].reason
    )


def test_where_one_alone_meets_them_the_next_is_told_with_what_it_misses(film, closed_forms):
    given = {"temperatures": ["500 degC", "600 degC"], "times": ["1 h"], "atmospheres": ["air"]}
    found = ak.protocol(film, criteria=CRITERIA, **given)
    assert found.stages[0].reason.startswith("600 degC alone meets every criterion. 500 degC comes next; it misses ")


def test_what_is_preferred_decides(film, closed_forms):
    most = ak.protocol(film, criteria={"most_lost": "<= 0.5"}, prefer="max crystallised_fraction")
    assert most.stages[0].chosen.name == "700 degC"  # the hottest that keeps half


def test_recipes_that_fail_are_rows_and_a_stage_without_any_ends_it(film, closed_forms):
    thin = ak.Anneal(material="LiCoO2", body=ak.Film("50 nm"), atmosphere="air", schedule=film.schedule)
    found = ak.protocol(thin)
    assert len(found.stages) == 1
    assert found.best is None
    assert "No recipe has a result. " in found.answer
    assert "too thin" in found.answer
    with pytest.raises(InputError, match="could be drawn"):
        found.plot()


def test_progress_never_goes_back_and_never_beyond_the_end(film, closed_forms):
    shares = []
    ak.protocol(film, progress=lambda share, what: shares.append(share))
    assert len(shares) == len(closed_forms)
    assert shares == sorted(shares)
    assert 0.0 < shares[0] < shares[-1] <= 1.0


def test_it_is_drawn_a_row_for_each_stage(found):
    figure = found.plot()
    assert len(figure.axes) == 9
    assert figure.axes[0].get_ylabel() == "temperature"


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"prefer": "lost"}, InputError, "expected 'min' or 'max' and a measure"),
        ({"prefer": "min los"}, UnknownNameError, "Did you mean 'lost'?"),
        ({"times": ["15 min", "30 degC"]}, InputError, "schedule.hold.duration"),
        ({"atmospheres": ["air", "ear"]}, UnknownNameError, "ear"),
        ({"criteria": {"density": ">= 1"}}, UnknownNameError, "criteria: measure"),
        ({"temperatures": []}, InputError, "protocol, temperatures"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_computed(film, closed_forms, given, kind, said: str):
    with pytest.raises(kind) as caught:
        ak.protocol(film, **given)
    assert said in str(caught.value)
    assert not closed_forms
