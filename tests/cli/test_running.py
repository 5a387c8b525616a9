"""``annealkit run``: what is printed, what is written, and in which order."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig

import pytest

import annealkit as ak
from annealkit.cli.progress import progress_bar


def test_it_prints_the_result_and_writes_two_files(command, tmp_path):
    done = command("run", "film.toml")
    assert (done.code, done.err) == (0, "")
    assert "Li lost: " in done.out
    assert "LiOH gas" in done.out
    assert "Co3O4" in done.out
    assert "crystallised fraction: " in done.out
    assert "interface resistance: " in done.out
    assert "mass balance closes to " in done.out
    assert f"wrote {tmp_path / 'runs'}" in done.out or "wrote runs" in done.out
    assert {one.name for one in (tmp_path / "runs").iterdir()} == {"film.nc", "film.png"}
    assert (tmp_path / "runs" / "film.png").read_bytes().startswith(b"\x89PNG")


def test_the_file_holds_the_result(command, tmp_path):
    told = json.loads(command("run", "film.toml", "--json").out)
    stored = ak.load(tmp_path / "runs" / "film.nc")
    assert float(stored.lost["Li"].magnitude) == pytest.approx(told["lost"]["Li"]["value"], rel=1e-12)


def test_json_is_one_object_and_nothing_else(command, tmp_path):
    done = command("run", "film.toml", "--json", "--output", "out")
    told = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert set(told) >= {"lost", "budget", "bounds", "phases", "resistance", "balance", "warnings", "files"}
    assert set(told["lost"]["Li"]) == {"value", "unit"}
    channels = told["budget"]["Li"]
    assert sum(one["value"] for one in channels.values()) == pytest.approx(told["lost"]["Li"]["value"], rel=1e-9)
    assert abs(told["balance"]["closure"]) <= 1e-10
    assert [(tmp_path / one).is_file() for one in told["files"]] == [True, True]


@pytest.mark.slow
def test_a_reactive_substrate_of_unknown_rate_is_a_bracket(command, run_file):
    file = run_file(body='{ type = "Film", thickness = "500 nm", substrate = "SiO2" }')
    told = json.loads(command("run", file, "--json").out)
    low, high = told["bounds"]["Li"]
    assert 0 <= low < high <= 1 + 1e-9


def test_a_dry_run_computes_and_writes_nothing(command, tmp_path):
    done = command("run", "film.toml", "--dry")
    assert (done.code, done.err) == (0, "")
    for told in ("LiCoO2", "air", "assumed", "Pt", "vaporisation", "cells = 12"):
        assert told in done.out
    assert not (tmp_path / "runs").exists()


def test_models_named_in_the_file_are_used(command, run_file):
    told = json.loads(command("run", run_file(models='{ "Li.loss" = [] }'), "--json").out)
    assert told["lost"]["Li"]["value"] == 0


def test_the_installed_script_and_the_module_are_the_command(tmp_path):
    script = shutil.which("annealkit", path=sysconfig.get_path("scripts"))
    assert script is not None
    for words in ([script], [sys.executable, "-m", "annealkit"]):
        done = subprocess.run([*words, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout == f"annealkit {ak.__version__}\n"


def test_a_reader_that_leaves_early_is_no_traceback(tmp_path):
    """What ``annealkit show models LiCoO2 | head -1`` does."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "annealkit", "show", "models"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    told = writer.stderr.read()
    writer.wait(timeout=60)
    writer.stderr.close()
    assert told == ""


def test_a_stream_that_cannot_spell_the_signs_does_not_stop_the_run(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "annealkit", "show", "models"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 0, done.stderr
    assert b"Li.loss" in done.stdout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar() as progress:
        assert progress is not None
        progress(0.5, "solving")
    assert "solving" in terminal.getvalue()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar() as progress:
        assert progress is None
