"""Protons at the face of LiCoO2: taken up from moist gas, given off by the anneal of the finished cell."""

from __future__ import annotations

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import R
from annealkit.catalogue import as_material
from annealkit.domain.humidity import saturation_pressure
from finished_cell import QUICK, cell, moist, ohms

#: Resistance of an undamaged interface, Ω cm², as its record says.
PRISTINE = as_material("LiCoO2")["interface.pristine"].value * 1e4


def number(short: str) -> float:
    return float(as_material("LiCoO2")[f"protons.{short}"].value)


def release(kelvin: float) -> float:
    """k_H by its closed form, 1/s."""
    cooler = 1 / kelvin - 1 / number("release.temperature")
    return number("release.rate") * float(np.exp(-number("release.energy") / R * cooler))


def covered(pressure: float, kelvin: float, seconds: float, start: float = 0.0) -> float:
    """θ(t) of the linear rate law at constant temperature and gas."""
    gain, loss = number("uptake") * pressure, release(kelvin)
    steady = gain * number("coverage_limit") / (gain + loss)
    return steady + (start - steady) * float(np.exp(-(gain + loss) * seconds))


def test_an_hour_at_150_degc_restores_the_interface_of_the_finished_cell(restored: ak.Result) -> None:
    air, anneal = restored.steps
    start = covered(0.5 * saturation_pressure(298.15), 298.15, 86400.0)
    left = start * np.exp(-3600 * release(423.15))
    assert air.observed["proton_coverage"] == pytest.approx(start, rel=1e-5)
    assert ohms(air) == pytest.approx(PRISTINE / (1 - start), rel=1e-4)
    assert ohms(anneal) == pytest.approx(PRISTINE / (1 - left), rel=1e-5)
    assert round(ohms(air)) == 147
    assert round(ohms(anneal), 2) == 10.57


def test_an_hour_at_100_degc_restores_a_part() -> None:
    air, anneal = ak.Sequence([moist(), cell("100 degC; hold 1 h")]).run(**QUICK).steps
    left = air.observed["proton_coverage"] * np.exp(-3600 * release(373.15))
    assert ohms(anneal) == pytest.approx(PRISTINE / (1 - left), rel=1e-3)
    assert ohms(anneal) == pytest.approx(47, abs=1)


def test_the_parts_of_the_resistance_add_up_to_the_blocked_face(restored: ak.Result) -> None:
    air = restored.steps[0]
    theta = air.observed["proton_coverage"]
    blocked = float(air.resistance["protons"].to("ohm * cm^2").magnitude)
    assert blocked + PRISTINE == pytest.approx(PRISTINE / (1 - theta), rel=1e-12)


def test_the_finished_cell_gives_off_protons_and_keeps_its_lithium(restored: ak.Result) -> None:
    anneal = restored.steps[-1]
    assert restored.steps[0].observed["proton_coverage"] > 0.9
    assert anneal.observed["proton_coverage"] < 0.03
    assert float(anneal.lost["Li"].magnitude) == 0.0
    assert not anneal.budget["Li"]


def test_a_closed_face_takes_up_nothing_from_moist_gas() -> None:
    buried = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", closed=True),
        atmosphere=ak.atmosphere("air", H2O="1.5 kPa"),
        schedule="25 degC; hold 24 h",
    ).run(**QUICK)
    assert buried.observed["proton_coverage"] == 0.0


@pytest.mark.slow
def test_dry_handling_keeps_the_interface_good_in_the_order_of_the_moisture() -> None:
    days = {
        "moist air": moist(),
        "dry room": moist(dew_point="-40 degC"),
        "nitrogen": moist(atmosphere="N2"),
        "glovebox": moist(atmosphere="Ar", H2O="0.1 ppm"),
    }
    found = {name: ak.Sequence([day, cell()]).run(**QUICK).steps[0] for name, day in days.items()}
    assert sorted(found, key=lambda name: -ohms(found[name])) == list(days)
    for name, one in found.items():
        pressure = days[name].atmosphere.pressures["H2O"]
        assert one.observed["proton_coverage"] == pytest.approx(covered(pressure, 298.15, 86400.0), rel=1e-3, abs=1e-6)
    assert ohms(found["glovebox"]) == pytest.approx(PRISTINE, rel=1e-2)


