"""What a user may say of how the gas moves, and of a source in it."""

from __future__ import annotations

from typing import Any

import pytest

import annealkit as ak
from annealkit.catalogue import as_atmosphere
from annealkit.domain.gas_system import source_temperature, system
from annealkit.errors import InputError, UnitError, UnknownNameError

SCCM = 101325.0 * 1e-6 / (8.31446261815324 * 273.15) / 60.0
PLAIN = 101325.0 * 1e-6 / (8.31446261815324 * 298.15) / 60.0


# -- flow ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100 sccm", 100 * SCCM),
        ("0.1 slm", 100 * SCCM),
        ("100 mL/min", 100 * PLAIN),
        ("100 cm^3/min", 100 * PLAIN),
        ((6, "L/h"), 100 * PLAIN),
        ("1 mmol/s", 1e-3),
    ],
)
def test_a_flow_is_an_amount_per_time(value: Any, expected: float) -> None:
    assert ak.atmosphere("air", flow=value).flow == pytest.approx(expected, rel=1e-12)


def test_a_flow_takes_the_place_of_the_boundary_layer() -> None:
    moving, resting = ak.atmosphere("argon", flow="100 sccm"), ak.atmosphere("argon")
    assert (resting.flow, resting.tube, resting.boundary_layer) == (None, None, 7e-3)
    assert (moving.tube, moving.boundary_layer) == (0.04, None)
    assert set(moving.records) - set(resting.records) == {"tube"}
    assert set(resting.records) - set(moving.records) == {"boundary_layer"}
    assert moving.pressures == resting.pressures


def test_a_given_tube_is_no_preset() -> None:
    for steps in ([{"flow": "1 slm", "tube": "25 mm"}], [{"flow": "1 slm"}, {"tube": "25 mm"}, {"flow": "2 slm"}]):
        gas = ak.atmosphere("air")
        for step in steps:
            gas = gas.with_gas(**step)
        assert gas.tube == 0.025
        assert "tube" not in gas.records


def test_the_tube_of_the_preset_can_be_overridden() -> None:
    gas = ak.atmosphere("air", flow="1 slm").with_overrides({"atmospheres.tube": "20 mm"})
    assert gas.tube == 0.02
    assert gas.records["tube"].overridden
    resting = ak.atmosphere("air").with_overrides({"atmospheres.tube": "20 mm"})
    assert resting == ak.atmosphere("air")


@pytest.mark.parametrize("name", ["air", "O2", "Li2O-rich"])
def test_given_texts_rebuild_the_atmosphere(name: str) -> None:
    gas = ak.atmosphere(name, flow=(3, "L/min"), tube="1 inch", boat="5 mm", H2O="1 %")
    assert ak.atmosphere(name, **gas.given) == gas


def test_a_vessel_is_a_volume() -> None:
    assert ak.atmosphere("argon", vessel="50 mL").vessel == pytest.approx(5e-5)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("air", {"flow": "-5 sccm"}, r"'air', flow: got '-5 sccm'; expected a flow above zero"),
        ("air", {"flow": "0 sccm"}, r"'air', flow: got '0 sccm'; expected a flow above zero"),
        ("air", {"flow": "1 sccm", "vessel": "5 mL"}, r"flow= and vessel= .*sealed vessel"),
        ("air", {"flow": "1 sccm", "boundary_layer": "5 mm"}, r"flow= and boundary_layer= .*Give one of them"),
        ("air", {"tube": "5 mm"}, r"tube= was given without flow="),
        ("air", {"tube": "5 mm", "vessel": "5 mL"}, r"tube= and vessel="),
        ("air", {"boat": "0 mm"}, r"'air', boat"),
        ("air", {"vessel": "0 mL"}, r"'air', vessel: got '0 mL'; a sealed vessel needs a volume above zero"),
        ("air", {"vessel": "-1 mL"}, r"'air', vessel"),
        ("air", {"vessel": ""}, r"'air', vessel: got ''; a sealed vessel needs a volume above zero, such as '50 mL'"),
        ("vacuum", {"flow": "1 sccm"}, r"'vacuum': flow= .*no gas that could flow"),
        ("vacuum", {"boundary_layer": "1 mm"}, r"'vacuum': boundary_layer= "),
        ("vacuum", {"vessel": "1 mL"}, r"'vacuum': vessel= "),
        ("vacuum", {"boat": "1 mm"}, r"'vacuum': boat= "),
        ("air", {"O2": "2 atm"}, r"'air': the partial pressures .*O2 202650 Pa.* more than"),
        ("air", {"H2O": "-1 Pa"}, r"'air', H2O: .*negative"),
        ("air", {"H2O": "-1 ppm"}, r"'air', H2O: .*negative"),
        ("air", {"pressure": "0 Pa"}, r"'air', pressure: .*above zero"),
        ("air", {"pressure": "10 Pa", "H2O": "100 Pa"}, r"'air': the partial pressures .*H2O 100 Pa.* more than"),
    ],
)
def test_what_cannot_be_is_one_error_that_names_the_field(name: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ak.atmosphere(name, **given)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vessel", "5 mm"),
        ("vessel", 5),
        ("vessel", True),
        ("flow", "5 mL"),
        ("flow", 100),
        ("flow", "5 m/s"),
        ("boat", 4),
    ],
)
def test_a_wrong_unit_names_the_field(key: str, value: Any) -> None:
    with pytest.raises(UnitError, match=key):
        ak.atmosphere("air", **{key: value})


