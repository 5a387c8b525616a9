"""A data-only material that uses every kind of table once."""

from __future__ import annotations

from pathlib import Path

import pytest

from annealkit import plugins
from annealkit.declared import read_material

WHOLE = Path(__file__).with_name("everything.toml").read_text(encoding="utf-8")


@pytest.fixture
def whole():
    """The text of a file that uses every kind of table."""
    return WHOLE


@pytest.fixture
def reading():
    """Reads a text as ``f.toml``, after exact replacements; every one must be found."""

    def read(*changes: tuple[str, str], text: str = WHOLE, **given):
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        return read_material(text, file="f.toml", **given)

    return read


@pytest.fixture
def saved(tmp_path):
    """Writes a file that uses every kind of table, after exact replacements; gives its path."""

    def write(*changes: tuple[str, str], name: str = "mine.toml", text: str = WHOLE) -> Path:
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def fresh():
    """No plugin was discovered before, and none stays."""
    plugins.reset()
    yield
    plugins.reset()
