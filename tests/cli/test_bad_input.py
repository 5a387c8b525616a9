"""Wrong input: exit code 2, one message that names the field, what was given and what is valid; no file."""

from __future__ import annotations

import pytest

FILM = '{{ type = "Film", thickness = {}, substrate = "Pt" }}'

#: What is wrong, the lines that make it so, and what the message must hold.
CASES = {
    "unknown material": ({"material": '"LiCoO3"'}, ["material", "'LiCoO3'", "'LiCoO2'"]),
    "unknown gas": ({"atmosphere": '"airr"'}, ["atmosphere", "'airr'", "'air'"]),
    "unknown gas in a table": ({"atmosphere": '{ gas = "argn" }'}, ["atmosphere", "'argn'", "'argon'"]),
    "unknown substrate": (
        {"body": '{ type = "Film", thickness = "500 nm", substrate = "SiO3" }'},
        ["substrate", "'SiO3'", "'SiO2'"],
    ),
    "unknown key": ({"shedule": '"25 degC -> 700 degC in 1 h"'}, ["key", "'shedule'", "'schedule'"]),
    "unknown key of the body": (
        {"body": '{ type = "Film", thicknes = "500 nm" }'},
        ["body", "'thicknes'", "'thickness'"],
    ),
    "unknown body": ({"body": '{ type = "Flim", thickness = "500 nm" }'}, ["body.type", "'Flim'", "'Film'"]),
    "unknown key of the atmosphere": ({"atmosphere": '{ gas = "air", H20 = "1 kPa" }'}, ["H20", "H2O"]),
    "unknown model": ({"models": '{ "Li.loss" = ["vaporization"] }'}, ["'vaporization'", "'vaporisation'"]),
    "unknown slot": ({"models": '{ "Li.los" = ["vaporisation"] }'}, ["'Li.los'", "'Li.loss'"]),
    "unknown parameter": (
        {"parameters": '{ "LiCoO2.Li.D.deficient.enery" = "0.3 eV" }'},
        ["LiCoO2.Li.D.deficient.enery", "LiCoO2.Li.D.deficient.energy"],
    ),
    "parameter of wrong dimension": (
        {"parameters": '{ "LiCoO2.Li.D.deficient.energy" = "0.3 m" }'},
        ["LiCoO2.Li.D.deficient.energy", "0.3 m"],
    ),
    "coulomb for a temperature": (
        {"schedule": '"25 degC -> 700 C @ 5 K/min; hold 30 min"'},
        ["schedule", "700 C", "700 degC"],
    ),
    "bare number": ({"body": FILM.format("500")}, ["thickness", "500", "nm"]),
    "bare number as text": ({"body": FILM.format('"500"')}, ["thickness", "500"]),
    "bare number in a schedule": ({"schedule": '"25 degC -> 700 @ 5 K/min"'}, ["schedule", "700"]),
    "length in kelvin": ({"body": FILM.format('"500 K"')}, ["thickness", "500 K"]),
    "negative thickness": ({"body": FILM.format('"-500 nm"')}, ["thickness", "-500 nm"]),
    "zero thickness": ({"body": FILM.format('"0 nm"')}, ["thickness", "0 nm"]),
    "infinite thickness": ({"body": FILM.format('"inf nm"')}, ["thickness", "inf nm"]),
    "infinite number": ({"body": FILM.format("inf")}, ["thickness", "inf"]),
    "schedule that goes nowhere": ({"schedule": '"25 degC"'}, ["schedule"]),
    "ramp to where it is": ({"schedule": '"25 degC -> 25 degC @ 5 K/min"'}, ["schedule", "25 degC"]),
    "zero rate": ({"schedule": '"25 degC -> 700 degC @ 0 K/min"'}, ["schedule", "rate", "0 K/min"]),
    "start below absolute zero": (
        {"schedule": '"-300 degC -> 700 degC @ 5 K/min"'},
        ["schedule", "-300 degC"],
    ),
    "partial pressures above the total": (
        {"atmosphere": '{ gas = "air", H2O = "200 kPa" }'},
        ["air", "total"],
    ),
    "negative pressure": ({"atmosphere": '{ gas = "air", H2O = "-1 kPa" }'}, ["H2O", "-1 kPa"]),
    "vacuum with a flow": ({"atmosphere": '{ gas = "vacuum", flow = "100 sccm" }'}, ["vacuum", "flow"]),
    "vacuum with a boundary layer": (
        {"atmosphere": '{ gas = "vacuum", boundary_layer = "7 mm" }'},
        ["vacuum", "boundary_layer"],
    ),
    "unknown option of the run": ({"run": "{ rtoll = 1e-5 }", "[run]": ""}, ["'rtoll'", "'rtol'"]),
}


