"""Every case of the book of verification holds, and the book shows every case."""

from __future__ import annotations

import pytest

from verification.book import PAGE, all_cases
from verification.case import Case

CASES = all_cases()


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name, marks=pytest.mark.slow if case.slow else ()) for case in CASES]
)
def test_case(case: Case):
    outcome = case.run()
    assert outcome.checks
    broken = [str(check) for check in outcome.checks if not check.holds]
    assert not broken, "; ".join(broken)


def test_the_book_shows_every_case():
    """docs/verification.md is written by tests/verification/book.py; run it when a case is added or changed."""
    page = PAGE.read_text(encoding="utf-8")
    for case in CASES:
        assert f"## {case.title}\n\n{case.equation.strip()}\n" in page, case.name
        assert (PAGE.parent / "verification" / f"{case.name}.png").is_file(), case.name


def test_cases_have_names_of_their_own():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
