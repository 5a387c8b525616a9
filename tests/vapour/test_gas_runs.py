"""Whole anneals in gases that flow, are switched, hold a source, or are hotter than their data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import annealkit as ak
from annealkit.api import Constant, Diffusivity, R, hookimpl
from annealkit.plugins import temporary
from annealkit.result.ledger import lost_history
from annealkit_vaporisation.carbonate import Carbonate
from annealkit_vaporisation.equilibrium import LITHIUM, SPECIES, vapour_pressures

FILM = ak.Film("50 nm", substrate="Pt")
#: So small that no stream fills up over it.
SPECK = "1e-20 m^2"
BRIEF = "700 degC; hold 1 min"


def _anneal(atmosphere: Any, schedule: Any = BRIEF, area: str | None = None, **more: Any) -> Any:
    film = FILM if area is None else ak.Film("50 nm", substrate="Pt", area=area)
    return ak.Anneal(material="LiCoO2", body=film, atmosphere=atmosphere, schedule=schedule, **more)


def _lost(atmosphere: Any, schedule: Any = BRIEF, **more: Any) -> float:
    """Share of the lithium that left, without everything else that a result holds."""
    built = _anneal(atmosphere, schedule, **more).built
    corners = np.array([time for time, _ in built.gases])
    solution = built.problem(cells=3).solve(np.array([built.schedule.duration]), rtol=1e-2, corners=corners)
    return float(lost_history(solution, "Li")[-1])


def _told(result: Any, word: str) -> list[str]:
    return [one for one in result.warnings if word in one]


# -- flow ------------------------------------------------------------------------------------------------------------


def test_more_flow_takes_more_and_a_boat_less() -> None:
    slow, fast = (_lost(ak.atmosphere("argon", flow=f"{value} sccm"), area=SPECK) for value in (1, 10000))
    sunk = _lost(ak.atmosphere("argon", flow="10000 sccm", boat="10 mm"), area=SPECK)
    assert 1.5 * slow < fast < 20 * slow
    assert sunk < slow


def test_a_still_stream_over_a_speck_is_a_layer_of_its_length_over_sherwood() -> None:
    """Without a flow to speak of, 10 mm over 8/π; the run with that boundary layer loses the same."""
    still = _lost(ak.atmosphere("argon", flow=(1e-12, "mol/s")), area=SPECK)
    layer = _lost(ak.atmosphere("argon", boundary_layer=(10 * np.pi / 8, "mm")))
    assert still == pytest.approx(layer, rel=1e-4)


def test_a_stream_over_a_large_film_leaves_saturated() -> None:
    """A square metre of film under 10 sccm: the stream takes F p_eq/p away, whatever the film of gas."""
    flow = 10 * 101325.0 * 1e-6 / (R * 273.15) / 60.0
    anneal = _anneal(ak.atmosphere("argon", flow=(flow, "mol/s"), H2O="0.1 Pa"), area="1 m^2")
    found = _lost(anneal.atmosphere, area="1 m^2")
    oxygen = anneal.built.gases[0][1].pressures["O2"]
    activity = float(anneal.built.material.activity("Li2O").at({"T": 973.15, "c": 5.15e4, "p_O2": oxygen}))

    def rise(water: float) -> Any:
        return LITHIUM * vapour_pressures(973.15, activity, oxygen, water)

    def short(water: float) -> float:  # what the outlet's water lacks of the inlet's
        monomer, dimer = (float(rise(water)[SPECIES.index(name)]) for name in ("LiOH", "Li2O2H2"))
        return water + monomer / 2 + dimer / 2 - 0.1

    carried = flow * float(rise(brentq(short, 1e-6, 0.1)).sum()) / 101325.0
    assert found == pytest.approx(carried * 60.0 / (5.15e4 * 50e-9), rel=2e-3)


def test_the_area_is_assumed_and_said_where_the_body_does_not_tell_it() -> None:
    gas = ak.atmosphere("argon", flow="10 sccm")
    result = _anneal(gas).run(rtol=1e-2, cells=3)
    assert any("body.area = 1 cm²" in one for one in result.manifest["assumed"])
    assert result.limits["Li"]["LiOH gas"]["stream"] > 0.1
    assert "body.area" not in _anneal(gas, area="1 cm^2").plan().text()
    assert _lost(gas, parameters={"body.area": "4 cm^2"}) == pytest.approx(_lost(gas, area="4 cm^2"), rel=1e-12)


@pytest.mark.parametrize("more", [{"models": {"Li.loss": "free-evaporation"}}, {}])
def test_where_no_law_reads_the_stream_its_area_is_not_used(more: Any) -> None:
    gas = ak.atmosphere("argon", flow="10 sccm") if more else "argon"
    with pytest.raises(ak.AnnealkitError, match="no assembled term"):
        _anneal(gas, parameters={"body.area": "2 cm^2"}, **more)


@pytest.mark.parametrize(
    ("body", "area"),
    [
        (ak.Wafer("1 mm"), 2e-4),
        (ak.Fiber(diameter="1 mm"), 1e-4),
        (ak.Film("50 nm", area="3 cm^2"), 3e-4),
    ],
)
def test_every_face_in_the_gas_counts(body: Any, area: float) -> None:
    gas = [("0 s", "argon"), ("1 min", ak.atmosphere("argon", flow=(1e-4, "mol/s")))]
    schedule = ak.Schedule("700 degC", [ak.Hold("2 min")], gas=gas)
    law = ak.Anneal(material="LiCoO2", body=body, atmosphere="argon", schedule=schedule).built.gas["swept"]
    assert [float(law.at({"t": t})) for t in (0.0, 60.0)] == pytest.approx([0.0, area / 1e-4])


# -- numbers of the stream -------------------------------------------------------------------------------------------


class _Plain:
    """A diffusivity whose records have no range, so that the run leaves none but those of the gas."""

    ANNEALKIT_API = 1

    @hookimpl
    def annealkit_diffusivities(self, material: Any, species: str) -> Any:
        if material.name == "LiCoO2":
            yield Diffusivity("plain", "Li", Constant("1e-12 m^2/s", name="plain"))


def test_a_stream_outside_the_range_of_its_correlation_is_refused_where_ranges_are_strict() -> None:
    nothing: dict[str, Any] = {one: [] for one in ak.models("LiCoO2") if one.startswith(("host.", "interface."))}
    with temporary(_Plain(), id="plain.test"):
        models = {**nothing, "Li.diffusivity": "plain"}
        anneal = _anneal(ak.atmosphere("argon", flow="100 sccm"), "690 degC; hold 1 min", models=models)
        with pytest.raises(ak.OutOfRangeError, match=r"1 records \(vaporisation\.flow\.plate\.factor"):
            anneal.run(rtol=1e-2, cells=3, out_of_range="raise")


def test_a_stream_outside_the_range_of_its_correlation_is_told() -> None:
    """100 sccm in a tube of 40 mm is Re = 0.46 on 10 mm, far below Pohlhausen's plate."""
    anneal = _anneal(ak.atmosphere("argon", flow="100 sccm"))
    result = anneal.run(rtol=1e-2, cells=3)
    told = next(one for one in result.warnings if one.startswith("Re was outside"))
    assert "1000 to 500000 for 100.0 % of space-time (0.46" in told
    assert "vaporisation.flow.plate.factor" in told
    assert any(one.startswith("Sc was outside 0.6") for one in result.warnings)  # lithium's, which diffuses fast