@pytest.mark.parametrize(("lines", "told"), CASES.values(), ids=CASES.keys())
def test_wrong_input_is_one_message_and_exit_code_2(command, run_file, tmp_path, lines, told):
    without_options = {"[run]": "", "cells": "", "rtol": ""}
    file = run_file(**{**without_options, **lines})
    done = command("run", file)
    assert done.code == 2, done.err
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert done.err.count("error:") == 1
    assert "Traceback" not in done.err
    assert [one for one in told if one not in done.err] == [], done.err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("verb", [["run"], ["run", "--dry"], ["show", "equations"], ["show", "sources"]])
def test_an_unknown_file_names_the_nearest(command, verb):
    done = command(*verb, "flim.toml")
    assert (done.code, done.out) == (2, "")
    assert "flim.toml does not exist" in done.err
    assert "film.toml?" in done.err


def test_toml_that_is_none_names_file_and_line(command, tmp_path):
    (tmp_path / "broken.toml").write_text('material = "LiCoO2"\nbody = { type = \n', encoding="utf-8")
    done = command("run", "broken.toml")
    assert done.code == 2
    assert "broken.toml" in done.err
    assert "line 2" in done.err


@pytest.mark.parametrize("kind", ["materials", "atmospheres", "substrates", "models"])
def test_show_refuses_an_unknown_name(command, kind):
    done = command("show", kind, "no-such-thing")
    assert (done.code, done.out) == (2, "")
    assert "'no-such-thing'" in done.err


def test_output_that_is_a_file_is_refused_before_the_run(command, tmp_path):
    (tmp_path / "place").write_text("mine")
    done = command("run", "film.toml", "--output", "place")
    assert done.code == 2
    assert "--output" in done.err
    assert (tmp_path / "place").read_text() == "mine"


def test_a_dry_run_has_no_json(command):
    done = command("run", "film.toml", "--dry", "--json")
    assert (done.code, done.out) == (2, "")


@pytest.mark.parametrize("words", [["runn"], ["run"], ["run", "film.toml", "--jsn"], ["plugin", "lst"]])
def test_a_misspelt_command_line_is_exit_code_2(command, words):
    done = command(*words)
    assert done.code == 2
    assert done.out == ""


def test_outside_the_range_of_records_warns_and_is_an_error_when_strict(command, run_file, tmp_path):
    file = run_file(schedule='"25 degC -> 1600 degC @ 50 K/min"')
    lenient = command("run", file, "--output", "lenient")
    assert lenient.code == 0, lenient.err
    first = lenient.out.splitlines()[0]
    assert first.startswith("warning: ")
    assert "%" in first
    strict = command("run", file, "--strict", "--output", "strict")
    assert strict.code == 2
    assert strict.err.startswith("error: ")
    assert not (tmp_path / "strict").exists()


def test_a_traceback_comes_only_on_request(command, monkeypatch):
    monkeypatch.setenv("ANNEALKIT_TRACEBACK", "1")
    done = command("run", "flim.toml")
    assert done.code == 2
    assert "Traceback" in done.err
    assert done.err.rstrip().splitlines()[-1].startswith("error: ")
