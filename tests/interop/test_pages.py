"""docs/how-to/battery-models.md and host-loop.md are true: their blocks run, one after another."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

PAGES = Path(__file__).resolve().parents[2] / "docs" / "how-to"

pytestmark = pytest.mark.slow


def blocks(page: str) -> list[str]:
    text = (PAGES / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run(page: str, names: dict[str, object], own: list[str]) -> None:
    for block in own:
        exec(compile(block, page, "exec"), names)


def test_the_page_of_battery_models() -> None:
    """Its cell charges where PyBaMM is installed; the rest of the page needs none."""
    own, names = blocks("battery-models.md"), {}
    assert len(own) == 3
    run("battery-models.md", names, [one for one in own if "import pybamm" not in one])
    assert names["values"]["Positive particle radius [m]"] == pytest.approx(5e-6)
    assert names["fragment"]["Header"]["Model"] == "Partial"
    assert any("not at 25 °C" in one for one in names["values"].notes)
    pytest.importorskip("pybamm", reason="its cell needs the extra 'interop'")
    run("battery-models.md", names, [one for one in own if "import pybamm" in one])
    assert names["solution"].t[-1] == pytest.approx(600.0)
    assert np.isfinite(names["solution"]["Voltage [V]"].entries).all()


def test_the_page_of_the_host_loop() -> None:
    own, names = blocks("host-loop.md"), {}
    assert len(own) == 3
    run("host-loop.md", names, own[:1])
    assert names["furnace"].kelvin == 800.0
    assert names["now"].times[-1] == 40.0
    run("host-loop.md", names, own[1:2])
    assert 0 < sum(names["now"].balance.left.values()) / names["now"].balance.initial < 1
    run("host-loop.md", names, own[2:])
    assert names["furnace"].kelvin == 900.0
    assert names["problem"].step("1 s", rtol=1e-3).times[-1] == 1201.0