@pytest.mark.slow
def test_only_the_stretch_that_flows_is_judged() -> None:
    gas = [("0 s", "argon"), ("3 min", ak.atmosphere("argon", flow="100 sccm"))]
    schedule = ak.Schedule("700 degC", [ak.Hold("4 min")], gas=gas)
    result = _anneal("argon", schedule).run(rtol=1e-2, cells=3)
    shares = {row[1]: row[5] for row in result.manifest["ranges"] if row[0] == "vaporisation.flow.plate.factor"}
    assert shares["Re"] == pytest.approx(0.25, abs=0.01)
    resting = _anneal("argon").run(rtol=1e-2, cells=3)
    assert not any(row[0].startswith("vaporisation.flow") for row in resting.manifest["ranges"])


@pytest.mark.slow
def test_a_fast_stream_is_inside_the_range_of_reynolds() -> None:
    """20 slm through 5 mm: 40 times as fast in a tube of a 64th of the section."""
    result = _anneal(ak.atmosphere("argon", flow="20 slm", tube="5 mm")).run(rtol=1e-2, cells=3)
    assert not _told(result, "Re was outside")


def test_the_presets_of_a_flow_are_printed_and_can_be_overridden() -> None:
    gas = ak.atmosphere("argon", flow="1000 sccm")
    anneal = _anneal(gas)
    text = anneal.plan().text()
    assert "atmospheres.tube = 40 mm" in text
    assert "flow = 1000 sccm (given)" in text
    assert "boundary_layer" not in text
    narrow = _lost(gas, parameters={"atmospheres.tube": "4 mm"})
    assert narrow > 1.5 * _lost(gas)


@pytest.mark.parametrize("key", ["atmospheres.tube", "vaporisation.flow.length"])
def test_without_a_flow_its_records_are_not_used(key: str) -> None:
    with pytest.raises(ak.AnnealkitError, match="no assembled term"):
        _anneal("argon", parameters={key: "20 mm"})


# -- gases that are switched -----------------------------------------------------------------------------------------


