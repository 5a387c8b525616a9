"""The finished cell of LiCoO2 after moist air: what its interface has for resistance, exposed and annealed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import annealkit as ak
from validation.predicting import Predicted

__all__ = ["annealed", "exposed", "handled"]

Parameters = Mapping[str, str]
MOIST: tuple[tuple[str, str], ...] = (("humidity", "50 %"),)


def exposed(parameters: Parameters) -> Predicted:
    """A day at 25 °C and 50 % humidity."""
    air = _cell(tuple(sorted(parameters.items()))).steps[0]
    return Predicted.of(air, _ohms(air), "ohm cm^2")


def annealed(parameters: Parameters) -> Predicted:
    """The same, then 1 h at 150 °C with the face buried."""
    result = _cell(tuple(sorted(parameters.items())))
    return Predicted.joined(result.steps, _ohms(result), "ohm cm^2")


def handled(parameters: Parameters) -> Predicted:
    """A day in moist air, in a dry room (dew point −40 °C), in nitrogen, in an argon glovebox (0.1 ppm of water)."""
    own = tuple(sorted(parameters.items()))
    gases: dict[str, tuple[tuple[str, str], ...]] = {
        "moist air": MOIST,
        "dry room": (("dew_point", "-40 degC"),),
        "nitrogen": (("atmosphere", "N2"),),
        "glovebox": (("H2O", "0.1 ppm"), ("atmosphere", "Ar")),
    }
    found = {name: _cell(own, given).steps[0] for name, given in gases.items()}
    values = [_ohms(one) for one in found.values()]
    text = ", ".join(f"{name} {value:.4g}" for name, value in zip(found, values, strict=True))
    agrees = values == sorted(values, reverse=True)
    return Predicted.joined(found.values(), agrees=agrees, text=f"{text} ohm cm2")


@cache
def _cell(parameters: tuple[tuple[str, str], ...], gas: tuple[tuple[str, Any], ...] = MOIST) -> ak.Result:
    anneal = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", closed=True),
        atmosphere="argon",
        schedule="150 degC; hold 1 h",
        parameters=dict(parameters),
    )
    return ak.Sequence([ak.Exposure("25 degC", duration="24 h", **dict(gas)), anneal]).run(cells=4, rtol=1e-3)


def _ohms(result: ak.Result) -> float:
    return float(result.resistance["total"].m_as("ohm cm^2"))
