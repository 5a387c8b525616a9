"""Values that cannot be are refused when a file is read, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from annealkit.errors import RecordError
from annealkit.plugins import host
from annealkit.provenance.plausible import implausible
from annealkit.provenance.reading import read_parameters

ROOT = Path(__file__).parents[2]


def read(short: str, value: str, unit: str, more: str = "") -> None:
    text = f'annealkit = 1\n[record."{short}"]\nvalue = {value}\nunit = "{unit}"\nbasis = "assumed"\n{more}'
    read_parameters(text, file="p.toml", owner="M", sources={})


@pytest.mark.parametrize(
    ("short", "value", "unit", "meant"),
    [
        ("Li.D.energy", "0.34", "kJ/mol", "0.34 eV"),
        ("Li.D.energy", "305", "J/mol", "305 kJ/mol"),
        ("Li.D.energy", "305", "eV", "305 kJ/mol"),
        ("Li.D.energy", "340", "eV", "340 kJ/mol"),
        ("Li.D.prefactor", "2e7", "m^2/s", "2e-07 m^2/s"),
        ("Li.D.prefactor", "2e6", "m^2/s", "2e+06 cm^2/s"),
        ("D", "1e14", "m^2/s", "1e-14 m^2/s"),
        ("Li.site_concentration", "5.15e4", "mol/L", "51500 mol/m^3"),
        ("Li.site_concentration", "5.15e4", "mol/cm^3", "51500 mol/m^3"),
        ("molar_volume", "19.4", "m^3/mol", "19.4 cm^3/mol"),
        ("density", "5040", "g/cm^3", "5040 kg/m^3"),
        ("mass", "97.9", "kg/mol", "97.9 g/mol"),
        ("thickness", "500", "m", "500 nm"),
        ("p_O2", "-21", "kPa", "21 kPa"),
        ("T_ref", "0", "K", "0 degC"),
        ("sigma", "6e17", "S/m", "6e-17 S/m"),
        ("rate", "1e20", "1/s", "1e-20 1/s"),
        ("entropy", "6990", "kJ/mol/K", "6990 J/mol/K"),
        ("H", "-680000", "kJ/mol", "-680000 J/mol"),
        ("c", "-5", "mol/m^3", "5 mol/m^3"),
        ("R", "1e12", "ohm m^2", "1e-12 ohm m^2"),
        ("k", "1e8", "m/s", "1e-08 m/s"),
    ],
)
def test_a_wrong_unit_or_power_of_ten_is_told_with_what_was_meant(short, value, unit, meant) -> None:
    with pytest.raises(RecordError) as caught:
        read(short, value, unit)
    told = str(caught.value)
    assert told.split(": ")[0].endswith("value")
    assert "cannot be" in told
    assert "lies within" in told
    assert f"Did you mean {meant!r}?" in told


@pytest.mark.parametrize(
    ("short", "value", "unit"),
    [
        ("Li.D.energy", "0", "eV"),
        ("Li.D.energy", "-50", "kJ/mol"),
        ("p.prefactor", "1e16", "Pa"),
        ("Li.D.prefactor", "530", "cm^2/s"),
        ("crystallisation.prefactor", "1e32", "1/s"),
        ("reaction.enthalpy", "-12000", "kJ/mol"),
        ("p", "0", "Pa"),
        ("modulus", "1.2", "TPa"),
        ("dT", "-105", "delta K"),
        ("share", "1e9", "1"),
        ("sigma", "1e-18", "S/m"),
        ("odd", "1e99", "W/m/K"),
    ],
)
def test_rare_values_that_can_be_are_taken(short, value, unit) -> None:
    read(short, value, unit)


@pytest.mark.parametrize(
    ("short", "unit", "message"),
    [
        ("Li.D.energy", "cm^2/s", "'cm^2/s' is no unit of an activation energy"),
        ("Li.D.energy", "kJ", "expected 'kJ/mol' or 'eV'"),
        ("Li.site_concentration", "kg/m^3", "is no unit of a site concentration"),
        ("molar_volume", "cm^3", "expected 'cm^3/mol' or 'm^3/mol'"),
    ],
)
def test_an_id_that_names_a_quantity_has_its_dimension(short, unit, message) -> None:
    with pytest.raises(RecordError) as caught:
        read(short, "1", unit)
    assert str(caught.value).startswith("p.toml, record.")
    assert ".unit: " in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("valid", "message"),
    [
        ('T = ["298 K", "1273000 K"]', "valid.T: '1.273e+06 K' cannot be"),
        ('p_O2 = ["-1 Pa", "1 bar"]', "valid.p_O2: the lower end '-1 Pa' is below 0, where p_O2 never is"),
        ("ratio = [-0.1, 1]", "valid.ratio: the lower end -0.1 is below 0"),
        ('ratio = ["0.9 mol/L", "1 mol/L"]', "valid.ratio: got '0.9 mol/L'"),
        ('c = ["1 mol/L", "1e9 mol/L"]', "valid.c: '1e+09 mol/L' cannot be: a concentration lies within"),
    ],
)
def test_ranges_that_cannot_be_are_refused(valid, message) -> None:
    with pytest.raises(RecordError) as caught:
        read("D", "1e-14", "m^2/s", f"valid = {{ {valid} }}\n")
    assert message in str(caught.value)


def test_a_value_within_its_limits_is_not_told() -> None:
    assert implausible("Li.D.energy", 0.34, "eV", 32805.0, "J/mol") is None


def test_every_shipped_file_of_parameters_is_plausible() -> None:
    files = [*ROOT.glob("plugins/*/parameters.toml"), *ROOT.glob("materials/*/*/parameters.toml")]
    assert len(files) >= 4
    assert {one.state for one in host().records if one.distribution == "annealkit"} == {"ok"}
