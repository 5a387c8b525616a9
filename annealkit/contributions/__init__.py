"""What a plugin can contribute: frozen values, one kind a file."""

from annealkit.contributions.activity import Activity
from annealkit.contributions.diffusivity import Diffusivity
from annealkit.contributions.flux import BoundaryFlux, Bracket, Series
from annealkit.contributions.interface import InterfaceLaw
from annealkit.contributions.observable import Observable
from annealkit.contributions.phase import PhaseRule
from annealkit.contributions.resistance import Resistance
from annealkit.contributions.source import VolumeSource
from annealkit.contributions.state import Mobile, State, Transformation

__all__ = [
    "Activity",
    "BoundaryFlux",
    "Bracket",
    "Diffusivity",
    "InterfaceLaw",
    "Mobile",
    "Observable",
    "PhaseRule",
    "Resistance",
    "Series",
    "State",
    "Transformation",
    "VolumeSource",
]
