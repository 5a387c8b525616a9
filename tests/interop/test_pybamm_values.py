"""What an annealed body is in PyBaMM's words; closed forms, nothing of PyBaMM needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import annealkit as ak
from annealkit.errors import InputError, UnitError
from annealkit.interop.diffusion import PiecewiseLinear
from annealkit.interop.second import second_phases
from handed_over import BARE, FEW, MISSING, SITES, anneal, annealed, diffusivity_at

MAXIMUM = "Maximum concentration in positive electrode [mol.m-3]"
INITIAL = "Initial concentration in positive electrode [mol.m-3]"
EXCHANGE = "Positive electrode exchange-current density [A.m-2]"
DIFFUSIVITY = "Positive particle diffusivity [m2.s-1]"


def lost(result: ak.Result) -> float:
    return float(result.lost["Li"].m_as(""))


def test_a_particle_gives_its_radius_its_sites_and_what_is_left_on_them(particle: ak.Result) -> None:
    values = particle.to_pybamm()
    assert values["Positive particle radius [m]"] == pytest.approx(1e-6, rel=1e-12)
    assert values[MAXIMUM] == pytest.approx(SITES)
    assert 0.01 < lost(particle) < 0.9
    assert values[INITIAL] == pytest.approx(SITES * (1.0 - lost(particle)), rel=1e-6)
    assert "Contact resistance [Ohm]" not in values
    assert EXCHANGE not in values


def test_before_is_the_body_as_it_began(particle: ak.Result) -> None:
    values = particle.to_pybamm(when="before", resistance="contact", area="1 cm^2")
    assert values[INITIAL] == pytest.approx(SITES, rel=1e-12)
    assert values["Contact resistance [Ohm]"] == pytest.approx(BARE / 1e-4, rel=1e-12)


def test_the_lithium_of_a_film_is_on_the_sites_that_the_second_phase_left(film: ak.Result) -> None:
    """Co3O4 and CoO hold no lithium: there is less of the host, and it is fuller than the body as a whole."""
    values = film.to_pybamm()
    second = sum(one.amount for one in film.phases)
    assert 0 < second < lost(film) * (1 + 1e-6)
    assert values[MAXIMUM] == pytest.approx(SITES * (1.0 - second), rel=1e-9)
    assert values[INITIAL] == pytest.approx(SITES * (1.0 - lost(film)), rel=1e-6)
    assert "Positive particle radius [m]" not in values


def test_phases_count_by_the_metal_they_take_and_the_lithium_they_hold() -> None:
    shares = {"Li3NbO4": 0.1, "LiNb3O8": 0.2, "Li2CO3": 0.3, "glass": 0.05, "NbO2": 0.0}
    found = second_phases(shares, "Li", ["Nb"])
    assert {name: (one.share, one.held) for name, one in found.items()} == {
        "Li3NbO4": (0.1, 3.0),
        "LiNb3O8": (0.2, pytest.approx(1 / 3)),
        "glass": (0.05, 0.0),
    }


def test_resistance_is_in_series_with_the_cell_or_the_slope_of_its_kinetics(film: ak.Result) -> None:
    specific = BARE + MISSING * lost(film)
    in_series = film.to_pybamm(resistance="contact", area="2 cm^2")
    assert in_series["Contact resistance [Ohm]"] == pytest.approx(specific / 2e-4, rel=1e-6)
    exchange = film.to_pybamm(resistance="exchange-current")[EXCHANGE]
    step = 1e-6  # V
    current = 2 * exchange * np.sinh(96485.33212 * step / (2 * 8.314462618 * 298.15))
    assert step / current == pytest.approx(specific, rel=1e-6)


def test_diffusivity_is_that_of_the_filling_where_the_law_covers_room_temperature(particle: ak.Result) -> None:
    told = particle.to_pybamm()[DIFFUSIVITY]
    filling = np.linspace(0.0, 1.0, 33)
    np.testing.assert_allclose(told(filling, 298.15), diffusivity_at(filling), rtol=1e-9)
    assert float(told(np.array(1.5))) == pytest.approx(diffusivity_at(1.0), rel=1e-9)


def test_a_law_that_does_not_cover_room_temperature_leaves_the_diffusivity_to_the_host() -> None:
    result = ak.Anneal(material="LiCoO2", body=ak.Film("100 nm"), atmosphere="air", schedule="500 degC; hold 1 min")
    values = result.run(rtol=1e-2, cells=4).to_pybamm()
    assert DIFFUSIVITY not in values
    assert [one for one in values.notes if one.startswith("Diffusivity: the host's") and "365 to 400 K" in one]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_piecewise_linear_function_runs_through_its_points(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.sort(rng.random(7)), rng.random(7)
    s = np.concatenate([np.linspace(-1.0, 2.0, 301), x])
    np.testing.assert_allclose(PiecewiseLinear(x, y)(s), np.interp(s, x, y), rtol=0, atol=1e-13)


def test_a_stored_result_gives_the_same(particle: ak.Result, tmp_path: Path) -> None:
    again = ak.load(particle.save(tmp_path / "particle.nc"))
    asked = {"resistance": "contact", "area": "1 cm^2"}
    assert dict(again.to_pybamm(**asked)) == dict(particle.to_pybamm(**asked))
    assert again.to_pybamm(**asked).notes == particle.to_pybamm(**asked).notes


def test_of_a_sequence_before_is_its_begin(plain: None) -> None:
    last = ak.Sequence([anneal(ak.Film("1 um")), anneal(ak.Film("1 um"))]).run(**FEW)
    first = last.steps[0]
    left = [one.to_pybamm(when=when)[INITIAL] for one, when in ((last, "before"), (first, "after"), (last, "after"))]
    assert left[0] == pytest.approx(SITES)
    assert left[1] == pytest.approx(SITES * (1.0 - lost(first)), rel=1e-6)
    assert left[2] == pytest.approx(SITES * (1.0 - float(last.total.lost["Li"].m_as(""))), rel=1e-6)


def test_warnings_of_the_result_come_first_in_the_notes(film: ak.Result) -> None:
    notes = film.to_pybamm().notes
    assert film.warnings
    assert notes[: len(film.warnings)] == tuple(f"Warning: {one}" for one in film.warnings)
    assert any("left out" in one for one in notes)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"when": "later"}, "when: 'later' was given; expected 'before' or 'after'"),
        ({"resistance": "ohmic"}, "resistance: 'ohmic' was given; expected 'contact'"),
        ({"resistance": "contact"}, "area: nothing was given"),
        ({"area": "1 cm^2"}, "area: '1 cm\\^2' was given, but only resistance='contact' asks for it"),
        ({"resistance": "contact", "area": "0 cm^2"}, "expected an area above zero"),
    ],
)
def test_what_does_not_fit_together_is_refused(film: ak.Result, asked: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        film.to_pybamm(**asked)


def test_an_area_needs_its_unit(film: ak.Result) -> None:
    with pytest.raises(UnitError, match="area"):
        film.to_pybamm(resistance="contact", area=1.0)


def test_a_resistance_that_the_result_does_not_have_is_refused(plain: None) -> None:
    result = annealed(ak.Film("100 nm"), **{"interface.resistance": []})
    assert any("the result has none" in one for one in result.to_pybamm().notes)
    with pytest.raises(InputError, match="holds no total resistance"):
        result.to_pybamm(resistance="exchange-current")


def test_a_result_stored_without_what_is_needed_says_so(film: ak.Result) -> None:
    manifest = {key: value for key, value in film.manifest.items() if key != "room"}
    with pytest.raises(InputError, match="run the anneal again"):
        ak.Result(film.dataset, manifest).to_pybamm()


def test_handing_over_loads_none_of_the_codes(particle: ak.Result, tmp_path: Path) -> None:
    particle.save(tmp_path / "particle.nc")
    program = (
        "import json, sys, annealkit as ak; r = ak.load('particle.nc'); r.to_pybamm(); r.to_bpx(); "
        "print(json.dumps([one for one in ('pybamm', 'bpx', 'fipy', 'matplotlib') if one in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == []
