"""Lithium that the film takes from a host, and what it cannot exceed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from attrs import evolve

from annealkit.api import Law, Material, Species
from annealkit_materials import hfo2

Film = Callable[..., Material]
SITE = 4.37e4
HOST = 5.15e4


@pytest.fixture(scope="module")
def host() -> Material:
    from annealkit_materials import licoo2

    (material,) = licoo2.annealkit_materials()
    return material


def isotherm(host: Material, film: Material) -> Law:
    (found,) = hfo2.annealkit_interfaces(host, film)
    assert (found.species, found.partition, found.resistance) == ("Li", None, None)
    assert found.isotherm is not None
    return found.isotherm


def test_an_untouched_host_fills_a_fifth_of_the_ceiling(host: Material, film: Film) -> None:
    law = isotherm(host, film(2))
    assert float(np.squeeze(law(u=HOST))) == pytest.approx(0.2 * 2 * SITE, rel=1e-5)
    # c_max u/(u + u_half) with u_half = 4 u0.
    u = np.linspace(0.0, 2 * HOST, 9)
    assert law(u=u) == pytest.approx(2 * SITE * u / (u + 4 * HOST), rel=1e-5)


def test_there_is_a_ceiling_and_a_floor(host: Material, film: Film) -> None:
    law = isotherm(host, film(2))
    values = np.asarray(law(u=np.array([-1.0, 0.0, 1.0, HOST, 1e3 * HOST, 1e9 * HOST])))
    assert values[:2].tolist() == [0.0, 0.0]
    assert np.all(np.diff(values[1:]) > 0)
    assert values[-1] < 2 * SITE
    assert values[-1] == pytest.approx(2 * SITE, rel=1e-6)


@pytest.mark.parametrize("reach", [0.0, 0.05, 0.5, 1.0])
def test_any_reach_from_nothing_to_all(host: Material, film: Film, reach: float) -> None:
    law = isotherm(host, film(2, Li__reach=reach))
    assert float(np.squeeze(law(u=HOST))) == pytest.approx(2 * SITE * reach, rel=2e-6)


def test_the_hosts_own_start_sets_the_scale(host: Material, film: Film) -> None:
    half = evolve(host, start={"Li": 0.5, "Co": 1.0})
    assert float(np.squeeze(isotherm(half, film(2))(u=HOST / 2))) == pytest.approx(0.4 * SITE, rel=1e-5)
    assert isotherm(half, film(2)).identity != isotherm(host, film(2)).identity


def test_the_hosts_records_are_told(host: Material, film: Film) -> None:
    moved = host.with_overrides({"LiCoO2.Li.site_concentration": "5e4 mol/m^3"})
    law = isotherm(moved, film(2))
    assert law.records["LiCoO2.Li.site_concentration"].overridden
    assert float(np.squeeze(law(u=5e4))) == pytest.approx(0.4 * SITE, rel=1e-5)


def test_only_hosts_with_lithium_are_asked(host: Material, hafnia: Material) -> None:
    sodium = Species("Na", host["Li.site_concentration"], metal="Co", oxide="Na2O")
    assert list(hfo2.annealkit_interfaces(evolve(host, species={"Na": sodium}), hafnia)) == []
    assert list(hfo2.annealkit_interfaces(hafnia, hafnia)) == []
    assert list(hfo2.annealkit_interfaces(hafnia, host)) == []


# Share of the lithium of NCM (1.03e-2 mol/g) that the ceiling is, per thickness (nm) and area (m²/g), as printed.
@pytest.mark.parametrize(
    ("nanometres", "area", "percent"), [(1, 0.126, 0.11), (2, 0.3, 0.51), (5, 0.5, 2.1), (10, 0.3, 2.6)]
)
def test_the_ceiling_is_what_stoichiometry_allows(
    hafnia: Material, nanometres: float, area: float, percent: float
) -> None:
    taken = float(hafnia["Li.ceiling"].value) * float(hafnia["Li.site_concentration"].value) * nanometres * 1e-9 * area
    assert taken / 1.03e-2 * 100 == pytest.approx(percent, abs=0.6 * 10 ** (-1 if percent > 1 else -2))
