"""Meshes of two and three dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annealkit import pde
from annealkit.errors import InputError
from annealkit.pde.fipy_import import fipy
from pde_films import grid, law, plate
from pde_terms import triangles


def bricks() -> Any:
    return fipy().Grid3D(nx=4, ny=3, nz=3, dx=1e-7, dy=1e-7, dz=1e-7)


@pytest.mark.parametrize("kind", ["Grid2D", "Gmsh2D", "Grid3D"])
def test_reading_between_cells_of_a_mesh_is_exact_for_planes(kind: str):
    """A linear field that nothing moves, read anywhere inside."""
    mesh = {"Grid2D": grid, "Gmsh2D": triangles, "Grid3D": bricks}[kind]()
    slopes = np.array([3e7, -2e7, 5e7])[: mesh.dim]
    problem = plate(mesh, diffusivity="0 m^2/s", initial=lambda *at: 80.0 + slopes @ np.array(at))
    solution = problem.solve(np.array([1.0, 2.0]))
    places = np.random.default_rng(3).uniform(0.05, 0.28, (mesh.dim, 40)) * 1e-6
    expected = 80.0 + slopes @ places
    np.testing.assert_allclose(solution.at(tuple(places), 1.5), expected, rtol=1e-10)
    assert solution.at(tuple(places[:, 0]), np.array([1.0, 1.3, 2.0])).shape == (3,)
    assert np.ptp(expected) > 5.0
    with pytest.raises(InputError, match=f"this mesh needs {mesh.dim}, as a tuple"):
        solution.at(1e-7, 1.0)
    with pytest.raises(InputError, match="outside the mesh"):
        solution.at(tuple(np.full(mesh.dim, 5e-6)), 1.0)
    with pytest.raises(InputError, match="outside the solution"):
        solution.at(tuple(places), 3.0)
    axes = [solution.x, solution.y] + ([solution.z] if mesh.dim == 3 else [])
    np.testing.assert_allclose(solution.concentration[-1], 80.0 + slopes @ np.array(axes), rtol=1e-12)


def test_regions_by_mask_and_by_function_are_the_sides():
    """The same side named three ways gives the same solution; other faces stay closed."""
    mesh = grid()
    right = np.asarray(mesh.facesRight)
    edge = float(np.max(np.asarray(mesh.faceCenters)[0]))
    exchange = [pde.SurfaceExchange("1e-7 m/s", "0 mol/m^3")]
    solved = [
        plate(mesh, boundaries={"right": exchange}),
        plate(mesh, regions={"hole": right}, boundaries={"hole": exchange}),
        plate(
            mesh,
            regions={"hole": lambda x, y: x > 0.999 * edge, "rest": lambda x, y: x < 1e-9},
            boundaries={"hole": exchange},
        ),
    ]
    one, two, three = (problem.solve(np.array([0.5]), rtol=1e-6) for problem in solved)
    for other in (two, three):
        np.testing.assert_allclose(other.concentration, one.concentration, rtol=1e-12)
        assert other.flux("hole") == pytest.approx(one.flux("right"), rel=1e-12)
    assert one.flux("left")[0] == 0.0
    # All columns of a closed plate are alike.
    rows = one.concentration[0].reshape(3, 4)
    np.testing.assert_allclose(rows, np.broadcast_to(rows[0], rows.shape), rtol=1e-9)
    assert list(solved[2].cells().regions) == ["hole", "rest"]
    assert solved[1].cells().regions["hole"].area == pytest.approx(3.3e-7, rel=1e-12)


def test_the_flux_of_a_region_is_its_mean():
    """Times its area it is what the region takes, though it differs from face to face."""
    wide = pde.Flux(law(lambda c, y: 1e-8 * c * (y / 1e-7) ** 2, "mol/m^2/s"))
    times = np.array([0.49, 0.5, 0.51])
    solution = plate(boundaries={"right": wide}).solve(times, rtol=1e-8)
    left = solution.channels["right"]["flux"]
    area = solution.operator.mesh.regions["right"].area
    assert solution.flux("right")[1] * area == pytest.approx((left[2] - left[0]) / 0.02, rel=1e-4)
    assert solution.balance.closure < 1e-12
    np.testing.assert_allclose(left, solution.balance.initial - solution.inventory, rtol=1e-9)


def test_a_state_of_a_region_has_one_value_a_face():
    rate = law(lambda y, theta: 1e7 * y * (1 - theta), "1/s")
    solution = plate(states=[pde.LocalState("theta", rate, where="left")]).solve(np.array([0.5, 1.0]), rtol=1e-7)
    y = solution.operator.mesh.regions["left"].points[1]
    assert solution.state("theta").shape == (2, 3)
    np.testing.assert_allclose(solution.state("theta")[-1], 1 - np.exp(-1e7 * y), rtol=1e-6)
