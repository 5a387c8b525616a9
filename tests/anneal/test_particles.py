"""Particles, fibers, wafers and powders end to end: closed forms, limits of the bed, contact, views, bad input."""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import BoundaryFlux, Bracket, Callable, Constant, Diffusivity, Record, hookimpl
from annealkit.errors import InputError, ParameterError, UnknownNameError, UnusedParameterError
from annealkit.plugins import temporary
from annealkit.runfile import read_anneal
from verification.closed_forms import Emptying

SCHEDULE = "850 degC; hold 10 min"
#: Long enough for a grain of 10 nm to lose half.
BRIEF = "600 degC; hold 2 min"
#: Diffusion across a grain is fast at that temperature, and a few cells do.
FEW: dict[str, Any] = {"rtol": 1e-2, "cells": 4}
GRAIN = ak.Particle(diameter="10 um")
#: Diffusivity (m²/s) and rates of exchange (m/s) of the test's own plugin.
D, K, K_CONTACT = 1e-16, 2e-11, 7e-11


def plain(name: str, rate: float) -> Callable:
    one = Record(key=f"plain.{name}", value=rate, unit="m/s", printed_value=rate, printed_unit="m/s", basis="assumed")
    return Callable(lambda c: one.per_cell * c, "mol/m^2/s", records=[one], text="k c", name=name)


def fluxes(material: Any, face: Any) -> Iterator[BoundaryFlux]:
    """First-order exchange with the gas and with a solid."""
    if face.kind == "gas":
        yield BoundaryFlux("plain", "Li", ("gas",), plain("gas", K))
    else:
        bracket = Bracket(None, plain("high", 10 * K_CONTACT), "the rate is the test's own")
        yield BoundaryFlux("plain-contact", "Li", ("solid",), plain("solid", K_CONTACT), bracket=bracket)


def diffusivities(material: Any, species: str) -> Iterator[Diffusivity]:
    """A constant."""
    yield Diffusivity("plain", "Li", Constant((D, "m^2/s")))


@pytest.fixture(scope="module")
def simple() -> Iterator[None]:
    """Constant diffusivity and first-order fluxes, by name."""
    made = types.SimpleNamespace(ANNEALKIT_API=1)
    for name, function in (("annealkit_boundary_fluxes", fluxes), ("annealkit_diffusivities", diffusivities)):
        function.__name__ = name
        setattr(made, name, hookimpl(function))
    with temporary(made, id="plain"):
        yield


def anneal(body: Any, **changes: Any) -> ak.Anneal:
    inputs = {"material": "LiCoO2", "body": body, "atmosphere": "air", "schedule": SCHEDULE} | changes
    return ak.Anneal(**inputs)


def first_order(body: Any, *losses: str, **changes: Any) -> ak.Anneal:
    nothing = ("interface.resistance", "host.phases", "host.crystallisation", "host.disproportionation")
    named = {"Li.diffusivity": "plain", "Li.loss": list(losses or ("plain",)), **{slot: [] for slot in nothing}}
    return anneal(body, models=named, **{"schedule": "600 degC; hold 10 h", **changes})


def lost(result: ak.Result) -> float:
    return float(result.manifest["lost"]["Li"])


def lone(result: ak.Result) -> float:
    return float(result.manifest["lone"]["Li"])


@functools.cache
def alone() -> ak.Result:
    """The lone particle in air."""
    return anneal(GRAIN).run(**FEW)


@functools.cache
def powder(**changes: Any) -> ak.Result:
    """The powder of such particles."""
    return anneal(ak.Powder(GRAIN, **changes)).run(**FEW)


# -- closed forms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "shape", "reach"),
    [
        (ak.Particle(radius="1 um"), "sphere", 1e-6),
        (ak.Fiber(diameter="2 um"), "cylinder", 1e-6),
        (ak.Wafer("2 um"), "planar", 1e-6),
        (ak.Film("1 um"), "planar", 1e-6),
    ],
)
def test_first_order_exchange_agrees_with_its_series(simple: None, body: Any, shape: Any, reach: float) -> None:
    result = first_order(body).run(rtol=1e-4)
    series = Emptying(shape, K * reach / D)
    assert lost(result) == pytest.approx(1 - series.retained(D * 36000 / reach**2), rel=2e-4)
    assert result.balance.closure <= 1e-10


