"""What can be asked for is known before a run, and is what the run gives."""

from __future__ import annotations

import pytest

import annealkit as ak
from annealkit.study.measurable import measurable
from annealkit.study.measures import measures
from annealkit.study.reading import measures_in, unit_of


def check(anneal: ak.Anneal) -> None:
    found = measures(anneal.run(rtol=1e-2, cells=4))
    assert {name: unit_of(found, name) for name in measures_in(found)} == measurable(anneal.built)


def test_the_names_and_units_of_a_film_are_those_of_its_result(film):
    check(film)


@pytest.mark.slow  # coated, and three more materials and bodies
@pytest.mark.parametrize(
    ("material", "body", "celsius"),
    [
        ("NCM811", ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")), 400),
        ("NCM811", ak.Powder(ak.Particle(diameter="10 um")), 500),
        ("LiNbO3", ak.Wafer("0.5 mm"), 1050),
        ("LiCoO2", ak.Film("500 nm", substrate="SiO2"), 600),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str | int) else str(value),
)
def test_so_are_those_of_other_bodies(material: str, body, celsius: int):
    schedule = f"25 degC -> {celsius} degC @ 20 K/min; hold 1 min"
    check(ak.Anneal(material=material, body=body, atmosphere="oxygen", schedule=schedule))
