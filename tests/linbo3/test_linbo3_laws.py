"""Diffusion, activity, phases and what instruments read."""

from __future__ import annotations

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import Arrhenius, Material, R
from annealkit_materials import linbo3
from annealkit_materials.linbo3.boundary import field_of
from annealkit_materials.linbo3.composition import antisites, ratio
from annealkit_materials.linbo3.observables import Place

SITE = 3.13e4


def c_of(content: float) -> np.ndarray:
    """Concentration at mol% Li2O."""
    return np.array([SITE * float(ratio(content / 100))])


@pytest.fixture(scope="module")
def diffusivities(ln: Material):
    return {(one.slot, one.name): one for one in linbo3.annealkit_diffusivities(ln, "Li")}


@pytest.fixture(scope="module")
def activities(ln: Material):
    return {one.name: one.law for one in linbo3.annealkit_activities(ln)}


@pytest.fixture(scope="module")
def rules(ln: Material):
    return {one.name: one for one in linbo3.annealkit_phase_rules(ln)}


# -- diffusion ------------------------------------------------------------------------


def test_tracer_and_chemical_diffusion_are_slots_of_their_own(diffusivities, ln: Material):
    slots = {slot for slot, _ in diffusivities}
    assert slots == {"Li.diffusivity", "Li.tracer_diffusivity"}
    assert ln.defaults["Li.diffusivity"] == ("interdiffusion",)
    assert "Li.tracer_diffusivity" not in ln.defaults
    assert set(ak.models("LiNbO3")) >= slots


def test_the_tracer_is_what_was_measured(diffusivities):
    law = diffusivities["Li.tracer_diffusivity", "congruent"].law
    assert float(law(T=379.0)) == pytest.approx(1e-25, rel=0.05)
    assert 8.5 < np.log10(float(law(T=773.0) / law(T=379.0))) < 10


def test_the_tracer_rises_and_chemical_diffusion_falls_as_lithium_goes(diffusivities):
    rich, poor = ({"T": 700.0, "c": c_of(content)} for content in (49.4, 48.0))
    scaled = diffusivities["Li.tracer_diffusivity", "vacancies"].law
    sloped = diffusivities["Li.diffusivity", "interdiffusion-slope"].law
    assert scaled.at(poor) > scaled.at(rich) > 0
    assert 0 < sloped.at(poor) < sloped.at(rich)
    here = antisites(ratio(np.array([0.48, 0.494])))
    assert float((scaled.at(poor) / scaled.at(rich))[0]) == pytest.approx(here[0] / here[1])


@pytest.mark.parametrize(
    ("name", "kelvin", "expected"),
    [
        ("interdiffusion", 1273, 2.6e-14),
        ("interdiffusion", 1173, 4.6e-15),
        ("interdiffusion", 1073, 6e-16),
        ("interdiffusion-1.33eV", 1273, 4.6e-14),
        ("interdiffusion-3.8eV", 1273, 8.8e-15),
    ],
)
def test_chemical_diffusion_goes_from_its_anchor(diffusivities, name: str, kelvin: float, expected: float):
    """Values for 1.1e-13 m²/s at 1373 K; the record keeps the digit that this rounds."""
    law = diffusivities["Li.diffusivity", name].law
    assert float(law(T=float(kelvin))) == pytest.approx(expected * 1.06 / 1.1, rel=0.06)


def test_a_wrong_choice_of_the_tracer_is_said_first():
    result = ak.Anneal(
        material="LiNbO3",
        body=ak.Wafer("100 um"),
        atmosphere="air",
        schedule="900 degC; hold 1 min",
        models={"Li.diffusivity": "tracer", "Li.loss": "constant flux"},
    ).run(rtol=1e-3, cells=20)
    assert any(one.startswith("tracer: ") and "no out-diffusion" in one for one in result.warnings)


def test_the_slot_of_the_tracer_enters_no_balance():
    def solved(**models: str) -> list[str | None]:
        anneal = ak.Anneal(
            material="LiNbO3",
            body=ak.Wafer("100 um"),
            atmosphere="air",
            schedule="1000 degC; hold 1 h",
            models={"Li.loss": "constant flux", **models},
        )
        return [one.law.identity for one in anneal.built.chosen.items("Li.diffusivity")]

    assert solved() == solved(**{"Li.tracer_diffusivity": "vacancies"})


