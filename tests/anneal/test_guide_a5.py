"""The study of gases and moisture, and the map of where evaporation alone makes no Co3O4, as the script shows it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "docs/examples/guide_a5.py"
STORED = Path(__file__).parents[2] / "docs/gas"
#: Values of a separate computation, to two figures.
EXPECTED = {
    ("vacuum", "0.1 Pa"): 2.7e-4,
    ("argon", "0.1 Pa"): 7.4e-7,
    ("air", "0.1 Pa"): 2.7e-7,
    ("oxygen", "0.1 Pa"): 2.35e-7,
    ("Li2O-rich", "0.1 Pa"): -2.9e-4,
    ("argon", "1 kPa"): 7.6e-5,
    ("air", "1 kPa"): 2.7e-5,
    ("oxygen", "1 kPa"): 2.4e-5,
}
WATERS = ("0 Pa", "0.1 Pa", "1 kPa")


@pytest.fixture(scope="module")
def guide() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("guide_a5", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def losses(text: str) -> dict[tuple[str, str], float]:
    """Losses of the Markdown table, by gas and water."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if "| " in line]
    told = [row for row in rows if re.search(r"e[-+]\d\d", row[1])]
    return {
        (row[0], water): float(cell.strip("* ").replace("−", "-"))
        for row in told
        for water, cell in zip(WATERS, row[1:], strict=True)
        if cell != "–"
    }


def judge(table: dict[tuple[str, str], float]) -> None:
    """Everything that the table is there to show."""
    for place, value in EXPECTED.items():
        assert 1 / 1.3 < table[place] / value < 1.3, place
    for water in ("0.1 Pa", "1 kPa"):
        argon, nitrogen, air, oxygen, rich = (
            table[gas, water] for gas in ("argon", "nitrogen", "air", "oxygen", "Li2O-rich")
        )
        assert argon > air >= oxygen > 0 > rich
        assert nitrogen == pytest.approx(argon, rel=0.15)
    assert table["vacuum", "0.1 Pa"] > table["argon", "1 kPa"]
    dry = [table[gas, "0 Pa"] for gas in ("argon", "air", "oxygen")]
    assert 0 < dry[0] < dry[1] < dry[2] < 1e-11 < table["vacuum", "0 Pa"]
    assert table["air", "1 kPa"] > 10 * table["argon", "0.1 Pa"] > 1e3 * table["argon", "0 Pa"]


def test_the_stored_table_shows_what_the_guide_says() -> None:
    text = (STORED / "guide-a5.md").read_text(encoding="utf-8")
    table = losses(text)
    judge(table)
    assert "below any instrument" in text
    for line in text.splitlines():
        for cell in re.findall(r"−?\d\.\d\de[-+]\d\d(?: \*)?", line):
            assert cell.endswith("*") == (abs(float(cell.strip("* ").replace("−", "-"))) < 1e-3)


def test_the_stored_table_is_what_a_run_gives(guide: ModuleType) -> None:
    table = losses((STORED / "guide-a5.md").read_text(encoding="utf-8"))
    result = guide.in_gas("oxygen", "1 kPa")
    assert guide.lost(result) == pytest.approx(table["oxygen", "1 kPa"], rel=5e-3)
    assert guide.why(result) == "LiOH gas, boundary layer 100 %"


@pytest.fixture(scope="module")
def shares(guide: ModuleType) -> dict[str, np.ndarray]:
    """Share of Co in Co3O4 by thickness; pressures 1 mPa, 1 Pa and 1 atm across, 1 ppm, 1 % and 50 % of water down."""
    left = guide.evaporated(np.array([1e-3, 1.0, 101325.0]), np.array([1e-6, 1e-2, 0.5]))
    built = guide.film("500 nm", "air").built
    held = built.start * built.reference
    return {one: left / (held * guide.film(one, "air").body.thickness) for one in guide.THICKNESSES}


def test_evaporation_alone_makes_no_spinel_at_one_atmosphere(guide: ModuleType, shares: dict[str, np.ndarray]) -> None:
    """Up to 1 % of water no film of 50 nm or more does."""
    for share in shares.values():
        assert np.all(share[:2, 2] < guide.RAMAN)


def test_the_statement_fails_at_reduced_pressure_for_thin_films(
    guide: ModuleType, shares: dict[str, np.ndarray]
) -> None:
    assert shares["50 nm"][1, 1] > guide.RAMAN
    assert shares["500 nm"][2, 1] > guide.RAMAN > shares["500 nm"][1, 1]
    assert np.all(shares["5 um"] < guide.RAMAN)


def test_the_map_agrees_with_a_whole_run(guide: ModuleType) -> None:
    """A film that loses a tenth of its lithium still loses as a full one does."""
    run = guide.film("50 nm", guide.air(1.0, 0.1)).run(rtol=1e-3, cells=8)
    built = guide.film("50 nm", "air").built
    left = guide.evaporated(np.array([1.0]), np.array([0.1]))[0, 0] / (built.start * built.reference * 50e-9)
    assert guide.lost(run) == pytest.approx(left, rel=2e-3)
    spinel = next(one for one in run.phases if one.product == "Co3O4")
    assert spinel.amount == pytest.approx(left, rel=2e-3)
    assert spinel.detectable["Raman"]


@pytest.mark.slow  # 22 anneals
def test_the_script_writes_table_and_figures(guide: ModuleType, tmp_path: Path) -> None:
    guide.main(tmp_path)
    judge(losses((tmp_path / "guide-a5.md").read_text(encoding="utf-8")))
    assert {one.name for one in tmp_path.iterdir()} == {"guide-a5.md", "guide-a5.png", "guide-a5-map.png"}
