"""A BPX document of the annealed electrode, alone and in a host's document."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import pytest

import annealkit as ak
from annealkit.errors import InputError
from bpx_host import HOST
from handed_over import SITES, diffusivity_at

POSITIVE = HOST["Parameterisation"]["Positive electrode"]
SURFACE, RADIUS = "Surface area per unit volume [m-1]", "Particle radius [m]"
RATE = "Reaction rate constant [mol.m-2.s-1]"


def positive(document: dict[str, Any]) -> dict[str, Any]:
    return document["Parameterisation"]["Positive electrode"]


def test_alone_it_is_a_fragment_that_says_so(film: ak.Result) -> None:
    document = film.to_bpx()
    assert document["Header"]["Model"] == "Partial"
    assert "a host must add the rest" in document["Header"]["Description"]
    assert set(document) == {"Header", "Parameterisation"}
    assert set(positive(document)) == {"Maximum concentration [mol.m-3]", "Diffusivity [m2.s-1]"}
    second = sum(one.amount for one in film.phases)
    assert positive(document)["Maximum concentration [mol.m-3]"] == pytest.approx(SITES * (1.0 - second), rel=1e-9)


def test_in_a_host_only_what_was_annealed_changes(particle: ak.Result) -> None:
    before = copy.deepcopy(HOST)
    document = particle.to_bpx(base=HOST)
    assert before == HOST
    assert document["Header"]["Title"] == HOST["Header"]["Title"]
    changed = {name for name, value in positive(document).items() if POSITIVE.get(name) != value}
    assert changed == {"Maximum concentration [mol.m-3]", RADIUS, SURFACE, "Diffusivity [m2.s-1]"}
    assert set(POSITIVE) - set(positive(document)) == {"Diffusivity activation energy [J.mol-1]"}
    rest = {name: part for name, part in document["Parameterisation"].items() if name != "Positive electrode"}
    assert rest == {name: part for name, part in HOST["Parameterisation"].items() if name != "Positive electrode"}


def test_the_volume_fraction_of_the_particles_stays_that_of_the_host(particle: ak.Result) -> None:
    own = positive(particle.to_bpx(base=HOST))
    assert own[RADIUS] == pytest.approx(1e-6)
    assert own[SURFACE] * own[RADIUS] == pytest.approx(POSITIVE[SURFACE] * POSITIVE[RADIUS], rel=1e-12)


def test_diffusivity_is_a_table_over_the_filling(particle: ak.Result) -> None:
    table = positive(particle.to_bpx())["Diffusivity [m2.s-1]"]
    assert table["x"][0] == 0.0
    assert table["x"][-1] == 1.0
    assert table["y"] == pytest.approx([diffusivity_at(x) for x in table["x"]])


def test_exchange_current_of_the_format_has_the_slope_of_the_resistance(film: ak.Result) -> None:
    """The format's j = 2 F K sqrt(x (1 − x)) sinh(Fη/2RT), at the reference concentration of the electrolyte."""
    filling, faraday = 0.3, 96485.33212
    constant = positive(film.to_bpx(resistance="exchange-current", stoichiometry=filling))[RATE]
    step = 1e-6  # V
    slope = 2 * faraday * constant * math.sqrt(filling * (1 - filling))
    current = slope * math.sinh(faraday * step / (2 * 8.314462618 * 298.15))
    assert step / current == pytest.approx(film.resistance["total"].m_as("ohm * m^2"), rel=1e-6)


def test_a_resistance_in_series_stands_under_what_the_user_defines(film: ak.Result) -> None:
    user = film.to_bpx(resistance="contact", area="10 cm^2")["Parameterisation"]["User-defined"]
    expected = film.resistance["total"].m_as("ohm * m^2") / 1e-3
    assert user == {"Contact resistance [Ohm]": pytest.approx(expected)}