def test_flow_tube_layer_source_and_pressure_follow_the_switches() -> None:
    gas = [
        ("0 s", "O2"),
        ("2 min", ak.atmosphere("argon", flow="100 sccm", tube="20 mm", boat="3 mm", pressure="1 kPa")),
        ("4 min", "vacuum"),
        ("6 min", ak.atmosphere("source", activity=0.4, temperature="650 degC", boundary_layer="2 mm")),
    ]
    schedule = ak.Schedule("600 degC", [ak.Ramp("700 degC", rate="20 K/min"), ak.Hold("5 min")], gas=gas)
    anneal = _anneal("air", schedule)
    seen = [
        {name: float(law.at({"t": t, "T": 900.0})) for name, law in anneal.built.gas.items()}
        for t in (119.0, 120.0, 240.0, 360.0)
    ]
    assert [one["boundary_layer"] for one in seen] == [7e-3, 0.0, 0.0, 2e-3]
    assert [one["flow"] > 0 for one in seen] == [False, True, False, False]
    assert [one["tube"] for one in seen] == [0.0, 0.02, 0.0, 0.0]
    assert [one["boat"] for one in seen] == [0.0, 3e-3, 0.0, 0.0]
    assert [one["a_source"] for one in seen] == [0.0, 0.0, 0.0, 0.4]
    assert [one["T_source"] for one in seen] == [900.0, 900.0, 900.0, 923.15]
    totals = [sum(value for name, value in one.items() if name.startswith("p_")) for one in seen]
    assert totals == pytest.approx([101325.0, 1000.0, 1.01e-4, 101325.0])
    result = anneal.run(rtol=1e-2, cells=3)
    assert result.balance.closure < 1e-10
    out = [anneal.built.gases[0][1].name, *(one.name for _, one in anneal.built.gases[1:])]
    assert out == ["oxygen", "argon", "vacuum", "source"]


def test_a_switch_is_the_sum_of_its_parts() -> None:
    """A gas without loss before and after: only the stretch with the flow counts."""
    flowing = ak.atmosphere("argon", flow="1000 sccm", H2O="100 Pa")
    quiet = ak.atmosphere("oxygen", H2O="0 Pa")  # loses a hundred thousandth of that
    schedule = ak.Schedule("700 degC", [ak.Hold("9 min")], gas=[("0 s", quiet), ("3 min", flowing), ("6 min", quiet)])
    alone = _lost(flowing, "700 degC; hold 3 min")
    assert _lost("air", schedule) == pytest.approx(alone, rel=1e-2)


# -- sources ---------------------------------------------------------------------------------------------------------


def test_a_hotter_source_feeds_the_body() -> None:
    cold, same, hot = (
        _lost(ak.atmosphere("source", activity=1e-7, temperature=f"{celsius} degC"), "700 degC; hold 3 min")
        for celsius in (500, 700, 900)
    )
    equal = _lost(ak.atmosphere("source", activity=1e-7), "700 degC; hold 3 min")
    assert hot < same < cold
    assert same == pytest.approx(equal, rel=1e-9)


# -- reduced pressure ------------------------------------------------------------------------------------------------


def test_thinner_air_takes_more_and_the_thinnest_as_much_as_free_evaporation() -> None:
    """At equal water and oxygen the film thins as 1/p, until Hertz and Knudsen limit."""
    lost = [_lost(ak.atmosphere("argon", pressure=(p, "Pa"), H2O="1e-3 Pa", O2="1e-3 Pa")) for p in (1e5, 1e3, 0.01)]
    gas = ak.atmosphere("argon", pressure="0.01 Pa", H2O="1e-3 Pa", O2="1e-3 Pa", boundary_layer="1 nm")
    free = _lost(gas)
    assert 50 * lost[0] < lost[1] < lost[2]
    assert lost[2] == pytest.approx(free, rel=0.02)


# -- temperatures beyond the data ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("peak", "told"), [("1500 K", False), ("1800 K", True)])
def test_a_run_from_300_K_says_when_it_leaves_the_thermochemistry(peak: str, told: bool) -> None:
    with np.errstate(over="raise", invalid="raise"):
        thick = ak.Anneal(  # thick enough to keep its lithium, which makes short work of it
            material="LiCoO2", body=ak.Film("5 um"), atmosphere="air", schedule=f"300 K -> {peak} in 1 min"
        )
        result = thick.run(rtol=1e-2, cells=3)
    assert np.isfinite(result.lost["Li"].magnitude)
    assert result.balance.closure < 1e-10
    about = _told(result, "vaporisation.pressure_factor.LiOH")
    assert bool(about) == told
    assert all("T was outside 200 to 1726 K" in one for one in about)


