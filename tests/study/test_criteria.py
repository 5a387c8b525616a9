"""Criteria: read from what people write, measured against a result, refused where nothing is measured."""

from __future__ import annotations

import math

import pytest

from annealkit.errors import InputError, UnitError, UnknownNameError
from annealkit.study.criteria import Criterion, as_criteria, default_criteria, margin, met, refuse_unmeasurable
from annealkit.study.reading import measures_in, unit_of
from quick_work import numbers

FOUND = numbers(crystallised=0.9, lost=0.03)


@pytest.mark.parametrize(
    ("measure", "given", "inside", "told"),
    [
        ("crystallised_fraction", ">= 0.95", (0.9 - 0.95) / 0.95, "crystallised fraction ≥ 0.95"),
        ("crystallised fraction", (">=", 0.8), 0.125, "crystallised fraction ≥ 0.8"),
        ("most_lost", "<= 5 %", 0.4, "most lost ≤ 0.05"),
        ("resistance", "≤ 20 ohm cm^2", (2e-3 - 1.03e-3) / 2e-3, "resistance ≤ 20 Ω·cm²"),
        ("detectable_XRD", False, -1.0, "detectable XRD: no"),
        ("detectable_Raman", False, 1.0, "detectable Raman: no"),
        ("detectable_XRD_Co3O4", True, 1.0, "detectable XRD Co3O4: yes"),
    ],
)
def test_a_criterion_is_read_and_told_and_measured_as_a_share_of_its_limit(measure, given, inside, told):
    one = Criterion.of(measure, given)
    assert one.margin(FOUND) == pytest.approx(inside, rel=1e-12)
    assert str(one) == told


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"lost": 0.05}, InputError, "criteria['lost']: 0.05 was given; expected a limit such as"),
        ({"lost": "< 0.05"}, InputError, "expected a limit such as"),
        ({"lost": ("<=", True)}, InputError, "True or False alone"),
        ({"lost": "<= much"}, InputError, "criteria['lost']"),
        ({"lost": "<= 5 nonsense"}, UnitError, "nonsense"),
        ({"lost": ("<=", math.nan)}, InputError, "finite"),
        ({}, InputError, "expected limits by measure"),
        ("lost", InputError, "expected limits by measure"),
    ],
)
def test_what_is_no_criterion_is_refused(given, kind, said: str):
    with pytest.raises(kind) as caught:
        as_criteria(given)
    assert said in str(caught.value)


def test_what_is_not_measured_is_refused_with_the_nearest_name_and_the_unit():
    known = {name: unit_of(FOUND, name) for name in measures_in(FOUND)}
    with pytest.raises(UnknownNameError, match="Did you mean 'crystallised_fraction'"):
        refuse_unmeasurable(as_criteria({"cristallised_fraction": ">= 0.9"}), known)
    with pytest.raises(UnitError, match="expected one in ohm m"):
        refuse_unmeasurable(as_criteria({"resistance": "<= 50"}), known)
    refuse_unmeasurable(default_criteria(known), known)


def test_defaults_are_those_that_the_anneal_measures():
    assert [one.measure for one in default_criteria({"most_lost": "1", "surface_ratio": "1"})] == ["most_lost"]


def test_the_smallest_margin_counts_and_no_result_meets_nothing():
    both = as_criteria({"most_lost": "<= 0.05", "crystallised_fraction": ">= 0.95"})
    assert margin(both, FOUND) == pytest.approx(-0.05 / 0.95)
    assert not met(both, FOUND)
    assert met(both[:1], FOUND)
    assert margin(both, None) == -math.inf


def test_a_bracketed_loss_is_judged_by_its_upper_end():
    bracketed = {**FOUND, "bounds": {"Li": [0.01, 0.4]}}
    assert measures_in(bracketed)["most_lost"] == 0.4
    assert measures_in(bracketed)["lost"] == 0.03
    assert not met(as_criteria({"most_lost": "<= 0.05"}), bracketed)
