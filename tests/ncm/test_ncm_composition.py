"""Several metals fix the frame together."""

from __future__ import annotations

import pytest

import annealkit as ak
from annealkit.errors import InputError


def built(composition: dict[str, float] | None, material: str = "NCM811") -> ak.Anneal:
    body = ak.Particle(diameter="10 um", composition=composition)
    return ak.Anneal(material=material, body=body, atmosphere="O2", schedule="400 degC; hold 1 h")


def test_lithium_is_counted_against_the_sum_of_the_metals():
    assert built({"Li": 1.02, "Ni": 0.8, "Co": 0.1, "Mn": 0.1}).built.start == pytest.approx(1.02)
    assert built({"Li": 10.2, "Ni": 8, "Co": 1, "Mn": 1}).built.start == pytest.approx(1.02)
    assert built({"Li": 3.15, "Ni": 1, "Co": 1, "Mn": 1}, "NCM111").built.start == pytest.approx(1.05)
    assert built(None).built.start == pytest.approx(1.0)


def test_the_plan_says_against_what():
    assert "Li/(Ni+Co+Mn) = 1.02 (given)" in str(built({"Li": 1.02, "Ni": 0.8, "Co": 0.1, "Mn": 0.1}).plan())


def test_a_metal_that_is_missing_is_named_with_an_example():
    with pytest.raises(InputError, match=r"'Mn' is missing .* \{'Li': 1.02, 'Ni': 0.8, 'Co': 0.1, 'Mn': 0.1\}"):
        built({"Li": 1.02, "Ni": 0.8, "Co": 0.1})


def test_metals_in_another_ratio_are_another_material():
    with pytest.raises(InputError, match=r"Ni:Co:Mn = 0.6 : 0.2 : 0.2 was given, where NCM811 has 0.8 : 0.1 : 0.1"):
        built({"Li": 1.02, "Ni": 0.6, "Co": 0.2, "Mn": 0.2})
    assert built({"Li": 1, "Ni": 0.801, "Co": 0.0995, "Mn": 0.0995}).built.start == pytest.approx(1.0)


def test_a_metal_of_no_material_is_refused_with_the_nearest():
    with pytest.raises(ak.errors.UnknownNameError, match="Al"):
        built({"Li": 1.02, "Ni": 0.8, "Co": 0.1, "Al": 0.1})
