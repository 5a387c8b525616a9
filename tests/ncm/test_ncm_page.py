"""docs/ncm.md is true: its blocks run, and its numbers are those of the runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annealkit.api import Law, Material

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "ncm.md"


@pytest.mark.slow
def test_every_block_of_the_page_runs():
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    result = names["result"]
    assert float(result.lost["Li"].m) == pytest.approx(5e-10, rel=0.2)
    assert float(result.lone["Li"].m) == pytest.approx(1.3e-4, rel=0.1)
    assert result.observed["rocksalt_fraction"] == pytest.approx(7e-6, rel=0.05)


def test_the_table_of_diffusivities(ncm811: Material, laws_of):
    """What the page says at 25 and at 400 °C is what the laws give, to its one digit."""
    laws: dict[str, Law] = laws_of(ncm811)
    site = ncm811.species["Li"].reference
    told = {"tracer": (5e-22, 5e-14), "tracer-vacancy": (5e-24, 5e-16), "electrochemical": (1e-14, None)}
    for name, values in told.items():
        assert f"| `{name}`" in PAGE.read_text(encoding="utf-8")
        for kelvin, value in zip((298.15, 673.15), values, strict=True):
            if value is not None:
                assert float(laws[f"D {name}"].at({"T": kelvin, "c": site})) == pytest.approx(value, rel=0.15)
