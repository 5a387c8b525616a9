"""The lowered operator is FiPy's matrix and right-hand side, for every term, shape, layering and mesh.

Two proofs. First, what annealkit assembles with FiPy (``problem.equation``) holds the operator's rates at random
states, and where the problem is linear the matrix itself is the operator's. Second, equations written by hand in FiPy,
which share nothing with annealkit but the mesh, have the operator's rates.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

import pde_terms as terms
from annealkit import laws, pde
from annealkit.pde.assembly import Assembly, fipy_mesh
from annealkit.pde.fipy_import import fipy
from annealkit.pde.operator import Operator
from pde_terms import ANYWHERE, LAYERED, MESHED, MESHES, SHAPES, Draft, Term, name_of, on_layers, on_mesh

#: The promise of physics.md 7, relative to max|A| max|u|.
PROMISED = 1e-12
#: Every flux and source weighs at least this much of that, so an error of 1e-6 in any of them would be seen.
VISIBLE = 1e-6
TIME, STEP = 2.7, 1.3


# -- helpers --------------------------------------------------------------------------------------------


def seed_of(*names: object) -> int:
    """The same random numbers in every process."""
    return zlib.crc32(repr(names).encode())


def random_state(operator: Operator, seed: int) -> np.ndarray:
    """A state in which everything differs from its start."""
    rng, layout = np.random.default_rng(seed), operator.layout
    y, species, states = operator.initial(), len(operator.species), len(operator.states)
    y[layout.fields[:species]] += rng.uniform(-30, 30, (species, operator.mesh.cells))
    for index, state in enumerate(operator.states):
        y[layout.fields[species + index]] = state.scale * rng.uniform(0.1, 0.9, operator.mesh.cells)
    assert layout.fields.shape[0] == species + states + len(operator.made)
    for name in operator.faces:
        y[layout.states[name]] = rng.uniform(0.1, 0.9, layout.states[name].shape)
    y[layout.reservoirs] *= rng.uniform(0.5, 1.5, len(layout.reservoirs))
    return y


class System(NamedTuple):
    """FiPy's matrix and right-hand side of one step, and the unknowns, of all species one after another."""

    matrix: np.ndarray
    right: np.ndarray
    u: np.ndarray

    @property
    def scale(self) -> float:
        return float(np.max(np.abs(self.matrix)) * np.max(np.abs(self.u)))


def assembled(assembly: Assembly, y: np.ndarray) -> System:
    """The step as FiPy would solve it."""
    assembly.load(TIME, y)
    assembly.load_old(TIME, y)
    return system(assembly.equation, assembly.variables.values())


def system(equation: Any, variables: Any) -> System:
    equation.cacheMatrix()
    equation.cacheRHSvector()
    equation.justResidualVector(dt=STEP)
    u = np.concatenate([np.asarray(one.value) for one in variables])
    return System(equation.matrix.numpyArray, np.array(equation.RHSvector, dtype=float), u)


def rates(operator: Operator, y: np.ndarray) -> np.ndarray:
    """What every cell gains of every species, in mol per second, one species after another."""
    fields = operator.layout.fields[: len(operator.species)]
    return (operator.rate(TIME, y)[fields] * operator.mesh.volumes).ravel()


def weights(operator: Operator, y: np.ndarray) -> Iterator[tuple[str, float]]:
    """The largest rate that each flux and source alone makes in a cell."""
    slots, parts = operator.slots, operator.parts(TIME, y)
    fields = operator.layout.fields[: len(operator.species)]
    groups: dict[str, np.ndarray] = {}
    for index, symbol in enumerate(operator.species):
        for number, one in enumerate(operator.insides):
            groups[f"{symbol} in layer {number}"] = slots.interior[index][one.index]
        for number, one in enumerate(operator.contacts):
            groups[f"{symbol} across interface {number}"] = slots.interior[index][one.index]
    for name, face in operator.faces.items():
        for number, channel in enumerate(face.channels):
            groups[f"{name} {channel}"] = slots.channels[name][number]
    for number, one in enumerate(operator.made):
        groups[f"made by {one.name}"] = slots.made[number]
    for name, own in groups.items():
        rate = (operator.matrix[:, own] @ parts[own])[fields] * operator.mesh.volumes
        yield name, float(np.max(np.abs(rate)))


