"""A plugin's sources, FiPy terms and virtual measurements, end to end."""

from __future__ import annotations

import types

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import Callable, Observable, Record, VolumeSource, hookimpl
from annealkit.pde.fipy_import import fipy
from annealkit.plugins import temporary

#: First-order rate of the sinks, 1/s.
SINK = 2e-5
BODY, GAS, SCHEDULE = ak.Film("200 nm", closed=True), "argon", "500 degC; hold 1 h"


def record(name: str, value: float, unit: str) -> Record:
    return Record(key=f"trap.{name}", value=value, unit=unit, printed_value=value, printed_unit=unit, basis="assumed")


def plugin(**hooks):
    """A plugin from functions, each marked as an implementation."""
    made = types.SimpleNamespace(ANNEALKIT_API=1)
    for name, function in hooks.items():
        function.__name__ = f"annealkit_{name}"
        setattr(made, f"annealkit_{name}", hookimpl(function))
    return made


def sinks(material, atmosphere):
    """First-order consumption of Li: as a law, as a FiPy term, and as one that follows the temperature."""
    if material.name != "LiCoO2":
        return
    rate = record("rate", SINK, "1/s")
    yield VolumeSource(
        "sink",
        "Li",
        Callable(lambda c: -SINK * c, "mol/m^3/s", records=[rate], text="−k c", name="sink"),
        note="Li used up everywhere.",
    )
    yield VolumeSource(
        "FiPy sink",
        "Li",
        term=lambda u: fipy().ImplicitSourceTerm(coeff=-SINK, var=u["Li"]),
        constant=True,
        records=[rate],
        text="−k c",
    )
    yield VolumeSource(
        "warm sink",
        "Li",
        term=lambda u, now: fipy().ImplicitSourceTerm(coeff=-SINK * now["T"] / 773.15, var=u["Li"]),
        records=[rate],
        text="−k (T/773.15 K) c",
    )


def meters(material):
    """What a scale and a ruler would read."""
    yield Observable(
        "mean_ratio", Callable(lambda c, dx: np.sum(c * dx) / np.sum(dx) / 51500.0, "1"), note="Li per Co."
    )
    yield Observable("peak_concentration", Callable(lambda c: np.max(c), "mol/m^3"))
    yield Observable("per_cell", Callable(lambda c: c, "mol/m^3"))
    yield Observable("broken", Callable(lambda c: np.nan * np.max(c), "mol/m^3"))


def run(*, engine="sundials", rtol=1e-5, cells=4, schedule=SCHEDULE, **models):
    anneal = ak.Anneal(material="LiCoO2", body=BODY, atmosphere=GAS, schedule=schedule, models=models)
    return anneal.run(engine=engine, cells=cells, rtol=rtol)


@pytest.fixture(scope="module")
def sources():
    with temporary(plugin(volume_sources=sinks), id="trap") as record:
        yield record


@pytest.fixture
def measured():
    with temporary(plugin(observables=meters), id="meter") as record:
        yield record


def test_a_source_that_nobody_names_changes_nothing(sources):
    assert [one.name for one in ak.models("LiCoO2")["Li.source"]] == ["sink", "FiPy sink", "warm sink"]
    assert not any(one.default for one in ak.models("LiCoO2")["Li.source"])
    assert run().balance.made == {}


#: FiPy is asked at every evaluation unless its term is constant, and implicit Euler takes many.
LONG = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "engine"),
    [
        ("sink", "sundials"),
        ("FiPy sink", "sundials"),
        ("warm sink", "sundials"),
        pytest.param("sink", "fipy", marks=LONG),
        pytest.param("FiPy sink", "fipy", marks=LONG),
        pytest.param("warm sink", "fipy", marks=LONG),
    ],
)
def test_a_source_or_fipy_term_of_a_plugin_works_in_both_engines(sources, name, engine):
    minutes = 60 if engine == "sundials" else 6  # implicit Euler takes its steps one by one
    result = run(engine=engine, rtol=1e-3, cells=2, schedule=f"500 degC; hold {minutes} min", **{"Li.source": name})
    used = (result.balance.made[name] / result.balance.initial).to("").magnitude
    assert used == pytest.approx(np.expm1(-SINK * 60.0 * minutes), rel=2e-3)
    assert result.lost["Li"].magnitude == 0.0
    assert result.balance.closure <= 1e-10


