"""What passes through a coating, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

import annealkit as ak
from annealkit import laws, pde, plugins
from annealkit.pde.medium import Isotherm
from coats import BARRIER, D_COAT, HALF, ID, MOST, PARTITION, SITE, Coats, K, anneal, film

HOUR, THIN = 3600.0, 2e-9
#: Diffusion in the host so fast that it is uniform.
UNIFORM = {"Plain.diffusivity": "1e-8 m^2/s"}


def lost(built, time="1 h", cells=20, rtol=1e-4, engine="sundials"):
    """Lost share of the host's lithium, and the solution."""
    solution = built.problem(cells).solve([time], rtol=rtol, engine=engine)
    held = solution["Li"].balance.layers[0].initial
    return float(solution["Li"].crossed(0)[-1]) / held, solution


@pytest.mark.parametrize("coats", [("partition", "resistance")], indirect=True)
@pytest.mark.parametrize("shape", ["planar", pytest.param("cylinder", marks=pytest.mark.slow), "sphere"])
def test_a_uniform_body_loses_through_the_resistances_in_series(coats, shape):
    a, b = 5e-5, 5.5e-5  # m; the coating is thick, so that its curvature counts, and holds little beside the body
    layer, slow = ak.Coating("Coat", (b - a, "m")), {"Coat.partition": "1e-6", "Coat.diffusivity": "1e-8 m^2/s"}
    body = {
        "planar": ak.Film((a, "m"), coating=layer),
        "cylinder": ak.Fiber(radius=(a, "m"), coating=layer),
        "sphere": ak.Particle(radius=(a, "m"), coating=layer),
    }[shape]
    built = anneal(body, parameters={**slow, "Plain.diffusivity": "1e-4 m^2/s", "Coat.barrier": "1e9 s/m"}).built
    through = {"planar": b - a, "cylinder": a * np.log(b / a), "sphere": a * (1 - a / b)}[shape]
    power = {"planar": 0, "cylinder": 1, "sphere": 2}[shape]
    series = 1e9 + through / (1e-6 * 1e-8) + (a / b) ** power / K
    tau = a / (power + 1) * series
    found, _ = lost(built, time=(0.7 * tau, "s"), cells=10)
    # The coating holds 1e-6 of what the body does, and the diffusion in the body takes 1e-6 of the drive.
    assert found == pytest.approx(1 - np.exp(-0.7), rel=1e-4)


@pytest.mark.parametrize("coats", [()], indirect=True)
def test_a_thin_coating_that_hinders_nothing_leaves_the_loss_as_it_is(coats):
    bare = anneal(film(coating=None)).built.problem(10).solve(["1 h"], rtol=1e-4)["Li"].channels["outer"]["Li gas"][-1]
    # The coating takes 1e-5 of the drive, and holds 1e-5 of the lithium.
    body = film(coating=(1e-12, "m"))
    _, solution = lost(anneal(body, parameters={"Coat.diffusivity": "1e-17 m^2/s"}).built, cells=10)
    assert solution["Li"].channels["outer"]["Li gas"][-1] == pytest.approx(bare, rel=1e-4)


@pytest.mark.parametrize("coats", [("partition",)], indirect=True)
def test_a_tight_coating_takes_up_what_diffuses_into_it_and_passes_nothing(coats):
    built = anneal(models={"coating.Li.diffusivity": "tight"}, parameters=UNIFORM).built
    found, solution = lost(built, cells=60)
    into = 2 * PARTITION * SITE * np.sqrt(1e-25 * HOUR / np.pi)
    assert found == pytest.approx(into / (SITE * 1e-7), rel=1e-2)
    assert abs(solution["Li"].channels["outer"]["Li gas"][-1]) < 1e-10 * found * SITE * 1e-7


@pytest.mark.parametrize("coats", [("partition",)], indirect=True)
def test_a_loss_of_1e_12_is_resolved(coats):
    body, models = film("2 cm", closed=True), {"coating.Li.diffusivity": "tight"}
    found, solution = lost(anneal(body, models=models, parameters={"Coat.slow": "2e-29 m^2/s"}).built, cells=40)
    assert 1e-14 < found < 1e-11
    own = solution["Li"]
    coating = solution.operator.mesh.layer == 1
    held = float(own.change[-1, coating] @ solution.operator.mesh.volumes[coating])
    assert held == pytest.approx(found * SITE * 2e-2, rel=1e-9)
    assert own.balance.closure <= 1e-10


@pytest.mark.parametrize("coats", [("isotherm",)], indirect=True)
def test_a_buried_film_shares_with_its_coating_by_the_isotherm(coats):
    body = film("20 nm", coating="20 nm", closed=True)
    found, solution = lost(anneal(body, parameters={"Coat.diffusivity": "1e-18 m^2/s"}).built, time="20 h", cells=6)
    u = np.roots([1.0, HALF + MOST - SITE, -SITE * HALF]).max()  # u + MOST u/(u + HALF) = SITE
    assert found == pytest.approx(1 - u / SITE, rel=1e-5)
    coating = solution.operator.mesh.layer == 1
    inside = solution["Li"].concentration[-1, coating]
    assert inside == pytest.approx(MOST * u / (u + HALF), rel=1e-6)
    assert np.all(inside < MOST)