def test_the_coverage_is_a_history_of_the_face_and_not_a_profile(restored: ak.Result) -> None:
    history = restored.dataset["proton_coverage"]
    assert history.dims == ("time",)
    start = restored.steps[0].observed["proton_coverage"]
    expected = start * np.exp(-release(423.15) * history["time"].to_numpy())
    np.testing.assert_allclose(history.to_numpy(), expected, rtol=1e-3)


@pytest.mark.slow
def test_exchange_counts_the_lithium_that_makes_way_and_gives_it_back() -> None:
    models = {"host.protons": "exchange"}
    air, anneal = ak.Sequence([moist(), cell(models=models)]).run(**QUICK).steps
    layer = number("depth") / 500e-9
    assert max(air.budget["Li"], key=lambda name: air.budget["Li"][name]) == "H+/Li+ exchange"
    assert float(air.lost["Li"].magnitude) == pytest.approx(layer * air.observed["proton_coverage"], rel=1e-6)
    assert float(anneal.total.lost["Li"].magnitude) == pytest.approx(
        layer * anneal.observed["proton_coverage"], rel=1e-5
    )
    assert anneal.balance.closure < 1e-10


@pytest.mark.slow
def test_diffusing_hydrogen_takes_empty_sites_only() -> None:
    models = {"host.protons": "diffusing-H"}

    def day(lithium: float) -> ak.Result:
        body = ak.Film("500 nm", composition={"Li": lithium, "Co": 1}, closed=True)
        anneal = ak.Anneal(
            material="LiCoO2", body=body, atmosphere="argon", schedule="150 degC; hold 1 h", models=models
        )
        return ak.Sequence([moist(), anneal]).run(**QUICK)

    full, short = day(1.0), day(0.9)
    site = float(as_material("LiCoO2")["Li.site_concentration"].value)
    assert full.steps[0].observed["proton_coverage"] == 0.0
    held = short.steps[0].dataset["H"].isel(time=-1)
    empty = 0.1 * site
    assert 0.5 < short.steps[0].observed["proton_coverage"] <= number("coverage_limit") + 1e-9
    assert float(held.max()) <= number("coverage_limit") * empty * (1 + 1e-9)
    assert float(held.isel(depth=-1)) < 1e-3 * float(held.isel(depth=0))
    assert short.observed["proton_coverage"] < short.steps[0].observed["proton_coverage"]
    assert float(short.total.lost["Li"].magnitude) < 1e-12


def test_without_protons_the_resistance_that_reads_them_is_left_out_and_named() -> None:
    """By default; a resistance that the user named is refused."""
    without = cell(models={"host.protons": []})
    assert without.built.left_out == {"interface.resistance": ("protons",)}
    with pytest.raises(ak.InputError, match=r"'protons' reads proton_coverage.*models=.*'pristine'"):
        cell(models={"host.protons": [], "interface.resistance": ["pristine", "protons"]})
    parts = ["pristine", "deficient-layer", "secondary-phase"]
    assert cell(models={"host.protons": [], "interface.resistance": parts}).built.left_out == {}


def test_a_mesh_has_no_one_outer_face_and_says_what_it_leaves_out() -> None:
    fipy = pytest.importorskip("fipy")
    body = ak.MeshBody(fipy.Grid2D(nx=4, ny=4, dx=1e-7, dy=1e-7), gas=["top"])
    anneal = ak.Anneal(material="LiCoO2", body=body, atmosphere="air", schedule="25 degC; hold 1 h")
    assert anneal.built.left_out["host.protons"] == ("coverage",)
