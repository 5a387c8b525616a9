"""The catalogue entry and the records it stands on."""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Callable
from importlib.resources import files

import numpy as np
from attrs import evolve

from annealkit.api import Face, Law, Material
from annealkit.validation import load_cases
from annealkit_materials import linbo3

PACKAGE = "annealkit_materials.linbo3"
#: Short ids that were never read in a source.
MEMORY = ("solvus.", "Curie.", "index.", "LiNb3O8.molar_volume", "Li3NbO4.molar_volume", "formation_enthalpy")
GAS = Face("gas", None, "outer")


def test_every_record_is_used(ln: Material, laws_of: Callable[[Material], dict[str, Law]]):
    used = {key for law in laws_of(ln).values() for key in law.records}
    used |= {one.key for rule in linbo3.annealkit_phase_rules(ln) for one in rule.thresholds.values()}
    assert used == {ln[short].key for short in ln.book}


def test_what_was_never_read_ships_as_assumed(ln: Material):
    unread = [short for short in ln.book if short.startswith(MEMORY) or short.endswith(MEMORY)]
    assert len(unread) == 21
    assert {ln[short].basis for short in unread} == {"assumed"}
    assert all("rom memory" in ln[short].note for short in unread if short != "index.wavelength")


def test_every_number_that_is_not_assumed_names_a_source(ln: Material):
    for short in ln.book:
        record = ln[short]
        assert record.note or record.where, short
        assert record.sources or record.basis == "assumed", short
    assert not any(ln[short].basis == "measured" for short in ln.book)


def test_what_was_spent_are_cases(ln: Material):
    cases = set(load_cases(PACKAGE))
    spent = {one.partition(":")[0] for short in ln.book for one in ln[short].spent}
    assert spent <= cases
    assert {"linbo3.V1", "linbo3.V2", "linbo3.V6", "linbo3.V7"} <= spent


def test_every_reference_is_cited(ln: Material):
    cited = {key for short in ln.book for key in ln[short].sources}
    cited |= {key for case in load_cases(PACKAGE).values() for key in case.sources}
    assert cited == set(ln.book.sources)


def test_numbers_that_are_wrong_are_kept_out(ln: Material):
    """A density of 4.30 g/cm³, a rhombohedral edge taken for c, and a set of Gibbs energies that cannot be."""
    site = float(ln["Li.site_concentration"].value)
    assert 4.55e6 < site * 147.85 < 4.70e6
    values = {float(ln[short].printed_value) for short in ln.book}
    assert not values & {4.30, 0.54952, -1264.33, 0.324193, -1849.11, 0.49260}
    surface = {2.8, 0.76, 0.53}
    energies = {float(ln[short].printed_value) for short in ln.book if ".D." in short and short.endswith("energy")}
    assert energies == {2.2, 1.33, 3.8}
    assert not energies & surface


def test_the_energy_of_diffusion_is_not_that_of_the_surface(ln: Material):
    """Both happen to be 2.2 eV; one is that of a reaction layer."""
    assert ln["Li.D.chemical.energy"].sources == ("LiNbO3Formation",)


def test_no_record_cites_a_guide(ln: Material):
    assert not [key for key, one in ln.book.sources.items() if "guide" in one.bibtex.lower()]


def test_calibrated_losses_are_no_defaults(ln: Material):
    offered = {one.name for one in linbo3.annealkit_boundary_fluxes(ln, GAS)}
    assert offered == {"constant flux", "wet-suppressed", "damaged-layer"}
    assert not offered & set(ln.defaults["Li.loss"])


def test_file_holds_what_is_loaded(ln: Material):
    text = (files(PACKAGE) / "parameters.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)["record"]) == set(ln.book)


def test_nothing_for_other_materials_or_other_faces(ln: Material):
    other = evolve(ln, name="LiTaO3")
    assert list(linbo3.annealkit_diffusivities(other, "Li")) == []
    assert list(linbo3.annealkit_diffusivities(ln, "H")) == []
    for hook in ("activities", "transformations", "phase_rules", "observables"):
        assert list(getattr(linbo3, f"annealkit_{hook}")(other)) == []
    assert list(linbo3.annealkit_boundary_fluxes(other, GAS)) == []
    assert list(linbo3.annealkit_boundary_fluxes(ln, Face("interface", None, "outer"))) == []


def test_laws_survive_pickling_and_have_an_identity_each(ln: Material, laws_of: Callable[[Material], dict[str, Law]]):
    laws = laws_of(ln)
    identities = [law.identity for law in laws.values()]
    assert None not in identities
    # The tracer is offered in both slots.
    assert len(set(identities)) == len(laws) - 1
    state = {name: np.array([0.5, 0.6]) for name in {argument for law in laws.values() for argument in law.arguments}}
    state |= {"T": 1200.0, "c": np.array([2.9e4, 2.8e4]), "p_H2O": 100.0}
    for name, law in laws.items():
        copy = pickle.loads(pickle.dumps(law))
        assert np.array_equal(copy.at(state), law.at(state)), name
        assert copy.identity == law.identity