@pytest.mark.parametrize("coats", [("isotherm", "resistance")], indirect=True)
def test_laws_of_the_host_read_its_concentration_in_equilibrium_with_the_coating(coats):
    built = anneal(parameters={**UNIFORM, "Plain.site": (SITE, "mol/m^3")}).built
    _, solution = lost(built, cells=8)
    rates = solution.operator.at_face("outer", HOUR, solution.states[-1])
    (u,), (c,) = rates.level[0], rates.surface[0]
    assert c == pytest.approx(MOST * u / (u + HALF), rel=1e-12)
    assert rates.channels[0, 0] == pytest.approx(K * u, rel=1e-12)
    # The contact lets pass (c_body - u)/R, and what passes it goes on through the coating, which holds little.
    crossing = float(solution["Li"].interface_flux(0)[-1])
    assert crossing == pytest.approx(K * u, rel=1e-2)
    known, profile = solution["Li"]._seen(0)
    flow, inner, outer = solution.operator.contacts[0].solve("Li", known, profile)
    level = HALF * outer / (MOST - outer)
    assert flow == pytest.approx((inner - level) / BARRIER, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("contact", [("partition", "resistance"), ("isotherm",)], ids=" ".join)
def test_the_engines_agree_on_a_coated_film(contact):
    with plugins.temporary(Coats(*contact), id=ID):
        built = anneal(models={"Li.source": "gain", "coating.Li.source": "gain"}).built
        one, two = (lost(built, "20 s", 4, rtol, engine) for engine, rtol in (("sundials", 1e-6), ("fipy", 1e-3)))
    assert two[0] == pytest.approx(one[0], rel=5e-3)
    assert two[1]["Li"].concentration[-1] == pytest.approx(one[1]["Li"].concentration[-1], abs=1e-3 * SITE)


@pytest.mark.parametrize("coats", [("partition",)], indirect=True)
def test_sources_make_lithium_in_their_own_layer(coats):
    body = film(closed=True)
    built = anneal(body, models={"Li.source": "gain", "coating.Li.source": "gain"}, parameters={
        "Plain.gain": "0.02 mol/m^3/s", "Coat.gain": "0.5 mol/m^3/s"}).built  # fmt: skip
    _, solution = lost(built, cells=8)
    body_layer, coating_layer = solution["Li"].balance.layers
    assert body_layer.made == pytest.approx({"gain": 0.02 * HOUR * 1e-7, "gain in Coat": 0.0}, rel=1e-9)
    assert coating_layer.made == pytest.approx({"gain": 0.0, "gain in Coat": 0.5 * HOUR * THIN}, rel=1e-9)


@pytest.mark.parametrize("coats", [("isotherm",)], indirect=True)
def test_an_uptake_is_inverted(coats):
    operator = anneal().built.problem(4).operator()
    uptake = operator.faces["outer"].medium.uptake["Li"]
    u = np.array([-1e3, 0.0, 1e-9, 1.0, HALF, 1e6])
    c = uptake.concentration(u, {"T": 900.0})
    assert uptake.level(c, {"T": 900.0}) == pytest.approx(u, rel=1e-9, abs=1e-29)
    assert uptake.guess(c, {"T": 900.0}, SITE) == pytest.approx(u, rel=1e-2, abs=1e-20)
    assert np.all(np.isfinite(uptake.guess(np.array([2 * MOST]), {"T": 900.0}, SITE)))


def test_an_uptake_of_nothing_has_a_level_of_nothing():
    nothing = Isotherm(laws.Callable(lambda u: 0.0 * u, "mol/m^3"))
    assert np.all(nothing.guess(np.array([0.0, 1.0]), {"T": 900.0}, SITE) == 0.0)


def test_an_interface_opens_where_the_diffusivity_rises_as_the_species_leaves():
    rising = laws.Callable(lambda c: 1e-16 * np.maximum(1.0 - c, 0.0) + 1e-24, "m^2/s")

    def crossed(cells):
        layers = [
            pde.Layer("100 nm", rising, initial="1 mol/m^3", cells=cells),
            pde.Layer("10 nm", "1e-16 m^2/s", cells=cells),
        ]
        problem = pde.Problem(shape="planar", layers=layers, temperature="900 K")
        return float(problem.solve(["1 s"], rtol=1e-4).crossed(0)[-1])

    fine = crossed(30)
    assert fine > 2e-9  # a fifth of what the second layer takes; the full first one would give 1e-17 by its own D
    assert crossed(10) == pytest.approx(fine, rel=0.05)


def test_the_diffusivity_of_the_coating_is_the_one_named():
    with plugins.temporary(Coats(), id=ID):
        layer = anneal().built.problem(4).layers[1]
    assert layer.diffusivity["Li"].at({}) == D_COAT
    assert layer.thickness == THIN
