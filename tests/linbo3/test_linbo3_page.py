"""The page on LiNbO3 shows code that runs and gives what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "linbo3.md"


@pytest.mark.slow
def test_the_code_of_the_page_runs_and_gives_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    result = names["result"]
    assert float(result.observe("Li2O_mol_percent_mean").magnitude) == pytest.approx(48.10, abs=0.01)
    assert float(result.observe("Li2O_mol_percent_surface").magnitude) == pytest.approx(47.1, abs=0.05)
    assert float(names["change"].isel(time=-1, depth=0)) == pytest.approx(-1.5, abs=0.05)
    assert "Li2O mol percent surface" in capsys.readouterr().out
