"""Capacity, its share, the time of diffusion and the size of grains, against sums written out here."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit.api import Law, Material
from annealkit_materials import licoo2

SITE = 5.15e4
F = 96485.33212
R = 8.31446261815324
EV = 1.602176634e-19 * 6.02214076e23


@pytest.fixture(scope="module")
def read(lco: Material) -> dict[str, Law]:
    return {one.name: one.law for one in licoo2.annealkit_observables(lco)}


@pytest.fixture(scope="module")
def film() -> dict[str, np.ndarray]:
    """A micrometre, crystalline, stoichiometric."""
    return {
        "dx": np.array([0.4e-6, 0.3e-6, 0.2e-6, 0.1e-6]),
        "c": np.full(4, SITE),
        "eta": np.full(4, 60.0),
        "w": np.full(4, 20.0),
        "grain": np.full(4, 1e-7),
    }


def test_a_sound_film_holds_69_microampere_hours_a_square_centimetre_and_micrometre(
    read: dict[str, Law], film: dict[str, np.ndarray]
) -> None:
    assert float(read["capacity"].at(film)) / 3.6e-3 / 1e4 == pytest.approx(69.0, rel=2e-3)  # µA h, cm²
    assert read["capacity_share"].at(film) == pytest.approx(1.0, rel=1e-9)


def test_what_is_amorphous_or_an_oxide_of_cobalt_does_not_count(
    read: dict[str, Law], film: dict[str, np.ndarray]
) -> None:
    x = np.array([1.0, 0.9, 0.7, 1.2])
    w = np.array([0.0, 0.5, 1.0, 20.0])
    X = 1 - np.exp(-(w**1.5))
    y = np.maximum(0, 1 - x)
    share = np.sum(X * (1 - y) * film["dx"]) / film["dx"].sum()
    state = film | {"c": SITE * x, "w": w}
    assert read["capacity_share"].at(state) == pytest.approx(share, rel=1e-9)
    assert read["capacity"].at(state) == pytest.approx(F * 0.5 * SITE * 1e-6 * share, rel=1e-9)
    # Vacancies of a single phase are filled again by the cell.
    single = state | {"eta": np.zeros(4)}
    assert read["capacity_share"].at(single) == pytest.approx(np.sum(X * film["dx"]) / film["dx"].sum(), rel=1e-9)


def test_diffusion_takes_the_square_of_the_thickness_over_the_diffusivity(
    read: dict[str, Law], film: dict[str, np.ndarray]
) -> None:
    D = 0.25 * 2e-7 * np.exp(-0.34 * EV / (R * 298.15))
    time = float(read["diffusion_time"].at(film))
    assert time == pytest.approx(1e-12 / D, rel=1e-9)
    thin = film | {"dx": film["dx"] / 2}
    assert read["diffusion_time"].at(thin) == pytest.approx(time / 4, rel=1e-9)


def test_a_second_phase_is_gone_around(read: dict[str, Law], film: dict[str, np.ndarray]) -> None:
    sound = float(read["diffusion_time"].at(film))
    y, r = 0.3, 3.96 / 5.82
    f = y * r / (1 - y + y * r)
    state = film | {"c": np.full(4, SITE * (1 - y))}
    assert read["diffusion_time"].at(state) == pytest.approx(sound * (1 + f / 2) / (1 - f), rel=1e-9)
    empty = read["diffusion_time"].at(film | {"c": np.zeros(4)})
    assert np.isfinite(empty)
    assert empty > 1e3 * sound


def test_the_size_of_grains_is_their_mean(read: dict[str, Law], film: dict[str, np.ndarray]) -> None:
    sizes = np.array([1e-7, 5e-8, 0.0, -1e-20])
    expected = np.sum(np.maximum(sizes, 0) * film["dx"]) / 1e-6
    assert read["grain_size"].at(film | {"grain": sizes}) == pytest.approx(expected, rel=1e-12)


def test_leading_axes(read: dict[str, Law], film: dict[str, np.ndarray]) -> None:
    rows = film | {name: np.stack([film[name], 0.8 * film[name]]) for name in ("c", "w", "grain")}
    for name, law in read.items():
        both = np.asarray(law.at(rows))
        less = film | {key: 0.8 * film[key] for key in ("c", "w", "grain")}
        single = [float(law.at(one)) for one in (film, less)]
        assert both == pytest.approx(single, rel=1e-12), name
