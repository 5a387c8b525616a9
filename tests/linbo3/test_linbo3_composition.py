"""mol% Li2O at every door: exact at fixed Nb."""

from __future__ import annotations

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import Material
from annealkit.domain.composition import start_ratio
from annealkit.errors import InputError, UnitError
from annealkit_materials.linbo3.composition import antisites, percent, ratio


def test_content_and_ratio_are_inverse():
    r = np.linspace(0, 3, 31)
    assert ratio(percent(r) / 100) == pytest.approx(r)
    assert percent(1.0) == 50.0
    assert percent(0.95 / 1.011) == pytest.approx(48.44, abs=0.01)


def test_antisites_close_the_formula():
    """[Li(1−5x)Nb(x)V(4x)]NbO3: Li over Nb, and the vacancies of the congruent crystal."""
    x = np.array([0.0, 0.001, 0.01])
    assert antisites((1 - 5 * x) / (1 + x)) == pytest.approx(x)
    assert 4 * antisites(ratio(np.array([0.4844, 0.486, 0.494, 0.499]))) == pytest.approx(
        [0.041, 0.037, 0.016, 0.0027], abs=6e-4
    )


@pytest.mark.parametrize(
    ("composition", "expected"),
    [
        ({"Li2O": "48.62 mol%"}, 48.62 / 51.38),
        ({"Nb2O5": "51.38 mol%"}, 48.62 / 51.38),
        ({"Li2O": 0.4862}, 48.62 / 51.38),
        ({"Li2O": "48.62 mol%", "Nb2O5": "51.38 mol%"}, 48.62 / 51.38),
        ({"Li2O": "50 mol%"}, 1.0),
        ({"Li": 0.946, "Nb": 1}, 0.946),
        (None, 48.45 / 51.55),
    ],
)
def test_a_start_may_be_given_as_the_content_of_an_oxide(ln: Material, composition, expected: float):
    assert start_ratio(ln, "Li", composition) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("composition", "error", "told"),
    [
        ({"Li2O": 48.62}, InputError, "Did you mean '48.62 mol%'"),
        ({"Li2O": "48.62 mol%", "Nb": 1}, InputError, "'Nb' was given beside 'Li2O'"),
        ({"Li2O": "48.62 mol%", "Nb2O5": "50 mol%"}, InputError, "not to 1"),
        ({"Li2O": "48.62 g"}, UnitError, "expected a content"),
        ({"Li20": "48.62 mol%"}, Exception, "Li20"),
    ],
)
def test_a_content_that_cannot_be_is_refused(ln: Material, composition, error: type[Exception], told: str):
    with pytest.raises(error) as caught:
        start_ratio(ln, "Li", composition)
    assert told in str(caught.value)


def test_a_material_that_is_no_pair_of_oxides_says_so():
    with pytest.raises(InputError, match="not told as a mixture"):
        ak.Anneal(
            material="LiCoO2",
            body=ak.Film("500 nm", composition={"Li2O": "48 mol%"}),
            atmosphere="air",
            schedule="25 degC; hold 1 h",
        )


def test_an_off_congruent_start_is_told_in_every_scale():
    result = ak.Anneal(
        material="LN",
        body=ak.Wafer("0.5 mm", composition={"Li2O": "49.4 mol%"}),
        atmosphere="air",
        schedule="700 degC; hold 1 h",
        models={"Li.loss": []},
    ).run(rtol=1e-3, cells=10)
    assert result.manifest["start"] == pytest.approx(49.4 / 50.6)
    assert result.observed["Li2O_mol_percent"] == pytest.approx(49.4)
    content = result.dataset["Li2O_mol_percent"]
    assert content.dims == ("time", "depth")
    assert content.isel(time=0).to_numpy() == pytest.approx(49.4)


@pytest.mark.parametrize("cut", ["", " X", 3])
def test_a_cut_is_a_name(cut):
    with pytest.raises(InputError, match="Wafer cut"):
        ak.Wafer("1 mm", cut=cut)
