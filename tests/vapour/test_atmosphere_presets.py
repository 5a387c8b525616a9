"""The presets of the atmospheres plugin against the contract's table."""

from __future__ import annotations

import pytest

import annealkit_atmospheres
from annealkit.api import Atmosphere
from annealkit_atmospheres.catalogue import book

ATM = 101325.0


@pytest.fixture(scope="module")
def gases() -> dict[str, Atmosphere]:
    return {one.name: one for one in annealkit_atmospheres.annealkit_atmospheres()}


def test_names_and_aliases(gases: dict[str, Atmosphere]) -> None:
    names = {name: one.aliases for name, one in gases.items()}
    assert names == {
        "air": (),
        "oxygen": ("O2",),
        "nitrogen": ("N2",),
        "argon": ("Ar",),
        "vacuum": (),
        "Li2O-rich": ("lithia",),
        "source": (),
    }
    folded = [name.casefold() for one in gases.values() for name in (one.name, *one.aliases)]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize(
    ("name", "O2", "N2", "Ar", "CO2"),
    [
        ("air", 0.2095 * ATM, (1 - 0.2095) * ATM - 40.1, 0, 40),
        ("oxygen", ATM - 0.1, 0, 0, 0),
        ("nitrogen", 1.0, ATM - 1.1, 0, 0),
        ("argon", 1.0, 0, ATM - 1.1, 0),
        ("Li2O-rich", 0.2095 * ATM, (1 - 0.2095) * ATM - 0.1, 0, 0),
        ("source", 0.2095 * ATM, (1 - 0.2095) * ATM - 0.1, 0, 0),
    ],
)
def test_one_atmosphere_gases(
    gases: dict[str, Atmosphere], name: str, O2: float, N2: float, Ar: float, CO2: float
) -> None:
    one = gases[name]
    expected = {"O2": O2, "N2": N2, "Ar": Ar, "H2O": 0.1, "CO2": CO2}
    assert one.pressures == pytest.approx(expected, rel=1e-12, abs=1e-9)
    assert sum(one.pressures.values()) == pytest.approx(ATM, rel=1e-12)
    assert (one.total, one.boundary_layer) == pytest.approx((ATM, 7e-3))
    assert one.source == (1.0 if name == "Li2O-rich" else 0.0)
    assert not one.is_vacuum


def test_vacuum_is_its_residual_gas(gases: dict[str, Atmosphere]) -> None:
    vacuum = gases["vacuum"]
    assert vacuum.is_vacuum
    assert vacuum.boundary_layer is None
    assert vacuum.total == pytest.approx(1.01e-4)
    assert vacuum.pressures == pytest.approx({"O2": 1e-4, "H2O": 1e-6, "N2": 0, "Ar": 0, "CO2": 0})


def test_every_number_is_an_assumed_record(gases: dict[str, Atmosphere]) -> None:
    used = {record.key for one in gases.values() for record in (*one.records.values(), *one.reserve.values())}
    assert used == {f"atmospheres.{name}" for name in book()}
    for one in gases.values():
        assert {record.basis for record in one.records.values()} == {"assumed"}
        assert next(iter(one.records)) == "H2O"
        for gas, value in one.partial.items():
            assert one.records[gas].value == value
        assert ("boundary_layer" in one.records) == (one.boundary_layer is not None)
        assert all(record.note for record in one.records.values())


def test_calls_are_equal(gases: dict[str, Atmosphere]) -> None:
    assert list(annealkit_atmospheres.annealkit_atmospheres()) == list(gases.values())
    assert annealkit_atmospheres.ANNEALKIT_API == 1
