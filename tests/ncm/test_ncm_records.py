"""The four catalogue entries, and the records they stand on."""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Callable
from importlib.resources import files

import numpy as np
import pytest
from attrs import evolve

import annealkit as ak
from annealkit.api import Face, Law, Material
from annealkit.domain.formula import molar_mass
from annealkit.validation import load_cases
from annealkit_materials import ncm

Laws = Callable[[Material], dict[str, Law]]
# What no source was read for: parts of the ids of such records, for every composition.
UNREAD = ("grain", "surface.area", "activity", "intrinsic", "mixing.least", "mixing.slope", "mixing.rate", "exponent")


def test_one_description_gives_four_materials(four: dict[str, Material]):
    assert list(four) == ["NCM111", "NCM523", "NCM622", "NCM811"]
    for name, material in four.items():
        metals = [material.start[metal] for metal in ("Ni", "Co", "Mn")]
        assert sum(metals) == pytest.approx(1.0)
        digits = [int(digit) for digit in name.removeprefix("NCM")]
        assert metals == pytest.approx([digit / sum(digits) for digit in digits])
        assert material.start_ratio("Li") == pytest.approx(1.0)
        assert {record.key.partition(".")[0] for record in material.book.records.values()} == {name}


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("NMC811", "NCM811"),
        ("nmc532", "NCM523"),
        ("LiNi0.8Co0.1Mn0.1O2", "NCM811"),
        ("LiNi0.6Mn0.2Co0.2O2", "NCM622"),
        ("NMC111", "NCM111"),
    ],
)
def test_the_names_in_use_are_known(alias: str, name: str):
    assert ak.Anneal(material=alias, body=ak.Particle(diameter="10 um"), atmosphere="O2", schedule="400 degC; hold 1 h")
    from annealkit.catalogue import as_material

    assert as_material(alias).name == name


def test_density_is_the_site_concentration_times_the_molar_mass(four: dict[str, Material]):
    for material in four.values():
        formula = {"Li": 1.0, "O": 2.0, **{metal: material.start[metal] for metal in ("Ni", "Co", "Mn")}}
        expected = material["Li.site_concentration"].value * molar_mass(formula)
        assert material["density"].value == pytest.approx(expected, rel=2e-3), material.name


def test_ncm811_is_its_unit_cell(ncm811: Material):
    cell = np.sqrt(3) / 2 * 2.871e-10**2 * 14.20e-10
    assert ncm811["Li.site_concentration"].value == pytest.approx(3 / cell / 6.02214076e23, rel=1e-3)


def test_records_refer_to_those_of_their_own_composition(four: dict[str, Material]):
    assert four["NCM811"]["density"].derived_from == ("NCM811.Li.site_concentration",)
    for material in four.values():
        known = {record.key for record in material.book.records.values()}
        for record in material.book.records.values():
            assert {*record.derived_from, *record.correlated} <= known, record.key


def test_the_tracer_energy_was_measured_for_one_composition_only(four: dict[str, Material]):
    bases = {name: material["Li.D.tracer.energy"].basis for name, material in four.items()}
    assert bases == {"NCM111": "measured", "NCM523": "assumed", "NCM622": "assumed", "NCM811": "assumed"}
    measured = four["NCM111"]["Li.D.tracer.energy"]
    assert measured.value == pytest.approx(82.0e3, rel=1e-3)
    assert measured.uncertainty is not None
    assert measured.uncertainty.deviation == pytest.approx(2.9e3, rel=1e-2)


def test_what_was_never_read_ships_as_assumed(four: dict[str, Material]):
    for material in four.values():
        unread = [short for short in material.book if any(part in short for part in UNREAD)]
        assert len(unread) >= 8
        assert {material[short].basis for short in unread} == {"assumed"}