@pytest.mark.parametrize("steps", [("flow", "boundary_layer"), ("boundary_layer", "flow"), ("flow", "vessel")])
def test_what_excludes_each_other_does_so_in_steps_too(steps: tuple[str, str]) -> None:
    values = {"flow": "1 sccm", "boundary_layer": "5 mm", "vessel": "5 mL"}
    first, second = steps
    gas = ak.atmosphere("air", **{first: values[first]})
    with pytest.raises(InputError, match="Give one of them"):
        gas.with_gas(**{second: values[second]})


@pytest.mark.parametrize(("given", "near"), [({"flwo": "1 sccm"}, "flow"), ({"vesel": "1 mL"}, "vessel")])
def test_a_misspelt_keyword_is_named_with_the_nearest(given: dict[str, str], near: str) -> None:
    with pytest.raises(UnknownNameError, match=f"Did you mean '{near}'"):
        ak.atmosphere("air", **given)


def test_an_unknown_gas_is_named() -> None:
    with pytest.raises(UnknownNameError, match="'heliun'"):
        ak.atmosphere("heliun")
    with pytest.raises(UnknownNameError, match="'He'"):
        ak.atmosphere("air", He="1 kPa")


# -- sources ---------------------------------------------------------------------------------------------------------


def test_a_source_has_the_activity_and_temperature_given() -> None:
    gas = ak.atmosphere("source", activity=0.3, temperature="900 degC", carrier="O2")
    assert (gas.name, gas.source, gas.source_temperature, gas.carrier) == ("source", 0.3, 1173.15, "oxygen")
    assert gas.pressures == ak.atmosphere("O2").pressures
    assert gas.given == {"carrier": "oxygen", "activity": "0.3", "temperature": "900 degC"}
    assert ak.atmosphere("source", **gas.given) == gas


def test_by_default_a_source_stands_in_air_without_carbon_dioxide_at_the_temperature_of_the_body() -> None:
    gas, rich = ak.atmosphere("source", activity="Li2O"), ak.atmosphere("Li2O-rich")
    assert (gas.source, gas.source_temperature) == (1.0, None)
    assert gas.pressures == rich.pressures
    assert ak.atmosphere("source", activity=1, carrier="air").pressures["CO2"] == 40.0


def test_what_a_carrier_was_given_holds() -> None:
    carrier = ak.atmosphere("argon", flow="100 sccm", H2O="10 Pa")
    gas = ak.atmosphere("source", activity=0.1, carrier=carrier, boat="2 mm")
    assert (gas.flow, gas.partial["H2O"], gas.boat) == (carrier.flow, 10.0, 2e-3)
    assert gas.boundary_layer is None
    with pytest.raises(InputError, match="flow= and boundary_layer="):
        gas.with_gas(boundary_layer="1 mm")


def test_the_lithia_preset_can_be_poorer_and_colder() -> None:
    gas = ak.atmosphere("Li2O-rich", activity=0.01, temperature="600 degC", carrier="argon")
    assert (gas.source, gas.source_temperature) == (0.01, 873.15)
    assert "source" not in gas.records
    assert "source" in ak.atmosphere("Li2O-rich", temperature="600 degC", carrier="argon").records


@pytest.mark.parametrize(
    "make", [lambda: ak.atmosphere("source"), lambda: as_atmosphere("source"), lambda: as_atmosphere({"gas": "source"})]
)
def test_a_source_without_activity_is_refused(make: Any) -> None:
    with pytest.raises(InputError, match=r"'source': activity= was not given"):
        make()


def test_the_bare_preset_of_a_source_is_refused_too() -> None:
    from annealkit.plugins import host

    with pytest.raises(InputError, match=r"'source': activity= was not given"):
        as_atmosphere(host().atmosphere("source").item)


