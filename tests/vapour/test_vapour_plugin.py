"""What the vaporisation plugin offers, where, and with which records."""

from __future__ import annotations

from collections.abc import Callable as Function

import pytest

import annealkit_vaporisation
from annealkit.api import BoundaryFlux, Face, Material, Substrate
from annealkit.errors import ParameterError
from annealkit.units import normal
from annealkit_vaporisation.fluxes import CHANNELS, book

GAS = Face("gas", None, "outer")


def _offered(material: Material, face: Face = GAS) -> dict[str, BoundaryFlux]:
    return {one.name: one for one in annealkit_vaporisation.annealkit_boundary_fluxes(material, None, face)}


def test_two_alternatives_with_thermochemistry(oxide: Function[..., Material]) -> None:
    offered = _offered(oxide())
    assert {"vaporisation", "free-evaporation"} < set(offered)
    for one in (offered["vaporisation"], offered["free-evaporation"]):
        assert one.slot == "Li.loss"
        assert one.channels == ("Li gas", "LiO gas", "LiOH gas", "(LiOH)2 gas", "Li2O gas", "Li2O2 gas")
        assert one.law is not None
        assert one.law.unit == normal("mol/m^2/s")
        assert one.standing
        assert one.bracket is None
    assert "upper bound" in offered["free-evaporation"].standing


def test_only_gas_faces_of_materials_with_an_activity(oxide: Function[..., Material]) -> None:
    silica = Substrate("SiO2", "", reactive=True, book=book())
    material = oxide()
    assert not _offered(material, Face("substrate", silica, "inner"))
    assert not _offered(material, Face("interface", None, "outer"))
    assert not _offered(material.with_activities({}))
    assert set(_offered(material, Face("gas", None, "inner"))) == set(_offered(material))


def test_laws_declare_exactly_the_records_they_use(oxide: Function[..., Material]) -> None:
    offered = _offered(oxide())
    film, free = (set(offered[name].law.records) for name in ("vaporisation", "free-evaporation"))
    elsewhere = ("flow.", "fixed_surface.", "constant_flux.")
    assert {f"vaporisation.{name}" for name in book() if not name.startswith(elsewhere)} | {"oxide.site"} == film
    only_film = {name for name in film - free if ".gas." not in name}
    assert only_film == {"vaporisation.alpha_H2O"}
    assert not any(".gas." in name for name in free)


def test_every_record_moves_the_flux(oxide: Function[..., Material], air: dict[str, float]) -> None:
    """An override that changes nothing would be a lie; each record is doubled in a state where it counts."""
    state = air | {"T": 1273.15, "p_H2O": 50.0, "p_Ar": 3e4, "p_CO2": 9e4, "c": 100.0}

    def at(T: float, source: float, **overrides: float) -> list[float]:
        given = {key: (value, book()[key.removeprefix("vaporisation.")].unit) for key, value in overrides.items()}
        law = _offered(oxide(0.01, **given))["vaporisation"].law
        assert law is not None
        return [float(part) for part in law.at(state | {"T": T, "a_source": source})]

    for name, record in book().records.items():
        if name.startswith(("flow.", "fixed_surface.", "constant_flux.")):  # of other gases and other models
            continue
        T = float(name.removesuffix("K").rpartition(".")[2]) if name.startswith("carbonate") else 1273.15
        source = 1.0 if name.startswith("carbonate") else 0.0
        changed = at(T, source, **{f"vaporisation.{name}": 2 * float(record.value)})
        assert changed != at(T, source), name


def test_an_override_with_a_typing_error_is_refused(oxide: Function[..., Material]) -> None:
    with pytest.raises(ParameterError, match="alpha"):
        _offered(oxide(1.0, **{"vaporisation.alfa": 0.5}))


def test_channels_are_in_the_order_of_the_law(oxide: Function[..., Material], air: dict[str, float]) -> None:
    """Each channel is recognised by how it answers to sixteen times the oxygen and four times the water."""
    law = _offered(oxide(1e-9))["free-evaporation"].law
    assert law is not None
    base = law.at(air)
    oxygen = dict(zip(CHANNELS, law.at(air | {"p_O2": 16 * air["p_O2"]}) / base, strict=True))
    water = dict(zip(CHANNELS, law.at(air | {"p_H2O": 4 * air["p_H2O"]}) / base, strict=True))
    assert [oxygen[name] for name in ("Li gas", "LiO gas", "Li2O gas", "Li2O2 gas")] == pytest.approx([0.5, 2, 1, 4])
    assert [water[name] for name in ("LiOH gas", "(LiOH)2 gas", "Li2O gas")] == pytest.approx([2, 4, 1])