def test_the_profile_runs_from_the_surface_to_the_middle(simple: None) -> None:
    result = first_order(ak.Particle(radius="1 um")).run(rtol=1e-4)
    found = result.profile("Li")
    depth = found.depth.to("um").magnitude
    assert np.all(np.diff(depth) > 0)
    assert 0 < depth[0] < 0.05 < 0.95 < depth[-1] < 1
    exact = Emptying("sphere", K * 1e-6 / D).profile(1 - depth, D * 36000 / 1e-12)
    assert found.concentration.magnitude / 51500 == pytest.approx(exact, abs=1e-3)


def test_amounts_are_those_of_one_particle(simple: None) -> None:
    particle, fiber, wafer = (
        first_order(body).run(**FEW).balance.initial
        for body in (ak.Particle(radius="1 um"), ak.Fiber(radius="1 um"), ak.Wafer("2 um"))
    )
    assert particle.to("mol").magnitude == pytest.approx(51500 * 4 / 3 * np.pi * 1e-18)
    assert fiber.to("mol/m").magnitude == pytest.approx(51500 * np.pi * 1e-12)
    assert wafer.to("mol/m^2").magnitude == pytest.approx(51500 * 1e-6)


def test_at_small_biot_number_a_particle_empties_with_its_surface_over_its_volume(simple: None) -> None:
    """R = 10 nm: Bi = 2e-3, c = exp(−3 k t/R (1 − Bi/5))."""
    radius, biot = 1e-8, K * 1e-8 / D
    result = first_order(ak.Particle(radius="10 nm"), "plain", schedule=BRIEF).run(rtol=1e-6, cells=8)
    assert lost(result) == pytest.approx(-np.expm1(-3 * K * 120 / radius * (1 - biot / 5)), rel=1e-5)
    assert 0.4 < lost(result) < 0.6


# -- contact ------------------------------------------------------------------------------------------


def test_gas_and_solid_share_the_surface(simple: None) -> None:
    """At small Bi: k = (1 − φ) k_gas + φ k_solid, and each channel has its part."""
    body, share = ak.Particle(radius="10 nm", contact="SiO2", contact_fraction="30 %"), 0.3
    result = first_order(body, "plain", "plain-contact", schedule=BRIEF).run(rtol=1e-4, cells=8)
    rate = (1 - share) * K + share * K_CONTACT
    assert lost(result) == pytest.approx(-np.expm1(-3 * rate * 120 / 1e-8), rel=2e-3)
    budget = result.manifest["budget"]["Li"]
    assert budget["solid"] / budget["gas"] == pytest.approx(share * K_CONTACT / ((1 - share) * K), rel=1e-6)
    assert result.balance.closure <= 1e-10
    low, high = result.manifest["bounds"]["Li"]
    assert low < lost(result) < high


def test_the_share_in_contact_is_a_record(simple: None) -> None:
    body = ak.Particle(radius="10 nm", contact="SiO2")
    one = first_order(body, "plain", "plain-contact").built
    assert "body.contact.fraction" in one.records
    assert one.around.shares == {"outer": 0.99, "contact": 0.01}
    key = {"body.contact.fraction": 0.3}
    more = first_order(body, "plain", "plain-contact", parameters=key).built
    assert more.around.shares == {"outer": 0.7, "contact": 0.3}
    solid = more.by_region()["outer"][-1].law
    assert solid is not None
    assert solid.at({"c": 1e4}) == pytest.approx(0.3 * K_CONTACT * 1e4)
    given = ak.Particle(radius="10 nm", contact="SiO2", contact_fraction=0.3)
    with pytest.raises(UnusedParameterError, match=r"body\.contact\.fraction"):
        first_order(given, "plain", "plain-contact", parameters=key)


