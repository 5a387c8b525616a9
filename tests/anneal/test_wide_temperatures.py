"""From 300 K to 1500 K and back: no overflow, nothing lost twice, and the ranges that were left are told."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import annealkit as ak

WIDE = "300 K -> 1500 K @ 10 K/min; hold 30 min; -> 300 K @ 10 K/min"
CALIBRATED = {"Li.loss": ["vaporisation", "substrate-calibrated"]}


def run(body: Any, gas: Any, *, schedule: str = WIDE, rtol: float = 1e-5, **given: Any) -> ak.Result:
    """A run in which overflow, division by zero and invalid numbers are errors."""
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        anneal = ak.Anneal(material="LiCoO2", body=body, atmosphere=gas, schedule=schedule, models=given)
        return anneal.run(rtol=rtol)


def lost(result: ak.Result) -> float:
    return float(result.manifest["lost"]["Li"])


def holds(result: ak.Result) -> None:
    """What is true whatever was lost."""
    assert result.balance.closure <= 1e-10
    assert lost(result) <= 1.0 + 1e-10
    x = result.dataset["Li_ratio"].to_numpy()
    assert np.all(np.isfinite(x))
    assert x.min() >= -1e-4  # an overshoot of zero stays a small share of the last thousandth, where outflows end
    assert sum(float(q.magnitude) for q in result.budget["Li"].values()) == pytest.approx(lost(result), abs=1e-10)


def moist(gas: str) -> Any:
    return ak.atmosphere(gas, H2O="1 kPa")


def test_a_thin_film_in_vacuum_ends_empty():
    """20 nm lose everything on the way up; the last 300 K and the hold find nothing more."""
    result = run(ak.Film("20 nm", substrate="Pt"), "vacuum", rtol=1e-3)
    holds(result)
    assert lost(result) == pytest.approx(1.0, abs=1e-10)


def told(result: ak.Result, record: str) -> list[str]:
    return [text for text in result.warnings if record in text]


def test_temperatures_outside_the_thermochemical_data_are_named():
    """The gas data end at 1726 K, the reactions of LiCoO2 at 1373 K; each is told with its range and what was met."""
    film, up = ak.Film("20 nm", substrate="Pt"), "1000 K -> {} K @ 50 K/min"
    inside = run(film, "argon", schedule=up.format(1500), rtol=1e-2)
    assert not told(inside, "vaporisation.pressure_factor")
    reactions = told(inside, "LiCoO2.Co3O4.reaction.enthalpy")
    assert len(reactions) == 1
    assert re.search(r"outside 673 to 1373 K .*\(1000 to 1500 K met\)", reactions[0])
    beyond = run(film, "argon", schedule=up.format(1800), rtol=1e-2)
    (gas,) = told(beyond, "vaporisation.pressure_factor.LiOH")
    assert re.search(r"outside 200 to 1726 K .*\(1000 to 1800 K met\)", gas)


#: Every thickness, substrate and gas at least once, and what was slowest: thin films in vacuum.
FILMS = (
    ("20 nm", "Pt", "vacuum"),
    ("20 nm", "SiO2", "vacuum"),
    ("100 nm", "SiO2, calibrated", "argon, 1 kPa water"),
    ("100 nm", "Pt", "Li2O-rich"),
    ("500 nm", "Pt", "vacuum"),
    ("500 nm", "SiO2, calibrated", "vacuum"),
    ("500 nm", "SiO2", "air"),
    ("5 um", "Pt", "oxygen, 1 kPa water"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("thickness", "substrate", "gas"), FILMS)
def test_films_of_every_thickness_in_every_gas(thickness, substrate, gas):
    name, _, water = gas.partition(",")
    models = CALIBRATED if "calibrated" in substrate else {}
    film = ak.Film(thickness, substrate=substrate.partition(",")[0])
    holds(run(film, moist(name) if water else name, **models))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "gas"),
    [(ak.Particle(diameter="200 nm"), "vacuum"), (ak.Wafer("50 um"), "air")],
    ids=["particle", "wafer"],
)
def test_particles_and_wafers(body, gas):
    holds(run(body, gas))


@pytest.mark.slow
@pytest.mark.parametrize(("thickness", "gas"), [("100 nm", "argon")])
def test_a_sealed_vessel_gives_back_what_it_took(thickness, gas):
    """On the way down every vapour condenses on the film."""
    film = ak.Film(thickness, substrate="Pt")
    result = run(film, ak.atmosphere(gas, H2O="1 kPa", vessel="50 mL"))
    holds(result)
    assert abs(lost(result)) <= 1e-9
