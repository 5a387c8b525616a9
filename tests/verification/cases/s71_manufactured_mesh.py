"""Manufactured solutions on FiPy's meshes: rectangles, boxes, triangles; D(c), a scalar or a tensor."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from attrs import frozen

from annealkit import laws, pde
from annealkit.pde.fipy_import import fipy
from verification.case import Case, Check, Outcome, Table, order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = np.ndarray

LEVEL, DIFFUSIVITY, DECAY, RATE = 100.0, 1e-8, 60.0, 3e-5  # mol/m³, m²/s, s, m/s
END = 20.0  # s
SIDES = np.array([1.0e-3, 0.7e-3, 0.8e-3])  # m
WAVES = np.array([2500.0, 2000.0, 1800.0])  # 1/m
PHASES = np.array([-0.9, 0.4, -0.5])
AXES = ("x", "y", "z")
REGIONS = (("left", "right"), ("bottom", "top"), ("front", "back"))


@frozen
class Made:
    """A solution made to hold: c = C [1 + ½ Π cos(p_i + k_i x_i) exp(−t/τ)], flux −d(c) T ∇c.

    Attributes:
        tensor: T over D0, symmetric.
    """

    tensor: Array

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the coordinates."""
        return AXES[: len(self.tensor)]

    def c(self, at: Sequence[Array], t: Array | float) -> Array:
        """The solution, mol/m³."""
        return LEVEL + self._derivative(at, t, ())

    def gradient(self, at: Sequence[Array], t: Array | float) -> list[Array]:
        """Its first derivatives."""
        return [self._derivative(at, t, (i,)) for i in self._all]

    def flux(self, side: int, at: Sequence[Array], t: Array | float) -> Array:
        """Component of −d(c) T ∇c along an axis, mol/(m² s)."""
        slopes = self.gradient(at, t)
        along = sum(self.tensor[side, j] * slopes[j] for j in self._all)
        return -ratio(self.c(at, t)) * DIFFUSIVITY * along

    def source(self, at: Sequence[Array], t: Array | float) -> Array:
        """What must be made: c_t − d'(c) ∇c·T∇c − d(c) T:∇∇c."""
        c, slopes = self.c(at, t), self.gradient(at, t)
        pairs = [(i, j) for i in self._all for j in self._all]
        steep = sum(self.tensor[i, j] * slopes[i] * slopes[j] for i, j in pairs)
        bent = sum(self.tensor[i, j] * self._derivative(at, t, (i, j)) for i, j in pairs)
        return -(c - LEVEL) / DECAY - DIFFUSIVITY * (2.0 * c / LEVEL**2 * steep + ratio(c) * bent)

    @property
    def _all(self) -> range:
        return range(len(self.tensor))

    def _derivative(self, at: Sequence[Array], t: Array | float, by: tuple[int, ...]) -> Array:
        """Derivative of c − C by the named coordinates: each turns its cosine by a quarter and brings out its k."""
        factors = [np.cos(PHASES[i] + WAVES[i] * at[i] + 0.5 * np.pi * by.count(i)) for i in self._all]
        return 0.5 * LEVEL * np.exp(-t / DECAY) * np.prod(WAVES[list(by)]) * np.prod(factors, axis=0)


def ratio(c: Array) -> Array:
    """d(c) = ½ + (c/C)²."""
    return 0.5 + (c / LEVEL) ** 2


def rotated(across: float, degrees: float) -> Array:
    """A tensor of principal values 1 and ``across``, its first axis turned out of x."""
    turn = np.deg2rad(degrees)
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return axes @ np.diag([1.0, across]) @ axes.T


# -- the problem ----------------------------------------------------------------------------------------


def _law(f: Callable[[list[Array], Array], Array], axes: tuple[str, ...], unit: str) -> laws.Law:
    """A law of place and time."""
    return laws.Callable(lambda **at: f([at[name] for name in axes], at["t"]), unit, arguments=(*axes, "t"))


def boundary(made: Made, side: int, outward: float) -> list[Any]:
    """Value held, exchange or flux by turns, so that each kind is met in every dimension."""

    def along(at: list[Array], t: Array) -> Array:
        return outward * made.flux(side, at, t)

    if side == 0 and outward > 0:
        level = _law(lambda at, t: made.c(at, t) - along(at, t) / RATE, made.axes, "mol/m^3")
        return [pde.SurfaceExchange((RATE, "m/s"), level)]
    if side == 1 and outward < 0:
        return [pde.Flux(_law(along, made.axes, "mol/m^2/s"))]
    return [pde.FixedConcentration(_law(made.c, made.axes, "mol/m^3"))]


def diffusivity(made: Made) -> Any:
    """D as a law, or as a tensor of laws where T is not the unit tensor."""

    def law(weight: float) -> laws.Law:
        return laws.Callable(lambda c: weight * DIFFUSIVITY * ratio(c), "m^2/s")

    if np.array_equal(made.tensor, np.eye(len(made.tensor))):
        return law(1.0)
    return pde.Tensor([[law(float(weight)) for weight in row] for row in made.tensor])


