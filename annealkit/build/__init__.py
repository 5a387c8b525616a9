"""From an anneal to a diffusion problem."""

from annealkit.build.assemble import build
from annealkit.build.built import Built

__all__ = ["Built", "build"]
