"""An anneal to vary, and closed forms in place of runs."""

from __future__ import annotations

import pytest

import annealkit as ak
from annealkit.study import running
from quick_work import quick_work


@pytest.fixture(scope="session")
def film() -> ak.Anneal:
    """The cheapest anneal there is."""
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt"),
        atmosphere="air",
        schedule="25 degC -> 600 degC @ 20 K/min; hold 1 min",
        models={"Li.loss": ["first-order"]},
    )


@pytest.fixture
def closed_forms(monkeypatch):
    """The chunks that were asked for; they are answered by closed forms."""
    asked = []

    def told(chunk):
        asked.append(chunk)
        return quick_work(chunk)

    monkeypatch.setattr(running, "work", told)
    return asked
