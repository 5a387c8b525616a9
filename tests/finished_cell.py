"""The finished cell of the tests: few cells, since what is asked happens at the face."""

from __future__ import annotations

from typing import Any

import annealkit as ak

#: How every sequence here is run.
QUICK: dict[str, Any] = {"cells": 6, "rtol": 1e-3}


def cell(schedule: str = "150 degC; hold 1 h", *, closed: bool = True, **more: Any) -> ak.Anneal:
    """The anneal of a finished cell: the film's outer face is buried."""
    return ak.Anneal(
        material="LiCoO2", body=ak.Film("500 nm", closed=closed), atmosphere="argon", schedule=schedule, **more
    )


def moist(duration: str = "24 h", **more: Any) -> ak.Exposure:
    """A day in moist air unless told otherwise."""
    given = more or {"humidity": "50 %"}
    return ak.Exposure("25 degC", duration=duration, **given)


def ohms(result: ak.Result) -> float:
    """The resistance of the interface, Ω cm²."""
    return float(result.resistance["total"].to("ohm * cm^2").magnitude)
