"""Whole anneals in gases that flow, are switched, hold a source, or are hotter than their data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import annealkit as ak
from annealkit.result.ledger import lost_history

FILM = ak.Film("50 nm", substrate="Pt")
BRIEF = "700 degC; hold 1 min"


def _anneal(atmosphere: Any, schedule: Any = BRIEF, **more: Any) -> Any:
    return ak.Anneal(material="LiCoO2", body=FILM, atmosphere=atmosphere, schedule=schedule, **more)


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
    slow, fast = (_lost(ak.atmosphere("argon", flow=f"{value} sccm")) for value in (1, 10000))
    sunk = _lost(ak.atmosphere("argon", flow="10000 sccm", boat="10 mm"))
    assert 1.5 * slow < fast < 20 * slow
    assert sunk < slow


def test_a_still_stream_is_a_layer_of_its_length_over_sherwood() -> None:
    """Without a flow to speak of, 10 mm over 8/π; the run with that boundary layer loses the same."""
    still = _lost(ak.atmosphere("argon", flow=(1e-15, "mol/s")))
    layer = _lost(ak.atmosphere("argon", boundary_layer=(10 * np.pi / 8, "mm")))
    assert still == pytest.approx(layer, rel=1e-5)


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
