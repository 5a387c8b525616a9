"""The constant flux: closed forms, the two laws it was calibrated on, and the boundary that stops it."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from scipy.special import erfc

import annealkit as ak
from annealkit.api import BoundaryFlux, Face, Material
from annealkit.errors import InputError
from annealkit_materials import linbo3
from annealkit_materials.linbo3.boundary import field_of
from annealkit_materials.linbo3.composition import percent

HALF = 0.5e-3
SECONDS = 3600.0
#: Boundary out of reach, so that the flux is constant throughout.
OPEN = {f"LiNbO3.solvus.{point}": "5 mol%" for point in ("298K", "1178K", "1448K")}


def plate(depth: np.ndarray, seconds: float, flux: float, diffusivity: float) -> np.ndarray:
    """Concentration given up by a plate of half thickness l under a constant flux (Fourier series in x = l − depth)."""
    x, fo = 1 - depth / HALF, diffusivity * seconds / HALF**2
    n = np.arange(1, 200)[:, np.newaxis]
    series = ((-1.0) ** n / n**2 * np.exp(-((n * np.pi) ** 2) * fo) * np.cos(n * np.pi * x)).sum(axis=0)
    return np.asarray(flux * HALF / diffusivity * (fo + (3 * x**2 - 1) / 6 - 2 / np.pi**2 * series))


def half_space(depth: np.ndarray, seconds: float, flux: float, diffusivity: float) -> np.ndarray:
    """The same for a half-space."""
    reach = 2 * np.sqrt(diffusivity * seconds)
    z = depth / reach
    return np.asarray(flux / diffusivity * reach * (np.exp(-(z**2)) / np.sqrt(np.pi) - z * erfc(z)))


@pytest.fixture(scope="module")
def unstopped() -> ak.Result:
    return ak.Anneal(
        material="LiNbO3",
        body=ak.Wafer("1 mm", cut="X", composition={"Li2O": "48.62 mol%"}),
        atmosphere="air",
        schedule="1100 degC; hold 100 h",
        models={"Li.loss": "constant flux"},
        parameters=OPEN,
    ).run(rtol=1e-5, cells=120)


def given_up(result: ak.Result, hours: float) -> tuple[np.ndarray, np.ndarray, float]:
    data = result.dataset.sel(time=hours * SECONDS, method="nearest")
    return data["depth"].to_numpy(), -data["Li_change"].to_numpy(), float(data["time"])


@pytest.mark.parametrize("hours", [10, 50, 100])
def test_a_plate_follows_the_fourier_series_of_a_constant_flux(unstopped: ak.Result, ln: Material, hours: float):
    depth, found, seconds = given_up(unstopped, hours)
    flux, diffusivity = (float(ln[name].value) for name in ("Li.loss.X.flux", "Li.D.chemical.reference"))
    expected = plate(depth, seconds, flux, diffusivity)
    assert found == pytest.approx(expected, abs=2e-4 * expected.max())


def test_as_long_as_the_middle_is_untouched_the_plate_is_a_half_space(unstopped: ak.Result, ln: Material):
    depth, found, seconds = given_up(unstopped, 10)
    flux, diffusivity = (float(ln[name].value) for name in ("Li.loss.X.flux", "Li.D.chemical.reference"))
    expected = half_space(depth, seconds, flux, diffusivity)
    assert found == pytest.approx(expected, abs=3e-4 * expected.max())


def test_the_flux_of_the_plate_is_what_the_slope_of_the_mean_says(ln: Material):
    """0.0052 mol%/h over 0.5 mm, with d(Li/Nb)/d(mol%) at 48.62 mol%, exact at fixed Nb."""
    r = 0.4862 / 0.5138
    slope = 0.0052 / SECONDS * (1 + r) ** 2 / 100
    expected = slope * HALF * float(ln["Li.site_concentration"].value)
    assert float(ln["Li.loss.X.flux"].value) == pytest.approx(expected, rel=0.01)


def test_the_diffusivity_is_what_both_laws_say_together(ln: Material):
    """Constant flux into a half-space: fall of the surface = 2 F sqrt(t/(π D))."""
    flux, fall = 0.0052 * 0.5, 0.15  # mol% mm/h, mol% per root hour
    expected = (2 * flux / fall) ** 2 / np.pi * 1e-6 / SECONDS
    assert float(ln["Li.D.chemical.reference"].value) == pytest.approx(expected, rel=0.01)


def test_the_mean_falls_as_the_law_it_was_calibrated_on(hours: np.ndarray, mean: np.ndarray):
    held = hours >= 65
    law = 48.62 - 0.0052 * hours
    assert np.all(np.abs(mean - law)[held] <= (0.06 + 0.0004 * hours)[held])
    assert np.abs(mean - law)[hours <= 100].max() < 0.01


def test_the_surface_falls_as_the_law_it_was_calibrated_on(hours: np.ndarray, surface: np.ndarray):
    held = (hours >= 10) & (hours <= 100)
    fall = (surface[0] - surface)[held]
    assert fall == pytest.approx(0.15 * np.sqrt(hours[held]), rel=0.05)
    assert np.polyfit(np.log(hours[held]), np.log(fall), 1)[0] == pytest.approx(0.50, abs=0.01)


def test_the_flux_stops_at_the_li_poor_boundary(equilibrated: ak.Result, ln: Material, surface: np.ndarray):
    boundary = float(np.squeeze(percent(field_of(ln).poorest(1373.15))))
    assert boundary == pytest.approx(48.45 - (48.45 - 46.5) * (1100 - 905) / (1175 - 905))
    assert np.all(surface > boundary)
    assert surface[-1] - boundary < 0.03
    flux = np.gradient(equilibrated.dataset["lost_Li"].to_numpy(), equilibrated.dataset["time"].to_numpy())
    assert flux[-1] < 0.7 * flux[10]


def test_lithium_is_conserved_and_told_in_every_scale(equilibrated: ak.Result, mean: np.ndarray):
    lost = float(equilibrated.lost["Li"].magnitude)
    start = 0.4862 / 0.5138
    left = start * (1 - lost)
    assert equilibrated.balance.closure < 1e-10
    assert sum(float(one.magnitude) for one in equilibrated.budget["Li"].values()) == pytest.approx(lost, rel=1e-12)
    assert mean[0] == pytest.approx(48.62, rel=1e-12)
    assert mean[-1] == pytest.approx(100 * left / (1 + left), rel=1e-9)
    assert float(equilibrated.observe("Li2O_mol_percent_mean").magnitude) == pytest.approx(mean[-1], rel=1e-12)
    summary = equilibrated.summary()
    assert "Li2O mol percent surface" in summary
    assert "48.62" in summary


def test_what_was_calibrated_is_said_first(equilibrated: ak.Result):
    assert any("calibrated on Li-poor vapour equilibration" in one for one in equilibrated.warnings)
    assert any("X-cut" in one for one in equilibrated.warnings)


def flux_of(ln: Material, cut: str | None, name: str = "constant flux") -> BoundaryFlux:
    offered = linbo3.annealkit_boundary_fluxes(evolve(ln, orientation=cut), Face("gas", None, "outer"))
    return next(one for one in offered if one.name == name)


def test_each_cut_has_its_numbers_and_a_cut_without_is_told(ln: Material):
    fresh = {"T": 1373.15, "c": np.array([3e4])}
    x, y, z, none, odd = (flux_of(ln, cut) for cut in ("X", "y", "Z", None, "128Y"))
    values = [float(one.law.at(fresh)[0]) for one in (x, y, z, none, odd)]
    assert values[0] == values[1] == values[3] == values[4]
    assert values[2] / values[0] == pytest.approx(0.167 / 0.15, rel=0.01)
    assert x.law.identity == none.law.identity != z.law.identity
    assert "has no cut" in none.standing
    assert "'128Y'" in odd.standing


def test_the_cut_of_a_wafer_reaches_the_models():
    used = {}
    for cut in ("X", "Z", None):
        anneal = ak.Anneal(
            material="LiNbO3",
            body=ak.Wafer("1 mm", cut=cut),
            atmosphere="air",
            schedule="1100 degC; hold 1 h",
            models={"Li.loss": "constant flux"},
        )
        assert anneal.built.material.orientation == cut
        used[cut] = {r.key for r in anneal.records() if ".loss." in r.key and r.key.endswith(".flux")}
    assert used == {
        "X": {"LiNbO3.Li.loss.X.flux"},
        "Z": {"LiNbO3.Li.loss.Z.flux"},
        None: {"LiNbO3.Li.loss.X.flux"},
    }


def test_the_general_constant_flux_goes_on_asking_for_its_number():
    with pytest.raises(InputError, match="only you can know"):
        ak.Anneal(
            material="LiNbO3",
            body=ak.Wafer("1 mm"),
            atmosphere="air",
            schedule="1100 degC; hold 1 h",
            models={"Li.loss": "constant-flux"},
        )


def test_surface_energy_is_that_of_the_flux_less_half_that_of_diffusion(ln: Material):
    electronvolt = 96485.33212
    diffusion = float(ln["Li.D.chemical.energy"].value)
    for cut, surface in (("X", 2.2), ("Z", 2.8)):
        flux = float(ln[f"Li.loss.{cut}.energy"].value)
        assert (flux - diffusion / 2) / electronvolt == pytest.approx(surface, abs=1e-6)


def test_water_halves_the_suppressed_flux_and_leaves_the_other_alone(ln: Material):
    dry, wet = flux_of(ln, "X"), flux_of(ln, "X", "wet-suppressed")
    state = {"T": 1273.15, "c": np.array([3e4])}
    half = float(ln["Li.loss.wet.half_pressure"].value)
    usual = dry.law.at(state)
    assert wet.law.at({**state, "p_H2O": 0.0}) == pytest.approx(usual)
    assert wet.law.at({**state, "p_H2O": half}) == pytest.approx(usual / 2)
    assert "p_H2O" not in dry.law.arguments
    assert "open" in wet.standing


def test_a_damaged_layer_gives_up_its_share_once(ln: Material):
    result = ak.Anneal(
        material="LiNbO3",
        body=ak.Wafer("200 um"),
        atmosphere="air",
        schedule="900 degC; hold 10 h",
        models={"Li.loss": "damaged-layer"},
    ).run(rtol=1e-4, cells=20)
    held = float(ln["damaged.thickness"].value) * float(ln["damaged.share"].value) / 100e-6
    start = float(ln["congruent"].value) / (1 - float(ln["congruent"].value))
    assert float(result.lost["Li"].magnitude) == pytest.approx(held / start, rel=3e-3)


def test_a_fibre_has_no_cut_and_loses_from_all_around():
    result = ak.Anneal(
        material="LiNbO3",
        body=ak.Fiber(diameter="200 um", composition={"Li2O": "48.62 mol%"}),
        atmosphere="air",
        schedule="1100 degC; hold 2 h",
        models={"Li.loss": "constant flux"},
    ).run(rtol=1e-4, cells=40)
    start = 0.4862 / 0.5138 * 3.13e4
    assert float(result.lost["Li"].magnitude) == pytest.approx(8.6e-7 * 7200 * 2 / 100e-6 / start, rel=1e-3)
