"""One face of a body and what lies beyond it."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from annealkit.domain.material import Material
from annealkit.domain.substrate import Substrate

__all__ = ["Face", "Form"]

Form = Literal["plate", "sphere", "bed"]


@frozen
class Face:
    """A face as hooks see it.

    Attributes:
        kind: ``"gas"`` (open to the furnace atmosphere), ``"substrate"`` or ``"interface"``
            (closed: no exchange of Li with the gas).
        neighbour: The substrate in contact, None at a gas face.
        side: ``"inner"`` or ``"outer"``; x runs outwards from the inner face. On a mesh the regions in the gas are
            outer, those on a substrate inner; a particle's contact with a solid is outer.
        form: What the gas flows along: a flat ``"plate"``, a ``"sphere"`` in the gas, or the ``"bed"`` of particles
            that the gas flows through.
        length: Length (m) that sets the flow: of a plate along the flow, the diameter of a sphere or of a bed's
            particles; None where the body does not say.
        area: Of the whole face, m²; of all particles in a bed. None where unknown.
        coating: Material of the coating that lies on it, its thickness set; None where the body itself is the surface.
    """

    kind: Literal["gas", "substrate", "interface"]
    neighbour: Substrate | None
    side: Literal["inner", "outer"]
    form: Form = "plate"
    length: float | None = None
    area: float | None = None
    coating: Material | None = None
