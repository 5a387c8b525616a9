"""Claims of the guides that belong to no one material: what is computed for them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import annealkit as ak
from validation.predicting import Predicted, Prediction

__all__ = ["PREDICTIONS", "SLOW"]

Parameters = Mapping[str, str]
ZNO = Path(__file__).parents[3] / "plugins" / "examples" / "annealkit-zno"
CELLS = 4


def lost(result: ak.Result) -> float:
    """Share of the lithium that left."""
    return float(result.lost["Li"].m_as(""))


def on_platinum(gas: Any, schedule: str, parameters: Parameters) -> ak.Result:
    """500 nm of LiCoO2."""
    anneal = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt"),
        atmosphere=gas,
        schedule=schedule,
        parameters=dict(parameters),
    )
    return anneal.run(rtol=1e-3, cells=CELLS)


def a5(parameters: Parameters) -> Predicted:
    """30 min at 700 °C in five gases with 0.1 Pa of water."""
    gases = ("vacuum", "argon", "air", "oxygen", "Li2O-rich")
    runs = [on_platinum(gas, "700 degC; hold 30 min", parameters) for gas in gases]
    vacuum, argon, air, oxygen, rich = map(lost, runs)
    text = ", ".join(f"{gas} {lost(one):.1e}" for gas, one in zip(gases, runs, strict=True))
    return Predicted.joined(runs, agrees=vacuum > argon > air >= oxygen > 0.0 > rich, text=text)


def a6(parameters: Parameters) -> Predicted:
    """LiFePO4 in air and in argon, then in argon for less time, then cooler."""
    steps = {
        "air, 600 °C, 2 h": ("air", "600 degC; hold 2 h"),
        "argon": ("argon", "600 degC; hold 2 h"),
        "15 min": ("argon", "600 degC; hold 15 min"),
        "at 400 °C": ("argon", "400 degC; hold 15 min"),
    }
    runs = [
        ak.Anneal(
            material="LiFePO4",
            body=ak.Film("1 um"),
            atmosphere=gas,
            schedule=schedule,
            models={"Li.loss": []},
            parameters=dict(parameters),
        ).run(rtol=1e-3, cells=CELLS)
        for gas, schedule in steps.values()
    ]
    shares = [one.observed["oxidised_fraction"] for one in runs]
    text = ", ".join(f"{name} {share:.1e}" for name, share in zip(steps, shares, strict=True))
    return Predicted.joined(runs, agrees=shares == sorted(shares, reverse=True) and shares[0] > shares[-1], text=text)


def a14(parameters: Parameters) -> Predicted:
    """1 µm in vacuum and in air."""
    with _zno():
        runs = [
            ak.Anneal(
                material="ZnO",
                body=ak.Film("1 um", composition={"Li": 1e-3, "Zn": 1}),
                atmosphere=gas,
                schedule="800 degC; hold 1 h",
                parameters=dict(parameters),
            ).run(rtol=1e-3, cells=10)
            for gas in ("vacuum", "air")
        ]
    vacuum, air = map(lost, runs)
    agrees = vacuum > 0.5 and vacuum > air
    return Predicted.joined(runs, agrees=agrees, text=f"{vacuum:.0%} gone in vacuum, {air:.0%} in air")


@contextmanager
def _zno() -> Iterator[None]:
    """ZnO of the example's distribution, in use until the block ends."""
    if any(record.id == "zno" for record in ak.plugins.host().records):
        yield
        return
    sys.path.insert(0, str(ZNO))
    try:
        with ak.plugins.temporary(importlib.import_module("annealkit_zno"), id="zno"):
            yield
    finally:
        sys.path.remove(str(ZNO))


def a15(parameters: Parameters) -> Predicted:
    """Still air of 7 and 1 mm, the same 1 mm in a boat, 50 mL sealed, and powder of LiCoO2 around."""
    moist = {"H2O": "1 kPa"}
    powder = ak.atmosphere("source", activity="LiCoO2", carrier="air", **moist)
    gases = {
        "7 mm": ak.atmosphere("air", **moist),
        "1 mm": ak.atmosphere("air", boundary_layer="1 mm", **moist),
        "in a boat of 10 mm": ak.atmosphere("air", boundary_layer="1 mm", boat="10 mm", **moist),
        "sealed": ak.atmosphere("air", vessel="50 mL", **moist),
        "in powder": powder,
    }
    runs = [on_platinum(gas, "800 degC; hold 1 h", parameters) for gas in gases.values()]
    still, thin, boat, sealed, held = map(lost, runs)
    text = ", ".join(f"{name} {lost(one):.1e}" for name, one in zip(gases, runs, strict=True))
    return Predicted.joined(runs, agrees=thin > still > boat > sealed > abs(held), text=text)


PREDICTIONS: dict[str, Prediction] = {"A5": a5, "A6": a6, "A14": a14, "A15": a15}

#: Several anneals each.
SLOW = {"A5", "A15"}
