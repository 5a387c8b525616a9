"""Properties that hold whatever the body: exact meshes, conservation, bounds, equilibrium, Jacobian, monotone limits.

Bodies are drawn as plain numbers, so that a failing example prints as what makes it again: ``Body(...).problem()``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve, field, frozen
from fipy import Grid2D, Grid3D
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from annealkit import laws, pde
from annealkit.pde import cvode, jacobian, sundials
from annealkit.pde.jacobian import Differences
from annealkit.schedule import Hold, Ramp, Schedule

SHAPES = ("planar", "cylinder", "sphere")
REFERENCE = 900.0  # K, where a temperature law has its nominal value
BOLTZMANN = 8.617333262e-5  # eV/K
EPS = float(np.finfo(float).eps)


@pytest.fixture(autouse=True, scope="module")
def few_steps():
    """These solutions take some hundred steps; one that crawls fails instead of holding up the run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cvode, "_MAX_STEPS", 600)
        patch.setattr(sundials, "_RESTARTS", 1)
        yield


def repeat(examples, shrink=True):
    """Settings: so many examples. Where each is a solve, a failing one is shown as it is: shrinking takes minutes."""
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, phases=phases, suppress_health_check=checks)


# -- a body in plain numbers ------------------------------------------------------------------


def boltzmann(energy, T):
    """1 at the reference temperature."""
    return np.exp(-energy / BOLTZMANN * (1.0 / T - 1.0 / REFERENCE))


@frozen
class Uptake:
    """c as a function of u, both in units of the body's concentration: K u, or top u/(u + half)."""

    ratio: float = 1.0
    energy: float = 0.0
    half: float | None = None

    def at(self, u, T):
        """Shares of the body's concentration."""
        if self.half is not None:
            return self.ratio * u / (u + self.half)
        return self.ratio * boltzmann(self.energy, T) * u

    def potential(self, c, T):
        """u from c."""
        if self.half is not None:
            return self.half * c / (self.ratio - c)
        return c / (self.ratio * boltzmann(self.energy, T))


@frozen
class Sheet:
    """One layer; levels are u in units of the body's concentration, positions shares of the thickness."""

    thickness: float
    cells: int
    grading: Any
    diffusivity: tuple[str, float, float]
    uptake: Uptake = field(factory=Uptake)
    level: float = 1.0
    jump: tuple[float, float] | None = None

    def law(self, scale):
        """D(T, c)."""
        kind, size, strength = self.diffusivity
        if kind == "constant":
            return laws.Constant((size, "m^2/s"))
        if kind == "arrhenius":
            return laws.Callable(lambda T: size * boltzmann(strength, T), "m^2/s")
        if kind == "rising":
            return laws.Callable(lambda c: size * (1.0 + strength * c / scale), "m^2/s")
        if kind == "front":  # ends with the species
            return laws.Callable(lambda c: size * (c / scale) ** strength, "m^2/s")
        assert kind == "decades"
        return laws.Callable(lambda T, c: size * boltzmann(0.5, T) * 10.0 ** (-strength * c / (c + scale)), "m^2/s")

    def initial(self, offset, scale, T):
        """mol/m³, a number or a function of x with a jump, and where it jumps."""
        first = scale * self.uptake.at(self.level, T)
        if self.jump is None:
            return first, None
        place, level = self.jump
        second, at = scale * self.uptake.at(level, T), offset + place * self.thickness
        return (lambda x: np.where(x < at, first, second)), np.array([at])

    def layer(self, offset, scale, T):
        """The layer as annealkit takes it."""
        initial, breakpoints = self.initial(offset, scale, T)
        own = self.uptake
        if own.half is not None:
            uptake = {"isotherm": laws.Callable(lambda u: scale * own.at(u / scale, REFERENCE), "mol/m^3")}
        elif own.energy:
            uptake = {"partition": laws.Callable(lambda T: own.at(1.0, T), "1")}
        else:
            uptake = {"partition": own.ratio}
        explicit = self.grading[0] == "edges"
        cells = (
            {"edges": self.thickness * np.array([0.0, *np.cumsum(self.grading[1]) / sum(self.grading[1])])}
            if explicit
            else {"cells": self.cells, "grading": self.grading}
        )
        if explicit:
            cells["edges"][-1] = self.thickness
        return pde.Layer(
            (self.thickness, "m"),
            self.law(scale),
            initial=initial if callable(initial) else (initial, "mol/m^3"),
            breakpoints=breakpoints,
            **uptake,
            **cells,
        )