def prove(draft: Draft, reference: str, seed: int) -> None:
    """FiPy's M u - b is minus the operator's rates, and no part of them is too small to be seen."""
    operator = draft.build().operator()
    y = random_state(operator, seed)
    found = assembled(Assembly(operator, reference), y)
    gap = found.matrix @ found.u - found.right + rates(operator, y)
    assert np.max(np.abs(gap)) <= PROMISED * found.scale
    small = {name: weight / found.scale for name, weight in weights(operator, y) if weight < VISIBLE * found.scale}
    assert not small


# -- what annealkit assembles ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "layers"),
    [*((term, 1) for term in ANYWHERE), *((term, 3) for term in (*ANYWHERE, *LAYERED))],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_term_in_every_shape(term: Term, shape: str, layers: int):
    draft = on_layers(shape, layers, seed_of(term.__name__, shape, layers))
    term(draft)
    # Both references meet every term, with one layer and with three.
    prove(draft, ("zero", "start")[(SHAPES.index(shape) + layers // 2) % 2], 1)


@pytest.mark.parametrize("kind", MESHES)
@pytest.mark.parametrize("term", [*ANYWHERE, *MESHED], ids=name_of)
def test_every_term_on_every_mesh(term: Term, kind: str):
    draft = on_mesh(kind, seed_of(term.__name__, kind))
    term(draft)
    prove(draft, ("zero", "start")[(MESHES.index(kind) + len(term.__name__)) % 2], 1)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", SHAPES)
def test_several_terms_at_once(shape: str, seed: int):
    """Two layers with everything that one species can have."""
    draft = on_layers(shape, 2, seed_of("all", shape, seed))
    for term in (terms.diffusivity_of_state, terms.resistance, terms.drift_of_state, terms.thermodynamic_factor):
        term(draft)
    terms.several_at_one_face(draft)
    terms.source(draft)
    terms.trap(made := on_layers(shape, 2, seed))
    draft.given["sources"] += made.given["sources"]
    prove(draft, "zero", seed)


# -- the matrix of linear problems --------------------------------------------------------------------------

#: Linear in each species by itself; the slopes of the first are exact, those of the second differences over 1e-7.
EXACT = (terms.constant_diffusivity, terms.partition, terms.resistance, terms.drift, terms.fixed_concentration,
         terms.constant_fipy_term, terms.reservoir)  # fmt: skip
DIFFERENCED = (terms.decay, terms.reversible_reaction, terms.trap, terms.gas)


def prove_matrix(draft: Draft, within: float, seed: int) -> None:
    """(M - V K / dt) d in each species is minus the change of its rates by K d."""
    operator = draft.build().operator()
    y = random_state(operator, seed)
    assembly = Assembly(operator, "zero")
    matrix = assembled(assembly, y).matrix
    volumes, partition = operator.mesh.volumes, assembly.partition(TIME)
    cells = operator.mesh.cells
    for index in range(len(operator.species)):
        own = slice(index * cells, (index + 1) * cells)
        block = matrix[own, own] - np.diag(partition[index] * volumes / STEP)
        direction = np.random.default_rng(seed).uniform(-20, 20, cells)
        moved = y.copy()
        moved[operator.layout.fields[index]] += partition[index] * direction
        change = (rates(operator, moved) - rates(operator, y))[own]
        scale = np.max(np.abs(block)) * np.max(np.abs(direction))
        # Rates are differences of terms as large as the state, so that sets their rounding.
        rounding = 4e-16 * np.max(np.abs(matrix)) * 150.0 * np.max(1 / partition)
        assert np.max(np.abs(block @ direction + change)) <= within * scale + rounding
        assert np.max(np.abs(change)) > 0.1 * scale


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("term", [*EXACT, *DIFFERENCED], ids=name_of)
def test_matrix_of_linear_layers_is_the_operator(term: Term, shape: str):
    draft = on_layers(shape, 2, seed_of(term.__name__, shape))
    term(draft)
    prove_matrix(draft, PROMISED if term in EXACT else 1e-7, 2)


@pytest.mark.parametrize("kind", ["Grid2D", "Grid3D"])
@pytest.mark.parametrize(
    "term",
    [*(t for t in (*EXACT, *DIFFERENCED) if t not in LAYERED), terms.diagonal_tensor, terms.places],
    ids=name_of,
)
def test_matrix_of_linear_grids_is_the_operator(term: Term, kind: str):
    draft = on_mesh(kind, seed_of(term.__name__, kind))
    term(draft)
    prove_matrix(draft, PROMISED if term not in DIFFERENCED else 1e-7, 2)


# -- equations written by hand in FiPy ---------------------------------------------------------------------

D0, K0, LEVEL, KELVIN = 2e-14, 1e-7, 15.0, 960.0


def outwards(mesh: Any, where: Any, flux: Any) -> Any:
    """What a cell gains a volume where so much leaves through some faces, by FiPy's divergence."""
    return (where * flux * mesh.faceNormals).divergence


def prove_by_hand(problem: pde.Problem, write: Any) -> None:
    """An equation that knows nothing of annealkit has the rates of the lowered operator.

    Args:
        problem: What annealkit solves.
        write: Makes the FiPy equation of the mesh, the variables c/K by species, and K by species and cell.
    """
    operator = problem.operator()
    y = random_state(operator, 5)
    assembly = Assembly(operator, "zero")
    mesh = operator.given_mesh if operator.given_mesh is not None else fipy_mesh(operator.mesh)
    c = operator.concentration(operator.layout.cells_of(y))
    partition = assembly.partition(TIME)
    variables = {
        symbol: fipy().CellVariable(mesh=mesh, value=c[index] / partition[index], hasOld=True, name=symbol)
        for index, symbol in enumerate(operator.species)
    }
    found = system(write(mesh, variables, partition), variables.values())
    rate = rates(operator, y)
    assert np.max(np.abs(found.matrix @ found.u - found.right + rate)) <= PROMISED * found.scale
    assert np.max(np.abs(rate)) > 1e-3 * found.scale


def layered(shape: str, count: int = 1, **given: Any) -> dict[str, Any]:
    """Arguments of a body whose faces are closed."""
    layer = {"thickness": "0.6 um", "initial": "90 mol/m^3", "cells": 7, "grading": ("both", 5.0)}
    curved = {"inner_radius": (0.4e-6, "m")} if shape.startswith("hollow") else {}
    return {
        "shape": shape.removeprefix("hollow "),
        "layers": [pde.Layer(**{**layer, **given}) for _ in range(count)],
        "temperature": (KELVIN, "K"),
        **curved,
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_by_hand_nonlinear_diffusion_and_flux(shape: str):
    """D of c, T and x, and the thermodynamic factor, at the distance-weighted face value; a given flux."""

    def law(T: Any, c: Any, x: Any) -> Any:
        return D0 * T / KELVIN * (0.5 + (c / 100) ** 2) * (1 + 0.3 * np.sin(x / 2e-7))

    factor, flux = laws.Callable(lambda c: 1 + c / 90, "1"), 3e-6
    given = layered(shape, diffusivity=laws.Callable(law, "m^2/s"), thermodynamic_factor=factor)
    problem = pde.Problem(**given, outer=pde.Flux((flux, "mol/m^2/s")))

    def write(mesh: Any, u: Any, partition: Any) -> Any:
        c, f = u["c"], fipy()
        x = mesh.faceCenters[0]
        mobility = D0 * (0.5 + (c.faceValue / 100) ** 2) * (1 + 0.3 * np.sin(x / 2e-7)) * (1 + c.faceValue / 90)
        gone = outwards(mesh, mesh.facesRight, flux)
        return f.TransientTerm(var=c) == f.DiffusionTerm(coeff=mobility, var=c) - gone

    prove_by_hand(problem, write)


@pytest.mark.parametrize("shape", SHAPES)
def test_by_hand_fixed_value_exchange_and_source(shape: str):
    """A value held by FiPy's constraint, an exchange in series with half a cell, a source that follows c."""
    inner = None if shape in ("cylinder", "sphere") else pde.SurfaceExchange((K0, "m/s"), (LEVEL, "mol/m^3"))
    source = pde.Source(laws.Callable(lambda c, x: 0.3 * (120 - c) * np.cos(x / 3e-7), "mol/m^3/s"))
    given = layered(shape, diffusivity=(D0, "m^2/s"))
    if inner is not None:
        given["inner"] = inner
    problem = pde.Problem(**given, outer=pde.FixedConcentration("40 mol/m^3"), sources=[source])
    half = float(problem.cells().regions["inner"].distances[0])

    def write(mesh: Any, u: Any, partition: Any) -> Any:
        c, f = u["c"], fipy()
        c.constrain(40.0, where=mesh.facesRight)
        wave = f.CellVariable(mesh=mesh, value=np.cos(mesh.cellCenters[0].value / 3e-7))
        rate = 0.0 if inner is None else 1 / (1 / K0 + half / D0)
        leaving = outwards(mesh, mesh.facesLeft, rate)
        right = f.DiffusionTerm(coeff=D0, var=c) - f.ImplicitSourceTerm(coeff=leaving, var=c) + leaving * LEVEL
        return f.TransientTerm(var=c) == right + 0.3 * (120 - c) * wave

    prove_by_hand(problem, write)


@pytest.mark.parametrize("shape", SHAPES)
def test_by_hand_partition_and_resistance(shape: str):
    """Three layers: storage K, mobility K D, and at interfaces the halves and the resistance in series."""
    ratios, diffusivities, resistances = (0.5, 2.0, 1.2), (1e-14, 4e-14, 2e-14), (8e6, 0.0)
    given = layered(shape, diffusivity=(D0, "m^2/s"))
    given["layers"] = [
        pde.Layer("0.3 um", (d, "m^2/s"), partition=k, initial="90 mol/m^3", cells=4, grading=("both", 4.0))
        for k, d in zip(ratios, diffusivities, strict=True)
    ]
    problem = pde.Problem(**given, interfaces=[pde.Interface((resistances[0], "s/m")), None])
    cells = problem.cells()

    def write(mesh: Any, u: Any, partition: Any) -> Any:
        f, mobility = fipy(), np.zeros(mesh.numberOfFaces)
        own = np.array(ratios)[cells.layer] * np.array(diffusivities)[cells.layer]
        for face in range(cells.cells - 1):  # FiPy's face 0 is the inner one
            a, b = own[face], own[face + 1]
            near, far = cells.faces.near[face], cells.faces.far[face]
            resists = resistances[cells.layer[face]] if cells.layer[face] != cells.layer[face + 1] else 0.0
            mobility[face + 1] = (near + far) / (near / a + resists + far / b)
        storage = f.CellVariable(mesh=mesh, value=np.array(ratios)[cells.layer])
        spreading = f.DiffusionTerm(coeff=f.FaceVariable(mesh=mesh, value=mobility), var=u["c"])
        return f.TransientTerm(coeff=storage, var=u["c"]) == spreading

    prove_by_hand(problem, write)


@pytest.mark.parametrize("speed", [2e-8, -2e-7, 2e-6])
@pytest.mark.parametrize("shape", SHAPES)
def test_by_hand_drift_is_fipys_exponential_scheme(shape: str, speed: float):
    """Péclet numbers of a cell from 0.1 to 10 either way."""
    problem = pde.Problem(**layered(shape, diffusivity=(D0, "m^2/s"), velocity=(speed, "m/s")))

    def write(mesh: Any, u: Any, partition: Any) -> Any:
        f = fipy()
        inside = ~np.asarray(mesh.exteriorFaces)
        velocity = f.FaceVariable(mesh=mesh, rank=1, value=speed * inside[np.newaxis])
        spreading, carried = f.DiffusionTerm(coeff=D0, var=u["c"]), f.ExponentialConvectionTerm(velocity, var=u["c"])
        return f.TransientTerm(var=u["c"]) + carried == spreading

    prove_by_hand(problem, write)


@pytest.mark.parametrize("shape", ["planar", "hollow sphere"])
def test_by_hand_reaction_of_three_species(shape: str):
    """A + B to AB and back, coupled by FiPy's &."""
    d = {"A": 1e-14, "B": 2e-14, "AB": 0.5e-14}
    given = layered(shape, diffusivity={s: (v, "m^2/s") for s, v in d.items()}, initial=dict.fromkeys(d, "90 mol/m^3"))
    reaction = pde.Reaction("bind", "3e-5 m^6/mol^2/s", {"A": 1, "B": 2}, {"AB": 1}, reverse="0.2 1/s")
    problem = pde.Problem(**given, sources=[reaction])

    def write(mesh: Any, u: Any, partition: Any) -> Any:
        f = fipy()
        rate = 3e-5 * u["A"] * u["B"] ** 2 - 0.2 * u["AB"]
        numbers = {"A": -1.0, "B": -2.0, "AB": 1.0}
        one, two, three = (
            f.TransientTerm(var=u[s]) == f.DiffusionTerm(coeff=d[s], var=u[s]) + numbers[s] * rate for s in d
        )
        return one & two & three

    prove_by_hand(problem, write)


@pytest.mark.parametrize("dimension", [2, 3])
def test_by_hand_grids(dimension: int):
    """A grid of uneven steps: D of c and place, drift along every axis, fluxes, a source."""
    grid, speeds = uneven(dimension), (1e-7, -2e-7, 5e-8)[:dimension]

    def law(c: Any, x: Any, y: Any) -> Any:
        return D0 * (0.5 + c / 100) * (1 + 0.3 * np.sin(x / 2e-7) * np.cos(y / 3e-7))

    problem = pde.Problem(
        mesh=grid,
        diffusivity=laws.Callable(law, "m^2/s"),
        initial="90 mol/m^3",
        velocity=tuple((v, "m/s") for v in speeds),
        boundaries={"top": pde.Flux("2e-6 mol/m^2/s"), "bottom": pde.Flux("-1e-6 mol/m^2/s", channels=("in",))},
        sources=[pde.Source(laws.Callable(lambda c, y: 0.2 * (80 - c) * y / 1e-7, "mol/m^3/s"))],
        temperature="960 K",
    )

    def write(mesh: Any, u: Any, partition: Any) -> Any:
        c, f = u["c"], fipy()
        inside = ~np.asarray(mesh.exteriorFaces)
        velocity = f.FaceVariable(mesh=mesh, rank=1, value=np.array(speeds)[:, np.newaxis] * inside)
        gone = outwards(mesh, mesh.facesTop, 2e-6) + outwards(mesh, mesh.facesBottom, -1e-6)
        made = 0.2 * (80 - c) * mesh.cellCenters[1] / 1e-7
        spreading = f.DiffusionTerm(coeff=law(c.faceValue, mesh.faceCenters[0], mesh.faceCenters[1]), var=c)
        return f.TransientTerm(var=c) + f.ExponentialConvectionTerm(velocity, var=c) == spreading - gone + made

    prove_by_hand(problem, write)


@pytest.mark.parametrize("dimension", [2, 3])
def test_by_hand_grids_with_values_and_exchange(dimension: int):
    """A diagonal tensor on a grid; one side holds a value, one exchanges through half a cell."""
    grid, along = uneven(dimension), (3e-14, 1e-14, 2e-14)[:dimension]
    rows = [[(d if i == j else 0.0, "m^2/s") for j in range(dimension)] for i, d in enumerate(along)]
    problem = pde.Problem(
        mesh=grid,
        diffusivity=pde.Tensor(rows),
        initial=lambda x, *rest: 80.0 + 3e7 * x,
        boundaries={
            "right": pde.FixedConcentration("40 mol/m^3"),
            "bottom": pde.SurfaceExchange((K0, "m/s"), (LEVEL, "mol/m^3")),
        },
        temperature="960 K",
    )
    half = float(problem.cells().regions["bottom"].distances[0])

    def write(mesh: Any, u: Any, partition: Any) -> Any:
        c, f = u["c"], fipy()
        c.constrain(40.0, where=mesh.facesRight)
        leaving = outwards(mesh, mesh.facesBottom, 1 / (1 / K0 + half / along[1]))
        spreading = f.DiffusionTerm(coeff=[np.diag(along)], var=c)
        return f.TransientTerm(var=c) == spreading - f.ImplicitSourceTerm(coeff=leaving, var=c) + leaving * LEVEL

    prove_by_hand(problem, write)


def uneven(dimension: int) -> Any:
    """A grid whose steps differ along every axis."""
    steps = [np.array([1.0, 0.7, 1.3, 0.9]) * 1e-7, np.array([0.8, 1.2, 1.0]) * 1e-7, np.array([1.1, 0.6]) * 1e-7]
    sizes = dict(zip(("dx", "dy", "dz"), steps[:dimension], strict=False))
    return (fipy().Grid2D if dimension == 2 else fipy().Grid3D)(**sizes)