@pytest.mark.slow  # the fastest end is a front across the grain
def test_an_unknown_rate_at_the_contact_is_a_bracket() -> None:
    result = anneal(ak.Particle(diameter="10 um", contact="Al2O3")).run(**FEW)
    low, high = result.manifest["bounds"]["Li"]
    assert low == pytest.approx(0.99 * lost(alone()), rel=2e-2)  # a hundredth of the surface touches
    assert high == pytest.approx(1.0, abs=1e-2)


def test_inert_supports_and_barriers_take_nothing() -> None:
    for contact in ("Pt", ["SiO2", ("Pt", "100 nm")]):
        built = anneal(ak.Particle(diameter="10 um", contact=contact)).built
        assert not built.brackets
        assert [one.name for one in built.by_region()["outer"] if one.law is not None] == ["vaporisation"]


@pytest.mark.slow  # a bracket and a growing layer
def test_a_product_layer_grows_where_a_particle_touches_silica() -> None:
    models = {"Li.loss": ["vaporisation", "substrate-calibrated"]}
    result = anneal(ak.Particle(diameter="1 um", contact="SiO2"), models=models).run(**FEW)
    assert result.manifest["budget"]["Li"]["substrate"] > 0
    assert result.balance.closure <= 1e-10


# -- powders ------------------------------------------------------------------------------------------


def test_a_powder_reports_its_lone_particle() -> None:
    result = powder()
    assert lone(result) == pytest.approx(lost(alone()), rel=1e-3)
    assert lone(result) > 1e3 * lost(result) > 0
    assert float(result.lone["Li"].magnitude) == lone(result)
    assert float(result.dataset["lost_Li_lone"][-1]) == lone(result)
    assert alone().lone == {"Li": None}


def test_a_strong_flow_makes_every_particle_a_lone_one() -> None:
    result = powder(flow="1e9 mol/s", mass="1 mg")
    assert lost(result) == pytest.approx(lone(result), rel=3e-3)


def test_a_flow_that_stops_takes_nothing_along() -> None:
    slow = powder(flow="1e-3 sccm")
    ratio = lost(powder()) / lost(slow)
    assert ratio == pytest.approx(
        (4.087e-3 / 60) / (1e-3 * 7.435838900911719e-07), rel=1e-3
    )  # saturated: as much as flows
    assert lost(slow) < 1e-12


def test_loss_in_a_slow_flow_is_what_saturates_it() -> None:
    """Moles of Li that leave all particles: flow × ∫ Σ n p/p_total dt with the pressures at the outlet."""
    flow, mass = 1e-4, 2e-3
    body = ak.Powder(GRAIN, flow=(flow, "mol/s"), mass=(mass, "kg"), density="5 g/cm^3")
    result = anneal(body).run(**FEW)
    grains = mass / (5000 * GRAIN.volume)
    left = lost(result) * float(result.balance.initial.to("mol").magnitude) * grains
    table = result.dataset
    state = {name: float(table[name][0]) for name in table if str(name).startswith("p_")}
    total = sum(state.values())
    exchange = next(f.law for f in anneal(body).built.every_flux() if f.law is not None)
    seen = {**state, "T": 1123.15, "c": 51500.0, "a_source": 0.0, "boundary_layer": 7e-3}
    # A bed in which N is 1e9 for certain, times its flow per surface, is the mole fraction of lithium in the gas.
    share = float(np.sum(exchange.at({**seen, "bed": 1e9}))) * 1e9
    assert left == pytest.approx(flow * share * 600, rel=1e-3)
    assert share < state["p_H2O"] / total * 2  # no more hydroxide than the water allows


def test_the_finer_the_flow_the_less_is_lost() -> None:
    losses = [lost(powder(flow="1e-3 sccm")), lost(powder()), lost(powder(flow="1e9 mol/s", mass="1 mg"))]
    assert losses == sorted(losses)
    assert losses[0] < losses[-1]