@frozen
class Body:
    """A whole problem. Faces: ("fixed", u), ("exchange", k in m/s, u), ("flux", k over D/thickness there, power)."""

    shape: str
    inner_radius: float
    sheets: tuple[Sheet, ...]
    resistances: tuple[float | None, ...] = ()
    inner: tuple[tuple, ...] = ()
    outer: tuple[tuple, ...] = ()
    scale: float = 1.0
    temperatures: tuple[float, float] = (REFERENCE, REFERENCE)
    duration: float = 1.0
    pump: float | None = None

    def boundaries(self, given, sheet):
        """What holds at a face."""
        scale, uptake, out = self.scale, sheet.uptake, []
        kind, size, strength = sheet.diffusivity
        energy = {"arrhenius": strength, "decades": 0.5}.get(kind, 0.0)
        for number, (kind, *numbers) in enumerate(given):
            name = f"{kind} {number}"
            if kind == "flux":
                rate, power = numbers[0] * size / sheet.thickness, numbers[1]
                law = laws.Callable(
                    lambda T, c, k=rate, n=power: k * boltzmann(energy, T) * scale * (c / scale) ** n, "mol/m^2/s"
                )
                out.append(pde.Flux(law, channels=(name,)))
                continue
            value = laws.Callable(lambda T, u=numbers[-1]: scale * uptake.at(u, T), "mol/m^3")
            if kind == "fixed":
                out.append(pde.FixedConcentration(value, name=name))
            else:
                out.append(pde.SurfaceExchange((numbers[0], "m/s"), value, name=name))
        return out or pde.NoFlux()

    def problem(self):
        """The problem."""
        begin, end = self.temperatures
        layers, offset = [], self.inner_radius
        for sheet in self.sheets:
            layers.append(sheet.layer(offset, self.scale, begin))
            offset += sheet.thickness
        temperature = (begin, "K")
        if begin != end:  # with a corner on the way
            half = (0.5 * self.duration, "s")
            temperature = Schedule(temperature, [Ramp((end, "K"), duration=half), Hold(half)])
        return pde.Problem(
            shape=self.shape,
            layers=layers,
            interfaces=[None if r is None else pde.Interface((r, "s/m")) for r in self.resistances],
            inner=self.boundaries(self.inner, self.sheets[0]),
            outer=self.boundaries(self.outer, self.sheets[-1]),
            inner_radius=(self.inner_radius, "m") if self.inner_radius else None,
            sources=self.sources(),
            temperature=temperature,
        )

    def sources(self):
        """A source that makes what is missing to half the body's concentration, so many times in the duration."""
        if self.pump is None:
            return []
        rate, level = self.pump / self.duration, 0.5 * self.scale
        return [pde.Source(laws.Callable(lambda c: rate * (level - c), "mol/m^3/s"), name="pump")]

    def of_level(self, level, mesh):
        """Concentration (mol/m³) of every cell at a level, at the start's temperature."""
        values = np.array([self.scale * one.uptake.at(level, self.temperatures[0]) for one in self.sheets])
        return values[mesh.layer]

    def levels(self):
        """Lowest and highest u that the start and the faces name; what leaves by a flux law goes towards 0."""
        found = [one.level for one in self.sheets] + [one.jump[1] for one in self.sheets if one.jump]
        found += [0.0 if one[0] == "flux" else one[-1] for one in (*self.inner, *self.outer)]
        return min(found), max(found)


# -- what bodies are drawn from ------------------------------------------------------------------


def decades(low, high):
    """Numbers spread evenly over powers of ten."""
    return st.floats(low, high).map(lambda power: float(f"{10.0**power:.4g}"))


