"""The script that studies three materials in six atmospheres."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "studies.py"


@pytest.mark.slow  # 72 anneals, and the rivals
def test_the_script_of_three_materials_runs_and_every_point_is_computed() -> None:
    done = subprocess.run([sys.executable, "-X", "utf8", str(SCRIPT)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("24 points over schedule.hold.temperature x atmosphere: 24 computed") == 3
    assert "nan" not in done.stdout


def test_the_script_of_three_materials_is_short_and_says_what_it_does(monkeypatch, capsys) -> None:
    from annealkit.study import running
    from annealkit.study.work import Outcome
    from quick_work import numbers

    def told(chunk: str) -> list[Outcome]:
        return [Outcome(number, "ok", measured=numbers(0.5, 0.1)) for number, _ in json.loads(chunk)["points"]]

    monkeypatch.setattr(running, "work", told)
    runpy.run_path(str(SCRIPT))
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 32
    printed = capsys.readouterr().out
    for material in ("LiCoO2", "LiNbO3", "NCM811"):
        assert material in printed
    assert printed.count("24 points over schedule.hold.temperature x atmosphere: 24 computed") == 3
