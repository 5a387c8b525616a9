"""An anneal end to end: the calibrated example, excess lithium, models, overrides, plugins, engines."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import annealkit as ak
from annealkit import api, plugins
from annealkit.api import hookimpl
from annealkit.errors import InputError, OutOfRangeError, ParameterError, PluginUnavailableError, UnknownNameError
from annealkit.runfile import read_anneal

EXAMPLES = sorted(Path(__file__).parents[2].joinpath("docs/examples").glob("*.toml"))
SCHEDULE = "25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min"
SHORT = "25 degC -> 700 degC @ 20 K/min; hold 10 min"
CALIBRATED = {"Li.loss": ["vaporisation", "substrate-calibrated"]}


def film(**changes: Any) -> ak.Anneal:
    """A short anneal on Pt in air, with changes."""
    inputs: dict[str, Any] = {
        "material": "LiCoO2",
        "body": ak.Film("500 nm", substrate="Pt"),
        "atmosphere": "air",
        "schedule": SHORT,
    }
    return ak.Anneal(**{**inputs, **changes})


@functools.cache
def example() -> ak.Result:
    """The shipped example, to 1e-4."""
    path = next(p for p in EXAMPLES if p.stem == "licoo2-film-700C")
    anneal, _ = read_anneal(path)
    return anneal.run(rtol=1e-4, cells=60)


def lost(result: ak.Result) -> float:
    return float(result.manifest["lost"]["Li"])


# -- the shipped example ------------------------------------------------------------


@pytest.mark.slow
def test_calibrated_substrate_makes_the_spinel_and_is_said_to_be_calibrated() -> None:
    result = example()
    spinel = next(v for v in result.phases if v.product == "Co3O4")
    assert spinel.detectable == {"XRD": True, "Raman": True}
    hold_ends = 8100.0 + 1800.0
    assert spinel.onset_s["Raman"] < spinel.onset_s["XRD"] < hold_ends
    assert any("calibrated on guide claim A3" in warning for warning in result.warnings)
    low, high = result.manifest["bounds"]["Li"]
    assert low < lost(result) < high
    assert result.manifest["budget"]["Li"]["substrate"] > 0.99 * lost(result)


@pytest.mark.slow
def test_budget_sums_to_the_loss_and_the_balance_closes() -> None:
    result = example()
    assert sum(result.manifest["budget"]["Li"].values()) == pytest.approx(lost(result), rel=1e-14)
    assert result.balance.closure <= 1e-10
    left = (result.balance.initial - result.balance.final) / result.balance.initial
    assert float(left.magnitude) == pytest.approx(lost(result), rel=1e-12)


@pytest.mark.slow
def test_parabolic_growth_agrees_with_its_integral() -> None:
    """With a plateau activity L²/2 + L L0 is the integral of k_p s over the schedule, computed here."""
    result = example()
    book = {r.key: float(r.value) for r in result.sources}
    T = np.interp(np.linspace(0, 18000, 200_001), [0, 8100, 9900, 18000], [298.15, 973.15, 973.15, 298.15])
    t = np.linspace(0, 18000, 200_001)
    gas = 8.31446261815324
    k_p = book["substrates.SiO2.calibrated.k_p_ref"] * np.exp(
        -book["substrates.SiO2.calibrated.energy"] / gas * (1 / T - 1 / 973.15)
    )
    gain = book["substrates.SiO2.reaction.intercept"] + book["substrates.SiO2.reaction.slope"] * T
    x = result.dataset["Li_ratio"].isel(depth=-1)
    at_face = np.interp(t, result.dataset["time"], x)
    # 3 LiCoO2 = Co3O4 + 3/2 Li2O + 1/4 O2 in air (CoO is never the stable oxide here)
    log_a = (2 / 3) * (-(236.1e3 - 69.9 * T) / (gas * T) - 0.25 * np.log(0.2095 * 1.01325))
    drive = np.maximum(0.0, 1 - np.exp(-abs(gain) / (gas * T) - log_a)) * at_face / (at_face + 1e-3)
    grown = np.trapezoid(k_p * drive, t)
    start = book["substrates.SiO2.calibrated.L0"]
    thickness = -start + np.sqrt(start**2 + 2 * grown)
    amount = 2 * thickness / book["substrates.SiO2.calibrated.molar_volume"]
    held = book["LiCoO2.Li.site_concentration"] * 500e-9
    assert result.manifest["budget"]["Li"]["substrate"] == pytest.approx(amount / held, rel=2e-3)


@pytest.mark.slow
def test_resistance_is_the_sum_of_its_parts_and_rises() -> None:
    result = example()
    parts = {name: float(value.to("ohm cm^2").magnitude) for name, value in result.resistance.items()}
    total = parts.pop("total")
    assert total == pytest.approx(sum(parts.values()))
    assert parts["pristine"] == pytest.approx(10.3)
    assert total > 10.3
    # Σ (1 - x) dx / σ with σ = 1e-7 S/cm, for the loss of the whole film
    assert parts["deficient-layer"] == pytest.approx(lost(result) * 500e-7 / 1e-7, rel=1e-6)


def test_saved_result_is_the_same_result(tmp_path: Path) -> None:
    result = example()
    again = ak.load(result.save(tmp_path / "run.nc"))
    assert again.manifest == result.manifest
    assert str(again) == str(result)
    assert again.explain().text() == result.explain().text()
    assert again.sources == result.sources
    assert again.dataset.identical(result.dataset)
    assert list(tmp_path.iterdir()) == [tmp_path / "run.nc"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_balance_of_every_example(path: Path) -> None:
    result = example() if path.stem == "licoo2-film-700C" else read_anneal(path)[0].run()
    assert result.balance.closure <= 1e-10


@pytest.mark.slow
def test_the_shipped_example_runs_with_fipy() -> None:
    path = next(p for p in EXAMPLES if p.stem == "licoo2-film-700C")
    result = read_anneal(path)[0].run(engine="fipy", rtol=1e-3, cells=30)
    assert result.manifest["numerics"]["engine"] == "fipy"
    assert lost(result) == pytest.approx(lost(example()), rel=5e-3)
    assert result.balance.closure <= 1e-10


@pytest.mark.slow
def test_engines_agree_on_thirty_cells() -> None:
    """FiPy's implicit Euler with fixed steps, halved and extrapolated, against SUNDIALS, within 1e-3 of the loss."""
    from annealkit.pde.assembly import Assembly
    from annealkit.pde.implicit import step

    anneal = film(body=ak.Film("500 nm", substrate="SiO2"), models=CALIBRATED)
    problem = anneal.built.problem(30)
    duration = anneal.schedule.duration
    reference = problem.solve(np.array([duration]), rtol=1e-6)
    operator = problem.operator()

    def left(steps: int) -> float:
        assembly, y, t = Assembly(operator), operator.initial(), 0.0
        stops = [c for c in anneal.schedule.corners if c > 0]
        for end in stops:
            times = np.linspace(t, end, steps + 1)
            for a, b in zip(times, times[1:], strict=False):
                y = step(assembly, a, y, b - a)
            t = end
        return -float(operator.layout.cells_of(y)[0] @ operator.mesh.volumes)

    coarse, fine = left(40), left(80)
    exact = sum(reference.balance.left.values())
    assert abs(fine - exact) < abs(coarse - exact)
    assert 2 * fine - coarse == pytest.approx(exact, rel=1e-3)