def shares(low, high):
    """Numbers of four decimals."""
    return st.floats(low, high).map(lambda value: round(value, 4))


def gradings(cells):
    """Automatic, uniform, towards ends, or explicit cells of very different widths."""
    widths = st.tuples(st.just("edges"), st.lists(decades(-2, 0), min_size=cells, max_size=cells).map(tuple))
    towards = st.tuples(st.sampled_from(["inner", "outer", "both"]), decades(0, 3))
    return st.one_of(st.just("auto"), st.just("uniform"), towards, widths)


@st.composite
def diffusivities(draw, mild=False):
    """(kind, m²/s at the reference temperature, strength); slopes at c = 0 are finite, as Newton's method needs."""
    kind = draw(st.sampled_from(["constant", "arrhenius", "rising", "front", "decades"]))
    steepest = 1.0 if mild else 4.0
    strength = {
        "constant": st.just(0.0),
        "arrhenius": shares(0.1, 3.0),
        "rising": decades(-2, 1 if mild else 3),
        "front": shares(1.0, 3.0),
        "decades": shares(-steepest, steepest),
    }[kind]
    return kind, draw(decades(-14, -12) if mild else decades(-22, -9)), draw(strength)


def uptakes(warm, bent):
    """Partitions, of T where that may be, or one of these and saturating isotherms."""
    straight = st.just(Uptake()) | st.builds(Uptake, decades(-4, 4), shares(-0.8, 0.8) if warm else st.just(0.0))
    return straight | st.builds(Uptake, decades(-1, 1), st.just(0.0), decades(-1, 1)) if bent else straight


@st.composite
def sheets(draw, warm, bent, even=None, mild=False, most=40):
    """A layer; ``even`` is the level that it has everywhere."""
    cells = draw(st.integers(1, most))
    level = draw(st.one_of(st.just(0.0), st.just(1.0), shares(0.0, 1.0))) if even is None else even
    jumps = st.tuples(shares(0.01, 0.99), shares(0.0, 1.0))
    jumps = st.none() if cells == 1 or even is not None else st.none() | jumps
    return Sheet(
        thickness=draw(decades(-8, -6) if mild else decades(-9, -4)),
        cells=cells,
        grading=draw(gradings(cells)),
        diffusivity=draw(diffusivities(mild)),
        uptake=draw(uptakes(warm, bent)),
        level=level,
        jump=draw(jumps),
    )


def faces(even=None):
    """Nothing, a fixed value, exchange, a nonlinear flux, or several that add."""
    levels = shares(0.0, 1.0) if even is None else st.just(even)
    fixed = st.tuples(st.just("fixed"), levels)
    exchange = st.tuples(st.just("exchange"), decades(-15, -3), levels)
    # Not further beyond D/thickness: test_a_strong_sink_is_the_same_as_a_law_and_as_an_exchange says why.
    flux = st.tuples(st.just("flux"), decades(-6, 3), shares(1.0, 3.0))
    open_ends = exchange if even is not None else st.one_of(exchange, flux)
    return st.one_of(st.just(()), st.tuples(fixed), st.lists(open_ends, min_size=1, max_size=3).map(tuple))


