"""A gas that flows: Sherwood numbers, their limits, and the film they make over a face."""

from __future__ import annotations

from collections.abc import Callable as Function

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

from annealkit.api import Atmosphere, Face, Law, Material, R
from annealkit_vaporisation import annealkit_boundary_fluxes
from annealkit_vaporisation.film import VAPOURS
from annealkit_vaporisation.fluxes import book
from annealkit_vaporisation.place import Place
from annealkit_vaporisation.stream import POWER, Form, Stream, sherwood
from annealkit_vaporisation.transport import MOLAR_MASS

SCCM = 101325.0 * 1e-6 / (R * 273.15) / 60.0
LIOH = VAPOURS.index("LiOH")
FORMS: tuple[Form, ...] = ("plate", "sphere", "bed")


def _atmosphere(**more: float) -> Atmosphere:
    partial = {"O2": 21227.6, "H2O": 0.1}
    return Atmosphere("test", "test", partial, 101325.0, "N2", None, **more)


def _place(form: Form = "plate", length: float | None = None, *, boat: bool = False, flowing: bool = True) -> Place:
    return Place(form=form, length=length, flowing=flowing, boat=boat)


def _state(air: dict[str, float], **changed: float) -> dict[str, np.ndarray]:
    moving = {"boundary_layer": 0.0, "flow": 100 * SCCM, "tube": 0.04, "boat": 0.0, "bed": 0.0, "swept": 0.0}
    return {name: np.asarray(value) for name, value in (air | moving | changed).items()}


def _stream(form: Form, length: float) -> Stream:
    stream = _place(form, length).film(book()).stream
    assert stream is not None
    return stream


# -- the correlations ------------------------------------------------------------------------------------------------


def _blasius() -> float:
    """f''(0) of f''' + f f''/2 = 0, f(0) = f'(0) = 0, f'(inf) = 1."""

    def end(slope: float) -> float:
        found = solve_ivp(lambda _, y: [y[1], y[2], -y[0] * y[2] / 2], (0, 10), [0, 0, slope], rtol=1e-9, atol=1e-11)
        return float(found.y[1, -1] - 1.0)

    return float(brentq(end, 0.1, 1.0, xtol=1e-9))


def _laminar(schmidt: float, slope: float) -> float:
    """Mean Sh/Re^(1/2) of a laminar plate from the boundary-layer equations themselves."""
    flow = solve_ivp(
        lambda _, y: [y[1], y[2], -y[0] * y[2] / 2, y[0]],
        (0, 12),
        [0, 0, slope, 0],
        rtol=1e-9,
        atol=1e-11,
        dense_output=True,
    )
    whole, _ = quad(lambda eta: np.exp(-schmidt / 2 * flow.sol(eta)[3]), 0, 12, limit=200)
    return 2 / whole


def test_the_plate_follows_from_the_boundary_layer_equations() -> None:
    """Blasius' slope is 0.332, twice of it the mean; Sc^(1/3) is good to 2 % of Pohlhausen's solution above 0.6."""
    slope = _blasius()
    factor = float(book()["flow.plate.factor"].value)
    assert 2 * slope == pytest.approx(factor, rel=1e-3)
    for schmidt in (0.6, 1.0, 3.0):
        assert factor * np.cbrt(schmidt) == pytest.approx(_laminar(schmidt, slope), rel=0.02)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("plate", 8 / np.pi + 0.664 * np.sqrt(150) * np.cbrt(1.3)),
        ("sphere", 2 + 0.6 * np.sqrt(150) * np.cbrt(1.3)),
        ("bed", 2 + 1.1 * 150**0.6 * np.cbrt(1.3)),
    ],
)
def test_published_forms(form: Form, expected: float) -> None:
    records = book().records
    still, factor = (float(records[f"flow.{form}.{what}"].value) for what in ("still", "factor"))
    assert sherwood(still, factor, POWER[form], 150.0, 1.3) == pytest.approx(expected, rel=1e-12)


def test_the_still_plate_is_a_disc_in_an_inert_plane() -> None:
    """A disc of radius a held at c in an inert plane loses 4 D a c; its mean Sh on the diameter is 8/π."""
    a = 0.7
    assert 4 * a / (np.pi * a**2) * 2 * a == pytest.approx(float(book()["flow.plate.still"].value), rel=1e-12)


# -- the numbers of a stream -----------------------------------------------------------------------------------------