def test_a_crystal_doped_with_magnesium_says_that_nothing_differs(ln: Material):
    _, doped = linbo3.annealkit_materials()
    assert doped.start == ln.start
    assert {short: doped[short].value for short in doped.book} == {short: ln[short].value for short in ln.book}
    result = ak.Anneal(
        material="MgO:LiNbO3",
        body=ak.Wafer("100 um"),
        atmosphere="air",
        schedule="1000 degC; hold 1 min",
        models={"Li.loss": "constant flux"},
    ).run(rtol=1e-3, cells=10)
    assert any("uniformly doped with MgO" in one for one in result.warnings)


# -- activity -------------------------------------------------------------------------


def test_the_models_of_the_activity_are_decades_apart_and_in_order(activities):
    for content in (47.5, 48.45, 49.5):
        state = {"T": 1373.0, "c": c_of(content)}
        low, defects, linear, high = (
            float(np.squeeze(activities[name].at(state)))
            for name in ("lower-bound", "defects", "log-linear", "upper-bound")
        )
        assert low < min(defects, linear) < 1e-2 < high == 1.0
    congruent = {"T": 1373.0, "c": c_of(48.45)}
    assert activities["defects"].at(congruent) == pytest.approx(1e-5)
    assert activities["log-linear"].at(congruent) == pytest.approx(1e-5)


@pytest.mark.parametrize(("kelvin", "expected"), [(1173, 4.8e-9), (1273, 2.1e-8), (1373, 7.8e-8)])
def test_the_lower_bound_is_that_of_formation_from_the_oxides(activities, kelvin: float, expected: float):
    assert float(activities["lower-bound"](T=float(kelvin))) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("name", ["defects", "log-linear"])
def test_the_activity_is_level_beside_each_second_phase_and_rises_between(activities, name: str):
    law = activities[name]
    contents = np.array([40.0, 46.0, 47.2, 48.0, 49.0, 49.8, 49.95, 60.0])
    a = law(T=1373.0, c=SITE * ratio(contents / 100))
    assert a[0] == a[1] < a[2] < a[3] < a[4] < a[5] < a[6] == a[7]


def test_mass_action_has_five_thirds(activities):
    """3 Li2O with one antisite and its four vacancies."""
    at = {content: float(activities["defects"].at({"T": 1200.0, "c": c_of(content)})[0]) for content in (48.6, 49.4)}
    x = antisites(ratio(np.array([0.486, 0.494])))
    assert at[49.4] / at[48.6] == pytest.approx((x[0] / x[1]) ** (5 / 3), rel=2e-3)


@pytest.mark.slow  # two runs with every vapour
@pytest.mark.parametrize(("content", "sign"), [("46 mol%", 1), ("50.5 mol%", -1)])
def test_two_phase_powders_are_sources_that_take_and_give(content: str, sign: int):
    gas = ak.atmosphere("source", activity="LiNbO3", composition={"Li2O": content}, H2O="1 kPa")
    result = ak.Anneal(material="LiNbO3", body=ak.Wafer("200 um"), atmosphere=gas, schedule="1100 degC; hold 1 h").run(
        rtol=1e-3, cells=20
    )
    assert sign * float(result.lost["Li"].magnitude) > 1e-4


def test_a_source_of_the_crystals_own_activity_changes_nothing(activities):
    own = float(activities["defects"].at({"T": 1373.15, "c": SITE * ratio(np.array([0.4845]))})[0])
    gas = ak.atmosphere("source", activity=own, H2O="1 kPa")
    result = ak.Anneal(material="LiNbO3", body=ak.Wafer("200 um"), atmosphere=gas, schedule="1100 degC; hold 10 h").run(
        rtol=1e-3, cells=20
    )
    assert abs(float(result.lost["Li"].magnitude)) < 1e-9


# -- phases ---------------------------------------------------------------------------


def test_margins_change_sign_on_the_boundaries(rules, ln: Material):
    kelvin = 1273.0
    poor, rich = field_of(ln).poorest(kelvin), field_of(ln).richest()
    for name, boundary, inwards in (("LiNb3O8", poor, 1), ("Li3NbO4", rich, -1)):
        margin = rules[name].margin
        at = [float(np.squeeze(margin.at({"T": kelvin, "c": SITE * (boundary + d)}))) for d in (-1e-3, 0, 1e-3)]
        assert at[1] == pytest.approx(0, abs=1e-6)
        assert inwards * at[0] > 0 > inwards * at[2]


