"""HfO2 on a body, through an anneal."""

from __future__ import annotations

from typing import Any

import pytest

import annealkit as ak

HOLD = "400 degC; hold 5 h"


def anneal(thickness: str = "5 nm", **given: Any) -> ak.Anneal:
    body = ak.Film("500 nm", coating=ak.Coating("HfO2", thickness), closed=True)
    return ak.Anneal(material="LiCoO2", body=body, atmosphere="oxygen", schedule=HOLD, **given)


@pytest.fixture(scope="module")
def mild() -> ak.Result:
    return anneal().run(rtol=1e-2, cells=2)


def test_a_film_of_five_nanometres_is_amorphous_by_default(mild: ak.Result) -> None:
    assert 0.0 < mild.observed["HfO2.crystallised_fraction"] < 0.01
    assert any("crystallisation.thin.slope" in one for one in mild.warnings)


def test_uptake_stays_below_the_ceiling_and_leaves_the_host(mild: ak.Result) -> None:
    host, film = 5.15e4 * 500e-9, 4.37e4 * 5e-9
    ceiling = 2 * film / host
    taken = mild.lost["Li"].m
    assert 0.0 < taken < ceiling
    # A fifth of it is reached, less what the host has lost of its concentration.
    assert taken == pytest.approx(0.2 * ceiling, rel=0.01)
    assert mild.budget["Li"]["coating"].m == pytest.approx(taken, rel=1e-9)


def test_the_film_is_denser_thinner_smoother_and_conducts_better(mild: ak.Result) -> None:
    before, after = (
        {name.removeprefix("HfO2."): one["value"] for name, one in mild.manifest[key].items() if "HfO2." in name}
        for key in ("observables_start", "observables")
    )
    assert before["density"] == pytest.approx(9200)
    assert 9400 < after["density"] < 9445
    assert after["density"] * after["thickness"] == pytest.approx(9200 * 5e-9, rel=1e-6)
    assert after["roughness_ratio"] < before["roughness_ratio"] == 1.0
    assert after["conductivity"] > 10 * before["conductivity"]
    assert after["coverage"] == pytest.approx(1.0)
    assert after["bonding"] > before["bonding"] == 0.0


def test_the_resistance_of_film_and_contact_falls(mild: ak.Result) -> None:
    before, after = mild.manifest["resistance_start"], mild.manifest["resistance"]
    assert before["coating"] == pytest.approx(5e-9 / 2e-9)
    assert after["coating"] < before["coating"]
    assert after["contact"] < before["contact"] == pytest.approx(0.02)


@pytest.mark.slow
def test_the_claim_of_a_crystalline_film_needs_its_shift() -> None:
    named = anneal(models={"coating.host.crystallisation": "JMAK-assisted"}).run(rtol=1e-2, cells=2)
    shifted = anneal(parameters={"HfO2.crystallisation.dT_substrate": "-105 delta K"}).run(rtol=1e-2, cells=2)
    for one in (named, shifted):
        assert one.observed["HfO2.crystallised_fraction"] >= 0.5
    # Crystals conduct worse: the claims of a crystalline and of a better conducting film pull apart.
    plain = anneal().run(rtol=1e-2, cells=2)
    assert named.resistance["coating"] > plain.resistance["coating"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "body"), [("Li7La3Zr2O12", ak.Film("1 um", coating=ak.Coating("HfO2", "2 nm")))])
def test_any_host_with_lithium_can_wear_it(name: str, body: ak.Film) -> None:
    result = ak.Anneal(material=name, body=body, atmosphere="oxygen", schedule="400 degC; hold 10 min").run(
        rtol=1e-2, cells=2
    )
    assert result.manifest["observed"]["HfO2.densification"] > 0.1
    assert result.budget["Li"]["coating"].m > 0.0


@pytest.mark.slow
def test_cycles_are_counted_with_the_growth_of_each() -> None:
    body = ak.Film("500 nm", coating=ak.Coating("HfO2", cycles=20), closed=True)
    result = ak.Anneal(material="LiCoO2", body=body, atmosphere="oxygen", schedule="400 degC; hold 1 min").run(
        rtol=1e-2, cells=2
    )
    assert result.manifest["observables_start"]["HfO2.thickness"]["value"] == pytest.approx(2e-9)
    assert "HfO2.ald.growth_per_cycle" in {record.key for record in result.sources}
