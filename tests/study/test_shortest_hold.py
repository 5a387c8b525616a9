"""The shortest hold: a time that was run, as narrow as asked, or the reason why there is none."""

from __future__ import annotations

import math

import pytest

import annealkit as ak
from annealkit.errors import InputError, RunError, UnknownNameError
from quick_work import crystallises, loses

NEEDED = -math.log(0.05)


@pytest.mark.parametrize("workers", [None, 3])
@pytest.mark.parametrize("celsius", [500, 650])
def test_it_is_the_time_of_the_closed_form(film, closed_forms, celsius: int, workers, monkeypatch):
    if workers:  # as many times at once; the processes themselves are tested with sweeps
        from concurrent.futures import ThreadPoolExecutor

        from annealkit.study import running

        monkeypatch.setattr(running, "ProcessPoolExecutor", lambda count, **_: ThreadPoolExecutor(count))
    found = ak.shortest_hold(film, f"{celsius} degC", tolerance=0.01, workers=workers)
    exact = NEEDED / crystallises(celsius)
    assert found.low < exact <= found.seconds
    assert found.seconds / found.low <= 1.01 * (1.0 + 1e-8)
    assert found.found
    assert found.time.m_as("s") == found.seconds
    assert found.runs == len(found.points) <= (15 if workers is None else 24)
    assert found.anneal.schedule.segments[1].duration == found.seconds
    assert found.margins["crystallised fraction ≥ 0.95"] >= 0.0
    assert "Shortest hold: " in found.text()


def test_it_takes_fewer_runs_than_bisection(film, closed_forms):
    found = ak.shortest_hold(film, tolerance=0.01)
    bisection = 2 + math.ceil(math.log2(math.log(86400) / math.log(1.01)))
    assert found.runs < bisection


def test_a_limit_that_is_passed_first_is_named_with_when(film, closed_forms):
    found = ak.shortest_hold(film, "750 degC", criteria={"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.01"})
    exact = 0.01 / loses(750)
    assert exact < NEEDED / crystallises(750)
    assert found.seconds is None
    assert found.time is None
    assert found.anneal is None
    assert found.margins == {}
    assert found.reason.startswith("No such time: crystallised fraction ≥ 0.95 takes ")
    assert "by then most lost ≤ 0.01 does not hold any more" in found.reason


def test_what_is_never_reached_is_told_with_both_ends(film, closed_forms):
    found = ak.shortest_hold(film, "300 degC", between=("1 min", "1 h"))
    assert found.seconds is None
    assert found.reason.startswith(
        "No such time from 1 min to 60 min. Not met at either end: crystallised fraction ≥ 0.95"
    )
    assert found.runs == 2


def test_what_is_met_at_once_is_told_so(film, closed_forms):
    found = ak.shortest_hold(film, criteria={"most_lost": "<= 0.5"}, between=("1 min", "1 h"))
    assert found.seconds == 60.0
    assert found.low is None
    assert "the shortest hold looked at" in found.reason


def test_what_an_instrument_sees_is_searched_too(film, closed_forms):
    found = ak.shortest_hold(film, "700 degC", criteria={"detectable_XRD": True}, tolerance=0.05)
    assert found.low < 0.02 / loses(700) <= found.seconds * (1 + 1e-12)


def test_it_is_drawn_and_told_to_programs(film, closed_forms, tmp_path):
    found = ak.shortest_hold(film, between=("10 min", "2 h"))
    assert next(one.get_title() for one in found.plot().axes) == "crystallised fraction ≥ 0.95"
    told = found.to_json()
    assert told["time"] == {"value": found.seconds, "unit": "s"}
    assert told["runs"] == len(told["points"])
    assert found.save(tmp_path / "hold.nc").is_file()


def test_an_anneal_that_fails_ends_the_search(film, closed_forms):
    thin = ak.Anneal(material="LiCoO2", body=ak.Film("50 nm"), atmosphere="air", schedule=film.schedule)
    with pytest.raises(RunError, match=r"hold of 1 s failed: SolverError: too thin\."):
        ak.shortest_hold(thin)


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"between": ("1 h", "1 min")}, InputError, "the shorter time first"),
        ({"between": "1 h"}, InputError, "expected two times"),
        ({"tolerance": 0}, InputError, "tolerance = 0 was given"),
        ({"temperature": "700"}, InputError, "schedule.hold.temperature"),
        ({"criteria": {"crystallised": ">= 0.9"}}, UnknownNameError, "Did you mean 'crystallised_fraction'?"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_computed(film, closed_forms, given, kind, said: str):
    with pytest.raises(kind) as caught:
        ak.shortest_hold(film, **given)
    assert said in str(caught.value)
    assert not closed_forms


@pytest.mark.slow  # about ten anneals
def test_a_real_film_crystallises_at_that_time_and_not_before(film):
    quick = {"rtol": 1e-2, "cells": 4}
    found = ak.shortest_hold(film, "450 degC", between=("1 min", "4 h"), tolerance=0.05, **quick)
    assert found.anneal.run(**quick).observed["crystallised_fraction"] >= 0.95
    earlier = {point.inputs["schedule.hold.duration"]: point for point in found.points}[f"{found.low!r} s"]
    assert earlier.outcome.measured["observed"]["crystallised_fraction"] < 0.95
