"""Comparisons: what differs, what it does, and how far results are apart."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
import xarray

import annealkit as ak
from annealkit.errors import InputError, RunError, UnknownNameError
from annealkit.study.layout import Rows
from annealkit.study.pairwise import loss_ratio, profile_distance, verdict_differences
from quick_work import crystallises, loses

QUICK = {"rtol": 1e-2, "cells": 4}
HOTTER = "25 degC -> 650 degC @ 20 K/min; hold 30 min"


@pytest.fixture
def gases(film, closed_forms) -> ak.Comparison:
    return ak.compare(film, atmospheres=["air", "argon"], schedules={"short": film.schedule, "hot": HOTTER})


def test_every_combination_is_an_anneal_under_its_name(gases):
    assert gases.names == ("air, short", "air, hot", "argon, short", "argon, hot")
    lost = gases.dataset["lost_Li"].values
    assert lost[0] == pytest.approx(loses(600) * 60.0, rel=1e-9)
    assert lost[3] == pytest.approx(loses(650, "argon") * 1800.0, rel=1e-9)


def test_pairs_are_measured_against_each_other(gases):
    ratio = gases.metrics["loss_ratio"].sel(case="air, short", other="argon, short")
    assert float(ratio) == pytest.approx(10.0, rel=1e-9)
    # Argon, hot: 18 % lost, which both instruments see, and of the short ones neither sees any.
    assert gases.metrics["verdict_differences"].sel(case="air, short", other="argon, hot") == 2
    assert np.all(np.diag(gases.metrics["verdict_differences"]) == 0)


def test_the_table_fits_a_terminal_and_loses_nothing(gases):
    told = gases.text()
    assert max(map(len, gases.table.text(width=100).splitlines())) <= 100
    for name in gases.names:
        assert name in told
    assert f"{loses(650) * 1800.0:.3g}" in told
    assert "alike in all: " in told
    assert "disproportionated 1" in told
    assert told.startswith("warning: 4 of 4 points, such as: T was outside")
    read = list(csv.reader(io.StringIO(gases.table.csv())))
    assert read[0][0] == "anneal"
    assert len(read) == 5


def test_a_wide_table_is_told_in_parts_that_repeat_the_names():
    rows = Rows(
        ["anneal", *(f"measure{n}" for n in range(30))],
        [[f"case {k}", *(f"{k}.{n}" for n in range(30))] for k in (1, 2)],
    )
    told = rows.text(width=80)
    assert max(map(len, told.splitlines())) <= 80
    assert told.count("case 1") > 1
    for n in range(30):
        assert f"measure{n}" in told
        assert f"2.{n}" in told


def test_other_forms_of_the_table_hold_every_cell(gases):
    for text in (gases.table.html(), gases.table.latex(), gases.table.markdown(), gases._repr_html_()):
        assert "argon, hot" in text
    assert r"$\Omega$" in gases.table.latex()
    assert "&lt;" in gases.table.html()  # "< 1e-12"


def test_it_is_saved_with_its_metrics_and_told_to_programs(gases, tmp_path):
    with xarray.open_dataset(gases.save(tmp_path / "compare.nc"), engine="h5netcdf") as table:
        assert table["case"].values.tolist() == list(gases.names)
        assert float(table["loss_ratio"].values[0, 2]) == pytest.approx(10.0, rel=1e-9)
    told = gases.to_json()
    assert set(told["anneals"]) == set(gases.names)
    assert told["metrics"]["profile_distance"][0][1] is None  # closed forms have no profile


def test_ten_anneals_with_long_names_are_drawn(film, closed_forms):
    programs = [f"25 degC -> {500 + 20 * n} degC @ 20 K/min; hold 1 h" for n in range(12)]
    names = {f"a schedule whose name goes on for quite a while, number {n}": one for n, one in enumerate(programs)}
    figure = ak.compare(film, schedules=names).plot()
    labels = [one.get_text() for one in figure.axes[0].get_yticklabels()]
    assert len(labels) == 12
    assert max(map(len, labels)) <= 44
    assert labels[11].endswith("12")


@pytest.mark.parametrize("celsius", [600, 700])
def test_effects_of_single_inputs_and_of_both_together_add_up(film, closed_forms, celsius: int, monkeypatch):
    from annealkit.stated import stated
    from annealkit.study import attribution
    from quick_work import quick_work

    def computed(anneal, options, store):
        import json

        (outcome,) = quick_work(json.dumps({"points": [[0, stated(anneal)]]}))
        return outcome.measured, False, ""

    monkeypatch.setattr(attribution, "computed", computed)
    hot = ak.Anneal(
        material="LiCoO2",
        body=film.body,
        atmosphere="argon",
        schedule=f"25 degC -> {celsius} degC @ 20 K/min; hold 10 min",
        models=film.models,
    )
    found = ak.compare({"cold": film, "hot": hot})
    effects = {one.path: one for one in found.attribute("cold", "hot")}
    begin, end = loses(600) * 60.0, loses(celsius, "argon") * 600.0
    assert effects["schedule"].change == pytest.approx(loses(celsius) * 600.0 - begin, rel=1e-6)
    assert effects["atmosphere"].change == pytest.approx(9.0 * begin, rel=1e-6)
    assert sum(one.change for one in effects.values()) == pytest.approx(end - begin, rel=1e-6)
    assert sum(one.share for one in effects.values()) == pytest.approx(1.0, rel=1e-6)
    crystal = {one.path: one for one in found.attribute("cold", "hot", "crystallised_fraction")}
    exact = np.exp(-crystallises(600) * 60.0) - np.exp(-crystallises(celsius) * 600.0)
    assert crystal["schedule"].change == pytest.approx(exact, rel=1e-6)
    assert crystal["atmosphere"].change == 0.0


def test_a_difference_is_an_input_a_model_with_its_plugin_and_a_record(film, closed_forms):
    other = {"Li.loss": ["vaporisation"]}
    found = ak.compare(film, models={"fitted": {"Li.loss": ["first-order"]}, "gas": other})
    told = {(one.kind, one.name): one for one in found.differences("fitted", "gas")}
    assert ("input", "models.Li.loss") in told
    models = [one for (kind, name), one in told.items() if kind == "model" and "Li.loss" in name]
    assert any("first-order (licoo2)" in one.one and "vaporisation (vaporisation)" in one.other for one in models)
    assert ("record", "LiCoO2.Li.loss.energy") in told


def test_an_override_is_told_as_the_record_that_it_sets(film, closed_forms):
    override = {"LiCoO2.Li.D.deficient.energy": "0.25 eV"}
    found = ak.compare(film, parameters={"as it is": {}, "low": override})
    told = {(one.kind, one.name): one for one in found.differences("as it is", "low")}
    assert told["record", "LiCoO2.Li.D.deficient.energy"].other == "0.25 eV (set by the run)"


def test_an_anneal_that_fails_is_a_row_with_its_reason(film, closed_forms):
    thin = ak.Anneal(material="LiCoO2", body=ak.Film("50 nm"), atmosphere="air", schedule=film.schedule)
    found = ak.compare({"thick": film, "thin": thin})
    assert found.dataset["status"].values.tolist() == ["ok", "failed"]
    assert "thin: failed: SolverError: too thin." in found.text()
    assert np.isnan(found.metrics["loss_ratio"].values[0, 1])
    for call in (lambda: found.result("thin"), lambda: found.attribute("thick", "thin")):
        with pytest.raises(RunError, match="too thin"):
            call()
    with pytest.raises(UnknownNameError, match="Did you mean 'thick'"):
        found.result("thik")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "nothing to vary"),
        ({"atmospheres": ["air"]}, "1 anneal was given"),
        ({"atmospheres": "air"}, "expected a list, or values by name"),
        ({"models": ["first-order", "vaporisation"]}, "expected mappings such as {'Li.loss'"),
        ({"atmospheres": ["air", "air"]}, "two anneals would be called 'air'"),
    ],
)
def test_what_is_no_comparison_is_refused_before_anything_is_computed(film, closed_forms, given, said: str):
    with pytest.raises(InputError) as caught:
        ak.compare(film, **given)
    assert said in str(caught.value)
    assert not closed_forms


def test_anneals_by_name_are_not_varied(film):
    with pytest.raises(InputError, match="these vary one anneal"):
        ak.compare({"a": film, "b": film}, atmospheres=["air", "argon"])
    with pytest.raises(InputError, match="expected anneals by name"):
        ak.compare([film, film])


def result(ratio, phases):
    depth = np.linspace(0.05, 0.95, 10)
    return {"profile": {"depth": depth, "ratio": ratio(depth)}, "lost": {"Li": 0.1}, "phases": phases}


def test_the_distance_of_profiles_is_their_mean_difference_on_any_grid():
    flat, sloped = result(lambda x: 0 * x + 1.0, {}), result(lambda x: 1.0 - 0.2 * x, {})
    # Beyond the outermost centres a profile goes on flat: the mean over 0 to 1 of 0.2 x with its ends cut.
    exact = 0.2 * ((0.95**2 - 0.05**2) / 2 + 0.05 * 0.05 + 0.05 * 0.95)
    assert profile_distance(flat, sloped) == pytest.approx(exact, rel=1e-5)
    assert profile_distance(flat, flat) == 0.0


def test_a_phase_of_one_alone_differs_where_it_is_stable_or_seen():
    seen = {"Co3O4": {"stable": True, "detectable": {"XRD": True, "Raman": False}}}
    unseen = {"Co3O4": {"stable": False, "detectable": {"XRD": False, "Raman": False}}}
    assert verdict_differences(result(np.sin, seen), result(np.sin, {})) == 2
    assert verdict_differences(result(np.sin, unseen), result(np.sin, {})) == 0
    assert np.isnan(loss_ratio({"lost": {"Li": 0.0}}, {"lost": {"Li": 0.1}}))


@pytest.mark.slow  # five anneals
def test_an_override_alone_makes_the_whole_difference_through_its_record(film, tmp_path):
    energy = {"LiCoO2.crystallisation.energy": "260 kJ/mol"}
    cool = ak.Anneal(
        material="LiCoO2",
        body=film.body,
        atmosphere="air",
        schedule="25 degC -> 450 degC @ 20 K/min; hold 10 min",
        models=film.models,
    )
    found = ak.compare(cool, parameters={"as it is": {}, "other": energy}, store=tmp_path / "store", **QUICK)
    (effect,) = found.attribute("as it is", "other", "crystallised_fraction")
    values = [one.measured["observed"]["crystallised_fraction"] for one in found.outcomes.values()]
    assert effect.change == pytest.approx(values[1] - values[0], rel=1e-12)
    assert effect.change != 0.0
    assert effect.share == 1.0
    assert any("record LiCoO2.crystallisation.energy" in one for one in effect.through)
    assert found.result("other").observed["crystallised_fraction"] == pytest.approx(values[1], rel=1e-12)
