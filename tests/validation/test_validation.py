"""Every case is computed, and the page of validation tells what was found."""

from __future__ import annotations

import json

import pytest

from annealkit.validation import standing
from validation.book import PAGE, ROWS, page
from validation.shelf import Entry, entries

ENTRIES = entries()
COMPUTED = [one for one in ENTRIES if one.predict is not None]


def stored() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(ROWS.read_text(encoding="utf-8"))
    return found


@pytest.mark.slow  # together they are a hundred anneals
@pytest.mark.parametrize("entry", [pytest.param(one, id=one.case.key) for one in COMPUTED])
def test_the_page_tells_what_is_computed(entry: Entry):
    """A case that moves by more than its own numerical error is computed again for the page."""
    assert entry.predict is not None
    found, told = entry.predict({}), stored()[entry.case.key]
    assert standing(entry.case, found.records) == told["standing"]
    if entry.case.compares == "order":
        assert told["agrees"] == ("yes" if found.agrees else "miss")
    else:
        assert found.value == pytest.approx(told["value"], rel=5e-3)


def test_what_can_be_compared_is_computed_and_nothing_else():
    for one in ENTRIES:
        assert (one.predict is None) == (one.case.compares == "nothing"), one.case.key


def test_the_page_is_written_from_its_rows():
    """python tests/validation/book.py writes both; naming a case computes it again."""
    rows = stored()
    assert set(rows) == {one.case.key for one in ENTRIES}
    assert PAGE.read_text(encoding="utf-8") == page(ENTRIES, rows)
