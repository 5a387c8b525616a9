"""The examples of studies run, and end with their standing."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.mark.slow  # a dozen anneals each
@pytest.mark.parametrize("name", ["protocol", "pareto"])
def test_an_example_runs_and_tells_its_standing(name: str, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", [name])
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) >= 4
    assert printed.splitlines()[-1].startswith("Standing: consistent: ")


def test_the_script_of_three_materials_is_short_and_runs(monkeypatch, capsys) -> None:
    from annealkit.study import running
    from annealkit.study.work import Outcome
    from quick_work import numbers

    def told(chunk: str) -> list[Outcome]:
        return [Outcome(number, "ok", measured=numbers(0.5, 0.1)) for number, _ in json.loads(chunk)["points"]]

    monkeypatch.setattr(running, "work", told)
    script = EXAMPLES / "studies.py"
    runpy.run_path(str(script))
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 32
    printed = capsys.readouterr().out
    for material in ("LiCoO2", "LiNbO3", "NCM811"):
        assert material in printed
    assert printed.count("24 points over schedule.hold.temperature x atmosphere: 24 computed") == 3
