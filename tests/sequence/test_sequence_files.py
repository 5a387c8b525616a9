"""``[[sequence]]`` in a run file, and the command on it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

import annealkit as ak
from annealkit.cli import main
from annealkit.runfile import read_anneal
from annealkit.runschema import run_schema
from annealkit.runsequence import read_steps

FILE = """
material = "LiCoO2"
body = { type = "Film", thickness = "500 nm" }
atmosphere = "argon"
[run]
cells = 6
rtol = 1e-3
[[sequence]]
exposure = "25 degC"
duration = "24 h"
atmosphere = { gas = "air", CO2 = "0 Pa" }
humidity = "50 %"
[[sequence]]
schedule = "150 degC; hold 1 h"
closed = true
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(old: str = "", new: str = "") -> Path:
        assert old in FILE
        path = tmp_path / "cell.toml"
        path.write_text(FILE.replace(old, new) if old else FILE, encoding="utf-8")
        return path

    return write


def schema_accepts(path: Path) -> bool:
    return bool(jsonschema.Draft202012Validator(run_schema()).is_valid(tomllib.loads(path.read_text(encoding="utf-8"))))


def test_the_steps_of_a_file_are_those_of_python(written) -> None:
    sequence, options = read_steps(written())
    assert isinstance(sequence, ak.Sequence)
    exposure, anneal = sequence.steps
    gas = ak.atmosphere("air", CO2="0 Pa")
    assert exposure == ak.Exposure("25 degC", duration="24 h", atmosphere=gas, humidity="50 %")
    assert isinstance(anneal, ak.Anneal)
    assert (anneal.atmosphere.name, anneal.body.closed) == ("argon", True)
    assert sequence.anneals[0].body.closed is False
    assert options == {"cells": 6, "rtol": 1e-3}
    assert schema_accepts(written())


@pytest.mark.parametrize(
    ("old", "new", "told", "accepted"),
    [
        ('humidity = "50 %"', 'humidty = "50 %"', r"sequence 1 \(exposure\).*Did you mean 'humidity'", False),
        ('duration = "24 h"\n', "", "duration: none was given", False),
        ("closed = true", "shut = true", "sequence 2: 'shut' is not known", False),
        ("closed = true", 'closed = "yes"', "Film closed", False),
        ('schedule = "150 degC; hold 1 h"', 'atmosphere = "air"', "schedule not given", True),
        ('atmosphere = "argon"\n', "", "atmosphere not given", True),
        ('type = "Film", thickness = "500 nm"', 'type = "Wafer", thickness = "1 mm"', "only a Film", True),
        ('material = "LiCoO2"\n', "", "material not given", False),
    ],
)
def test_a_file_that_does_not_hold_is_refused_by_name(written, old: str, new: str, told: str, accepted: bool) -> None:
    path = written(old, new)
    with pytest.raises(ak.InputError, match=told) as refused:
        read_steps(path)
    assert "cell.toml" in str(refused.value)
    assert schema_accepts(path) is accepted  # what only the reader can know


def test_a_sequence_that_is_no_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cell.toml"
    head, _, _ = FILE.partition("[run]")
    path.write_text(f'{head}sequence = "25 degC"\n', encoding="utf-8")
    with pytest.raises(ak.InputError, match="expected one table a step"):
        read_steps(path)


def test_where_one_anneal_is_due_a_sequence_is_refused(written) -> None:
    with pytest.raises(ak.InputError, match="it holds a sequence"):
        read_anneal(written())


def test_the_command_runs_the_steps_and_stores_them(
    written, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["run", str(written()), "--json"])
    assert left.value.code == 0
    said = json.loads(capsys.readouterr().out)
    stored = ak.load(tmp_path / "runs" / "cell.nc")
    assert said["step"]["number"] == 2
    assert [one["step"]["number"] for one in said["earlier"]] == [1]
    assert said["earlier"][0]["observed"] == stored.steps[0].observed
    assert said["total"]["lost"]["Li"] == stored.total.lost["Li"].m_as("")


def test_the_command_plans_and_explains_every_step(written, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["run", "--dry"], ["show", "equations"]):
        with pytest.raises(SystemExit) as left:
            main([*arguments, str(written())])
        assert left.value.code == 0
        assert "exposure at 25 degC for 24 h in air" in capsys.readouterr().out