def test_balance_and_limits_of_a_powder() -> None:
    result = powder()
    assert result.balance.closure <= 1e-10
    assert result.manifest["limits"]["Li"]["LiOH gas"]["bed"] > 0.99


def test_defaults_of_a_powder_are_records_that_are_printed_and_can_be_set() -> None:
    plan = anneal(ak.Powder(GRAIN)).plan().text()
    for name in ("body.powder.mass = 1 g", "body.powder.flow = 4.087 mmol/min", "LiCoO2.density = 5040"):
        assert name in plan
        assert name in powder().summary()
        assert name in str(powder())
    one, doubled = (
        anneal(ak.Powder(GRAIN), parameters=changed).built.gas["bed"].at({})
        for changed in (None, {"body.powder.mass": "2 g"})
    )
    assert doubled == pytest.approx(2 * one)
    with pytest.raises(UnusedParameterError, match=r"body.powder.mass"):
        anneal(ak.Powder(GRAIN, mass="1 g"), parameters={"body.powder.mass": "2 g"})
    with pytest.raises(ParameterError, match=r"Did you mean 'body.powder.mass'"):
        anneal(ak.Powder(GRAIN), parameters={"body.powder.mas": "2 g"})


def test_a_container_is_a_sink_that_the_lowest_particles_touch() -> None:
    one = anneal(ak.Powder(GRAIN, container="Al2O3", depth="10 mm"))
    assert one.built.around.shares["contact"] == pytest.approx(0.01 * 1e-5 / 1e-2)
    result = one.run(**FEW)
    low, high = result.manifest["bounds"]["Li"]
    assert low == pytest.approx(lost(powder()), rel=1e-2)
    assert high > 1e3 * low
    assert not anneal(ak.Powder(GRAIN, container="MgO", contact_fraction="1 %")).built.brackets


def test_a_powder_in_vacuum_loses_as_its_particles_do_and_says_so() -> None:
    result = anneal(ak.Powder(GRAIN), atmosphere="vacuum").run(**FEW)
    assert lost(result) == pytest.approx(lone(result), rel=1e-6)
    assert any("an upper bound" in note for note in result.manifest["assumed"])


def test_all_particles_of_a_powder_share_a_sealed_vessel() -> None:
    sealed = ak.atmosphere("argon", H2O="10 Pa", vessel="50 mL")
    built = anneal(ak.Powder(GRAIN, mass="2 g"), atmosphere=sealed).built
    assert built.vessel is not None
    assert built.lone is not None
    assert built.lone.vessel is not None
    assert built.vessel.share * built.around.particles == pytest.approx(50e-6)
    assert built.lone.vessel.share == pytest.approx(50e-6)
    assert built.gas["bed"].at({}) == 0


# -- views and files ----------------------------------------------------------------------------------


def test_every_view_prints_the_lone_particle() -> None:
    result = powder()
    assert "a lone particle in the same gas loses" in str(result)
    assert "Li per metal, lone particle" in result.summary()
    assert "all particles" in str(result).lower()
    labels = [text.get_text() for text in result.plot().axes[1].get_legend().get_texts()]
    assert "lone particle" in labels
    assert "depth from the surface / µm" in [axes.get_xlabel() for axes in result.plot().axes]


def test_a_powder_is_stored_without_loss(tmp_path: Path) -> None:
    result = powder()
    again = ak.load(result.save(tmp_path / "powder.nc"))
    assert again.manifest == result.manifest
    assert str(again) == str(result)
    assert again.lone == result.lone


def test_equations_are_those_of_a_sphere() -> None:
    told = powder().explain().text()
    assert "∂c/∂t = 1/r² ∂/∂r ( r² D ∂c/∂r )" in told
    assert "at the surface of the particles (gas)" in told
    assert "in the middle, by symmetry" in told