def test_reynolds_and_schmidt_by_hand(air: dict[str, float]) -> None:
    """100 sccm of air in a 40 mm tube at 700 °C: 5 mm/s, ν 1.2e-4 m²/s, so Re is near 0.4 on 10 mm."""
    stream, s = _stream("plate", 0.01), _state(air)
    film = _place().film(book())
    pressures = {name.removeprefix("p_"): value for name, value in s.items() if name.startswith("p_")}
    per_metre = film.gas.resistance(s["T"], pressures, 0)
    reynolds, schmidt, number = stream.numbers(s, per_metre, 0)
    mass = (0.2095 * MOLAR_MASS["O2"] + 0.7905 * MOLAR_MASS["N2"]) / 1.0
    viscosity = float(stream.viscosity.mixed(s["T"], pressures, 0)[0])
    density = 101325.0 * mass / (R * 973.15)
    velocity = 100 * SCCM * R * 973.15 / 101325.0 / (np.pi * 0.02**2)
    assert velocity == pytest.approx(4.7e-3, rel=0.02)
    assert viscosity == pytest.approx(4.1e-5, rel=0.03)  # handbook: 4.1e-5 Pa s for air at 973 K
    assert reynolds == pytest.approx(velocity * density * 0.01 / viscosity, rel=1e-3)
    assert schmidt[LIOH] == pytest.approx(viscosity / density * per_metre[LIOH], rel=1e-3)
    assert number == pytest.approx(8 / np.pi + 0.664 * np.sqrt(reynolds) * np.cbrt(schmidt), rel=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_without_a_flow_the_limit_is_that_of_diffusion(form: Form, air: dict[str, float]) -> None:
    stream = _stream(form, 0.01)
    film = _place(form, 0.01).film(book())
    still = float(book()[f"flow.{form}.still"].value)
    flows = np.geomspace(1e-20, 1e-2, 45)
    s = _state(air) | {"flow": flows}
    thickness = stream.thickness(
        s, film.gas.resistance(s["T"], {n[2:]: v for n, v in s.items() if n[:2] == "p_"}, 1), 1
    )
    assert thickness[:, 0] == pytest.approx(0.01 / still, rel=1e-4)
    assert np.all(np.diff(thickness, axis=-1) < 0)
    # Smooth on the scale of the flow: no step of an eighth of a decade changes it by more than the correlation can.
    assert np.all(np.abs(np.diff(np.log(thickness), axis=-1)) < 0.6 * np.diff(np.log(flows)) * 1.001)


def test_a_fast_stream_thins_the_film_by_its_square_root(air: dict[str, float]) -> None:
    stream, film = _stream("plate", 0.01), _place().film(book())
    s = _state(air) | {"flow": np.array([1e3, 4e3])}
    thickness = stream.thickness(
        s, film.gas.resistance(s["T"], {n[2:]: v for n, v in s.items() if n[:2] == "p_"}, 1), 1
    )
    assert thickness[LIOH, 0] / thickness[LIOH, 1] == pytest.approx(2.0, rel=0.01)


def test_reynolds_does_not_depend_on_pressure(air: dict[str, float]) -> None:
    """The mass flow is given; density and velocity change inversely."""
    stream, film = _stream("plate", 0.01), _place().film(book())
    found = []
    for factor in (1.0, 1e-3):
        s = _state(air) | {name: np.asarray(factor * value) for name, value in air.items() if name.startswith("p_")}
        pressures = {n[2:]: v for n, v in s.items() if n[:2] == "p_"}
        found.append(stream.numbers(s, film.gas.resistance(s["T"], pressures, 0), 0))
    for first, second in zip(*found, strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-12)


# -- the film over a face --------------------------------------------------------------------------------------------


def test_a_still_sphere_has_the_shell_of_its_layer(air: dict[str, float]) -> None:
    """Steady diffusion through a shell of thickness δ around a radius r: k = D (1/δ + 1/r), exact."""
    radius, layer = 5e-6, 7e-3
    film = _place("sphere", 2 * radius, flowing=False).film(book())
    s = _state(air, boundary_layer=layer)
    pressures = {n[2:]: v for n, v in s.items() if n[:2] == "p_"}
    per_metre = film.gas.resistance(s["T"], pressures, 0)
    np.testing.assert_allclose(film.resistance(s, 0), per_metre / (1 / layer + 1 / radius), rtol=1e-12)


def test_the_particles_of_a_still_bed_have_sherwood_two(air: dict[str, float]) -> None:
    film = _place("bed", 10e-6, flowing=False).film(book())
    s = _state(air, boundary_layer=7e-3)
    pressures = {n[2:]: v for n, v in s.items() if n[:2] == "p_"}
    np.testing.assert_allclose(film.resistance(s, 0), 5e-6 * film.gas.resistance(s["T"], pressures, 0), rtol=1e-12)


def test_a_boat_is_a_still_layer_in_series(air: dict[str, float]) -> None:
    plain, sunk = (_place(boat=boat).film(book()) for boat in (False, True))
    s = _state(air, boat=5e-3)
    pressures = {n[2:]: v for n, v in s.items() if n[:2] == "p_"}
    deeper = plain.resistance(s, 0) + 5e-3 * plain.gas.resistance(s["T"], pressures, 0)
    np.testing.assert_allclose(sunk.resistance(s, 0), deeper, rtol=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_a_vacuum_has_no_film_even_where_another_gas_of_the_run_flows(form: Form, air: dict[str, float]) -> None:
    film = _place(form, 0.01, boat=True).film(book())
    nothing = dict.fromkeys((name for name in air if name.startswith("p_")), 0.0)
    with np.errstate(all="raise", under="ignore"):
        found = film.resistance(_state(air, flow=0.0, tube=0.0, **nothing), 0)
    assert not found.any()


def test_without_a_flow_the_given_layer_holds(air: dict[str, float]) -> None:
    """In a schedule that switches from a boundary layer to a flow one law serves both."""
    moving, resting = _place(length=0.01).film(book()), _place(length=0.01, flowing=False).film(book())
    s = _state(air, flow=0.0, tube=0.0, boundary_layer=7e-3)
    np.testing.assert_array_equal(moving.resistance(s, 0), resting.resistance(s, 0))


# -- the law ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def flowing(oxide: Function[..., Material]) -> Function[..., Law]:
    """Factory of the vaporisation law in a gas that flows."""

    def make(activity: float = 1e-6, face: Face | None = None, **overrides: object) -> Law:
        gas = _atmosphere(flow=100 * SCCM, tube=0.04)
        offered = annealkit_boundary_fluxes(oxide(activity, **overrides), gas, face or Face("gas", None, "outer"))
        law = {one.name: one.law for one in offered}["vaporisation"]
        assert law is not None
        return law

    return make


def test_a_law_reads_the_flow_and_its_records_only_where_some_gas_flows(
    flowing: Function[..., Law], flux: Function[..., Law]
) -> None:
    new = {"vaporisation.flow.length", "vaporisation.flow.plate.still", "vaporisation.flow.plate.factor"}
    assert set(flowing().records) - set(flux(1e-6).records) == new
    assert {"flow", "tube"} <= set(flowing().arguments)
    assert not {"flow", "tube", "boat", "T_source"} & set(flux(1e-6).arguments)
    assert flowing().identity != flux(1e-6).identity


def test_every_record_of_the_flow_moves_the_flux(flowing: Function[..., Law], air: dict[str, float]) -> None:
    for form in FORMS:
        face = Face("gas", None, "outer", form=form)
        base = flowing(face=face).at(_state(air))
        for name in ("flow.length", f"flow.{form}.still", f"flow.{form}.factor"):
            record = book()[name]
            changed = flowing(face=face, **{f"vaporisation.{name}": (2 * float(record.value), record.unit)})
            assert np.all(changed.at(_state(air)) != base), name


def test_the_body_tells_the_length(flowing: Function[..., Law], air: dict[str, float]) -> None:
    short = Face("gas", None, "outer", length=1e-3)
    assert "vaporisation.flow.length" not in flowing(face=short).records
    assert flowing(face=short).at(_state(air))[LIOH] > 5 * flowing().at(_state(air))[LIOH]


def test_more_flow_takes_more_and_never_more_than_free_evaporation(
    flowing: Function[..., Law], flux: Function[..., Law], air: dict[str, float]
) -> None:
    flows = np.geomspace(1e-8, 1e8, 33)
    taken = flowing().at(_state(air) | {"flow": flows})[LIOH]
    free = flux(1e-6, model="free-evaporation").at(air)[LIOH]
    assert np.all(np.diff(taken) > 0)
    assert taken[-1] < free
    assert taken[-1] > 0.9 * free


def test_100_sccm_is_near_the_preset_layer(
    flowing: Function[..., Law], flux: Function[..., Law], air: dict[str, float]
) -> None:
    """7 mm is assumed for a tube furnace at a gentle flow; the plate of 10 mm gives a layer of 3 to 4 mm."""
    ratio = flowing().at(_state(air))[LIOH] / flux(1e-6).at(air)[LIOH]
    assert 7 / 4 < ratio < 7 / 3


def test_batched_records_of_the_flow_equal_one_by_one(flowing: Function[..., Law], air: dict[str, float]) -> None:
    lengths = np.array([1.0, 10.0, 100.0])
    together = flowing(**{"vaporisation.flow.length": (lengths, "mm")}).at(_state(air) | {"c": np.full((3, 1), 4e4)})
    assert together.shape == (6, 3, 1)
    for i, length in enumerate(lengths):
        one = flowing(**{"vaporisation.flow.length": (float(length), "mm")}).at(_state(air, c=4e4))
        np.testing.assert_allclose(together[:, i, 0], one, rtol=1e-12)


# -- reduced pressure ------------------------------------------------------------------------------------------------


def test_diffusion_grows_as_the_gas_thins_until_evaporation_limits(
    flux: Function[..., Law], air: dict[str, float]
) -> None:
    """k_gas ∝ 1/p: the flux of Li2O rises inversely with pressure, then stands at Hertz and Knudsen's."""
    law, free = flux(1e-6), flux(1e-6, model="free-evaporation")
    factors = np.geomspace(1e-8, 1.0, 9)
    s = {name: np.asarray(value) for name, value in air.items()} | {"p_N2": factors * air["p_N2"]}
    s |= {name: factors * air[name] for name in ("p_O2", "p_H2O")}
    found, upper = law.at(s)[4], free.at(s)[4]
    assert found[-1] / found[-2] == pytest.approx(0.1, rel=0.01)
    assert found[0] == pytest.approx(upper[0], rel=1e-3)
    resistance = 1 / found - 1 / upper  # what the gas adds
    np.testing.assert_allclose(resistance / resistance[-1], factors, rtol=1e-6)