@st.composite
def bodies(draw, warm=True, even=None, isotherms=True, most=4, pump=False):
    """Whole problems.

    Args:
        draw: Hypothesis's.
        warm: Whether partitions may depend on a temperature that changes.
        even: Level that everything has, faces too.
        isotherms: Whether there may be isotherms. They come only with layers that do not differ by many decades:
            ``test_an_interface_with_an_isotherm_feels_its_slow_side`` says why.
        most: Largest number of layers.
        pump: Whether there may be a source.
    """
    shape = draw(st.sampled_from(SHAPES))
    ramped = draw(st.booleans())
    bent = isotherms and draw(st.booleans())
    sheet = sheets(warm or not ramped, bent, even, mild=bent)
    layers = draw(st.lists(sheet, min_size=1, max_size=most))
    resistances = st.none() | decades(3, 5 if bent else 15)
    resistances = st.lists(resistances, min_size=len(layers) - 1, max_size=len(layers) - 1)
    begin = draw(shares(400.0, 1300.0))
    end = draw(shares(400.0, 1300.0)) if ramped else begin
    # The time in which diffusion crosses one of the layers, more or less.
    slow = draw(st.sampled_from(layers))
    crossing = slow.thickness**2 / (slow.diffusivity[1] * draw(decades(-1.5, 3)))
    inner, outer = draw(faces(even)), draw(faces(even))
    if sum(one.cells for one in layers) == 1 and not inner and not outer:
        outer = (("exchange", 1e-8, layers[0].level),)  # test_a_single_closed_cell_rests says why
    return Body(
        shape=shape,
        inner_radius=draw(decades(-8, -3)) if shape != "planar" and draw(st.booleans()) else 0.0,
        sheets=tuple(layers),
        resistances=tuple(draw(resistances)),
        inner=inner,
        outer=outer,
        scale=draw(decades(-3, 5)),
        temperatures=(begin, end),
        duration=float(f"{min(max(crossing, 1e-6), 1e9):.4g}"),
        pump=draw(st.none() | decades(-2, 1)) if pump else None,
    )


def solved(body, rtol=1e-3, times=(0.1, 1.0)):
    """The solution at shares of the duration."""
    return body.problem().solve(body.duration * np.array(times), rtol=rtol)


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


def even_bodies(**kinds):
    """Bodies with u the same everywhere, at the faces too."""
    return shares(0.05, 1.0).flatmap(lambda level: bodies(warm=False, even=level, **kinds))


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


# -- interfaces, faces and small bodies that once went wrong ----------------------------------------------


def slab(thickness, diffusivity, cells=10, **more):
    """A uniform planar layer in plain numbers."""
    return pde.Layer((thickness, "m"), (diffusivity, "m^2/s"), cells=cells, grading="uniform", **more)


def test_a_single_closed_cell_rests():
    """No face, no part of the right-hand side: nothing happens, and that is a solution."""
    body = pde.Problem(shape="planar", layers=[slab(1e-6, 1e-14, cells=1, initial="2 mol/m^3")], temperature="900 K")
    assert body.solve(np.array([1.0, 5.0])).concentration.tolist() == [[2.0], [2.0]]


@pytest.mark.parametrize("fast", ["inner", "outer"])
@pytest.mark.parametrize("contrast", [1e2, 1e6, 1e10])
def test_an_interface_with_an_isotherm_feels_its_slow_side(contrast, fast):
    """The law c = 2 u is the partition K = 2, however much better one side conducts than the other."""
    sides = (1e-8, 1e-8 / contrast) if fast == "inner" else (1e-8 / contrast, 1e-8)
    kinds = {"partition": 2.0}, {"isotherm": laws.Callable(lambda u: 2.0 * u, "mol/m^3")}
    fluxes, slopes = [], []
    for kind in kinds:
        layers = [slab(1e-7, sides[0], initial="1.5 mol/m^3"), slab(1e-7, sides[1], initial="1.4 mol/m^3", **kind)]
        operator = pde.Problem(shape="planar", layers=layers, temperature="900 K").operator(1e-3)
        place, row = operator.slots.interior[0, operator.contacts[0].index], operator.layout.crossed[0, 0]
        y = operator.initial()
        fluxes.append(operator.parts(0.0, y)[place][0])
        slopes.append(Differences(operator, operator.scales())(0.0, y).toarray()[row])
    assert fluxes[1] == pytest.approx(fluxes[0], rel=1e-10, abs=0)
    np.testing.assert_allclose(slopes[1], slopes[0], atol=1e-3 * np.abs(slopes[0]).max())


@pytest.mark.parametrize("change", [0.0, -1e-13, 1e-11])
def test_an_interface_with_an_isotherm_takes_a_layer_that_blocks(change):
    """D ends with the species, and an empty cell, also one a rounding below zero, lets nothing through."""
    uptake = laws.Callable(lambda u: u / (u + 0.3551), "mol/m^3")
    layers = [
        pde.Layer("0.2 um", laws.Callable(lambda c: 1e-14 * c**2, "m^2/s"), cells=1, isotherm=uptake),
        slab(3e-7, 5e-18, 5),
    ]
    between = [pde.Interface("1e5 s/m")]
    problem = pde.Problem(shape="planar", layers=layers, interfaces=between, temperature="541 K")
    operator = problem.operator(1e-3)
    y = operator.initial()
    y[operator.layout.fields[0]] = change
    assert np.all(np.abs(operator.parts(0.0, y)) <= 1e-20)