def test_every_record_says_where_it_comes_from_and_cites_no_guide(four: dict[str, Material]):
    cited: set[str] = set()
    for material in four.values():
        for short, record in material.book.records.items():
            assert record.where, short
            assert record.sources or record.basis == "assumed", short
            cited |= set(record.sources)
        cited |= {key for one in material.book.points.values() for key in one.sources}
    sources = four["NCM811"].book.sources
    observed = {key for case in load_cases("annealkit_materials.ncm").values() for key in case.sources}
    assert cited | observed == set(sources)
    assert not [key for key in cited if "kintek" in sources[key].bibtex.lower()]


def test_fits_of_cells_that_are_no_concentration_are_kept_out(four: dict[str, Material]):
    """63,104 and 35,380 mol/m³ are parameters of cells, not of oxides; 0.09 eV and 421 K are of another material."""
    for material in four.values():
        for record in material.book.records.values():
            assert record.value not in (63104.0, 35380.0), record.key


def test_the_rate_of_rock_salt_is_the_reading_it_says(ncm811: Material):
    """A tenth in five hours at 600 °C."""
    assert ncm811["rocksalt.rate"].value == pytest.approx(-np.log(0.9) / 18000, rel=1e-2)
    assert ncm811["rocksalt.healing.rate"].value == pytest.approx(np.log(100) / 10800, rel=1e-2)
    assert "ncm.V13" in ncm811["rocksalt.rate"].spent


def test_every_record_but_rivals_is_used_by_a_law(four: dict[str, Material], laws_of: Laws):
    for material in four.values():
        used = {key for law in laws_of(material).values() for key in law.records}
        unused = {short for short in material.book if material[short].key not in used}
        assert unused == ({"Li.hop.energy"} if material.name == "NCM111" else set())


def test_the_file_holds_what_the_four_books_hold(four: dict[str, Material]):
    text = (files("annealkit_materials.ncm") / "parameters.toml").read_text(encoding="utf-8")
    written = set(tomllib.loads(text)["record"])
    loaded = {
        f"{name}.{short}" if f"{name}.{short}" in written else short
        for name, material in four.items()
        for short in material.book
    }
    assert loaded == written


def test_every_default_is_offered_here_or_by_its_mechanism(ncm811: Material):
    face = Face("gas", None, "outer")
    offered = {
        (one.slot, one.name)
        for own in (
            ncm.annealkit_diffusivities(ncm811, "Li"),
            ncm.annealkit_activities(ncm811),
            ncm.annealkit_transformations(ncm811),
            ncm.annealkit_observables(ncm811),
            ncm.annealkit_resistances(ncm811, face),
        )
        for one in own
    }
    wanted = {(slot, name) for slot, names in ncm811.defaults.items() for name in names if slot != "Li.loss"}
    assert wanted <= offered
    assert offered - wanted == {
        ("Li.diffusivity", name) for name in ("tracer-vacancy", "electrochemical", "battery-model")
    }
    assert ncm811.defaults["Li.loss"] == ("vaporisation", "substrate")


def test_nothing_for_other_materials(ncm811: Material):
    other, face = evolve(ncm811, name="LiNiO2"), Face("gas", None, "outer", form="sphere", length=1e-5)
    assert not list(ncm.annealkit_diffusivities(other, "Li"))
    assert not list(ncm.annealkit_diffusivities(ncm811, "H"))
    assert not list(ncm.annealkit_activities(other))
    assert not list(ncm.annealkit_boundary_fluxes(other, face))
    assert not list(ncm.annealkit_transformations(other))
    assert not list(ncm.annealkit_resistances(other, face))
    assert not list(ncm.annealkit_observables(other))


def test_laws_survive_pickling_and_have_an_identity_each(ncm811: Material, laws_of: Laws):
    laws = laws_of(ncm811)
    identities = [law.identity for law in laws.values()]
    assert None not in identities
    assert len(set(identities)) == len(laws)
    names = {argument for law in laws.values() for argument in law.arguments}
    state = {name: np.array([0.5]) for name in names} | {"T": 900.0, "c": np.array([5e4]), "p_O2": 2e4, "p_CO2": 40.0}
    for name, law in laws.items():
        copy = pickle.loads(pickle.dumps(law))
        assert np.array_equal(copy.at(state), law.at(state)), name
