"""One face of a body and what lies beyond it."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from annealkit.domain.substrate import Substrate

__all__ = ["Face"]


@frozen
class Face:
    """A face as hooks see it.

    Attributes:
        kind: ``"gas"`` (open to the furnace atmosphere), ``"substrate"`` or ``"interface"``
            (closed: no exchange of Li with the gas).
        neighbour: The substrate in contact, None at a gas face.
        side: ``"inner"`` or ``"outer"``; x runs outwards from the inner face. On a mesh the regions in the gas are
            outer, those on a substrate inner.
    """

    kind: Literal["gas", "substrate", "interface"]
    neighbour: Substrate | None
    side: Literal["inner", "outer"]
