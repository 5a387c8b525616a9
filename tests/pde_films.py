"""Small problems whose behaviour is known, for the tests of the diffusion solver."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from annealkit import laws, pde
from annealkit.pde.fipy_import import fipy

L, C0, RATE = 1e-6, 100.0, 2e-8


def law(function: Any, unit: str, **more: Any) -> laws.Callable:
    return laws.Callable(function, unit, **more)


def film(outer: Any = None, *, cells: int = 4, diffusivity: Any = "1e-9 m^2/s", **given: Any) -> pde.Problem:
    """A film in which diffusion is instant, so that it is one ordinary differential equation."""
    layer = {k: given.pop(k) for k in ("partition", "velocity") if k in given}
    return pde.Problem(
        shape="planar",
        layers=[
            pde.Layer((L, "m"), diffusivity, initial=given.pop("initial", "100 mol/m^3"), cells=cells, **layer),
        ],
        outer=pde.NoFlux() if outer is None else outer,
        temperature=given.pop("temperature", "973 K"),
        **given,
    )


def decaying(**given: Any) -> pde.Problem:
    """c = C0 exp(-RATE t / L), to RATE L / D = 2e-5 of it."""
    return film(pde.SurfaceExchange((RATE, "m/s"), "0 mol/m^3"), **given)


def swinging() -> pde.Problem:
    """The surface follows a cosine of period 10 s."""
    value = law(lambda t: 50.0 + 30.0 * np.cos(2 * np.pi * t / 10.0), "mol/m^3")
    return film(pde.FixedConcentration(value), initial="80 mol/m^3")


def held(now: pde.Solution) -> float:
    return float(now.inventory[0])


def everything(cells: int = 5, **changed: Any) -> pde.Problem:
    """Two layers, a partition, a trap, states of cells and of a face, a reservoir and several channels."""
    given: dict[str, Any] = {
        "layers": [
            pde.Layer("0.6 um", law(lambda c, w: 2e-14 * (1 + c / 90) * (1 + w), "m^2/s"), initial="90 mol/m^3",
                      cells=cells),
            pde.Layer("0.3 um", "1e-14 m^2/s", partition=2.0, initial="40 mol/m^3", cells=4),
        ],
        "outer": [
            pde.Flux(law(lambda c, theta: 2e-8 * c * (1 - theta), "mol/m^2/s")),
            pde.SurfaceExchange("2e-8 m/s", law(lambda vessel: 1e6 * vessel, "mol/m^3")),
        ],
        "sources": [pde.Trap("held", "30 mol/m^3", "1e-3 m^3/mol/s", "0.1 1/s")],
        "states": [
            pde.LocalState("w", law(lambda w: 0.05 * (1 - w), "1/s")),
            pde.LocalState("theta", law(lambda theta, c: 1e-3 * c * (1 - theta), "1/s"), 0.1, "outer"),
        ],
        "reservoirs": [pde.Reservoir("vessel", 1e-5, {"outer: surface exchange": 1.0})],
    }  # fmt: skip
    return pde.Problem(shape="planar", temperature="973 K", **(given | changed))


@functools.cache
def after_four_seconds() -> pde.Solution:
    return everything().solve(np.array([4.0]), rtol=1e-6)


def grid() -> Any:
    return fipy().Grid2D(dx=np.array([1.0, 1.5, 0.8, 1.2]) * 1e-7, dy=np.array([0.9, 1.1, 1.3]) * 1e-7)


def plate(mesh: Any = None, **given: Any) -> pde.Problem:
    defaults = {"diffusivity": "1e-14 m^2/s", "initial": "50 mol/m^3", "temperature": "973 K"}
    return pde.Problem(mesh=grid() if mesh is None else mesh, **(defaults | given))
