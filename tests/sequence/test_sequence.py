"""Steps one after another: what goes on, what is counted, what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import annealkit as ak
from annealkit.domain.humidity import saturation_pressure
from finished_cell import QUICK, cell, moist

#: Steps that lose enough to be seen: a calibrated first-order loss.
LOSING = {"Li.loss": ["first-order"]}


def losing(schedule: str = "700 degC; hold 30 min", **more: object) -> ak.Anneal:
    body = more.pop("body", ak.Film("500 nm"))
    return ak.Anneal(material="LiCoO2", body=body, atmosphere="air", schedule=schedule, models=LOSING)


def fraction(quantity: object) -> float:
    return float(quantity.to("").magnitude)


@pytest.fixture(scope="module")
def halves() -> ak.Result:
    return ak.Sequence([losing("700 degC; hold 10 min"), losing("700 degC; hold 20 min")]).run(**QUICK)


def test_two_halves_of_an_anneal_do_what_the_whole_does(halves: ak.Result) -> None:
    whole = losing().run(**QUICK)
    assert fraction(halves.total.lost["Li"]) == pytest.approx(fraction(whole.lost["Li"]), rel=1e-4)
    for name in ("Li", "disproportionated", "crystallised_fraction"):
        own, other = (one.dataset[name].isel(time=-1).to_numpy() for one in (halves, whole))
        np.testing.assert_allclose(own, other, rtol=1e-4)


def test_a_step_begins_with_every_cell_as_the_last_one_left_it(halves: ak.Result) -> None:
    first, second = halves.steps
    for name in ("Li", "disproportionated", "crystallised_fraction"):
        begun, left = second.dataset[name].isel(time=0), first.dataset[name].isel(time=-1)
        np.testing.assert_array_equal(begun.to_numpy(), left.to_numpy())
    held = second.balance.initial, first.balance.final
    assert float((held[0] / held[1]).magnitude) == pytest.approx(1, rel=1e-15)
    assert second.balance.closure < 1e-10


def test_lost_is_of_the_step_and_total_of_what_the_sequence_began_with(halves: ak.Result) -> None:
    first, second = halves.steps
    kept = (1 - fraction(first.lost["Li"])) * (1 - fraction(second.lost["Li"]))
    assert fraction(second.total.lost["Li"]) == pytest.approx(1 - kept, rel=1e-9)
    assert first.total.lost["Li"] == first.lost["Li"]
    channels = second.total.budget["Li"]
    assert sum(map(fraction, channels.values())) == pytest.approx(fraction(second.total.lost["Li"]), rel=1e-12)
    assert float(second.began.to("min").magnitude) == pytest.approx(10)
    assert "total" not in losing().run(cells=5, rtol=1e-2).manifest


@pytest.mark.slow
def test_a_solid_sink_goes_on_with_the_layer_it_has_made() -> None:
    def sunk(schedule: str) -> ak.Anneal:
        return ak.Anneal(
            material="LiCoO2",
            body=ak.Film("500 nm", substrate="SiO2"),
            atmosphere="air",
            schedule=schedule,
            models={"Li.loss": ["substrate-calibrated"]},
        )

    whole = sunk("700 degC; hold 30 min").run(**QUICK)
    parts = ak.Sequence([sunk("700 degC; hold 10 min"), sunk("700 degC; hold 20 min")]).run(**QUICK)
    assert fraction(parts.total.lost["Li"]) == pytest.approx(fraction(whole.lost["Li"]), rel=1e-4)
    low, high = (fraction(one) for one in parts.total.bounds["Li"] or ())
    known = [fraction(one) for one in whole.bounds["Li"] or ()]
    assert [low, high] == pytest.approx(known, rel=1e-3)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(ak.Particle(diameter="10 um"), id="particle"),
        pytest.param(ak.Powder(ak.Particle(diameter="10 um")), id="powder", marks=pytest.mark.slow),
        pytest.param(ak.Wafer("100 um"), id="wafer", marks=pytest.mark.slow),
    ],
)
def test_every_body_goes_through_a_sequence(body: ak.Particle) -> None:
    result = ak.Sequence([moist("1 h"), losing("700 degC; hold 5 min", body=body)]).run(cells=10, rtol=1e-3)
    assert [len(one.dataset["depth"]) for one in result.steps] == [10, 10]
    assert result.steps[1].balance.initial == result.steps[0].balance.final
    assert fraction(result.total.lost["Li"]) > 0
    assert (fraction(result.total.lone["Li"]) > 0) if isinstance(body, ak.Powder) else result.total.lone["Li"] is None


@pytest.mark.slow
def test_a_state_that_no_later_model_knows_ends_and_a_new_one_begins_at_its_start() -> None:
    models = {"host.crystallisation": []}
    parts = {"interface.resistance": ["pristine"], "host.observables": [], "host.grains": []}
    first = losing("500 degC; hold 10 min")
    first = ak.Anneal(
        material="LiCoO2", body=first.body, atmosphere="air", schedule=first.schedule, models={**LOSING, **parts}
    )
    without = ak.Anneal(
        material="LiCoO2",
        body=first.body,
        atmosphere="air",
        schedule="500 degC; hold 10 min",
        models={**LOSING, **parts, **models},
    )
    result = ak.Sequence([first, without, first]).run(**QUICK)
    assert any(note.startswith("w ended with the step before") for note in result.steps[1].notes)
    assert "crystallised_fraction" not in result.steps[1].observed
    assert float(result.dataset["crystallised_fraction"].isel(time=0).max()) == 0.0


def test_the_face_is_open_before_its_first_closed_anneal_and_buried_after() -> None:
    steps = ak.Sequence([moist(), losing(), moist(), cell(), moist()]).anneals
    assert [one.body.closed for one in steps] == [False, False, False, True, True]


def test_an_exposure_takes_only_those_parameters_that_it_uses() -> None:
    given = {"atmospheres.argon.H2O": "1 Pa", "LiCoO2.protons.uptake": "1e-7 1/(Pa s)"}
    exposure, anneal = ak.Sequence([moist(), cell(parameters=given)]).anneals
    assert exposure.parameters == {"LiCoO2.protons.uptake": "1e-7 1/(Pa s)"}
    assert anneal.parameters == given
    with pytest.raises(ak.UnusedParameterError, match="no assembled term of this anneal uses"):
        cell(parameters={"LiCoO2.Li.loss.energy": "300 kJ/mol"})


def test_saved_and_loaded_a_sequence_is_the_same(restored: ak.Result, tmp_path: Path) -> None:
    again = ak.load(restored.save(tmp_path / "cell.nc"))
    assert again.to_json() == restored.to_json()
    assert [one.title for one in again.steps] == [one.title for one in restored.steps]
    for own, other in zip(again.steps, restored.steps, strict=True):
        assert own.dataset.equals(other.dataset)
        assert own.summary() == other.summary()
    alone = ak.load(restored.steps[0].save(tmp_path / "air.nc"))
    assert alone.steps[0].to_json() == restored.steps[0].to_json()


def test_the_summary_spans_the_sequence(restored: ak.Result) -> None:
    table = restored.summary()
    row = next(line for line in table.splitlines() if "interface resistance, total" in line)
    assert row.split()[3::2] == ["10.3", "147.1", "10.57"]
    assert "step 2 of 2: anneal in argon, outer face closed: 150 degC; hold 1 h" in str(restored)


def test_plan_equations_and_sources_are_told_for_every_step() -> None:
    sequence = ak.Sequence([moist(), cell()])
    plan, told = str(sequence.plan()), sequence.explain()
    assert all(part in plan for part in ("Step 1 of 2", "50 % of saturation", "Step 2 of 2"))
    assert told.text().count("protons[coverage]   [") == 2  # open to the gas, and closed
    assert "Step 2 of 2" in told.latex()
    assert {one.key for one in sequence.records()} >= {one.key for one in sequence.anneals[0].records()}
    assert "Kobayashi2022" in sequence.cite()


def test_relative_humidity_is_a_share_of_saturation_at_the_exposure() -> None:
    exposure = ak.Exposure("25 degC", duration="1 h", humidity=0.5)
    assert exposure.atmosphere.pressures["H2O"] == pytest.approx(0.5 * saturation_pressure(298.15))
    dry = ak.Exposure("25 degC", duration="1 h", atmosphere="Ar", H2O="1 Pa")
    assert dry.atmosphere.pressures["H2O"] == 1.0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "duration: none was given"),
        ({"duration": "0 s"}, "expected a time above zero"),
        ({"duration": "1 h", "humidity": "120 %"}, "expected 0 to 100 %"),
        ({"duration": "1 h", "humidity": 50}, "Did you mean '50 %'"),
        ({"duration": "1 h", "humidity": "50 %", "H2O": "1 kPa"}, "humidity= and H2O= were given"),
        ({"duration": "1 h", "humidity": "50 %", "dew_point": "5 degC"}, "humidity= and dew_point= were given"),
        ({"duration": "1 h", "humidity": "50 %", "atmosphere": {"gas": "air", "H2O": "1 Pa"}}, "H2O= of the atmos"),
    ],
)
def test_an_exposure_that_makes_no_sense_is_refused(given: dict[str, object], told: str) -> None:
    with pytest.raises(ak.InputError, match=told):
        ak.Exposure("25 degC", **given)


def test_relative_humidity_where_water_has_no_saturation_is_refused() -> None:
    with pytest.raises(ak.InputError, match="relative humidity means nothing there"):
        ak.Exposure("700 degC", duration="1 h", humidity="50 %")


def test_a_sequence_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ak.InputError, match="no step given"):
        ak.Sequence([])
    with pytest.raises(ak.InputError, match="exposures only given"):
        ak.Sequence([moist()])
    with pytest.raises(ak.InputError, match="step 1: '700 degC' was given"):
        ak.Sequence(["700 degC"])
    with pytest.raises(ak.InputError, match="expected a list of steps"):
        ak.Sequence(cell())
    other = ak.Anneal(material="LiNbO3", body=ak.Film("500 nm"), atmosphere="air", schedule="25 degC; hold 1 h")
    with pytest.raises(ak.InputError, match="LiCoO2 and of LiNbO3"):
        ak.Sequence([losing(), other])
    with pytest.raises(ak.InputError, match="the steps are those of one body"):
        ak.Sequence([losing(), losing(body=ak.Film("400 nm"))])
    with pytest.raises(ak.InputError, match="step 2: the film is open, but was closed before"):
        ak.Sequence([cell(), losing()])


@pytest.mark.slow
def test_a_coated_film_goes_through_a_sequence_with_its_coating() -> None:
    body = ak.Film("500 nm", coating=ak.Coating("HfO2", "2 nm"))
    anneal = ak.Anneal(material="LiCoO2", body=body, atmosphere="O2", schedule="400 degC; hold 1 h")
    result = ak.Sequence([moist(), anneal]).run(**QUICK)
    air, hot = result.steps
    assert fraction(result.total.lost["Li"]) == pytest.approx(fraction(anneal.run(**QUICK).lost["Li"]), rel=1e-3)
    assert hot.manifest["observed_start"]["HfO2.densification"] == air.observed["HfO2.densification"]
    assert air.observed["proton_coverage"] == 0.0  # the gas does not reach the face under the coating
