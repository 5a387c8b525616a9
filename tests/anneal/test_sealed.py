"""A film in a sealed vessel: the algebraic equilibrium with the exact inventory of gas, its limits, what is told."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import annealkit as ak
from annealkit.api import BoundaryFlux, Callable, R, hookimpl
from annealkit.errors import InputError
from annealkit.pde.fipy_import import fipy
from annealkit.plugins import temporary
from annealkit_vaporisation.equilibrium import LITHIUM, SPECIES, vapour_pressures
from annealkit_vaporisation.vessel import RELEASES

AREA, VOLUME, THICKNESS, CELLS = 1e-4, 1e-6, 500e-9, 6
HOLD = "700 degC; hold 30 min"
RAMP = "300 K -> 1500 K @ 10 K/min"


@functools.cache
def run(schedule: str = HOLD, gas: str = "argon", rtol: float = 1e-4, area: str = "1 cm^2", **given: str) -> ak.Result:
    """500 nm of LiCoO2 on Pt in a gas, cached."""
    film = ak.Film("500 nm", substrate="Pt", area=area)
    anneal = ak.Anneal(material="LiCoO2", body=film, atmosphere=ak.atmosphere(gas, **given), schedule=schedule)
    # Over the plateau of LiCoO2 the composition does not matter, so a few cells are exact.
    return anneal.run(rtol=rtol, cells=CELLS)


def lost(result: ak.Result) -> float:
    return float(result.manifest["lost"]["Li"])


def activity(T: float, c: float, p_O2: float) -> float:
    """a(Li2O) over LiCoO2 as the run uses it."""
    law = ak.Anneal(material="LiCoO2", body=ak.Film("500 nm"), atmosphere="air", schedule=HOLD).built
    return float(law.material.activity("Li2O").at({"T": T, "c": c, "p_O2": p_O2}))


def equilibrium(T: float, filled: dict[str, float], fill_temperature: float) -> dict[str, float]:
    """Pressures (Pa) over the solid, found from the totals of hydrogen and oxygen alone.

    Two nested roots, for p_O2 and p_H2O; a vapour takes what its reaction over Li2O(s) takes.
    """
    start = {gas: p * T / fill_temperature for gas, p in filled.items()}

    def vapours(p_O2: float, p_H2O: float) -> dict[str, float]:
        a = activity(T, 0.99 * 5.15e4, p_O2)
        return dict(zip(SPECIES, vapour_pressures(T, a, p_O2, p_H2O), strict=True))

    def missing(gas: str, p_O2: float, p_H2O: float) -> float:
        own = vapours(p_O2, p_H2O)
        made = sum(LITHIUM[i] * own[name] * RELEASES[name].get(gas, 0.0) for i, name in enumerate(SPECIES))
        return float({"O2": p_O2, "H2O": p_H2O}[gas] - start[gas] - made)

    def water(p_O2: float) -> float:
        if start["H2O"] == 0.0:
            return 0.0
        return float(brentq(lambda p: missing("H2O", p_O2, p), 0.0, start["H2O"], xtol=1e-30, rtol=1e-13))

    oxygen = brentq(lambda p: missing("O2", p, water(p)), 1e-12, 2 * start["O2"] + 1e3, xtol=1e-30, rtol=1e-13)
    return {"O2": float(oxygen), "H2O": water(oxygen), **vapours(oxygen, water(oxygen))}


def pressures(result: ak.Result, row: int) -> dict[str, float]:
    return {gas: float(result.dataset[f"p_{gas}"][row]) for gas in ("O2", "H2O", *SPECIES)}


def filled(result: ak.Result) -> dict[str, float]:
    return {gas: float(result.dataset[f"p_{gas}"][0]) for gas in ("O2", "H2O")}


def in_gas(result: ak.Result) -> np.ndarray:
    """Lithium in the gas over time as a fraction of the film's."""
    ds = result.dataset
    moles = sum(n * ds[f"p_{name}"].to_numpy() for n, name in zip(LITHIUM, SPECIES, strict=True))
    return np.asarray(moles * VOLUME / (R * ds.temperature.to_numpy()) / (5.15e4 * THICKNESS * AREA))


