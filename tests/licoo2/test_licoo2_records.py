"""The catalogue entry and the records it stands on."""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Callable
from importlib.resources import files

import numpy as np
import pytest
from attrs import evolve

from annealkit.api import Face, Law, Material
from annealkit.units import normal
from annealkit.validation import load_cases
from annealkit_materials import licoo2

# What printed values in all sorts of units must be in SI.
SI = {
    "Li.site_concentration": (5.15e4, "mol/m^3"),
    "molar_volume": (1.94e-5, "m^3/mol"),
    "Co3O4.reaction.enthalpy": (236.1e3, "J/mol"),
    "CoO.reaction.entropy": (79.1, "J/mol/K"),
    "Li.D.deficient.energy": (0.34 * 1.602176634e-19 * 6.02214076e23, "J/mol"),
    "disproportionation.prefactor": (3e7, "1/s"),
    "interface.pristine": (10.3e-4, "ohm m^2"),
    "interface.layer_conductivity": (1e-5, "S/m"),
    "Li.loss.coefficient": (1.42e-11, "m/s"),
}
# Parts of the ids of numbers that nobody could look up.
MEMORY = ("reaction.", "CoO.molar_volume", "detection.", "width", "layer_conductivity", "exponent")


def test_catalogue(lco: Material) -> None:
    assert licoo2.ANNEALKIT_API == 1
    assert lco.name == "LiCoO2"
    assert "LCO" in lco.aliases
    assert lco.start == {"Li": 1.0, "Co": 1.0}
    assert lco.species["Li"].reference == pytest.approx(5.15e4)
    assert lco.oxides == {"Li2O": 2}


def test_every_default_is_offered_here_or_is_a_mechanism_of_its_own_plugin(lco: Material) -> None:
    face = Face("gas", None, "outer")
    offered = [
        *licoo2.annealkit_diffusivities(lco, "Li"),
        *licoo2.annealkit_activities(lco),
        *licoo2.annealkit_transformations(lco),
        *licoo2.annealkit_phase_rules(lco),
        *licoo2.annealkit_resistances(lco, face),
        *licoo2.annealkit_observables(lco),
    ]
    here = [(one.slot, one.name) for one in offered]
    assert len(set(here)) == len(here)
    wanted = {(slot, name) for slot, names in lco.defaults.items() for name in names if slot != "Li.loss"}
    assert wanted <= set(here)
    # Which model a run uses that names none: these stay.
    assert lco.defaults["Li.diffusivity"] == ("vacancy",)
    assert lco.defaults["Li.activity"] == ("decomposition",)
    assert lco.defaults["host.phases"] == ("Co3O4", "CoO")
    assert lco.defaults["Li.loss"] == ("vaporisation", "substrate")


def test_the_calibrated_loss_is_offered_but_is_no_default(lco: Material) -> None:
    (flux,) = licoo2.annealkit_boundary_fluxes(lco, Face("gas", None, "outer"))
    assert (flux.slot, flux.name) == ("Li.loss", "first-order")
    assert flux.name not in lco.defaults["Li.loss"]
    assert "calibrated on guide claim A3; not a measurement" in flux.standing


@pytest.mark.parametrize("record_id", SI)
def test_si_values(lco: Material, record_id: str) -> None:
    value, unit = SI[record_id]
    assert lco[record_id].value == pytest.approx(value, rel=1e-9)
    assert normal(lco[record_id].unit) == normal(unit)


def test_every_record_says_where_it_comes_from(lco: Material) -> None:
    assert len(lco.book) >= 25
    for short in lco.book:
        record = lco[short]
        assert record.where, short
        assert record.sources or record.basis in ("assumed", "derived", "calibrated"), short
        assert bool(record.spent) == (record.basis in ("calibrated", "fitted")) or short.startswith("protons."), short


def test_what_was_never_read_ships_as_assumed(lco: Material) -> None:
    unread = [short for short in lco.book if any(part in short for part in MEMORY)]
    assert len(unread) >= 10
    assert {lco[short].basis for short in unread} == {"assumed"}


