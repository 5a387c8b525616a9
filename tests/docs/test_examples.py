"""One example for each row of docs/guides.md: it runs, and ends with the standing that the page gives it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples"
#: Rows of the guides and of the request. Those left out are told on the page, and have no example.
ROWS = [*(f"A{n}" for n in range(1, 16)), *(f"B{n}" for n in range(1, 11)), *(f"C{n}" for n in range(1, 5))]
WITHOUT = {"A11"}
WITH = [one for one in ROWS if one not in WITHOUT]
STANDINGS = ("predicted", "calibrated", "consistent", "not shown")
#: The last line of an example.
LAST = re.compile(rf"Standing: ({'|'.join(STANDINGS)}): \S.+\.")


def table() -> dict[str, list[str]]:
    """Cells of the page's tables by row: claim, example, standing, what was found."""
    text = (DOCS / "guides.md").read_text(encoding="utf-8")
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    found = [(cells[0], cells[1:]) for cells in lines if re.fullmatch(r"[ABC]\d+", cells[0])]
    assert len(dict(found)) == len(found), "a row is told twice"
    return dict(found)


def script(row: str) -> Path:
    return EXAMPLES / f"guide_{row.lower()}.py"


def test_the_page_tells_every_row_once():
    found = table()
    assert sorted(found) == sorted(ROWS)
    for row, (claim, example, standing, said) in found.items():
        assert claim, row
        assert said, row
        link = f"[{script(row).name}](examples/{script(row).name})"
        assert example == ("–" if row in WITHOUT else link), row
        assert standing in STANDINGS, row


def test_every_example_belongs_to_a_row():
    assert {one.stem for one in EXAMPLES.glob("guide_*.py")} == {script(row).stem for row in WITH}


@pytest.mark.parametrize("row", WITH)
def test_an_example_says_what_it_is_and_can_be_imported_without_running(row: str):
    text = script(row).read_text(encoding="utf-8")
    tree = ast.parse(text)
    said = ast.get_docstring(tree)
    assert said is not None
    assert f"python docs/examples/{script(row).name}" in said
    functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    assert "main" in functions
    assert all(ast.get_docstring(one) for one in functions.values())
    loops = [one for one in tree.body if isinstance(one, ast.For | ast.While | ast.With)]
    assert not loops, "what runs stands in main()"
    assert 'if __name__ == "__main__":' in text


@pytest.mark.slow  # each up to some twenty seconds
@pytest.mark.parametrize("row", WITH)
def test_an_example_runs_anywhere_and_ends_with_the_standing_of_the_page(row: str, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-X", "utf8", str(script(row))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= 3
    last = LAST.fullmatch(lines[-1])
    assert last is not None, lines[-1]
    assert last[1] == table()[row][2]
    assert sum("Standing:" in line for line in lines) == 1
    assert not list(tmp_path.iterdir()), "nothing is written unless a folder is named"
