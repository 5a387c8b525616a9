"""Reading run files: what they mean, and how they are refused."""

from __future__ import annotations

import pytest

from annealkit.errors import InputError, UnknownNameError
from annealkit.runfile import read_run
from annealkit.schedule import Schedule

MINIMAL = {
    "material": '"LiCoO2"',
    "body": '{ type = "Film", thickness = "500 nm" }',
    "atmosphere": '"air"',
    "schedule": '"25 degC -> 700 degC @ 5 K/min"',
}


@pytest.fixture
def written(tmp_path):
    def write(**lines: str):
        path = tmp_path / "anneal.toml"
        path.write_text("\n".join(f"{key} = {value}" for key, value in {**MINIMAL, **lines}.items() if value))
        return path

    return write


def test_keys_are_the_keywords_of_anneal(written):
    given = read_run(written(models='{ "Li.loss" = ["vaporisation"], "Li.activity" = "two-phase" }'))
    assert set(given.anneal) == {"material", "body", "atmosphere", "schedule", "models"}
    assert given.anneal["material"] == "LiCoO2"
    assert given.anneal["models"] == {"Li.loss": ["vaporisation"], "Li.activity": "two-phase"}
    assert given.options == {}


def test_a_table_of_gas_sets_its_moisture(written):
    dry = read_run(written()).anneal["atmosphere"]
    humid = read_run(written(atmosphere='{ gas = "air", H2O = "1 kPa" }')).anneal["atmosphere"]
    assert humid.pressures["H2O"] == pytest.approx(1000.0)
    assert dry.pressures["H2O"] < 1.0


def test_options_of_the_run_stand_in_a_table_of_their_own(written):
    given = read_run(written(run='{ rtol = 1e-6, cells = 40, engine = "fipy", out_of_range = "raise" }'))
    assert given.options == {"rtol": 1e-6, "cells": 40, "engine": "fipy", "out_of_range": "raise"}


def test_a_logged_schedule_lies_beside_the_run_file(written, tmp_path, monkeypatch):
    (tmp_path / "log.csv").write_text("time [min],temperature [degC]\n0,25\n60,700\n90,700\n")
    monkeypatch.chdir(tmp_path.parent)
    lines = '{ csv = "log.csv", time = "time [min]", temperature = "temperature [degC]" }'
    schedule = read_run(written(schedule=lines)).anneal["schedule"]
    assert schedule.duration == pytest.approx(5400.0)
    assert schedule.peak == pytest.approx(973.15)


def test_text_schedules_are_parsed_as_everywhere(written):
    assert read_run(written()).anneal["schedule"] == Schedule.parse("25 degC -> 700 degC @ 5 K/min")


def test_a_missing_log_names_the_nearest(written, tmp_path):
    (tmp_path / "furnace.csv").write_text("t,T\n")
    lines = '{ csv = "furnase.csv", time = "t", temperature = "T" }'
    with pytest.raises(InputError, match=r"schedule\.csv: .*furnase\.csv does not exist\. .*furnace\.csv"):
        read_run(written(schedule=lines))


@pytest.mark.parametrize("key", MINIMAL)
def test_every_required_key_is_required(written, key):
    with pytest.raises(InputError, match=rf"{key} not given"):
        read_run(written(**{key: ""}))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ({"body": '"Film"'}, "body is 'Film', expected a table"),
        ({"body": '{ thickness = "1 um" }'}, r"body\.type not given"),
        ({"body": '{ type = "Film" }'}, r"body\.thickness not given"),
        ({"material": "3"}, "material is 3, expected text"),
        ({"atmosphere": '{ H2O = "1 kPa" }'}, r"atmosphere\.gas not given"),
        ({"schedule": "30"}, "schedule is 30, expected a table"),
        ({"schedule": '{ csv = "log.csv" }'}, r"schedule\.time is None, expected text"),
        ({"models": '{ "Li.loss" = 3 }'}, r"models\.Li\.loss is 3, expected the name"),
        ({"models": '"vaporisation"'}, "models is 'vaporisation', expected a table"),
        ({"parameters": '{ "a.b" = true }'}, r"parameters\.a\.b is True, expected a quantity"),
        ({"run": '{ rtol = "fine" }'}, r"run\.rtol is 'fine', expected a number"),
        ({"run": "{ cells = 2.5 }"}, r"run\.cells is 2\.5, expected a whole number"),
        ({"run": "{ cells = true }"}, r"run\.cells is True, expected a whole number"),
    ],
)
def test_values_of_the_wrong_kind_are_refused(written, lines, message):
    with pytest.raises(InputError, match=message):
        read_run(written(**lines))


def test_messages_name_the_file(written):
    with pytest.raises(UnknownNameError, match=r"anneal\.toml: key: 'titel' is not known"):
        read_run(written(titel='"my film"'))


def test_a_folder_and_a_binary_file_are_refused(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        read_run(tmp_path)
    (tmp_path / "image.toml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InputError, match="not UTF-8"):
        read_run(tmp_path / "image.toml")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="neither does the folder"):
        read_run(tmp_path / "nowhere" / "film.toml")
