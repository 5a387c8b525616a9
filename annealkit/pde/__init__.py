"""Diffusion in layered bodies and on meshes: exact finite volumes, mass balances, two engines. Knows no chemistry."""

from annealkit.pde.balance import Balance, LayerBalance
from annealkit.pde.boundary import Boundary, FixedConcentration, Flux, NoFlux, SurfaceExchange
from annealkit.pde.checkpoint import Checkpoint
from annealkit.pde.event import Event
from annealkit.pde.fipy_term import FiPyTerm
from annealkit.pde.layer import Interface, Layer
from annealkit.pde.local import LocalState, Reservoir, Source
from annealkit.pde.medium import Tensor
from annealkit.pde.mesh import Mesh
from annealkit.pde.problem import Problem
from annealkit.pde.reaction import Reaction, Trap
from annealkit.pde.refinement import ErrorEstimate
from annealkit.pde.solution import Solution, SpeciesSolution

__all__ = [
    "Balance",
    "Boundary",
    "Checkpoint",
    "ErrorEstimate",
    "Event",
    "FiPyTerm",
    "FixedConcentration",
    "Flux",
    "Interface",
    "Layer",
    "LayerBalance",
    "LocalState",
    "Mesh",
    "NoFlux",
    "Problem",
    "Reaction",
    "Reservoir",
    "Solution",
    "Source",
    "SpeciesSolution",
    "SurfaceExchange",
    "Tensor",
    "Trap",
]