def test_amounts_follow_the_lever_rule(rules, ln: Material):
    """Nb and Li add up over both phases."""
    r = 1.1
    rich = float(field_of(ln).richest())
    y = float(np.squeeze(rules["Li3NbO4"].amount.at({"T": 1000.0, "c": np.array([SITE * r])})))
    assert (1 - y) * rich + 3 * y == pytest.approx(r)
    rate = next(iter(linbo3.annealkit_transformations(ln))).state.rate
    r, kelvin = 0.85, 1273.0
    poor = float(field_of(ln).poorest(kelvin))
    y = (poor - r) / (poor - 1 / 3)
    settled = rate.at({"T": kelvin, "c": np.array([SITE * r]), "triniobate": np.array([y])})
    assert (1 - y) * poor + y / 3 == pytest.approx(r)
    assert settled == pytest.approx(0, abs=1e-12)


def test_lithium_triniobate_comes_at_the_rate_of_its_record(ln: Material):
    """A congruent plate at 700 °C: y = y_eq (1 − exp(−k t))."""
    result = ak.Anneal(
        material="LiNbO3",
        body=ak.Wafer("1 mm"),
        atmosphere="air",
        schedule="700 degC; hold 5 h",
        models={"Li.loss": []},
    ).run(rtol=1e-4, cells=10)
    poor, start = float(field_of(ln).poorest(973.15)), ln.start["Li"]
    expected = (poor - start) / (poor - 1 / 3) * (1 - np.exp(-0.1 * 5))
    verdict = next(one for one in result.phases if one.product == "LiNb3O8")
    assert verdict.stable
    assert verdict.amount == pytest.approx(expected, rel=1e-3)


def test_lithium_triniobate_dissolves_when_hot():
    result = ak.Anneal(
        material="LiNbO3",
        body=ak.Wafer("1 mm"),
        atmosphere="air",
        schedule="700 degC; hold 5 h; -> 1100 degC @ 20 K/min; hold 10 min",
        models={"Li.loss": []},
    ).run(rtol=1e-4, cells=10)
    verdict = next(one for one in result.phases if one.product == "LiNb3O8")
    assert verdict.peak > 5e-3 > 1e-6 > verdict.amount
    assert not verdict.stable


# -- what instruments read ------------------------------------------------------------


def profile(content: float) -> dict[str, np.ndarray]:
    c = np.full(5, SITE * float(ratio(content / 100)))
    return {"c": c, "dx": np.full(5, 1e-6), "depth": (np.arange(5) + 0.5) * 1e-6}


def read(material: Material, name: str, content: float) -> float:
    law = next(one.law for one in linbo3.annealkit_observables(material) if one.name == name)
    return float(law.at(profile(content)))


@pytest.mark.parametrize(("content", "celsius"), [(48.45, 1140), (49.4, 1182), (50.0, 1213)])
def test_curie_temperatures_are_those_recalled(ln: Material, content: float, celsius: float):
    assert read(ln, "Curie_temperature_surface", content) - 273.15 == pytest.approx(celsius, abs=1)


def test_indices_are_those_recalled_and_near_a_second_source(ln: Material):
    yellow = ln.with_overrides({"LiNbO3.index.wavelength": "589 nm"})
    assert read(yellow, "n_o_surface", 48.4) == pytest.approx(2.2977, abs=2e-4)
    assert read(yellow, "n_e_surface", 48.4) == pytest.approx(2.2126, abs=2e-4)
    assert read(yellow, "n_o_surface", 48.4) == pytest.approx(2.3007, abs=4e-3)


def test_lithium_that_leaves_raises_the_extraordinary_index(ln: Material):
    slope = {ray: read(ln, f"n_{ray}_surface", 48.5) - read(ln, f"n_{ray}_surface", 47.5) for ray in "eo"}
    assert slope["e"] == pytest.approx(-0.0093, abs=3e-4)
    assert slope["o"] == pytest.approx(0.0008, abs=2e-4)


def test_the_face_lies_on_the_line_through_the_two_cells_nearest_to_it():
    depth = np.array([5.0, 2.0, 0.5, 9.0])
    c = SITE * (0.9 + 0.01 * depth)
    dx = np.ones(4)
    assert float(Place(SITE, "surface")(c, dx, depth)) == pytest.approx(100 * 0.9 / 1.9)
    assert float(Place(SITE, "middle")(c, dx, depth)) == pytest.approx(100 * 0.99 / 1.99)
    mean = 0.9 + 0.01 * depth.mean()
    assert float(Place(SITE, "mean")(c, dx, depth)) == pytest.approx(100 * mean / (1 + mean))


def test_the_tracer_is_a_plain_arrhenius_law(diffusivities):
    law = diffusivities["Li.tracer_diffusivity", "congruent"].law
    assert isinstance(law, Arrhenius)
    assert float(law(T=500.0)) == pytest.approx(5e-8 * np.exp(-1.33 * 96485.33212 / (R * 500.0)))
