"""docs/pde.md is true: its blocks run, one after another, as a reader would type them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pde.md"


@pytest.mark.slow
def test_every_block_of_the_manual_runs():
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    assert names["on"].times[-1] == 1000.0
    half = names["until"]
    assert half.times[-1] == pytest.approx(half.events["half"][0])
    assert half.inventory[-1] == pytest.approx(5e-5, rel=1e-5)
    assert np.all(names["error"].inventory["c"].total < 1e-4)
    assert names["decaying"].solve(["10 s"]).balance.made["decay"] == pytest.approx(-1e-4 * -np.expm1(-0.1), rel=1e-5)
