"""The page of records tells every record as it is shipped."""

from __future__ import annotations

from materials_page import PAGE, books, page


def test_the_page_of_records_is_up_to_date():
    """python tests/materials_page.py writes it."""
    assert PAGE.read_text(encoding="utf-8") == page(books())


def test_every_record_resolves_its_sources_or_is_said_to_be_assumed_or_derived():
    for book in books().values():
        for record in book.records.values():
            assert set(record.sources) <= set(book.sources), record.key
            assert record.sources or record.basis in ("assumed", "derived", "calibrated"), record.key