def test_sources_add(sources):
    result = run(**{"Li.source": ["sink", "FiPy sink"]})
    left = (result.balance.final / result.balance.initial).to("").magnitude
    assert left == pytest.approx(np.exp(-2 * SINK * 3600.0), rel=1e-4)


def test_a_fipy_term_is_explained_with_its_plugin_and_records(sources):
    result = run(**{"Li.source": "FiPy sink"})
    told = result.explain()
    (term,) = [one for one in told.terms if one.slot == "Li.source"]
    assert term.laws == {"S[FiPy sink]": "−k c"}
    assert term.records == ("trap.rate",)
    assert "plugin 'trap'" in term.plugin
    assert "∂c/∂t = ∂/∂z ( D ∂c/∂z ) + S[FiPy sink]" in told.text()
    assert "trap.rate = 2e-05 1/s (assumed)" in told.text()
    assert "used up by FiPy sink: 0.06947 of the initial amount" in str(result)
    assert [one["id"] for one in result.manifest["plugins"]].count("trap") == 1


def test_a_fipy_term_on_a_mesh(sources):
    mesh = fipy().Grid2D(nx=3, ny=2, dx=1e-7, dy=1e-7)
    result = ak.Anneal(
        material="LiCoO2",
        body=ak.MeshBody(mesh, gas=[]),
        atmosphere=GAS,
        schedule=SCHEDULE,
        models={"Li.source": "warm sink"},
    ).run(rtol=1e-3)
    used = (result.balance.made["warm sink"] / result.balance.initial).to("").magnitude
    assert used == pytest.approx(np.expm1(-SINK * 3600.0), rel=2e-3)


def test_a_fipy_term_that_is_none_is_refused_by_name():
    def broken(material, atmosphere):
        yield VolumeSource("mine", "Li", term=lambda u: u["Li"], text="c")

    refused = pytest.raises(ak.errors.InputError, match="FiPyTerm 'mine': build returned")
    with temporary(plugin(volume_sources=broken), id="broken"), refused:
        run(**{"Li.source": "mine"})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "neither law and term given"),
        ({"law": Callable(lambda c: c, "mol/m^3/s"), "term": lambda u: None}, "both law and term given"),
        ({"term": lambda u: None}, "give text="),
    ],
)
def test_a_source_is_a_law_or_a_term(given, message):
    with pytest.raises(ak.errors.InputError, match=message):
        VolumeSource("mine", "Li", **given)


# -- observables ---------------------------------------------------------------------------------------


def test_an_observable_is_read_where_it_is_named(measured):
    result = run(**{"host.observables": ["mean_ratio", "peak_concentration"]})
    assert result.observe("mean_ratio").to("").magnitude == pytest.approx(1.0)
    assert result.observe("peak_concentration").to("mol/L").magnitude == pytest.approx(51.5)
    assert result.observe("crystallised_fraction").magnitude == result.observed["crystallised_fraction"]
    assert "peak concentration: 5.15e+04 mol/m³" in str(result)
    assert "peak concentration" in result.summary()
    assert result.to_json()["observables"]["peak_concentration"]["unit"] == "mol/m^3"
    with pytest.raises(
        ak.errors.UnknownNameError, match=r"observable: 'mean' is not known. Did you mean 'mean_ratio'\?"
    ):
        result.observe("mean")
    assert "mean_ratio" not in run().observables


def test_what_is_stored_of_an_observable_comes_back(measured, tmp_path):
    result = run(**{"host.observables": ["mean_ratio"]})
    again = ak.load(result.save(tmp_path / "run.nc"))
    assert again.observe("mean_ratio") == result.observe("mean_ratio")


@pytest.mark.parametrize(
    ("name", "message"), [("per_cell", "gave 4 numbers; expected one"), ("broken", "is not finite")]
)
def test_an_observable_is_one_finite_number(measured, name, message):
    with pytest.raises(ak.errors.RunError, match=f"host.observables: '{name}' {message}"):
        run(**{"host.observables": name})


def test_a_mesh_has_no_depth_for_an_observable(measured):
    mesh = fipy().Grid2D(nx=3, ny=2, dx=1e-7, dy=1e-7)
    anneal = ak.Anneal(
        material="LiCoO2",
        body=ak.MeshBody(mesh, gas=[]),
        atmosphere=GAS,
        schedule=SCHEDULE,
        models={"host.observables": "mean_ratio"},
    )
    result = anneal.run(rtol=1e-3)
    assert result.observables == {}
    assert any("host.observables without mean_ratio" in note for note in result.notes)
