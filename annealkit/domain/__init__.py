"""What is annealed and what surrounds it."""

from annealkit.domain.face import Face
from annealkit.domain.gas import GASES, Atmosphere
from annealkit.domain.material import Material
from annealkit.domain.species import Species
from annealkit.domain.substrate import Stack, Substrate

__all__ = ["GASES", "Atmosphere", "Face", "Material", "Species", "Stack", "Substrate"]
