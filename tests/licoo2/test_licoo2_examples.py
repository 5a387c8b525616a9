"""The examples of the guide's rows on LiCoO2 run, and end with their standing."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.mark.parametrize(
    "row",
    ["a10", *(pytest.param(one, marks=pytest.mark.slow) for one in ("a1", "a2", "a3", "a4", "a7"))],
)
def test_an_example_runs_and_tells_its_standing(row: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / f"guide_{row}.py"))
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) >= 4
    assert "\nStanding: " in printed