def test_a_run_file_states_a_powder(tmp_path: Path) -> None:
    text = (
        'material = "LiCoO2"\natmosphere = "air"\nschedule = "25 degC -> 700 degC @ 5 K/min"\n'
        'body = { type = "Powder", particle = { diameter = "10 um" }, mass = "2 g", container = "Al2O3" }\n'
    )
    path = tmp_path / "powder.toml"
    path.write_text(text, encoding="utf-8")
    given, _ = read_anneal(path)
    assert given.body == ak.Powder(GRAIN, mass="2 g", container="Al2O3")
    path.write_text(text.replace("diameter", "diametre"), encoding="utf-8")
    with pytest.raises(UnknownNameError, match=r"body.particle \(Particle\).*diameter"):
        read_anneal(path)
    path.write_text(text.replace('{ diameter = "10 um" }', '"10 um"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"body.particle is '10 um', expected a table"):
        read_anneal(path)


# -- what is refused ----------------------------------------------------------------------------------


def test_an_unknown_container_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="Al2O3"):
        anneal(ak.Powder(GRAIN, container="Al2O4"))


def test_a_flow_needs_a_gas_that_flows() -> None:
    with pytest.raises(InputError, match=r"Powder flow.*'vacuum' has no gas that could flow"):
        anneal(ak.Powder(GRAIN, flow="10 sccm"), atmosphere="vacuum")
    with pytest.raises(InputError, match=r"Powder flow.*sealed in a vessel"):
        anneal(ak.Powder(GRAIN, flow="10 sccm"), atmosphere=ak.atmosphere("argon", vessel="50 mL"))


def test_a_material_whose_name_is_no_formula_needs_a_density() -> None:
    with pytest.raises(InputError, match=r"Powder density: that of .* is not known"):
        ak.Anneal(material=_nameless(), body=ak.Powder(GRAIN), atmosphere="air", schedule="600 degC; hold 1 h")


def _nameless() -> Any:
    from attrs import evolve

    from annealkit.catalogue import as_material

    return evolve(as_material("LiCoO2"), name="cathode", aliases=())


def spread_out(spread: float | None, **more):
    body = ak.Powder(ak.Particle(diameter="10 um"), mass="1 g", spread=spread)
    given = {"material": "LiCoO2", "body": body, "atmosphere": "oxygen", "models": {"Li.loss": ["vaporisation"]}}
    return ak.Anneal(**{**given, "schedule": "25 degC -> 700 degC @ 20 K/min; hold 10 min", **more})


def test_sizes_stand_for_equal_shares_of_a_lognormal_mass():
    """Quantiles of the distribution itself: the middle one is the median, and their logarithms are symmetric."""
    sizes = spread_out(1.5).body.sizes
    logs = np.log([2 * one.span / 1e-5 for one in sizes])
    assert logs == pytest.approx(-logs[::-1], abs=1e-12)
    assert logs[3] == pytest.approx(np.log(1.5) * 0.5244005, rel=1e-6)
    assert spread_out(None).body.sizes == (spread_out(None).body,)


@pytest.mark.slow  # six particles and a lone one, twice
def test_a_bed_whose_gas_saturates_gives_up_the_same_whatever_its_sizes():
    """What the gas carries off is its saturation: mass-weighted, the sizes lose what equal particles would."""
    equal, spread = (spread_out(one).run(rtol=1e-3, cells=4) for one in (None, 1.5))
    lost = [float(one.magnitude) for _, one in spread.sizes["Li"]]
    assert equal.sizes["Li"] == ()
    assert np.mean(lost) == pytest.approx(equal.manifest["lost"]["Li"], rel=5e-3)
    assert lost == sorted(lost, reverse=True)
    assert lost[2] == pytest.approx(spread.manifest["lost"]["Li"], rel=5e-3)
    assert "by size" in str(spread)


@pytest.mark.parametrize("spread", [1.0, 0.5, 20.0])
def test_a_spread_that_is_none_is_refused(spread: float):
    with pytest.raises(ak.InputError, match="Powder spread"):
        spread_out(spread)


def test_sizes_in_a_sealed_vessel_are_refused():
    with pytest.raises(ak.InputError, match="Leave spread out, or vessel="):
        spread_out(1.5, atmosphere=ak.atmosphere("oxygen", vessel="50 mL"))