# -- composition ----------------------------------------------------------------------


@pytest.mark.slow
def test_excess_lithium_leaves_first() -> None:
    """Above x = 1 + w the activity is that of pure Li2O: it loses faster, and only until x is 1."""
    humid = ak.atmosphere("air", H2O="1 kPa")
    long = "25 degC -> 900 degC @ 20 K/min; hold 2 h"
    plain = film(atmosphere=humid, schedule=long).run(rtol=1e-3, cells=40)
    rich = film(
        body=ak.Film("500 nm", substrate="Pt", composition={"Li": 1.06, "Co": 1}), atmosphere=humid, schedule=long
    ).run(rtol=1e-3, cells=40)
    ratio = rich.dataset["Li_ratio"].mean("depth")
    assert float(ratio[0]) == pytest.approx(1.06)
    assert 0.06 < lost(rich) * 1.06 < 0.06 + lost(plain)
    # The same schedule, so both runs report at the same times and temperatures.
    rate, plain_rate = (-np.diff(r.dataset["Li_ratio"].mean("depth").to_numpy()) for r in (rich, plain))
    warm = rich.dataset["temperature"].to_numpy()[:-1] > 800
    excess, gone = ratio.to_numpy()[:-1] > 1.03, ratio.to_numpy()[:-1] < 0.9999
    assert np.count_nonzero(warm & excess) > 5
    assert np.count_nonzero(gone) > 5
    assert np.all(rate[warm & excess] > 10 * plain_rate[warm & excess])
    np.testing.assert_allclose(rate[gone], plain_rate[gone], rtol=0.02)
    assert max(verdict.peak for verdict in rich.phases) < max(verdict.peak for verdict in plain.phases)


