"""The data-only materials that are shipped: LiFePO4 and Li7La3Zr2O12."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

import annealkit as ak
from annealkit import plugins
from annealkit.catalogue import as_material

HOT = "25 degC -> 500 degC @ 5 K/min; hold 1 h"
FARADAY, BOLTZMANN, AVOGADRO = 96485.33212, 1.380649e-23, 6.02214076e23


def oxidised(gas, schedule=HOT, **more):
    """Verdicts by phase, and the result. The loss of lithium, which takes most of the time, is left out."""
    result = ak.Anneal(
        material="LiFePO4",
        body=ak.Film("1 um"),
        atmosphere=gas,
        schedule=schedule,
        models={"Li.loss": []},
        parameters=more or None,
    ).run(cells=5)
    return {one.product: one for one in result.phases}, result


def test_the_examples_are_installed_and_documented_as_data():
    host = plugins.host()
    assert {one.id for one in host.records if one.id.startswith("examples.")} == {"examples.lifepo4", "examples.llzo"}
    assert host.material("lfp").plugin.distribution == "annealkit"
    assert host.material("LLZO").item.name == "Li7La3Zr2O12"
    assert sorted(one.name for one in files("annealkit_materials.declared").iterdir() if one.name.endswith("toml")) == [
        "lifepo4.toml",
        "llzo.toml",
    ]


@pytest.mark.parametrize("name", ["LiFePO4", "Li7La3Zr2O12"])
def test_every_number_says_how_it_came_to_be(name):
    records = as_material(name).book.records
    for record in records.values():
        assert record.note, record.key
        assert record.basis in ("assumed", "derived"), record.key
    assumed = [one for one in records.values() if one.basis == "assumed" and one.unit != "Pa"]
    assert all(one.uncertainty is not None for one in assumed)


def test_lifepo4_is_oxidised_in_air_and_hardly_in_inert_gas():
    (air, _), (argon, _) = oxidised("air"), oxidised("argon")
    assert air["Fe2O3"].detectable["XRD"]
    assert not argon["Fe2O3"].detectable["XRD"]
    assert argon["Fe2O3"].amount < air["Fe2O3"].amount / 10
    assert argon["Fe2O3"].margin_J < air["Fe2O3"].margin_J
    # Argon delays what equilibrium wants: the margin stays positive.
    assert argon["Fe2O3"].stable


def test_lifepo4_loses_no_lithium_that_anybody_would_see():
    result = ak.Anneal(material="LFP", body=ak.Film("1 um"), atmosphere="air", schedule=HOT).run(cells=5, rtol=1e-3)
    assert result.balance.closure <= 1e-10
    assert 0 < result.lost["Li"].magnitude < 1e-9
    assert result.phases[0].amount == pytest.approx(oxidised("air")[0]["Fe2O3"].amount, rel=1e-3)


def test_a_shorter_and_cooler_anneal_oxidises_less():
    full = oxidised("air")[0]["Fe2O3"].amount
    cooler = oxidised("air", "25 degC -> 350 degC @ 5 K/min; hold 1 h")[0]["Fe2O3"].amount
    shorter = oxidised("air", "25 degC -> 350 degC @ 20 K/min; hold 5 min")[0]["Fe2O3"].amount
    assert shorter < cooler < full


def test_the_iron_of_both_products_is_the_oxidised_share():
    verdicts, result = oxidised("argon")
    share = result.observe("oxidised_fraction").magnitude
    assert verdicts["Fe2O3"].amount + verdicts["Li3Fe2(PO4)3"].amount == pytest.approx(share, rel=1e-9)
    assert verdicts["Li3Fe2(PO4)3"].margin_J == pytest.approx(verdicts["Fe2O3"].margin_J / 2, rel=1e-12)


def test_the_oxidation_margin_is_the_gibbs_energy_of_the_reaction():
    material = as_material("LiFePO4")
    (rule, _) = (o.item for o in plugins.host().gather("annealkit_phase_rules", material=material, atmosphere=None))
    T, p = np.array([500.0, 800.0]), np.array([21e3, 1.0])
    expected = 450e3 - 290.0 * T + 1.5 * 8.31446261815324 * T * np.log(p / 1e5)
    np.testing.assert_allclose(rule.margin(T=T, p_O2=p), expected, rtol=1e-5)


def test_an_override_reaches_the_shipped_material():
    slow = oxidised("air", **{"LiFePO4.oxidation.rate.energy": "200 kJ/mol"})[0]["Fe2O3"].amount
    assert slow < 1e-3


def test_the_site_concentrations_agree_with_the_densities_in_their_notes():
    lfp, llzo = as_material("LiFePO4"), as_material("LLZO")
    assert lfp["Li.site_concentration"].value * 157.76e-3 == pytest.approx(3600, rel=0.01)
    assert llzo["Li.site_concentration"].value / 2 * 839.7e-3 == pytest.approx(5110, rel=0.01)
    assert llzo["Li.full"].value == pytest.approx(3.5 * llzo["Li.site_concentration"].value, rel=1e-3)


def test_the_voltage_of_lifepo4_is_in_its_activity():
    """-> 3.45 V against lithium at 298 K, with half of the Gibbs energy of Li2O (281 kJ/mol) from the note."""
    material = as_material("LFP")
    (activity,) = (o.item for o in plugins.host().gather("annealkit_activities", material=material, atmosphere=None))
    T = 298.15
    reaction = -0.5 * 8.314462618 * T * np.log(activity.law(T=T, p_O2=1e5))
    assert (reaction + 281e3) / FARADAY == pytest.approx(3.45, abs=0.02)


def test_the_diffusivity_of_llzo_gives_back_the_conductivity_it_was_derived_from():
    material = as_material("LLZO")
    (diffusivity,) = (o.item for o in plugins.host().gather("annealkit_diffusivities", material=material, species="Li"))
    carriers = material["Li.full"].value * AVOGADRO * (FARADAY / AVOGADRO) ** 2
    conductivity = diffusivity.law(T=473.15) * carriers / (BOLTZMANN * 473.15)
    assert conductivity == pytest.approx(1.11, rel=0.05)  # S/m
    assert material["Li.D.prefactor"].cited[0].key == "Chen2023"


def test_llzo_turns_into_pyrochlore_as_far_as_its_lithium_leaves():
    def annealed(degrees):
        schedule = f"{degrees - 20} degC -> {degrees} degC @ 10 K/min; hold 1 h"
        anneal = ak.Anneal(material="LLZO", body=ak.Film("10 um"), atmosphere="air", schedule=schedule)
        return anneal.run(cells=5, rtol=1e-3)

    cool, hot = annealed(700), annealed(1100)
    for result in (cool, hot):
        assert result.balance.closure <= 1e-10
        (pyrochlore,) = result.phases
        assert pyrochlore.amount == pytest.approx(result.lost["Li"].magnitude, rel=1e-6)
        assert pyrochlore.stable
    assert 1e-6 < cool.lost["Li"].magnitude < 1e-3 < hot.lost["Li"].magnitude < 0.1


def test_excess_lithium_makes_no_pyrochlore():
    anneal = ak.Anneal(
        material="LLZO",
        body=ak.Film("10 um", composition={"Li": 7.7, "Zr": 2}),
        atmosphere="air",
        schedule="890 degC -> 900 degC @ 10 K/min; hold 1 min",
        models={"Li.loss": []},
    )
    (pyrochlore,) = anneal.run(cells=5).phases
    assert pyrochlore.amount == 0.0
    assert pyrochlore.margin_J < 0
    assert not pyrochlore.stable


def test_the_models_of_llzo_are_listed_with_who_offers_them():
    offered = {slot: {one.name: one for one in own} for slot, own in ak.models("LLZO").items()}
    assert offered["Li.diffusivity"]["tracer"].plugin == "examples.llzo"
    assert offered["Li.activity"]["decomposition"].default
    assert offered["Li.loss"]["vaporisation"].default
    assert offered["Li.loss"]["vaporisation"].plugin == "vaporisation"
    assert offered["host.phases"]["La2Zr2O7"].default
