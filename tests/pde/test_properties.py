"""Properties that hold whatever the body: exact meshes, conservation, bounds, equilibrium, Jacobian, monotone limits.

Bodies are drawn as plain numbers, so that a failing example prints as what makes it again: ``Body(...).problem()``.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve
from fipy import Grid2D, Grid3D
from hypothesis import example, given
from hypothesis import strategies as st

from annealkit import laws, pde
from annealkit.pde import cvode, jacobian, sundials
from annealkit.pde.jacobian import Differences
from random_bodies import Body, Sheet, Uptake, bodies, decades, even_bodies, repeat, shares, solved

EPS = float(np.finfo(float).eps)


@pytest.fixture(autouse=True, scope="module")
def few_steps():
    """These solutions take some hundred steps; one that crawls fails instead of holding up the run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cvode, "_MAX_STEPS", 600)
        patch.setattr(sundials, "_RESTARTS", 1)
        yield


# -- meshes --------------------------------------------------------------------------------------


def exact_measure(shape, low, high):
    """Length, area or volume between two positions without the factor π, in exact arithmetic."""
    a, b = Fraction(float(low)), Fraction(float(high))
    return float({"planar": b - a, "cylinder": b**2 - a**2, "sphere": Fraction(4, 3) * (b**3 - a**3)}[shape])


@repeat(60)
@given(bodies())
def test_lines_have_exact_volumes_and_areas(body):
    mesh, turn = body.problem().cells(1e-3), 1.0 if body.shape == "planar" else np.pi
    edges = mesh.edges
    assert np.all(np.diff(edges) > 0)
    assert np.all((edges[:-1] < mesh.centers) & (mesh.centers < edges[1:]))
    assert edges[0] == body.inner_radius
    assert edges[-1] == pytest.approx(body.inner_radius + sum(one.thickness for one in body.sheets), rel=1e-14, abs=0)
    assert mesh.cells == sum(one.cells for one in body.sheets)
    for number, one in enumerate(body.sheets):
        own = np.flatnonzero(mesh.layer == number)
        total = turn * exact_measure(body.shape, edges[own[0]], edges[own[-1] + 1])
        assert mesh.volumes[own].sum() == pytest.approx(total, rel=1e-13, abs=0)
        # A thin layer far out is cut from coordinates of the size of the body.
        width = edges[own[-1] + 1] - edges[own[0]]
        assert abs(width - one.thickness) <= 2 * EPS * edges[-1]
        assert len(own) == one.cells
    total = turn * exact_measure(body.shape, edges[0], edges[-1])
    assert mesh.volumes.sum() == pytest.approx(total, rel=1e-13, abs=0)
    areas = {"planar": np.ones_like(edges), "cylinder": 2 * np.pi * edges, "sphere": 4 * np.pi * edges**2}
    np.testing.assert_allclose(mesh.areas, areas[body.shape], rtol=1e-15)
    np.testing.assert_array_equal(mesh.faces.areas, mesh.areas[1:-1])
    np.testing.assert_allclose(mesh.faces.near + mesh.faces.far, np.diff(mesh.centers), rtol=1e-9)


@st.composite
def grids(draw):
    """A FiPy grid with spacings that differ by decades, and its spacings."""
    dimension = draw(st.sampled_from([2, 3]))
    widths = st.lists(decades(-1.5, 0), min_size=2, max_size=6 if dimension == 2 else 4)
    size = draw(decades(-9, -4))
    spacings = [size * np.array(draw(widths)) for _ in range(dimension)]
    make = Grid2D if dimension == 2 else Grid3D
    return make(**dict(zip(("dx", "dy", "dz"), spacings, strict=False))), spacings


def meshed(mesh, size, tilt, faces=()):
    """A uniform start on a mesh; ``tilt`` makes D a tensor that is not diagonal."""
    dimension = mesh.dim
    if tilt is None:
        diffusivity = laws.Callable(lambda c: size * (1.0 + c), "m^2/s")
    else:
        entries = size * (np.eye(dimension) + tilt * np.ones((dimension, dimension)))
        diffusivity = pde.Tensor([[(float(v), "m^2/s") for v in row] for row in entries])
    return pde.Problem(
        mesh=mesh, diffusivity=diffusivity, initial="0.7 mol/m^3", boundaries={"left": faces}, temperature="900 K"
    )


