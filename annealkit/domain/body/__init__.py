"""Bodies: the shape of what is annealed, and what each of its faces touches."""

from __future__ import annotations

from collections.abc import Mapping

from annealkit.domain.body.fiber import Fiber
from annealkit.domain.body.film import Film
from annealkit.domain.body.mesh import MeshBody
from annealkit.domain.body.opening import Opening
from annealkit.domain.body.particle import Particle
from annealkit.domain.body.powder import Powder
from annealkit.domain.body.wafer import Wafer

__all__ = ["BODIES", "Body", "Fiber", "Film", "MeshBody", "Opening", "Particle", "Powder", "Wafer"]

Body = Film | Wafer | Fiber | Particle | Powder | MeshBody

#: Bodies by the name that run files use.
BODIES: Mapping[str, type] = {"Fiber": Fiber, "Film": Film, "Particle": Particle, "Powder": Powder, "Wafer": Wafer}
