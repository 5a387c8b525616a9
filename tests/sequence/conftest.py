"""The finished cell after a day in moist air, computed once."""

from __future__ import annotations

import pytest

import annealkit as ak
from finished_cell import QUICK, cell, moist


@pytest.fixture(scope="session")
def restored() -> ak.Result:
    """Moist air, then the anneal of the finished cell at 150 °C."""
    return ak.Sequence([moist(), cell()]).run(**QUICK)
