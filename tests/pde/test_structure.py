"""Meshes, layout, states, the FiPy assembly, and what a wrong problem is told."""

from __future__ import annotations

import numpy as np
import pytest

from annealkit import laws, pde
from annealkit.errors import BalanceError, InputError
from annealkit.pde.assembly import Assembly, fipy_mesh
from annealkit.pde.jacobian import Differences
from annealkit.pde.mesh import build_mesh, stretched
from annealkit.schedule import Schedule

SHAPES = ("planar", "cylinder", "sphere")


def layered(shape="planar", **extra):
    """Two layers, everything at once: partition, resistance, D(c), nonlinear flux, a state."""
    return pde.Problem(
        shape=shape,
        layers=[
            pde.Layer(
                "1 um",
                laws.Callable(lambda c, w: 1e-14 * (1 + c / 100) * (1 + w), "m^2/s"),
                initial="90 mol/m^3",
                cells=17,
            ),
            pde.Layer("0.2 um", "1e-15 m^2/s", initial="30 mol/m^3", partition=2.0, cells=11, grading=("outer", 5)),
        ],
        interfaces=[pde.Interface("1e7 s/m")],
        inner=pde.SurfaceExchange("2e-9 m/s", "5 mol/m^3", name="back"),
        outer=[
            pde.Flux(laws.Callable(lambda c: 1e-9 * c**1.5, "mol/m^2/s")),
            pde.SurfaceExchange("1e-9 m/s", "10 mol/m^3"),
        ],
        sources=[pde.Source(laws.Callable(lambda c: 1e-3 * (60 - c), "mol/m^3/s"), name="pump")],
        states=[pde.LocalState("w", laws.Callable(lambda T, w: T / 973 * 0.05 * (1 - w), "1/s"))],
        temperature="973 K",
        inner_radius="0.5 um" if shape == "cylinder" else None,
        **extra,
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_volumes_and_areas_are_exact(shape):
    edges = stretched(23, "both", 40.0) * 2e-6
    mesh = build_mesh(shape, 1e-6, [edges, stretched(5, "none", 1.0) * 1e-7])
    a, b = 1e-6, 1e-6 + 2e-6 + 1e-7
    total = {"planar": b - a, "cylinder": np.pi * (b**2 - a**2), "sphere": 4 / 3 * np.pi * (b**3 - a**3)}[shape]
    assert mesh.volumes.sum() == pytest.approx(total, rel=1e-14)
    assert mesh.areas[-1] == pytest.approx(
        {"planar": 1.0, "cylinder": 2 * np.pi * b, "sphere": 4 * np.pi * b**2}[shape]
    )
    assert list(mesh.interfaces) == [23]


@pytest.mark.parametrize("shape", SHAPES)
def test_fipy_mesh_has_the_exact_volumes(shape):
    mesh = layered(shape).cells()
    exact = fipy_mesh(mesh)
    np.testing.assert_array_equal(np.asarray(exact.cellVolumes), mesh.volumes)
    np.testing.assert_array_equal(np.asarray(exact._faceAreas), mesh.areas)


@pytest.mark.parametrize("reference", ["zero", "start"])
@pytest.mark.parametrize("shape", SHAPES)
def test_lowered_operator_equals_fipys_matrix_and_right_hand_side(shape, reference):
    """One implicit step assembled by FiPy is the step of the lowered operator, to rounding."""
    operator = layered(shape).operator()
    random = np.random.default_rng(7)
    y, fields = operator.initial(), operator.layout.fields
    y[fields[0]] += random.uniform(-20, 20, operator.mesh.cells)
    y[fields[1]] = random.uniform(0, 1, operator.mesh.cells)
    assembly = Assembly(operator, reference)
    assembly.load(0.0, y)
    assembly.load_old(0.0, y)
    dt = 0.37
    assembly.equation.cacheMatrix()
    assembly.equation.cacheRHSvector()
    assembly.equation.justResidualVector(dt=dt)
    matrix = assembly.equation.matrix.numpyArray
    rhs = np.asarray(assembly.equation.RHSvector)
    u = np.asarray(assembly.variables["c"].value)
    # A u - b at the point of linearisation is the negative rate of change of the amounts.
    rate = operator.rate(0.0, y)[fields[0]] * operator.mesh.volumes
    residual = matrix @ u - rhs
    scale = np.max(np.abs(matrix)) * np.max(np.abs(u))
    assert np.max(np.abs(residual + rate)) <= 1e-12 * scale
    assert np.max(np.abs(rate)) > 1e-6 * np.max(np.abs(residual)) > 0


@pytest.mark.slow  # terms and shapes one by one: test_engines_agree.py
@pytest.mark.parametrize("shape", SHAPES)
def test_engines_agree_and_both_balance(shape):
    times = np.array([5.0, 20.0])
    problem = layered(shape)
    a = problem.solve(times, rtol=1e-6)
    b = problem.solve(times, rtol=3e-4, engine="fipy")
    np.testing.assert_allclose(a.concentration, b.concentration, atol=2e-3 * 90)
    np.testing.assert_allclose(a.state("w"), b.state("w"), atol=1e-3)
    assert a.balance.closure < 1e-12
    assert b.balance.closure < 1e-11


def test_a_wrong_integrated_flux_is_seen():
    """The integrated flux is checked against the inventory, so a wrong one cannot hide."""
    solution = layered().solve(np.array([20.0]))
    operator = solution.operator
    states = solution.states.copy()
    states[:, operator.layout.channels["outer"]] *= 1 + 1e-6
    broken = pde.Solution(operator, solution.times, states, "sundials", {})
    with pytest.raises(BalanceError, match="closes to"):
        broken.check()


def test_balance_states_outside_the_jacobian_open_the_balance(monkeypatch):
    """The ledger must see it; restoring rounding in Newton's corrections must not hide it."""
    fluxes = [
        pde.Flux(laws.Callable(lambda c, k=k: k * c, "mol/m^2/s"), channels=(f"{k}",)) for k in (1e-8, 2e-8, 3e-8)
    ]
    problem = pde.Problem(
        shape="planar",
        layers=[pde.Layer("1 um", "1e-14 m^2/s", initial="100 mol/m^3", cells=60)],
        outer=fluxes,
        temperature="973 K",
    )
    times = np.array([10.0, 100.0])
    assert problem.solve(times).balance.closure < 1e-13
    whole = Differences.__call__

    def without_channels(self, t, y):
        matrix = whole(self, t, y)
        lost = np.isin(matrix.indices, self.operator.layout.channels["outer"])
        matrix.data[lost] = 0.0
        return matrix

    monkeypatch.setattr(Differences, "__call__", without_channels)
    with pytest.raises(BalanceError, match="closes to"):
        problem.solve(times)


def test_the_jacobian_is_banded_and_holds_the_balance_states():
    """Outside the Jacobian's band the integrated flux converges badly; the promised closure needs it inside."""
    operator = layered().operator()
    differences = Differences(operator, operator.scales())
    y = operator.initial()
    y[operator.layout.fields[0]] += np.random.default_rng(2).uniform(-20, 20, operator.mesh.cells)
    sparse = differences(0.0, y).toarray()
    base, dense = operator.rate(0.0, y), np.zeros_like(sparse)
    for column in range(operator.layout.size):
        shifted = y.copy()
        step = 1e-6 * max(abs(y[column]), 1.0)
        shifted[column] += step
        dense[:, column] = (operator.rate(0.0, shifted) - base) / step
    largest = np.abs(dense).max(axis=1, keepdims=True) + 1e-300
    assert np.max(np.abs(sparse - dense) / largest) < 2e-4
    assert differences.stencil.band <= 7
    for slots in (*operator.layout.channels.values(), operator.layout.crossed.ravel()):
        assert np.all(np.any(sparse[slots] != 0, axis=1))


@pytest.mark.parametrize("shape", SHAPES)
def test_matter_is_conserved_at_any_state(shape):
    """Held, plus left, minus made does not change, whatever the state."""
    operator = layered(shape).operator()
    y = operator.initial() + np.random.default_rng(3).uniform(0, 5, operator.layout.size)
    rate = operator.rate(1.0, y)
    for weights, rise in operator.conserved():
        assert abs(weights @ rate) <= 1e-13 * np.abs(weights) @ np.abs(rate)
        assert weights @ rise == pytest.approx(1.0, rel=1e-14)


def test_cells_of_picometres_still_balance():
    """Ten nanometres in 240 cells at a high diffusivity: the Newton matrix's condition is near 1e15."""
    problem = pde.Problem(
        shape="planar",
        layers=[pde.Layer("10 nm", "1e-12 m^2/s", initial="5e4 mol/m^3", cells=240)],
        outer=pde.Flux(laws.Callable(lambda c: 1e-12 * c, "mol/m^2/s")),
        temperature="1173 K",
    )
    solution = problem.solve(np.array([1e4, 1e5]))
    assert solution.balance.closure < 1e-10
    left = solution.inventory / solution.balance.initial
    np.testing.assert_allclose(left, np.exp(-1e-12 * solution.times / 1e-8), atol=2e-5)


def test_the_right_hand_side_broadcasts_over_leading_axes():
    operator = layered().operator()
    y = operator.initial()
    many = np.stack([y, y + 1e-3, y + 2e-3])
    together = operator.rate(0.0, many)
    for row in range(3):
        np.testing.assert_allclose(together[row], operator.rate(0.0, many[row]), rtol=1e-12)


def test_solution_reads_times_and_places():
    solution = layered().solve(["5 s", "20 s"])
    assert list(solution.times) == [5.0, 20.0]
    assert solution.at("0.4 um", "20 s") == pytest.approx(solution.at(4e-7, 20.0))
    assert solution.at(np.array([0.0, 6e-7]), 20.0).shape == (2,)
    with pytest.raises(InputError, match="outside the body"):
        solution.at(2e-6, 20.0)
    with pytest.raises(InputError, match="outside the solution"):
        solution.at(0.0, 21.0)
    with pytest.raises(InputError, match="is not in this solution"):
        solution["Na"]


def test_a_host_may_step_the_problem():
    """Uneven steps, over a corner of the schedule, end where one solve ends."""
    schedule = Schedule.parse("600 degC -> 700 degC @ 600 K/min; hold 10 s")
    problem = pde.Problem(
        shape="sphere",
        layers=[pde.Layer("1 um", laws.Arrhenius("1e-8 m^2/s", "110 kJ/mol"), initial="100 mol/m^3")],
        outer=pde.SurfaceExchange("1e-7 m/s", "0 mol/m^3"),
        temperature=schedule,
    )
    whole = problem.solve(["4 s", "20 s"], rtol=1e-6)
    steps = [problem.step(dt, rtol=1e-6) for dt in (1.0, "3 s", 9.5, "6.5 s")]
    assert [float(s.times[0]) for s in steps] == [1.0, 4.0, 13.5, 20.0]
    for stepped, row in ((steps[1], 0), (steps[3], 1)):
        np.testing.assert_allclose(stepped.concentration[0], whole.concentration[row], atol=2e-4)
    left = "outer: surface exchange"
    assert steps[-1].balance.left[left] == pytest.approx(whole.balance.left[left], rel=2e-6)
    with pytest.raises(InputError, match="dt"):
        problem.step("0 s", rtol=1e-6)
    with pytest.raises(InputError, match="keep it"):
        problem.step(1.0, rtol=1e-4)


def test_initial_profiles_are_averaged_and_split_at_breakpoints():
    layer = pde.Layer(
        "1 um",
        "1e-14 m^2/s",
        initial=lambda x: np.where(x < 0.33e-6, 7.0, 0.0),
        breakpoints=["0.33 um"],
        cells=10,
        grading="uniform",
    )
    problem = pde.Problem(shape="planar", layers=[layer], temperature="300 K")
    assert problem.operator().start.sum() * 1e-7 == pytest.approx(7.0 * 0.33e-6, rel=1e-12)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: pde.Layer("1 um", "1e-14 m/s"), "Layer diffusivity"),
        (lambda: pde.Layer("-1 um", "1e-14 m^2/s"), "Layer thickness"),
        (lambda: pde.Layer("1 um", "1e-14 m^2/s", cells=0), "Layer cells"),
        (lambda: pde.Layer("1 um", "1e-14 m^2/s", grading="fine"), "Layer grading"),
        (lambda: pde.SurfaceExchange("1 m", "0 mol/m^3"), "SurfaceExchange rate"),
        (lambda: layered("cube"), "Problem shape"),
        (lambda: layered(gas={"w": laws.Constant("1 Pa")}), "is taken"),
        (lambda: layered().solve(["20 s", "5 s"]), "increasing"),
        (lambda: layered().solve(["20 s"], engine="magic"), "engine"),
        (lambda: layered().solve(["20 s"], rtol=0.5), "rtol"),
        (
            lambda: pde.Problem(
                shape="planar",
                layers=[pde.Layer("1 um", "1e-14 m^2/s")],
                outer=[
                    pde.FixedConcentration("1 mol/m^3"),
                    pde.NoFlux(),
                    pde.SurfaceExchange("1 m/s", "0 mol/m^3"),
                ],
                temperature="300 K",
            ),
            "FixedConcentration",
        ),
    ],
)
def test_wrong_problems_are_refused_by_name(make, says):
    with pytest.raises(InputError, match=says):
        make()