def test_no_record_cites_a_guide(lco: Material) -> None:
    in_cases = {key for one in load_cases("annealkit_materials.licoo2").values() for key in one.sources}
    cited = {key for one in (*lco.book.records.values(), *lco.book.points.values()) for key in one.sources}
    assert cited | in_cases == set(lco.book.sources)
    assert not [key for key in cited if "guide" in lco.book.sources[key].bibtex.lower()]


def test_the_calibrated_number_is_the_claim_solved_for_it(lco: Material) -> None:
    share, thickness, time = 0.05, 500e-9, 1800.0
    expected = -np.log(1 - share) * thickness / time
    assert lco["Li.loss.coefficient"].value == pytest.approx(expected, rel=5e-3)
    assert "A3" in lco["Li.loss.coefficient"].spent[0]
    assert lco["Li.loss.temperature"].value == pytest.approx(700 + 273.15)


def test_site_concentration_and_molar_volume_agree(lco: Material) -> None:
    cell = np.sqrt(3) / 2 * 2.82e-10**2 * 14.05e-10
    expected = 3 / cell / 6.02214076e23
    assert lco["Li.site_concentration"].value == pytest.approx(expected, rel=2e-3)
    assert lco["molar_volume"].value == pytest.approx(1 / expected, rel=2e-3)


def test_every_record_but_rivals_is_used_by_a_law_or_a_threshold(
    lco: Material, laws_of: Callable[[Material], dict[str, Law]]
) -> None:
    used = {key for law in laws_of(lco).values() for key in law.records}
    used |= {one.key for rule in licoo2.annealkit_phase_rules(lco) for one in rule.thresholds.values()}
    rivals = {short for short in lco.book if short.startswith("Li.D.battery_model.")}
    assert len(rivals) == 2
    others = {short for short in lco.book if short in rivals or short.startswith("protons.")}
    assert used == {lco[short].key for short in lco.book if short not in others}


def test_file_holds_what_is_loaded(lco: Material) -> None:
    text = (files("annealkit_materials.licoo2") / "parameters.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)["record"]) == set(lco.book)


def test_nothing_for_other_materials(lco: Material) -> None:
    other, face = evolve(lco, name="NCM"), Face("gas", None, "outer")
    assert list(licoo2.annealkit_diffusivities(other, "Li")) == []
    assert list(licoo2.annealkit_diffusivities(lco, "H")) == []
    assert list(licoo2.annealkit_activities(other)) == []
    assert list(licoo2.annealkit_boundary_fluxes(other, face)) == []
    assert list(licoo2.annealkit_transformations(other)) == []
    assert list(licoo2.annealkit_phase_rules(other)) == []
    assert list(licoo2.annealkit_resistances(other, face)) == []
    assert list(licoo2.annealkit_observables(other)) == []


def test_faces(lco: Material) -> None:
    def at(kind: str) -> tuple[int, int]:
        face = Face(kind, None, "outer")
        fluxes = list(licoo2.annealkit_boundary_fluxes(lco, face))
        parts = [one.name for one in licoo2.annealkit_resistances(lco, face)]
        return len(fluxes), len(set(parts) - {"protons"})

    assert {kind: at(kind) for kind in ("gas", "interface", "substrate")} == {
        "gas": (1, 3),
        "interface": (0, 3),
        "substrate": (0, 0),
    }


def test_laws_survive_pickling_and_have_an_identity_each(
    lco: Material, laws_of: Callable[[Material], dict[str, Law]]
) -> None:
    laws = laws_of(lco)
    identities = [law.identity for law in laws.values()]
    assert None not in identities
    assert len(set(identities)) == len(laws)
    state = {name: np.array([0.5]) for name in {argument for law in laws.values() for argument in law.arguments}} | {
        "T": 900.0,
        "c": np.array([5e4]),
        "p_O2": 100.0,
    }
    for name, law in laws.items():
        copy = pickle.loads(pickle.dumps(law))
        assert np.array_equal(copy.at(state), law.at(state)), name
        assert copy.identity == law.identity
