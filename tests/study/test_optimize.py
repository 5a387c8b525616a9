"""Optimisation: seeded, under criteria, one objective or a front; what fails is a row."""

from __future__ import annotations

import logging
import math
import sys

import numpy as np
import pytest
import xarray

import annealkit as ak
from annealkit.errors import InputError, RunError, UnitError, UnknownNameError
from quick_work import CRYSTALLISES, LOSES

pytest.importorskip("optuna", reason="the extra 'study' is not installed")

OVER = {
    "schedule.hold.temperature": ("500 degC", "800 degC"),
    "schedule.hold.duration": ("1 min", "4 h", "log"),
    "atmosphere": ["air", "argon"],
}
LIMIT = {"crystallised_fraction": ">= 0.95"}


def test_the_best_trial_meets_the_criteria_and_comes_near_the_optimum(film, closed_forms):
    found = ak.optimize(film, "min lost", over=OVER, constraints=LIMIT, trials=60, seed=3)
    assert found.meets(found.best)
    assert found.best.inputs["atmosphere"] == "air"
    # Least lost where it just crystallises: at the coolest that does within four hours.
    celsius = 600.0 + 100.0 * math.log10(-math.log(0.05) / CRYSTALLISES / 14400.0)
    least = LOSES * 100.0 ** ((celsius - 600.0) / 100.0) * 14400.0
    worst = max(one.outcome.measured["lost"]["Li"] for one in found.points)
    lost = found.best.outcome.measured["lost"]["Li"]
    assert least <= lost < least * (worst / least) ** 0.2
    assert found.anneal.atmosphere.name == "air"
    assert found.answer.startswith("For the least lost:")


def test_the_same_seed_gives_the_same_trials(film, closed_forms):
    one, same, other = (ak.optimize(film, "min lost", over=OVER, trials=14, seed=seed) for seed in (1, 1, 2))
    inputs = [[point.inputs for point in study.points] for study in (one, same, other)]
    assert inputs[0] == inputs[1] != inputs[2]


def test_several_objectives_have_a_front_that_nothing_beats(film, closed_forms):
    found = ak.optimize(film, ["min lost", "max crystallised fraction"], over=OVER, trials=40)
    values = np.array([found.costs(one) for one in found.points])
    on = found.dataset["front"].to_numpy() == 1.0
    assert 2 <= on.sum() < 40
    for number in np.flatnonzero(on):
        assert not np.any(np.all(values < values[number], axis=1))
    assert len(found.front) == on.sum()
    with pytest.raises(RunError, match="several objectives"):
        _ = found.best
    assert found.to_json()["front"] == np.flatnonzero(on).tolist()
    assert found.plot().axes[0].get_xlabel() == "lost"


def test_where_no_trial_meets_the_criteria_the_nearest_is_told(film, closed_forms):
    found = ak.optimize(film, "min lost", over={"schedule.hold.duration": ("1 s", "2 s")}, constraints=LIMIT, trials=4)
    assert found.front == ()
    assert found.best is None
    assert found.anneal is None
    assert found.answer.startswith("No trial meets the criteria. Nearest: schedule.hold.duration = ")
    assert "It misses crystallised fraction ≥ 0.95, it has 0.00" in found.answer


def test_a_trial_that_fails_is_a_row(film, closed_forms, tmp_path):
    found = ak.optimize(film, "min lost", over={"body.thickness": ["50 nm", "500 nm"]}, trials=8)
    assert found.counts["failed"] > 0
    assert found.best.inputs == {"body.thickness": "500 nm"}
    assert "too thin" in found.text()
    with xarray.open_dataset(found.save(tmp_path / "trials.nc"), engine="h5netcdf") as table:
        assert set(table["status"].values.tolist()) == {"ok", "failed"}
        assert table["front"].sum() == 1


def test_optuna_is_quiet_and_left_as_it_was(film, closed_forms, capfd):
    import optuna

    before = optuna.logging.get_verbosity(), logging.getLogger().handlers[:]
    ak.optimize(film, "min lost", over=OVER, trials=2)
    assert (optuna.logging.get_verbosity(), logging.getLogger().handlers[:]) == before
    assert capfd.readouterr() == ("", "")


def test_without_optuna_the_extra_is_named(film, closed_forms, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(InputError, match=r"needs optuna, .* pip install 'annealkit\[study\]'"):
        ak.optimize(film, "min lost", over=OVER)


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"objective": "lost"}, InputError, "expected 'min' or 'max' and a measure"),
        ({"objective": "min losst"}, UnknownNameError, "Did you mean 'lost'?"),
        ({"objective": []}, InputError, "no objective"),
        ({"over": {}}, InputError, "expected ranges as tuples"),
        ({"over": {"body.thicknes": ["1 um", "2 um"]}}, UnknownNameError, "Did you mean 'thickness'?"),
        ({"over": {"body.thickness": ("1 um", "100 nm")}}, InputError, "the smaller one first"),
        ({"over": {"body.thickness": ("1 um", "100 s")}}, UnitError, "one dimension"),
        ({"over": {"body.thickness": (1, 2)}}, InputError, "over['body.thickness']"),
        ({"over": {"body.thickness": ("0 nm", "1 um", "log")}}, InputError, "above zero"),
        ({"over": {"body.thickness": ["1 um"]}}, InputError, "at least two choices"),
        ({"over": {"atmosphere": ["air", "ear"]}}, UnknownNameError, "over['atmosphere']"),
        ({"constraints": {"lost": "low"}}, InputError, "expected a limit such as"),
        ({"trials": 0}, InputError, "trials = 0"),
        ({"seed": -1}, InputError, "seed = -1"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_computed(film, closed_forms, given, kind, said: str):
    with pytest.raises(kind) as caught:
        ak.optimize(film, **{"objective": "min lost", "over": OVER, **given})
    assert said in str(caught.value)
    assert not closed_forms


@pytest.mark.slow  # eight anneals of a coated particle
def test_a_coating_has_a_front_of_density_against_bonding():
    anneal = ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="oxygen",
        schedule="25 degC -> 400 degC @ 5 K/min; hold 1 h",
    )
    over = {"schedule.hold.temperature": ("300 degC", "500 degC")}
    objectives = ["max HfO2.density", "max HfO2.bonding"]
    found = ak.optimize(anneal, objectives, over=over, trials=8, rtol=1e-2, cells=3)
    assert found.counts["computed"] == 8
    assert found.front
