"""What a result, an explanation and a plan tell of a coating."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

import annealkit as ak
import coats
from annealkit import plugins
from annealkit.api import Range
from coats import AGEING, ID, RIPENING, SITE, SITE_COAT, Coats, anneal, film

HOUR = 3600.0


@pytest.fixture(scope="module")
def coated():
    """A coated film, its anneal and its result."""
    with plugins.temporary(Coats("partition", "resistance"), id=ID):
        made = anneal()
        return made, made.run(cells=8, rtol=1e-3)


@pytest.fixture
def result(coated):
    """The result."""
    return coated[1]


def share(quantity):
    return float(quantity.to("").magnitude)


def test_what_crossed_into_the_coating_left_the_host(result):
    budget = {name: share(amount) for name, amount in result.budget["Li"].items()}
    assert set(budget) == {"Li gas", "coating"}
    assert sum(budget.values()) == pytest.approx(share(result.lost["Li"]), rel=1e-12)
    data = result.dataset
    host, thickness = data["layer"].to_numpy() == "Plain", data["thickness"].to_numpy()
    held = data["Li"].to_numpy()[-1] * thickness
    assert share(result.lost["Li"]) == pytest.approx(1 - held[host].sum() / (SITE * 1e-7), rel=1e-9)
    assert budget["coating"] == pytest.approx(held[~host].sum() / (SITE * 1e-7), rel=1e-9)
    assert float(data["lost_Li"][-1]) == pytest.approx(share(result.lost["Li"]), rel=1e-12)
    assert result.balance.closure <= 1e-10


def test_states_of_one_name_go_their_own_ways(result):
    assert result.observed["aged_fraction"] == pytest.approx(1 - np.exp(-AGEING * HOUR), rel=1e-3)
    assert result.observed["Coat.ripe_fraction"] == pytest.approx(1 - np.exp(-RIPENING * HOUR), rel=1e-3)


def test_observables_and_resistances_are_of_the_cells_of_their_layer(result):
    ripe = result.observed["Coat.ripe_fraction"]
    assert result.observe("Coat.density").m_as("kg/m^3") == pytest.approx(9.7e3 * ripe, rel=1e-9)
    assert result.resistance["coating"].m_as("ohm m^2") == pytest.approx(1e6 * 2e-9 * (2 - ripe), rel=1e-9)
    aged = result.observed["aged_fraction"]
    assert result.resistance["transfer"].m_as("ohm m^2") == pytest.approx(1e-7 * (2 - aged), rel=1e-9)
    total = result.resistance["total"].m_as("ohm m^2")
    assert total == pytest.approx(sum(result.resistance[one].m_as("ohm m^2") for one in ("transfer", "coating")))


def test_the_dataset_spans_both_layers(result):
    data = result.dataset
    layer = data["layer"].to_numpy()
    assert list(layer) == ["Coat"] * 8 + ["Plain"] * 8
    assert float(data["thickness"][layer == "Coat"].sum()) == pytest.approx(2e-9)
    assert np.all(np.diff(data["depth"].to_numpy()) > 0)
    reference = np.where(layer == "Coat", SITE_COAT, SITE)
    assert data["Li_ratio"].to_numpy() == pytest.approx(data["Li"].to_numpy() / reference)
    assert np.isnan(data["aged_fraction"].to_numpy()[:, layer == "Coat"]).all()
    assert np.isnan(data["Coat.ripe_fraction"].to_numpy()[:, layer == "Plain"]).all()
    assert len(result.profile("Li").depth) == 16


def test_the_summary_shows_the_coating_before_and_after(result):
    told = result.summary()
    for line in ("Coat.ripe fraction", "Coat.density", "Li/Hf of Coat", "interface resistance, coating"):
        assert line in told


def test_what_limits_the_flux_tells_the_coating_apart(result):
    shares = result.limits["Li"]["Li gas"]
    assert set(shares) == {"solid diffusion", "coating", "surface reaction"}
    assert sum(shares.values()) == pytest.approx(1.0)
    # Contact 1e11 s/m, coating 2e-9/(0.25 · 1e-18) s/m, surface 1e10 s/m; the film's own is 1e-7/(3 · 1e-16).
    expected = np.array([1e-7 / 3e-16, 1e11 + 8e9, 1e10])
    assert [shares[name] for name in ("solid diffusion", "coating", "surface reaction")] == pytest.approx(
        expected / expected.sum(), abs=0.02
    )


def test_a_result_comes_back_as_it_was(result, tmp_path):
    back = ak.load(result.save(tmp_path / "coated.nc"))
    assert back.dataset.identical(result.dataset)
    assert back.manifest == result.manifest
    assert "Coat.density" in back.summary()


def test_the_picture_shows_the_coating_by_itself(result):
    profile = result.plot().axes[2]
    assert any("Coat" in inset.get_title() for inset in profile.child_axes)
    assert "Coat" in [text.get_text() for text in profile.get_legend().get_texts()]


def test_the_explanation_tells_each_term_of_the_coating_and_its_plugin(coated):
    made, result = coated
    told = made.explain().text()
    for slot in ("Li.diffusivity", "host.ripening", "host.observables", "interface.resistance", "Li.interface"):
        assert f"coating.{slot} = " in told
    assert "J = (c of the body - u)/R[Coat: contact]" in told
    assert "c = K u, K = K[Coat: contact]" in told
    latex = made.explain().latex()
    assert latex.count("{") == latex.count("}")
    assert result.explain().text() == told
    keys = {record.key for record in made.records()}
    assert {"Coat.site", "Coat.diffusivity", "Coat.partition", "Coat.barrier", "Coat.ripening"} <= keys
    assert "Coat.ald.growth_per_cycle" not in keys
    assert [one["id"] for one in result.manifest["plugins"]] == [ID]


def test_the_plan_tells_the_coating(coated):
    told = str(coated[0].plan())
    assert "coated with 2 nm Coat" in told
    assert "coating.Li.diffusivity = plain" in told
    assert "Li/Hf = 0" in told


def test_ranges_of_the_coating_are_judged_by_its_own_cells(monkeypatch):
    valid = {"ratio": Range(-1.0, 1.5, "1"), "thickness": Range(1e-9, 1e-8, "m"), "T": Range(300.0, 900.0, "K")}
    records = {**coats.COAT.records, "diffusivity": evolve(coats.COAT["diffusivity"], valid=valid)}
    monkeypatch.setattr(coats, "COAT", evolve(coats.COAT, records=records))
    with plugins.temporary(Coats(), id="ranged"):
        result = anneal(schedule="700 degC; hold 10 s").run(cells=3, rtol=1e-2)
    left = {argument: seen for key, argument, *_, seen, _ in result.manifest["ranges"] if key == "Coat.diffusivity"}
    assert set(left) == {"T", "ratio"}
    # Twice as much lithium per metal as in the host, which has twice as many sites, and nothing at the start.
    low, high = left["ratio"]
    assert low == 0.0
    assert 1.5 < high < 2.0
    assert not [one for one in result.notes if "Coat.diffusivity" in one]


@pytest.mark.usefixtures("coats")
def test_a_powder_tells_the_coated_lone_particle_too():
    bed = ak.Powder(ak.Particle(diameter="1 um", coating=ak.Coating("Coat", "2 nm")), density="5 g/cm^3")
    result = anneal(bed, schedule="700 degC; hold 10 s").run(cells=3, rtol=1e-3)
    assert share(result.lone["Li"]) == pytest.approx(share(result.lost["Li"]), rel=1e-6)
    assert set(result.budget["Li"]) == {"Li gas", "coating"}


@pytest.mark.usefixtures("coats")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(ak.Wafer("1 um", coating=ak.Coating("Coat", "2 nm")), marks=pytest.mark.slow),
        pytest.param(ak.Fiber(diameter="1 um", coating=ak.Coating("Coat", "2 nm")), marks=pytest.mark.slow),
        film(closed=True),
    ],
    ids=lambda one: type(one).__name__,
)
def test_other_bodies_are_coated_too(body):
    result = anneal(body, schedule="700 degC; hold 1 min").run(cells=4, rtol=1e-3)
    assert share(result.lost["Li"]) > 0
    assert result.balance.closure <= 1e-10
    assert result.manifest["coating"]["name"] == "Coat"
