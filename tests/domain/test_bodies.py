"""What bodies take and refuse, and the formulas behind their density."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

import annealkit as ak
from annealkit.domain.formula import atoms, molar_mass
from annealkit.errors import InputError, UnitError

GRAIN = ak.Particle(diameter="10 um")


# -- sizes and shapes ---------------------------------------------------------------------------------


def test_a_diameter_and_a_radius_tell_the_same_particle() -> None:
    assert ak.Particle(radius="5 um") == GRAIN
    assert (GRAIN.diameter, GRAIN.radius) == (pytest.approx(1e-5), pytest.approx(5e-6))
    assert GRAIN.volume == pytest.approx(4 / 3 * math.pi * 5e-6**3)
    assert ak.Fiber(diameter="1 mm") == ak.Fiber(radius="0.5 mm")


def test_each_body_has_its_shape_and_reach() -> None:
    found = {one.shape: one.span for one in (ak.Film("1 um"), ak.Fiber(radius="2 um"), ak.Particle(radius="3 um"))}
    assert found == {"planar": 1e-6, "cylinder": 2e-6, "sphere": 3e-6}
    assert ak.Wafer("1 mm").span == 0.5e-3


def test_a_particle_shows_the_gas_its_diameter_and_a_powder_the_form_of_a_bed() -> None:
    alone, bed = GRAIN.openings["outer"], ak.Powder(GRAIN).openings["outer"]
    assert (alone.form, alone.length, alone.area) == ("sphere", pytest.approx(1e-5), pytest.approx(GRAIN.surface))
    assert (bed.form, bed.length) == ("bed", pytest.approx(1e-5))


def test_only_what_touches_something_has_a_contact() -> None:
    assert set(GRAIN.openings) == {"outer"}
    on_silica = ak.Particle(diameter="10 um", contact=["SiO2", ("Pt", "100 nm")]).openings["contact"]
    assert (on_silica.kind, on_silica.side, len(on_silica.substrate)) == ("substrate", "outer", 2)
    assert set(ak.Powder(GRAIN, container="MgO").openings) == {"outer", "contact"}


def test_units_of_a_powder_are_read() -> None:
    bed = ak.Powder(GRAIN, mass="500 mg", flow="100 mL/min", depth="3 mm", density="4.8 g/cm^3")
    assert (bed.mass, bed.depth, bed.density) == (pytest.approx(5e-4), pytest.approx(3e-3), pytest.approx(4800))
    assert bed.flow == pytest.approx(101325 * 1e-4 / 60 / (8.31446261815324 * 298.15))
    assert ak.Powder(GRAIN, flow="100 sccm").flow == pytest.approx(bed.flow * 298.15 / 273.15)


def test_a_powder_takes_composition_and_coating_of_its_particle() -> None:
    grain = ak.Particle(diameter="1 um", composition={"Li": 1.05, "Co": 1}, coating=ak.Coating("X", "2 nm"))
    assert (ak.Powder(grain).composition, ak.Powder(grain).coating) == (grain.composition, ak.Coating("X", "2 nm"))


def test_descriptions_name_the_size_and_what_it_touches() -> None:
    assert ak.Particle(radius="5 um", contact="SiO2").describe() == "lone particle of 10 µm diameter, on SiO2"
    assert ak.Powder(GRAIN, mass="2 g", container="Al2O3").describe() == (
        "powder, 2 g of particles of 10 µm diameter in Al2O3"
    )
    assert ak.Wafer("1 mm", cut="Z").describe() == "1 mm Z-cut wafer, both faces in the gas"


# -- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: ak.Particle(), "Particle diameter, radius: neither was given; give one"),
        (lambda: ak.Particle(diameter="1 um", radius="1 um"), "both '1 um' and '1 um' were given; give one"),
        (lambda: ak.Particle(diameter="-1 um"), "Particle diameter: got '-1 um'"),
        (lambda: ak.Fiber(radius="0 um"), "Fiber radius: got '0 um'"),
        (lambda: ak.Particle(diameter="1 um", contact_fraction=0.1), "nothing touches the body"),
        (lambda: ak.Particle(diameter="1 um", contact="Pt", contact_fraction=1.5), "above 0 and at most 1"),
        (lambda: ak.Particle(diameter="1 um", contact="Pt", contact_fraction=0), "above 0 and at most 1"),
        (lambda: ak.Particle(diameter="1 um", composition="LiCoO2"), "Particle composition: 'LiCoO2' was given"),
        (lambda: ak.Powder("10 um"), "Powder particle: '10 um' was given; expected the particle"),
        (lambda: ak.Powder(ak.Particle(diameter="1 um", contact="Pt")), "give container= of the Powder instead"),
        (lambda: ak.Powder(GRAIN, mass="-1 g"), "Powder mass: '-1 g' was given; expected a mass above zero"),
        (lambda: ak.Powder(GRAIN, mass="0 g"), "Powder mass: '0 g' was given"),
        (lambda: ak.Powder(GRAIN, flow="-1 sccm"), "Powder flow: got '-1 sccm'; expected a flow above zero"),
        (lambda: ak.Powder(GRAIN, depth="0 mm"), "Powder depth: got '0 mm'"),
        (lambda: ak.Powder(GRAIN, density="0 g/cm^3"), "Powder density: '0 g/cm^3' was given"),
        (lambda: ak.Powder(GRAIN, contact_fraction=0.1), "container='Al2O3', or leave contact_fraction out"),
        (lambda: ak.Film("1 um", area="-1 cm^2"), "Film area: '-1 cm^2' was given"),
        (lambda: ak.Wafer("1 mm", cut=3), "Wafer cut: 3 was given"),
    ],
)
def test_values_that_make_no_sense_are_refused_by_name(make: Callable[[], object], told: str) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: ak.Particle(diameter=1e-5), "Particle diameter"),
        (lambda: ak.Powder(GRAIN, mass="1 mL"), "Powder mass"),
        (lambda: ak.Powder(GRAIN, flow="1 g"), "Powder flow"),
        (lambda: ak.Powder(GRAIN, density="5"), "Powder density"),
        (lambda: ak.Particle(diameter="1 um", contact="Pt", contact_fraction="1 mm"), "Particle contact_fraction"),
    ],
)
def test_wrong_units_are_refused_by_name(make: Callable[[], object], field: str) -> None:
    with pytest.raises(UnitError, match=field):
        make()


# -- formulas -----------------------------------------------------------------------------------------


def test_formulas_are_counted_and_weighed() -> None:
    assert atoms("Li7La3Zr2O12") == {"Li": 7, "La": 3, "Zr": 2, "O": 12}
    assert atoms("LiNi0.8Mn0.1Co0.1O2") == {"Li": 1, "Ni": 0.8, "Mn": 0.1, "Co": 0.1, "O": 2}
    assert molar_mass({"Li": 1, "Co": 1, "O": 2}) == pytest.approx(97.871e-3, rel=1e-5)


@pytest.mark.parametrize("text", ["LCO", "NCM", "lithia", "LiCoO2 film", "", "Xx2O3"])
def test_text_that_is_no_formula_is_none(text: str) -> None:
    assert atoms(text) is None