def test_it_is_written_whole_and_read_as_a_host_again(particle: ak.Result, tmp_path: Path) -> None:
    base, made = tmp_path / "host.json", tmp_path / "made.json"
    base.write_text(json.dumps(HOST), encoding="utf-8")
    document = particle.to_bpx(made, base=base)
    assert json.loads(made.read_text(encoding="utf-8")) == document
    assert positive(particle.to_bpx(base=made)) == positive(document)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"resistance": "exchange-current"}, "stoichiometry: nothing was given"),
        ({"stoichiometry": 0.5}, "only resistance='exchange-current' asks for it"),
        ({"resistance": "exchange-current", "stoichiometry": 1.0}, "expected a number between 0 and 1"),
        ({"base": {"Header": {}}}, "base: it is no BPX document"),
        ({"base": {"Header": {}, "Parameterisation": {"Cell": {}}}}, "base: it has no 'Positive electrode'"),
        (
            {"base": {"Header": {}, "Parameterisation": {"Positive electrode": {"Particle": {"A": {}}}}}},
            "a blend of several particles",
        ),
        ({"base": "nowhere.json"}, "nowhere.json does not exist"),
        ({"path": "no/folder/made.json"}, "folder .* does not exist"),
    ],
)
def test_what_does_not_fit_is_refused(film: ak.Result, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        film.to_bpx(**asked)


def test_a_base_that_is_no_json_is_refused(film: ak.Result, tmp_path: Path) -> None:
    path = tmp_path / "host.json"
    path.write_text("Header: {}", encoding="utf-8")
    with pytest.raises(InputError, match="is not a JSON file"):
        film.to_bpx(base=path)


@pytest.mark.slow  # the extra interop
def test_the_schema_accepts_the_completed_document(particle: ak.Result) -> None:
    bpx = pytest.importorskip("bpx", reason="the schema of the format comes with the extra 'interop'")
    asked: dict[str, Any] = {"resistance": "exchange-current", "stoichiometry": 0.5}
    read = bpx.parse_bpx_obj(dict(particle.to_bpx(base=HOST, **asked)))
    assert read.parameterisation.positive_electrode.particle_radius == pytest.approx(1e-6)
    series = bpx.parse_bpx_obj(dict(particle.to_bpx(base=HOST, resistance="contact", area="1 cm^2")))
    assert series.parameterisation.user_defined is not None


@pytest.mark.slow  # the extra interop
def test_pybamm_reads_the_resistance_and_the_fraction_from_it(particle: ak.Result) -> None:
    pybamm = pytest.importorskip("pybamm", reason="needs the extra 'interop'")
    pytest.importorskip("bpx", reason="the schema of the format comes with the extra 'interop'")
    host = pybamm.ParameterValues.create_from_bpx_obj(copy.deepcopy(HOST))
    asked: dict[str, Any] = {"resistance": "exchange-current", "stoichiometry": 0.5}
    read = pybamm.ParameterValues.create_from_bpx_obj(dict(particle.to_bpx(base=HOST, **asked)))
    fraction = "Positive electrode active material volume fraction"
    assert read[fraction] == pytest.approx(host[fraction], rel=1e-12)
    sites = read["Maximum concentration in positive electrode [mol.m-3]"]
    exchange = read["Positive electrode exchange-current density [A.m-2]"](
        pybamm.Scalar(1000.0), pybamm.Scalar(0.5 * sites), pybamm.Scalar(sites), pybamm.Scalar(298.15)
    ).evaluate()
    own = particle.to_pybamm(resistance="exchange-current")["Positive electrode exchange-current density [A.m-2]"]
    assert float(exchange) == pytest.approx(own, rel=1e-6)
    series = particle.to_bpx(base=HOST, resistance="contact", area="1 cm^2")
    ohms = pybamm.ParameterValues.create_from_bpx_obj(dict(series))["Contact resistance [Ohm]"]
    assert ohms == pytest.approx(particle.resistance["total"].m_as("ohm * cm^2"))