def test_a_source_beyond_the_thermochemistry_is_told_by_its_own_temperature() -> None:
    result = _anneal(ak.atmosphere("source", activity=1e-12, temperature="1527 degC")).run(rtol=1e-2, cells=3)
    assert _told(result, "T_source was outside 200 to 1726 K for 100.0 % of space-time")


def test_out_of_range_raise_refuses_a_source_beyond_the_data() -> None:
    gas = ak.atmosphere("source", activity=1e-12, temperature="1527 degC")
    anneal = _anneal(gas)
    with pytest.raises(ak.AnnealkitError, match="range"):
        anneal.run(rtol=1e-2, cells=3, out_of_range="raise")


# -- bad input through the anneal ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("atmosphere", "field"),
    [
        ({"gas": "air", "H2O": "-1 Pa"}, "H2O"),
        ({"gas": "air", "O2": "2 bar"}, "O2"),
        ({"gas": "air", "flow": "1 sccm", "vessel": "1 mL"}, "vessel"),
        ({"gas": "vacuum", "flow": "1 sccm"}, "flow"),
        ({"gas": "vacuum", "boundary_layer": "1 mm"}, "boundary_layer"),
        ({"gas": "argon", "vessel": "0 mL"}, "vessel"),
        ({"gas": "source"}, "activity"),
        ({"gas": "neon"}, "neon"),
    ],
)
def test_an_anneal_refuses_a_gas_that_cannot_be(atmosphere: dict[str, str], field: str) -> None:
    with pytest.raises(ak.AnnealkitError, match=field):
        _anneal(atmosphere)


# -- a source without end --------------------------------------------------------------------------------------------


def _source(**given: Any) -> Any:
    return ak.atmosphere("source", activity=1, temperature="1300 degC", H2O="1 kPa", **given)


def test_a_deposit_without_limit_names_the_remedy() -> None:
    result = _anneal(_source()).run(rtol=1e-2, cells=3)
    told = next(one for one in result.warnings if "was taken up" in one)
    assert "gives without end" in told
    assert "flow=" in told


def test_a_stream_brings_no_more_than_it_carries() -> None:
    """F p/p_total moles of each vapour a second at most, however hot the source and cool the film."""
    flow = 1e-6
    anneal = _anneal(_source(flow=(flow, "mol/s")), area="1 m^2")
    result = anneal.run(rtol=1e-2, cells=3)
    offered = LITHIUM * vapour_pressures(1573.15, 1.0, anneal.built.gases[0][1].pressures["O2"], 1000.0)
    most = flow * float(offered.sum()) / 101325.0 * 60.0 / (5.15e4 * 50e-9)
    assert float(result.manifest["lost"]["Li"]) == pytest.approx(-most, rel=2e-3)
    assert not any("gives without end" in one for one in result.warnings)


# -- what a source holds back, and what a powder gets ----------------------------------------------------------------


@pytest.mark.slow
def test_what_carbonate_takes_of_the_drive_is_the_source_s() -> None:
    """At 700 °C 40 Pa of CO2 leave a(Li2O) = 0.2: of the LiOH drive sqrt(a) is left, and 1 − sqrt(a) held back."""
    clean, capped = (
        _anneal(ak.atmosphere("Li2O-rich", CO2=f"{one} Pa")).run(rtol=1e-2, cells=3).limits["Li"]["LiOH gas"]
        for one in (0, 40)
    )
    held = float(Carbonate((900.0, 1000.0), (1.3, 20.0))(973.15)) / 40.0
    assert clean["source"] == 0.0
    assert capped["source"] == pytest.approx(1 - np.sqrt(held), rel=0.01)
    assert sum(capped.values()) == pytest.approx(1.0, abs=1e-9)
    assert "source" not in _anneal("air").run(rtol=1e-2, cells=3).limits["Li"]["LiOH gas"]


def test_no_more_gas_flows_through_a_powder_than_the_furnace_is_fed_with() -> None:
    grain = ak.Particle(diameter="10 um")

    def bed(flow: str | None, gas: Any) -> float:
        powder = ak.Powder(grain, mass="1 g", flow=flow)
        built = ak.Anneal(material="LiCoO2", body=powder, atmosphere=gas, schedule=BRIEF).built
        return float(built.gas["bed"].at({"t": 0.0}))

    fed = ak.atmosphere("argon", flow="10 mL/min")
    assert bed(None, fed) == bed("10 mL/min", "argon") == bed("10 mL/min", fed)
    assert bed(None, ak.atmosphere("argon", flow="1 L/min")) == bed(None, "argon")
    assert bed("5 mL/min", fed) == pytest.approx(2 * bed(None, fed), rel=1e-12)
    with pytest.raises(ak.InputError, match=r"Powder flow: .*the furnace is fed with .*argon"):
        bed("20 mL/min", fed)