def test_a_deficiency_is_the_users_and_is_printed() -> None:
    result = film(body=ak.Film("500 nm", substrate="Pt", composition={"Li": 0.9, "Co": 1})).run(rtol=1e-4, cells=40)
    assert any("starts Li-deficient" in warning for warning in result.warnings)
    spinel = next(v for v in result.phases if v.product == "Co3O4")
    assert spinel.detectable["XRD"]
    assert spinel.amount == pytest.approx(0.1, rel=1e-3)


@pytest.mark.parametrize(
    "composition", [{"Li": 1.0}, {"Li": -1, "Co": 1}, {"Li": 0, "Co": 1}, {"Na": 1, "Co": 1}, {"Li": "one", "Co": 1}]
)
def test_wrong_compositions(composition: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="composition of LiCoO2"):
        film(body=ak.Film("500 nm", composition=composition))


# -- schedules, gases, faces -------------------------------------------------------------


@pytest.mark.slow
def test_a_gas_switched_during_the_anneal_lies_between_both() -> None:
    switched = ak.Schedule(
        "25 degC",
        [ak.Ramp("700 degC", rate="20 K/min"), ak.Hold("30 min")],
        gas=[("0 s", "oxygen"), ("45 min", ak.atmosphere("argon", H2O="1 kPa"))],
    )
    plain = "25 degC -> 700 degC @ 20 K/min; hold 30 min"
    low, high = (
        lost(film(atmosphere=gas, schedule=plain).run(rtol=1e-4, cells=40))
        for gas in ("oxygen", ak.atmosphere("argon", H2O="1 kPa"))
    )
    result = film(schedule=switched).run(rtol=1e-4, cells=40)
    assert low < lost(result) < high
    history = result.dataset["lost_Li"].to_numpy()
    before = result.dataset["time"].to_numpy() < 2700
    assert history[before].max() < 1.01 * low
    assert set(np.unique(result.dataset["p_O2"])) == {1.0, 101325.0 - 0.1}


def test_a_closed_interface_loses_nothing_to_the_gas() -> None:
    result = film(body=ak.Film("500 nm", substrate="Pt", closed=True)).run(rtol=1e-4, cells=40)
    assert lost(result) == 0.0
    assert result.budget["Li"] == {}


def test_crystallisation_follows_temperature() -> None:
    """Guide A4: poor below 400 °C."""
    cool = film(schedule="25 degC -> 350 degC @ 20 K/min; hold 1 h").run(rtol=1e-4, cells=40)
    hot = film(schedule="25 degC -> 600 degC @ 20 K/min; hold 1 h").run(rtol=1e-4, cells=40)
    assert cool.observed["crystallised_fraction"] < 0.05
    assert hot.observed["crystallised_fraction"] > 0.999


# -- models and parameters -----------------------------------------------------------------


def test_the_first_order_loss_is_offered_by_name() -> None:
    offered = {entry.name: entry for entry in ak.models("LCO")["Li.loss"]}
    assert offered["vaporisation"].default
    assert not offered["first-order"].default
    assert "calibrated" in offered["first-order"].standing
    named = film(models={"Li.loss": ["first-order"]}).run(rtol=1e-4, cells=40)
    assert list(named.budget["Li"]) == ["first-order loss"]
    assert lost(named) > 0.01


def test_an_override_changes_the_run_and_is_kept() -> None:
    anneal = film(parameters={"vaporisation.alpha": 1e-6, "atmospheres.air.H2O": "1 kPa"})
    result = anneal.run(rtol=1e-4, cells=40)
    plain = film(atmosphere=ak.atmosphere("air", H2O="1 kPa")).run(rtol=1e-4, cells=40)
    assert lost(result) < 0.1 * lost(plain)
    kept = {record.key: record for record in result.sources}
    assert kept["vaporisation.alpha"].overridden
    assert kept["atmospheres.air.H2O"].value == 1000.0


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("LiCoO2.Li.loss.temperature", "700 degC", "no assembled term"),
        ("LiCoO2.Li.D.deficient.enrgy", "0.3 eV", "LiCoO2.Li.D.deficient.energy"),
        ("LiCoO2.Li.D.deficient.energy", "0.3 m", "LiCoO2.Li.D.deficient.energy"),
        ("vaporisation.alfa", 0.5, "vaporisation.alpha"),
        ("LCO.D", "0.3 eV", "no assembled term"),
    ],
)
def test_overrides_that_cannot_act_are_refused(key: str, value: Any, says: str) -> None:
    with pytest.raises((ParameterError, InputError), match=says):
        film(parameters={key: value})


