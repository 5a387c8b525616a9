"""Dotted paths reach every input of an anneal, and say what is there where they do not."""

from __future__ import annotations

import pytest

import annealkit as ak
from annealkit.errors import InputError, UnitError, UnknownNameError
from annealkit.stated import anneal_of, stated
from annealkit.study.paths import changed

SCHEDULE = (
    "25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 400 degC in 2 h; hold 1 h; "
    "furnace cool to 25 degC time constant 1 h"
)


@pytest.fixture(scope="module")
def data():
    return stated(
        ak.Anneal(
            material="LiCoO2",
            body=ak.Film("500 nm", substrate=["steel", ("Pt", "100 nm")], composition={"Li": 1.01, "Co": 1}),
            atmosphere=ak.atmosphere("air", dew_point="10 degC"),
            schedule=SCHEDULE,
            models={"Li.loss": "vaporisation"},
            parameters={"LiCoO2.Li.D.deficient.energy": (0.3, "eV")},
        )
    )


def test_an_anneal_is_the_same_after_it_was_written_and_read(data):
    again = anneal_of(data)
    assert stated(again) == data
    assert again.built.start == 1.01
    assert again.stacks["inner"].contact.name == "Pt"
    assert again.parameters == {"LiCoO2.Li.D.deficient.energy": "0.3 eV"}


@pytest.mark.parametrize(
    "body",
    [
        ak.Wafer("1 mm"),
        ak.Fiber(diameter="50 um"),
        ak.Particle(radius="5 um", contact="Al2O3", contact_fraction="1 %"),
        ak.Powder(ak.Particle(diameter="10 um"), mass="2 g", flow="50 sccm", container="SiO2"),
    ],
    ids=lambda body: type(body).__name__,
)
def test_every_body_is_the_same_after_it_was_written_and_read(body):
    anneal = ak.Anneal(material="LiCoO2", body=body, atmosphere="O2", schedule="25 degC -> 600 degC @ 5 K/min")
    assert anneal_of(stated(anneal)).body == body


def test_a_gas_switch_is_kept():
    schedule = ak.Schedule("25 degC", [ak.Ramp("600 degC", rate="5 K/min")], gas=[("0 s", "O2"), ("1 h", "argon")])
    data = stated(ak.Anneal(material="LiCoO2", body=ak.Film("1 um"), atmosphere="air", schedule=schedule))
    assert [gas.name for _, gas in anneal_of(data).built.gases] == ["oxygen", "argon"]
    with pytest.raises(InputError, match="switches its gas"):
        changed(data, "atmosphere.H2O", "1 kPa")


def test_a_plateau_is_set_and_ramp_rates_stay(data):
    found = anneal_of(changed(data, "schedule.hold[0].temperature", "600 degC")).schedule
    assert found(t=found.edges[1]) == pytest.approx(873.15)
    assert found.segments[0].rate == pytest.approx(5 / 60)
    assert found.edges[1] == pytest.approx(575 * 12)
    assert found.segments[2].duration == 7200


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("body.thickness", "1 um", lambda a: a.body.thickness == 1e-6),
        ("body.substrate", "SiO2", lambda a: a.stacks["inner"].contact.name == "SiO2"),
        ("body.composition", {"Li": 0.9, "Co": 1}, lambda a: a.built.start == 0.9),
        ("atmosphere", "argon", lambda a: a.atmosphere.name == "argon"),
        ("atmosphere.H2O", "1 kPa", lambda a: a.atmosphere.pressures["H2O"] == 1000.0),
        ("schedule.hold[1].duration", "2 h", lambda a: a.schedule.segments[3].duration == 7200),
        ("schedule.ramp[0].rate", "10 K/min", lambda a: a.schedule.segments[0].rate == pytest.approx(1 / 6)),
        ("schedule.cool.time_constant", "2 h", lambda a: a.schedule.segments[4].time_constant == 7200),
        ("schedule.start", "50 degC", lambda a: a.schedule.start == 323.15),
        (
            "models.Li.loss",
            ["vaporisation", "substrate"],
            lambda a: a.models["Li.loss"] == ["vaporisation", "substrate"],
        ),
        ("parameters.LiCoO2.Li.D.deficient.energy", "0.4 eV", lambda a: len(a.parameters) == 1),
        ("material", "LCO", lambda a: a.material.name == "LiCoO2"),
    ],
)
def test_a_path_reaches_its_input(data, path: str, value, read):
    before = stated(anneal_of(data))
    assert read(anneal_of(changed(data, path, value)))
    assert stated(anneal_of(data)) == before


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("bdy.thickness", UnknownNameError, "Did you mean 'body'?"),
        ("body.thicknes", UnknownNameError, "Did you mean 'thickness'?"),
        ("body.thickness.x", InputError, "which has no 'x'"),
        ("atmosphere.O3", UnknownNameError, "Did you mean 'O2'?"),
        ("schedule.hold.temperature", InputError, "schedule.hold[0], schedule.hold[1]"),
        ("schedule.hold[2].duration", InputError, "has 2 of this kind"),
        ("schedule.hald[0].duration", UnknownNameError, "Did you mean 'hold'?"),
        ("schedule.hold[0].rate", UnknownNameError, "duration, temperature"),
        ("schedule.hold", InputError, "expected 'schedule.hold.temperature'"),
        ("material.density", InputError, "parameters.<id>"),
        ("models", InputError, "models.Li.loss"),
    ],
)
def test_a_path_that_leads_nowhere_says_what_is_there(data, path: str, kind, said: str):
    with pytest.raises(kind) as caught:
        changed(data, path, "1 h")
    assert said in str(caught.value)
    assert path in str(caught.value)


def test_a_bare_number_is_refused_where_the_path_tells_the_unit(data):
    with pytest.raises(UnitError, match=r"schedule\.hold\[0\]\.duration"):
        changed(data, "schedule.hold[0].duration", 30)


def test_what_only_this_process_knows_cannot_be_written_down():
    from attrs import evolve

    film, ramp = ak.Film("1 um"), "25 degC -> 600 degC @ 5 K/min"
    air = ak.atmosphere("air")
    other = ak.Anneal(material="LiCoO2", body=film, atmosphere=air.replace(boundary_layer=0.5), schedule=ramp)
    with pytest.raises(InputError, match="atmosphere: 'air' was made in this process"):
        stated(other)
    lithium = ak.Anneal(material="LiCoO2", body=film, atmosphere=air, schedule=ramp).material
    mine = ak.Anneal(material=evolve(lithium, start={"Li": 0.9, "Co": 1.0}), body=film, atmosphere=air, schedule=ramp)
    with pytest.raises(InputError, match="material: 'LiCoO2' was made in this process"):
        stated(mine)