def compute(made: Made, mesh: Any) -> pde.Solution:
    """Solve on a mesh whose regions are named left, right, bottom, top, front and back."""
    faces = {
        REGIONS[side][end]: boundary(made, side, (-1.0, 1.0)[end]) for side in range(len(made.axes)) for end in (0, 1)
    }
    problem = pde.Problem(
        mesh=mesh,
        diffusivity=diffusivity(made),
        initial=lambda *at: made.c(at, 0.0),
        boundaries=faces,
        sources=[pde.Source(_law(made.source, made.axes, "mol/m^3/s"))],
        temperature="973 K",
    )
    return problem.solve(np.array([END]), rtol=1e-5)


def grid(made: Made, cells: int) -> Any:
    """A grid with ``cells`` along x and nearly square cells."""
    counts = [round(cells * side / SIDES[0]) for side in SIDES[: len(made.axes)]]
    steps = [side / count for side, count in zip(SIDES, counts, strict=False)]
    if len(counts) == 2:
        return fipy().Grid2D(nx=counts[0], ny=counts[1], dx=steps[0], dy=steps[1])
    return fipy().Grid3D(nx=counts[0], ny=counts[1], nz=counts[2], dx=steps[0], dy=steps[1], dz=steps[2])


def triangles(made: Made, cells: int) -> Any:
    """The same rectangle in triangles of about the edge length of the grid's cells."""
    if shutil.which("gmsh") is None:
        pytest.skip("gmsh is not on the path; it comes with the extra 'mesh'")
    width, height = SIDES[:2]
    return fipy().Gmsh2D(
        f"""
        h = {SIDES[0] / cells:.17g};
        Point(1) = {{0, 0, 0, h}};
        Point(2) = {{{width:.17g}, 0, 0, h}};
        Point(3) = {{{width:.17g}, {height:.17g}, 0, h}};
        Point(4) = {{0, {height:.17g}, 0, h}};
        Line(1) = {{1, 2}};
        Line(2) = {{2, 3}};
        Line(3) = {{3, 4}};
        Line(4) = {{4, 1}};
        Line Loop(1) = {{1, 2, 3, 4}};
        Plane Surface(1) = {{1}};
        Physical Line("bottom") = {{1}};
        Physical Line("right") = {{2}};
        Physical Line("top") = {{3}};
        Physical Line("left") = {{4}};
        Physical Surface("body") = {{1}};
        """
    )


# -- comparison -----------------------------------------------------------------------------------------


def centres(made: Made, solution: pde.Solution) -> list[Array]:
    """Cell centres by coordinate, m."""
    return [getattr(solution, name) for name in made.axes]


def errors(made: Made, solution: pde.Solution, volumes: Array) -> tuple[float, float]:
    """RMS and largest error at the end, over C."""
    off = (solution.concentration[-1] - made.c(centres(made, solution), END)) / LEVEL
    return float(np.sqrt(np.average(off**2, weights=volumes))), float(np.max(np.abs(off)))


def source_gap(made: Made) -> float:
    """Largest relative gap between the source and finite differences of the solution."""
    axes, t = made.axes, 0.3 * END
    at = list(np.random.default_rng(1).uniform(0.05, 0.95, (len(axes), 50)) * SIDES[: len(axes), None])
    dx, dt = 1e-4 * SIDES[0], 1e-4 * DECAY

    def moved(i: int, by: float) -> list[Array]:
        return [one + by if j == i else one for j, one in enumerate(at)]

    def slope(i: int, place: list[Array]) -> Array:
        ahead = [one + 0.5 * dx if j == i else one for j, one in enumerate(place)]
        behind = [one - 0.5 * dx if j == i else one for j, one in enumerate(place)]
        return (made.c(ahead, t) - made.c(behind, t)) / dx

    def flux(i: int, place: list[Array]) -> Array:
        along = sum(made.tensor[i, j] * slope(j, place) for j in range(len(axes)))
        return -DIFFUSIVITY * ratio(made.c(place, t)) * along

    storage = (made.c(at, t + 0.5 * dt) - made.c(at, t - 0.5 * dt)) / dt
    spread = sum((flux(i, moved(i, 0.5 * dx)) - flux(i, moved(i, -0.5 * dx))) / dx for i in range(len(axes)))
    found = storage + spread
    return float(np.max(np.abs(found - made.source(at, t))) / np.max(np.abs(found)))


