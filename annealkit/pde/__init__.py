"""Diffusion in layered bodies: exact finite volumes, mass balances, two engines. Knows no chemistry."""

from annealkit.pde.balance import Balance
from annealkit.pde.boundary import Boundary, FixedConcentration, Flux, NoFlux, SurfaceExchange
from annealkit.pde.layer import Interface, Layer, LocalState, Source
from annealkit.pde.mesh import Mesh
from annealkit.pde.problem import Problem
from annealkit.pde.solution import Solution, SpeciesSolution

__all__ = [
    "Balance",
    "Boundary",
    "FixedConcentration",
    "Flux",
    "Interface",
    "Layer",
    "LocalState",
    "Mesh",
    "NoFlux",
    "Problem",
    "Solution",
    "Source",
    "SpeciesSolution",
    "SurfaceExchange",
]
