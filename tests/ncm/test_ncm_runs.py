"""Whole anneals of powders: what 400 °C does, and what it does not."""

from __future__ import annotations

import pytest

import annealkit as ak

GRAIN = ak.Particle(diameter="10 um")
NOTHING_INSIDE = {f"host.{kind}": [] for kind in ("rocksalt", "mixing", "hydroxyl", "carbonate", "observables")} | {
    "interface.resistance": []
}


def anneal(celsius: float, hours: float, atmosphere: object = "O2", **more: object) -> ak.Result:
    body = more.pop("body", ak.Powder(GRAIN))
    schedule = f"{celsius} degC; hold {hours} h"
    one = ak.Anneal(
        material=more.pop("material", "NCM811"), body=body, atmosphere=atmosphere, schedule=schedule, **more
    )
    return one.run(rtol=1e-4, cells=8, out_of_range="allow")


def film(celsius: float, hours: float, gas: str = "O2") -> ak.Result:
    """The inner states alone: nothing leaves."""
    return anneal(celsius, hours, gas, body=ak.Film("1 um"), models={"Li.loss": []})


@pytest.fixture(scope="module")
def mild() -> ak.Result:
    """400 °C for 5 h in oxygen with 0.1 Pa of water, in the default bed."""
    return anneal(400, 5, ak.atmosphere("O2", H2O="0.1 Pa"))


def test_a_mild_anneal_of_a_bed_loses_nothing_to_the_gas(mild: ak.Result):
    assert 0 < float(mild.lost["Li"].m) < 1e-6
    assert mild.lone["Li"] is not None
    assert float(mild.lone["Li"].m) > 100 * float(mild.lost["Li"].m)
    assert "a lone particle in the same gas" in str(mild)
    assert "lone particle" in mild.summary()


def test_the_gas_leaves_the_bed_saturated(mild: ak.Result):
    """The flow carries off all the water brings: at most 2 Li per H2O."""
    flow, seconds, pressure, water = 4.087e-3 / 60, 18000.0, 101325.0, 0.1
    lithium = 1e-3 / 97.28e-3
    ceiling = 2 * flow * seconds * water / pressure / lithium
    assert float(mild.lost["Li"].m) < ceiling


def test_a_mild_anneal_leaves_the_oxide_alone(mild: ak.Result):
    assert mild.observed["rocksalt_fraction"] < 1e-3
    assert mild.observed["mixing_fraction"] == pytest.approx(0.02)
    assert mild.observed["carbonate_fraction"] == 0.0
    assert float(mild.observe("damage_indicator").m) < 1e-2


def test_before_and_after_stand_side_by_side(mild: ak.Result):
    table = mild.summary()
    for row in ("Li per metal", "rocksalt fraction", "damage indicator", "interface resistance, charge-transfer"):
        assert row in table
    assert mild.resistance["total"].m_as("ohm*cm^2") == pytest.approx(100.0, rel=1e-3)


def test_oxygen_spares_what_argon_does_not():
    found = [
        anneal(500, 1, gas, models={"Li.loss": []}).observed["rocksalt_fraction"] for gas in ("O2", "air", "argon")
    ]
    assert found[0] < found[1] < found[2]


def test_600_degrees_are_not_mild():
    cool, hot = (film(t, 5) for t in (400, 600))
    ratio = float(hot.observe("damage_indicator").m) / float(cool.observe("damage_indicator").m)
    assert ratio > 100
    assert float(hot.observe("damage_indicator").m) > 0.05


def test_air_makes_carbonate_and_oxygen_does_not():
    air = film(400, 5, "air")
    assert air.observed["carbonate_fraction"] > 0.01
    held = float(air.observe("residual_carbonate").m)
    assert held == pytest.approx(0.02844 * air.observed["carbonate_fraction"])


@pytest.mark.parametrize(("crucible", "takes"), [("Al2O3", True), ("SiO2", True), ("MgO", False), ("Au", False)])
def test_crucibles_that_react_are_bracketed_and_the_others_take_nothing(crucible: str, takes: bool):
    body = ak.Powder(GRAIN, container=crucible)
    made = ak.Anneal(material="NCM811", body=body, atmosphere="O2", schedule="800 degC; hold 10 h")
    assert bool(made.built.brackets) is takes


@pytest.mark.slow
def test_a_crucible_may_take_more_than_the_gas():
    """The bed of the same powder gives less to its gas than 1e-6."""
    body = ak.Particle(diameter="10 um", contact="Al2O3")
    found = anneal(400, 0.1, body=body, models={**NOTHING_INSIDE, "Li.loss": ["substrate"]})
    ends = found.bounds["Li"]
    assert ends is not None
    assert float(ends[0].m) == 0.0
    assert float(ends[1].m) > 1e-3


def test_excess_lithium_is_read_off_the_start():
    body = ak.Particle(diameter="10 um", composition={"Li": 1.02, "Ni": 0.8, "Co": 0.1, "Mn": 0.1})
    found = anneal(400, 0.1, body=body, models={"Li.loss": []})
    assert float(found.observe("excess_lithium").m) == pytest.approx(0.02)


def test_the_classic_reading_of_losses_is_there_by_name():
    body = ak.Particle(diameter="10 um")
    found = anneal(900, 5, body=body, models={"Li.loss": ["isochronal"]})
    assert set(found.budget["Li"]) == {"loss of mass"}
    assert 1e-4 < float(found.lost["Li"].m) < 1e-1


@pytest.mark.slow
def test_a_coating_takes_less_than_its_stoichiometric_ceiling():
    """2 h A ρ/M per lithium of the oxide, A = 3/(ρ R) of a smooth sphere: 0.21 % for 2 nm on 10 µm."""
    body = ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm"))
    found = anneal(400, 5, body=body, models={**NOTHING_INSIDE, "Li.loss": []})
    ceiling = 2 * 2e-9 * (9200 / 210.49e-3) * 3 / 5e-6 / 49150
    assert ceiling == pytest.approx(2.1e-3, rel=0.03)
    assert 0 < float(found.lost["Li"].m) < ceiling
    assert set(found.budget["Li"]) == {"coating"}
