"""Resistance of the interface, and the calibrated loss."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit.api import Face, Law, Material
from annealkit_materials import licoo2

SITE = 5.15e4
R0 = 10.3e-4
AIR = 0.2095 * 101325.0
GAS = Face("gas", None, "outer")


@pytest.fixture(scope="module")
def parts(lco: Material) -> dict[str, Law]:
    return {one.name: one.law for one in licoo2.annealkit_resistances(lco, GAS)}


@pytest.fixture(scope="module")
def film() -> dict[str, np.ndarray | float]:
    """Four unequal cells of 500 nm, the last one at the face."""
    dx = np.array([200e-9, 150e-9, 100e-9, 50e-9])
    depth = dx[::-1].cumsum()[::-1] - dx / 2
    return {
        "T": 298.15,
        "p_O2": AIR,
        "dx": dx,
        "depth": depth,
        "eta": np.full(4, 60.0),
        "c": np.full(4, SITE),
    }


def test_an_unharmed_film_has_the_pristine_resistance(
    parts: dict[str, Law], film: dict[str, np.ndarray | float]
) -> None:
    assert parts["pristine"].at(film) == pytest.approx(R0)
    assert parts["deficient-layer"].at(film) == 0.0
    assert parts["secondary-phase"].at(film) == 0.0


def test_deficient_layer_counts_all_missing_lithium(parts: dict[str, Law], film: dict[str, np.ndarray | float]) -> None:
    x = np.array([0.98, 0.9, 1.1, 0.7])
    missing = 0.02 * 200e-9 + 0.1 * 150e-9 + 0.3 * 50e-9
    value = parts["deficient-layer"].at(film | {"c": SITE * x})
    assert value == pytest.approx(missing / 1e-5)


def test_ten_nanometres_double_the_pristine_resistance(
    parts: dict[str, Law], film: dict[str, np.ndarray | float]
) -> None:
    # 10 nm missing from 500 nm: x = 0.98 throughout.
    assert parts["deficient-layer"].at(film | {"c": np.full(4, 0.98 * SITE)}) == pytest.approx(10e-4)


@pytest.mark.parametrize(("T", "p_O2", "ratio"), [(298.15, AIR, 3.96 / 5.82), (973.15, 1.0, 1.164 / 1.94)])
def test_second_phase_covers_its_volume_fraction_at_the_face(
    parts: dict[str, Law], film: dict[str, np.ndarray | float], T: float, p_O2: float, ratio: float
) -> None:
    y = 0.3
    state = film | {"T": T, "p_O2": p_O2, "c": SITE * np.array([0.1, 0.2, 0.3, 1 - y])}
    f = y * ratio / (1 - y + y * ratio)
    assert parts["secondary-phase"].at(state) == pytest.approx(R0 / (1 - f) - R0, rel=1e-9)
    turned = {name: value[::-1] if isinstance(value, np.ndarray) else value for name, value in state.items()}
    assert parts["secondary-phase"].at(turned) == pytest.approx(R0 / (1 - f) - R0, rel=1e-9)


def test_second_phase_needs_disproportionation(parts: dict[str, Law], film: dict[str, np.ndarray | float]) -> None:
    state = film | {"c": np.full(4, 0.5 * SITE), "eta": np.zeros(4)}
    assert parts["secondary-phase"].at(state) == 0.0


def test_a_face_covered_whole_stays_finite(parts: dict[str, Law], film: dict[str, np.ndarray | float]) -> None:
    value = parts["secondary-phase"].at(film | {"c": np.zeros(4)})
    assert value == pytest.approx(R0 * 999.0)


def test_leading_axes(parts: dict[str, Law], film: dict[str, np.ndarray | float]) -> None:
    x = np.array([[1.0, 1.0, 1.0, 1.0], [0.99, 0.98, 0.9, 0.8], [0.9, 0.9, 0.9, 0.5]])
    eta = np.array([[0.2], [0.7], [60.0]]) * np.ones(4)
    for name in ("deficient-layer", "secondary-phase"):
        together = parts[name].at(film | {"c": SITE * x, "eta": eta})
        alone = [float(parts[name].at(film | {"c": SITE * x[row], "eta": eta[row]})) for row in range(3)]
        assert np.shape(together) == (3,)
        assert together == pytest.approx(alone, rel=1e-14)


def test_batch_of_a_record(lco: Material, film: dict[str, np.ndarray | float]) -> None:
    batch = lco.with_overrides({"LiCoO2.interface.pristine": (np.array([10.0, 20.0, 30.0]), "ohm cm^2")})
    laws = {one.name: one.law for one in licoo2.annealkit_resistances(batch, GAS)}
    state = film | {"c": np.full(4, 0.9 * SITE)}
    assert laws["pristine"].at(state) == pytest.approx([10e-4, 20e-4, 30e-4])
    value = np.asarray(laws["secondary-phase"].at(state))
    assert value / value[0] == pytest.approx([1.0, 2.0, 3.0])


@pytest.fixture(scope="module")
def loss(lco: Material) -> Law:
    (flux,) = licoo2.annealkit_boundary_fluxes(lco, GAS)
    assert flux.channels == ("first-order loss",)
    assert flux.bracket is None
    assert flux.law is not None
    return flux.law


# °C, m/s: as printed.
K_TABLE = [(400, 7e-19, 0.05), (500, 8e-16, 0.05), (550, 1.5e-14, 0.05), (600, 1.9e-13, 0.03)]
K_TABLE += [(650, 1.8e-12, 0.03), (700, 1.42e-11, 1e-9), (750, 9e-11, 0.05), (800, 4.8e-10, 0.03)]
K_TABLE += [(900, 8.8e-9, 0.02)]


@pytest.mark.parametrize(("celsius", "k", "tolerance"), K_TABLE)
def test_loss_coefficient(loss: Law, celsius: float, k: float, tolerance: float) -> None:
    assert loss(T=celsius + 273.15, c=SITE) / SITE == pytest.approx(k, rel=tolerance)


def test_loss_makes_the_claim_true_and_ends_with_the_lithium(loss: Law) -> None:
    rate = loss(T=973.15, c=SITE) / SITE / 500e-9
    assert 1 - np.exp(-rate * 1800) == pytest.approx(0.05, rel=5e-3)
    assert np.array_equal(loss(T=973.15, c=np.array([0.0, -1e-6])), [0.0, 0.0])
    assert loss(T=973.15, c=SITE / 3) == pytest.approx(loss(T=973.15, c=SITE) / 3)
