"""The catalogue entry, the records it stands on, and what every law must do with them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from annealkit.api import Face, Law, Material
from annealkit_materials import hfo2

Laws = Callable[[Material], dict[str, Law]]
Film = Callable[..., Material]
SITE = 4.37e4

# What printed values in all sorts of units must be in SI.
SI = {
    "ald.growth_per_cycle": (1e-10, "m"),
    "crystallisation.thin.energy": (212.1e3, "J/mol"),
    "crystallisation.critical_thickness": (1e-9, "m"),
    "crystallisation.reciprocal.slope": (2.9e-6, "K m"),
    "crystallisation.dT_substrate": (0.0, "delta K"),
    "density.deposited": (9200.0, "kg/m^3"),
    "densification.deposition.time": (10800.0, "s"),
    "Hf.migration.energy": (2.1 * 1.602176634e-19 * 6.02214076e23, "J/mol"),
}
# Parts of the ids of numbers that nobody could look up: memory, or a choice without evidence.
UNREAD: tuple[str, ...] = (
    "density.deposited",
    "density.amorphous",
    "ald.",
    "Li.conductivity.",
    "Li.reach",
    "Li.D.amorphous",
)
UNREAD += ("contact.", "deposition.", "densification.energy", "islands.bare", "roughness.smooth", "dT_substrate")
# Records that no law reads: rivals, definitions, and what the core reads.
UNUSED = {"Hf.migration.energy", "crystallisation.enthalpy_of_20_nm", "molar_mass", "ald.growth_per_cycle"}
UNUSED |= {"state.amorphous", "state.crystalline"}


def test_catalogue(hafnia: Material) -> None:
    assert hfo2.ANNEALKIT_API == 1
    assert hafnia.name == "HfO2"
    assert "hafnia" in hafnia.aliases
    assert hafnia.start == {"Li": 0.0, "Hf": 1.0}
    assert hafnia.species["Li"].reference == SITE


def test_every_default_is_offered_and_every_slot_has_one(hafnia: Material) -> None:
    offered: dict[str, set[str]] = {}
    every: list[Any] = [
        *hfo2.annealkit_diffusivities(hafnia, "Li"),
        *hfo2.annealkit_transformations(hafnia),
        *hfo2.annealkit_observables(hafnia),
        *hfo2.annealkit_resistances(hafnia, Face("gas", None, "outer")),
    ]
    for one in every:
        offered.setdefault(one.slot, set()).add(one.name)
    assert set(hafnia.defaults) == set(offered)
    for slot, names in hafnia.defaults.items():
        assert set(names) <= offered[slot], slot


@pytest.mark.parametrize("record_id", SI)
def test_si_values(hafnia: Material, record_id: str) -> None:
    value, unit = SI[record_id]
    record = hafnia[record_id]
    assert record.value == pytest.approx(value, rel=1e-9)
    assert record.with_value((value, unit)).value == pytest.approx(value, rel=1e-9)


def test_every_record_says_where_it_comes_from(hafnia: Material) -> None:
    for short in hafnia.book:
        record = hafnia[short]
        assert record.where, short
        assert record.sources or record.basis in ("assumed", "calibrated"), short
        assert record.spent or record.basis not in ("calibrated", "fitted"), short


def test_what_nobody_could_look_up_ships_as_assumed(hafnia: Material) -> None:
    unread = [short for short in hafnia.book if any(part in short for part in UNREAD)]
    assert len(unread) >= 15
    assert {short: hafnia[short].basis for short in unread if hafnia[short].basis != "assumed"} == {}


def test_no_record_cites_a_guide_and_every_source_is_used(hafnia: Material) -> None:
    cited = {key for one in hafnia.book.records.values() for key in one.sources}
    assert cited <= set(hafnia.book.sources)
    bibliography = " ".join(one.bibtex.lower() for one in hafnia.book.sources.values())
    assert "guide" not in bibliography
    assert "kintek" not in bibliography


def test_what_is_calibrated_on_a_claim_is_no_default(hafnia: Material) -> None:
    calibrated = {short for short in hafnia.book if hafnia[short].basis == "calibrated"}
    assert calibrated == {
        "crystallisation.assisted.dT",
        "densification.calibrated.rate",
        "densification.calibrated.temperature",
    }
    on_claims = {short for short in hafnia.book if any("guide" in one for one in hafnia[short].spent)}
    assert on_claims == calibrated


def test_numbers_that_contradict_every_measurement_are_kept_out(hafnia: Material) -> None:
    """A computed barrier of 0.09 eV and its 421 K lie more than 200 K below every film that was looked at."""
    values = {short: float(hafnia[short].value) for short in hafnia.book}
    assert not [short for short, value in values.items() if value == pytest.approx(421.0)]
    barriers = [value for short, value in values.items() if short.endswith(".energy")]
    assert min(barriers) > 50e3


def test_what_is_derived_agrees_with_what_it_was_derived_from(hafnia: Material) -> None:
    def value(short: str) -> float:
        return float(hafnia[short].value)

    site = value("density.deposited") / value("molar_mass")
    assert value("Li.site_concentration") == pytest.approx(site, rel=1e-3)
    assert value("Li.conductivity.content") == pytest.approx(value("Li.ceiling") * value("Li.reach"))
    assert value("density.amorphous") * (1 + value("density.gain_on_crystallising")) == pytest.approx(9680, rel=1e-3)
    # Peak at 10 K/min of the film of 25 nm with the energy of cation migration, rounded to a power of ten.
    energy, peak, R = value("Hf.migration.energy"), 661.15, 8.31446261815324
    assert np.log10(energy / 6 / (R * peak**2) * np.exp(energy / (R * peak))) == pytest.approx(14, abs=0.1)


def test_every_record_is_used_by_a_law_but_those_that_say_so(hafnia: Material, laws_of: Laws) -> None:
    used = {key for law in laws_of(hafnia).values() for key in law.records}
    host = evolve(hafnia, name="host", start={"Li": 1.0, "Hf": 1.0})
    (uptake,) = hfo2.annealkit_interfaces(host, hafnia)
    assert uptake.isotherm is not None
    used |= set(uptake.isotherm.records)
    assert {short for short in hafnia.book if hafnia[short].key not in used} == UNUSED


def test_nothing_for_other_materials(hafnia: Material) -> None:
    other, face = evolve(hafnia, name="ZrO2"), Face("gas", None, "outer")
    assert list(hfo2.annealkit_diffusivities(other, "Li")) == []
    assert list(hfo2.annealkit_diffusivities(hafnia, "H")) == []
    assert list(hfo2.annealkit_transformations(other)) == []
    assert list(hfo2.annealkit_resistances(other, face)) == []
    assert list(hfo2.annealkit_observables(other)) == []
    assert list(hfo2.annealkit_interfaces(hafnia, other)) == []


# -- every law -------------------------------------------------------------------


def state(rows: int = 3) -> dict[str, np.ndarray]:
    """Profiles over four cells of ``rows`` runs."""
    spread = np.linspace(0.5, 1.5, rows)[:, None]
    return {
        "T": np.linspace(400.0, 1300.0, rows)[:, None],
        "c": SITE * np.linspace(0.0, 0.5, 4) * spread,
        "crystal_time": np.linspace(0.0, 1.2, 4) * spread,
        "pore_closing": np.linspace(0.0, 2.0, 4) * spread,
        "bond_making": np.linspace(1.0, 0.1, 4) * spread,
        "dx": np.array([0.2, 0.4, 0.6, 0.8]) * 1e-9,
        "depth": np.array([1.9, 1.6, 1.1, 0.4]) * 1e-9,
    }


def test_leading_axis_is_the_same_as_one_by_one(film: Film, laws_of: Laws) -> None:
    full = state()
    for name, law in laws_of(film(3)).items():
        together = np.asarray(law.at(full))
        for row in range(3):
            single = {key: value[row] if value.ndim == 2 else value for key, value in full.items()}
            assert together[row] == pytest.approx(np.asarray(law.at(single)), rel=1e-12), name


def test_a_batch_is_its_members_side_by_side(hafnia: Material, film: Film, laws_of: Laws) -> None:
    one = {key: value[1] if value.ndim == 2 else value for key, value in state().items()}
    records = {key: record for law in laws_of(film(3)).values() for key, record in law.records.items() if record.value}
    pairs = {key: np.array([1.0, 1.01]) * float(record.value) for key, record in records.items()}

    def laws(member: int | None) -> dict[str, Law]:
        chosen = {k: (v if member is None else float(v[member]), records[k].unit) for k, v in pairs.items()}
        return laws_of(evolve(hafnia.with_overrides(chosen), thickness=3e-9))

    batch = laws(None)
    for member in range(2):
        for name, law in laws(member).items():
            whole, alone = np.asarray(batch[name].at(one)), np.asarray(law.at(one))
            row = whole[member] if law.records else whole
            assert np.squeeze(row) == pytest.approx(np.squeeze(alone), rel=1e-12), name


def test_laws_survive_pickling_and_have_an_identity_each(film: Film, laws_of: Laws) -> None:
    laws = laws_of(film(3))
    told = {name: law.identity for name, law in laws.items()}
    assert None not in told.values()
    for name, law in laws.items():
        copy = pickle.loads(pickle.dumps(law))
        assert np.array_equal(copy.at(state()), law.at(state())), name
        assert copy.identity == law.identity
    # The densification's rate serves bonding too; an output is offered by every model of its slot.
    assert len(set(told.values())) == len(laws) - 2


def test_the_thickness_is_part_of_what_stores_know_a_law_by(film: Film, laws_of: Laws) -> None:
    thin, thick = laws_of(film(2)), laws_of(film(5))
    differ = {name for name in thin if thin[name].identity != thick[name].identity}
    models = ("JMAK", "JMAK-assisted", "JMAK-reciprocal")
    assert differ == {f"rate crystallisation {name}" for name in models} | {"O coverage"}


def test_a_film_of_no_thickness_stands_on_the_record(hafnia: Material, laws_of: Laws) -> None:
    key = "HfO2.thickness"
    law = laws_of(hafnia)["rate crystallisation JMAK"]
    assert key in law.records
    thicker = laws_of(hafnia.with_overrides({key: "20 nm"}))["rate crystallisation JMAK"]
    assert thicker(T=690.0) == laws_of(evolve(hafnia, thickness=20e-9))["rate crystallisation JMAK"](T=690.0)
    assert key not in laws_of(evolve(hafnia, thickness=20e-9))["rate crystallisation JMAK"].records
