"""What is refused, and how it is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annealkit import laws, pde
from annealkit.errors import InputError
from annealkit.pde.fipy_import import fipy
from pde_films import after_four_seconds, decaying, film, grid, law, plate


def wrong_mesh() -> Any:
    return fipy().CylindricalGrid2D(nx=3, ny=3, dx=1e-7, dy=1e-7)


WRONG = {
    "unknown region": (
        lambda: plate(boundaries={"rigth": pde.NoFlux()}).operator(),
        "boundaries: the mesh has no region 'rigth'. Did you mean 'right'.*left, right, bottom, top",
    ),
    "state of an unknown region": (
        lambda: plate(states=[pde.LocalState("w", laws.Constant("1 1/s"), where="outer")]).operator(),
        "LocalState 'w' where: 'outer' was given; expected one of cell, left",
    ),
    "region of inner faces": (
        lambda: plate(regions={"all": np.ones(grid().numberOfFaces, dtype=bool)}).operator(),
        "'all' holds faces between cells",
    ),
    "regions that overlap": (
        lambda: plate(regions={"a": np.asarray(grid().facesTop), "b": np.asarray(grid().exteriorFaces)}).operator(),
        "'b' shares faces with a",
    ),
    "region of numbers": (
        lambda: plate(regions={"a": np.arange(grid().numberOfFaces)}).operator(),
        r"regions\['a'\]: expected a mask of 31 booleans",
    ),
    "region of a scalar": (
        lambda: plate(regions={"a": lambda x, y: True}).operator(),
        r"regions\['a'\].*got bool of shape \(\)",
    ),
    "tensor of three on a plane": (
        lambda: plate(diffusivity=pde.Tensor([["1e-14 m^2/s"] * 3] * 3)),
        "Problem diffusivity: the tensor of c has 3 rows, the mesh 2 dimensions",
    ),
    "tensor with a missing entry": (
        lambda: pde.Tensor([["1e-14 m^2/s", "0 m^2/s"], ["1e-14 m^2/s"]]),
        "Tensor: expected 2 rows of 2",
    ),
    "tensor of a wrong unit": (lambda: pde.Tensor([["1 m/s"] * 2] * 2), "Tensor"),
    "tensor of a layer": (
        lambda: pde.Layer("1 um", pde.Tensor([["1e-14 m^2/s"] * 2] * 2)),
        "Layer diffusivity",
    ),
    "velocity of one component": (
        lambda: plate(velocity=("1e-7 m/s",)),
        "Problem velocity: c has 1 components, the mesh 2 dimensions",
    ),
    "velocity of a bare number": (lambda: plate(velocity=(1e-7, 0.0)), "Problem velocity"),
    "velocity of an unknown species": (
        lambda: plate(velocity={"Li": ("1e-7 m/s", "0 m/s")}),
        "Problem velocity: Li has no diffusivity",
    ),
    "velocity of a wrong unit in a layer": (
        lambda: pde.Layer("1 um", "1e-14 m^2/s", velocity="1 m"),
        "Layer velocity",
    ),
    "mesh with layers": (
        lambda: plate(layers=[pde.Layer("1 um", "1e-14 m^2/s")]),
        "Problem mesh: layers belong to one dimension",
    ),
    "mesh with outer": (lambda: plate(outer=pde.FixedConcentration("1 mol/m^3")), "Problem mesh: outer"),
    "mesh without diffusivity": (
        lambda: pde.Problem(mesh=grid(), initial="1 mol/m^3", temperature="300 K"),
        "Problem diffusivity: none was given",
    ),
    "layers with boundaries": (
        lambda: film(boundaries={"left": pde.NoFlux()}),
        "Problem boundaries: belongs to a mesh",
    ),
    "mesh of one dimension": (lambda: plate(fipy().Grid1D(nx=3)).operator(), "Problem mesh: .*two or three dimensions"),
    "curved FiPy mesh": (lambda: plate(wrong_mesh()).operator(), "cylindrical and spherical meshes are like that"),
    "what is no mesh": (lambda: plate("Grid2D").operator(), "Problem mesh: str was given"),
    "reservoir fed by nothing": (
        lambda: decaying(reservoirs=[pde.Reservoir("gas", 1.0, {"outer: surface exchnge": 1.0})]).operator(),
        "Reservoir 'gas': nothing is called 'outer: surface exchnge'. Did you mean 'outer: surface exchange'",
    ),
    "reservoir of a quantity": (lambda: pde.Reservoir("gas", "1 mol"), "Reservoir initial: got '1 mol'"),
    "reservoir that is not finite": (lambda: pde.Reservoir("gas", float("nan")), "Reservoir initial"),
    "reservoir with a plain rate": (lambda: pde.Reservoir("gas", 1.0, rate=3.0), "Reservoir rate: got 3.0"),
    "reservoir named like a species": (
        lambda: decaying(reservoirs=[pde.Reservoir("c", 1.0)]),
        "the name 'c' is taken",
    ),
    "trap without density": (
        lambda: pde.Trap("held", "0 mol/m^3", "1 m^3/mol/s", "1 1/s"),
        "Trap 'held': expected a density above zero",
    ),
    "trap fuller than full": (
        lambda: pde.Trap("held", "1 mol/m^3", "1 m^3/mol/s", "1 1/s", initial="2 mol/m^3"),
        "Trap 'held'.*got 1 and 2",
    ),
    "trap of a wrong unit": (lambda: pde.Trap("held", "1 mol/m^3", "1 1/s", "1 1/s"), "Trap trapping"),
    "trap of a bare density": (lambda: pde.Trap("held", 3.0, "1 m^3/mol/s", "1 1/s"), "Trap 'held' density"),
    "trap of an unknown species": (
        lambda: film(sources=[pde.Trap("held", "1 mol/m^3", "1 m^3/mol/s", "1 1/s", species="H")]),
        "'held' is for 'H'; known: c",
    ),
    "two states of one name": (
        lambda: film(
            sources=[pde.Trap("w", "1 mol/m^3", "1 m^3/mol/s", "1 1/s")],
            states=[pde.LocalState("w", laws.Constant("1 1/s"))],
        ),
        "the name 'w' is taken",
    ),
    "source of an unknown species": (
        lambda: film(sources=[pde.Source("1 mol/m^3/s", "Li", "feed")]),
        "'feed' is for 'Li'; known: c",
    ),
    "reaction of an unknown species": (
        lambda: film(sources=[pde.Reaction("turn", "1 1/s", {"c": 1}, {"Z": 1})]).solve(np.array([1.0])),
        "'turn' is for 'Z'; known: c|turn.*c_Z",
    ),
    "reaction of a wrong order": (
        lambda: pde.Reaction("turn", "1 1/s", {"A": 2}),
        "Reaction 'turn' rate",
    ),
    "reaction with a number below zero": (
        lambda: pde.Reaction("turn", "1 1/s", {"A": -1}),
        "stoichiometric number of A must be above zero",
    ),
    "boundary of an unknown species": (
        lambda: film(pde.FixedConcentration("1 mol/m^3", species="Li")),
        "Problem outer: FixedConcentration is for species 'Li'",
    ),
    "unknown side of a solution": (
        lambda: decaying().solve(np.array([1.0])).flux("top"),
        "side: 'top' was given; expected one of 'inner', 'outer'",
    ),
    "unknown state of a solution": (
        lambda: after_four_seconds().state("v"),
        "state: 'v' is not in this solution; it has w, held, theta, vessel",
    ),
    "second coordinate of a film": (lambda: decaying().solve(np.array([1.0])).y, "1 dimension"),
    "too many interfaces": (lambda: film(interfaces=[None]), "1 were given for 1 layers"),
    "partition and isotherm": (
        lambda: pde.Layer("1 um", "1e-14 m^2/s", partition=2.0, isotherm=law(lambda u: u, "mol/m^3")),
        "Layer isotherm",
    ),
    "factor with a unit": (
        lambda: pde.Layer("1 um", "1e-14 m^2/s", thermodynamic_factor="2 m"),
        "Layer thermodynamic_factor",
    ),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_wrong_input_is_refused_by_name(name: str):
    make, says = WRONG[name]
    with pytest.raises(InputError, match=says):
        make()
