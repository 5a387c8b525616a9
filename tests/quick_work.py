"""What stands in for the runs of a study: closed forms of the plateau, so that what it finds can be computed by hand.

Crystallised 1 - exp(-k t) and lost min(l t, 1) with k and l growing with temperature, t the duration of the last hold;
argon loses ten times as much. What is below 100 nm fails.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from annealkit import units
from annealkit.study.work import Outcome

#: 1/s at 600 degC; tenfold every 100 K.
CRYSTALLISES = 1e-3
#: 1/s at 600 degC; hundredfold every 100 K.
LOSES = 1e-6


def crystallises(celsius: float) -> float:
    """Rate of crystallisation, 1/s."""
    return CRYSTALLISES * 10.0 ** ((celsius - 600.0) / 100.0)


def loses(celsius: float, gas: str = "air") -> float:
    """Rate of loss, 1/s."""
    return LOSES * 100.0 ** ((celsius - 600.0) / 100.0) * (10.0 if gas == "argon" else 1.0)


def quick_work(chunk: str) -> list[Outcome]:
    """A chunk of points by the closed forms."""
    return [_outcome(number, data) for number, data in json.loads(chunk)["points"]]


def _outcome(number: int, data: Mapping[str, Any]) -> Outcome:
    if units.length(data["body"]["thickness"], name="thickness") < 1e-7:
        return Outcome(number, "failed", "SolverError: too thin.")
    segments = data["schedule"]["segments"]
    hold = next(place for place in reversed(range(len(segments))) if segments[place]["kind"] == "hold")
    celsius, seconds = segments[hold - 1]["to"] - 273.15, segments[hold]["duration"]
    gas = data["atmosphere"]
    lost = min(loses(celsius, gas if isinstance(gas, str) else gas["gas"]) * seconds, 1.0)
    return Outcome(number, "ok", measured=numbers(1.0 - math.exp(-crystallises(celsius) * seconds), lost))


def numbers(crystallised: float, lost: float) -> dict[str, Any]:
    """Numbers of a result of LiCoO2 on Pt."""
    phase = {"amount": lost, "peak": lost, "stable": True, "margin": 1.0}
    seen = {"detectable": {"XRD": lost > 0.02, "Raman": lost > 0.05}, "onset": {"XRD": None, "Raman": None}}
    return {
        "lost": {"Li": lost},
        "bounds": {"Li": None},
        "budget": {"Li": {"gas": lost}},
        "phases": {"Co3O4": {**phase, **seen}},
        "observed": {"crystallised_fraction": crystallised, "disproportionated": 1.0, "proton_coverage": 0.0},
        "observables": {"capacity": {"value": 1000.0 * (1.0 - lost), "unit": "A s/m^2"}},
        "resistance": {"pristine": 1e-3, "total": 1e-3 * (1.0 + lost)},
        "closure": 0.0,
        "cells": 4,
        "warnings": ["T was outside 1 to 2 K for 50 % of space-time."],
        "profile": None,
    }