@pytest.mark.parametrize("excess", [1.0, 1e4, 1e8, 1e12])
def test_a_strong_sink_is_the_same_as_a_law_and_as_an_exchange(excess):
    """A rate far beyond D/h: diffusion limits the flux, whatever the rate's own rounding."""
    rate = excess * 1e-20 / 2.5e-9
    sinks = (
        pde.SurfaceExchange((rate, "m/s"), "0 mol/m^3"),
        pde.Flux(laws.Callable(lambda c: rate * c, "mol/m^2/s")),
    )
    found = []
    for sink in sinks:
        layers = [slab(1e-7, 1e-20, cells=20, initial="0.7 mol/m^3")]
        operator = pde.Problem(shape="planar", layers=layers, outer=sink, temperature="900 K").operator(1e-3)
        found.append(operator.rate(0.0, operator.initial())[operator.layout.channels["outer"][0]])
    assert found[1] == pytest.approx(found[0], rel=1e-10, abs=0)


@pytest.mark.parametrize("rtol", [1e-3, 1e-4, 1e-5])
def test_the_balance_closes_beside_a_fast_finely_cut_layer(rtol):
    """Cells of a tenth of a nanometre that exchange in 1e-9 s, beside a layer that takes minutes.

    With cells ten times finer rounding opens it to a few 1e-10, and such a run is refused (fresh-jacobian in docs).
    """
    wide, thin = 2.758e-7, 3.482e-8
    layers = [
        slab(
            wide, 2.7e-16, 3, initial=lambda x: np.where(x < 0.01 * wide, 0.9, 0.22), breakpoints=[f"{0.01 * wide} m"]
        ),
        pde.Layer(
            (thin, "m"),
            "1e-11 m^2/s",
            cells=27,
            grading=("outer", 91.85),
            initial=lambda x: np.where(x < wide + 0.6431 * thin, 1.0, 0.7736),
            breakpoints=[f"{wide + 0.6431 * thin} m"],
        ),
    ]
    solution = pde.Problem(shape="planar", layers=layers, temperature="1275 K").solve(
        np.array([28.0, 279.0]), rtol=rtol
    )
    assert solution.balance.closure <= 1e-10
    assert max(one.closure for one in solution.balance.layers) <= 1e-10


def test_nothing_crosses_the_middle_of_a_symmetric_body():
    """What crosses a fast interface adds up to zero: its rounding must not be taken for an error of the step."""
    thick, thin = 4.261e-6, 1.464e-8
    edges = thick + 0.99 * thin, thick + 1.01 * thin
    fast = {"partition": 35.0, "initial": lambda x: np.where((x < edges[0]) | (x > edges[1]), 35.0, 28.0)}
    layers = [
        slab(thick, 8.8e-19, 6, initial="1 mol/m^3"),
        slab(thin, 9.6e-14, breakpoints=[f"{edges[0]} m"], **fast),
        slab(thin, 9.6e-14, breakpoints=[f"{edges[1]} m"], **fast),
        slab(thick, 8.8e-19, 6, initial="1 mol/m^3"),
    ]
    solution = pde.Problem(shape="planar", layers=layers, temperature="1000 K").solve(np.array([2e6, 2e7]), rtol=1e-3)
    np.testing.assert_allclose(solution.concentration, solution.concentration[:, ::-1], rtol=1e-8)
    # The ledgers of the layers close, so the interface carries their rounding; that of the thin one's fast exchange.
    assert abs(solution.crossed(1)[-1]) <= 1e-10 * abs(solution.crossed(0)[-1])
    assert max(one.closure for one in solution.balance.layers) <= 1e-10
    assert solution.balance.closure <= 1e-10


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