@pytest.mark.parametrize(
    ("models", "says"),
    [
        ({"Li.los": "vaporisation"}, "Li.loss"),
        ({"Li.loss": "vaporization"}, "vaporisation"),
        ({"Li.loss": ["substrate-calibrated"]}, "substrate-calibrated"),
        ({"Li.diffusivity": []}, "Li.diffusivity"),
        ({"Li.loss": 3}, "Li.loss"),
        ({"Li.loss": ["vaporisation", "vaporisation"]}, "twice"),
    ],
)
def test_models_that_do_not_hold_are_refused(models: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        film(models=models)


def test_strict_ranges_are_an_error_before_anything_is_solved() -> None:
    with pytest.raises(OutOfRangeError, match=r"298\.15 to 973\.15 K"):
        film().run(out_of_range="raise")
    quiet = film().run(rtol=1e-3, out_of_range="allow")
    assert not any("outside" in warning for warning in quiet.warnings)


# -- plugins ---------------------------------------------------------------------------------


class Rival:
    """A third party's plugin that offers another law for every slot of LiCoO2."""

    ANNEALKIT_API = 1

    @hookimpl
    def annealkit_diffusivities(self, material: Any, species: str) -> Iterable[Any]:
        yield api.Diffusivity("rival", species, api.Constant("1e-12 m^2/s"))

    @hookimpl
    def annealkit_boundary_fluxes(self, material: Any, face: Any) -> Iterator[Any]:
        if face.kind == "gas":
            yield api.BoundaryFlux("rival", "Li", ("rival loss",), api.Constant("1e-9 mol/m^2/s"))

    @hookimpl
    def annealkit_activities(self, material: Any) -> Iterable[Any]:
        yield api.Activity("rival", "Li", "Li2O", api.Constant("1e-3"))


@pytest.mark.slow
def test_another_plugin_leaves_every_number_as_it_was() -> None:
    before = film().run(rtol=1e-4, cells=40)
    with plugins.temporary(Rival(), id="rival"):
        after = film().run(rtol=1e-4, cells=40)
        named = film(models={"Li.loss": ["vaporisation", "rival"], "Li.diffusivity": "rival"}).run(rtol=1e-4, cells=40)
    assert before.dataset.identical(after.dataset)
    assert before.manifest == after.manifest
    assert named.budget["Li"].keys() > before.budget["Li"].keys()
    assert "rival" in named.explain().text()


def test_a_default_that_nobody_offers_is_said() -> None:
    with plugins.block("vaporisation"), pytest.raises(PluginUnavailableError, match="'vaporisation'"):
        film()


def test_observers_see_the_result() -> None:
    seen: list[Any] = []
    observer = SimpleNamespace(ANNEALKIT_API=1)

    @hookimpl
    def annealkit_run_completed(result: Any) -> None:
        seen.append(result)

    observer.annealkit_run_completed = annealkit_run_completed
    with plugins.temporary(observer, id="observer"):
        result = film().run(rtol=1e-3, cells=40)
    assert seen == [result]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("material", "LiCo02", "LiCoO2"),
        ("atmosphere", "argonn", "argon"),
        ("body", ak.Film("500 nm", substrate="SiO3"), "SiO2"),
        ("body", ak.Film("500 nm", coating=ak.Coating("HfO3", "2 nm")), "coating"),
    ],
)
def test_unknown_names_are_met_with_the_nearest(field: str, value: Any, says: str) -> None:
    with pytest.raises(UnknownNameError, match=says):
        film(**{field: value})


def test_an_anneal_is_shown_in_a_line_that_names_what_was_given() -> None:
    gas = ak.atmosphere("air", H2O="1 kPa")
    shown = ak.Anneal(
        material="LiCoO2",
        body=ak.Particle(diameter="10 um"),
        atmosphere=gas,
        schedule="700 degC; hold 10 min",
        parameters={"LiCoO2.Li.activity.width": 0.01},
    )
    assert repr(shown.material) == "Material('LiCoO2')"
    assert repr(shown.atmosphere) == "Atmosphere('air', H2O='1 kPa')"
    for part in ("material=Material('LiCoO2')", "schedule='700 degC; hold 10 min'", "Li.activity.width': 0.01"):
        assert part in repr(shown)
    assert "models" not in repr(shown)
    assert len(repr(shown)) < 500
    assert len(repr(shown.built)) < 100
