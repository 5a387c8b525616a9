"""A body that is emptied while its outflow still rises: it ends empty, in a few hundred steps.

Told by how often the flux law is asked, because an integrator that chases the last trace, or its rounding, shows
nothing else: the balance closes and the loss is right while it crawls.
"""

from __future__ import annotations

import numpy as np
import pytest

from annealkit import laws, pde
from annealkit.pde import cvode, sundials
from annealkit.pde.ledger import NOISE, Ledger

START, END, HOT = 5e4, 9000.0, 7200.0  # mol/m³, s, s at which the ramp ends


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    """One that crawls fails instead of holding up the run."""
    monkeypatch.setattr(cvode, "_MAX_STEPS", 2000)
    monkeypatch.setattr(sundials, "_RESTARTS", 1)


class Outflow:
    """A flux that ends with the species as x/(x + 1e-3), and a second channel of a millionth of it."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, T, c):
        self.asked += 1
        x = np.asarray(c) / START
        flux = 1e9 * np.exp(-4e4 / T) * x / (x + 1e-3)
        return np.stack([flux, 1e-6 * flux])

    def law(self):
        return laws.Callable(self, "mol/m^2/s", arguments=("T", "c"), identity="outflow")


def emptied(outflow, rtol, thickness="20 nm", inner=()):
    """A film of ten cells, heated from 300 to 1500 K in two hours and held."""
    return pde.Problem(
        shape="planar",
        layers=[pde.Layer(thickness, "1e-14 m^2/s", initial=f"{START} mol/m^3", cells=10)],
        inner=inner or pde.NoFlux(),
        outer=pde.Flux(outflow.law(), channels=("main", "rare")),
        temperature=laws.Callable(lambda t: np.minimum(300.0 + t / 6.0, 1500.0), "K", arguments=("t",), identity="T"),
    ).solve(np.array([END]), rtol=rtol, corners=np.array([HOT]))["c"]


@pytest.mark.parametrize("rtol", [1e-2, 1e-3])
def test_an_outflow_that_ends_with_the_species_is_passed_in_few_steps(rtol):
    outflow = Outflow()
    balance = emptied(outflow, rtol).balance
    # Both channels end by the same factor, so they share what there was as their rates do.
    main, rare = (balance.left[f"outer: {name}"] / balance.initial for name in ("main", "rare"))
    assert main + rare == pytest.approx(1.0, abs=rtol * 1e-2)
    assert rare / main == pytest.approx(1e-6, rel=1e-9)
    assert balance.closure <= 1e-10
    # Every step asks some ten times; without an end of the pilot run it was asked more than 130 000 times, unfinished.
    assert outflow.asked < 20_000


def test_the_rounding_of_an_empty_body_is_not_resolved():
    """A sink empties the film while it is cold; the gas side then sees rounding, at rates that rise by decades."""
    outflow = Outflow()
    balance = emptied(outflow, 1e-3, inner=pde.SurfaceExchange("1e-6 m/s", "0 mol/m^3")).balance
    assert balance.left["inner: surface exchange"] == pytest.approx(balance.initial, rel=1e-12)
    assert abs(balance.left["outer: main"]) <= 1e-14 * balance.initial
    assert balance.closure <= 1e-10
    assert outflow.asked < 20_000


def test_a_loss_of_a_trace_is_as_well_resolved_as_a_large_one():
    """What the tolerance of an integrated flux gains from the layer's loss vanishes with that loss."""
    film = pde.Problem(
        shape="planar",
        layers=[pde.Layer("20 nm", "1e-12 m^2/s", initial=f"{START} mol/m^3", cells=10)],
        outer=[pde.Flux("1e-16 mol/m^2/s"), pde.Flux("1e-22 mol/m^2/s", channels=("rare",))],
        temperature="900 K",
    )
    left = film.solve(np.array([3600.0]), rtol=1e-6)["c"].balance.left
    assert left["outer: flux"] == pytest.approx(3.6e-13, rel=1e-12)
    assert left["outer: rare"] == pytest.approx(3.6e-19, rel=1e-9)


@pytest.mark.parametrize("rtol", [1e-3, 3e-7, 3e-14])
def test_the_change_of_variables_of_ledgers_has_an_exact_inverse(rtol):
    film = pde.Problem(
        shape="sphere",
        layers=[pde.Layer("20 nm", "1e-12 m^2/s", initial=f"{START} mol/m^3", cells=10)] * 2,
        outer=pde.Flux(Outflow().law(), channels=("main", "rare")),
        temperature="900 K",
    )
    operator = film.operator()
    ledger = Ledger(operator, rtol)
    y = operator.initial()
    y[operator.layout.fields[0]] = -0.7 * START
    seen = ledger.seen(y)
    cells, channels = operator.layout.fields, operator.layout.channels["outer"]
    np.testing.assert_array_equal(seen[cells], y[cells])
    # Of the layer behind the face alone, and so much that rtol of it is the noise.
    given_up = 0.7 * START * operator.mesh.volumes[operator.mesh.layer == 1].sum()
    np.testing.assert_allclose(seen[channels], min(NOISE / rtol, 1e-4) * given_up, rtol=1e-12)
    np.testing.assert_allclose(ledger.own(seen), y, rtol=0, atol=1e-20 * given_up)
    np.testing.assert_allclose(ledger.own(np.stack([seen, seen])), [y, y], rtol=0, atol=1e-20 * given_up)