@repeat(25)
@given(grids(), decades(-20, -9), st.none() | shares(0.0, 0.9), st.data())
def test_grids_are_exact_conserve_and_leave_a_constant_alone(grid, size, tilt, data):
    mesh, spacings = grid
    exchange = pde.SurfaceExchange("1e-9 m/s", "0.2 mol/m^3")
    closed, opened = (meshed(mesh, size, tilt, own).operator(1e-3) for own in ((), (exchange,)))
    cells, fields = closed.mesh, closed.layout.fields[0]
    total = np.prod([Fraction(float(0)) + sum(map(Fraction, map(float, one))) for one in spacings])
    assert cells.volumes.sum() == pytest.approx(float(total), rel=1e-13, abs=0)
    for first, last, across in (("left", "right", 0), ("bottom", "top", 1), ("front", "back", 2))[: len(spacings)]:
        area = np.prod([float(one.sum()) for axis, one in enumerate(spacings) if axis != across])
        assert cells.regions[first].area == pytest.approx(area, rel=1e-13, abs=0)
        assert cells.regions[last].area == pytest.approx(area, rel=1e-13, abs=0)
    rise = np.zeros(closed.layout.size)
    rise[fields] = 0.1
    wave = np.zeros(closed.layout.size)
    wave[fields] = 0.5 * np.array(data.draw(st.lists(shares(0.1, 1), min_size=cells.cells, max_size=cells.cells)))
    typical = np.abs(closed.matrix) @ (size * np.ones(closed.slots.size)) / min(map(np.min, spacings))
    for y in (0.0 * rise, rise):
        assert np.all(np.abs(closed.rate(0.0, y)) <= 100 * EPS * typical)
    parts = opened.parts(0.0, np.append(wave, 0.0)[: opened.layout.size])
    for weights, raised in opened.conserved():
        assert abs(weights @ opened.assemble(parts)) <= 1e-14 * np.abs(weights) @ (abs(opened.matrix) @ np.abs(parts))
        assert weights @ raised == pytest.approx(1.0, rel=1e-13, abs=0)


# -- the right-hand side -----------------------------------------------------------------------------


def states(operator, body, seed, low=0.05, high=0.95):
    """A state with every cell at its own level, and what is integrated somewhere."""
    random = np.random.default_rng(seed)
    y = operator.initial()
    fields = operator.layout.fields[0]
    y[:] = random.uniform(0.0, 1.0, len(y))
    levels = random.uniform(low, high, operator.mesh.cells)
    y[fields] = levels * body.of_level(1.0, operator.mesh) - operator.start[0]
    return y


seeds = st.integers(0, 2**32 - 1)


@repeat(40)
@given(bodies(pump=True), seeds)
def test_matter_is_conserved_at_any_state(body, seed):
    operator = body.problem().operator(1e-3)
    parts = operator.parts(0.3 * body.duration, states(operator, body, seed))
    assert np.all(np.isfinite(parts))
    rate = operator.assemble(parts)
    for weights, rise in operator.conserved():
        assert abs(weights @ rate) <= 1e-14 * np.abs(weights) @ (abs(operator.matrix) @ np.abs(parts))
        assert weights @ rise == pytest.approx(1.0, rel=1e-13, abs=0)


@repeat(40)
@given(even_bodies(isotherms=False))
def test_equal_potential_moves_nothing(body):
    """Every flux is rounding, whether the state is made by the start or by the change."""
    operator = body.problem().operator(1e-3)
    fields, full = operator.layout.fields[0], operator.start[0]
    even, uneven = operator.initial(), operator.initial()
    uneven[fields] = -full * np.where(np.arange(operator.mesh.cells) % 2, 0.5, 0.25)
    empty = evolve(body, sheets=tuple(evolve(one, level=0.0) for one in body.sheets)).problem().operator(1e-3)
    filled = empty.initial()
    filled[fields] = full
    for t in (0.0, 0.3 * body.duration):
        size = np.abs(operator.parts(t, uneven))
        assert np.all(np.abs(operator.parts(t, even)) <= 1e-13 * size)
        assert np.all(np.abs(empty.parts(t, filled)) <= 1e-13 * size)


