"""What limits a loss: shares of the resistances against closed forms, and limits of the transport in whole anneals."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import annealkit as ak
from annealkit import plugins
from annealkit.api import BoundaryFlux, Callable, Diffusivity, Series, hookimpl
from annealkit_vaporisation.equilibrium import SPECIES, vapour_pressures
from annealkit_vaporisation.film import hertz_knudsen

HOLD = "700 degC; hold 10 min"
COARSE: dict[str, Any] = {"rtol": 1e-3, "cells": 6}
LIOH = "LiOH gas"


@functools.cache
def run(gas: str = "air", model: str = "vaporisation", schedule: str = HOLD, **given: Any) -> ak.Result:
    """LiCoO2 on an inert support; keywords of the atmosphere, ``alpha`` of the plugin, and ``film``."""
    alpha, film = given.pop("alpha", None), given.pop("film", "500 nm")
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film(film),
        atmosphere=ak.atmosphere(gas, **given),
        schedule=schedule,
        models={"Li.loss": [model]},
        parameters=None if alpha is None else {"vaporisation.alpha": alpha},
    ).run(**COARSE)


def lost(result: ak.Result) -> float:
    return float(result.manifest["lost"]["Li"])


def shares(result: ak.Result, channel: str = LIOH) -> dict[str, float]:
    return result.limits["Li"][channel]


# -- the definition, against closed forms ---------------------------------------------------


def conductor(rate: float, series: bool) -> Any:
    """A plugin: J = k (c - c0/2) over D = 1e-18 m²/s, the drive beyond the surface told in two parts 3 : 1."""

    def drive(c: Any) -> Any:
        return np.asarray(c) - 25750.0

    class Contributed:
        ANNEALKIT_API = 1

        @hookimpl
        def annealkit_diffusivities(self, material: Any, species: str) -> Any:
            if material.name == "LiCoO2":
                law = Callable(lambda T: 1e-18 + 0 * np.asarray(T), "m^2/s", text="1e-18", identity="slow test")
                yield Diffusivity("slow", "Li", law)

        @hookimpl
        def annealkit_boundary_fluxes(self, material: Any, face: Any) -> Any:
            if material.name != "LiCoO2" or face.kind != "gas":
                return
            law = Callable(lambda c: rate * drive(c), "mol/m^2/s", text="k (c - c0/2)")
            split = Callable(lambda c: np.stack([[0.75 * drive(c)], [0.25 * drive(c)]]), "mol/m^3", text="3 : 1")
            told = Series(("first", "second"), split) if series else None
            yield BoundaryFlux("linear", "Li", ("linear",), law, series=told)

    return Contributed()


def linear(rate: float, *, series: bool = True) -> ak.Result:
    with plugins.temporary(conductor(rate, series), id="linear.test"):
        return ak.Anneal(
            material="LiCoO2",
            body=ak.Film("50 nm"),
            atmosphere="air",
            schedule="700 degC; hold 2 h",
            models={"Li.loss": "linear", "Li.diffusivity": "slow"},
        ).run(rtol=1e-4, cells=24)


@pytest.mark.parametrize("biot", [0.1, 1.0, 10.0])
def test_a_linear_chain_has_the_shares_of_its_fundamental_mode(biot: float) -> None:
    """Late, c - c0/2 is cos(b x/l) with b tan b = Bi: surface over mean is b/tan b."""
    result = linear(biot * 1e-18 / 50e-9)
    roots = np.linspace(1e-6, np.pi / 2 - 1e-6, 2_000_001)
    b = roots[np.argmin(np.abs(roots * np.tan(roots) - biot))]
    beyond = b / np.tan(b)
    late = result.dataset["limits_Li"].sel(channel="linear").isel(time=-1)
    assert float(late.sel(resistance="solid diffusion")) == pytest.approx(1 - beyond, rel=5e-3)
    assert float(late.sel(resistance="first")) == pytest.approx(0.75 * beyond, rel=5e-3)
    assert float(late.sel(resistance="second")) == pytest.approx(0.25 * beyond, rel=5e-3)


def test_the_average_weighs_what_passed() -> None:
    """Each interval of the history counts by the lithium that passed in it."""
    result = linear(1e-18 / 50e-9)
    own = result.dataset["limits_Li"].sel(channel="linear")
    passed = np.diff(result.dataset["lost_Li"].to_numpy())
    for name in ("solid diffusion", "first", "second"):
        share = own.sel(resistance=name).to_numpy()
        mean = float(passed @ (share[1:] + share[:-1]) / 2 / passed.sum())
        assert shares(result, "linear")[name] == pytest.approx(mean, rel=1e-9)
    assert sum(shares(result, "linear").values()) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.slow
def test_a_flux_that_names_no_resistance_has_one() -> None:
    whole, parts = shares(linear(1e-11, series=False), "linear"), shares(linear(1e-11), "linear")
    assert set(whole) == {"solid diffusion", "surface reaction"}
    assert whole["surface reaction"] == pytest.approx(parts["first"] + parts["second"], rel=1e-6)


def test_evaporation_and_film_share_as_their_resistances() -> None:
    """In air of 10 Pa 1/k_HK stands beside δ/D: twice the film is twice the ratio, and the ratio holds D."""
    thin, thick = (shares(run(pressure="10 Pa", boundary_layer=one)) for one in ("1 mm", "2 mm"))
    ratio = thin["boundary layer"] / thin["evaporation"]
    assert thick["boundary layer"] / thick["evaporation"] == pytest.approx(2 * ratio, rel=1e-6)
    velocity = float(hertz_knudsen(973.15, 0)[SPECIES.index("LiOH")])
    diffusion = velocity * 1e-3 / ratio  # LiOH in air at 1 atm: about 1.3e-4 m²/s
    assert diffusion * 10 / 101325 == pytest.approx(1.3e-4, rel=0.2)


def test_a_short_supply_of_water_shows() -> None:
    """In vacuum with next to no water the lithium waits for it; with plenty it does not."""
    scarce = run("vacuum", H2O="1e-12 Pa")
    assert shares(scarce)["water supply"] > 0.5
    assert shares(run("air"))["water supply"] < 0.01


def test_air_is_limited_by_its_film_and_vacuum_by_evaporation() -> None:
    assert shares(run("air"))["boundary layer"] > 0.99
    assert shares(run("vacuum"))["evaporation"] > 0.9
    assert shares(run("vacuum"))["boundary layer"] == 0.0
    assert shares(run("air", "free-evaporation"))["evaporation"] == pytest.approx(1.0)


def test_every_channel_adds_up_also_for_a_gain() -> None:
    for gas in ("air", "vacuum", "Li2O-rich"):
        for name, own in run(gas).limits["Li"].items():
            assert sum(own.values()) == pytest.approx(1.0, abs=1e-9), name
            assert min(own.values()) >= 0


# -- where it is told ---------------------------------------------------------------------------


def test_limits_are_printed_stored_and_told_as_json(tmp_path: Path) -> None:
    result = run("air")
    assert "limited by" in str(result)
    assert "boundary layer 100 %" in str(result)
    assert result.to_json()["limits"] == result.limits
    again = ak.load(result.save(tmp_path / "run.nc"))
    assert again.limits == result.limits
    assert again.dataset["limits_Li"].equals(result.dataset["limits_Li"])


def test_a_solid_of_unknown_rate_has_no_limits() -> None:
    result = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="Pt", closed=True),
        atmosphere="air",
        schedule=HOLD,
    ).run(**COARSE)
    assert result.limits == {"Li": {}}


# -- limits of the transport through whole anneals --------------------------------------------------


@pytest.mark.slow
def test_without_a_film_the_loss_is_free_evaporation() -> None:
    """δ → 0 and water that reacts at once: what is left is the Hertz-Knudsen flux, a few per cent short of water."""
    free = lost(run("air", "free-evaporation"))
    layers = [lost(run("air", boundary_layer=one)) / free for one in ("7 mm", "1 um", "0.1 nm")]
    assert layers[0] < layers[1] < layers[2] <= 1 + 1e-3
    assert layers[2] == pytest.approx(1.0, abs=0.05)


@pytest.mark.slow
def test_without_evaporation_nothing_is_lost() -> None:
    """The loss goes with α where evaporation limits, and ends with it everywhere."""
    full, tenth = (lost(run("vacuum", alpha=one)) for one in (0.1, 0.01))
    assert tenth == pytest.approx(0.1 * full, rel=0.01)
    assert lost(run("air", alpha=1e-12)) < 1e-6 * lost(run("air"))
    assert lost(run("air", alpha=0.0)) == 0.0


def test_a_source_of_equal_activity_stops_the_flux() -> None:
    """The source holds what LiCoO2 itself holds beside Co3O4 at the temperature of the hold."""
    law = ak.Anneal(material="LiCoO2", body=ak.Film("500 nm"), atmosphere="air", schedule=HOLD).built.material.activity(
        "Li2O"
    )
    oxygen = ak.atmosphere("air").pressures["O2"]
    own = float(law.at({"T": 973.15, "c": 5.0e4, "p_O2": oxygen}))
    atmosphere = ak.atmosphere("Li2O-rich").replace(source=own)
    balanced = ak.Anneal(material="LiCoO2", body=ak.Film("500 nm"), atmosphere=atmosphere, schedule=HOLD)
    assert abs(lost(balanced.run(**COARSE))) < 1e-9 * lost(run("air"))


@pytest.mark.parametrize(
    "gas",
    [
        "argon",
        "Li2O-rich",
        *(pytest.param(gas, marks=pytest.mark.slow) for gas in ("vacuum", "air", "oxygen")),  # seconds each
    ],
)
def test_from_300_to_1500_K_in_every_gas(gas: str) -> None:
    """No overflow, no warning of numpy's, and a balance that closes; a vacuum empties the film on the way."""
    with np.errstate(all="raise", under="ignore"):
        result = run(gas, schedule="300 K -> 1500 K @ 2 K/s; hold 1 min; -> 300 K @ 2 K/s", film="20 um")
    assert result.balance.closure <= 1e-10
    assert np.isfinite(lost(result))
    assert np.all(np.isfinite(result.dataset["lost_Li"]))
    for own in result.limits["Li"].values():
        assert sum(own.values()) == pytest.approx(1.0, abs=1e-9)


def test_the_flux_of_a_run_is_that_of_the_equilibrium() -> None:
    """Free evaporation over the hold by hand: p_eq k_HK/RT summed over species."""
    result = run("air", "free-evaporation", H2O="0.1 Pa")
    pressures = ak.atmosphere("air").pressures
    law = ak.Anneal(material="LiCoO2", body=ak.Film("1 um"), atmosphere="air", schedule=HOLD).built.material
    activity = float(law.activity("Li2O").at({"T": 973.15, "c": 5.0e4, "p_O2": pressures["O2"]}))
    over = vapour_pressures(973.15, activity, pressures["O2"], 0.1)
    atoms = np.array([1, 1, 1, 2, 2, 2])
    flux = float(np.sum(atoms * over * hertz_knudsen(973.15, 0)[:6])) / (8.31446261815324 * 973.15)
    held = float(result.balance.initial.magnitude)
    assert lost(result) == pytest.approx(flux * 600 / held, rel=5e-3)
