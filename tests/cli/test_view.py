"""The view of a result: what is read first, and how numbers are spelt."""

from __future__ import annotations

from types import SimpleNamespace

import pint
import pytest

from annealkit.result import view


@pytest.fixture
def quantity():
    return pint.get_application_registry().Quantity


@pytest.fixture
def result(quantity):
    verdict = SimpleNamespace(
        product="Co3O4",
        stable=True,
        margin=quantity(12.3, "kJ/mol"),
        margin_at=973.15,
        peak=0.06,
        amount=0.061,
        volume_fraction=0.055,
        depth=quantity(5e-7, "m"),
        detectable={"XRD": True, "Raman": False},
        onset={"XRD": quantity(5400.0, "s"), "Raman": None},
    )
    found = SimpleNamespace(
        earlier=(),
        sizes={},
        warnings=("3 % of space-time is outside a range",),
        lost={"Li": quantity(0.061, "")},
        budget={"Li": {"LiOH gas": quantity(0.001, ""), "substrate SiO2": quantity(0.06, "")}},
        bounds={"Li": (quantity(2.7e-5, ""), quantity(0.97, ""))},
        lone={"Li": None},
        limits={"Li": {"LiOH gas": {"evaporation": 0.96, "boundary layer": 0.04}}},
        phases=(verdict,),
        observed={"crystallised_fraction": 0.987},
        observables={"grain_size": quantity(3.2e-8, "m")},
        resistance={"pristine": quantity(8.6, "ohm*cm^2"), "total": quantity(10.5, "ohm*cm^2")},
        balance=SimpleNamespace(
            closure=3.2e-13, initial=quantity(2.0, "mol/m^2"), made={"sink": quantity(-0.02, "mol/m^2")}
        ),
        notes=("substrate-calibrated: calibrated on claim A3 <here>",),
        manifest={
            "start": 1.0,
            "observed_start": {"crystallised_fraction": 0.0},
            "observables_start": {"grain_size": {"value": 1e-8, "unit": "m"}},
            "resistance_start": {"pristine": 8.6e-4, "total": 8.6e-4},
        },
    )
    found.steps, found.total = (found,), found
    return found


def test_warnings_come_first(result):
    assert view.text(result).splitlines()[0] == "warning: 3 % of space-time is outside a range"


def test_everything_is_told_in_reading_order(result):
    told = view.text(result)
    parts = [
        "Li lost: 6.1 % of the initial amount",
        "between 2.7e-05 and 97 %",
        "LiOH gas",
        "Co3O4",
        "crystallised fraction: 98.7 %",
        "grain size: 3.2e-08 m",
        "interface resistance: 10.5",
        "pristine: 8.6",
        "mass balance closes to 3.2e-13",
        "note: substrate-calibrated",
    ]
    places = [told.find(one) for one in parts]
    assert -1 not in places, told
    assert places == sorted(places)


def test_the_budget_tells_shares_of_the_loss(result):
    (row,) = (one for one in view.text(result).splitlines() if "substrate SiO2" in one)
    assert row.split()[-3:] == ["0.06", "98.4", "%"]


def test_a_verdict_tells_who_sees_it_and_from_when(result):
    (row,) = (one for one in view.text(result).splitlines() if "Co3O4" in one)
    assert "from 1.5 h" in row
    assert "not seen" in row
    assert "500 nm" in row


def test_a_lone_particle_is_told_beside_its_powder(result, quantity):
    assert "lone particle" not in view.text(result)
    result.lone = {"Li": quantity(0.4, "")}
    result.manifest["assumed"] = ["The body takes body.powder.mass = 1 g (assumed)."]
    told = view.text(result).splitlines()
    assert "  a lone particle in the same gas loses 40 %" in told
    assert "note: The body takes body.powder.mass = 1 g (assumed)." in told
    assert "Li per metal, lone particle" in view.summary(result)
    assert "body.powder.mass" in view.summary(result)


def test_a_gain_is_called_a_gain(result, quantity):
    result.lost = {"Li": quantity(-2.9e-4, "")}
    assert "Li gained: 0.00029 of the initial amount" in view.text(result)


def test_no_bracket_no_line(result):
    result.bounds = {"Li": None}
    assert "between" not in view.text(result)


def test_nothing_lost_has_no_shares(result, quantity):
    result.lost = {"Li": quantity(0.0, "")}
    result.budget = {"Li": {"LiOH gas": quantity(0.0, "")}}
    assert "LiOH gas" in view.text(result)


def test_text_is_plain(result):
    assert "\x1b" not in view.text(result)


def test_html_escapes_what_plugins_say(result):
    told = view.html(result)
    assert told.startswith("<pre>")
    assert "&lt;here&gt;" in told


def test_numbers_keep_four_digits_and_their_unit(quantity):
    assert view.number(quantity(147.03, "ohm*cm^2")) == "147 Ω·cm²"
    assert view.number(quantity(0.5, "")) == "0.5"


def test_summary_sets_before_beside_after(result):
    told = view.summary(result)
    cells = [[cell.strip() for cell in one.split("  ") if cell.strip()] for one in told.splitlines()]
    rows = {one[0]: one[1:] for one in cells if one}
    assert told.startswith("warning: 3 %")
    assert rows["Li per metal"] == ["1", "0.939"]
    assert rows["crystallised fraction"] == ["0 %", "98.7 %"]
    assert rows["interface resistance, total"] == ["8.6 Ω·cm²", "10.5 Ω·cm²"]


def test_what_was_there_at_the_start_is_said_so(result, quantity):
    result.phases[0].onset["XRD"] = quantity(0.0, "s")
    assert "from the start" in view.text(result)
