"""docs/testing-plugins.md and the kit say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from annealkit import testing
from annealkit.testing import CHECKS
from annealkit.testing.parametrize import EVERY
from annealkit.testing.running import expectations

PAGE = Path(__file__).parents[2] / "docs" / "testing-plugins.md"


def table() -> str:
    """The page's table as the docstrings of the checks give it."""
    rows = [f"| `{one.name}` | {one.asks} | {one.why} |" for one in CHECKS.values()]
    return "\n".join(["| check | what is asked | why |", "|---|---|---|", *rows])


def test_the_table_is_that_of_the_kit():
    assert PAGE.read_text(encoding="utf-8").partition("## The checks\n")[2].strip() == table()


def test_examples_name_what_there_is():
    page = PAGE.read_text(encoding="utf-8")
    (reasons,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    expectations(tomllib.loads(reasons)["expected_failures"])
    for name in re.findall(r'expected_failures=\{"(\w+)"', page):
        assert name in CHECKS
    assert EVERY in page
    assert set(re.findall(r"from annealkit.testing import (\w+)", page)) <= set(testing.__all__)
    report = testing.Report("x", ())
    assert all(hasattr(report, name) for name in re.findall(r"`report\.(\w+)", page))