# -- the algebraic equilibrium ------------------------------------------------------------


@pytest.mark.parametrize("given", [{"H2O": "10 Pa"}, {"H2O": "1 kPa"}, {"H2O": "0.1 Pa", "O2": "10 kPa"}])
def test_a_long_hold_ends_in_the_equilibrium_with_the_gas_that_is_there(given: dict[str, str]) -> None:
    result = run(vessel="1 mL", **given)
    due = equilibrium(973.15, filled(result), 973.15)
    found = pressures(result, -1)
    for gas, value in due.items():
        assert found[gas] == pytest.approx(value, rel=1e-5), gas


@pytest.mark.slow  # hours of ramps up and down
def test_equilibrium_is_kept_on_a_slow_ramp_up_and_down() -> None:
    """At 1 K/min the gas of 1 mL follows the temperature within the half second that it needs to fill."""
    result = run("600 degC -> 750 degC @ 1 K/min; -> 600 degC @ 1 K/min", vessel="1 mL", H2O="100 Pa")
    rows = [len(result.dataset.time) // 4, len(result.dataset.time) // 2, 3 * len(result.dataset.time) // 4]
    for row in rows:
        T = float(result.dataset.temperature[row])
        due = equilibrium(T, filled(result), 873.15)
        found = pressures(result, row)
        for gas in ("O2", "H2O", "LiOH", "Li2O2H2"):
            assert found[gas] == pytest.approx(due[gas], rel=2e-3), (T, gas)


@pytest.mark.slow  # two runs over ramps
def test_the_ramp_and_the_hold_end_at_the_same_place() -> None:
    """Equilibrium forgets the way: filled at 600 °C and held at 700 °C, from below and from above."""
    below = run("600 degC -> 700 degC @ 20 K/min; hold 20 min", vessel="1 mL", H2O="100 Pa")
    above = run("600 degC -> 750 degC @ 20 K/min; -> 700 degC @ 20 K/min; hold 20 min", vessel="1 mL", H2O="100 Pa")
    assert pressures(below, -1) == pytest.approx(pressures(above, -1), rel=1e-4)


# -- what is kept ------------------------------------------------------------------------


@pytest.mark.slow
def test_lithium_water_and_oxygen_are_kept_at_every_time() -> None:
    result = run("25 degC -> 700 degC @ 20 K/min; hold 10 min; -> 25 degC @ 20 K/min", vessel="1 mL", H2O="100 Pa")
    ds = result.dataset
    assert np.max(np.abs(ds.lost_Li.to_numpy() - in_gas(result))) < 1e-10 * np.max(in_gas(result))
    density = {g: ds[f"p_{g}"].to_numpy() / ds.temperature.to_numpy() for g in ("O2", "H2O", "CO2", "Ar", *SPECIES)}
    for gas in ("O2", "H2O"):
        kept = density[gas] - sum(
            n * density[name] * RELEASES[name].get(gas, 0.0) for n, name in zip(LITHIUM, SPECIES, strict=True)
        )
        np.testing.assert_allclose(kept, kept[0], rtol=1e-10)
    np.testing.assert_allclose(density["Ar"], density["Ar"][0], rtol=1e-14)
    assert result.balance.closure < 1e-10


@pytest.mark.slow
def test_what_left_is_back_after_cooling() -> None:
    result = run("25 degC -> 700 degC @ 20 K/min; hold 10 min; -> 25 degC @ 20 K/min", vessel="1 mL", H2O="100 Pa")
    assert abs(lost(result)) < 1e-6 * float(result.dataset.lost_Li.max())


def test_the_budget_is_what_each_gas_holds_at_the_end() -> None:
    result = run(vessel="1 mL", H2O="1 kPa")
    shares = {name: float(v.magnitude) for name, v in result.budget["Li"].items()}
    held = in_gas(result)[-1]
    assert sum(shares.values()) == pytest.approx(held, rel=1e-10)
    p = pressures(result, -1)
    assert shares["(LiOH)2 gas"] / shares["LiOH gas"] == pytest.approx(2 * p["Li2O2H2"] / p["LiOH"], rel=1e-8)


# -- limits ---------------------------------------------------------------------------------


def test_a_huge_vessel_is_an_open_furnace() -> None:
    """Filled at the temperature of the hold, so that its pressures are those of the furnace."""
    furnace, vessel = lost(run(H2O="10 Pa")), lost(run(H2O="10 Pa", vessel="1000 m^3"))
    assert vessel == pytest.approx(furnace, rel=1e-4)


@pytest.mark.slow  # four runs
def test_a_tiny_vessel_loses_nothing() -> None:
    furnace = lost(run(H2O="10 Pa"))
    found = [lost(run(H2O="10 Pa", vessel=volume)) for volume in ("1 mL", "1 uL", "1 nL")]
    assert furnace > found[0] > found[1] > found[2] > 0
    # In equilibrium the loss is what fills the volume.
    assert found[1] / found[0] == pytest.approx(1e-3, rel=1e-3)


@pytest.mark.slow
def test_volume_over_area_is_all_that_counts_for_a_film() -> None:
    assert lost(run(H2O="10 Pa", vessel="2 mL", area="2 cm^2")) == pytest.approx(lost(run(H2O="10 Pa", vessel="1 mL")))


@pytest.mark.parametrize(("gas", "given"), [("argon", {}), ("argon", {"H2O": "0 Pa"}), ("air", {"H2O": "1 kPa"})])
def test_it_runs_from_300_to_1500_kelvin(gas: str, given: dict[str, str]) -> None:
    result = run(RAMP, gas, 1e-3, vessel="10 mL", **given)
    told = [name for name in result.dataset if str(name).startswith(("p_", "lost_", "Li"))]
    assert all(np.isfinite(result.dataset[name].to_numpy()).all() for name in told)
    assert result.balance.closure < 1e-10
    assert 0 < lost(result) < 1


def test_without_oxygen_in_the_gas_the_vapours_make_it() -> None:
    result = run(H2O="0 Pa", O2="0 Pa", vessel="1 mL")
    assert float(result.dataset.p_O2[-1]) > 0
    assert float(np.max(np.abs(result.dataset.p_H2O))) < 1e-20


def test_water_is_used_up_where_the_solid_takes_it_all() -> None:
    """At 1300 K a trace of water turns to hydroxide; what is left is that of the equilibrium."""
    result = run("1300 K; hold 30 min", vessel="1 mL", H2O="0.1 Pa")
    due = equilibrium(1300.0, filled(result), 1300.0)
    assert due["H2O"] < 0.7 * 0.1
    assert pressures(result, -1)["H2O"] == pytest.approx(due["H2O"], rel=1e-5)


# -- a source in the vessel ----------------------------------------------------------------------


@functools.cache
def with_source(
    activity: Any, area: str = "10 cm^2", schedule: str = "700 degC; hold 2 min", **given: str
) -> ak.Result:
    """The film with a source in 1 mL of humid argon, cached."""
    gas = ak.atmosphere("source", activity=activity, carrier="argon", H2O="100 Pa", vessel="1 mL", **given)
    film = ak.Film("500 nm", substrate="Pt", area="1 cm^2")
    parameters = {"body.source.area": area}
    one = ak.Anneal(material="LiCoO2", body=film, atmosphere=gas, schedule=schedule, parameters=parameters)
    return one.run(rtol=1e-4, cells=CELLS)


def kept(result: ak.Result, gas: str) -> np.ndarray:
    """Hydrogen or oxygen in the gas beside what belongs to Li2O, over time, as a density."""
    density = {name: result.dataset[f"p_{name}"].to_numpy() / result.dataset.temperature for name in (gas, *SPECIES)}
    own = [n * density[name] * RELEASES[name].get(gas, 0.0) for n, name in zip(LITHIUM, SPECIES, strict=True)]
    return np.asarray(density[gas] - sum(own))


def test_a_powder_of_the_body_itself_saturates_the_vessel_without_it() -> None:
    """The end is the equilibrium that the body alone would make; ten elevenths of the lithium come from the powder."""
    result = with_source("LiCoO2")
    assert pressures(result, -1) == pytest.approx(equilibrium(973.15, filled(result), 973.15), rel=1e-4)
    assert lost(result) == pytest.approx(in_gas(result)[-1] / 11, rel=1e-2)
    for gas in ("O2", "H2O"):
        np.testing.assert_allclose(kept(result, gas), kept(result, gas)[0], rtol=1e-10)


@pytest.mark.slow
def test_hydrogen_and_oxygen_are_kept_while_a_source_feeds_a_body_through_ramps() -> None:
    result = with_source(1.0, schedule="25 degC -> 700 degC @ 20 K/min; hold 5 min; -> 25 degC @ 20 K/min")
    assert lost(result) < -1e-4
    assert result.balance.closure < 1e-10
    for gas in ("O2", "H2O"):
        np.testing.assert_allclose(kept(result, gas), kept(result, gas)[0], rtol=1e-10)


@pytest.mark.slow
def test_a_large_source_alone_says_what_the_gas_holds() -> None:
    result = with_source(0.1, area="100 m^2", temperature="720 degC")
    found = pressures(result, -1)
    due = vapour_pressures(993.15, 0.1, found["O2"], found["H2O"])
    assert [found[name] for name in SPECIES] == pytest.approx(list(due), rel=1e-4)
    tiny = with_source(0.1, area="1 nm^2")
    assert lost(tiny) == pytest.approx(lost(run("700 degC; hold 2 min", vessel="1 mL", H2O="100 Pa")), rel=1e-3)


def test_a_source_in_a_vessel_is_told_with_its_area() -> None:
    text = anneal(atmosphere=ak.atmosphere("Li2O-rich", vessel="50 mL")).plan().text()
    assert "body.source.area = 10 cm², within a factor 10 (assumed)" in text
    assert "a source lies in it" in text


# -- bodies -----------------------------------------------------------------------------------


def test_a_lone_particle_has_the_whole_vessel() -> None:
    particle = ak.Particle(diameter="10 um")
    result = ak.Anneal(
        material="LiCoO2", body=particle, atmosphere=ak.atmosphere("argon", H2O="10 Pa", vessel="1 mm^3"), schedule=HOLD
    ).run(rtol=1e-3, cells=CELLS)
    due = equilibrium(973.15, filled(result), 973.15)
    assert pressures(result, -1) == pytest.approx(due, rel=1e-3)
    held = sum(n * due[name] for n, name in zip(LITHIUM, SPECIES, strict=True)) * 1e-9 / (R * 973.15)
    assert lost(result) * 5.15e4 * np.pi * 1e-15 / 6 == pytest.approx(held, rel=1e-3)


@pytest.mark.slow
def test_the_particles_of_a_powder_share_the_vessel() -> None:
    """The same pressures as over a film, and as much lithium in the gas for the whole powder."""
    powder = ak.Powder(ak.Particle(diameter="10 um"), mass="1 mg", density="5 g/cm^3")
    result = ak.Anneal(
        material="LiCoO2", body=powder, atmosphere=ak.atmosphere("argon", H2O="10 Pa", vessel="1 mL"), schedule=HOLD
    ).run(rtol=1e-3, cells=CELLS)
    due = equilibrium(973.15, filled(result), 973.15)
    assert pressures(result, -1) == pytest.approx(due, rel=1e-3)
    held = sum(n * due[name] for n, name in zip(LITHIUM, SPECIES, strict=True)) * VOLUME / (R * 973.15)
    assert lost(result) * 5.15e4 * 1e-6 / 5e3 == pytest.approx(held, rel=1e-3)


def cube() -> ak.MeshBody:
    """8 mm³ of which one side is in the gas."""
    return ak.MeshBody(fipy().Grid3D(dx=1e-3, dy=1e-3, dz=1e-3, nx=2, ny=2, nz=2), gas=["top"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "solid"),
    [
        (lambda: ak.Wafer("1 mm"), 2e-4 * 0.5e-3),  # 1 cm² assumed for each of two faces, half of it solved behind each
        (lambda: ak.Fiber(diameter="1 mm"), 1e-4 * 0.25e-3),  # r/2 behind each square metre of a cylinder
        (cube, 8e-9),
    ],
    ids=["wafer", "fiber", "mesh"],
)
def test_other_bodies_end_in_the_same_equilibrium(body: Any, solid: float) -> None:
    """The lithium in 1 mL of gas is what the whole body (m³) has lost."""
    gas = ak.atmosphere("argon", H2O="10 Pa", vessel="1 mL")
    one = ak.Anneal(material="LiCoO2", body=body(), atmosphere=gas, schedule=HOLD)
    result = one.run(rtol=1e-3, cells=None if isinstance(one.body, ak.MeshBody) else CELLS)
    due = equilibrium(973.15, filled(result), 973.15)
    assert pressures(result, -1) == pytest.approx(due, rel=1e-3)
    held = sum(n * due[name] for n, name in zip(LITHIUM, SPECIES, strict=True)) * VOLUME / (R * 973.15)
    assert lost(result) * 5.15e4 * solid == pytest.approx(held, rel=1e-3)
    assert result.balance.closure < 1e-10


def test_without_water_no_share_is_undefined() -> None:
    """Channels that carry nothing take no share of a drive that is none."""
    result = run(H2O="0 Pa", O2="0 Pa", vessel="1 mL")
    shares = result.dataset["limits_Li"]
    assert np.isfinite(shares.to_numpy()).all()
    assert not shares.sel(channel="LiOH gas").to_numpy().any()
    assert shares.sel(channel="LiO gas").isel(time=0).sum() == pytest.approx(1.0)


# -- what is told and refused -------------------------------------------------------------------


def anneal(**changes: Any) -> ak.Anneal:
    inputs: dict[str, Any] = {
        "material": "LiCoO2",
        "body": ak.Film("500 nm"),
        "atmosphere": ak.atmosphere("argon", H2O="10 Pa", vessel="50 mL"),
        "schedule": HOLD,
    }
    return ak.Anneal(**{**inputs, **changes})


def test_plan_and_explanation_tell_the_vessel_its_gas_and_the_assumed_area() -> None:
    plan, explained = anneal().plan().text(), anneal().explain().text()
    for text in (plan, explained):
        assert "sealed vessel of 50 mL" in text
        assert "moles at the start: O2 6.18e-09, Ar 0.0006261, H2O 6.18e-08" in text
    assert "body.area = 1 cm² (assumed)" in plan
    assert "H2O: -0.5 (LiOH gas), -0.5 ((LiOH)2 gas)" in explained
    assert "body.area" not in anneal(body=ak.Film("500 nm", area="2 cm^2")).plan().text()


def test_the_assumed_area_can_be_overridden() -> None:
    assumed = anneal(parameters={"body.area": "4 cm^2"}).built.vessel
    assert assumed is not None
    assert assumed.share == pytest.approx(50e-6 / 4e-4)


def test_a_gas_switch_is_refused() -> None:
    sealed = ak.atmosphere("argon", vessel="50 mL")
    schedule = ak.Schedule("25 degC", [ak.Ramp("700 degC", rate="20 K/min")], gas=[("0 s", sealed), ("10 min", "air")])
    with pytest.raises(InputError, match="cannot be switched"):
        anneal(schedule=schedule)


def test_a_source_that_no_flux_can_follow_is_refused() -> None:
    """A flux that tells what gas it makes, and not what a source gives through the same channel."""

    class Silent:
        ANNEALKIT_API = 1

        @hookimpl
        def annealkit_boundary_fluxes(self, material: Any, face: Any) -> Any:
            if material.name == "LiCoO2" and face.kind == "gas":
                law = Callable(lambda c: 1e-12 * np.asarray(c), "mol/m^2/s", text="k c", identity="silent test")
                yield BoundaryFlux("silent", "Li", ("smoke",), law, releases={"smoke": {"LiOH": 1.0}})

    gas = ak.atmosphere("source", activity=0.5, vessel="50 mL")
    with temporary(Silent(), id="silent.test"), pytest.raises(InputError, match="'silent' does not say what a source"):
        anneal(atmosphere=gas, models={"Li.loss": "silent"})


def test_a_loss_that_does_not_say_what_gas_it_makes_is_refused() -> None:
    with pytest.raises(InputError, match="does not say what gas it makes"):
        anneal(
            models={"Li.loss": ["constant-flux"]},
            parameters={"vaporisation.constant_flux.flux": "1e-9 mol/m^2/s"},
        )
