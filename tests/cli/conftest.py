"""Running the command inside this process."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from annealkit.cli import main

#: A run that takes a fraction of a second; tests replace single lines of it.
RUN_FILE = """\
material = "LiCoO2"
body = { type = "Film", thickness = "500 nm", substrate = "Pt" }
atmosphere = { gas = "air", H2O = "1 kPa" }
schedule = "25 degC -> 700 degC @ 5 K/min; hold 30 min"
[run]
cells = 12
rtol = 1e-4
"""


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(capsys, monkeypatch, tmp_path):
    """The command, run in an empty folder that holds ``film.toml``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANNEALKIT_TRACEBACK", raising=False)
    (tmp_path / "film.toml").write_text(RUN_FILE, encoding="utf-8")

    def run(*arguments: str) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(arguments)
        told = capsys.readouterr()
        return Outcome(left.value.code, told.out, told.err)

    return run


@pytest.fixture
def run_file(tmp_path):
    """Write ``film.toml`` with some lines replaced, by key, or with lines added."""

    def write(name: str = "film.toml", **lines: str) -> str:
        kept = [one for one in RUN_FILE.splitlines() if one.partition(" =")[0] not in lines]
        new = [f"{key} = {value}" for key, value in lines.items() if value]
        (tmp_path / name).write_text("\n".join([*new, *kept]) + "\n", encoding="utf-8")
        return name

    return write
