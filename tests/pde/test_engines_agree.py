"""Both engines solve the same problem alike, one small problem a term, and both keep the mass balance."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest

import pde_terms as terms
from annealkit import pde
from pde_terms import ANYWHERE, LAYERED, MESHED, SHAPES, Term, on_layers, on_mesh

#: What FiPy solves in a second or two each.
QUICK = (
    terms.constant_diffusivity,
    terms.drift,
    terms.thermodynamic_factor,
    terms.source,
    terms.decay,
    terms.reversible_reaction,
    terms.trap,
    terms.fixed_concentration,
    terms.nonlinear_flux,
    terms.several_at_one_face,
    terms.gas,
    terms.state_of_a_face,
    terms.reservoir,
    terms.partition,
    terms.resistance,
    terms.isotherm,
)
#: What moves so much so soon that FiPy's scheme needs smaller steps.
STEEP = (terms.fixed_concentration, terms.gas, terms.isotherm, terms.source)


def case(term: Term, number: int) -> pde.Problem:
    """The term on layers, the shapes by turns; what belongs to interfaces gets three layers."""
    if term in MESHED:
        draft = on_mesh(("Grid2D", "Gmsh2D", "Grid3D")[number % 3], zlib.crc32(term.__name__.encode()))
    else:
        draft = on_layers(SHAPES[number % len(SHAPES)], 3 if term in LAYERED else 2, 7 + number)
    term(draft)
    return draft.build()


def marked(term: Term, number: int) -> Any:
    return pytest.param(term, number, marks=() if term in QUICK else pytest.mark.slow, id=term.__name__)


def closures(solution: pde.Solution) -> list[float]:
    """Of every species, in the body and in each layer."""
    balances = [solution[symbol].balance for symbol in solution.operator.species]
    return [one.closure for balance in balances for one in (balance, *balance.layers)]


def agree(problem: pde.Problem, end: float, rtol: float) -> None:
    """Concentrations to 1e-4 of the largest, states and what left likewise, and both ledgers to 1e-10."""
    times = np.array([end])
    one, two = problem.solve(times, rtol=1e-7), problem.solve(times, rtol=rtol, engine="fipy")
    for symbol in problem.species:
        a, b = one[symbol], two[symbol]
        largest, moved = np.max(np.abs(a.concentration)), np.max(np.abs(a.change))
        assert np.max(np.abs(a.concentration - b.concentration)) <= 1e-4 * largest
        assert moved >= 0.01 * largest
        held = a.operator.mesh.volumes.sum() * largest
        for region, channels in a.channels.items():
            for name, amount in channels.items():
                assert abs(b.channels[region][name][-1] - amount[-1]) <= 1e-4 * held
        for interface in range(len(one.operator.contacts)):
            assert abs(a.crossed(interface)[-1] - b.crossed(interface)[-1]) <= 1e-4 * held
    for state in (*one.operator.states, *(s for f in one.operator.faces.values() for s in f.states)):
        np.testing.assert_allclose(two.state(state.name), one.state(state.name), atol=2e-4 * state.scale)
    for vessel in one.operator.reservoirs:
        np.testing.assert_allclose(two.state(vessel.name), one.state(vessel.name), rtol=1e-3)
    assert max(closures(one)) <= 1e-10
    assert max(closures(two)) <= 1e-10


def test_every_term_is_here():
    """A term added to the bank is a case below; those that are quick are in it."""
    assert set(QUICK) <= set(TERMS)
    assert len(TERMS) == len(set(TERMS)) == sum(map(len, (ANYWHERE, LAYERED, MESHED)))


TERMS = (*ANYWHERE, *LAYERED, *MESHED)


@pytest.mark.parametrize(("term", "number"), [marked(term, number) for number, term in enumerate(TERMS)])
def test_engines_agree_at_the_start(term: Term, number: int):
    """While the profiles are steepest."""
    agree(case(term, number), 0.03, 3e-5 if term in STEEP else 2e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("term", "number"), [marked(term, number) for number, term in enumerate(TERMS)])
def test_engines_agree_later(term: Term, number: int):
    """After diffusion crossed several cells, at a tolerance that FiPy's scheme needs for 1e-4."""
    agree(case(term, number), 0.4, 2e-5)
