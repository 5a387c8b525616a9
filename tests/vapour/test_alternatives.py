"""Losses without thermochemistry, alone and through an anneal: a fixed surface and a constant flux."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import Face, R
from annealkit.errors import InputError

SITE = 5.15e4
HOLD = "700 degC; hold 30 min"
FIXED, FLUX = "vaporisation.fixed_surface.ratio", "vaporisation.constant_flux.flux"


def run(model: str, *, thickness: str = "500 nm", gas: Any = "air", rtol: float = 1e-3, **parameters: Any) -> ak.Result:
    """An isothermal anneal of LiCoO2 with one loss; keywords are records of this plugin."""
    given = {f"vaporisation.{name.replace('__', '.')}": value for name, value in parameters.items()}
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film(thickness),
        atmosphere=gas,
        schedule=HOLD,
        models={"Li.loss": [model]},
        parameters=given,
    ).run(rtol=rtol, cells=10)


def lost(result: ak.Result) -> float:
    return float(result.manifest["lost"]["Li"])


def test_alternatives_are_offered_with_their_standing() -> None:
    offered = {one.name: one for one in ak.models("LiCoO2")["Li.loss"]}
    assert {"vaporisation", "free-evaporation", "fixed-surface", "constant-flux", "first-order"} <= set(offered)
    for name, said in {
        "fixed-surface": "given, not computed",
        "constant-flux": "given, not computed",
        "free-evaporation": "upper bound",
        "first-order": "calibrated",
    }.items():
        assert said in offered[name].standing
    assert not offered["fixed-surface"].default


@pytest.mark.parametrize(("model", "key"), [("fixed-surface", FIXED), ("constant-flux", FLUX)])
def test_a_number_that_only_the_user_can_know_must_be_given(model: str, key: str) -> None:
    with pytest.raises(InputError) as raised:
        run(model)
    assert repr(model) in str(raised.value)
    assert key in str(raised.value)
    assert "only you can know" in str(raised.value)


def test_a_material_of_another_plugin_gets_them_too() -> None:
    offered = {one.name for one in ak.models("Li7La3Zr2O12")["Li.loss"]}
    assert {"fixed-surface", "constant-flux"} <= offered


def test_a_fixed_surface_empties_a_thin_film_to_its_ratio() -> None:
    """D is fast enough at 700 °C that 500 nm reach the surface's composition."""
    result = run("fixed-surface", fixed_surface__ratio=0.9)
    assert lost(result) == pytest.approx(0.1, rel=1e-3)
    assert result.balance.closure <= 1e-10


def test_a_fixed_surface_over_a_slow_body_is_textbook_diffusion() -> None:
    """D = 1e-16 m²/s: what left is (1 − ratio) times the series for a sheet with one open face."""
    slow = {
        "LiCoO2.Li.D.deficient.prefactor": "1e-40 m^2/s",
        "LiCoO2.Li.D.stoichiometric.prefactor": "1e-16 m^2/s",
        "LiCoO2.Li.D.stoichiometric.energy": "1e-9 eV",
    }
    result = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm"),
        atmosphere="air",
        schedule=HOLD,
        models={"Li.loss": "fixed-surface"},
        parameters={**slow, FIXED: 0.5},
    ).run(rtol=1e-4)
    odd = np.arange(1, 400, 2)
    left = np.sum(8 / (odd * np.pi) ** 2 * np.exp(-((odd * np.pi / 2) ** 2) * 1e-16 * 1800 / 500e-9**2))
    assert lost(result) == pytest.approx(0.5 * (1 - left), rel=1e-3)
    shares = result.limits["Li"]["fixed-surface"]
    assert shares["solid diffusion"] > 0.99
    assert sum(shares.values()) == pytest.approx(1.0)


def test_a_fixed_surface_may_fill_the_body() -> None:
    result = run("fixed-surface", fixed_surface__ratio=1.05)
    assert lost(result) < 0


def test_the_gas_plays_no_part_in_a_given_flux() -> None:
    in_air, in_vacuum = (lost(run("constant-flux", gas=gas, constant_flux__flux="1e-9 mol/m^2/s")) for gas in GASES)
    assert in_air == pytest.approx(in_vacuum, rel=1e-12)
    assert in_air == pytest.approx(1e-9 * 1800 / (SITE * 500e-9) / (1 + 1e-3), rel=2e-3)


GASES = ("air", "vacuum")


def test_a_constant_flux_ends_with_the_lithium() -> None:
    """Ten times what the film holds is asked for in the half hour."""
    asked = 10 * SITE * 500e-9 / 1800
    result = run("constant-flux", rtol=1e-5, constant_flux__flux=f"{asked} mol/m^2/s")
    assert lost(result) == pytest.approx(1.0, abs=2e-3)
    assert float(result.dataset["Li"].min()) >= -1e-6 * SITE
    assert result.balance.closure <= 1e-10


def test_a_constant_flux_follows_its_activation_energy() -> None:
    given = {"constant_flux__flux": "1e-9 mol/m^2/s"}
    plain = lost(run("constant-flux", **given))
    hot = lost(run("constant-flux", **given, constant_flux__energy="100 kJ/mol", constant_flux__temperature="1000 K"))
    assert hot / plain == pytest.approx(np.exp(-1e5 / R * (1 / 973.15 - 1 / 1000)), rel=1e-4)


def test_a_negative_constant_flux_fills_the_body() -> None:
    result = run("constant-flux", constant_flux__flux="-1e-9 mol/m^2/s")
    assert lost(result) == pytest.approx(-1e-9 * 1800 / (SITE * 500e-9), rel=2e-3)


def test_first_order_is_limited_by_its_surface_in_a_thin_film() -> None:
    result = run("first-order")
    shares = result.limits["Li"]["first-order loss"]
    assert set(shares) == {"solid diffusion", "surface reaction"}
    assert sum(shares.values()) == pytest.approx(1.0)


def test_only_gas_faces_are_offered_them() -> None:
    import annealkit_vaporisation
    from annealkit.build import Built

    built: Built = ak.Anneal(material="LiCoO2", body=ak.Film("1 um"), atmosphere="air", schedule=HOLD).built
    closed = Face("interface", None, "outer")
    assert not list(annealkit_vaporisation.annealkit_boundary_fluxes(built.material, built.gases[0][1], closed))
