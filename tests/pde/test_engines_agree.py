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
#: What moves so much so soon that FiPy's scheme needs smaller steps, and what moves so slowly that it needs longer.
STEEP = (terms.fixed_concentration, terms.gas, terms.isotherm, terms.source)
GENTLE = (
    terms.decay,
    terms.reversible_reaction,
    terms.nonlinear_flux,
    terms.several_at_one_face,
    terms.trap,
    terms.state_of_a_face,
)
TERMS = (*ANYWHERE, *LAYERED, *MESHED)


def case(term: Term, number: int) -> pde.Problem:
    """The term on layers, the shapes by turns; what belongs to interfaces gets three layers."""
    if term in MESHED:
        draft = on_mesh(("Grid2D", "Gmsh2D", "Grid3D")[number % 3], zlib.crc32(term.__name__.encode()))
    else:
        draft = on_layers(SHAPES[number % len(SHAPES)], 3 if term in LAYERED else 2, 7 + number)
    term(draft)
    return draft.build()


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
        assert moved >= 0.004 * largest
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


def cases(quick: bool) -> list[Any]:
    """Terms with their number, which chooses shape and random numbers."""
    return [pytest.param(t, n, id=t.__name__) for n, t in enumerate(TERMS) if (t in QUICK) == quick]


def test_every_term_has_a_case():
    assert len(TERMS) == len(set(TERMS)) == len(cases(quick=True)) + len(cases(quick=False))
    assert len(cases(quick=True)) == len(QUICK)


@pytest.mark.parametrize(("term", "number"), cases(quick=True))
def test_engines_agree(term: Term, number: int):
    agree(case(term, number), 0.1 if term in GENTLE else 0.03, 3e-5 if term in STEEP else 2e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("term", "number"), cases(quick=False))
def test_engines_agree_on_what_fipy_takes_long_for(term: Term, number: int):
    """Several species, sweeps that settle slowly, meshes."""
    agree(case(term, number), 0.2, 1e-6 if term in MESHED else 1e-5)
