"""Triangles and tetrahedra: exact measures, a constant without gradient, a linear field that stays."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from annealkit import pde
from annealkit.pde.fipy_import import fipy

pytestmark = pytest.mark.skipif(shutil.which("gmsh") is None, reason="needs the extra 'mesh' (gmsh) on the path")

#: A trapezium of 1.5e-12 m², its slanted side open.
PLATE = """
Point(1) = {0, 0, 0, 2e-7}; Point(2) = {2e-6, 0, 0, 2e-7};
Point(3) = {1e-6, 1e-6, 0, 1e-7}; Point(4) = {0, 1e-6, 0, 2e-7};
Line(1) = {1, 2}; Line(2) = {2, 3}; Line(3) = {3, 4}; Line(4) = {4, 1};
Line Loop(5) = {1, 2, 3, 4}; Plane Surface(6) = {5};
Physical Surface("body") = {6}; Physical Line("slant") = {2}; Physical Line("wall") = {4};
"""

#: A wedge of 0.5e-18 m³ by extrusion of a triangle.
WEDGE = """
Point(1) = {0, 0, 0, 4e-7}; Point(2) = {1e-6, 0, 0, 4e-7}; Point(3) = {0, 1e-6, 0, 4e-7};
Line(1) = {1, 2}; Line(2) = {2, 3}; Line(3) = {3, 1};
Line Loop(4) = {1, 2, 3}; Plane Surface(5) = {4};
out[] = Extrude {0, 0, 1e-6} { Surface{5}; };
Physical Volume("body") = {out[1]}; Physical Surface("bottom") = {5}; Physical Surface("top") = {out[0]};
"""


def plate(**given) -> pde.Problem:
    return pde.Problem(
        mesh=fipy().Gmsh2D(PLATE), diffusivity="1e-14 m^2/s", temperature="973 K", **{"initial": "5 mol/m^3", **given}
    )


def test_triangles_have_exact_areas_and_named_sides():
    cells = plate().cells()
    assert cells.volumes.sum() == pytest.approx(1.5e-12, rel=1e-12)
    assert set(cells.regions) == {"slant", "wall"}
    assert cells.regions["slant"].area == pytest.approx(np.sqrt(2) * 1e-6, rel=1e-12)


def test_tetrahedra_have_exact_volumes_and_lose_what_leaves():
    problem = pde.Problem(
        mesh=fipy().Gmsh3D(WEDGE),
        diffusivity="1e-14 m^2/s",
        initial="5 mol/m^3",
        boundaries={"top": pde.SurfaceExchange("1e-8 m/s", "0 mol/m^3")},
        temperature="973 K",
    )
    assert problem.cells().volumes.sum() == pytest.approx(0.5e-18, rel=1e-9)
    assert problem.cells().regions["top"].area == pytest.approx(0.5e-12, rel=1e-9)
    # Biot number 1e-8 · 1e-6 / 1e-14 = 1: the film of the same height, to what a few tetrahedra give.
    film = pde.Problem(
        shape="planar",
        layers=[pde.Layer("1 um", "1e-14 m^2/s", initial="5 mol/m^3")],
        outer=pde.SurfaceExchange("1e-8 m/s", "0 mol/m^3"),
        temperature="973 K",
    ).solve(np.array([50.0]))
    solution = problem.solve(np.array([50.0]), rtol=1e-4)
    assert solution.inventory[0] / 2.5e-18 == pytest.approx(film.inventory[0] / 5e-6, abs=5e-3)
    assert solution.balance.closure < 1e-12


def test_a_constant_has_no_gradient_on_triangles():
    operator = plate().operator()
    largest = 1e-14 * 5.0 / 1e-7**2  # D c / h²
    assert np.max(np.abs(operator.rate(0.0, operator.initial()))) < 1e-14 * largest


def test_a_linear_field_between_fixed_sides_stays():
    """Two points alone would move it: the faces are skewed."""
    problem = plate(
        initial=lambda x, y: 3.0 + 1e6 * x + 1e6 * y,  # constant along the slanted side, 5 mol/m³
        boundaries={"slant": pde.FixedConcentration("5 mol/m^3")},
    )
    operator = problem.operator()
    near = operator.mesh.regions["slant"].cells
    rate = operator.rate(0.0, operator.initial())[operator.layout.fields[0]]
    sealed = np.unique(
        np.concatenate(
            [
                np.flatnonzero(np.min(operator.mesh.points, axis=0) < 2e-7),
                np.flatnonzero(operator.mesh.points[1] > 0.85e-6),
            ]
        )
    )
    free = np.setdiff1d(near, sealed)
    scale = 1e-14 * 1e6 / 1e-7
    assert len(free) > 3
    assert np.max(np.abs(rate[free])) < 1e-9 * scale