@pytest.mark.parametrize("value", [0, -0.1, 1.5, "200 %"])
def test_an_activity_is_above_zero_and_at_most_one(value: Any) -> None:
    with pytest.raises(InputError, match=r"'source', activity: got .*at most 1"):
        ak.atmosphere("source", activity=value)


@pytest.mark.parametrize("value", ["3 Pa", "0,3", True])
def test_an_activity_is_a_number(value: Any) -> None:
    with pytest.raises(UnitError, match=r"'source', activity: got .*; expected .*'Li2O', or the name of a material"):
        ak.atmosphere("source", activity=value)


def test_a_source_may_be_made_of_a_material() -> None:
    gas = ak.atmosphere("source", activity="lco", composition={"Li": 0.9, "Co": 1}, temperature="800 degC")
    assert gas.source_material is not None
    assert (gas.source, gas.source_material.name, gas.source_composition) == (0.0, "LiCoO2", {"Li": 0.9, "Co": 1})
    assert gas.given == {"activity": "LiCoO2", "composition": '{"Li": 0.9, "Co": 1}', "temperature": "800 degC"}
    assert gas.holds_source
    assert ak.atmosphere("source", **gas.given) == gas
    assert ak.atmosphere("source", activity=gas.source_material).source_material == gas.source_material


def test_a_source_of_another_kind_takes_no_composition_along() -> None:
    gas = ak.atmosphere("source", activity="LiCoO2", composition={"Li": 0.9, "Co": 1})
    for activity in (0.3, "LiCoO2"):
        other = gas.with_gas(activity=ak.atmosphere("source", activity=activity).source_material or activity)
        assert other.source_composition is None
        assert "composition" not in other.given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"activity": "LiCoO"}, r"'source', activity: .*'LiCoO' is not known\. Did you mean 'LiCoO2'"),
        ({"activity": "rich"}, r"'source', activity: .*'rich' is not known.*Expected a number above 0"),
        ({"activity": "nowhere.toml"}, r"'source', activity: .*nowhere\.toml does not exist"),
        ({"activity": 0.3, "composition": {"Li": 1}}, r"'source', composition: .*is a number.*activity='LiCoO2'"),
        ({"activity": "LiCoO2", "composition": {"Li": 1}}, r"'source', composition: .*'Co' is missing"),
        ({"activity": "LiCoO2", "composition": {"Li": 1, "Ni": 1}}, r"'source', composition: .*'Ni' is not known"),
        ({"activity": "LiCoO2", "composition": 0.9}, r"'source', composition: got 0\.9; expected a ratio"),
        ({"activity": "LiCoO2", "composition": "Li 0.9"}, r"'source', composition: got 'Li 0\.9'; expected a ratio"),
    ],
)
def test_a_material_that_cannot_be_a_source_is_named(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ak.atmosphere("source", **given)


@pytest.mark.parametrize(
    "given", [{"activity": 0.5}, {"temperature": "900 degC"}, {"carrier": "O2"}, {"composition": {"Li": 1}}]
)
def test_a_plain_gas_holds_no_source(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=rf"'air': {next(iter(given))}= was given.*source"):
        ak.atmosphere("air", **given)


def test_a_carrier_holds_no_source_of_its_own() -> None:
    with pytest.raises(InputError, match=r"'source', carrier: 'Li2O-rich' holds a source of its own"):
        ak.atmosphere("source", activity=0.5, carrier="Li2O-rich")


def test_a_temperature_is_absolute() -> None:
    with pytest.raises(UnitError, match=r"'source', temperature"):
        ak.atmosphere("source", activity=0.5, temperature="900 C")


# -- the gases of one run --------------------------------------------------------------------------------------------


def test_the_system_has_what_any_gas_brings() -> None:
    gases = [
        (0.0, ak.atmosphere("O2")),
        (60.0, ak.atmosphere("argon", flow="10 sccm", boat="1 mm")),
        (120.0, ak.atmosphere("source", activity=1, temperature="800 degC")),
    ]
    found = system(gases)
    assert (found.name, found.boat, found.source_temperature) == ("oxygen", 1e-3, 1073.15)
    assert found.flow == gases[1][1].flow
    assert system(gases[:1]) == gases[0][1]


def test_a_source_without_a_temperature_has_that_of_the_body() -> None:
    gases = [(0.0, ak.atmosphere("O2")), (60.0, ak.atmosphere("source", activity=1, temperature="800 degC"))]
    law = source_temperature(gases)
    assert law.at({"t": 0.0, "T": 500.0}) == 500.0
    assert law.at({"t": 60.0, "T": 500.0}) == 1073.15