CANCELLING = Body(
    shape="planar",
    inner_radius=0.0,
    sheets=tuple(
        Sheet(1e-4, 1, "auto", ("constant", size, 0.0), Uptake(1.0, 0.0, None), 0.0, None) for size in (1e-16, 1e-9)
    ),
    resistances=(None,),
    inner=(("exchange", 1e-3, 0.0), ("exchange", 1e-3, 1.0)),
    outer=(),
    scale=1.0,
    temperatures=(400.0, 400.0),
    duration=1e8,
    pump=None,
)


@repeat(25)
@given(bodies(most=3, pump=True), seeds)
@example(CANCELLING, 0)
def test_the_jacobian_is_that_of_dense_differences(body, seed):
    operator = body.problem().operator(1e-3)
    y, t = states(operator, body, seed, low=0.3), 0.3 * body.duration
    found = Differences(operator, operator.scales())(t, y).toarray()
    steps = np.zeros(len(y))
    steps[operator.layout.fields[0]] = 1e-4 * body.of_level(1.0, operator.mesh)
    # Nothing reads what is integrated.
    read = np.flatnonzero(steps)
    ahead, behind = (operator.parts(t, y + sign * np.diag(steps)[read]) for sign in (1.0, -1.0))
    slopes = (ahead - behind) / (2.0 * steps[read])[:, np.newaxis]
    dense = np.zeros_like(found)
    dense[:, read] = operator.assemble(slopes).T
    sizes = (abs(operator.matrix) @ np.abs(slopes).T).max(axis=1, keepdims=True)
    # Two exchanges much faster than the layer cancel in the face: what each rounds to stays in its difference.
    shifts = jacobian._SHARE * np.abs(y) + jacobian._FLOOR * operator.scales()
    rounding = (abs(operator.matrix) @ (4 * EPS * np.abs(operator.parts(t, y))))[:, np.newaxis] / shifts
    assert np.all(np.abs(found - dense) <= 2e-3 * sizes + rounding)


@repeat(25)
@given(bodies(pump=True), seeds)
def test_parts_broadcast_over_leading_axes(body, seed):
    operator = body.problem().operator(1e-3)
    many = np.array([[states(operator, body, seed + i + 2 * j) for i in range(2)] for j in range(3)])
    t = 0.3 * body.duration
    together, rates = operator.parts(t, many), operator.rate(t, many)
    assert together.shape == (3, 2, operator.slots.size)
    assert rates.shape == many.shape
    for place in np.ndindex(3, 2):
        alone = operator.parts(t, many[place])
        np.testing.assert_allclose(together[place], alone, rtol=1e-9, atol=1e-12 * np.abs(alone).max())


# -- solutions -------------------------------------------------------------------------------------------


def moved(balance):
    """The larger of what was held and what was exchanged or made."""
    return max(balance.initial, sum(map(abs, balance.left.values())) + sum(map(abs, balance.made.values())))


def check_balance(body, rtol):
    """The ledger of the body and of every layer."""
    solution = solved(body, rtol)
    balance = solution.balance
    assert balance.closure <= 1e-10
    size = moved(balance)
    for one in balance.layers:
        # A layer that holds 1e-18 of the body is not resolved better than the body's rounding.
        assert one.closure <= 1e-10 + 1e-15 * size / (moved(one) or 1.0)
    gone = solution.inventory[-1] - balance.initial + sum(balance.left.values()) - sum(balance.made.values())
    assert abs(gone) <= 2e-10 * size
    left = [amount[-1] for own in solution.channels.values() for amount in own.values()]
    assert sum(left) == pytest.approx(sum(balance.left.values()), rel=1e-12, abs=1e-300)


@repeat(10, shrink=False)
@given(bodies(pump=True, most=2))
def test_the_balance_closes(body):
    check_balance(body, 1e-3)


@pytest.mark.slow
@repeat(16, shrink=False)
@given(bodies(pump=True))
def test_the_balance_closes_in_many_bodies(body):
    check_balance(body, 1e-4)


def breach(body, solution):
    """How far u leaves the values that the start and the faces name, in absolute tolerances of the integration."""
    operator = solution.operator
    low, high = (body.of_level(level, operator.mesh) for level in body.levels())
    change = solution["c"].change
    # The integrator works finer than rtol, on the scale of what moves.
    fine, level = sundials._MARGIN * solution.rtol, np.abs(change).max() / operator.concentration_scale()
    tolerance = sundials.tolerances(operator, fine, fine * max(level, 1e-15))[operator.layout.fields[0]]
    # Start and bounds are rounded too.
    slack = 4 * EPS * np.maximum(np.abs(high), operator.start[0])
    over = np.maximum(solution.concentration - high, low - solution.concentration) - slack
    return float(np.max(over / tolerance))