def run(made: Made, build: Callable[[Made, int], Any], cells: Sequence[int], limit: float) -> Outcome:
    """Orders on three meshes by the cells' mean width."""
    meshes = [build(made, n) for n in cells]
    volumes = [np.asarray(mesh.cellVolumes) for mesh in meshes]
    solutions = [compute(made, mesh) for mesh in meshes]
    means, largest = zip(*(errors(made, *pair) for pair in zip(solutions, volumes, strict=True)), strict=True)
    steps = [len(one) ** (-1.0 / len(made.axes)) for one in volumes]
    count = len(volumes[-1])
    checks = [
        Check("source against finite differences, relative", source_gap(made), 1e-6),
        Check(f"largest error on {count} cells, over $C$", largest[-1], limit),
        Check("order, RMS", order(steps, means), 1.9, "above"),
        Check("order, max", order(steps, largest), 1.9, "above"),
        Check("closure of the balance", solutions[-1].balance.closure, 1e-10),
    ]
    rows = [(str(len(v)), mean, most) for v, mean, most in zip(volumes, means, largest, strict=True)]
    table = Table("Errors by mesh", ("cells", "RMS / $C$", "max / $C$"), rows)

    def draw_all(figure: Figure) -> None:
        draw(figure, made, solutions[-1], [len(one) for one in volumes], means, largest)

    return Outcome(checks, draw_all, [table])


def draw(
    figure: Figure,
    made: Made,
    solution: pde.Solution,
    counts: list[int],
    means: Sequence[float],
    largest: Sequence[float],
) -> None:
    """The field (a middle slice of a box), and errors that fall with the square of the cell size."""
    left, right = figure.subplots(1, 2)
    at = centres(made, solution)
    middle = np.ones(len(at[0]), dtype=bool)
    if len(at) == 3:
        planes = np.unique(np.round(at[2] / SIDES[2], 9))
        middle = np.abs(at[2] / SIDES[2] - planes[len(planes) // 2]) < 1e-6
    shown = left.tripcolor(
        1e3 * at[0][middle], 1e3 * at[1][middle], solution.concentration[-1, middle], shading="gouraud"
    )
    grid_x, grid_y = np.meshgrid(*(np.linspace(0.02, 0.98, 60) * side for side in SIDES[:2]))
    exact = made.c([grid_x, grid_y, np.full_like(grid_x, at[2][middle][0]) if len(at) == 3 else grid_x], END)
    lines = left.contour(1e3 * grid_x, 1e3 * grid_y, exact, 8, colors="white", linewidths=0.8)
    left.clabel(lines, fontsize=6)
    figure.colorbar(shown, ax=left, label="computed c / (mol/m³)")
    left.set(xlabel="x / mm", ylabel="y / mm", aspect="equal", title="lines: manufactured")
    right.loglog(counts, largest, "o-", color="C0", ms=5, label="largest error")
    right.loglog(counts, means, "s-", color="C1", ms=5, label="RMS error")
    guide = 0.4 * means[0] * (np.array(counts) / counts[0]) ** (-2.0 / len(at))
    right.loglog(counts, guide, ":", color="0.4", label="second order")
    right.set(xlabel="cells", ylabel="error / $C$", xticks=counts, xticklabels=counts)
    right.minorticks_off()
    right.legend(frameon=False, fontsize="small")


EQUATION = r"""
$$\frac{\partial c}{\partial t} = \nabla \cdot \left(d(c)\, \mathbf{D}\, \nabla c\right) + S(\mathbf{x}, t), \qquad
d = \tfrac12 + (c/C)^2;$$

values are held, an exchange and a flux are given at the sides. """
REFERENCE = r"""$c = C\,[1 + \tfrac12 \prod_i \cos(p_i + k_i x_i)\, e^{-t/\tau}]$ is made to hold: $S$ and what the
sides need are derived by hand from it, and $S$ is compared with finite differences."""

PLANE, SPACE = Made(np.eye(2)), Made(np.eye(3))
TURNED = Made(rotated(0.25, 30.0))

CASES = [
    Case(
        name="manufactured-rectangle",
        slow=True,
        title="Manufactured solution: rectangles",
        equation=EQUATION + r"Here $\mathbf{D} = D_0$ on FiPy's Grid2D.",
        reference=REFERENCE,
        run=lambda: run(PLANE, grid, (6, 12, 24), 5e-4),
    ),
    Case(
        name="manufactured-tensor",
        title="Manufactured solution: an anisotropic tensor, turned out of the axes",
        equation=EQUATION + r"Here $\mathbf{D}$ has the principal values $D_0$ and $D_0/4$, turned by 30°, on Grid2D.",
        reference=REFERENCE,
        run=lambda: run(TURNED, grid, (10, 20, 40), 1e-3),
        slow=True,
    ),
    Case(
        name="manufactured-triangles",
        title="Manufactured solution: triangles",
        equation=EQUATION + r"Here $\mathbf{D} = D_0$ on a Gmsh2D mesh of triangles.",
        reference=REFERENCE,
        run=lambda: run(PLANE, triangles, (10, 20, 40), 2e-4),
        slow=True,
    ),
    Case(
        name="manufactured-box",
        title="Manufactured solution: boxes",
        equation=EQUATION + r"Here $\mathbf{D} = D_0$ on FiPy's Grid3D.",
        reference=REFERENCE,
        run=lambda: run(SPACE, grid, (5, 10, 20), 2e-3),
        slow=True,
    ),
]