def check_bounds(body, rtol):
    assert breach(body, solved(body, rtol)) <= 10.0


@repeat(10, shrink=False)
@given(bodies(warm=False, most=2))
def test_nothing_leaves_the_range_of_start_and_faces(body):
    """A maximum principle of u; a partition that changes with temperature or a source may move it further."""
    check_bounds(body, 1e-3)


@pytest.mark.slow
@repeat(20, shrink=False)
@given(bodies(warm=False))
def test_nothing_leaves_the_range_of_start_and_faces_in_many_bodies(body):
    check_bounds(body, 1e-4)


@repeat(8, shrink=False)
@given(even_bodies())
def test_equilibrium_stays(body):
    solution = solved(body)
    full = body.of_level(1.0, solution.operator.mesh)
    assert np.all(np.abs(solution["c"].change) <= 1e-10 * full)
    held = solution.balance.initial
    for own in solution.channels.values():
        for amount in own.values():
            assert np.all(np.abs(amount) <= 1e-10 * held)


@repeat(4, shrink=False)
@given(bodies(most=2, warm=False), decades(-12, -4), decades(0.05, 3))
def test_more_exchange_loses_more(body, rate, factor):
    lost = []
    for size in (rate, rate * factor):
        solution = solved(evolve(body, inner=(), outer=(("exchange", size, 0.0),)))
        lost.append(solution.channels["outer"]["exchange 0"])
        assert np.all(lost[-1] <= solution.balance.initial * (1 + 1e-9))
    # Where nothing has reached the face yet, the loss is the rounding of an empty cell, of either sign.
    assert np.all(lost[1] >= lost[0] - 2e-3 * np.abs(lost[0]))


def turned(sheet):
    """A layer seen from its other side."""
    grading = sheet.grading
    if grading[0] == "edges":
        grading = "edges", grading[1][::-1]
    elif isinstance(grading, tuple):
        grading = {"inner": "outer", "outer": "inner", "both": "both"}[grading[0]], grading[1]
    if sheet.jump is None:
        return evolve(sheet, grading=grading)
    return evolve(sheet, grading=grading, level=sheet.jump[1], jump=(round(1.0 - sheet.jump[0], 4), sheet.level))


@repeat(5, shrink=False)
@given(bodies(most=2, isotherms=False))
def test_symmetric_bodies_stay_symmetric(body):
    """Around a layer; for a body around an interface see test_nothing_crosses_the_middle_of_a_symmetric_body."""
    *half, middle = body.sheets
    middle = evolve(middle, grading="uniform", jump=None)
    whole = (*half, middle, *map(turned, half[::-1]))
    between = (*body.resistances, *body.resistances[::-1])
    body = evolve(body, shape="planar", inner_radius=0.0, sheets=whole, resistances=between)
    faces = [one for one in body.outer if one[0] != "flux"] or [("exchange", 1e-8, 0.2)]
    solution = solved(evolve(body, inner=tuple(faces), outer=tuple(faces)))
    size = np.abs(solution["c"].change).max()
    np.testing.assert_allclose(solution.concentration, solution.concentration[:, ::-1], rtol=1e-12, atol=1e-4 * size)
    for one, other in zip(solution.channels["inner"].values(), solution.channels["outer"].values(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4 * np.abs(one).max())


@repeat(4, shrink=False)
@given(bodies(most=2, isotherms=False), st.lists(shares(0.01, 0.99), min_size=3, max_size=8, unique=True))
def test_more_output_times_end_in_the_same_state(body, places):
    few, many = solved(body, times=(1.0,)), solved(body, times=(*sorted(places), 1.0))
    size = max(few.operator.start.max(), body.of_level(body.levels()[1], few.operator.mesh).max())
    np.testing.assert_allclose(many.concentration[-1], few.concentration[-1], rtol=1e-12, atol=1e-3 * size)
    for side, own in few.channels.items():
        for name, amount in own.items():
            assert many.channels[side][name][-1] == pytest.approx(amount[-1], rel=2e-3, abs=1e-12 * few.balance.initial)
